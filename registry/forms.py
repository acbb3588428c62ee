"""Form tables read from ``config/forms``: the edge that turns a file into plain values."""

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from config.settings import CONFIG
from registry.policy.forms import FieldType, Form, FormField, FormSection, Nature

QUARTERLY_UPDATE = CONFIG / "forms" / "quarterly_update.toml"


class FormTableError(Exception):
    """A form table cannot be used; the text names the file, the field and what is wrong."""


@cache
def quarterly_update_form() -> Form:
    """Return the quarterly update's form. Raises FormTableError where its table is at fault."""
    return load_form(QUARTERLY_UPDATE)


def load_form(path: Path) -> Form:
    """Read a form from its TOML file.

    Raises FormTableError on an unknown or missing key, a doubled field, or a reference to
    a section or field that is not there.
    """
    data = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    sections, fields = data.pop("section", []), data.pop("field", [])
    try:
        form = Form(
            **data,
            sections=tuple(FormSection(**entry) for entry in sections),
            fields=tuple(_field(entry) for entry in fields),
        )
    except (TypeError, KeyError, ValueError) as error:
        message = f"{path.name}: {error}"
        raise FormTableError(message) from error
    _refuse_loose_ends(path.name, form)
    return form


def _field(entry: Mapping[str, Any]) -> FormField:
    given = dict(entry)
    if "ask_from" in given:
        given["ask_from"] = Decimal(given["ask_from"])
    given["type"] = FieldType(given["type"])
    given["nature"] = Nature(given["nature"])
    return FormField(**given)


def _refuse_loose_ends(file: str, form: Form) -> None:
    keys = [field.key for field in form.fields]
    sections = {section.key for section in form.sections}
    for field in form.fields:
        named = [name for name in (field.within, field.details, field.details_of) if name]
        if keys.count(field.key) > 1 or field.section not in sections or set(named) - set(keys):
            message = f"{file}: {field.key}: doubled, or names a section or field that is not there"
            raise FormTableError(message)
