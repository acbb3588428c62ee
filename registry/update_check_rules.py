"""The catalogue of checks read from ``config/checks``: the files turned into the law's values."""

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from config.settings import CONFIG
from registry.forms import quarterly_update_form
from registry.policy.forms import Form
from registry.policy.update_checks import (
    Catalogue,
    Check,
    LooksAt,
    Stage,
    Step,
    refuse_faulty,
)
from registry.policy.update_rules import RULES

CHECKS = CONFIG / "checks"


class UpdateCheckError(Exception):
    """The catalogue cannot be used; the text names the check and what is wrong."""


@cache
def update_checks() -> Catalogue:
    """Return the catalogue. Raises UpdateCheckError where the data is at fault."""
    return load_update_checks(CHECKS, quarterly_update_form())


def load_update_checks(folder: Path, form: Form) -> Catalogue:
    """Read the catalogue from all files of a folder.

    Raises UpdateCheckError on an unknown or missing key, rule or field, a check that stands
    twice, stages that overlap, or a stage that a rule cannot have.
    """
    try:
        checks = tuple(
            _check(entry) for file in sorted(folder.glob("*.toml")) for entry in _entries(file)
        )
        catalogue = Catalogue(checks)
        refuse_faulty(
            catalogue,
            form,
            {name: rule.takes for name, rule in RULES.items()},
            {name: rule.only for name, rule in RULES.items() if rule.only},
        )
    except (TypeError, KeyError, ValueError) as error:
        message = f"{folder.name}: {error}"
        raise UpdateCheckError(message) from error
    return catalogue


def _entries(file: Path) -> list[dict[str, Any]]:
    data = tomllib.loads(file.read_text(encoding="utf-8"), parse_float=Decimal)
    entries: list[dict[str, Any]] = data.pop("check")
    if data:
        message = f"{file.name}: unknown {sorted(data)}"
        raise ValueError(message)
    return entries


def _check(entry: Mapping[str, Any]) -> Check:
    given = dict(entry)
    given["looks_at"] = LooksAt(given["looks_at"])
    given["fields"] = tuple(given.get("fields", ()))
    steps = given.pop("step")
    given["steps"] = tuple(Step(**{**one, "stage": Stage(one["stage"])}) for one in steps)
    for name in ("limit", "least"):
        if name in given:
            given[name] = Decimal(given[name])
    return Check(**given)
