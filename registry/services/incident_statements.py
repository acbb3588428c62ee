"""Reading what is stated of an incident: every field that does not hold is named, none guessed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from registry.clock import SHANGHAI
from registry.documents.incidents import LONGEST_TEXT, IncidentStatement, MetCriterion
from registry.errors import Invalid
from registry.incident_rules import incident_rules
from registry.messages import say
from registry.permissions import Actor, side_of
from registry.policy.application_values import read_day
from registry.policy.forms import FieldType
from registry.policy.incidents import (
    Basis,
    Found,
    Grading,
    IncidentKind,
    KindRule,
    Site,
    Stated,
    grade,
)
from registry.policy.quarterly_update_values import read_value
from registry.policy.rulebook import Rulebook
from registry.policy.typed_text import seen

LEAST_FACTS = 10
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class IncidentOrder:
    """What is stated of an incident, as it was typed; a blank figure is not stated.

    ``figures`` by name, money in 万元; ``receipt`` is that of the quarterly update it is
    recorded from, ``reason`` why an earlier statement is corrected.
    """

    kind: str
    occurred_on: str = ""
    site: str = ""
    relation: str = ""
    basis: str = ""
    figures: Mapping[str, str] = field(default_factory=dict)
    ticks: frozenset[str] = frozenset()
    found: str = ""
    organ: str = ""
    document: str = ""
    document_on: str = ""
    facts: str = ""
    reason: str = ""
    receipt: str = ""


@dataclass(frozen=True, slots=True)
class _Figure:
    """A figure of an incident as something to be read."""

    type: FieldType


@dataclass(frozen=True, slots=True)
class _Words:
    """The texts of a statement, as they are kept."""

    relation: str
    organ: str
    document: str
    facts: str


def graded(order: IncidentOrder, at: datetime) -> Grading | None:
    """Grade what is typed so far; None while kind, day or a figure cannot be read."""
    faults: dict[str, str] = {}
    stated, _ = _read(order, at, faults)
    wrong = faults.keys() & {"kind", "occurred_on", "basis", "ticks", *_names(order)}
    return None if stated is None or wrong else grade(stated, incident_rules())


def read_statement(
    order: IncidentOrder, *, by: Actor, at: datetime, rulebook: Rulebook, reason: str = ""
) -> IncidentStatement:
    """Return a statement as it is kept, graded by the lines of its day.

    Raises Invalid naming every field that does not hold.
    """
    faults: dict[str, str] = {}
    stated, words = _read(order, at, faults)
    if faults or stated is None:
        raise Invalid(fields=faults)
    grading = grade(stated, incident_rules())
    return IncidentStatement(
        side=side_of(by).value,
        occurred_on=stated.occurred_on,
        site=order.site,
        relation=words.relation,
        basis=stated.basis.value,
        figures=dict(stated.figures),
        ticks=sorted(stated.ticks),
        found=stated.found.value if stated.basis is Basis.FINDING else "",
        organ=words.organ,
        document=words.document,
        document_on=read_day(order.document_on),
        facts=words.facts,
        reason=reason,
        grade=grading.grade.value,
        at_line=grading.at_line,
        met=[
            MetCriterion(name=one.name, source=one.source, read=one.read, line=one.line)
            for one in grading.met
        ],
        missing=list(grading.missing),
        rulebook=rulebook.version,
        account=by.account,
        account_name=by.name,
        recorded_at=at,
    )


def _names(order: IncidentOrder) -> tuple[str, ...]:
    return incident_rules().kinds[IncidentKind(order.kind)].figures if _is_kind(order) else ()


def _is_kind(order: IncidentOrder) -> bool:
    return order.kind in list(IncidentKind)


def _read(
    order: IncidentOrder, at: datetime, faults: dict[str, str]
) -> tuple[Stated | None, _Words]:
    """Read every field, noting what is wrong by field; None without a kind, basis or day."""
    words = _words(order, faults)
    if not _is_kind(order):
        faults["kind"] = say("incident_kind_wanted")
        return None, words
    kind = IncidentKind(order.kind)
    rule = incident_rules().kinds[kind]
    today = at.astimezone(SHANGHAI).date()
    happened = _day("occurred_on", order.occurred_on, today, faults)
    if happened is None:
        faults.setdefault("occurred_on", say("incident_day_wanted"))
    if order.site not in list(Site):
        faults["site"] = say("incident_site_wanted")
    basis = _basis(order, rule, faults)
    figures = _figures(order, rule, faults)
    if basis is Basis.FINDING:
        _require_finding(order, words, faults)
    document_on = _day("document_on", order.document_on, today, faults)
    if happened and document_on and document_on < happened:
        faults["document_on"] = say("incident_document_before", day=happened.isoformat())
    if happened is None or basis is None:
        return None, words
    known = {one.key for one in incident_rules().ticks_of(kind, happened)}
    if order.ticks - known:
        faults["ticks"] = say("incident_tick_unknown")
    found = Found(order.found) if order.found in list(Found) else Found.PENDING
    return Stated(kind, happened, basis, figures, order.ticks & known, found), words


def _basis(order: IncidentOrder, rule: KindRule, faults: dict[str, str]) -> Basis | None:
    """Return by what it is graded; asked for where the kind leaves a choice."""
    if len(rule.bases) == 1:
        return rule.bases[0]
    if order.basis not in rule.bases:
        faults["basis"] = say("incident_basis_wanted")
        return None
    return Basis(order.basis)


def _figures(order: IncidentOrder, rule: KindRule, faults: dict[str, str]) -> dict[str, Decimal]:
    """Read the figures that the kind asks for; a blank one stays unstated."""
    figures = {}
    for name in rule.figures:
        typed = order.figures.get(name, "")
        read = read_value(_Figure(FieldType.MONEY if name == "loss" else FieldType.COUNT), typed)
        if read.problem:
            words = {
                "label": say(f"incident_{name}"),
                "read": typed[:40],
                "unit": say(f"incident_unit_{name}"),
            }
            faults[name] = say(read.problem, **words)
        elif read.value is not None:
            figures[name] = Decimal(read.value)
    return figures


def _require_finding(order: IncidentOrder, words: _Words, faults: dict[str, str]) -> None:
    """Want organ, document and day of a finding; while there is none, that it is pending."""
    if order.found not in list(Found):
        faults["found"] = say("incident_found_wanted")
        return
    if order.found == Found.PENDING:
        return
    for name, stated in (
        ("organ", words.organ),
        ("document", words.document),
        ("document_on", order.document_on),
    ):  # fmt: skip - a line of a table
        if not stated.strip():
            faults.setdefault(name, say(f"incident_{name}_wanted"))


def _words(order: IncidentOrder, faults: dict[str, str]) -> _Words:
    relation, facts = seen(order.relation), seen(order.facts)
    organ = " ".join(seen(order.organ).split())
    document = " ".join(seen(order.document).split())
    if not 1 <= len(relation) <= LONGEST_TEXT:
        faults["relation"] = say("incident_relation_wanted", most=LONGEST_TEXT)
    if not LEAST_FACTS <= len(facts) <= LONGEST_TEXT:
        faults["facts"] = say("incident_facts_wanted", least=LEAST_FACTS, most=LONGEST_TEXT)
    for name, text in (("organ", organ), ("document", document)):
        if len(text) > LONGEST_NAME:
            faults[name] = say("incident_name_too_long", most=LONGEST_NAME)
    return _Words(relation, organ, document, facts)


def _day(name: str, typed: str, today: date, faults: dict[str, str]) -> date | None:
    """Read a day that has come; a blank is none."""
    if not typed.strip():
        return None
    day = read_day(typed)
    if day is None:
        faults[name] = say("incident_day_unread", read=typed[:40])
    elif day > today:
        faults[name] = say("incident_day_ahead", read=day.isoformat())
    return day
