"""Incidents: graded by the published lines, or as an organ found; nothing is guessed."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from registry.incident_rules import INCIDENTS, incident_rules, load_incident_rules
from registry.law import NATIONAL, rulebook
from registry.policy.facts import FACTS
from registry.policy.incidents import (
    MOVES,
    Basis,
    Found,
    Grade,
    Grading,
    IncidentKind,
    IncidentState,
    OnRecord,
    Stated,
    grade,
    held_against,
    may_correct,
    may_move,
    touched,
)
from registry.policy.vocabulary import Side

DAY = date(2026, 9, 12)
NONE: dict[str, str] = {"deaths": "0", "injured": "0", "loss": "0"}
CALM = NONE | {"evacuated": "0"}


def graded(kind: str, figures: dict[str, str], on: date = DAY, ticks: str = "") -> Grading:
    """The grading of figures, by the rules in force."""
    exact = {name: Decimal(value) for name, value in figures.items()}
    stated = Stated(
        IncidentKind(kind), on, Basis.FIGURES, exact, frozenset(ticks.split())
    )  # fmt: skip - one statement
    return grade(stated, incident_rules())


# Order 493, article 3; every boundary from both sides. Written from the published text.
SAFETY = [
    ({}, "general", False, ""),
    ({"deaths": "2"}, "general", False, ""),
    ({"injured": "9"}, "general", False, ""),
    ({"loss": "999.99"}, "general", False, ""),
    ({"deaths": "2", "injured": "9", "loss": "999.9999"}, "general", False, ""),
    ({"deaths": "3"}, "larger", True, "deaths"),
    ({"injured": "10"}, "larger", True, "injured"),
    ({"loss": "1000"}, "larger", True, "loss"),
    ({"loss": "1000.00"}, "larger", True, "loss"),
    ({"deaths": "9", "injured": "49", "loss": "4999.99"}, "larger", True, "deaths injured loss"),
    ({"deaths": "10"}, "major", True, "deaths"),
    ({"injured": "50"}, "major", True, "injured"),
    ({"loss": "5000"}, "major", True, "loss"),
    ({"deaths": "3", "loss": "5000"}, "major", True, "loss"),
    ({"deaths": "29", "injured": "99", "loss": "9999.99"}, "major", True, "deaths injured loss"),
    ({"deaths": "30"}, "extraordinary", True, "deaths"),
    ({"injured": "100"}, "extraordinary", True, "injured"),
    ({"loss": "10000"}, "extraordinary", True, "loss"),
    ({"deaths": "30", "injured": "100", "loss": "1"}, "extraordinary", True, "deaths injured"),
]
# The emergency plan of the environment, annex 1.
ENVIRONMENT = [
    ({}, "below_major", False, ""),
    ({"deaths": "9"}, "below_major", False, ""),
    ({"injured": "49"}, "below_major", False, ""),
    ({"evacuated": "9999"}, "below_major", False, ""),
    ({"loss": "1999.99"}, "below_major", False, ""),
    ({"deaths": "10"}, "major", True, "deaths"),
    ({"injured": "50"}, "major", True, "injured"),
    ({"evacuated": "10000"}, "major", True, "evacuated"),
    ({"loss": "2000"}, "major", True, "loss"),
    ({"deaths": "29", "injured": "99"}, "major", True, "deaths injured"),
    ({"evacuated": "49999", "loss": "9999.99"}, "major", True, "evacuated loss"),
    ({"deaths": "30"}, "extraordinary", True, "deaths"),
    ({"injured": "100"}, "extraordinary", True, "injured"),
    ({"evacuated": "50000"}, "extraordinary", True, "evacuated"),
    ({"loss": "10000"}, "extraordinary", True, "loss"),
]


@pytest.mark.parametrize(("figures", "wanted", "at_line", "met"), SAFETY)
def test_safety_is_graded_by_any_one_figure(figures, wanted, at_line, met):
    """Order 493: 以上 includes the number, one criterion is enough, and it is named."""
    found = graded("safety", NONE | figures)
    assert (found.grade, found.at_line, found.missing) == (wanted, at_line, ())
    assert [one.name for one in found.met] == met.split()
    assert all("493" in one.source for one in found.met)


@pytest.mark.parametrize(("figures", "wanted", "at_line", "met"), ENVIRONMENT)
def test_the_environment_is_graded_by_any_one_figure(figures, wanted, at_line, met):
    """重大 and 特别重大 by figures; what is less stands below the line of removal."""
    found = graded("environment", CALM | figures)
    assert (found.grade, found.at_line) == (wanted, at_line)
    assert [one.name for one in found.met] == met.split()


def test_the_criterion_says_what_was_read_and_the_line() -> None:
    """A reader sees the figure, the line that it reaches, and where that is published."""
    (met,) = graded("safety", NONE | {"loss": "1350.5"}).met
    assert (met.name, met.read, met.line) == ("loss", Decimal("1350.5"), Decimal(1000))
    assert "第（三）项" in met.source


@pytest.mark.parametrize("tick", ["water_supply", "cross_province", "ecology", "radiation"])
def test_a_tick_is_enough(tick):
    """A criterion without a figure makes it 重大, whatever the figures are."""
    found = graded("environment", CALM, ticks=tick)
    assert (found.grade, found.at_line) == (Grade.MAJOR, True)
    assert [(one.name, one.line) for one in found.met] == [(tick, None)]


def test_a_tick_adds_to_figures_and_never_lowers_them() -> None:
    """Figures of a higher grade stay; at one grade all that is met is named."""
    higher = graded("environment", CALM | {"deaths": "30"}, ticks="ecology")
    assert higher.grade == Grade.EXTRAORDINARY
    both = graded("environment", CALM | {"loss": "2000"}, ticks="ecology")
    assert [one.name for one in both.met] == ["loss", "ecology"]


def test_a_missing_figure_is_never_guessed() -> None:
    """Below every line it leaves the grade open, naming what is missing; nought is stated."""
    for name in NONE:
        left = {key: value for key, value in NONE.items() if key != name}
        found = graded("safety", left)
        assert (found.grade, found.at_line) == (Grade.NOT_STATED, None)
        assert (found.missing, found.met) == ((name,), ())
    assert graded("safety", {}).missing == ("deaths", "injured", "loss")


def test_a_line_reached_stands_though_another_figure_is_missing() -> None:
    """At the line whatever comes; which figures could lift it is said, at the top none."""
    found = graded("safety", {"deaths": "3"})
    assert (found.grade, found.at_line, found.missing) == ("larger", True, ("injured", "loss"))
    top = graded("safety", {"loss": "10000"})
    assert (top.grade, top.missing) == ("extraordinary", ())


def test_the_lines_of_its_day_grade_it() -> None:
    """Before a line was in force nothing is graded by it; nor after it ended."""
    early = graded("safety", NONE | {"deaths": "3"}, on=date(2007, 5, 31))
    assert (early.grade, early.at_line, early.missing) == (Grade.NOT_STATED, None, ())
    assert graded("safety", NONE | {"deaths": "3"}, on=date(2007, 6, 1)).at_line


def test_a_line_that_ended_gives_way(tmp_path: Path) -> None:
    """A changed number is a new table: each day by its own."""
    old = 'kind = "safety"\ngrade = "larger"\n'
    text = INCIDENTS.read_text(encoding="utf-8").replace(old, f"{old}until = 2026-06-30\n")
    later = f'[[line]]\n{old}source = "新规定"\nsince = 2026-07-01\ndeaths = 2\n'
    path = tmp_path / "incidents.toml"
    path.write_text(text + later, encoding="utf-8")
    rules = load_incident_rules(path)

    def on(day: date) -> Grade:
        exact = {name: Decimal(value) for name, value in (NONE | {"deaths": "2"}).items()}
        return grade(Stated(IncidentKind.SAFETY, day, Basis.FIGURES, exact), rules).grade

    assert (on(date(2026, 6, 30)), on(date(2026, 7, 1))) == (Grade.GENERAL, Grade.LARGER)


@pytest.mark.parametrize(
    ("found", "wanted", "at_line"),
    [
        ("reached", "found", True),
        ("not_reached", "found_below", False),
        ("pending", "not_stated", None),
    ],
)  # fmt: skip - three cases
def test_a_finding_decides_and_figures_do_not(found, wanted, at_line):
    """Judged events stand as their organ found, however large the figures beside are."""
    figures = {"deaths": Decimal(40)}
    for kind in IncidentKind:
        stated = Stated(kind, DAY, Basis.FINDING, figures, found=Found(found))
        read = grade(stated, incident_rules())
        assert (read.grade, read.at_line, read.met) == (wanted, at_line, ())


def test_every_kind_touches_provisions_of_the_text() -> None:
    """Its ground stands in 二（四）, its conditions in 一（二）3; two kinds of 失信, one ground."""
    programme = rulebook().programme(NATIONAL)
    criteria = {one.id: one for one in programme.criteria(DAY)}
    grounds = {one.id: one for one in programme.consequences}
    rules = incident_rules().kinds
    assert set(rules) == set(IncidentKind)
    for rule in rules.values():
        assert grounds[rule.ground].ban_years == 3
        for at_line in (True, None, False):
            if named := touched(rule, at_line):
                assert criteria[named].clause == "一（二）3"
    credit = rules[IncidentKind.CREDIT_BREACH], rules[IncidentKind.SERIOUS_CREDIT_BREACH]
    assert {one.ground for one in credit} == {"credit_breach"}
    assert [one.criterion for one in credit] == ["good_standing", "no_serious_credit_breach"]
    assert FACTS[criteria["no_serious_credit_breach"].fact].type == "events"


def test_below_the_line_it_touches_good_standing_or_nothing() -> None:
    """An accident below the line speaks to 良好的质量、安全情况; what was not found, to nothing."""
    rules = incident_rules().kinds
    below = {kind: touched(rule, at_line=False) for kind, rule in rules.items()}
    accidents = {"safety", "quality", "environment", "secrecy"}
    assert {kind for kind, named in below.items() if named == "good_standing"} == accidents
    assert {named for kind, named in below.items() if kind not in accidents} == {""}


@pytest.mark.parametrize(
    ("at_line", "declared", "wanted"),
    [
        (True, (), OnRecord.CONTRADICTS),
        (True, (date(2026, 9, 11),), OnRecord.CONTRADICTS),
        (True, (date(2026, 9, 11), DAY), OnRecord.DECLARED),
        (True, None, OnRecord.FOR_NOTICE),
        (False, (), OnRecord.FOR_NOTICE),
        (None, (), OnRecord.PENDING),
    ],
)
def test_a_record_is_held_against_what_was_declared(at_line, declared, wanted):
    """Declared none, on record one: they contradict; what is open or below is for notice."""
    assert held_against(DAY, at_line, declared) is wanted


def test_the_table_of_moves() -> None:
    """Examined once; a correction makes it wait again, and nothing moves otherwise."""
    allowed = {(state.value, to.value) for state in IncidentState for to in MOVES[state]}
    assert allowed == {
        ("recorded", "recorded"),
        ("recorded", "confirmed"),
        ("recorded", "unfounded"),
        ("confirmed", "recorded"),
        ("unfounded", "recorded"),
    }  # fmt: skip - a table
    assert may_move(IncidentState.RECORDED, IncidentState.CONFIRMED)
    assert not may_move(IncidentState.CONFIRMED, IncidentState.UNFOUNDED)


def test_who_may_correct_whom() -> None:
    """A host its own until it is examined; an office its own and what comes from below."""
    corrects = {
        (side.value, last.value, state.value)
        for side in Side
        for last in Side
        for state in IncidentState
        if may_correct(side, last, state)
    }
    assert {one for one in corrects if one[0] == "host"} == {("host", "host", "recorded")}
    assert {(side, last) for side, last, _ in corrects if side != "host"} == {
        ("province", "host"),
        ("province", "province"),
        ("ministry", "host"),
        ("ministry", "province"),
        ("ministry", "ministry"),
    }  # fmt: skip - a table
