"""The closed list of facts a criterion may ask for: name, type and unit.

A fact that is not stated is absent or None. A rulebook that names a fact not
listed here does not load, and an assessment refuses one it is handed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

FactValue = Decimal | int | bool | tuple[date, ...] | None
Facts = Mapping[str, FactValue]
_MONEY = "万元"
_CENTS = 2


class FactType(StrEnum):
    """How a fact is stated."""

    MONEY = "money"
    """An exact Decimal in 万元."""
    COUNT = "count"
    """A whole number."""
    FLAG = "flag"
    """True: stated or handed in; False: expressly not."""
    EVENTS = "events"
    """The days on which something happened; an empty tuple declares that nothing did."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact: its name, its type and the unit it is counted in (empty for flags and events)."""

    name: str
    type: FactType
    unit: str = ""


def in_words(value: Decimal | int | str, unit: str) -> str:
    """Write a figure for reading: 1,350.00 万元, 2,600 家; finer places are kept."""
    shown = f"{Decimal(value):,f}"
    whole, _, places = shown.partition(".")
    places = places.rstrip("0")
    if unit == _MONEY:
        places = places.ljust(_CENTS, "0")
    return f"{whole}.{places} {unit}".rstrip() if places else f"{whole} {unit}".rstrip()


class FactError(ValueError):
    """Raised for a fact outside the list or a value of another type; ``fact`` names it."""

    def __init__(self, fact: str, problem: str) -> None:
        super().__init__(f"{fact}: {problem}")
        self.fact = fact


def _money(*names: str) -> tuple[Fact, ...]:
    return tuple(Fact(name, FactType.MONEY, _MONEY) for name in names)


def _flags(*names: str) -> tuple[Fact, ...]:
    return tuple(Fact(name, FactType.FLAG) for name in names)


def _events(*names: str) -> tuple[Fact, ...]:
    return tuple(Fact(name, FactType.EVENTS) for name in names)


_LISTED = (
    *_money(
        "equipment_original_value",
        "service_income_last_year",
        "service_income_application_year",
        "host_main_business_income_last_year",
        "host_main_business_income_application_year",
    ),
    Fact("full_time_staff", FactType.COUNT, "人"),
    Fact("enterprises_served", FactType.COUNT, "家"),
    Fact("major_results_verified", FactType.COUNT, "项"),
    Fact("products_industrialised", FactType.COUNT, "项"),
    Fact("plan_years", FactType.COUNT, "年"),
    *_events(
        "violations",
        "serious_safety_accidents",
        "major_quality_accidents",
        "major_environment_accidents",
        "major_secrecy_accidents",
        "data_falsifications",
        "serious_credit_breaches",
    ),
    *_flags(
        "strategy_statement",
        "regional_statement",
        "direction_statement",
        "physical_platform",
        "pilot_lines_or_site",
        "safety_environment_facilities",
        "equipment_table",
        "equipment_indicators",
        "standards_conformity",
        "technical_leader",
        "technical_leader_record",
        "team_structure",
        "standing_statement",
        "technical_system",
        "resource_integration",
        "technology_roadmap",
        "core_technology",
        "autonomy_statement",
        "modernisation_statement",
        "standards_work",
        "public_service_statement",
        "service_list",
        "operating_mechanism",
        "internal_rules",
        "independence_statement",
        "service_procedures",
        "intellectual_property_rules",
        "development_goals",
        "development_plan",
        "funding_statement",
    ),
)
FACTS: Mapping[str, Fact] = MappingProxyType({fact.name: fact for fact in _LISTED})


def check(facts: Facts) -> None:
    """Refuse (FactError) any fact that is not listed or whose value is of another type."""
    for name, value in facts.items():
        if name not in FACTS:
            raise FactError(name, "no such fact")
        if value is not None and not _fits(FACTS[name].type, value):
            raise FactError(name, f"{FACTS[name].type} wanted, read {value!r}")


def _fits(kind: FactType, value: object) -> bool:
    if kind is FactType.MONEY:
        return isinstance(value, Decimal) and value.is_finite()
    if kind is FactType.COUNT:
        return isinstance(value, int) and not isinstance(value, bool)
    if kind is FactType.FLAG:
        return isinstance(value, bool)
    return isinstance(value, tuple) and all(
        isinstance(day, date) and not isinstance(day, datetime) for day in value
    )
