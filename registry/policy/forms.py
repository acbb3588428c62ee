"""Form tables as plain values: what a field asks for, how it starts and what bounds it.

A form is data (``config/forms``), versioned and replaceable; reading the file is the
edge's business (``registry/forms.py``).
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Protocol


class Nature(StrEnum):
    """How a field starts and what it may do (ruling 27)."""

    STOCK = "stock"
    FLOW = "flow"
    YEARLY = "yearly"


class FieldType(StrEnum):
    """What a field holds: figures of four kinds, a yes-or-no answer, a text, and more."""

    MONEY = "money"
    AREA = "area"
    PERCENT = "percent"
    COUNT = "count"
    ANSWER = "answer"
    TEXT = "text"
    # Beyond these a quarterly update has nothing; an application has.
    GIVEN = "given"
    LONG_TEXT = "long_text"
    YEAR = "year"
    DAY = "day"
    DAYS = "days"
    FLAG = "flag"
    CHOICE = "choice"
    CHOICES = "choices"
    FILE = "file"


FIGURES = frozenset({FieldType.MONEY, FieldType.AREA, FieldType.PERCENT, FieldType.COUNT})
UPDATE_TYPES = FIGURES | {FieldType.ANSWER, FieldType.TEXT}
# Digits kept after the point: 万元 down to the 分, areas and percentages to two places.
PLACES = {FieldType.MONEY: 6, FieldType.AREA: 2, FieldType.PERCENT: 2, FieldType.COUNT: 0}


class Asked(Protocol):
    """Whatever is asked for by its type: a field of any form, a column of its table."""

    @property
    def type(self) -> FieldType:
        """Return what is asked for."""


@dataclass(frozen=True, slots=True)
class FormField:
    """One field: its words for people and its bounds for checks.

    ``criterion`` is the entry condition it is held against, ``ask_from`` the figure from
    which it is asked back, ``within`` the field it cannot exceed. ``details`` names the
    text wanted where the answer is yes, ``details_of`` the answer such a text belongs to.
    ``becomes`` is what last year's total of a yearly figure is kept as in the profile.
    """

    key: str
    section: str
    label: str
    type: FieldType
    nature: Nature
    realtime: bool
    clause: str
    help: str
    unit: str = ""
    criterion: str = ""
    ask_from: Decimal | None = None
    cumulative: bool = False
    within: str = ""
    becomes: str = ""
    details: str = ""
    details_of: str = ""

    @property
    def is_figure(self) -> bool:
        """Say whether the field holds a number."""
        return self.type in FIGURES


@dataclass(frozen=True, slots=True)
class FormSection:
    """A part of a form that is filled in as one.

    In a platform's first update ``help_entered`` takes the place of ``help`` where stocks
    known since admission are filled in, ``help_first`` where nothing is; empty, it stays.
    """

    key: str
    title: str
    help: str
    help_entered: str = ""
    help_first: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """One version of a form. ``jump`` is how many times a figure may move before it is asked back.

    ``minutes`` is how long filling it in takes, told at its start.
    """

    form: str
    version: str
    title: str
    clause: str
    jump: int
    minutes: int
    sections: tuple[FormSection, ...]
    fields: tuple[FormField, ...]

    def field(self, key: str) -> FormField:
        """Return the field of this key; raises KeyError for an unknown one."""
        for field in self.fields:
            if field.key == key:
                return field
        raise KeyError(key)

    def of_nature(self, nature: Nature) -> tuple[FormField, ...]:
        """Return the fields of one nature, in the form's order."""
        return tuple(field for field in self.fields if field.nature is nature)

    def in_section(self, section: str) -> tuple[FormField, ...]:
        """Return the fields of one section, in the form's order."""
        return tuple(field for field in self.fields if field.section == section)
