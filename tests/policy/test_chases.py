"""Chasing as the law sees it: how often somebody is told, and how often an office chases."""

from datetime import date, datetime, timedelta

import pytest

from registry.policy.calendar import SHANGHAI
from registry.policy.chases import ChaseRules, day_of, may_be_told, may_click

ONCE = ChaseRules(a_day=1, apart=timedelta(hours=4), clicks_a_day=3)
TWICE = ChaseRules(a_day=2, apart=timedelta(hours=4), clicks_a_day=3)
NINE = datetime(2026, 12, 28, 9, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("rules", "told", "hours", "answer"),
    [
        (ONCE, [], 0, True),
        (ONCE, [NINE], 9, False),
        (TWICE, [NINE], 3, False),
        (TWICE, [NINE], 4, True),
        (TWICE, [NINE, NINE + timedelta(hours=5)], 12, False),
    ],
)
def test_a_recipient_is_told_so_often_a_day_and_never_twice_in_a_row(
    rules: ChaseRules, told: list[datetime], hours: int, answer: object
) -> None:
    """The limit of the day, and the hours between, whichever comes first."""
    assert may_be_told(told, NINE + timedelta(hours=hours), rules) is answer


def test_two_clicks_at_once_tell_once() -> None:
    """The clock of one may be a moment behind the other's: the other's telling counts."""
    assert not may_be_told([NINE], NINE - timedelta(seconds=1), TWICE)


def test_an_office_chases_an_authority_so_often_a_day() -> None:
    """Up to the limit, not beyond."""
    assert [may_click(clicks, ONCE) for clicks in (0, 2, 3)] == [True, True, False]


def test_the_day_is_that_of_shanghai() -> None:
    """Late evening in UTC is the next day here."""
    assert day_of(datetime.fromisoformat("2026-12-28T17:00+00:00")) == date(2026, 12, 29)
