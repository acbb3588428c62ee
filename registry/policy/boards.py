"""The board 填报看板 of a window: how far it has gone, and how many will be missing. House rule.

A quarter is compared with earlier ones at the same place of the window: working day and hour. The
days off between belong to the end of the working day before them, so that windows with and
without a weekend in them can be laid over each other.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from itertools import accumulate
from math import ceil, floor

from registry.policy.calendar import SHANGHAI

HOURS_OF_DAY = 24

Days = tuple[date, ...]


@dataclass(frozen=True, slots=True)
class BoardRules:
    """The ``[board]`` of ``config/window_week.toml``.

    ``settled_for`` is how old the rows may be that a page reads; ``refresh_seconds`` how often a
    page in sight asks anew.
    """

    compared_quarters: int
    least_quarters: int
    rated_quarters: int
    settled_for: timedelta
    refresh_seconds: int


@dataclass(frozen=True, slots=True)
class Past:
    """An earlier quarter: how many owed it, had filed by the same hour, and by its closing."""

    expected: int
    by_now: int
    by_close: int


@dataclass(frozen=True, slots=True)
class Forecast:
    """How many will not have filed at closing: likely, within ``least`` and ``most``.

    ``quarters`` is from how many earlier ones that follows.
    """

    least: int
    likely: int
    most: int
    quarters: int


def hours_gone(days: Days, at: datetime) -> int:
    """Return how many whole hours of a window's working days are over at an aware moment."""
    local = at.astimezone(SHANGHAI)
    begun = bisect_right(days, local.date())
    if begun and days[begun - 1] == local.date():
        return (begun - 1) * HOURS_OF_DAY + local.hour
    return begun * HOURS_OF_DAY


def hour_of_arrival(days: Days, at: datetime) -> int:
    """Return in which hour of a window something came, counted from 0.

    What came on a day off, or on a day that another reading allows (ruling 3), counts with the
    nearest hour before; what came before the first day with the first hour.
    """
    local = at.astimezone(SHANGHAI)
    return hours_gone(days, at) if local.date() in days else max(hours_gone(days, at) - 1, 0)


def come_by(arrived: Mapping[int, int], days: Days) -> tuple[int, ...]:
    """Return how many had come when so many hours were over: none at 0, all at the end."""
    each = (arrived.get(hour, 0) for hour in range(len(days) * HOURS_OF_DAY))
    return tuple(accumulate(each, initial=0))


def forecast(
    expected: int, filed: int, past: Iterable[Past], *, least_quarters: int
) -> Forecast | None:
    """Return how many will be missing at closing; None where the history is not enough.

    Of those who had not filed at this hour of an earlier quarter, some share never came. The
    likely number takes the share of all these quarters together, rounded half up; the range the
    smallest and the largest share of one, rounded outwards. A quarter in which nobody was left at
    this hour tells nothing.
    """
    left = expected - filed
    told = [one for one in past if one.expected > one.by_now]
    if len(told) < least_quarters:
        return None
    shares = [Fraction(one.expected - one.by_close, one.expected - one.by_now) for one in told]
    never, waiting = (
        sum(one.expected - one.by_close for one in told),
        sum(one.expected - one.by_now for one in told),
    )
    return Forecast(
        least=floor(left * min(shares)),
        likely=floor(left * Fraction(never, waiting) + Fraction(1, 2)),
        most=ceil(left * max(shares)),
        quarters=len(told),
    )
