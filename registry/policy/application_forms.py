"""The application's form 申报信息表 as plain values: its sections, fields and equipment table.

The form is data (``config/forms/application.toml``); which fact of the law a field states
stands there, so that criteria are read off the table alone.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from registry.policy.forms import FIGURES, FieldType, FormSection
from registry.policy.provisions import Criterion
from registry.policy.rules import facts_named

LONG_TEXT, ONE_LINE = 2000, 200
_WRITTEN = frozenset({FieldType.TEXT, FieldType.LONG_TEXT})


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationField:
    """One field: its words for people, its bounds, and the ``fact`` it states.

    ``options`` are its choices, each its own value; ``options_of`` names the list of the
    taxonomy they come from. ``words`` are those of an answer, no first. ``details`` and
    ``days`` name the fields asked where the answer is yes. ``within`` is the field it cannot
    exceed, ``parts`` those that together cannot exceed it. ``of_year`` names the field that
    says of which year an income is; ``year`` how many years from that of submission a year
    field must name. ``criterion`` is what a file is evidence of. ``restricted`` is kept
    encrypted and shown to few. ``most`` is the longest text.
    """

    key: str
    section: str
    label: str
    type: FieldType
    clause: str
    help: str
    unit: str = ""
    required: bool = True
    fact: str = ""
    options: tuple[str, ...] = ()
    options_of: str = ""
    words: tuple[str, ...] = ("无", "有")
    details: str = ""
    days: str = ""
    within: str = ""
    parts: tuple[str, ...] = ()
    of_year: str = ""
    year: int | None = None
    criterion: str = ""
    restricted: bool = False
    pattern: str = ""
    most: int = 0
    ask_from: Decimal | None = None

    @property
    def is_figure(self) -> bool:
        """Say whether the field holds a number."""
        return self.type in FIGURES

    @property
    def is_text(self) -> bool:
        """Say whether the field holds words of its own, one line or many."""
        return self.type in _WRITTEN

    @property
    def is_typed(self) -> bool:
        """Say whether somebody types it here: neither known beforehand nor a file."""
        return self.type not in {FieldType.GIVEN, FieldType.FILE}

    @property
    def longest(self) -> int:
        """Return how many signs a text may have."""
        return self.most or (LONG_TEXT if self.type is FieldType.LONG_TEXT else ONE_LINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class EquipmentColumn:
    """One column of the equipment table; ``names`` are header spellings, as in sheets."""

    key: str
    label: str
    type: FieldType
    names: tuple[str, ...]
    help: str
    unit: str = ""
    required: bool = True
    options: tuple[str, ...] = ()
    most: int = ONE_LINE
    ask_from: Decimal | None = None

    @property
    def heading(self) -> str:
        """Return the heading as tables and templates print it, with its unit."""
        return f"{self.label}（{self.unit}）" if self.unit else self.label

    @property
    def is_figure(self) -> bool:
        """Say whether the column holds numbers."""
        return self.type in FIGURES

    @property
    def longest(self) -> int:
        """Return how many signs a cell may have."""
        return self.most


@dataclass(frozen=True, slots=True, kw_only=True)
class EquipmentTable:
    """The equipment element table 设备要素表.

    The sum of its column ``sum`` is held against the field ``declared``; they may differ by
    ``tolerance``. It states its ``fact`` by having rows.
    """

    section: str
    fact: str
    clause: str
    sum: str
    declared: str
    tolerance: Decimal
    most_rows: int
    columns: tuple[EquipmentColumn, ...]

    def column(self, key: str) -> EquipmentColumn:
        """Return the column of this key; raises KeyError for an unknown one."""
        for column in self.columns:
            if column.key == key:
                return column
        raise KeyError(key)


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationForm:
    """One version of the form; ``minutes`` is how long filling it in takes."""

    form: str
    version: str
    title: str
    clause: str
    minutes: int
    sections: tuple[FormSection, ...]
    fields: tuple[ApplicationField, ...]
    equipment: EquipmentTable

    def field(self, key: str) -> ApplicationField:
        """Return the field of this key; raises KeyError for an unknown one."""
        for field in self.fields:
            if field.key == key:
                return field
        raise KeyError(key)

    def section(self, key: str) -> FormSection:
        """Return the section of this key; raises KeyError for an unknown one."""
        for section in self.sections:
            if section.key == key:
                return section
        raise KeyError(key)

    def returned_along(self, sections: Collection[str]) -> frozenset[str]:
        """Return the sections that go back with these: table and declared value are one matter.

        They are held against each other, so that neither can be mended alone 一（二）1.
        """
        both = {self.equipment.section, self.section_of(self.equipment.declared)}
        return frozenset(both - set(sections)) if both & set(sections) else frozenset()

    def in_section(self, section: str) -> tuple[ApplicationField, ...]:
        """Return the fields of one section, in the form's order."""
        return tuple(field for field in self.fields if field.section == section)

    def section_of(self, key: str) -> str:
        """Return the section in which a finding's field stands; the table stands in its own."""
        return next((one.section for one in self.fields if one.key == key), self.equipment.section)

    @property
    def typed_keys(self) -> frozenset[str]:
        """Return the keys somebody types."""
        return frozenset(field.key for field in self.fields if field.is_typed)

    @property
    def restricted_keys(self) -> frozenset[str]:
        """Return the keys kept encrypted: the restricted contact block."""
        return frozenset(field.key for field in self.fields if field.restricted)

    @property
    def stated_in(self) -> Mapping[str, tuple[str, ...]]:
        """Return, by fact, the sections in which something states it."""
        found: dict[str, tuple[str, ...]] = {self.equipment.fact: (self.equipment.section,)}
        for field in self.fields:
            if field.fact and field.section not in found.get(field.fact, ()):
                found[field.fact] = (*found.get(field.fact, ()), field.section)
        return found

    def sections_by_criterion(self, criteria: Iterable[Criterion]) -> Mapping[str, tuple[str, ...]]:
        """Return, by criterion, the sections in which what it asks for is stated, the first first.

        Every criterion has one: the form is refused otherwise by a test.
        """
        stated = self.stated_in
        found = {}
        for one in criteria:
            sections = [part for fact in facts_named(one) for part in stated.get(fact, ())]
            found[one.id] = tuple(dict.fromkeys(sections))
        return found
