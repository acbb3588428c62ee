"""Late filing 补报: leave to file a quarter after its window, and how such a filing counts.

Leave is a record with a reason, never an exception in code (ruling 8): of a province for a
platform of its own, of the ministry for a platform or a whole authority. What comes under it is
late, or excused where the ministry says so, also afterwards; never on time.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from registry.policy.rulebook import Programme
from registry.policy.vocabulary import Timeliness
from registry.policy.windows import Window


class LeaveState(StrEnum):
    """Where a leave stands: it runs, its last day is over, or it was ended before."""

    RUNNING = "running"
    LAPSED = "lapsed"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Leave:
    """Leave to file one quarter: from ``opens_at`` (included) to ``until`` (excluded), aware.

    ``number`` is what it is quoted by; a rule does not ask for it.

    ``excused`` is the ministry's word that the lateness is not held against anybody; it holds
    for what was filed late before, too.
    """

    opens_at: datetime
    until: datetime
    excused: bool = False
    number: str = ""

    def runs(self, at: datetime) -> bool:
        """Say whether a filing arriving then comes under it."""
        return self.opens_at <= at < self.until


def timeliness_of(window: Window, leaves: Iterable[Leave], at: datetime) -> Timeliness | None:
    """Return how a filing that arrives now counts; None where nothing lets it in.

    In the window by any of its readings it is on time (ruling 3), whatever leave there is.
    """
    if window.accepts(at):
        return Timeliness.ON_TIME
    running = [one for one in leaves if one.runs(at)]
    if not running:
        return None
    return Timeliness.EXCUSED if any(one.excused for one in running) else Timeliness.LATE


def running_longest(leaves: Iterable[Leave], at: datetime) -> Leave | None:
    """Return which of the leaves that run lets a filing in for the longest; None without one."""
    return max((one for one in leaves if one.runs(at)), key=lambda one: one.until, default=None)


def state_of(until: datetime, ended_at: datetime | None, at: datetime) -> LeaveState:
    """Return where a leave stands at that moment."""
    if ended_at is not None:
        return LeaveState.ENDED
    return LeaveState.RUNNING if at < until else LeaveState.LAPSED


def counts_as(filed: Timeliness, leaves: Iterable[Leave]) -> Timeliness:
    """Return how a filing counts today: late ones are excused by any leave that says so."""
    if filed is Timeliness.LATE and any(one.excused for one in leaves):
        return Timeliness.EXCUSED
    return filed


def longest_leave(day: date, programme: Programme) -> int:
    """Return for how many days of the calendar leave may be given (house ruling 8)."""
    found = programme.ruling("late_filing", day).number
    if found is None:
        message = "the ruling late_filing names no number"
        raise ValueError(message)
    return found


def faults_of_leave(last: date | None, today: date, longest: int) -> Mapping[str, str]:
    """Return what does not hold of the last day of a leave, as a sentence's code by field.

    Today at the earliest, and no more than ``longest`` days ahead.
    """
    if last is None or not today <= last <= today + timedelta(days=longest):
        return {"last_day": "late_filing_last_day_wanted"}
    return {}


def is_over(window: Window, at: datetime) -> bool:
    """Say whether a window is over by every reading: leave is given after closing only."""
    return at >= window.accepts_until
