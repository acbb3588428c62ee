"""What if: answers by fact, read exactly and never guessed."""

from datetime import date
from decimal import Decimal

import pytest

from registry.policy.facts import FACTS, check
from registry.policy.forms import FieldType
from registry.policy.rulebook import Programme
from registry.policy.what_if import questions, read_answers

ON = date(2026, 12, 28)


@pytest.fixture
def asked(programme: Programme):
    """What the conditions of the day ask for."""
    return questions(programme.criteria(ON))


def test_every_fact_is_asked_once(asked):
    """In the text's order, with the clause that asks first."""
    assert {one.fact for one in asked} == FACTS.keys()
    assert len(asked) == len(FACTS)
    assert next(one.clause for one in asked) == "一（一）"
    money = next(one for one in asked if one.fact == "equipment_original_value")
    assert (money.type, money.unit, money.options) == (FieldType.MONEY, "万元", ())
    assert money.longest == 10_000


@pytest.mark.parametrize(
    ("fact", "typed", "value"),
    [
        ("equipment_original_value", "1,000万", Decimal(1000)),
        ("full_time_staff", "5", 5),
        ("technical_leader", "yes", True),
        ("technical_leader", "无", False),
        ("violations", "无", ()),
        ("violations", "no", ()),
        ("violations", "2025-03-01、2024年1月2日", (date(2024, 1, 2), date(2025, 3, 1))),
    ],
)
def test_what_is_understood(asked, fact, typed, value):
    """Figures with units, yes and no, days in several spellings; facts of the right type."""
    answers = read_answers(asked, {fact: typed}, {}, ON)
    assert (answers.facts, answers.findings) == ({fact: value}, ())
    check(answers.facts)


@pytest.mark.parametrize(
    ("fact", "typed", "code"),
    [
        ("full_time_staff", "几个", "update_not_a_figure"),
        ("technical_leader", "也许", "update_answer_unclear"),
        ("violations", "有", "what_if_days_missing"),
        ("violations", "去年", "application_day_unclear"),
        ("violations", "2026-12-29", "what_if_day_ahead"),
    ],
)
def test_what_is_asked_back_states_nothing(asked, fact, typed, code):
    """No fact comes of it."""
    answers = read_answers(asked, {fact: typed}, {fact: "名"}, ON)
    assert answers.facts == {}
    (found,) = answers.findings
    assert (found.code, found.field, found.params["label"]) == (code, fact, "名")


def test_a_figure_in_yuan_counts_and_is_asked_back(asked):
    """10,000,000 万元 is a figure, and an odd one."""
    answers = read_answers(asked, {"equipment_original_value": "10000000"}, {}, ON)
    assert answers.facts["equipment_original_value"] == Decimal(10_000_000)
    assert [one.code for one in answers.findings] == ["what_if_off_by_ten_thousand"]


def test_an_endless_answer_is_quoted_short(asked):
    """And blanks state nothing."""
    (found,) = read_answers(asked, {"full_time_staff": "一" * 99}, {}, ON).findings
    assert found.read == "一" * 40 + "……"
    assert read_answers(asked, {"full_time_staff": " "}, {}, ON).facts == {}
