"""Incidents 事故和违规情形: graded by published lines, or as a named organ found 二（四）.

A grade is read from figures and ticks, never guessed: while a figure is missing, an incident
that no other figure lifts to a line is not graded. What is judged stays with its organ. Whether
a platform leaves is the ministry's decision (ruling 20): nothing here removes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from registry.policy.vocabulary import Side

CLAUSE = "二（四）"


class IncidentKind(StrEnum):
    """What happened. 失信 and 严重失信 are two: the first is a ground, the second a condition."""

    SAFETY = "safety"
    QUALITY = "quality"
    ENVIRONMENT = "environment"
    SECRECY = "secrecy"
    FALSIFICATION = "falsification"
    CREDIT_BREACH = "credit_breach"
    SERIOUS_CREDIT_BREACH = "serious_credit_breach"
    OTHER_VIOLATION = "other_violation"


class Site(StrEnum):
    """Where it happened; beside the platform's own site, relation is judged (ruling 23)."""

    PLATFORM = "platform"
    HOST = "host"
    ELSEWHERE = "elsewhere"


class Basis(StrEnum):
    """By what it is graded."""

    FIGURES = "figures"
    FINDING = "finding"


class Found(StrEnum):
    """What the organ found: at or above the line of its kind, below it, or nothing yet."""

    REACHED = "reached"
    NOT_REACHED = "not_reached"
    PENDING = "pending"


class Grade(StrEnum):
    """How grave; 较大 and 一般 of the environment are one (below_major)."""

    NOT_STATED = "not_stated"
    GENERAL = "general"
    BELOW_MAJOR = "below_major"
    LARGER = "larger"
    MAJOR = "major"
    EXTRAORDINARY = "extraordinary"
    FOUND = "found"
    FOUND_BELOW = "found_below"


class IncidentState(StrEnum):
    """Recorded waits for its examination; a correction makes it wait again."""

    RECORDED = "recorded"
    CONFIRMED = "confirmed"
    UNFOUNDED = "unfounded"


MOVES: Mapping[IncidentState, frozenset[IncidentState]] = MappingProxyType(
    {
        IncidentState.RECORDED: frozenset(IncidentState),
        IncidentState.CONFIRMED: frozenset({IncidentState.RECORDED}),
        IncidentState.UNFOUNDED: frozenset({IncidentState.RECORDED}),
    }
)


class OnRecord(StrEnum):
    """How a record stands beside what a host declared of its last three years."""

    CONTRADICTS = "contradicts"
    DECLARED = "declared"
    PENDING = "pending"
    FOR_NOTICE = "for_notice"


_WEIGHT = {Grade.LARGER: 1, Grade.MAJOR: 2, Grade.EXTRAORDINARY: 3}
_RANK = {Side.HOST: 0, Side.PROVINCE: 1, Side.MINISTRY: 2}


@dataclass(frozen=True, slots=True)
class KindRule:
    """How one kind is graded, and which provisions it touches (see config/incidents.toml)."""

    key: IncidentKind
    bases: tuple[Basis, ...]
    ground: str
    criterion: str
    below: str = ""
    figures: tuple[str, ...] = ()
    lowest: Grade = Grade.NOT_STATED
    removes: Grade = Grade.NOT_STATED


@dataclass(frozen=True, slots=True)
class Line:
    """A grade and the figures that reach it, any one of them; money in 万元."""

    kind: IncidentKind
    grade: Grade
    source: str
    since: date
    figures: Mapping[str, Decimal]
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Tick:
    """A criterion without a figure."""

    kind: IncidentKind
    key: str
    grade: Grade
    text: str
    source: str
    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class IncidentRules:
    """All kinds with their lines and ticks."""

    kinds: Mapping[IncidentKind, KindRule]
    lines: tuple[Line, ...]
    ticks: tuple[Tick, ...]

    def lines_of(self, kind: IncidentKind, on: date) -> tuple[Line, ...]:
        """Return the lines of a kind in force on a day, the gravest first."""
        found = [one for one in self.lines if one.kind is kind and _holds(one, on)]
        return tuple(sorted(found, key=lambda one: -_WEIGHT[one.grade]))

    def ticks_of(self, kind: IncidentKind, on: date) -> tuple[Tick, ...]:
        """Return the ticks of a kind in force on a day."""
        return tuple(one for one in self.ticks if one.kind is kind and _holds(one, on))


