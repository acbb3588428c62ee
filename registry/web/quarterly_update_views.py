"""What the pages of a quarterly update show of each field: as the macros take it."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from registry.desensitising import MASKABLE
from registry.documents.quarterly_updates import OnBehalf, QuarterlyUpdate, grounds_of, restored
from registry.forms import quarterly_update_form, update_form_of
from registry.messages import say, say_finding
from registry.policy.findings import Finding
from registry.policy.forms import FieldType, FormField, FormSection
from registry.policy.vocabulary import Severity, Timeliness
from registry.services.authorities import authority_name
from registry.services.quarterly_update_drafts import Typed
from registry.services.quarterly_update_forms import OpenForm, quarter_name
from registry.support_kinds import support_kinds
from registry.web.formats import figure, last_day, moment, money
from registry.web.formats import period as in_words
from registry.web.shell import state_word
from registry.web.tones import state_tone
from registry.web.update_explanation_views import explain_offered, explanation_fields

KINDS = {
    FieldType.MONEY: "money",
    FieldType.AREA: "money",
    FieldType.PERCENT: "money",
    FieldType.COUNT: "count",
    FieldType.ANSWER: "choice",
    FieldType.TEXT: "longtext",
}
ANSWERS = (("no", "无"), ("yes", "有"))
_SUBMITTED = "已提交"


def written(one: FormField, value: Any) -> str:  # noqa: ANN401 - any value a field may hold
    """Write a value for reading: 1,407.00 万元, 2,600 平方米, 有 or 无 for answers."""
    if isinstance(value, bool):
        return dict(ANSWERS)["yes" if value else "no"]
    if not isinstance(value, Decimal | int):
        return str(value)
    return money(value) if one.type is FieldType.MONEY else figure(value)


def filed_by(update: QuarterlyUpdate) -> str:
    """Say who filed a version: the host's operator, or the authority and its person."""
    if not update.on_behalf:
        return str(update.account_name)
    return say(
        "filed_on_behalf",
        authority=authority_name(update.on_behalf.authority),
        person=update.account_name,
    )


def late_open(opened: OpenForm) -> dict[str, str] | None:
    """Say under which leave a quarter can be filed late, until when and how it counts; or None."""
    if opened.leave is None or opened.timeliness is None:
        return None
    corrects = opened.latest is not None and opened.latest.timeliness == Timeliness.ON_TIME
    counts = "stays_on_time" if corrects else f"counts_{opened.timeliness}"
    last = last_day(opened.leave.until).isoformat()
    said = {"quarter": quarter_name(opened.period), "last_day": last, "number": opened.leave.number}
    return {
        "open": say("late_filing_open", **said),
        "counts": say(f"late_filing_{counts}"),
        "number": opened.leave.number,
    }


def grounds_items(on_behalf: OnBehalf | None, href: str = "") -> list[dict[str, Any]]:
    """Return why and how an authority filled in, as a list to read; empty where it did not."""
    if on_behalf is None:
        return []
    grounds = grounds_of(on_behalf)
    return [
        {"label": "代填原因", "value": grounds["reason"], "href": href},
        {"label": "数据来源", "value": say(f"channel_{grounds['channel']}"), "href": href},
        {"label": "凭据", "value": grounds["reference"], "href": href},
    ]


def form_sections(
    opened: OpenForm,
    *,
    whole: bool,
    typed: Typed | None,
    faults: Sequence[tuple[str, str]],
) -> list[dict[str, Any]]:
    """Return the form's sections with their fields, as typed and as found.

    ``whole`` says the open questions too. After a refusal ``typed`` is what was sent, shown
    beside what stands in the draft; ``faults`` are the refusal's own sentences by field.
    """
    findings = opened.findings if whole else opened.live_findings
    told, said = dict(faults), typed.explanations if typed else None
    return [
        {
            "key": section.key,
            "title": section.title,
            "help": opened.help_of(section),
            "state": _state(opened, section),
            "is_open": section.key in opened.open_sections,
            "has_stocks": section.key == opened.form.sections[0].key,
            "lines": _filed_lines(opened, section),
            "fields": [
                _field(one, opened, typed, findings if typed is None else (), told)
                | {"explanations": explanation_fields(opened, one.key, said, told, whole=whole)}
                for one in opened.form.in_section(section.key)
            ],
        }
        for section in opened.form.sections
    ]


