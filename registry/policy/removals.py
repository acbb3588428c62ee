"""Removals: what follows from a ground, and how long a ban lasts 二（四）, 二（六）."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from registry.policy import periods
from registry.policy.ban_waivers import Days
from registry.policy.provisions import Consequence, Source
from registry.policy.rulebook import Programme


@dataclass(frozen=True, slots=True)
class BanPeriod:
    """A running ban: from the day of the decision to ``last_day``, both included (ruling 4)."""

    ground: str
    from_day: date
    last_day: date
    clause: str
    source: Source

    def binds(self, day: date) -> bool:
        """Say whether a submission on this day falls under the ban (ruling 21)."""
        return self.from_day <= day <= self.last_day


def consequence_of(ground: str, decision_day: date, programme: Programme) -> Consequence:
    """Return what the programme attaches to this ground on the day of the decision.

    Raises ``NoSuchProvisionError`` for a ground the programme does not know.
    """
    return programme.consequence(ground, decision_day)


def ban_for(ground: str, decision_day: date, programme: Programme) -> BanPeriod | None:
    """Return the ban this ground brings, or None where the text states none (ruling 18).

    Raises ``NoSuchProvisionError`` for a ground the programme does not know.
    """
    found = consequence_of(ground, decision_day, programme)
    if found.ban_years is None:
        return None
    last_day = periods.add_years(decision_day, found.ban_years)
    return BanPeriod(ground, decision_day, last_day, found.clause, found.source)


def binds_on(day: date, ban: Days, liftings: Iterable[Days]) -> bool:
    """Say whether a ban is in force on a day: one of its own, and of none that an appeal lifted."""
    return ban.holds(day) and not any(one.holds(day) for one in liftings)
