"""The catalogue of checks: what each wants, its stages by date, and what is refused at start-up."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from registry.messages import say
from registry.policy.findings import Finding
from registry.policy.quarterly_updates import Before, judge
from registry.policy.update_checks import (
    Catalogue,
    Check,
    LooksAt,
    Stage,
    Step,
    key_of,
    unexplained,
    warnings_among,
)
from registry.policy.update_rules import RULES
from registry.policy.vocabulary import Severity
from registry.update_check_rules import UpdateCheckError, load_update_checks, update_checks
from tests.policy.update_check_cases import FORM, GOLDEN, GOOD, content, failing

MOVED = """
[[check]]
id = "update_moved_much"
looks_at = "change"
rule = "moved"
fields = ["site_area"]
limit = 2
least = 10
title = "t"
reads = "r"
wants = "w"
mend = "m"
step = [{ stage = "observe", since = 2026-10-01, until = 2026-12-31 }, { stage = "warn", since = 2027-01-01 }]
"""  # noqa: E501 - a table as it is typed


def test_the_golden_cases_pass(programme):
    """Every case worked by hand comes out as worked."""
    assert list(failing(programme)) == []


def test_every_check_has_a_case_it_passes_and_one_it_does_not():
    """No check stands in the catalogue that nobody has shown to hit, and to leave alone."""
    ends = defaultdict(set)
    for case in GOLDEN["cases"]:
        ends[case["check"]].add(bool(case["fields"]))
    assert ends == {one.id: {True, False} for one in update_checks().checks}


def test_every_rule_is_named_by_a_check():
    """No rule stands idle."""
    assert {one.rule for one in update_checks().checks} == set(RULES)


def test_every_check_can_be_said(programme):
    """Each has its sentence; the groups and stages have their words."""
    assert all(say(f"update_looks_at_{one}") for one in LooksAt)
    assert all(say(f"update_stage_about_{one}") for one in Stage)
    told = ("label", "unit", "read", "wanted", "clause", "names", "whole", "condition", "percent")
    params = dict.fromkeys((*told, "parts", "times", "quarters"), "x")
    assert all(say(one.id, **params) for one in update_checks().checks)


def loaded(tmp_path: Path, text: str) -> Catalogue:
    """A catalogue of one file."""
    (tmp_path / "checks.toml").write_text(text, encoding="utf-8")
    return load_update_checks(tmp_path, FORM)


@pytest.mark.parametrize(
    ("period", "observed", "told"),
    [
        ("2026Q3", [], []),
        ("2026Q4", ["site_area"], []),
        ("2027Q1", [], [("site_area", Severity.WARNING)]),
    ],
)
def test_a_check_runs_silently_and_then_aloud(tmp_path, programme, period, observed, told):
    """By the last day of the quarter: not at all, kept without a word, then asked back."""
    checks = loaded(tmp_path, MOVED)
    before = Before(content(GOLDEN["stocks"] | {"site_area": "1000"}), period="2026Q2")
    found = judge(GOOD, period, form=FORM, before=before, programme=programme, checks=checks)
    assert [one.field for one in found.observed] == observed
    assert [(one.field, one.severity) for one in found.findings] == told


def test_a_check_promoted_to_block_refuses(tmp_path, programme):
    """What blocks today by data alone cannot be filed."""
    checks = loaded(tmp_path, MOVED.replace('"warn"', '"block"'))
    before = Before(content(GOLDEN["stocks"] | {"site_area": "1000"}), period="2026Q4")
    found = judge(GOOD, "2027Q1", form=FORM, before=before, programme=programme, checks=checks)
    assert not found.is_acceptable


@pytest.mark.parametrize(
    ("was", "becomes", "named"),
    [
        ('rule = "moved"', 'rule = "guess"', "unknown rule guess"),
        ("limit = 2\n", "", "moved takes"),
        ('fields = ["site_area"]', 'fields = ["moon"]', "a field that is not there"),
        ("since = 2027-01-01", "since = 2026-12-31", "overlap"),
        ("until = 2026-12-31", "until = 2026-09-30", "overlap"),
        (", until = 2026-12-31", "", "overlap"),
        ('looks_at = "change"', 'looks_at = "moods"', "moods"),
        ('stage = "warn"', 'stage = "shout"', "shout"),
        ('title = "t"', 'titel = "t"', "titel"),
        ("step = [", "step = []\nrest = [", "rest"),
        ("limit = 2", "limit = 2\nnature = 'flow'", "moved takes"),
        ("[[check]]", "word = 1\n[[check]]", "unknown"),
        ("[[check]]", MOVED + "[[check]]", "stands twice"),
    ],
)
def test_a_faulty_catalogue_is_refused_by_name(tmp_path, was, becomes, named):
    """An unknown word, a doubled check, stages that overlap or none: not served."""
    assert loaded(tmp_path, MOVED).checks
    with pytest.raises(UpdateCheckError, match=named):
        loaded(tmp_path, MOVED.replace(was, becomes, 1))


def test_what_cannot_be_kept_always_blocks(tmp_path):
    """No data lets a text through that is no figure, nor a check without any stage."""
    shipped = update_checks().check("update_not_a_figure")
    assert [one.stage for one in shipped.steps] == [Stage.BLOCK]
    text = MOVED.replace('"moved"', '"unreadable"').replace("limit = 2\nleast = 10\n", "")
    text = text.replace('fields = ["site_area"]\n', "")
    with pytest.raises(UpdateCheckError, match="the only one"):
        loaded(tmp_path, text)
    head, _, _ = MOVED.partition("step = ")
    with pytest.raises(UpdateCheckError, match="no stage"):
        loaded(tmp_path, f"{head}step = []")


def test_a_step_holds_from_its_first_day_through_its_last():
    """Both days count; without a first it always held, without a last it still does."""
    step = Step(Stage.WARN, date(2026, 10, 1), date(2026, 12, 31))
    days = (date(2026, 9, 30), date(2026, 10, 1), date(2026, 12, 31), date(2027, 1, 1))
    assert [step.holds(one) for one in days] == [False, True, True, False]
    assert Step(Stage.WARN).holds(date.min)
    assert Step(Stage.WARN).holds(date.max)


def test_a_warning_wants_a_word_of_its_own():
    """Blank, a mere sign or a word to another warning is none; other findings want none."""
    found = [
        Finding(code, severity, field=field)
        for code, severity, field in (
            ("update_jumped", Severity.WARNING, "site_area"),
            ("update_jumped", Severity.WARNING, "full_time_staff"),
            ("update_normalised", Severity.NOTE, "site_area"),
            ("mobile_found", Severity.WARNING, "accidents_text"),
        )
    ]
    warnings = warnings_among(found, update_checks())
    assert [one.field for one in warnings] == ["site_area", "full_time_staff"]
    first, second = map(key_of, warnings)
    assert unexplained(warnings, {first: "搬迁", second: "。"}) == warnings[1:]
    assert unexplained(warnings, {second: "　", first: " "}) == warnings


def test_an_unknown_check_is_none():
    """Asked for by a name nobody gave."""
    with pytest.raises(KeyError):
        update_checks().check("update_guess")


def test_limits_are_exact():
    """Limits are kept as decimals, so that 2.5 times is 2.5 times."""
    one = update_checks().check("update_moved_much")
    assert isinstance(one, Check)
    assert (one.limit, one.least, one.is_house) == (Decimal(2), Decimal(10), True)
