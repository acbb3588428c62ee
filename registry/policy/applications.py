"""Judging an application 申报: what was typed against form, table, law and taxonomy.

Everything is said at once. What blocks: a question left open, an entry that cannot be read,
a place of another authority, an equipment table that does not carry the declared value, a
matter without its day. What asks back: a figure that looks off by 10⁴, staff that do not add
up, a direction the taxonomy does not know. How it stands against the conditions is told
beside, criterion by criterion, and blocks nothing: who decides on that is the authority.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import cast

from registry.policy.application_checks import (
    ApplicationContext,
    finding_at,
    of_answer,
    of_bounds,
    of_days,
    of_entry,
    of_place,
    of_table,
    of_taxonomy,
)
from registry.policy.application_forms import ApplicationField, ApplicationForm
from registry.policy.application_states import ApplicationState
from registry.policy.application_values import NONE_AT_ALL, Content, read_entry
from registry.policy.eligibility import Assessment, assess
from registry.policy.equipment_rows import EquipmentRead, Typed, read_equipment, sum_findings
from registry.policy.facts import FACTS, Facts, FactType, FactValue
from registry.policy.findings import Finding, worst
from registry.policy.forms import FieldType
from registry.policy.vocabulary import Outcome, Severity

# A question still open: said when the whole is checked, not while it is being typed.
INCOMPLETE = frozenset(
    {
        "application_missing",
        "application_answer_missing",
        "application_flag_missing",
        "application_days_missing",
        "application_details_missing",
        "application_file_missing",
        "equipment_missing",
        "equipment_cell_missing",
    }
)


@dataclass(frozen=True, slots=True)
class Judged:
    """What was understood and found, and how it stands against every condition in force."""

    content: Content
    equipment: EquipmentRead
    findings: tuple[Finding, ...]
    assessments: tuple[Assessment, ...]

    @property
    def is_complete(self) -> bool:
        """Say whether nothing blocks: the application can be frozen."""
        return worst(self.findings) is not Severity.BLOCKING

    @property
    def live_findings(self) -> tuple[Finding, ...]:
        """Return what is found in what was typed; open questions wait until all is checked."""
        return tuple(one for one in self.findings if one.code not in INCOMPLETE)

    def with_outcome(self, outcome: Outcome) -> tuple[Assessment, ...]:
        """Return the conditions that came out so."""
        return tuple(one for one in self.assessments if one.outcome is outcome)


@dataclass(frozen=True, slots=True)
class ReadForm:
    """The form's values as understood, and what was found in single entries."""

    content: Content
    findings: tuple[Finding, ...]


def judge(
    form: ApplicationForm,
    typed: Mapping[str, str],
    equipment: Sequence[Typed],
    supports: Collection[str],
    context: ApplicationContext,
) -> Judged:
    """Read and check a whole application.

    ``typed`` maps field keys to texts, ``equipment`` holds a mapping a row, ``supports`` the
    criteria that some attachment is evidence of.
    """
    table = read_equipment(form.equipment, equipment, context.on.year)
    return judge_read(form, typed, table, supports, context)


def judge_read(
    form: ApplicationForm,
    typed: Mapping[str, str],
    table: EquipmentRead,
    supports: Collection[str],
    context: ApplicationContext,
) -> Judged:
    """Check a whole application whose equipment table was read, or summed up, before."""
    read = read_values(form, typed)
    found = [*read.findings, *table.findings]
    for field in form.fields:
        found += of_bounds(form, field, read.content)
        found += of_days(field, read.content, context.on)
        if field.type is FieldType.FILE and field.required and field.criterion not in supports:
            found.append(finding_at(field, "application_file_missing", Severity.BLOCKING))
    declared = cast("Decimal | None", read.content.get(form.equipment.declared))
    found += sum_findings(form.equipment, table, declared)
    if not table.count:
        found.append(of_table(form))
    found += of_place(form, read.content, context)
    found += of_taxonomy(form, read.content, context.taxonomy)
    facts = facts_of(form, read.content, table, supports, context.on)
    return Judged(read.content, table, tuple(found), assess(context.programme, facts, context.on))


def read_values(form: ApplicationForm, typed: Mapping[str, str]) -> ReadForm:
    """Read every field of the form, and say what is wrong with or missing in each entry."""
    read = {
        field.key: read_entry(field, typed.get(field.key, ""))
        for field in form.fields
        if field.type is not FieldType.FILE
    }
    content = {key: one.value for key, one in read.items() if one.value is not None}
    found: list[Finding] = []
    for field in form.fields:
        if field.key in read:
            found += of_entry(field, typed.get(field.key, ""), read[field.key])
            found += of_answer(form, field, content)
    return ReadForm(content, tuple(found))


def facts_typed(
    form: ApplicationForm,
    typed: Mapping[str, str],
    equipment: EquipmentRead,
    supports: Collection[str],
    on: date,
) -> Facts:
    """Return the facts that texts state, reading no entry that states none, and finding nothing.

    For asking how an application stands while it is being typed.
    """
    wanted = {
        key
        for field in form.fields
        if field.fact and field.type is not FieldType.FILE
        for key in (field.key, field.days, field.of_year)
    }
    read = {
        field.key: read_entry(field, typed.get(field.key, "")).value
        for field in form.fields
        if field.key in wanted
    }
    content = {key: value for key, value in read.items() if value is not None}
    return facts_of(form, content, equipment, supports, on)


def facts_of(
    form: ApplicationForm,
    content: Content,
    equipment: EquipmentRead,
    supports: Collection[str],
    on: date,
) -> Facts:
    """Return the facts an application states on a day, by the form's table alone.

    An income counts only for the year it says it is of; an answer of yes only with its days.
    What is handed in states the same as what is written; 无 expressly states that there is none.
    """
    facts: dict[str, FactValue] = {}
    for field in form.fields:
        if not field.fact or (field.of_year and not _is_of_year(form, field, content, on)):
            continue
        stated = _stated(field, content, supports)
        if stated is not None and facts.get(field.fact) is not True:
            facts[field.fact] = stated
    if equipment.count:
        facts[form.equipment.fact] = True
    return facts


def editable_sections(
    form: ApplicationForm, state: ApplicationState, returned: Collection[str]
) -> frozenset[str]:
    """Return the sections that can be typed in: all of a draft, the returned ones alone."""
    if state is ApplicationState.DRAFT:
        return frozenset(one.key for one in form.sections)
    if state is ApplicationState.RETURNED:
        return frozenset(one.key for one in form.sections if one.key in returned)
    return frozenset()


def _stated(
    field: ApplicationField, content: Content, supports: Collection[str]
) -> FactValue:  # fmt: skip - the arguments on one line
    kind = FACTS[field.fact].type
    if field.type is FieldType.FILE:
        return True if field.criterion in supports else None
    value = content.get(field.key)
    if value is None or kind is FactType.MONEY or kind is FactType.COUNT:
        return cast("Decimal | int | None", value)
    if kind is FactType.EVENTS:
        days = cast("tuple[str, ...] | None", content.get(field.days)) if value else ()
        return None if days is None else tuple(date.fromisoformat(day) for day in days)
    return value not in NONE_AT_ALL


def _is_of_year(
    form: ApplicationForm, field: ApplicationField, content: Content, on: date
) -> bool:  # fmt: skip - as above
    return content.get(field.of_year) == on.year + (form.field(field.of_year).year or 0)
