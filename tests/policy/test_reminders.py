"""Which step of a window is due, to the second; when a missing holiday notice is told."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from registry.policy import windows
from registry.policy.calendar import SHANGHAI, Notice, WorkingCalendar
from registry.policy.reminders import (
    MissingNotice,
    Moment,
    NoticeRules,
    ReminderRules,
    Step,
    missing_notice,
    moment_for_authorities,
    moment_for_hosts,
    names_from,
)
from registry.policy.rulebook import Programme
from registry.policy.vocabulary import WindowKind
from registry.policy.windows import Window

RULES = ReminderRules(time(8), (5, 2, 1), 7, NoticeRules((11, 1), 7, (12, 1), 2))
SECOND = timedelta(seconds=1)


def _at(*when: int) -> datetime:
    return datetime(*when, tzinfo=SHANGHAI)


def _name(moment: Moment | None) -> str:
    return moment.name if moment else ""


@pytest.fixture
def third(calendar: WorkingCalendar, programme: Programme) -> Window:
    """The window of the third quarter of 2026: 23, 24, 28, 29 and 30 September."""
    return windows.window(WindowKind.QUARTERLY_UPDATE, "2026Q3", calendar, programme)


GOLDEN = [  # when; what hosts are told, what authorities
    (_at(2026, 9, 23, 7, 59, 59), "", ""),
    (_at(2026, 9, 23, 8), "opens", "opens"),
    (_at(2026, 9, 24, 7, 59, 59), "opens", "opens"),
    (_at(2026, 9, 24, 8), "opens", "morning_4"),
    (_at(2026, 9, 24, 23, 59, 59), "opens", "morning_4"),
    (_at(2026, 9, 26, 12), "opens", ""),  # a day off between: nobody counts "with today"
    (_at(2026, 9, 28, 8), "opens", "morning_3"),
    (_at(2026, 9, 29, 8), "days_left_2", "days_left_2"),
    (_at(2026, 9, 30, 7, 59, 59), "", ""),
    (_at(2026, 9, 30, 8), "last_day", "last_day"),
    (_at(2026, 9, 30, 23, 59, 59), "last_day", "last_day"),
    (_at(2026, 10, 1), "closed", "closed"),
    (_at(2026, 10, 7, 23, 59, 59), "closed", "closed"),
    (_at(2026, 10, 8), "", ""),
]


@pytest.mark.parametrize(("at", "hosts", "authorities"), GOLDEN)
def test_each_step_begins_at_its_moment(
    third: Window, at: datetime, hosts: str, authorities: str
) -> None:
    """A second before, the step before stands; hosts are spared what only counts elsewhere."""
    assert _name(moment_for_hosts(third, at, RULES)) == hosts
    assert _name(moment_for_authorities(third, at, RULES)) == authorities


def test_no_day_left_is_counted_between_two_readings(third: Window) -> None:
    """Over by the newest reading, accepted by another: neither the last day nor the end is told."""
    longer = (*third.days[1:], third.days[-1] + timedelta(days=1))
    two = replace(third, readings=(longer, third.days))
    assert _name(moment_for_hosts(two, third.closes_at - SECOND, RULES)) == "last_day"
    assert moment_for_hosts(two, third.closes_at, RULES) is None
    assert _name(moment_for_hosts(two, two.accepts_until, RULES)) == "closed"


def test_a_count_longer_than_the_window_is_its_opening(third: Window) -> None:
    """Nine days left are never counted: that step is told on the first day, as the opening."""
    opening = _at(2026, 9, 23, 8)
    assert _name(moment_for_hosts(third, opening, replace(RULES, working_days_left=(9,)))) == (
        "opens"
    )


def test_what_the_data_leave_out_is_not_told_to_hosts(third: Window) -> None:
    """With the end alone named, hosts hear nothing of the opening, and authorities do."""
    end_alone = replace(RULES, working_days_left=(1,))
    opening = _at(2026, 9, 23, 8)
    assert moment_for_hosts(third, opening, end_alone) is None
    assert moment_for_authorities(third, opening, end_alone) == Moment(Step.MORNING, 5, opening)


def test_who_was_told_a_step_is_not_told_one_before(third: Window) -> None:
    """A step stands with those after it, mornings included."""
    last, opening = Moment(Step.LAST_DAY, 1, third.opens_at), Moment(Step.OPENS, 5, third.opens_at)
    assert names_from(last, third, RULES) == ("last_day", "closed")
    assert names_from(opening, third, RULES) == (
        "opens", "morning_4", "morning_3", "days_left_2", "last_day", "closed",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("at", "told"),
    [
        (_at(2026, 10, 31, 23, 59), None),
        (_at(2026, 11, 1), MissingNotice(2027, urgent=False, turn=0)),
        (_at(2026, 11, 7, 23, 59), MissingNotice(2027, urgent=False, turn=0)),
        (_at(2026, 11, 8), MissingNotice(2027, urgent=False, turn=1)),
        (_at(2026, 11, 30), MissingNotice(2027, urgent=False, turn=4)),
        (_at(2026, 12, 1), MissingNotice(2027, urgent=True, turn=0)),
        (_at(2026, 12, 2), MissingNotice(2027, urgent=True, turn=0)),
        (_at(2026, 12, 3), MissingNotice(2027, urgent=True, turn=1)),
        (_at(2026, 12, 31), MissingNotice(2027, urgent=True, turn=15)),
        (_at(2027, 1, 1), MissingNotice(2027, urgent=True, turn=15)),  # told already
        (_at(2027, 1, 2), MissingNotice(2027, urgent=True, turn=16)),
        (_at(2027, 11, 1), MissingNotice(2027, urgent=True, turn=167)),  # before 2028's
        (_at(2025, 12, 1), None),  # the notice of 2026 is there
    ],
)
def test_a_missing_holiday_notice_is_told_from_november(
    calendar: WorkingCalendar, at: datetime, told: MissingNotice | None
) -> None:
    """Every week in November, every other day from December on, until it is loaded."""
    assert missing_notice(at, calendar, RULES) == told


def test_a_notice_that_came_is_missed_no_more(calendar: WorkingCalendar) -> None:
    """From the day it is loaded nothing is told."""
    issued = Notice("n", 2027, date(2026, 11, 5), _at(2026, 11, 5), frozenset(), frozenset())
    known = WorkingCalendar((*calendar.notices, issued))
    assert missing_notice(_at(2026, 12, 6), known, RULES) is None
