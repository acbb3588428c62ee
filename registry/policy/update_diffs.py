"""Two versions of a quarterly update side by side 版本对照: what differs, field by field.

Any two of one platform, also of two quarters and of two versions of the form. A figure says by
how much it moved, where the two can be held against each other: the same unit, and of a running
total the same year (docs/decisions/field-kinds.md).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import cast

from registry.policy.forms import FieldType, Form, FormField, Nature
from registry.policy.quarterly_update_values import Value
from registry.policy.quarterly_updates import NOTHING_CHANGED

_TENTH, _HUNDRED = Decimal("0.1"), Decimal(100)


class Change(StrEnum):
    """How a field stands on the two sides; the last two say that one form does not ask for it."""

    SAME = "same"
    CHANGED = "changed"
    FILLED = "filled"
    CLEARED = "cleared"
    ONLY_EARLIER = "only_earlier"
    ONLY_LATER = "only_later"


@dataclass(frozen=True, slots=True)
class Side:
    """One version: its quarter, its form, what was filed. ``form`` is None where none is on file.

    A version whose form is not on file has the fields it was filed with.
    """

    period: str
    form: Form | None
    content: Mapping[str, Value]

    @property
    def fields(self) -> Mapping[str, FormField]:
        """Return the fields of its form by key, in the form's order."""
        return {one.key: one for one in self.form.fields} if self.form else {}

    def asks(self, key: str) -> bool:
        """Say whether a field was asked for on this side."""
        return key in self.fields if self.form else key in self.content


@dataclass(frozen=True, slots=True)
class Difference:
    """One field on both sides.

    ``by`` is what the figure rose (or, negative, fell) by, in its unit; a percentage by points.
    ``percent`` is that of the earlier figure, to one place. Each is None where nothing can be said.
    """

    key: str
    earlier_field: FormField | None
    later_field: FormField | None
    earlier: Value | None
    later: Value | None
    change: Change
    by: Decimal | None = None
    percent: Decimal | None = None

    @property
    def field(self) -> FormField | None:
        """Return the field as the later form has it, else the earlier; None where neither has."""
        return self.later_field or self.earlier_field


def compare(earlier: Side, later: Side) -> tuple[Difference, ...]:
    """Return every field that either side has a value of: the later form's first, in its order.

    That nothing changed was confirmed is no field; it follows from the figures.
    """
    return tuple(
        _difference(key, earlier, later)
        for key in _keys(earlier, later)
        if earlier.content.get(key) is not None or later.content.get(key) is not None
    )


def _keys(earlier: Side, later: Side) -> Iterator[str]:
    in_forms = dict.fromkeys((*later.fields, *earlier.fields))
    yield from in_forms
    yield from sorted({*earlier.content, *later.content} - {*in_forms, NOTHING_CHANGED})


def _difference(key: str, earlier: Side, later: Side) -> Difference:
    before, after = earlier.content.get(key), later.content.get(key)
    old, new = earlier.fields.get(key), later.fields.get(key)
    change = _change(key, earlier, later)
    if old is None or new is None or not _may_subtract(old, new, earlier.period, later.period):
        return Difference(key, old, new, before, after, change)
    by = percent = None
    if change is Change.CHANGED:
        start = Decimal(cast("Decimal | int", before))
        by = Decimal(cast("Decimal | int", after)) - start
        if start and new.type is not FieldType.PERCENT:
            percent = (by / start * _HUNDRED).quantize(_TENTH, ROUND_HALF_UP)
    return Difference(key, old, new, before, after, change, by, percent)


def _change(key: str, earlier: Side, later: Side) -> Change:
    if not earlier.asks(key):
        return Change.ONLY_LATER
    if not later.asks(key):
        return Change.ONLY_EARLIER
    before, after = earlier.content.get(key), later.content.get(key)
    if before is None:
        return Change.FILLED
    if after is None:
        return Change.CLEARED
    old, new = earlier.fields.get(key), later.fields.get(key)
    same_unit = old is None or new is None or old.unit == new.unit
    return Change.SAME if before == after and same_unit else Change.CHANGED


def _may_subtract(old: FormField, new: FormField, before: str, after: str) -> bool:
    """Say whether two figures of a field can be held against each other."""
    is_one_kind = old.is_figure and (old.type, old.unit) == (new.type, new.unit)
    starts_anew = Nature.YEARLY in {old.nature, new.nature} and before[:4] != after[:4]
    return is_one_kind and not starts_anew
