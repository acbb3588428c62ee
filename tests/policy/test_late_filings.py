"""Late filing 补报 (ruling 8): leave lets in what is late, the ministry excuses, never on time."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from registry.policy import windows
from registry.policy.calendar import SHANGHAI, WorkingCalendar
from registry.policy.late_filings import (
    Leave,
    LeaveState,
    counts_as,
    faults_of_leave,
    is_over,
    longest_leave,
    running_longest,
    state_of,
    timeliness_of,
)
from registry.policy.rulebook import Programme
from registry.policy.vocabulary import Timeliness, WindowKind
from registry.policy.windows import Window

OPENS = datetime(2026, 10, 12, 9, tzinfo=SHANGHAI)
UNTIL = datetime(2026, 10, 17, tzinfo=SHANGHAI)
LEAVE = Leave(OPENS, UNTIL)
MOMENT = timedelta(milliseconds=1)


@pytest.fixture
def window(calendar: WorkingCalendar, programme: Programme) -> Window:
    """September's: 23, 24, 28, 29, 30."""
    return windows.window(WindowKind.QUARTERLY_UPDATE, "2026Q3", calendar, programme)


@pytest.mark.parametrize(
    ("at", "counts"),
    [
        (datetime(2026, 9, 22, 23, 59, tzinfo=SHANGHAI), None),
        (datetime(2026, 9, 30, 23, 59, tzinfo=SHANGHAI), Timeliness.ON_TIME),
        (datetime(2026, 10, 1, tzinfo=SHANGHAI), None),
        (OPENS - MOMENT, None),
        (OPENS, Timeliness.LATE),
        (UNTIL - MOMENT, Timeliness.LATE),
        (UNTIL, None),
    ],
)
def test_leave_lets_in_what_is_late_from_its_first_moment_to_its_last(
    window: Window, at: datetime, counts: Timeliness | None
) -> None:
    """In the window on time, under leave late, otherwise not at all."""
    assert timeliness_of(window, [LEAVE], at) is counts


def test_what_one_running_leave_excuses_is_excused(window: Window) -> None:
    """Of two that run the ministry's word counts; one that is over excuses nothing new."""
    excused = replace(LEAVE, excused=True)
    assert timeliness_of(window, [LEAVE, excused], OPENS) is Timeliness.EXCUSED
    longer = replace(LEAVE, until=UNTIL + timedelta(days=9))
    assert timeliness_of(window, [longer, excused], UNTIL) is Timeliness.LATE


def test_excused_also_afterwards_and_never_on_time() -> None:
    """What was filed late before is excused, what was on time stays so, whatever leave there is."""
    excused = replace(LEAVE, excused=True)
    assert counts_as(Timeliness.LATE, [LEAVE]) is Timeliness.LATE
    assert counts_as(Timeliness.LATE, [LEAVE, excused]) is Timeliness.EXCUSED
    assert counts_as(Timeliness.ON_TIME, [excused]) is Timeliness.ON_TIME


@pytest.mark.parametrize(
    ("last", "is_fine"),
    [
        (None, False),
        (date(2026, 10, 11), False),
        (date(2026, 10, 12), True),
        (date(2026, 11, 11), True),
        (date(2026, 11, 12), False),
    ],
)
def test_leave_ends_within_thirty_days(
    programme: Programme, last: date | None, *, is_fine: bool
) -> None:
    """From today to 30 days ahead, counted by hand: 12 October and 30 days is 11 November."""
    today = OPENS.date()
    assert (faults_of_leave(last, today, longest_leave(today, programme)) == {}) is is_fine


def test_a_ruling_without_a_number_is_a_fault_of_the_law(programme: Programme) -> None:
    """Without a number there is no longest leave."""
    blank = replace(
        programme,
        rulings=tuple(
            replace(one, number=None) if one.id == "late_filing" else one
            for one in programme.rulings
        ),
    )
    with pytest.raises(ValueError, match="names no number"):
        longest_leave(OPENS.date(), blank)


def test_leave_is_given_after_closing_only(window: Window) -> None:
    """Not a moment before the last reading of the window is over."""
    assert not is_over(window, window.accepts_until - MOMENT)
    assert is_over(window, window.accepts_until)


def test_of_leaves_that_run_the_longest_is_told() -> None:
    """Whatever it excuses; one that is over is not told, and none where none runs."""
    longer = replace(LEAVE, until=UNTIL + timedelta(days=9), number="BB-330000-2026-0002")
    assert running_longest([LEAVE, longer], OPENS) is longer
    assert running_longest([LEAVE], UNTIL) is None


@pytest.mark.parametrize(
    ("ended_at", "at", "state"),
    [
        (None, UNTIL - MOMENT, LeaveState.RUNNING),
        (None, UNTIL, LeaveState.LAPSED),
        (OPENS, OPENS, LeaveState.ENDED),
    ],
)
def test_where_a_leave_stands(ended_at: datetime | None, at: datetime, state: LeaveState) -> None:
    """It runs to its last moment; what was ended stays ended."""
    assert state_of(UNTIL, ended_at, at) is state
