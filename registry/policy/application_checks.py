"""What is checked of an application's form: entries, bounds, days, place and taxonomy.

Each check reads the content and yields findings; ``registry/policy/applications.py`` calls
them in turn.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import cast

from registry.policy.application_forms import ApplicationField, ApplicationForm
from registry.policy.application_values import (
    NONE_AT_ALL,
    Content,
    Entry,
    ReadEntry,
    as_typed,
    choice_key,
)
from registry.policy.desensitising import findings_in, masked
from registry.policy.findings import Finding
from registry.policy.forms import FieldType
from registry.policy.places import Places
from registry.policy.rulebook import Programme
from registry.policy.taxonomy import Taxonomy
from registry.policy.vocabulary import Severity

_AUTHORITY_BY_PLACE = "docs/decisions/authority-by-place.md"
_INCOME_YEARS = "docs/decisions/income-years.md"
_IDENTITY = "docs/decisions/identity.md"
_SHOWN = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationContext:
    """What an application is judged against: the law, the day of submission, where it is filed.

    On a draft the day is today: that is how it would stand if it were submitted now.
    """

    programme: Programme
    on: date
    authority: str
    places: Places
    taxonomy: Taxonomy


def finding_at(
    field: ApplicationField,
    code: str,
    severity: Severity,
    *,
    read: str = "",
    clause: str = "",
    **more: str,
) -> Finding:
    """Return a finding at a field; a clause that is a decision page is a house ruling."""
    ruled = clause.startswith("docs/")
    read = masked(read)
    return Finding(
        code=code,
        severity=severity,
        field=field.key,
        read=read if len(read) <= _SHOWN else f"{read[:_SHOWN]}……",
        wanted=more.pop("wanted", ""),
        clause=clause or field.clause,
        source="house_ruling" if ruled else "text",
        params=MappingProxyType({"label": field.label, "unit": field.unit, **more}),
    )


def of_entry(field: ApplicationField, typed: str, read: ReadEntry) -> Iterator[Finding]:
    """Tell what is wrong with, or was made of, the text of one field."""
    shown = read.wrong or typed.strip()
    if read.problem:
        wanted = "、".join(field.options) or str(field.longest)
        yield finding_at(field, read.problem, Severity.BLOCKING, read=shown, wanted=wanted)
    elif read.value is None:
        if field.required:
            yield finding_at(field, _missing(field), Severity.BLOCKING)
    elif read.normalised:
        wanted = as_typed(read.value)
        yield finding_at(field, "update_normalised", Severity.NOTE, read=shown, wanted=wanted)
    elif field.pattern and not re.fullmatch(field.pattern, str(read.value)):
        yield finding_at(
            field, "application_pattern", Severity.BLOCKING, read=shown, how=field.help
        )
    elif field.is_text:
        yield from _of_text(field, str(read.value))
    if field.ask_from is not None and _figure(read.value) >= field.ask_from:
        read_as = f"{as_typed(read.value)} {field.unit}"
        yield finding_at(field, "update_off_by_ten_thousand", Severity.WARNING, read=read_as)


def _of_text(field: ApplicationField, text: str) -> Iterator[Finding]:
    """Say what a text must not hold: a secrecy mark; outside the contacts, a person's number."""
    for one in findings_in(text, field=field.key, label=field.label):
        if one.severity is Severity.BLOCKING or not field.restricted:
            yield one


def _missing(field: ApplicationField) -> str:
    if field.type is FieldType.ANSWER:
        return "application_answer_missing"
    return "application_flag_missing" if field.type is FieldType.FLAG else "application_missing"


def of_answer(
    form: ApplicationForm, field: ApplicationField, content: Content
) -> Iterator[Finding]:  # fmt: skip - the arguments on one line
    """Hold an answer to its days and its text: a yes wants both, a no has no days."""
    if not field.days or field.key not in content:
        return
    days, details = form.field(field.days), form.field(field.details)
    if content[field.key] is False:
        if field.days in content:
            read = as_typed(content[field.days]).replace("\n", "、")
            code = "application_days_without_yes"
            yield finding_at(days, code, Severity.WARNING, read=read, asked=field.label)
        return
    if field.days not in content:
        code = "application_days_missing"
        yield finding_at(days, code, Severity.BLOCKING, asked=field.label)
    if str(content.get(field.details, "")) in {"", *NONE_AT_ALL}:
        code = "application_details_missing"
        yield finding_at(details, code, Severity.BLOCKING, asked=field.label)


