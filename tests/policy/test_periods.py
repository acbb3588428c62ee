"""Periods: quarters, rounds and months (rulings 4 and 5)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.policy import periods


@pytest.mark.parametrize(
    ("day", "months", "wanted"),
    [
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2024, 2, 29), 36, date(2027, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 1, 31), -2, date(2025, 11, 30)),
        (date(2026, 12, 28), -36, date(2023, 12, 28)),
        (date(2026, 5, 4), 0, date(2026, 5, 4)),
    ],
)
def test_the_same_day_of_the_later_month_or_its_last(day: date, months: int, wanted: date) -> None:
    """A period in months ends on the same day, or the month's last where there is none."""
    assert periods.add_months(day, months) == wanted


@given(st.dates(date(2001, 1, 1), date(2190, 1, 1)), st.integers(-12, 120))
def test_months_added_move_the_month_and_never_the_day_forward(day: date, months: int) -> None:
    """The result lies in the month counted to, on a day no later than the first one's."""
    later = periods.add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day <= day.day


@pytest.mark.parametrize(
    ("day", "quarter", "round_"),
    [
        (date(2026, 1, 1), "2026Q1", "2026H1"),
        (date(2026, 6, 30), "2026Q2", "2026H1"),
        (date(2026, 7, 1), "2026Q3", "2026H2"),
        (date(2026, 12, 31), "2026Q4", "2026H2"),
    ],
)
def test_a_day_lies_in_one_quarter_and_one_round(day: date, quarter: str, round_: str) -> None:
    """Quarters and half-years are those of the calendar."""
    assert (periods.quarter_of(day), periods.round_of(day)) == (quarter, round_)


@pytest.mark.parametrize(
    ("period", "first", "last", "before", "after"),
    [
        ("2026Q1", date(2026, 1, 1), date(2026, 3, 31), "2025Q4", "2026Q2"),
        ("2026Q4", date(2026, 10, 1), date(2026, 12, 31), "2026Q3", "2027Q1"),
        ("2026H1", date(2026, 1, 1), date(2026, 6, 30), "2025H2", "2026H2"),
        ("2026H2", date(2026, 7, 1), date(2026, 12, 31), "2026H1", "2027H1"),
    ],
)
def test_a_period_knows_its_ends_and_its_neighbours(
    period: str, first: date, last: date, before: str, after: str
) -> None:
    """First day, last day, the period before and the one after."""
    assert (periods.first_day(period), periods.last_day(period)) == (first, last)
    assert (periods.previous(period), periods.following(period)) == (before, after)


@pytest.mark.parametrize(
    "text", ["", "2026", "2026Q5", "2026H3", "2026q4", "1999Q4", "2200H1", "２０２６Q4", "2026Q4\n"]
)
def test_other_text_is_refused(text: str) -> None:
    """What is no quarter and no round is refused with what was read."""
    with pytest.raises(periods.PeriodError) as refusal:
        periods.letter_of(text)
    assert refusal.value.period == text
