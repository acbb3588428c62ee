"""The one reader of the clock. Everybody else is given ``at``."""

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Self
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Clock:
    """Tells the time: the real one, or in training mode one that ticks on from ``start``.

    A training clock is anchored to the wall clock at ``anchor`` (seconds since the epoch),
    which the master process passes on, so that all workers and the command line agree.
    """

    start: datetime | None = None
    anchor: float = field(default_factory=time.time)  # noqa: TID251 - this is the one reader

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC."""
        wall = time.time()  # noqa: TID251 - this is the one reader
        if self.start is None:
            return datetime.fromtimestamp(wall, UTC)
        return (self.start + timedelta(seconds=wall - self.anchor)).astimezone(UTC)

    def wall(self) -> datetime:
        """Return the real instant, whatever a training clock says: codes of a phone follow it."""
        return datetime.fromtimestamp(time.time(), UTC)  # noqa: TID251 - this is the one reader

    @classmethod
    def of(cls, start: datetime | None, anchor: float | None) -> Self:
        """Return the clock of a service: anchored where its master said, else now."""
        return cls(start) if anchor is None else cls(start, anchor)


def stopwatch() -> float:
    """Return seconds on a clock that never steps back, for measuring durations only."""
    return time.perf_counter()


def pause(seconds: float) -> None:
    """Wait; for polling a process that is starting, never for timing a rule."""
    time.sleep(seconds)


def to_millisecond(moment: datetime) -> datetime:
    """Return an instant as the database keeps it, so that its digest can be worked out again."""
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
