"""Rates of reporting 填报率: how completely and how timely an authority's platforms report.

Complete is filed ÷ required, on time is filed on time ÷ required. Required is who owed the quarter,
without those whom the ministry excused: an excused lateness is held against nobody (ruling 8).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Duties:
    """How many duties of a quarter ended how; ``unfiled`` has those under leave that runs, too."""

    on_time: int = 0
    late: int = 0
    excused: int = 0
    unfiled: int = 0

    @property
    def required(self) -> int:
        """Return how many are held to it."""
        return self.on_time + self.late + self.unfiled

    @property
    def complete(self) -> Fraction | None:
        """Return filed ÷ required; None where nothing was required."""
        return Fraction(self.on_time + self.late, self.required) if self.required else None

    @property
    def timely(self) -> Fraction | None:
        """Return filed on time ÷ required; None where nothing was required."""
        return Fraction(self.on_time, self.required) if self.required else None


def added(parts: Iterable[Duties]) -> Duties:
    """Return the duties of several together."""
    given = tuple(parts)
    return Duties(
        sum(one.on_time for one in given),
        sum(one.late for one in given),
        sum(one.excused for one in given),
        sum(one.unfiled for one in given),
    )


def in_percent(rate: Fraction) -> str:
    """Return a rate with one decimal, rounded down: 100.0 says that nobody is missing."""
    tenths = rate.numerator * 1000 // rate.denominator
    return f"{tenths // 10}.{tenths % 10}"
