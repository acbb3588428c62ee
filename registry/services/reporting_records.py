"""The reporting record 报送记录 of a platform: how its duties ended, quarter by quarter.

It comes from the duties alone, never from the last report: one late report does not wipe out
what was missed before (二（三）).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from registry.policy.duties import DutyState
from registry.services.quarters import Quarter

SHOWN = 8
_ENDED = (DutyState.DONE_ON_TIME, DutyState.DONE_LATE, DutyState.EXCUSED, DutyState.MISSED)


@dataclass(frozen=True, slots=True)
class Ended:
    """One way that duties ended, and the quarters that ended so, newest first."""

    key: str
    periods: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReportingRecord:
    """How the last quarters that asked something ended: their periods, newest first, by how."""

    on_time: tuple[str, ...]
    late: tuple[str, ...]
    excused: tuple[str, ...]
    missed: tuple[str, ...]

    @property
    def asked(self) -> int:
        """Return how many quarters asked something."""
        return sum(len(one.periods) for one in self.told())

    def told(self) -> tuple["Ended", ...]:
        """Return the four ways with their quarters, in the order they are told."""
        return (
            Ended("on_time", self.on_time),
            Ended("late", self.late),
            Ended("excused", self.excused),
            Ended("missed", self.missed),
        )


def record_of(quarters: Iterable[Quarter], *, shown: int = SHOWN) -> ReportingRecord:
    """Return the record of a platform from its quarters, newest first; nothing open is in it."""
    ended = [one for one in quarters if one.duty in _ENDED][:shown]
    by_state = {
        state: tuple(one.period for one in ended if one.duty is state) for state in _ENDED
    }  # fmt: skip - one mapping
    return ReportingRecord(*by_state.values())
