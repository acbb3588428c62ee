"""What the pages of an application show of each section, field and finding, as macros take it."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from flask import url_for

from registry.desensitising import MASKABLE
from registry.documents.applications import Application
from registry.forms import application_form
from registry.messages import say, say_finding
from registry.policy.application_forms import ApplicationField
from registry.policy.application_values import as_typed, read_entry
from registry.policy.findings import Finding
from registry.policy.forms import FieldType
from registry.policy.vocabulary import Severity
from registry.services.application_forms import OpenApplication, state_shown
from registry.services.authorities import authority_name, taxonomies, taxonomy
from registry.web.eligibility_views import Condition, condition, outcome_marks
from registry.web.formats import figure, money
from registry.web.shell import state_tone, state_word

_KINDS = {
    FieldType.MONEY: "money",
    FieldType.AREA: "money",
    FieldType.PERCENT: "money",
    FieldType.COUNT: "count",
    FieldType.YEAR: "count",
    FieldType.ANSWER: "choice",
    FieldType.CHOICE: "choice",
    FieldType.CHOICES: "choices",
    FieldType.FLAG: "check",
    FieldType.LONG_TEXT: "longtext",
    FieldType.DAYS: "longtext",
}
_OTHER = "其他"
_NEXT = {
    "draft": "application_next_draft",
    "frozen": "application_next_frozen",
    "submitted": "application_next_submitted",
    "in_review": "application_next_in_review",
    "returned": "application_next_returned",
}


def application_lines(found: Sequence[Application]) -> list[dict[str, Any]]:
    """Return a host's applications as rows of its list."""
    return [
        {
            "name": one.platform_name,
            "number": one.number,
            "authority": authority_name(one.authority),
            "state": state_shown(one.state),
            "saved_at": one.saved_at,
            "next": say(_NEXT[one.state]) if one.state in _NEXT else "",
            "href": url_for("applications.show", number=one.number),
        }
        for one in found
    ]


def section_links(opened: OpenApplication, active: str = "") -> list[dict[str, Any]]:
    """Return the sections with their states and where they lead, the one shown marked."""
    return [
        {
            "key": one.key,
            "title": one.title,
            "state": section_state(opened, one.key),
            "href": section_href(opened, one.key),
            "active": one.key == active,
            "reason": opened.returned.get(one.key, ""),
        }
        for one in opened.form.sections
    ]


def beside_sections(active: str, number: str) -> list[dict[str, Any]]:
    """Return the pages beside the sections, as the list of sections takes them."""
    pages = (
        ("evidence", "证明材料", "application_evidence.show"),
        ("eligibility", "是否符合条件", "applications.eligibility"),
        ("check", "核对全部内容", "applications.check"),
    )
    return [
        {"label": label, "href": url_for(endpoint, number=number), "active": key == active}
        for key, label, endpoint in pages
    ]


def section_href(opened: OpenApplication, section: str, field: str = "") -> str:
    """Return the address of a section, or of a field in it."""
    return section_address(opened.application.number, section, field)


def section_address(number: str, section: str, field: str = "") -> str:
    """Return the address of a section by its key; the equipment table has a page of its own."""
    if section == application_form().equipment.section:
        return url_for("application_equipment.show", number=number)
    at = f"f-{field}" if field else None
    return url_for("applications.section", number=number, section=section, _anchor=at)


def section_state(opened: OpenApplication, section: str) -> str:
    """Say whether a section was returned, is filled (nothing in it blocks), or not yet."""
    if section in opened.editable and section in opened.returned:
        return "returned"
    blocked = any(
        one.severity is Severity.BLOCKING and opened.form.section_of(one.field) == section
        for one in opened.judged.findings
        if one.code != "application_file_missing"
    )
    return "empty" if blocked else "filled"


def form_fields(
    opened: OpenApplication,
    section: str,
    *,
    whole: bool,
    typed: Mapping[str, str] | None = None,
    faults: Mapping[str, str] | None = None,
) -> list[dict[str, Any]]:
    """Return a section's typed fields, as typed and as found.

    ``whole`` says the open questions too. After a refusal ``typed`` is what was sent, shown
    beside what is saved; ``faults`` are the refusal's own sentences by field.
    """
    judged = opened.judged
    findings = () if typed is not None else judged.findings if whole else opened.live_findings
    return [
        _field(field, opened, typed, findings, faults or {})
        for field in opened.form.in_section(section)
        if field.is_typed
    ]


def given_lines(opened: OpenApplication, section: str) -> list[dict[str, Any]]:
    """Return what a section shows without asking: what is on record already."""
    return [
        {"label": field.label, "value": opened.values.get(field.key, "")}
        for field in opened.form.in_section(section)
        if field.type is FieldType.GIVEN
    ]


def section_lines(opened: OpenApplication, section: str, *, linked: bool) -> list[dict[str, Any]]:
    """Return a section as a list to read; with ``linked`` each value leads to where it is typed."""
    content = opened.judged.content
    lines = []
    for field in opened.form.in_section(section):
        value = content.get(field.key)
        if field.type is FieldType.FILE or (value is None and not field.required):
            continue
        editable = linked and field.is_typed and section in opened.editable
        lines.append(
            {
                "label": field.label,
                "value": None if value is None else written(field, value),
                "unit": field.unit,
                "href": section_href(opened, section, field.key) if editable else "",
            }
        )
    return lines


def section_conditions(opened: OpenApplication, section: str) -> list[Condition]:
    """Return the conditions that are stated in a section, as far as they can be read today."""
    form = opened.form
    stated = {one.fact for one in form.in_section(section) if one.fact}
    if section == form.equipment.section:
        stated.add(form.equipment.fact)
    return [
        condition(one)
        for one in opened.judged.assessments
        if stated & {reading.fact for reading in one.reads}
    ]


