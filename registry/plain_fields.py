"""Fields for values that are plain: texts, numbers, days, and lists and dictionaries of them.

No record of ours holds a reference to another; they name each other by number. MongoEngine would
look for references in every value it reads, writes or is asked for, which for a filing's figures
takes longer than the rest of the mapper.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from mongoengine import DictField, ListField
from mongoengine.base.datastructures import BaseDict, BaseList

_WATCHED = (BaseDict, BaseList)
_TO_WATCH = (dict, list, tuple)


class _Plain:
    """What both share: nothing inside is converted, and nothing is looked up."""

    name: str

    def __get__(self, instance: Any, owner: object) -> Any:  # noqa: ANN401 - as MongoEngine's own
        """Return the value.

        A change inside it is noticed where the place was reached by key or index, not where it
        was met in walking through: whoever does that gives the field its value anew.
        """
        if instance is None:
            return self
        value = instance._data.get(self.name)  # noqa: SLF001 - as MongoEngine's own
        if isinstance(value, _WATCHED) or not isinstance(value, _TO_WATCH):
            return value
        watched = (BaseDict if isinstance(value, dict) else BaseList)(value, instance, self.name)
        instance._data[self.name] = watched  # noqa: SLF001 - as above
        return watched


class _PlainDict(_Plain, DictField):
    """A dictionary of plain values, given back as it is stored."""

    def to_python(self, value: Any) -> Any:  # noqa: ANN401 - as MongoEngine's own
        """Return a dictionary of its own: what was given may belong to another record."""
        return dict(value) if isinstance(value, Mapping) else value


class _PlainList(_Plain, ListField):
    """A list of plain values, given back as it is stored."""

    def to_python(self, value: Any) -> Any:  # noqa: ANN401 - as MongoEngine's own
        """Return a list of its own; what cannot be one stays, and is refused when it is kept."""
        is_list = isinstance(value, Iterable) and not isinstance(value, str | Mapping)
        return list(value) if is_list else value


# Like the mapper's own fields, a record's attributes made of these carry no types.
PlainDict: Any = _PlainDict
PlainList: Any = _PlainList
