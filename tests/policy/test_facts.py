"""Facts: a closed list, each of one type."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from registry.policy.facts import FACTS, FactError, check
from registry.policy.rulebook import Programme
from registry.policy.rules import facts_named


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("equipment_original_value", Decimal("1000.5")),
        ("full_time_staff", 5),
        ("technical_leader", True),
        ("violations", (date(2026, 1, 1),)),
        ("violations", ()),
        ("full_time_staff", None),
    ],
)
def test_a_fact_of_its_type_or_not_stated_passes(name: str, value: object) -> None:
    """Money is Decimal, counts whole numbers, flags true or false, events days."""
    check({name: value})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("no_such_fact", 1),
        ("equipment_original_value", 1000),
        ("equipment_original_value", 1000.0),
        ("equipment_original_value", Decimal("NaN")),
        ("equipment_original_value", Decimal("Infinity")),
        ("equipment_original_value", {"$ne": None}),
        ("full_time_staff", True),
        ("full_time_staff", "5"),
        ("technical_leader", 1),
        ("violations", [date(2026, 1, 1)]),
        ("violations", (datetime(2026, 1, 1, tzinfo=UTC),)),
        ("violations", ("2026-01-01",)),
    ],
)
def test_an_unknown_fact_or_another_type_is_refused_by_name(name: str, value: object) -> None:
    """Nothing is guessed: text is no number, a float no money, an operator no value."""
    with pytest.raises(FactError) as refusal:
        check({name: value})
    assert refusal.value.fact == name


def test_every_fact_on_the_list_is_asked_for_by_a_criterion(programme: Programme) -> None:
    """The list holds no fact that no provision reads."""
    asked = {name for one in programme.all_criteria for name in facts_named(one)}
    assert asked == set(FACTS)
