"""Deadlines: a connection ends after so many seconds, however slowly the other side trickles.

A socket's own timeout begins anew with every byte; who sends one a second is waited for for
ever. Here a timer shuts the connection down beneath whoever reads from it. Looking up the name
and connecting count too: a name server that is silent would else be waited for beyond any lease.
"""

import socket
import threading
from collections.abc import Sequence
from concurrent.futures import Future
from contextlib import suppress
from types import TracebackType
from typing import Any, Self

from registry.clock import stopwatch

Place = tuple[Any, ...]
_MOST_PLACES = 3


class Deadline:
    """Ends the sockets it watches when its seconds are over; ``passed`` tells that it did."""

    def __init__(self, seconds: float) -> None:
        """Take the seconds from entering it on."""
        self._seconds, self._until = seconds, 0.0
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True
        self._lock = threading.Lock()
        self._watched: list[socket.socket] = []
        self.passed = False

    def look_up(self, host: str, port: int) -> Sequence[Place]:
        """Return where a name leads, as getaddrinfo does. Raises TimeoutError at the deadline.

        The look-up itself cannot be ended; its thread is left behind, until the resolver's own
        time is over.
        """
        answer: Future[Sequence[Place]] = Future()

        def ask() -> None:
            try:
                answer.set_result(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
            except Exception as error:  # noqa: BLE001 - raised where it is waited for
                answer.set_exception(error)

        threading.Thread(target=ask, name="look_up", daemon=True).start()
        try:
            return answer.result(self._left())
        except TimeoutError:
            self._end()
            raise

    def connect(self, places: Sequence[Place], seconds: float) -> socket.socket:
        """Connect to the first of some places that answers within seconds; watch the connection.

        Raises OSError where none of the first three does.
        """
        failure = OSError("no address")
        for family, kind, protocol, _, place in places[:_MOST_PLACES]:
            opened = socket.socket(family, kind, protocol)
            try:
                opened.settimeout(min(seconds, self._left()))
                self.watch(opened)
                opened.connect(place)
            except OSError as error:
                opened.close()
                failure = error
            else:
                opened.settimeout(seconds)
                return opened
        raise failure

    def watch(self, opened: socket.socket) -> None:
        """Watch a connection, by a handle of our own: TLS takes the one it is given away."""
        with self._lock:
            self._watched.append(opened.dup())
            if self.passed:
                self._shut()

    def __enter__(self) -> Self:
        """Start the time."""
        self._until = stopwatch() + self._seconds
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

    def _left(self) -> float:
        """Return the seconds that are left. Raises TimeoutError where none are."""
        left = self._until - stopwatch()
        if left <= 0:
            raise TimeoutError
        return left

    def _end(self) -> None:
        with self._lock:
            self.passed = True
            self._shut()

    def _shut(self) -> None:
        for one in self._watched:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
