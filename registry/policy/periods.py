"""Periods: what a quarter, an adjustment round and a number of months mean (rulings 4 and 5).

A period is written as the house writes it: ``"2026Q4"`` for a quarter, ``"2026H2"``
for the adjustment round of June (H1) or December (H2). Years run from 2000 to
2199: a period outside them is a slip of the keyboard.
"""

import re
from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache

FIRST_YEAR, LAST_YEAR = 2000, 2199
_PERIOD = re.compile(r"(2[01][0-9]{2})(?:Q([1-4])|H([12]))")
_MONTHS_OF = {"Q": 3, "H": 6}
_MONTHS_OF_YEAR = 12
# More than all there are: a period is read many times for every filing.
_PERIODS_KEPT = 2048


class PeriodError(ValueError):
    """Raised for text that is no quarter and no adjustment round; ``period`` is what was read."""

    def __init__(self, period: str) -> None:
        super().__init__(f"not a quarter (2026Q4) or an adjustment round (2026H2): {period!r}")
        self.period = period


def add_months(day: date, months: int) -> date:
    """Return the same day ``months`` later (earlier where negative), ruling 4.

    Where the later month has no such day, its last day: 30 November and three
    months give 28 or 29 February.
    """
    index = day.year * _MONTHS_OF_YEAR + day.month - 1 + months
    year, month = index // _MONTHS_OF_YEAR, index % _MONTHS_OF_YEAR + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def add_years(day: date, years: int) -> date:
    """Return the same day ``years`` later, by the rule of :func:`add_months`."""
    return add_months(day, years * _MONTHS_OF_YEAR)


def quarter_of(day: date) -> str:
    """Name the quarter a day lies in, as ``"2026Q4"``."""
    return f"{day.year:04d}Q{(day.month - 1) // 3 + 1}"


def round_of(day: date) -> str:
    """Name the adjustment round whose half-year a day lies in, as ``"2026H2"``."""
    return f"{day.year:04d}H{(day.month - 1) // 6 + 1}"


def period_ending(year: int, month: int, letter: str) -> str:
    """Name the period of the kind ``letter`` ("Q" or "H") that ends with this month."""
    return f"{year:04d}{letter}{month // _MONTHS_OF[letter]}"


@lru_cache(maxsize=_PERIODS_KEPT)
def _parse(period: str) -> tuple[int, str, int]:
    match = _PERIOD.fullmatch(period)
    if match is None:
        raise PeriodError(period)
    letter = "Q" if match[2] else "H"
    return int(match[1]), letter, int(match[2] or match[3])


def letter_of(period: str) -> str:
    """Return "Q" for a quarter, "H" for an adjustment round; refuse anything else."""
    return _parse(period)[1]


def last_month(period: str) -> tuple[int, int]:
    """Return year and month in which the period ends: the month its window lies in."""
    year, letter, ordinal = _parse(period)
    return year, ordinal * _MONTHS_OF[letter]


@lru_cache(maxsize=_PERIODS_KEPT)
def last_day(period: str) -> date:
    """Return the last calendar day of the period."""
    year, month = last_month(period)
    return date(year, month, monthrange(year, month)[1])


def first_day(period: str) -> date:
    """Return the first calendar day of the period."""
    year, letter, ordinal = _parse(period)
    return date(year, (ordinal - 1) * _MONTHS_OF[letter] + 1, 1)


def following(period: str) -> str:
    """Return the period of the same kind that begins where this one ends."""
    name = quarter_of if letter_of(period) == "Q" else round_of
    return name(last_day(period) + timedelta(days=1))


@lru_cache(maxsize=_PERIODS_KEPT)
def previous(period: str) -> str:
    """Return the period of the same kind that ends where this one begins."""
    name = quarter_of if letter_of(period) == "Q" else round_of
    return name(first_day(period) - timedelta(days=1))
