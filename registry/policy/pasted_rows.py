"""Rows of the equipment table from a spreadsheet: pasted as text, or the cells of a file.

A header is recognised by its words, wherever its columns stand; without one nothing is read:
any text could be taken for a row. Nothing is judged here and nothing is dropped but blank rows,
the header and sums, which are told.
"""

import csv
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO

from registry.policy.application_forms import EquipmentColumn, EquipmentTable
from registry.policy.forms import FieldType

_ENOUGH = 3
_LOOKED_AT = 15
_UNITS = ("百万元", "千元", "亿元", "万元", "元")
_BRACKETS = re.compile(r"\(([^()]*)\)")
_SUM = re.compile(r"(?:合计|小计|总计|共计)(?:[:(].*)?")
_ORDINALS = frozenset({"序号", "序", "编号", "No", "NO", "no"})
_MOST_CELL = 10_000


@dataclass(frozen=True, slots=True)
class RowsRead:
    """The rows as typed texts, and what was made of the sheet around them.

    ``headed`` says that a header was found; ``passed_over`` names headings that are no column
    of ours, ``sums`` counts the rows left out because they add others up.
    """

    rows: tuple[Mapping[str, str], ...]
    headed: bool
    passed_over: tuple[str, ...] = ()
    sums: int = 0


@dataclass(frozen=True, slots=True)
class _Header:
    place: int
    columns: Mapping[int, str]
    units: Mapping[int, str]
    passed_over: tuple[str, ...]


def cells_of(text: str) -> list[list[str]]:
    """Cut pasted text into cells: lines by tabs, quoted where a cell holds a line break."""
    separator = "\t" if "\t" in text else ","
    lines = StringIO(text.replace("\r\n", "\n").replace("\r", "\n"))
    try:
        return list(csv.reader(lines, delimiter=separator))
    except csv.Error:
        # A cell of endless size, or a quote that never ends: cut plainly, and read row by row.
        return [line.split(separator) for line in text.splitlines()]


def rows_of(table: EquipmentTable, cells: Sequence[Sequence[str]]) -> RowsRead:
    """Return the rows that stand in cells, each as texts by column key."""
    header = _header(table, cells)
    if header is None:
        return RowsRead((), headed=False)
    rows: list[Mapping[str, str]] = []
    sums = 0
    for line in cells[header.place + 1 :]:
        row = dict(_row(table, header, line))
        if not any(row.values()):
            continue
        if _is_sum(line):
            sums += 1
            continue
        rows.append(row)
    return RowsRead(tuple(rows), headed=True, passed_over=header.passed_over, sums=sums)


def as_text(table: EquipmentTable, rows: Sequence[Mapping[str, str]]) -> str:
    """Write rows as they would be pasted, under the table's own header."""
    text = StringIO()
    writer = csv.writer(text, delimiter="\t", lineterminator="\n")
    writer.writerow(column.label for column in table.columns)
    writer.writerows([row.get(column.key, "") for column in table.columns] for row in rows)
    return text.getvalue()


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).strip("*:")


def _heading(text: str) -> tuple[str, str]:
    """Return a heading's name and unit: 原值 and 万元 for 原值（万元）."""
    plain = _plain(text)
    unit = next((inside for inside in _BRACKETS.findall(plain) if inside in _UNITS), "")
    return _BRACKETS.sub("", plain), unit


def _header(table: EquipmentTable, cells: Sequence[Sequence[str]]) -> _Header | None:
    known = {_plain(name): column.key for column in table.columns for name in column.names}
    for place, line in enumerate(cells[:_LOOKED_AT]):
        columns: dict[int, str] = {}
        units: dict[int, str] = {}
        others: list[str] = []
        for position, cell in enumerate(line):
            name, unit = _heading(cell)
            if name in known and known[name] not in columns.values():
                columns[position] = known[name]
                if unit:
                    units[position] = unit
            elif name and name not in _ORDINALS:
                others.append(name[:40])
        if len(columns) >= _ENOUGH:
            return _Header(place, columns, units, tuple(others))
    return None


def _row(
    table: EquipmentTable, header: _Header, line: Sequence[str]
) -> Iterator[tuple[str, str]]:  # fmt: skip - the arguments on one line
    for position, key in header.columns.items():
        text = line[position].strip()[:_MOST_CELL] if position < len(line) else ""
        unit = header.units.get(position, "")
        column = table.column(key)
        yield key, f"{text}{unit}" if _takes_unit(column, text, unit) else text


def _takes_unit(column: EquipmentColumn, text: str, unit: str) -> bool:
    """Tell whether a figure stands in another unit than the column's, said in its heading."""
    is_bare = text[-1:].isdigit()
    return column.type is FieldType.MONEY and is_bare and unit not in {"", column.unit}


def _is_sum(line: Sequence[str]) -> bool:
    first = next((_plain(cell) for cell in line if cell.strip()), "")
    return _SUM.fullmatch(first) is not None
