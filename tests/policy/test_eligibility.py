"""Eligibility: every criterion at once, with clause, values and how to mend it."""

from datetime import date
from decimal import Decimal

import pytest

from registry.policy.eligibility import Assessment, assess
from registry.policy.facts import FactError, Facts
from registry.policy.rulebook import Programme
from registry.policy.vocabulary import Force, Outcome


def _one(programme: Programme, facts: Facts, on: date, criterion: str) -> Assessment:
    return next(one for one in assess(programme, facts, on) if one.criterion.id == criterion)


def test_every_criterion_is_assessed_in_the_texts_order(
    programme: Programme, submitted: date
) -> None:
    """Nobody is told the first failure alone: with no fact at all, every criterion answers."""
    found = assess(programme, {}, submitted)
    assert [one.criterion for one in found] == list(programme.all_criteria)
    assert {one.outcome for one in found} == {Outcome.NOT_STATED}


def test_a_failure_names_clause_value_read_value_wanted_and_mend(
    programme: Programme, base_facts: Facts, submitted: date
) -> None:
    """What a person needs to mend it stands in the assessment."""
    facts = {**base_facts, "equipment_original_value": Decimal("860.50")}
    found = _one(programme, facts, submitted, "equipment_original_value")
    assert (found.outcome, found.criterion.clause) == (Outcome.NOT_MET, "一（二）1")
    assert (found.read, found.wanted) == ("860.50 万元", "≥ 1,000.00 万元")
    assert (found.code, found.mend) == ("eligibility_at_least_not_met", "mend_at_least")


def test_what_is_met_has_nothing_to_mend(
    programme: Programme, base_facts: Facts, submitted: date
) -> None:
    """A met criterion carries no advice."""
    assert _one(programme, base_facts, submitted, "full_time_staff").mend == ""


def test_a_choice_shows_each_way_and_what_was_read_for_it(
    programme: Programme, base_facts: Facts, submitted: date
) -> None:
    """Both ways of 一（四）2 stand side by side; what was not stated is a dash."""
    facts = {**base_facts, "products_industrialised": None}
    found = _one(programme, facts, submitted, "results_or_products")
    assert (found.read, found.wanted) == ("1 项 / –", "≥ 1 项 / ≥ 1 项")


def test_the_income_line_shows_both_tests(
    programme: Programme, base_facts: Facts, submitted: date
) -> None:
    """A sum or a share: both are wanted values."""
    found = _one(programme, base_facts, submitted, "service_income")
    assert found.wanted == "≥ 1,000.00 万元 / ≥ 5%"


@pytest.mark.parametrize(
    ("happened", "read"),
    [((), "0"), ((date(2025, 1, 2), date(2026, 3, 4)), "2025-01-02, 2026-03-04")],
)
def test_declared_events_are_read_back_with_the_three_years_they_are_held_against(
    happened: tuple[date, ...], read: str, programme: Programme, base_facts: Facts, submitted: date
) -> None:
    """None is shown as 0; the period wanted free of them is named by its days."""
    facts = {**base_facts, "violations": happened}
    found = _one(programme, facts, submitted, "no_violations")
    assert (found.read, found.wanted) == (read, "2023-12-28 – 2026-12-28: 0")


def test_an_unknown_fact_stops_the_assessment(programme: Programme, submitted: date) -> None:
    """A misspelt fact is never taken for one that is not stated."""
    with pytest.raises(FactError):
        assess(programme, {"equipment_value": Decimal(1)}, submitted)


def test_judged_criteria_never_decide_by_themselves(
    programme: Programme, base_facts: Facts, submitted: date
) -> None:
    """What people judge comes out as met or not met by no rule."""
    stated = {one.fact: True for one in programme.all_criteria if one.rule == "judged"}
    for one in assess(programme, {**base_facts, **stated}, submitted):
        if one.criterion.rule == "judged":
            assert one.criterion.force is Force.JUDGEMENT
            assert one.outcome is Outcome.NEEDS_JUDGEMENT


@pytest.mark.parametrize(
    ("criterion", "threshold"),
    [
        ("equipment_original_value", 1000),
        ("full_time_staff", 5),
        ("enterprises_served", 5),
        ("service_income", 1000),
    ],
)
def test_the_lines_a_summary_sheet_can_show_are_looked_up_by_name(
    criterion: str, threshold: int, programme: Programme, submitted: date
) -> None:
    """Sheet checks read the same dated numbers as the assessment."""
    assert programme.criterion(criterion, submitted).threshold == Decimal(threshold)