@dataclass(frozen=True, slots=True)
class Stated:
    """What is stated of an incident: figures (absent: not stated), ticks, or a finding."""

    kind: IncidentKind
    occurred_on: date
    basis: Basis
    figures: Mapping[str, Decimal] = field(default_factory=lambda: MappingProxyType({}))
    ticks: frozenset[str] = frozenset()
    found: Found = Found.PENDING


@dataclass(frozen=True, slots=True)
class Met:
    """A criterion that was reached: a figure as read and the line, or a tick (no line)."""

    name: str
    source: str
    read: Decimal | None = None
    line: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Grading:
    """The grade, the criteria that reach it, and whether it is at or above the removal line.

    ``at_line`` is None where nobody can say yet. ``missing``: figures not stated that could
    still lift the grade.
    """

    grade: Grade
    at_line: bool | None
    met: tuple[Met, ...] = ()
    missing: tuple[str, ...] = ()


def grade(stated: Stated, rules: IncidentRules) -> Grading:
    """Grade an incident by the lines of the day it happened, or by its organ's finding."""
    if stated.basis is Basis.FINDING:
        return _FINDINGS[stated.found]
    rule = rules.kinds[stated.kind]
    lines = rules.lines_of(stated.kind, stated.occurred_on)
    ticks = rules.ticks_of(stated.kind, stated.occurred_on)
    missing = tuple(name for name in rule.figures if name not in stated.figures)
    for line in lines:
        met = (*_figures_met(line, stated), *_ticks_met(line.grade, ticks, stated))
        if met:
            at_line = _WEIGHT[line.grade] >= _WEIGHT[rule.removes]
            return Grading(line.grade, at_line, met, missing if line is not lines[0] else ())
    if missing or not lines:
        return Grading(Grade.NOT_STATED, None, missing=missing)
    return Grading(rule.lowest, at_line=False)


def touched(rule: KindRule, at_line: bool | None) -> str:  # noqa: FBT001 - the grading's own answer
    """Return the entry condition of 一（二） that an incident is held against; empty for none."""
    return rule.below if at_line is False else rule.criterion


def held_against(
    happened: date,
    at_line: bool | None,  # noqa: FBT001 - the grading's own answer
    declared: tuple[date, ...] | None,
) -> OnRecord:
    """Hold an incident against the days a host declared for the condition it touches.

    ``declared`` is empty where the host declared none, None where it declared nothing or the
    condition asks for no days. A finding for the one who reviews; it decides nothing.
    """
    if at_line is None:
        return OnRecord.PENDING
    if declared is None or not at_line:
        return OnRecord.FOR_NOTICE
    return OnRecord.DECLARED if happened in declared else OnRecord.CONTRADICTS


def may_move(state: IncidentState, to: IncidentState) -> bool:
    """Say whether an incident may move from one state to another."""
    return to in MOVES[state]


def may_correct(side: Side, stated_by: Side, state: IncidentState) -> bool:
    """Say whether one side may correct what another stated last.

    A host corrects its own, until it is examined; an office corrects its own and what comes
    from below, at any time.
    """
    if side is Side.HOST:
        return stated_by is Side.HOST and state is IncidentState.RECORDED
    return _RANK[side] >= _RANK[stated_by]


_FINDINGS: Mapping[Found, Grading] = MappingProxyType(
    {
        Found.REACHED: Grading(Grade.FOUND, at_line=True),
        Found.NOT_REACHED: Grading(Grade.FOUND_BELOW, at_line=False),
        Found.PENDING: Grading(Grade.NOT_STATED, at_line=None),
    }
)


def _holds(one: Line | Tick, on: date) -> bool:
    return one.since <= on and (one.until is None or on <= one.until)


def _figures_met(line: Line, stated: Stated) -> tuple[Met, ...]:
    return tuple(
        Met(name, line.source, stated.figures[name], least)
        for name, least in line.figures.items()
        if name in stated.figures and stated.figures[name] >= least
    )


def _ticks_met(grade: Grade, ticks: tuple[Tick, ...], stated: Stated) -> tuple[Met, ...]:
    return tuple(
        Met(one.key, one.source) for one in ticks if one.grade is grade and one.key in stated.ticks
    )