def support_fields(opened: OpenForm, typed: Typed | None) -> list[dict[str, Any]]:
    """Return a field for each kind of support, as typed and as found."""
    values = opened.values if typed is None else typed.values
    return [
        {
            "name": one.field,
            "label": one.label,
            "help": one.help,
            "value": values.get(one.field, ""),
            "findings": [found for found in opened.live_findings if found.field == one.field],
        }
        for one in support_kinds().kinds
    ]


def support_lines(opened: OpenForm, form_href: str) -> list[dict[str, Any]]:
    """Return what support is asked, as the list to check before sending."""
    asked = support_kinds().texts(opened.values)
    return [
        {"label": one.label, "value": asked[one.key], "href": f"{form_href}#f-{one.field}"}
        for one in support_kinds().kinds
        if one.key in asked
    ]


def _filed_lines(opened: OpenForm, section: FormSection) -> list[dict[str, Any]]:
    """Return a section as it is filed, where a return leaves it closed; empty where it is open."""
    if opened.latest is None or section.key in opened.open_sections:
        return []
    content = opened.latest.restored_content
    return [
        _line(one, content, {})
        for one in opened.form.in_section(section.key)
        if not one.details_of or content.get(one.key)
    ]


def checked_sections(opened: OpenForm, form_href: str) -> list[dict[str, Any]]:
    """Return the sections as the list to check before sending: each value with 修改.

    Marked is what differs from the stocks before; in a correction, from the version on file.
    """
    content = opened.judged.content
    against = opened.latest.restored_content if opened.latest else opened.before.stocks
    return [
        {
            "key": section.key,
            "title": section.title,
            "lines": [
                _line(one, content, against, form_href, _SUBMITTED if opened.latest else "")
                for one in opened.form.in_section(section.key)
                if not one.details_of or content.get(one.key)
            ],
        }
        for section in opened.form.sections
    ]


def filed_sections(
    update: QuarterlyUpdate, earlier: QuarterlyUpdate | None
) -> list[dict[str, Any]]:
    """Return a filed version's sections; what differs from the version before is marked.

    It is read by the form it was filed on, where that is on file.
    """
    form = update_form_of(update.form_version) or quarterly_update_form()
    content = update.restored_content
    against = earlier.restored_content if earlier else restored(update.before)
    return [
        {
            "title": section.title,
            "lines": [
                _line(one, content, against)
                for one in form.in_section(section.key)
                if not one.details_of or content.get(one.key)
            ],
        }
        for section in form.sections
    ]


def blocking_errors(opened: OpenForm) -> list[dict[str, str]]:
    """Return what blocks, for the summary on top of the page."""
    return [
        {"field": one.field, "message": say_finding(one)}
        for one in opened.judged.findings
        if one.severity is Severity.BLOCKING
    ]


def live_findings(opened: OpenForm) -> dict[str, list[dict[str, Any]]]:
    """Return what is found in the typed fields, for the script."""
    found: dict[str, list[dict[str, Any]]] = {}
    for one in opened.live_findings:
        said: dict[str, Any] = {"severity": one.severity.value, "message": say_finding(one)}
        if explain := explain_offered(opened, one):
            said["explain"] = explain
        if one.code in MASKABLE:
            said["mask"] = "offered"
        found.setdefault(one.field, []).append(said)
    return found


