"""Duties: who owes an update for a window (ruling 10)."""

from datetime import datetime

import pytest

from registry.policy import windows
from registry.policy.calendar import SHANGHAI, WorkingCalendar
from registry.policy.duties import (
    Away,
    DutyState,
    Reason,
    ReasonCode,
    duty_reason,
    not_owed,
    owes_update,
)
from registry.policy.late_filings import Leave
from registry.policy.rulebook import Programme
from registry.policy.vocabulary import Timeliness, WindowKind
from registry.policy.windows import Window


def _at(*when: int) -> datetime:
    return datetime(*when, tzinfo=SHANGHAI)


LONG_AGO = _at(2025, 6, 30, 10)


OPENS, CLOSES = _at(2026, 12, 25), _at(2027, 1, 1)


@pytest.fixture
def window(calendar: WorkingCalendar, programme: Programme) -> Window:
    """The window of December 2026: 25 to 31."""
    return windows.window(WindowKind.QUARTERLY_UPDATE, "2026Q4", calendar, programme)


@pytest.mark.parametrize(
    ("admitted_at", "removed_at", "why"),
    [
        (LONG_AGO, None, None),
        (_at(2026, 12, 24, 23, 59, 59), None, None),
        (OPENS, None, ReasonCode.ADMITTED_IN_WINDOW),
        (_at(2026, 12, 28, 9), None, ReasonCode.ADMITTED_IN_WINDOW),
        (_at(2026, 12, 28, 9), _at(2026, 12, 30), ReasonCode.ADMITTED_IN_WINDOW),
        (CLOSES, None, ReasonCode.ADMITTED_AFTER),
        (_at(2027, 1, 5), None, ReasonCode.ADMITTED_AFTER),
        (LONG_AGO, _at(2026, 11, 1), ReasonCode.REMOVED),
        (LONG_AGO, _at(2026, 12, 28), ReasonCode.REMOVED),
        (LONG_AGO, _at(2026, 12, 31, 23, 59, 59), ReasonCode.REMOVED),
        (LONG_AGO, CLOSES, None),
    ],
)
def test_who_was_in_the_library_before_and_after_the_window_owes_its_update(
    admitted_at: datetime, removed_at: datetime | None, why: ReasonCode | None, *, window: Window
) -> None:
    """Admitted in the window owes nothing for it; removed in it stops owing; each with its day."""
    moved = removed_at if why is ReasonCode.REMOVED else admitted_at
    expected = Reason(why, moved, CLOSES) if why and moved else None
    assert not_owed(admitted_at, removed_at, window) == expected
    assert owes_update(admitted_at, removed_at, window) is (why is None)


@pytest.mark.parametrize(
    ("left_at", "back_at", "owes"),
    [
        (_at(2026, 9, 2), _at(2026, 12, 24, 23, 59, 59), True),
        (_at(2026, 9, 2), OPENS, False),
        (_at(2026, 9, 2), _at(2026, 12, 29), False),
        (_at(2026, 9, 2), _at(2027, 1, 20), False),
        (_at(2026, 12, 31, 23, 59, 59), _at(2027, 1, 20), False),
        (CLOSES, _at(2027, 1, 20), True),
    ],
)
def test_nothing_is_owed_for_a_window_it_was_out_in(
    left_at: datetime, back_at: datetime, *, owes: bool, window: Window
) -> None:
    """Back upon an appeal before a window opens it owes that update; out in part, it does not."""
    before = Away(_at(2026, 3, 1), _at(2026, 4, 1), "SS-1")
    away = [before, Away(left_at, back_at, "SS-2")]
    expected = None if owes else Reason(ReasonCode.AWAY, left_at, back_at, "SS-2")
    assert not_owed(LONG_AGO, None, window, away) == expected


JANUARY = _at(2027, 1, 12)
REMOVED = Reason(ReasonCode.REMOVED, _at(2026, 12, 28), CLOSES)
ON_TIME, LATE, EXCUSED = Timeliness.ON_TIME, Timeliness.LATE, Timeliness.EXCUSED


@pytest.mark.parametrize(
    ("at", "unowed", "filed", "leaves", "code", "state"),
    [
        (_at(2026, 12, 24, 23, 59, 59), None, None, "", "ahead", DutyState.NOT_YET_DUE),
        (OPENS, None, None, "", "open", DutyState.OPEN),
        (_at(2026, 12, 31, 23, 59, 59), None, None, "", "open", DutyState.OPEN),
        (CLOSES, None, None, "", "nothing_filed", DutyState.MISSED),
        (CLOSES, REMOVED, None, "", "removed", DutyState.NOT_REQUIRED),
        (_at(2026, 12, 1), REMOVED, None, "", "removed", DutyState.NOT_REQUIRED),
        (JANUARY, None, None, "runs", "under_leave", DutyState.OPEN),
        (JANUARY, None, None, "over", "nothing_filed", DutyState.MISSED),
        (JANUARY, None, None, "excused, over", "nothing_filed", DutyState.MISSED),
        (JANUARY, None, (ON_TIME, OPENS), "", "in_time", DutyState.DONE_ON_TIME),
        (JANUARY, REMOVED, (ON_TIME, OPENS), "", "in_time", DutyState.DONE_ON_TIME),
        (JANUARY, None, (LATE, _at(2027, 1, 6)), "over", "late", DutyState.DONE_LATE),
        (JANUARY, None, (LATE, _at(2027, 1, 6)), "excused, over", "excused", DutyState.EXCUSED),
        (JANUARY, None, (EXCUSED, _at(2027, 1, 6)), "over", "excused", DutyState.EXCUSED),
        (JANUARY, None, (ON_TIME, OPENS), "excused, over", "in_time", DutyState.DONE_ON_TIME),
    ],
)
def test_how_a_duty_stands_and_why(  # noqa: PLR0917 - one line of the table
    at: datetime,
    unowed: Reason | None,
    filed: tuple[Timeliness, datetime] | None,
    leaves: str,
    code: str,
    state: DutyState,
    *,
    window: Window,
) -> None:
    """By its window, what was filed first, and the leaves: each state has its moment and reason."""
    until = _at(2027, 1, 20) if leaves == "runs" else _at(2027, 1, 10)
    opened = _at(2027, 1, 5)
    given = [Leave(opened, until, excused="excused" in leaves, number="BB")] if leaves else []
    found = duty_reason(window, unowed=unowed, filed=filed, leaves=given, at=at)
    assert (found.code, found.state) == (code, state)
    if filed:
        assert (found.since, found.until) == (filed[1], CLOSES)
    elif unowed:
        assert found is unowed
    else:
        under = code == "under_leave"
        assert (found.since, found.until) == ((opened, until) if under else (OPENS, CLOSES))


def test_a_reason_names_the_leave_it_rests_on(window: Window) -> None:
    """Late under one leave and excused by another; where none of them did it, no number."""
    filed = (Timeliness.LATE, _at(2027, 1, 6))
    under = Leave(_at(2027, 1, 5), _at(2027, 1, 10), number="BB-1")
    other = Leave(_at(2027, 2, 5), _at(2027, 2, 10), number="BB-2")
    excusing = Leave(_at(2027, 3, 5), _at(2027, 3, 10), excused=True, number="BB-3")

    def reference(*leaves: Leave) -> str:
        return duty_reason(window, unowed=None, filed=filed, leaves=leaves, at=JANUARY).reference

    assert (reference(other, under), reference(other), reference()) == ("BB-1", "", "")
    assert reference(under, excusing) == "BB-3"
