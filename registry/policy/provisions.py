"""Provisions: one dated, cited statement of a programme each, as plain values.

Every provision says where it stands (``clause``) and in which words (``phrase``,
parts left out marked by ``……``), or, where it is our own reading, which page of
``docs/decisions`` gives the reason. ``since`` and ``until`` are days, both included.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from registry.policy.vocabulary import Force, WindowKind


class Source(StrEnum):
    """Whether the text says so, or the house reads it so."""

    TEXT = "text"
    HOUSE_RULING = "house_ruling"


@dataclass(frozen=True, kw_only=True)
class Provision:
    """What every provision has; a procedure has nothing more than ``who`` acts."""

    id: str
    clause: str
    phrase: str
    since: date
    until: date | None = None
    force: Force = Force.MUST
    source: Source = Source.TEXT
    page: str = ""
    who: str = ""

    def in_force(self, day: date) -> bool:
        """Say whether the provision holds on this day."""
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, kw_only=True)
class Ruling(Provision):
    """How the house reads a passage; ``number`` is the one it sets, in the unit its page names."""

    number: int | None = None


@dataclass(frozen=True, slots=True)
class Alternative:
    """One of several ways to meet a criterion: this fact at this threshold."""

    fact: str
    threshold: Decimal


@dataclass(frozen=True, slots=True)
class IncomeYear:
    """One year that may be shown: the service income, and the income it is held against."""

    income: str
    of: str


@dataclass(frozen=True, kw_only=True)
class Criterion(Provision):
    """A basic condition of part 一; ``rule`` names the function that reads the rest."""

    rule: str
    fact: str = ""
    threshold: Decimal | None = None
    percent: Decimal | None = None
    years: int | None = None
    alternatives: tuple[Alternative, ...] = ()
    income_years: tuple[IncomeYear, ...] = ()


@dataclass(frozen=True, kw_only=True)
class WindowRule(Provision):
    """The last ``days`` working days of each of ``months``."""

    window: WindowKind
    days: int
    months: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Duty(Provision):
    """What somebody must do. ``months`` is None where the text gives no number (及时)."""

    months: int | None = None


@dataclass(frozen=True, kw_only=True)
class Consequence(Provision):
    """What follows from a ground of removal; ``id`` is the ground.

    ``ban_years`` is None where the text states no ban. ``verified`` says whether the
    cause must be verified before (经核实后). ``effective`` names how the day it takes
    effect is found.
    """

    ban_years: int | None = None
    verified: bool = False
    effective: str = "decision"


@dataclass(frozen=True, slots=True)
class NotModelled:
    """A passage of the text that no provision stands for, and the reason."""

    clause: str
    phrase: str
    why: str
