"""Reading what was typed into an application or a cell of its equipment table.

One text, one value or one problem. Figures and answers are read as everywhere
(``quarterly_update_values``); here come the kinds only an application has. Days are kept as
ISO text and lists as tuples of text, so that a content is plain wherever it goes.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol

from registry.policy.forms import Asked, FieldType
from registry.policy.quarterly_update_values import plain, read_value
from registry.policy.typed_text import seen

Entry = Decimal | int | bool | str | tuple[str, ...]
Content = Mapping[str, Entry]

MOST_TYPED = 10_000
NONE_AT_ALL = frozenset({"无", "没有"})
_TICKED = frozenset({"1", "yes", "true", "on", "是"})
_UNTICKED = frozenset({"", "0", "no", "false", "off", "否"})
_YEAR = re.compile(r"((?:19|20|21)[0-9]{2})年?")
_DAY = re.compile(r"((?:19|20|21)[0-9]{2})[-./年]([0-9]{1,2})[-./月]([0-9]{1,2})日?")
_EIGHT_DIGITS = re.compile(r"((?:19|20|21)[0-9]{2})([0-9]{2})([0-9]{2})")
_BETWEEN_DAYS = re.compile(r"[\n,;、，；]")
_BETWEEN_CHOICES = re.compile(r"[\n,;、，；]")


class Bounded(Asked, Protocol):
    """A field or a column, as far as reading it goes."""

    @property
    def options(self) -> tuple[str, ...]:
        """Return what can be chosen."""

    @property
    def longest(self) -> int:
        """Return how many signs a text may have."""


@dataclass(frozen=True, slots=True)
class ReadEntry:
    """What a text was read as: a value, or the code of what is wrong; neither for a blank.

    ``normalised`` says that a figure is not simply what was typed; ``wrong`` is the part at
    fault where a text holds several.
    """

    value: Entry | None = None
    problem: str = ""
    normalised: bool = False
    wrong: str = ""


def read_entry(field: Bounded, typed: str) -> ReadEntry:
    """Read one field's text by its type; a blank is no value and no problem."""
    reader = _READERS.get(field.type)
    if reader is not None:
        return reader(field, typed[:MOST_TYPED])
    read = read_value(field, typed)
    return ReadEntry(read.value, read.problem, read.normalised)


def as_typed(value: Entry | None) -> str:
    """Write a value the way it is typed; reading it again gives the same value."""
    return "\n".join(value) if isinstance(value, tuple) else plain(value)


def choice_key(text: str) -> str:
    """Return the form under which choices are compared: NFKC, without spaces."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def read_day(text: str) -> date | None:
    """Return the day a text names, as people write it; None for anything else."""
    plain_text = choice_key(text)
    found = _DAY.fullmatch(plain_text) or _EIGHT_DIGITS.fullmatch(plain_text)
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def _text(field: Bounded, typed: str) -> ReadEntry:
    text = seen(typed)
    if field.type is not FieldType.LONG_TEXT:
        text = " ".join(text.split())
    if len(text) > field.longest:
        return ReadEntry(problem="application_text_too_long")
    return ReadEntry(text) if text else ReadEntry()


def _flag(field: Bounded, typed: str) -> ReadEntry:  # noqa: ARG001 - one shape for all readers
    text = choice_key(typed).lower()
    if text in _TICKED:
        return ReadEntry(value=True)
    return ReadEntry() if text in _UNTICKED else ReadEntry(problem="application_flag_unclear")


def _year(field: Bounded, typed: str) -> ReadEntry:  # noqa: ARG001 - as above
    text = choice_key(typed)
    found = _YEAR.fullmatch(text)
    if found:
        return ReadEntry(int(found[1]))
    return ReadEntry(problem="application_year_unclear") if text else ReadEntry()


def _day(field: Bounded, typed: str) -> ReadEntry:  # noqa: ARG001 - as above
    day = read_day(typed)
    if day:
        return ReadEntry(day.isoformat())
    return ReadEntry(problem="application_day_unclear") if typed.strip() else ReadEntry()


def _days(field: Bounded, typed: str) -> ReadEntry:  # noqa: ARG001 - as above
    texts = [part.strip() for part in _BETWEEN_DAYS.split(typed) if part.strip()]
    days = [read_day(text) for text in texts]
    for text, day in zip(texts, days, strict=True):
        if day is None:
            return ReadEntry(problem="application_day_unclear", wrong=text)
    return ReadEntry(tuple(sorted({day.isoformat() for day in days if day})) or None)


def _choice(field: Bounded, typed: str) -> ReadEntry:
    text = " ".join(seen(typed).split())
    if not text:
        return ReadEntry()
    if not field.options:
        return ReadEntry(text[: field.longest])
    key = choice_key(text)
    chosen = next((own for own in field.options if choice_key(own) == key), None)
    return ReadEntry(chosen) if chosen else ReadEntry(problem="application_choice_unknown")


def _choices(field: Bounded, typed: str) -> ReadEntry:
    keys = {choice_key(part): part for part in _BETWEEN_CHOICES.split(typed) if part.strip()}
    known = {choice_key(own): own for own in field.options}
    for key, part in keys.items():
        if key not in known:
            return ReadEntry(problem="application_choice_unknown", wrong=part.strip())
    return ReadEntry(tuple(own for key, own in known.items() if key in keys) or None)


_READERS = {
    FieldType.GIVEN: _text,
    FieldType.TEXT: _text,
    FieldType.LONG_TEXT: _text,
    FieldType.FLAG: _flag,
    FieldType.YEAR: _year,
    FieldType.DAY: _day,
    FieldType.DAYS: _days,
    FieldType.CHOICE: _choice,
    FieldType.CHOICES: _choices,
}
