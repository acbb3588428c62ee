"""Conditions no longer met: what a figure says of one, on its day, and how a finding moves."""

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from registry.forms import quarterly_update_form
from registry.policy.calendar import SHANGHAI
from registry.policy.condition_findings import (
    FindingState,
    may_move,
    read_conditions,
    state_with_note,
    tells_of,
)
from registry.policy.quarterly_update_values import read_value
from registry.policy.rulebook import Programme

FILE = Path(__file__).parents[1] / "cases" / "condition_findings.toml"
CASES = tomllib.loads(FILE.read_text(encoding="utf-8"))["cases"]
ENDS = {FindingState.RESOLVED, FindingState.ENDED}


def changed(programme: Programme, criterion: str, change: Mapping[str, Any]) -> Programme:
    """The programme with one condition changed, or given up, from a day on."""
    if not change or not criterion:
        return programme
    (old,) = [one for one in programme.all_criteria if one.id == criterion]
    kept = [one for one in programme.all_criteria if one is not old]
    kept.append(replace(old, until=change["since"] - timedelta(days=1)))
    if "threshold" in change:
        threshold = Decimal(change["threshold"])
        kept.append(replace(old, since=change["since"], threshold=threshold))
    return replace(programme, all_criteria=tuple(kept))


@pytest.mark.parametrize("case", CASES, ids=[one["name"] for one in CASES])
def test_golden_readings(case: Mapping[str, Any], programme: Programme) -> None:
    """Each case worked by hand: what is wanted on that day, and whether the figure reaches it."""
    form = quarterly_update_form()
    field = form.field(case["field"])
    read = tuple(
        read_conditions(
            {field.key: read_value(field, case["value"]).value},
            case["on"],
            form=form,
            programme=changed(programme, field.criterion, case.get("changed", {})),
            period=case["period"],
        )
    )
    told = [(str(one.wanted), one.is_met, str(one.percent or "")) for one in read]
    wanted = [(case["wanted"], case["met"], case.get("percent", ""))] if "wanted" in case else []
    assert told == wanted


def test_what_is_not_stated_is_not_read(programme: Programme) -> None:
    """A filing without a figure says nothing of its condition; of all others it does."""
    form = quarterly_update_form()
    said = {"full_time_staff": 5, "load": Decimal(80)}
    read = read_conditions(said, CASES[0]["on"], form=form, programme=programme, period="2026Q4")
    assert [(one.criterion, one.clause) for one in read] == [("full_time_staff", "一（二）2")]


def test_a_condition_of_several_figures_is_none_for_one(programme: Programme) -> None:
    """A condition without a number of its own is held against no figure."""
    form = quarterly_update_form()
    fields = [replace(one, criterion="technical_leader") for one in form.fields]
    other = replace(form, fields=tuple(fields))
    said = {"full_time_staff": 1}
    assert not list(read_conditions(said, CASES[0]["on"], form=other, programme=programme))


def test_a_late_filing_tells_of_its_quarter_s_end() -> None:
    """In time it tells of its own moment, later of the last moment of its quarter."""
    in_time = datetime(2026, 12, 28, 9, tzinfo=SHANGHAI)
    late = datetime(2027, 2, 1, 9, tzinfo=SHANGHAI)
    assert tells_of(in_time, "2026Q4") == in_time
    assert tells_of(late, "2026Q4") == datetime(2027, 1, 1, tzinfo=SHANGHAI)


def test_the_moves_of_a_finding() -> None:
    """Resolved is an end; one that ended with its platform's leaving stands again with it."""
    for state in FindingState:
        to = {other for other in FindingState if may_move(state, other)}
        if state is FindingState.RESOLVED:
            assert not to
        elif state is FindingState.ENDED:
            assert to == set(FindingState) - ENDS
        else:
            assert to >= ENDS | {FindingState.PROPOSED}
            assert FindingState.OPEN not in to


def test_a_note_looks_at_what_nobody_looked_at() -> None:
    """An open finding is looked at with its first note; a proposed one stays proposed."""
    assert state_with_note(FindingState.OPEN) is FindingState.LOOKED_AT
    assert state_with_note(FindingState.PROPOSED) is FindingState.PROPOSED
