"""Inserting many records of a kind at once: the mapper's checks without a mapped object each.

A mapped document costs some fifty microseconds to build, check and turn into BSON; where a
batch writes a thousand of them, that is most of its time.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from bson import ObjectId
from mongoengine import DateField, Document, EmbeddedDocument, StringField
from mongoengine.errors import NotUniqueError, ValidationError
from pymongo.errors import BulkWriteError, DuplicateKeyError

_DUPLICATE_KEY = 11000


@dataclass(frozen=True, slots=True)
class _Plan:
    """What a kind of record wants: its stored names, defaults, and what to check of a value."""

    stored_as: Mapping[str, str]
    defaults: Mapping[str, Any]
    makers: Mapping[str, Callable[[], Any]]
    required: frozenset[str]
    longest: Mapping[str, int]
    choices: Mapping[str, frozenset[str]]
    days: frozenset[str]


def insert_all(kind: type[Document], rows: Iterable[Mapping[str, Any]]) -> list[ObjectId]:
    """Insert records given by their field names, in one command; return their ids.

    Fills in the kind's defaults. Raises ValidationError for a field that is unknown, missing
    or out of its choices or length, NotUniqueError where a unique index refuses one.
    """
    stored = [as_stored(kind, row) for row in rows]
    if not stored:
        return []
    if len(stored) == 1:
        return [_insert_one(kind, stored[0])]
    try:
        done = kind._get_collection().insert_many(stored)  # noqa: SLF001 - past the mapper on purpose
    except BulkWriteError as error:
        if any(one["code"] == _DUPLICATE_KEY for one in error.details["writeErrors"]):
            raise NotUniqueError(str(error)) from error
        raise
    return list(done.inserted_ids)


def _insert_one(kind: type[Document], stored: dict[str, Any]) -> ObjectId:
    """Insert one record; without what it takes to put several into one command."""
    try:
        done = kind._get_collection().insert_one(stored)  # noqa: SLF001 - as above
    except DuplicateKeyError as error:
        raise NotUniqueError(str(error)) from error
    key: ObjectId = done.inserted_id
    return key


def as_stored(kind: type[Document], row: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the mapper would store of a record; raises as ``insert_all``."""
    plan = _plan(kind)  # type: ignore[arg-type] # the mapper carries no types
    if unknown := row.keys() - plan.stored_as.keys():
        raise ValidationError(f"{kind.__name__} has no field {sorted(unknown)}")
    values = {
        name: value
        for name, value in ({**plan.defaults, **row}).items()
        if value is not None
    }  # fmt: skip
    for name, make in plan.makers.items():
        if name not in values:
            made = make()
            values[name] = made.to_mongo() if isinstance(made, EmbeddedDocument) else made
    if missing := plan.required - values.keys():
        raise ValidationError(f"{kind.__name__} wants {sorted(missing)}")
    for name, longest in plan.longest.items():
        if len(values.get(name, "")) > longest:
            raise ValidationError(f"{kind.__name__}.{name} is longer than {longest}")
    for name, among in plan.choices.items():
        if name in values and values[name] not in among:
            raise ValidationError(f"{kind.__name__}.{name} is none of {sorted(among)}")
    for name in plan.days & values.keys():
        values[name] = _midnight(values[name])
    return {plan.stored_as[name]: value for name, value in values.items()}


def _midnight(day: date) -> datetime:
    # The database keeps no days; the mapper keeps one as its first instant in UTC.
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001 - as the mapper writes it


@cache
def _plan(kind: type[Document]) -> _Plan:
    fields = {field.name: field for field in kind._fields.values()}
    given = {name: field.default for name, field in fields.items() if field.default is not None}
    return _Plan(
        stored_as={name: field.db_field for name, field in fields.items()},
        defaults={name: value for name, value in given.items() if not callable(value)},
        makers={name: value for name, value in given.items() if callable(value)},
        required=frozenset(
            name for name, field in fields.items() if field.required and not field.primary_key
        ),
        longest={
            name: field.max_length
            for name, field in fields.items()
            if isinstance(field, StringField) and field.max_length
        },
        choices={name: frozenset(field.choices) for name, field in fields.items() if field.choices},
        days=frozenset(name for name, field in fields.items() if isinstance(field, DateField)),
    )