def of_bounds(
    form: ApplicationForm, field: ApplicationField, content: Content
) -> Iterator[Finding]:  # fmt: skip - as above
    """How a figure stands to the whole it is part of, and a whole to its parts together."""
    if field.key not in content:
        return
    value = content[field.key]
    read = f"{as_typed(value)} {field.unit}"
    if field.within and field.within in content and _exceeds(value, content[field.within]):
        whole = form.field(field.within)
        wanted = f"≤ {as_typed(content[field.within])} {whole.unit}"
        code = "application_part_exceeds_whole"
        yield finding_at(
            field, code, Severity.BLOCKING, read=read, wanted=wanted, whole=whole.label
        )  # fmt: skip - the arguments on one line
    given = [content[part] for part in field.parts if part in content]
    together = sum((_figure(part) for part in given), Decimal(0))
    if field.parts and len(given) == len(field.parts) and _exceeds(together, value):
        wanted = f"≤ {read}"
        code = "application_parts_exceed_whole"
        said = f"{as_typed(together)} {field.unit}"
        yield finding_at(field, code, Severity.WARNING, read=said, wanted=wanted)


def of_days(field: ApplicationField, content: Content, on: date) -> Iterator[Finding]:
    """No day lies ahead; a year is the one it says it is, counted from the day of submission."""
    if field.key not in content:
        return
    value = content[field.key]
    if field.type in {FieldType.DAY, FieldType.DAYS}:
        days = value if isinstance(value, tuple) else (str(value),)
        if ahead := [day for day in days if day > on.isoformat()]:
            read, wanted = "、".join(ahead), f"≤ {on.isoformat()}"
            code = "application_day_ahead"
            yield finding_at(field, code, Severity.BLOCKING, read=read, wanted=wanted)
    elif field.year is not None and value != on.year + field.year:
        yield finding_at(
            field,
            "application_year_moved",
            Severity.BLOCKING,
            read=as_typed(value),
            wanted=str(on.year + field.year),
            clause=_INCOME_YEARS,
        )


def of_table(form: ApplicationForm) -> Finding:
    """Say that the equipment table has no row; without it nothing carries the declared value."""
    declared = form.field(form.equipment.declared)
    return Finding(
        code="equipment_missing",
        severity=Severity.BLOCKING,
        field=form.equipment.section,
        clause=form.equipment.clause,
        params=MappingProxyType({"label": declared.label, "unit": declared.unit}),
    )


def of_place(
    form: ApplicationForm, content: Content, context: ApplicationContext
) -> Iterator[Finding]:  # fmt: skip - as above
    """Hold the place to the authority: it is chosen by where the platform is (ruling 17)."""
    place = str(content.get("place", ""))
    where = context.places.of(place) if place else frozenset()
    if where and context.authority not in where:
        authority = str(content.get("authority", ""))
        yield finding_at(
            form.field("place"),
            "application_place_elsewhere",
            Severity.BLOCKING,
            read=place,
            clause=_AUTHORITY_BY_PLACE,
            authority=authority,
        )


def of_taxonomy(
    form: ApplicationForm, content: Content, taxonomy: Taxonomy
) -> Iterator[Finding]:  # fmt: skip - as above
    """Ask back a field or direction outside the list, which is incomplete (ruling 16)."""
    name, chosen = str(content.get("direction", "")), str(content.get("taxonomy_field", ""))
    direction = taxonomy.direction(name)
    if chosen and not taxonomy.has_field(chosen):
        field, code, read = form.field("taxonomy_field"), "application_term_unknown", chosen
    elif name and direction is None and not taxonomy.is_self_filled(name):
        field, code, read = form.field("direction"), "application_term_unknown", name
    elif (
        direction
        and direction.confirmed
        and chosen
        and choice_key(direction.field) != choice_key(chosen)
    ):
        field, code, read = form.field("direction"), "application_direction_elsewhere", name
    else:
        return
    wanted = direction.field if direction else ""
    yield finding_at(
        field,
        code,
        Severity.WARNING,
        read=read,
        wanted=wanted,
        clause=_IDENTITY,
        edition=taxonomy.edition,
    )


def _figure(value: Entry | None) -> Decimal:
    return Decimal(cast("Decimal | int", value)) if value is not None else Decimal(-1)


def _exceeds(part: Entry, whole: Entry) -> bool:
    return _figure(part) > _figure(whole)
