"""The golden cases of the catalogue of checks, and how one is worked."""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from registry.forms import quarterly_update_form
from registry.policy.quarterly_update_values import Value, read_value
from registry.policy.quarterly_updates import Before, judge
from registry.policy.rulebook import Programme
from registry.policy.update_rules import text_digests
from registry.update_check_rules import update_checks

ROOT = Path(__file__).parents[1]
_FILES = [
    tomllib.loads((ROOT / "cases" / f"{name}.toml").read_text(encoding="utf-8"))
    for name in ("update_checks", "update_checks_between_quarters")
]
GOLDEN = _FILES[0] | {"cases": [case for file in _FILES for case in file["cases"]]}
GOOD = tomllib.loads((ROOT / "samples" / "quarterly_update.toml").read_text(encoding="utf-8"))
FORM = quarterly_update_form()
TEXT = "accidents_text"
LEAST = int(update_checks().check("update_text_of_another").least or 0)


def content(typed: Mapping[str, Any]) -> dict[str, Value]:
    """What was filed, from how it was typed."""
    return {
        key: text if isinstance(text, bool) else read_value(FORM.field(key), text).value
        for key, text in typed.items()
    }


def hits(case: Mapping[str, Any], programme: Programme) -> list[str]:
    """The fields where the case's check hits, told or observed."""
    told = [{TEXT: text} for text in case.get("told", ())]
    before = Before(
        stocks=content(GOLDEN["stocks"] | case.get("stocks", {})),
        year=content(GOLDEN["year"]),
        period="2026Q3",
        quarters={key: content(typed) for key, typed in case.get("quarters", {}).items()},
        told=frozenset(digest for one in told for _, digest in text_digests(FORM, one, LEAST)),
    )
    typed = GOOD | case.get("typed", {})
    if "times" in case:
        typed[TEXT] *= case["times"]
    judged = judge(
        typed, "2026Q4", form=FORM, before=before, programme=programme, checks=update_checks()
    )
    found = [*judged.findings, *judged.observed]
    return [one.field for one in found if one.code == case["check"]]


def failing(programme: Programme) -> Iterator[str]:
    """Name every case a programme does not pass."""
    for case in GOLDEN["cases"]:
        if hits(case, programme) != case["fields"]:
            yield f"update check: {case['check']}: {case['name']}"
