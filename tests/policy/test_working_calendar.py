"""Working days: notices over the week, the later issued over the earlier (ruling 1)."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from registry.policy.calendar import SHANGHAI, Notice, WorkingCalendar


def _notice(number: str, issued: date, off: list[date], work: list[date]) -> Notice:
    known_at = datetime(issued.year, issued.month, issued.day, tzinfo=SHANGHAI)
    return Notice(number, 2030, issued, known_at, frozenset(off), frozenset(work))


FRIDAY, SATURDAY = date(2030, 5, 3), date(2030, 5, 4)
FIRST = _notice("first", date(2029, 11, 1), [FRIDAY], [SATURDAY])
AMENDMENT = _notice("amendment", date(2030, 4, 1), [SATURDAY], [FRIDAY])


def test_without_a_notice_the_week_decides() -> None:
    """Monday to Friday are worked, the weekend is not."""
    empty = WorkingCalendar(())
    week = [date(2030, 5, 6 + n) for n in range(7)]
    assert [empty.is_working(day) for day in week] == [True] * 5 + [False] * 2


def test_a_notice_takes_a_weekday_off_and_works_a_weekend() -> None:
    """What the notice says of a day stands over the week."""
    calendar = WorkingCalendar((FIRST,))
    assert (calendar.is_working(FRIDAY), calendar.is_working(SATURDAY)) == (False, True)


def test_the_later_issued_notice_wins_whatever_order_they_come_in() -> None:
    """An amendment stands over the notice it amends."""
    for notices in ((FIRST, AMENDMENT), (AMENDMENT, FIRST)):
        calendar = WorkingCalendar(notices)
        assert (calendar.is_working(FRIDAY), calendar.is_working(SATURDAY)) == (True, False)
        assert calendar.notices_of(2030) == (FIRST, AMENDMENT)


def test_the_calendar_can_be_read_as_it_was_known() -> None:
    """Before the amendment was known the first notice stood; before that, the week."""
    calendar = WorkingCalendar((FIRST, AMENDMENT))
    assert not calendar.as_known_at(datetime(2030, 3, 31, 23, 59, tzinfo=SHANGHAI)).is_working(
        FRIDAY
    )
    assert calendar.as_known_at(AMENDMENT.known_at).is_working(FRIDAY)
    assert not calendar.as_known_at(datetime(2029, 1, 1, tzinfo=SHANGHAI)).has_notice(2030)


def test_a_year_has_a_notice_once_one_is_known() -> None:
    """Only the years arranged by a notice have one."""
    calendar = WorkingCalendar((FIRST,))
    assert (calendar.has_notice(2030), calendar.has_notice(2031)) == (True, False)


def test_what_was_learned_after_a_moment_is_told_in_order() -> None:
    """Each later moment once, for the years asked after alone."""
    calendar = WorkingCalendar((FIRST, AMENDMENT))
    new_year = datetime(2030, 1, 1, tzinfo=SHANGHAI)
    assert calendar.learned_after(new_year, (2030,)) == (AMENDMENT.known_at,)
    assert calendar.learned_after(new_year, (2031,)) == ()


def test_a_moment_is_no_day() -> None:
    """A datetime would match no notice and be judged by the week: refused instead."""
    with pytest.raises(TypeError):
        WorkingCalendar((FIRST,)).is_working(datetime(2030, 5, 3, tzinfo=SHANGHAI))


def test_a_notice_that_comes_again_under_its_number_replaces_itself() -> None:
    """A mended copy brought in later stands alone; before it was known the first one stood."""
    later = datetime(2030, 2, 1, tzinfo=SHANGHAI)
    mended = replace(FIRST, off_days=frozenset(), work_days=frozenset(), known_at=later)
    calendar = WorkingCalendar((mended, FIRST))
    assert calendar.notices_of(2030) == (mended,)
    assert (calendar.is_working(FRIDAY), calendar.is_working(SATURDAY)) == (True, False)
    assert not calendar.as_known_at(FIRST.known_at).is_working(FRIDAY)
    assert calendar.learned_after(FIRST.known_at, (2030,)) == (later,)
