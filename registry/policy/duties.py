"""Duties 应报事项: who owes a quarterly update for a window, and how that duty stands 二（三）."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from registry.policy.late_filings import Leave, counts_as, running_longest
from registry.policy.update_returns import ReturnState
from registry.policy.vocabulary import Timeliness
from registry.policy.windows import Window


class DutyState(StrEnum):
    """How one duty of one platform for one period stands."""

    NOT_YET_DUE = "not_yet_due"
    OPEN = "open"
    DONE_ON_TIME = "done_on_time"
    DONE_LATE = "done_late"
    EXCUSED = "excused"
    NOT_REQUIRED = "not_required"
    MISSED = "missed"


class DutyFlag(StrEnum):
    """What stays visible beside a duty's state, and changes nothing of it."""

    LATE = "late"
    REOPENED = "reopened"
    RETURNED = "returned"
    UNANSWERED = "unanswered"
    MENDED = "mended"


_OF_RETURN = {
    ReturnState.OPEN: DutyFlag.RETURNED,
    ReturnState.UNANSWERED: DutyFlag.UNANSWERED,
    ReturnState.ANSWERED: DutyFlag.MENDED,
}
DONE = {
    Timeliness.ON_TIME: DutyState.DONE_ON_TIME,
    Timeliness.LATE: DutyState.DONE_LATE,
    Timeliness.EXCUSED: DutyState.EXCUSED,
}


class ReasonCode(StrEnum):
    """What decided how a duty stands."""

    AHEAD = "ahead"
    OPEN = "open"
    UNDER_LEAVE = "under_leave"
    IN_TIME = "in_time"
    LATE = "late"
    EXCUSED = "excused"
    NOTHING_FILED = "nothing_filed"
    ADMITTED_IN_WINDOW = "admitted_in_window"
    ADMITTED_AFTER = "admitted_after"
    REMOVED = "removed"
    AWAY = "away"


@dataclass(frozen=True, slots=True)
class Reason:
    """What decided how a duty stands, and when that was; all moments are aware.

    ``since`` and ``until`` are, of what was filed, its arrival and the end of the window; of
    leave, its time; of an absence, when the platform had left and when it was back; of an
    admission or removal, that day and the window's end; else the window's. ``until`` is
    excluded. ``reference`` is the number of the leave or appeal it rests on, where it does.
    """

    code: ReasonCode
    since: datetime
    until: datetime
    reference: str = ""

    @property
    def state(self) -> DutyState:
        """Return how the duty stands; what a reason says of the days alone, it does not owe."""
        return _STATES.get(self.code, DutyState.NOT_REQUIRED)


_STATES = {
    ReasonCode.AHEAD: DutyState.NOT_YET_DUE,
    ReasonCode.OPEN: DutyState.OPEN,
    ReasonCode.UNDER_LEAVE: DutyState.OPEN,
    ReasonCode.IN_TIME: DutyState.DONE_ON_TIME,
    ReasonCode.LATE: DutyState.DONE_LATE,
    ReasonCode.EXCUSED: DutyState.EXCUSED,
    ReasonCode.NOTHING_FILED: DutyState.MISSED,
}
_FILED = {
    Timeliness.ON_TIME: ReasonCode.IN_TIME,
    Timeliness.LATE: ReasonCode.LATE,
    Timeliness.EXCUSED: ReasonCode.EXCUSED,
}


@dataclass(frozen=True, slots=True)
class Away:
    """A time out of the library that an appeal ended: from having left to being back."""

    left_at: datetime
    back_at: datetime
    appeal: str = ""

    def touches(self, window: Window) -> bool:
        """Say whether any of it lies in a window."""
        return self.left_at < window.closes_at and self.back_at >= window.opens_at


def not_owed(
    admitted_at: datetime,
    removed_at: datetime | None,
    window: Window,
    absences: Iterable[Away] = (),
) -> Reason | None:
    """Return why a platform does not owe the update of a window (ruling 10); None where it does.

    It owes where it was admitted before the window opened and was not removed
    before it closed: one admitted in the window owes nothing for that quarter,
    one removed in it stops owing. Where an appeal brought it back, it owes nothing for a
    window it was out of the library in, wholly or partly (house ruling 26).
    """
    if admitted_at >= window.closes_at:
        return Reason(ReasonCode.ADMITTED_AFTER, admitted_at, window.closes_at)
    if admitted_at >= window.opens_at:
        return Reason(ReasonCode.ADMITTED_IN_WINDOW, admitted_at, window.closes_at)
    if removed_at is not None and removed_at < window.closes_at:
        return Reason(ReasonCode.REMOVED, removed_at, window.closes_at)
    away = next((one for one in absences if one.touches(window)), None)
    return Reason(ReasonCode.AWAY, away.left_at, away.back_at, away.appeal) if away else None


def owes_update(
    admitted_at: datetime,
    removed_at: datetime | None,
    window: Window,
    absences: Iterable[Away] = (),
) -> bool:
    """Say whether a platform in the library owes the update of this window, as ``not_owed``."""
    return not_owed(admitted_at, removed_at, window, absences) is None


def duty_reason(
    window: Window,
    *,
    unowed: Reason | None,
    filed: tuple[Timeliness, datetime] | None,
    leaves: Iterable[Leave],
    at: datetime,
) -> Reason:
    """Return what decides how a platform's update of a window stands at a moment.

    ``filed`` is how its first version counted when it came, and when that was; None without
    one: what was in time stays so (ruling 8). What was filed is done, owed or not; ``unowed`` is
    what ``not_owed`` says. While leave runs a missed duty is open again; afterwards it is missed.
    """
    given = tuple(leaves)
    if filed is not None:
        return _reason_filed(window, *filed, given)
    if unowed is not None:
        return unowed
    opens, closes = window.accepts_from, window.accepts_until
    if at < opens:
        return Reason(ReasonCode.AHEAD, opens, closes)
    if at < closes:
        return Reason(ReasonCode.OPEN, opens, closes)
    running = running_longest(given, at)
    if running is not None:
        return Reason(ReasonCode.UNDER_LEAVE, running.opens_at, running.until, running.number)
    return Reason(ReasonCode.NOTHING_FILED, opens, closes)


def _reason_filed(
    window: Window, timeliness: Timeliness, filed_at: datetime, leaves: Collection[Leave]
) -> Reason:
    """Return how what was filed counts, with the leave that excuses it or that it came under."""
    code = _FILED[counts_as(timeliness, leaves)]
    under = {
        ReasonCode.EXCUSED: [one.number for one in leaves if one.excused],
        ReasonCode.LATE: [one.number for one in leaves if one.runs(filed_at)],
    }.get(code, [])
    return Reason(code, filed_at, window.accepts_until, next(iter(under), ""))


def duty_flags(
    filed: Timeliness | None, leaves: Iterable[Leave], returned: ReturnState | None
) -> tuple[DutyFlag, ...]:
    """Return what is told beside a duty's state: filed late, leave given, returned and how.

    ``returned`` is how the last return of the quarter stands, None without one. What was
    withdrawn is told no more.
    """
    told = (
        DutyFlag.LATE if filed is Timeliness.LATE else None,
        DutyFlag.REOPENED if tuple(leaves) else None,
        _OF_RETURN.get(returned) if returned else None,
    )
    return tuple(one for one in told if one is not None)
