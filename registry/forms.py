"""Form tables read from ``config/forms``: the edge that turns a file into plain values."""

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from config.settings import CONFIG
from registry.policy.application_forms import (
    ApplicationField,
    ApplicationForm,
    EquipmentColumn,
    EquipmentTable,
)
from registry.policy.facts import FACTS, FactType
from registry.policy.forms import UPDATE_TYPES, FieldType, Form, FormField, FormSection, Nature

QUARTERLY_UPDATE = CONFIG / "forms" / "quarterly_update.toml"
# What was filed on an earlier version of the form is read by it: one file a version.
EARLIER_UPDATE_FORMS = CONFIG / "forms" / "quarterly_update"
APPLICATION = CONFIG / "forms" / "application.toml"
_LISTS = ("options", "words", "parts", "names")
_CHOSEN = frozenset({FieldType.CHOICE, FieldType.CHOICES})
# How a field must be typed to state a fact; any other states that something was handed in.
_STATES: Mapping[FactType, FieldType] = {
    FactType.MONEY: FieldType.MONEY,
    FactType.COUNT: FieldType.COUNT,
    FactType.EVENTS: FieldType.ANSWER,
}


class FormTableError(Exception):
    """A form table cannot be used; the text names the file, the field and what is wrong."""


@cache
def quarterly_update_form() -> Form:
    """Return the quarterly update's form. Raises FormTableError where its table is at fault."""
    return load_form(QUARTERLY_UPDATE)


@cache
def update_form_of(version: str) -> Form | None:
    """Return the form that a version of it names, the one in force or an earlier one on file."""
    forms = (quarterly_update_form(), *map(load_form, EARLIER_UPDATE_FORMS.glob("*.toml")))
    return next((one for one in forms if one.version == version), None)


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
    if given["type"] not in UPDATE_TYPES:
        raise ValueError(given["type"])
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


@cache
def application_form() -> ApplicationForm:
    """Return the application's form. Raises FormTableError where its table is at fault."""
    return load_application_form(APPLICATION)


def load_application_form(path: Path) -> ApplicationForm:
    """Read the application's form from its TOML file.

    Raises FormTableError on an unknown or missing key, a doubled field, a name that is not
    there, or a field that cannot state its fact.
    """
    data = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    sections, equipment = data.pop("section", []), data.pop("equipment", {})
    try:
        fields = tuple(
            _application_field(entry, section["key"])
            for section in sections
            for entry in section.pop("field", [])
        )
        columns = tuple(EquipmentColumn(**_plain(entry)) for entry in equipment.pop("column", []))
        equipment["tolerance"] = Decimal(equipment["tolerance"])
        table = EquipmentTable(**equipment, columns=columns)
        form = ApplicationForm(
            **data,
            sections=tuple(FormSection(**entry) for entry in sections),
            fields=fields,
            equipment=table,
        )
    except (TypeError, KeyError, ValueError) as error:
        message = f"{path.name}: {error}"
        raise FormTableError(message) from error
    _refuse_loose_application(path.name, form)
    return form


def _application_field(entry: Mapping[str, Any], section: str) -> ApplicationField:
    return ApplicationField(**_plain(entry), section=section)


def _plain(entry: Mapping[str, Any]) -> dict[str, Any]:
    given = dict(entry)
    given["type"] = FieldType(given["type"])
    for name in _LISTS:
        if name in given:
            given[name] = tuple(given[name])
    if "ask_from" in given:
        given["ask_from"] = Decimal(given["ask_from"])
    return given


def _refuse_loose_application(file: str, form: ApplicationForm) -> None:
    keys = [field.key for field in form.fields]
    known = {column.key for column in form.equipment.columns}
    titles = {section.key for section in form.sections}
    for field in form.fields:
        named = {field.within, field.details, field.days, field.of_year, *field.parts} - {""}
        chosen = field.type in _CHOSEN and not (field.options or field.options_of)
        if keys.count(field.key) > 1 or named - set(keys) or chosen or not _can_state(field):
            message = f"{file}: {field.key}: doubled, or names what is not there"
            raise FormTableError(message)
    table = form.equipment
    if table.section not in titles or table.declared not in keys or table.sum not in known:
        message = f"{file}: equipment: names what is not there"
        raise FormTableError(message)


def _can_state(field: ApplicationField) -> bool:
    """Tell whether a field can state its fact: a sum of money none but money, days an answer."""
    if not field.fact:
        return True
    kind = FACTS[field.fact].type if field.fact in FACTS else None
    wanted = _STATES.get(kind) if kind else None
    if kind is FactType.EVENTS and not field.days:
        return False
    return kind is not None and (wanted is None or field.type is wanted)
