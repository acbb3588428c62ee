"""Incident rules read from ``config/incidents.toml``: the file turned into the law's values."""

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from config.settings import CONFIG
from registry.policy.incidents import (
    Basis,
    Grade,
    IncidentKind,
    IncidentRules,
    KindRule,
    Line,
    Tick,
)

INCIDENTS = CONFIG / "incidents.toml"
_FIGURES = ("deaths", "injured", "evacuated", "loss")


class IncidentRulesError(Exception):
    """The file cannot be used; the text names it and what is wrong."""


@cache
def incident_rules() -> IncidentRules:
    """Return the rules. Raises IncidentRulesError where the data is at fault."""
    return load_incident_rules(INCIDENTS)


def load_incident_rules(path: Path) -> IncidentRules:
    """Read the rules from their file.

    Raises IncidentRulesError on an unknown or missing key, a kind without a table or with two,
    a grade without a line, or a line without a figure.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
        kinds = tuple(_kind(one) for one in data.pop("kind"))
        lines = tuple(_line(one) for one in data.pop("line"))
        ticks = tuple(_tick(one) for one in data.pop("tick"))
        if data:
            _refuse(f"unknown: {sorted(data)}")
        rules = IncidentRules({one.key: one for one in kinds}, lines, ticks)
        if sorted(one.key for one in kinds) != sorted(IncidentKind):
            _refuse("every kind wants one table")
        _refuse_unreachable(rules)
    except (TypeError, KeyError, ValueError) as error:
        message = f"{path.name}: {error}"
        raise IncidentRulesError(message) from error
    return rules


def _kind(table: Mapping[str, Any]) -> KindRule:
    given = dict(table)
    given["key"] = IncidentKind(given["key"])
    given["bases"] = tuple(Basis(one) for one in given["bases"])
    given["figures"] = tuple(given.get("figures", ()))
    for name in ("lowest", "removes"):
        if name in given:
            given[name] = Grade(given[name])
    if set(given["figures"]) - set(_FIGURES):
        _refuse(f"{given['key']}: unknown figure")
    return KindRule(**given)


def _line(table: Mapping[str, Any]) -> Line:
    given = dict(table)
    figures = {name: Decimal(given.pop(name)) for name in _FIGURES if name in given}
    if not figures:
        _refuse(f"{given['kind']} {given['grade']}: a line wants a figure")
    given["kind"], given["grade"] = IncidentKind(given["kind"]), Grade(given["grade"])
    return Line(**given, figures=figures)


def _tick(table: Mapping[str, Any]) -> Tick:
    given = dict(table)
    given["kind"], given["grade"] = IncidentKind(given["kind"]), Grade(given["grade"])
    return Tick(**given)


def _refuse_unreachable(rules: IncidentRules) -> None:
    """Refuse a kind whose figures and lines differ, or a grade that no line reaches."""
    for rule in rules.kinds.values():
        lines = [one for one in rules.lines if one.kind is rule.key]
        grades = {one.grade for one in lines}
        asked = {name for one in lines for name in one.figures}
        if (Basis.FIGURES in rule.bases) != bool(lines) or asked != set(rule.figures):
            _refuse(f"{rule.key}: its lines and its figures differ")
        ticked = {one.grade for one in rules.ticks if one.kind is rule.key}
        if lines and not {rule.removes, *ticked} <= grades:
            _refuse(f"{rule.key}: a grade without a line")


def _refuse(problem: str) -> None:
    raise ValueError(problem)
