"""Codes of acts in the words of their noun, whatever value of its kind they hold."""

import re
from collections.abc import Iterable
from enum import StrEnum

import pytest

from registry.documents.ledger import LedgerEntry
from registry.incident_rules import incident_rules
from registry.policy import appeals, ban_waivers, exit_proposals, major_changes, removal_cases
from registry.policy import incidents as incident
from registry.policy import unreported_changes as unreported
from registry.policy.printed_codes import Match
from registry.policy.register_extracts import ExtractState
from registry.services.ledger_names import LedgerNames
from registry.web.ledger_words import change_words

NOBODY = LedgerNames({}, {})
CODES: list[tuple[str, str, Iterable[StrEnum]]] = [
    ("incident", "kind", incident.IncidentKind),
    ("incident", "state", incident.IncidentState),
    ("incident", "site", incident.Site),
    ("incident", "basis", incident.Basis),
    ("incident", "found", incident.Found),
    ("incident", "grade", incident.Grade),
    ("unreported_change", "state", unreported.CaseState),
    ("unreported_change", "changed_field", unreported.ChangedField),
    ("unreported_change", "seen_in", unreported.ChangeOrigin),
    ("register_extract", "state", ExtractState),
    ("removal_case", "state", removal_cases.CaseState),
    ("removal_case", "outcome", removal_cases.Closing),
    ("removal_case", "organ", removal_cases.Organ),
    ("appeal", "state", appeals.AppealState),
    ("appeal", "outcome", appeals.Outcome),
    ("appeal", "origin", appeals.AppealOrigin),
    ("ban_waiver", "state", ban_waivers.WaiverState),
    ("major_change", "state", major_changes.ChangeState),
    ("exit_proposal", "state", exit_proposals.ExitState),
    ("summary_sheet", "match", Match),
]


def entry(noun: str, **after: object) -> LedgerEntry:
    """An act of a noun that left something."""
    return LedgerEntry(verb=f"{noun}.x", subject="platform:330000-2026-0001", after=after)


@pytest.mark.parametrize(("noun", "key", "kind"), CODES, ids=lambda one: str(one)[:30])
def test_each_code_is_told_in_its_noun_s_words(
    noun: str, key: str, kind: Iterable[StrEnum]
) -> None:
    """Every value of its kind; the item has a name, too."""
    for one in kind:
        told = change_words(entry(noun, **{key: one.value}), NOBODY)
        assert one.value not in told, told
        assert not told.startswith(key)


def test_what_an_incident_leaves_has_names_and_words() -> None:
    """Every item of a statement and an examination; ticks and missing figures by their words."""
    tick = incident_rules().ticks[0]
    figures = sorted({name for rule in incident_rules().kinds.values() for name in rule.figures})
    told = change_words(
        entry(
            "incident", incident="SG-330000-2026-0001", kind=tick.kind.value, state="recorded",
            occurred_on="2026-09-12", site="platform", relation="中试线", basis="figures",
            ticks=[tick.key], found="not_reached", organ="某厅", document="某函〔2026〕1号",
            document_on="2026-10-01", facts="经过", grade="not_stated", at_line=None,
            missing=figures, figures={"deaths": "1"}, statement=2, counts=True,
        ),
        NOBODY,
    )  # fmt: skip
    assert tick.text in told
    assert "没有填的数字：死亡、疏散、转移、重伤、直接经济损失" in told
    assert "机关的认定：认定不属实（或未达到）" in told
    assert not re.search("[a-z]{3,}", told), told


def test_one_code_of_two_nouns_is_told_by_each() -> None:
    """已认定 of an unreported change is 已核对 of an incident."""
    assert change_words(entry("unreported_change", state="confirmed"), NOBODY) == "状态：已认定"
    assert change_words(entry("incident", state="confirmed"), NOBODY) == "状态：已核对"


def test_a_record_an_act_names_is_told_by_its_noun() -> None:
    """Where a removal case came from stands there by its noun and number."""
    told = change_words(entry("removal_case", origin="incident:SG-330000-2026-0001"), NOBODY)
    assert told == "来源：事故和违规 SG-330000-2026-0001"
