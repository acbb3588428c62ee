"""Duties 应报事项: who owes a quarterly update for a window, and how that duty stands 二（三）."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from registry.policy.late_filings import Leave, counts_as
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


def owes_update(
    admitted_at: datetime,
    removed_at: datetime | None,
    window: Window,
    absences: Iterable[tuple[datetime, datetime]] = (),
) -> bool:
    """Say whether a platform in the library owes the update of this window (ruling 10).

    It owes where it was admitted before the window opened and was not removed
    before it closed: one admitted in the window owes nothing for that quarter,
    one removed in it stops owing. Where an appeal brought it back, it owes nothing for a
    window it was out of the library in, wholly or partly: ``absences`` are from when it had
    left (included) to when it was back (house ruling 26). All moments are aware.
    """
    if admitted_at >= window.opens_at:
        return False
    if any(
        left < window.closes_at and back >= window.opens_at for left, back in absences
    ):  # fmt: skip - one condition
        return False
    return removed_at is None or removed_at >= window.closes_at


def duty_state(
    window: Window,
    *,
    owes: bool,
    filed: Timeliness | None,
    leaves: Iterable[Leave],
    at: datetime,
) -> DutyState:
    """Return how a platform's update of a window stands at a moment.

    ``filed`` is how its first version counted when it came, None without one: what was in time
    stays so (ruling 8). What was filed is done, owed or not. While leave runs a missed duty is
    open again; afterwards it is missed.
    """
    given = tuple(leaves)
    if filed is not None:
        return DONE[counts_as(filed, given)]
    if not owes:
        return DutyState.NOT_REQUIRED
    if at < window.accepts_from:
        return DutyState.NOT_YET_DUE
    if at < window.accepts_until or any(one.runs(at) for one in given):
        return DutyState.OPEN
    return DutyState.MISSED


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