def blocking_errors(opened: OpenApplication, section: str) -> list[dict[str, str]]:
    """Return what blocks in a section's fields, for the summary on top of its page."""
    return [
        {"field": one.field, "message": say_finding(one)}
        for one in opened.judged.findings
        if one.severity is Severity.BLOCKING and opened.form.section_of(one.field) == section
    ]


def check_groups(opened: OpenApplication) -> list[dict[str, Any]]:
    """Return what is found in the whole application, section by section, each with its place."""
    groups = []
    for section in opened.form.sections:
        found = [
            one
            for one in opened.judged.findings
            if opened.form.section_of(one.field) == section.key
        ]
        groups.append(
            {
                "key": section.key,
                "title": section.title,
                "state": section_state(opened, section.key),
                "href": section_href(opened, section.key),
                "findings": [_placed(opened, one, section.key) for one in found],
                "lines": section_lines(opened, section.key, linked=True),
            }
        )
    return groups


def live_findings(opened: OpenApplication, section: str) -> dict[str, list[dict[str, str]]]:
    """Return what is found in the typed fields of a section, for the script."""
    found: dict[str, list[dict[str, str]]] = {}
    for one in opened.live_findings:
        if opened.form.section_of(one.field) == section:
            said = {"severity": one.severity.value, "message": say_finding(one)}
            if one.code in MASKABLE:
                said["mask"] = "offered"
            found.setdefault(one.field, []).append(said)
    return found


def live_marks(opened: OpenApplication) -> dict[str, Any]:
    """Return each section's state and how each condition stands, for the script."""
    states = {one.key: section_state(opened, one.key) for one in opened.form.sections}
    return {
        "sections": {
            key: {"word": state_word(state), "tone": state_tone(state)}
            for key, state in states.items()
        },
        "outcomes": outcome_marks(opened.judged.assessments),
    }


def written(field: ApplicationField, value: Any) -> str:  # noqa: ANN401 - any value a field may hold
    """Write a value for reading: 1,407.00, 2,600, 有 or 无, several one after the other."""
    if isinstance(value, bool):
        return say("condition_ticked") if field.type is FieldType.FLAG else field.words[value]
    if isinstance(value, tuple):
        return "、".join(value)
    if not isinstance(value, Decimal | int) or field.type is FieldType.YEAR:
        return str(value)
    return money(value) if field.type is FieldType.MONEY else figure(value)


def _field(
    field: ApplicationField,
    opened: OpenApplication,
    typed: Mapping[str, str] | None,
    findings: Sequence[Finding],
    faults: Mapping[str, str],
) -> dict[str, Any]:
    saved = opened.values.get(field.key, "")
    mine = saved if typed is None else typed.get(field.key, "")
    differs = typed is not None and mine != saved
    return {
        "name": field.key,
        "label": field.label,
        "value": _shown(field, mine),
        "kind": _KINDS.get(field.type, "text"),
        "unit": field.unit,
        "help": field.help,
        "clause": field.clause,
        "previous": (saved or say("application_blank")) if differs else None,
        "findings": [one for one in findings if one.field == field.key],
        "error": faults.get(field.key, ""),
        "required": field.required,
        "options": _options(field, opened, mine),
        "rows": 2 if field.type is FieldType.DAYS else 5,
        "mask": field.is_text and not field.restricted,
    }


def _shown(field: ApplicationField, typed: str) -> Any:  # noqa: ANN401 - a text, or the choices made
    """Return a text as its control takes it: choices by the form's own words."""
    value = read_entry(field, typed).value
    if field.type is FieldType.CHOICES:
        return list(value) if isinstance(value, tuple) else []
    if field.type is FieldType.FLAG:
        return "1" if value else ""
    is_chosen = field.type in {FieldType.ANSWER, FieldType.CHOICE}
    return as_typed(value) if is_chosen and value is not None else typed


def _options(
    field: ApplicationField, opened: OpenApplication, typed: str
) -> Sequence[tuple[str, str]]:
    """Return what can be chosen; what was typed elsewhere and is no choice stays to be seen."""
    if field.type is FieldType.ANSWER:
        return (("no", field.words[0]), ("yes", field.words[1]))
    options = field.options or _terms(field, opened)
    pairs = [(one, one) for one in options]
    value = _shown(field, typed) if field.type is FieldType.CHOICE else ""
    return pairs if not value or value in options else [*pairs, (value, value)]


def _terms(field: ApplicationField, opened: OpenApplication) -> tuple[str, ...]:
    edition = opened.values.get("taxonomy_edition", "")
    own = taxonomies().get(edition, taxonomy())
    if field.options_of == "fields":
        return (*own.fields, _OTHER)
    if field.options_of == "directions":
        return (*(one.name for one in own.directions), _OTHER)
    return ()


def _placed(opened: OpenApplication, one: Finding, section: str) -> dict[str, Any]:
    """Return a finding with the place where it is mended; a file is handed in on its own page."""
    number = opened.application.number
    if one.code == "application_file_missing":
        supports = opened.form.field(one.field).criterion
        href = url_for("application_evidence.show", number=number, supports=supports)
    elif one.row:
        href = url_for(
            "application_equipment.show", number=number, row=one.row, _anchor=f"row-{one.row}"
        )
    else:
        href = section_href(opened, section, one.field if one.field != section else "")
    said = say_finding(one)
    return {
        "severity": one.severity.value,
        "clause": one.clause,
        "source": one.source,
        "text": say("equipment_row_said", row=one.row, said=said) if one.row else said,
        "href": href if section in opened.editable else "",
    }
