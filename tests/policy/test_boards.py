"""The board as the law sees it: places in a window, arrivals by hour, and the forecast."""

from collections.abc import Callable
from dataclasses import astuple
from datetime import date, datetime
from typing import Any

import pytest

from registry.policy.boards import Past, come_by, forecast, hour_of_arrival, hours_gone
from registry.policy.calendar import SHANGHAI

# September 2023: Friday 22, a weekend, Monday 25 to Thursday 28.
DAYS = tuple(date(2023, 9, day) for day in (22, 25, 26, 27, 28))


def moment(text: str) -> datetime:
    """An instant of that September, in Shanghai."""
    return datetime.fromisoformat(f"2023-09-{text}").replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("text", "gone", "arrived"),
    [
        ("21T23:59", 0, 0),
        ("22T00:00", 0, 0),
        ("22T09:59", 9, 9),
        ("22T23:59", 23, 23),
        ("23T12:00", 24, 23),
        ("25T00:00", 24, 24),
        ("28T23:59", 119, 119),
        ("29T00:00", 120, 119),
    ],
)
def test_a_place_in_a_window_is_its_working_day_and_hour(
    text: str, gone: int, arrived: int
) -> None:
    """A day off stands at the end of the day before; before and after are the two ends."""
    at = moment(text)
    assert (hours_gone(DAYS, at), hour_of_arrival(DAYS, at)) == (gone, arrived)


def test_arrivals_add_up_hour_by_hour() -> None:
    """None when no hour is over, all at the end, whatever hours nothing came in."""
    found = come_by({9: 2, 119: 1}, DAYS)
    assert len(found) == 121
    assert (found[0], found[9], found[10], found[119], found[120]) == (0, 0, 2, 2, 3)


def test_every_golden_forecast_holds(read_cases: Callable[[str], dict[str, Any]]) -> None:
    """Least, likely and most, from as many quarters as told something; or not enough history."""
    cases = read_cases("boards")
    for case in cases["cases"]:
        found = forecast(
            case["expected"], case["filed"], [Past(*one) for one in case["past"]],
            least_quarters=cases["least_quarters"],
        )  # fmt: skip
        assert (list(astuple(found)) if found else None) == case.get("found"), case["name"]
