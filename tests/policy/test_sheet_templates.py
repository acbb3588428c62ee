"""A template's stamp: read back, and held against the sheet that is sent in it."""

from dataclasses import replace
from datetime import date

import pytest

from registry.policy.rulebook import Programme
from registry.policy.sheet_templates import TemplateStamp, judge_stamp, read_stamp
from registry.policy.vocabulary import Severity

OWN = TemplateStamp("2026.1", "330000", "2026H2", "2026-12-20 09:00")
NAMES = {"330000": "浙江", "440000": "广东"}


def test_a_stamp_is_read_as_it_was_written() -> None:
    """What the template carries comes back whole."""
    assert read_stamp(OWN.written()) == OWN


@pytest.mark.parametrize("text", ["", "x", "CNPSP-TEMPLATE|1", "X|1|2|3|4", f"{OWN.written()}|y"])
def test_any_other_text_is_no_stamp(text: str) -> None:
    """A cell that says something else makes no claim, nor does an endless one."""
    assert read_stamp(text) is None
    assert read_stamp(f"CNPSP-TEMPLATE|{'9' * 300}|a|b|c") is None


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({}, []),
        ({"authority": "440000"}, [("template_of_other_authority", Severity.BLOCKING, "广东")]),
        ({"authority": "999999"}, [("template_of_other_authority", Severity.BLOCKING, "999999")]),
        ({"period": "2026H1"}, [("template_of_other_period", Severity.WARNING, "2026H1")]),
        ({"version": "2025.1"}, [("template_outdated", Severity.WARNING, "2025.1")]),
    ],
)
def test_whose_and_of_which_round_and_version(
    programme: Programme, changed: dict[str, str], told: list[object]
) -> None:
    """Another authority's template blocks; another round's or an older one warns."""
    ruling = programme.ruling("template_stamp", date(2026, 12, 28))
    found = judge_stamp(replace(OWN, **changed).written(), OWN, NAMES, ruling, 3)
    assert [(one.code, one.severity, one.read) for one in found] == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", []),
        ("别的文字", []),
        ("CNPSP-TEMPLATE|hello", ["template_damaged"]),
        ("CNPSP-TEMPLATE", ["template_damaged"]),
        (f"CNPSP-TEMPLATE|{'9' * 300}|a|b|c", ["template_damaged"]),
    ],
)
def test_a_stamp_that_cannot_be_read_is_told_as_damaged(
    programme: Programme, text: str, told: list[str]
) -> None:
    """It warns and repeats nothing of what stands there; another text says nothing."""
    ruling = programme.ruling("template_stamp", date(2026, 12, 28))
    found = list(judge_stamp(text, OWN, NAMES, ruling, 3))
    assert [one.code for one in found] == told
    assert all(one.severity is Severity.WARNING and not one.read for one in found)
