"""The catalogue of checks of quarterly updates 核对规则: what is checked, and how hard, by date.

Each check names a rule of ``update_rules`` and stands in data (``config/checks``). Its stage
goes by the last day of the quarter reported, so that a quarter is judged alike from its first
filing to its last correction, and a promotion never falls into the middle of a window:
``observe`` (kept with the filing, shown to authorities alone), ``note`` (told), ``warn`` (wants a
word of explanation), ``block``. House ruling: docs/decisions/update-checks.md.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from registry.policy import periods
from registry.policy.findings import Finding
from registry.policy.forms import Form
from registry.policy.vocabulary import Severity

MOST_EXPLANATION = 500


class Stage(StrEnum):
    """How hard a check is, from silent to refusing."""

    OBSERVE = "observe"
    NOTE = "note"
    WARN = "warn"
    BLOCK = "block"


class LooksAt(StrEnum):
    """What a check looks at, in the catalogue's order."""

    ENTRIES = "entries"
    ANSWERS = "answers"
    UNITS = "units"
    CHANGE = "change"
    SUMS = "sums"
    CONDITIONS = "conditions"
    COPYING = "copying"


SEVERITY: Mapping[Stage, Severity] = {
    Stage.OBSERVE: Severity.NOTE,
    Stage.NOTE: Severity.NOTE,
    Stage.WARN: Severity.WARNING,
    Stage.BLOCK: Severity.BLOCKING,
}


@dataclass(frozen=True, slots=True)
class Step:
    """One stage of a check: from the day ``since`` (always, where None) through ``until``."""

    stage: Stage
    since: date | None = None
    until: date | None = None

    def holds(self, on: date) -> bool:
        """Say whether the stage holds on a day."""
        return (self.since or date.min) <= on <= (self.until or date.max)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One check: its rule with what the rule takes, its words, its stages.

    ``clause`` is the clause of the text or the decision page of the house; empty, each field's
    own. ``fields``, ``nature``, ``limit`` and ``least`` are what some rules take.
    """

    id: str
    looks_at: LooksAt
    rule: str
    title: str
    reads: str
    wants: str
    mend: str
    steps: tuple[Step, ...]
    clause: str = ""
    fields: tuple[str, ...] = ()
    nature: str = ""
    limit: Decimal | None = None
    least: Decimal | None = None

    def step(self, on: date) -> Step | None:
        """Return the stage that holds on a day, with its dates; None where none does."""
        return next((one for one in self.steps if one.holds(on)), None)

    @property
    def is_house(self) -> bool:
        """Say whether the house rules it, not the text."""
        return self.clause.startswith("docs/")


@dataclass(frozen=True, slots=True, eq=False)  # one is told from another as an object
class Catalogue:
    """All checks, in the order they are told in."""

    checks: tuple[Check, ...]

    @lru_cache(maxsize=64)  # noqa: B019 - one catalogue lives as long as the service
    def in_force(self, period: str) -> tuple[tuple[Check, Stage], ...]:
        """Return the checks that hold for a quarter, each with its stage."""
        day = periods.last_day(period)
        steps = [(one, one.step(day)) for one in self.checks]
        return tuple((one, step.stage) for one, step in steps if step)

    def check(self, id: str) -> Check:  # noqa: A002 - it is the id
        """Return one check. Raises KeyError."""
        found = {one.id: one for one in self.checks}
        return found[id]


def key_of(finding: Finding) -> str:
    """Return what a warning's explanation is kept under: check and field."""
    return f"{finding.code}-{finding.field}"


def warnings_among(findings: Iterable[Finding], catalogue: Catalogue) -> tuple[Finding, ...]:
    """Return the warnings of the catalogue: those that want a word of explanation."""
    ids = {one.id for one in catalogue.checks}
    return tuple(one for one in findings if one.severity is Severity.WARNING and one.code in ids)


def unexplained(
    warnings: Iterable[Finding], explanations: Mapping[str, str]
) -> tuple[Finding, ...]:
    """Return the warnings that nobody has said a word to yet; a mere sign is no word."""
    return tuple(
        one
        for one in warnings
        if not any(sign.isalnum() for sign in explanations.get(key_of(one), ""))
    )


def refuse_faulty(
    catalogue: Catalogue,
    form: Form,
    takes: Mapping[str, frozenset[str]],
    bound: Mapping[str, Stage],
) -> None:
    """Refuse a catalogue that cannot be used. Raises ValueError naming the check.

    ``takes`` are the rules that there are, with what each takes; ``bound`` those whose stage
    cannot be chosen, such as a figure that cannot be read.
    """
    seen: set[str] = set()
    keys = {one.key for one in form.fields}
    for one in catalogue.checks:
        given = {name for name in ("fields", "nature", "limit", "least") if getattr(one, name)}
        stages = {step.stage for step in one.steps}
        if one.id in seen:
            _refuse(one, "stands twice")
        if one.rule not in takes:
            _refuse(one, f"unknown rule {one.rule}")
        if given != takes[one.rule]:
            _refuse(one, f"{one.rule} takes {sorted(takes[one.rule])}")
        if set(one.fields) - keys:
            _refuse(one, "names a field that is not there")
        if not stages or (one.rule in bound and stages != {bound[one.rule]}):
            _refuse(one, "has no stage, or not the only one its rule can have")
        _refuse_overlap(one)
        seen.add(one.id)


def _refuse_overlap(check: Check) -> None:
    """Refuse stages that hold on one day, stand in no order, or end before they begin."""
    last = None
    for place, step in enumerate(check.steps):
        since, until = step.since or date.min, step.until or date.max
        if until < since or (place and (last is None or since <= last)):
            _refuse(check, "stages overlap, or end before they begin")
        last = step.until


def _refuse(check: Check, what: str) -> None:
    message = f"{check.id}: {what}"
    raise ValueError(message)
