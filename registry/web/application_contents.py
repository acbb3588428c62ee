"""What a frozen or submitted application says, as its pages show it: section by section.

Contents are those of the record: exact values, contacts sealed or opened by whoever asks.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from bson.decimal128 import Decimal128

from registry.documents.attachments import Attachment
from registry.forms import application_form
from registry.messages import say
from registry.policy.application_forms import ApplicationField
from registry.policy.forms import FieldType

Content = Mapping[str, Any]


def content_sections(
    content: Content, *, contacts: bool = False, earlier: Content | None = None
) -> list[dict[str, Any]]:
    """Return the form's sections with their items; what differs from ``earlier`` says what it was.

    The restricted contact block is left out unless ``contacts``: it then must be opened.
    """
    form = application_form()
    return [
        {
            "key": part.key,
            "title": part.title,
            "items": [
                _item(one, content, earlier)
                for one in form.in_section(part.key)
                if _is_shown(one, content, earlier, contacts=contacts)
            ],
            "equipment": part.key == form.equipment.section,
        }
        for part in form.sections
    ]


def equipment(rows: Sequence[Content], content: Content) -> dict[str, Any]:
    """Return the equipment table with its sum, and the declared value beside it."""
    table = application_form().equipment
    kinds = {FieldType.MONEY: "money", FieldType.COUNT: "count"}
    return {
        "columns": [
            {
                "key": one.key,
                "label": one.label,
                "kind": kinds.get(one.type, "text"),
                "unit": one.unit,
            }
            for one in table.columns
        ],
        "rows": [{one.key: row.get(one.key) for one in table.columns} for row in rows],
        "total": sum((_exact(row.get(table.sum)) for row in rows), Decimal(0)),
        "declared": content.get(table.declared),
    }


def papers(attachments: Sequence[Attachment]) -> list[dict[str, Any]]:
    """Return the evidence as it is printed: name, digest, and the condition it supports."""
    return [
        {
            "name": one.name,
            "digest": one.digest,
            "pages": one.pages,
            "supports": say(f"criterion_{one.supports}") if one.supports else "",
        }
        for one in attachments
    ]


def _is_shown(
    field: ApplicationField, content: Content, earlier: Content | None, *, contacts: bool
) -> bool:
    """Say whether a field is read here: papers are listed apart, contacts only to some."""
    if field.type is FieldType.FILE or (field.restricted and not contacts):
        return False
    return field.required or field.key in content or field.key in (earlier or {})


def _item(
    field: ApplicationField, content: Content, earlier: Content | None
) -> dict[str, Any]:  # fmt: skip - the arguments on one line
    value = _value(field, content.get(field.key))
    item = {"label": field.label, "value": value, "kind": _kind(field), "unit": field.unit}
    if earlier is not None and (before := _value(field, earlier.get(field.key))) != value:
        item |= {"changed": True, "previous": before, "previous_label": "上一版为"}
    return item


def _kind(field: ApplicationField) -> str:
    if field.type is FieldType.MONEY:
        return "money"
    if field.type is FieldType.DAY:
        return "day"
    return "figure" if field.is_figure and field.type is not FieldType.YEAR else "text"


def _value(field: ApplicationField, stored: Any) -> Any:  # noqa: ANN401 - any value a form takes
    if stored is None:
        return None
    if field.type is FieldType.ANSWER:
        return field.words[1 if stored else 0]
    if field.type is FieldType.FLAG:
        return say("ledger_yes" if stored else "ledger_no")
    if field.type is FieldType.DAY:
        return date.fromisoformat(stored)
    if isinstance(stored, list | tuple):
        return "、".join(str(one) for one in stored)
    return stored


def _exact(value: Any) -> Decimal:  # noqa: ANN401 - money, or nothing
    return value.to_decimal() if isinstance(value, Decimal128) else Decimal(value or 0)
