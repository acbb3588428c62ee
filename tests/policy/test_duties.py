"""Duties: who owes an update for a window (ruling 10)."""

from datetime import datetime

import pytest

from registry.policy import windows
from registry.policy.calendar import SHANGHAI, WorkingCalendar
from registry.policy.duties import DutyState, duty_state, owes_update
from registry.policy.late_filings import Leave
from registry.policy.rulebook import Programme
from registry.policy.vocabulary import Timeliness, WindowKind


def _at(*when: int) -> datetime:
    return datetime(*when, tzinfo=SHANGHAI)


LONG_AGO = _at(2025, 6, 30, 10)


@pytest.mark.parametrize(
    ("admitted_at", "removed_at", "owes"),
    [
        (LONG_AGO, None, True),
        (_at(2026, 12, 24, 23, 59, 59), None, True),
        (_at(2026, 12, 25), None, False),
        (_at(2026, 12, 28, 9), None, False),
        (_at(2027, 1, 5), None, False),
        (LONG_AGO, _at(2026, 11, 1), False),
        (LONG_AGO, _at(2026, 12, 28), False),
        (LONG_AGO, _at(2026, 12, 31, 23, 59, 59), False),
        (LONG_AGO, _at(2027, 1, 1), True),
    ],
)
def test_who_was_in_the_library_before_and_after_the_window_owes_its_update(
    admitted_at: datetime,
    removed_at: datetime | None,
    *,
    owes: bool,
    calendar: WorkingCalendar,
    programme: Programme,
) -> None:
    """Admitted in the window owes nothing for it; removed in it stops owing."""
    window = windows.window(WindowKind.QUARTERLY_UPDATE, "2026Q4", calendar, programme)
    assert owes_update(admitted_at, removed_at, window) is owes


@pytest.mark.parametrize(
    ("left_at", "back_at", "owes"),
    [
        (_at(2026, 9, 2), _at(2026, 12, 24, 23, 59, 59), True),
        (_at(2026, 9, 2), _at(2026, 12, 25), False),
        (_at(2026, 9, 2), _at(2026, 12, 29), False),
        (_at(2026, 9, 2), _at(2027, 1, 20), False),
        (_at(2026, 12, 31, 23, 59, 59), _at(2027, 1, 20), False),
        (_at(2027, 1, 1), _at(2027, 1, 20), True),
    ],
)
def test_nothing_is_owed_for_a_window_it_was_out_in(
    left_at: datetime,
    back_at: datetime,
    *,
    owes: bool,
    calendar: WorkingCalendar,
    programme: Programme,
) -> None:
    """Back upon an appeal before a window opens it owes that update; out in part, it does not."""
    window = windows.window(WindowKind.QUARTERLY_UPDATE, "2026Q4", calendar, programme)
    assert owes_update(LONG_AGO, None, window, [(left_at, back_at)]) is owes


@pytest.mark.parametrize(
    ("at", "owes", "filed", "leaves", "state"),
    [
        (_at(2026, 12, 24, 23, 59, 59), True, None, "", DutyState.NOT_YET_DUE),
        (_at(2026, 12, 25), True, None, "", DutyState.OPEN),
        (_at(2026, 12, 31, 23, 59, 59), True, None, "", DutyState.OPEN),
        (_at(2027, 1, 1), True, None, "", DutyState.MISSED),
        (_at(2027, 1, 1), False, None, "", DutyState.NOT_REQUIRED),
        (_at(2026, 12, 1), False, None, "", DutyState.NOT_REQUIRED),
        (_at(2027, 1, 12), True, None, "runs", DutyState.OPEN),
        (_at(2027, 1, 12), True, None, "over", DutyState.MISSED),
        (_at(2027, 1, 12), True, None, "excused, over", DutyState.MISSED),
        (_at(2026, 12, 26), True, Timeliness.ON_TIME, "", DutyState.DONE_ON_TIME),
        (_at(2027, 1, 12), False, Timeliness.ON_TIME, "", DutyState.DONE_ON_TIME),
        (_at(2027, 1, 12), True, Timeliness.LATE, "over", DutyState.DONE_LATE),
        (_at(2027, 1, 12), True, Timeliness.LATE, "excused, over", DutyState.EXCUSED),
        (_at(2027, 1, 12), True, Timeliness.EXCUSED, "over", DutyState.EXCUSED),
        (_at(2027, 1, 12), True, Timeliness.ON_TIME, "excused, over", DutyState.DONE_ON_TIME),
    ],
)
def test_how_a_duty_stands(
    at: datetime,
    filed: Timeliness | None,
    leaves: str,
    state: DutyState,
    *,
    owes: bool,
    calendar: WorkingCalendar,
    programme: Programme,
) -> None:
    """By its window, what was filed first, and the leaves: each state has its moment."""
    window = windows.window(WindowKind.QUARTERLY_UPDATE, "2026Q4", calendar, programme)
    until = _at(2027, 1, 20) if leaves == "runs" else _at(2027, 1, 10)
    given = [Leave(_at(2027, 1, 5), until, excused="excused" in leaves)] if leaves else []
    assert duty_state(window, owes=owes, filed=filed, leaves=given, at=at) is state
