"""The column table of a sheet form: one table for reading, help and the template."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal, cast

from config.settings import CONFIG
from registry.policy.vocabulary import Opinion

SUMMARY_SHEET = CONFIG / "forms" / "summary_sheet.toml"

Kind = Literal["serial", "text", "credit_code", "money", "count", "opinion", "date", "yes_no"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its key, what its cells hold, and the header spellings it goes by.

    ``unit`` is the unit values are kept in; ``remarks`` are words that may trail a text
    in brackets without belonging to it; from ``suspicious_from`` on a figure is asked back.
    ``application`` names the fields of the application form it stands for, any of them.
    ``asked``: no cell is complained of, but the row's judgement asks for it in its own words.
    """

    key: str
    kind: Kind
    names: tuple[str, ...]
    help: str
    unit: str = ""
    required: bool = False
    asked: bool = False
    clause: str = ""
    remarks: frozenset[str] = frozenset()
    suspicious_from: Decimal | None = None
    application: tuple[str, ...] = ()

    @property
    def heading(self) -> str:
        """Return the heading as the template prints it, with its unit."""
        return f"{self.names[0]}（{self.unit}）" if self.unit else self.names[0]


@dataclass(frozen=True, slots=True)
class SheetForm:
    """One version of a sheet form. A row with ``enough`` known headings is its header."""

    form: str
    version: str
    title: str
    clause: str
    columns: tuple[Column, ...]
    opinions: Mapping[str, Opinion]
    subtotals: frozenset[str]
    footers: frozenset[str]
    enough: int = 4

    def column(self, key: str) -> Column:
        """Return the column of this key; raises KeyError for an unknown one."""
        return next(column for column in self.columns if column.key == key)


def load_form(path: Path = SUMMARY_SHEET) -> SheetForm:
    """Read a form from its TOML file."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return SheetForm(
        form=data["form"],
        version=data["version"],
        title=data["title"],
        clause=data["clause"],
        columns=columns_of(data),
        opinions={
            word: Opinion(name) for name, words in data["opinions"].items() for word in words
        },
        subtotals=frozenset(data["rows"]["subtotals"]),
        footers=frozenset(data["rows"]["footers"]),
    )


def columns_of(data: Mapping[str, Any]) -> tuple[Column, ...]:
    """Return the columns of a table read from TOML."""
    return tuple(_column(entry) for entry in data["column"])


def _column(entry: Mapping[str, Any]) -> Column:
    limit = entry.get("suspicious_from")
    return Column(
        key=entry["key"],
        kind=cast("Kind", entry["kind"]),
        names=tuple(entry["names"]),
        help=entry["help"],
        unit=entry.get("unit", ""),
        required=entry.get("required", False),
        asked=entry.get("asked", False),
        clause=entry.get("clause", ""),
        remarks=frozenset(entry.get("remarks", ())),
        suspicious_from=None if limit is None else Decimal(limit),
        application=tuple(entry.get("application", ())),
    )
