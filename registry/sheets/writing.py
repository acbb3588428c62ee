"""Tables out to xlsx: every text stays text, whatever it begins with."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import Cell as SheetCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Written = str | int | float | Decimal | date | None

_FORMULA_STARTS = "=+-@"
_NUMBER = re.compile(r"[+-]?[0-9][0-9,]*(\.[0-9]+)?[%万亿千百元人名家个户]*")
_STROKES = re.compile(r"[-+=]*")
# What XML cannot hold, and what spreadsheet programs skip before they look for a formula.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")
_LONGEST = 32_000
_INK = "1F3864"


@dataclass(frozen=True, slots=True)
class OutColumn:
    """A column of a table going out: its heading and its width in signs."""

    heading: str
    width: int = 16


def looks_like_formula(text: str) -> bool:
    """Tell whether a program could take the text for a formula: = + - @ first, and no number."""
    start = text.lstrip(" \t\r\n\u3000\u00a0\u200b\ufeff'")
    if not start or start.translate({0xFF1D: "=", 0xFF0B: "+", 0xFF0D: "-", 0xFF20: "@"})[
        0
    ] not in (_FORMULA_STARTS):
        return False
    bare = "".join(start.split())
    return not (_NUMBER.fullmatch(bare) or _STROKES.fullmatch(bare))


def plain_text(text: str) -> str:
    """Return a text as far as a cell can hold it: without control signs, not endlessly long."""
    return _CONTROL.sub("", text)[:_LONGEST]


def write_cell(cell: SheetCell, value: Written) -> None:
    """Put a value into a cell; a text goes in as text and is never taken for a formula."""
    if isinstance(value, str):
        cell.value = plain_text(value)
        cell.data_type = "s"
        # Shown as text even when somebody edits and leaves the cell again.
        cell.quotePrefix = looks_like_formula(value)
    else:
        cell.value = value


def write_table(
    title: str, columns: Sequence[OutColumn], rows: Iterable[Sequence[Written]]
) -> bytes:
    """Return an xlsx with a title row, a heading row that stays in sight, and the rows."""
    book = Workbook()
    sheet = book.active
    sheet.title = re.sub(r"[\[\]:*?/\\]", "", title)[:31] or "Sheet"
    write_cell(sheet.cell(1, 1), title)
    sheet.cell(1, 1).font = Font(bold=True, size=14, color=_INK)
    write_headings(sheet, 2, columns)
    for number, row in enumerate(rows, start=3):
        for position, value in enumerate(row, start=1):
            write_cell(sheet.cell(number, position), value)
    sheet.freeze_panes = sheet.cell(3, 1)
    return saved(book)


def write_headings(
    sheet: Worksheet, row: int, columns: Sequence[OutColumn], *, first: int = 1
) -> None:
    """Write a heading row from a column on, and set the columns' widths."""
    line = Side(style="thin", color="BFBFBF")
    for position, column in enumerate(columns, start=first):
        cell = sheet.cell(row, position)
        write_cell(cell, column.heading)
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", start_color=_INK)
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        cell.border = Border(left=line, right=line, top=line, bottom=line)
        sheet.column_dimensions[get_column_letter(position)].width = column.width


def saved(book: Workbook) -> bytes:
    """Return the workbook's bytes."""
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()
