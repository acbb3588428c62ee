"""A submitted version of an application as an office reads it: sections, and the table's rows."""

from collections.abc import Mapping
from typing import Any

from registry.documents.applications import ApplicationVersion, restored
from registry.encryption import Vault
from registry.forms import application_form
from registry.policy.forms import FieldType
from registry.services.application_contacts import masked, opened
from registry.web.application_views import written

_COLUMN_KINDS = {FieldType.MONEY: "money", FieldType.COUNT: "count"}


def version_sections(
    version: ApplicationVersion, *, vault: Vault, contacts: bool
) -> list[dict[str, Any]]:
    """Return what was submitted, section by section; contacts opened, or only said to be there."""
    content = restored(version.content)
    shown = opened(content, version.application, vault) if contacts else masked(content)
    form = application_form()
    return [
        {"title": one.title, "lines": _lines(one.key, shown)}
        for one in form.sections
        if one.key != form.equipment.section
    ]


def version_rows(version: ApplicationVersion) -> list[dict[str, Any]]:
    """Return the rows of the equipment table as they were submitted."""
    blank = dict.fromkeys(one.key for one in application_form().equipment.columns)
    return [{**blank, **restored(row)} for row in version.equipment]


def table_columns() -> list[dict[str, Any]]:
    """Return the columns of the equipment table, as the table's macro takes them."""
    return [
        {
            "key": one.key,
            "label": one.label,
            "unit": one.unit,
            "kind": _COLUMN_KINDS.get(one.type, "text"),
        }
        for one in application_form().equipment.columns
    ]


def _lines(section: str, content: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "label": field.label,
            "value": written(field, content[field.key]),
            "unit": field.unit,
        }
        for field in application_form().in_section(section)
        if field.key in content
    ]
