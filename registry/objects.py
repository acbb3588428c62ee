"""A stored record as its object, without the ceremony of the mapper's constructor.

That one asks of every field five things that a record of our own, just read or just written, has
no need of; it takes a tenth of a millisecond, and a request that files reads and makes several.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from bson import SON
from mongoengine import (
    BooleanField,
    DateTimeField,
    Document,
    EmbeddedDocumentField,
    EmbeddedDocumentListField,
    ObjectIdField,
    StringField,
)

from registry.plain_fields import PlainDict, PlainList

Kind = TypeVar("Kind", bound=Document)
# What the driver gives is the value already.
_AS_GIVEN = (StringField, BooleanField, DateTimeField, ObjectIdField, PlainDict, PlainList)
# Objects themselves, which know whose they are.
_OWNED = (EmbeddedDocumentField, EmbeddedDocumentListField)


@dataclass(frozen=True, slots=True)
class _Plan:
    """What becomes of a kind's stored values: their names, and how the others are read."""

    named: Mapping[str, str]
    blank: Mapping[str, Any]
    makers: Mapping[str, Callable[[], Any]]
    readers: Mapping[str, Callable[[Any], Any]]
    owned: frozenset[str]


def object_of(kind: type[Kind], stored: Mapping[str, Any]) -> Kind:
    """Return a record as the mapper reads it from what is stored.

    Raises KeyError for a value that the kind has no field for.
    """
    plan = _plan(kind)  # type: ignore[arg-type] # the mapper carries no types
    values = {plan.named[name]: value for name, value in stored.items() if value is not None}
    for name in plan.readers.keys() & values.keys():
        values[name] = plan.readers[name](values[name])
    made = {name: make() for name, make in plan.makers.items() if name not in values}
    one: Kind = object.__new__(kind)
    _begin(one, {**plan.blank, **made, **values})
    for name in plan.owned & values.keys():
        setattr(one, name, values[name])
    object.__setattr__(one, "_initialised", True)
    return one


def _begin(one: Document, values: dict[str, Any]) -> None:
    """Give an object what the mapper's constructor would, for a record that is stored."""
    its = {"_created": False, "_data": values, "_dynamic_fields": SON(), "_changed_fields": []}
    for name, value in ({"_initialised": False, "_cls": one._class_name} | its).items():  # noqa: SLF001 - as the constructor does
        object.__setattr__(one, name, value)


@cache
def _plan(kind: type[Document]) -> _Plan:
    fields = {field.name: field for field in kind._fields.values()}
    others = {name: one for name, one in fields.items() if type(one) not in _AS_GIVEN}
    return _Plan(
        named={field.db_field: name for name, field in fields.items()},
        blank={
            name: None if callable(one.default) else one.default for name, one in fields.items()
        },
        makers={name: one.default for name, one in fields.items() if callable(one.default)},
        readers={name: field.to_python for name, field in others.items()},
        owned=frozenset(name for name, field in others.items() if isinstance(field, _OWNED)),
    )
