"""The watchdog: starts the embedded database again when it died and its service did not.

It is looked in on about once a second by the process that owns the data directory. It
never waits, so whoever looks in goes on at once.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from registry.clock import stopwatch
from registry.embedded import EmbeddedServerError
from registry.logs import log

# Seconds before each start of those in a row that came to nothing; the last one repeats.
DELAYS = (0.0, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
MOST_STARTS = 20
# Who has lived for so long is well: the next death counts from the beginning again.
_WELL_SECONDS = 60.0


class Guarded(Protocol):
    """What a watchdog guards."""

    @property
    def is_running(self) -> bool:
        """Whether its process lives."""

    @property
    def is_listening(self) -> bool:
        """Whether it answers."""

    def begin(self) -> None:
        """Start it, waiting for nothing."""


class DatabaseGivenUpError(Exception):
    """The embedded database died again after every start; the service ends with it."""


@dataclass(slots=True)
class Watchdog:
    """Guards one server that has been running. ``now`` gives seconds and never steps back."""

    server: Guarded
    now: Callable[[], float] = stopwatch
    _starts: int = 0
    _died_at: float | None = None
    _began_at: float = field(default=0.0)

    def look(self) -> None:
        """Start the server again where it died and its time to wait is over.

        Raises DatabaseGivenUpError where the last of all starts came to nothing too.
        """
        if self.server.is_running:
            self._alive()
            return
        now = self.now()
        if self._died_at is None:
            self._died_at = self._began_at = now
            log().error("database_died")
        if now - self._began_at < DELAYS[min(self._starts, len(DELAYS) - 1)]:
            return
        if self._starts >= MOST_STARTS:
            log().critical("database_given_up", starts=self._starts)
            raise DatabaseGivenUpError
        self._starts += 1
        self._began_at = now
        try:
            self.server.begin()
        except (EmbeddedServerError, OSError) as error:
            log().error("database_not_started", starts=self._starts, error=str(error))
        else:
            log().warning("database_starting", starts=self._starts)

    def _alive(self) -> None:
        if self._died_at is not None and self.server.is_listening:
            log().warning("database_back", seconds=round(self.now() - self._died_at, 1))
            self._died_at = None
        if self._died_at is None and self.now() - self._began_at >= _WELL_SECONDS:
            self._starts = 0
