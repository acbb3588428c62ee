"""Which step of a window is due, to the second; when a missing holiday notice is told."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from registry.policy import windows
from registry.policy.calendar import SHANGHAI, Notice, WorkingCalendar
from registry.policy.reminders import (
    ReminderRules,
    Step,
    step_due,
    steps_from,
    year_without_notice,
)
from registry.policy.rulebook import Programme
from registry.policy.vocabulary import WindowKind
from registry.policy.windows import Window

RULES = ReminderRules(time(8), 2, 7, (11, 1))
SECOND = timedelta(seconds=1)


def _at(*when: int) -> datetime:
    return datetime(*when, tzinfo=SHANGHAI)


@pytest.fixture
def third(calendar: WorkingCalendar, programme: Programme) -> Window:
    """The window of the third quarter of 2026: 23, 24, 28, 29 and 30 September."""
    return windows.window(WindowKind.QUARTERLY_UPDATE, "2026Q3", calendar, programme)


def _mornings(window: Window) -> list[datetime]:
    days = (window.days[0], window.days[-2], window.days[-1])
    return [datetime.combine(day, time(8), SHANGHAI) for day in days]


def test_each_step_begins_at_its_moment(third: Window) -> None:
    """A second before, the step before stands; the closing is the window's own end."""
    moments = [*_mornings(third), third.closes_at]
    assert [step_due(third, moment, RULES) for moment in moments] == list(Step)
    assert step_due(third, moments[0] - SECOND, RULES) is None
    assert step_due(third, moments[1] - SECOND, RULES) is Step.OPENS
    assert step_due(third, moments[2] - SECOND, RULES) is Step.DAYS_LEFT
    assert step_due(third, moments[3] - SECOND, RULES) is Step.LAST_DAY


def test_a_step_long_over_is_not_told(third: Window) -> None:
    """The closing is told for seven days, and then by nobody."""
    over = third.closes_at + timedelta(days=7)
    assert step_due(third, over - SECOND, RULES) is Step.CLOSED
    assert step_due(third, over, RULES) is None


def test_no_day_left_is_counted_between_two_readings(third: Window) -> None:
    """Over by the newest reading, accepted by another: neither the last day nor the end is told."""
    longer = (*third.days[1:], third.days[-1] + timedelta(days=1))
    two = replace(third, readings=(longer, third.days))
    assert step_due(two, third.closes_at - SECOND, RULES) is Step.LAST_DAY
    assert step_due(two, third.closes_at, RULES) is None
    assert step_due(two, two.accepts_until, RULES) is Step.CLOSED


def test_a_count_longer_than_the_window_is_told_as_it_opens(third: Window) -> None:
    """With nine days before the end the nearing end takes the opening's place."""
    opening = _mornings(third)[0]
    assert step_due(third, opening, replace(RULES, working_days_left=9)) is Step.DAYS_LEFT


def test_who_was_told_a_step_is_not_told_one_before() -> None:
    """A step stands with those after it."""
    assert steps_from(Step.LAST_DAY) == (Step.LAST_DAY, Step.CLOSED)
    assert steps_from(Step.OPENS) == tuple(Step)


def test_a_missing_holiday_notice_is_told_from_november(calendar: WorkingCalendar) -> None:
    """Not in October, not once the notice of the coming year is there, and to the year's end."""
    assert year_without_notice(_at(2026, 10, 31, 23, 59), calendar, RULES) == 0
    assert year_without_notice(_at(2026, 11, 1), calendar, RULES) == 2027
    assert year_without_notice(_at(2026, 12, 31), calendar, RULES) == 2027
    assert year_without_notice(_at(2025, 12, 1), calendar, RULES) == 0
    issued = Notice("n", 2027, date(2026, 11, 5), _at(2026, 11, 5), frozenset(), frozenset())
    known = WorkingCalendar((*calendar.notices, issued))
    assert year_without_notice(_at(2026, 11, 6), known, RULES) == 0