def live_marks(opened: OpenForm) -> dict[str, Any]:
    """Return each section's state and whether each field was changed, for the script."""
    form = opened.form
    return {
        "sections": {one.key: _worded(_state(opened, one)) for one in form.sections},
        "changed": {
            **_worded("changed"),
            "fields": {one.key: _is_changed(one, opened) for one in form.fields},
        },
    }


def _worded(state: str) -> dict[str, str]:
    return {"word": state_word(state), "tone": state_tone(state)}


def _field(
    one: FormField,
    opened: OpenForm,
    typed: Typed | None,
    findings: Sequence[Finding],
    told: Mapping[str, str],
) -> dict[str, Any]:
    previous, label = _previous(one, opened)
    value = opened.values.get(one.key, "")
    if typed is not None:
        mine = typed.values.get(one.key, "")
        if value != mine:
            previous, label = value or "（空）", "已保存的内容"
        value = mine
    return {
        "name": one.key,
        "label": one.label,
        "value": value,
        "kind": KINDS[one.type],
        "unit": one.unit,
        "help": f"{one.help}{_brought_along(one, opened)}",
        "previous": previous,
        "previous_label": label,
        "changed": typed is None and _is_changed(one, opened),
        "findings": [found for found in findings if found.field == one.key],
        "error": told.get(one.key, ""),
        "required": not one.details_of,
        "options": ANSWERS if one.type is FieldType.ANSWER else (),
        "rows": 3,
        "mask": one.type is FieldType.TEXT,
    }


def _brought_along(one: FormField, opened: OpenForm) -> str:
    """Say where a value came from that a real-time update brought along, or what one says."""
    if one.key not in opened.realtime:
        return ""
    newest = opened.realtime[one.key]
    code = "realtime_on_form" if opened.draft else "realtime_brought_along"
    told = {"value": written(one, newest.value), "unit": one.unit}
    return say(code, moment=moment(newest.measured_at), **told)


def _is_changed(one: FormField, opened: OpenForm) -> bool:
    """Say whether a field differs from what it is held against, as on the page to check."""
    if opened.latest:
        filed = opened.latest.restored_content.get(one.key)
        return _differs(opened.judged.content.get(one.key), filed)
    return one.key in opened.judged.changed and bool(opened.before.stocks)


def _differs(value: object, earlier: object) -> bool:
    return earlier is not None and value != earlier


def _previous(one: FormField, opened: OpenForm) -> tuple[str | None, str]:
    """Return the value before and what to call it; None where there is none to show.

    In a correction that is the version on file, of answers too.
    """
    if one.type is FieldType.TEXT or not (one.is_figure or opened.latest):
        return None, ""
    if opened.latest:
        value = opened.latest.restored_content.get(one.key)
        label = _SUBMITTED
    elif opened.previous:
        value = opened.previous.content.get(one.key)
        label = in_words(opened.previous.period)
    else:
        value = opened.before.stocks.get(one.key)
        label = "入库时"
    return (None, "") if value is None else (written(one, value), label)


def _state(opened: OpenForm, section: FormSection) -> str:
    """Say whether a section is filled: nothing in it blocks."""
    keys = {one.key for one in opened.form.in_section(section.key)}
    blocked = any(
        one.field in keys and one.severity is Severity.BLOCKING for one in opened.judged.findings
    )
    return "empty" if blocked else "filled"


def _line(
    one: FormField,
    content: Mapping[str, Any],
    against: Mapping[str, Any],
    form_href: str = "",
    previous_label: str = "",
) -> dict[str, Any]:
    value, earlier = content.get(one.key), against.get(one.key)
    changed = _differs(value, earlier)
    return {
        "key": one.key,
        "label": one.label,
        "value": None if value is None else written(one, value),
        "unit": one.unit,
        "changed": changed,
        "previous": written(one, earlier) if changed else None,
        "previous_label": previous_label,
        "href": f"{form_href}#f-{one.key}" if form_href else "",
    }
