"""A line to the database that can be cut: what is sent goes nowhere, and nobody is told."""

import socket
import threading
from contextlib import suppress
from pathlib import Path


class Line:
    """A port of this machine that leads to a unix socket, until it is cut."""

    def __init__(self, behind: Path) -> None:
        self._behind = behind
        self._cut = False
        self._ends: list[socket.socket] = []
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._door.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Let nothing through any more."""
        self._cut = True

    def mend(self) -> None:
        """Let new connections through; those of before are lost."""
        ends, self._ends = self._ends, []
        self._cut = False
        _close(ends)

    def close(self) -> None:
        """Take the line down."""
        with suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)
        _close([self._door, *self._ends])

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._door.accept()
            except OSError:
                return
            far = socket.socket(socket.AF_UNIX)
            far.connect(str(self._behind))
            self._ends += [near, far]
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=self._carry, args=(one, other), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while content := one.recv(65536):
                if not self._cut:
                    other.sendall(content)
        _close([one, other])


def _close(ends: list[socket.socket]) -> None:
    for end in ends:
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()
