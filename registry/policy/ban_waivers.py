"""Waivers of a ban 豁免: dated leave for another platform of a banned host to apply (ruling 21).

Never for the banned platform, by any name, nor for what it came out of or turned into. Nothing
has to run when a waiver begins or ends: the day alone decides.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType


class WaiverState(StrEnum):
    """Prepared by one person, approved by another; withdrawn at any time, with a reason."""

    PREPARED = "prepared"
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"


MOVES: Mapping[WaiverState, frozenset[WaiverState]] = MappingProxyType(
    {
        WaiverState.PREPARED: frozenset({WaiverState.APPROVED, WaiverState.WITHDRAWN}),
        WaiverState.APPROVED: frozenset({WaiverState.WITHDRAWN}),
        WaiverState.WITHDRAWN: frozenset(),
    }
)


def may_move(state: WaiverState, to: WaiverState) -> bool:
    """Say whether a waiver may move from one state to another."""
    return to in MOVES[state]


@dataclass(frozen=True, slots=True)
class Days:
    """A span of days, both included."""

    first: date
    last: date

    def holds(self, day: date) -> bool:
        """Say whether a day lies in it."""
        return self.first <= day <= self.last


def faults_of_days(asked: Days, ban: Days, today: date) -> Mapping[str, str]:
    """Return what does not hold of a waiver's days, as a sentence's code by field.

    They lie inside the ban's days, and no day of the past is waived.
    """
    faults = {}
    if asked.first < today:
        faults["from_day"] = "waiver_from_in_the_past"
    elif not ban.holds(asked.first):
        faults["from_day"] = "waiver_outside_ban"
    if asked.last < asked.first:
        faults["until_day"] = "waiver_until_before_from"
    elif not ban.holds(asked.last):
        faults["until_day"] = "waiver_outside_ban"
    return faults


def spares(name_key: str, barred: Collection[str]) -> bool:
    """Say whether a waiver lets a platform of this name apply.

    ``barred`` are the name keys of the banned platform and its kin. A platform that has no
    name yet cannot be told from it, and stays bound.
    """
    return bool(name_key) and name_key not in barred
