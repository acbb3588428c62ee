"""Deadlines: a connection ends after so many seconds, however slowly the other side trickles.

A socket's own timeout begins anew with every byte; who sends one a second is waited for for
ever. Here a timer shuts the connection down beneath whoever reads from it.
"""

import socket
import threading
from contextlib import suppress
from types import TracebackType
from typing import Self


class Deadline:
    """Ends the sockets it watches when its seconds are over; ``passed`` tells that it did."""

    def __init__(self, seconds: float) -> None:
        """Take the seconds from entering it on."""
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True
        self._lock = threading.Lock()
        self._watched: list[socket.socket] = []
        self.passed = False

    def watch(self, opened: socket.socket) -> None:
        """Watch a connection, by a handle of our own: TLS takes the one it is given away."""
        with self._lock:
            self._watched.append(opened.dup())
            if self.passed:
                self._shut()

    def __enter__(self) -> Self:
        """Start the time."""
        self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        """Stop it and let go of the sockets."""
        self._timer.cancel()
        with self._lock:
            for one in self._watched:
                one.close()
            self._watched.clear()

    def _end(self) -> None:
        with self._lock:
            self.passed = True
            self._shut()

    def _shut(self) -> None:
        for one in self._watched:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
