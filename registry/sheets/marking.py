"""Marking a workbook: colours and notes at its cells, and a first page that lists what was found.

Everything else stays as it was: further columns, formats, widths, other sheets. Used on our
own copies in this process, and on an uploaded workbook in the child that opens it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from registry.sheets.findings_pages import is_findings_page
from registry.sheets.writing import OutColumn, plain_text, write_cell, write_headings

COLOURS = {"blocking": "F8D7DA", "warning": "FFF3CD", "note": "E2E8F0"}
_GRAVEST_FIRST = tuple(COLOURS)
# By this name we know our own notes again when a marked workbook comes back.
AUTHOR = "储备库检查"
_OURS = {f"00{colour}" for colour in COLOURS.values()}
_NOTE_WIDTH, _NOTE_HEIGHT = 320, 120
_LONGEST_NOTE = 2000
_MOST_LINES = 5000
# A formula of these and of this sheet's own cells does nothing but count; any other could ask,
# start or send something where it is opened, and comes back as its text.
_COUNTING = frozenset(
    {
        "SUM", "SUBTOTAL", "COUNT", "COUNTA", "COUNTIF", "SUMIF", "AVERAGE", "MAX", "MIN", "ROUND",
        "ABS", "INT", "IF", "AND", "OR", "NOT", "ROW", "LEN", "TRIM",
    }
)  # fmt: skip
_PLAIN_FORMULA = re.compile(r"=[-+*/^<>=%(),:.$A-Za-z0-9 ]*")
_CALLED = re.compile(r"([A-Za-z][A-Za-z0-9.]*)\s*\(")


@dataclass(frozen=True, slots=True)
class Mark:
    """What is said at a cell: the gravest severity there, and the sentences."""

    cell: str
    severity: str
    note: str


@dataclass(frozen=True, slots=True)
class FoundLine:
    """A line of the first page: the cell it links to is empty where none is spoken of."""

    severity: str
    place: str
    cell: str
    text: str
    clause: str


@dataclass(frozen=True, slots=True)
class FindingsPage:
    """The first page: its name, the line by which it is known again, its headings and lines.

    ``words`` are what severities are called.
    """

    name: str
    about: str
    headings: Sequence[str]
    words: Mapping[str, str]
    lines: Sequence[FoundLine]
    more: str = ""


def mark_workbook(
    book: Workbook, sheet: Worksheet, marks: Sequence[Mark], page: FindingsPage
) -> None:
    """Mark one sheet of a workbook and put the page of findings before all others."""
    for worksheet in list(book.worksheets):
        if is_findings_page(worksheet["A1"].value, page.about) and len(book.worksheets) > 1:
            book.remove(worksheet)
            continue
        for cell in worksheet._cells.values():  # noqa: SLF001 - iterating would make the empty ones
            _clean(cell)
    for one in marks:
        _mark(sheet[one.cell], one)
    _write_page(book, sheet.title, page)


def _clean(cell: Cell) -> None:
    """Take away what an earlier check has left, and disarm a formula that does more than count."""
    comment = getattr(cell, "comment", None)
    if comment is not None and comment.author == AUTHOR:
        cell.comment = None
        if cell.fill.start_color.rgb in _OURS:
            cell.fill = PatternFill()
    if cell.data_type == "f" and not only_counts(cell.value):
        write_cell(cell, _text_of(cell.value))


def _text_of(formula: Any) -> str:  # noqa: ANN401 - a text, or one of the reader's own kinds
    return formula if isinstance(formula, str) else str(getattr(formula, "text", "") or "")


def only_counts(formula: object) -> bool:
    """Tell whether a formula only counts on its own sheet."""
    if not isinstance(formula, str) or not _PLAIN_FORMULA.fullmatch(formula):
        return False
    return {name.upper() for name in _CALLED.findall(formula)} <= _COUNTING


def _mark(cell: Cell, mark: Mark) -> None:
    cell.fill = PatternFill("solid", start_color=COLOURS[mark.severity])
    told = mark.note[:_LONGEST_NOTE]
    if cell.comment is not None and cell.comment.author != AUTHOR:
        told = f"{told}\n\n{cell.comment.text}"
    note = Comment(plain_text(told), AUTHOR, width=_NOTE_WIDTH, height=_NOTE_HEIGHT)
    cell.comment = note


def _write_page(book: Workbook, marked: str, page: FindingsPage) -> None:
    sheet = book.create_sheet(page.name, 0)
    write_cell(sheet.cell(1, 1), page.about)
    sheet.cell(1, 1).font = Font(bold=True)
    widths = (10, 16, 80, 24)
    columns = [OutColumn(text, width) for text, width in zip(page.headings, widths, strict=True)]
    write_headings(sheet, 2, columns)
    wrapped = Alignment(wrap_text=True, vertical="top")
    at = f"{quote_sheetname(marked)}!"
    for number, line in enumerate(page.lines[:_MOST_LINES], start=3):
        texts = (page.words[line.severity], line.place, line.text, line.clause)
        for position, text in enumerate(texts, start=1):
            cell = sheet.cell(number, position)
            write_cell(cell, text)
            cell.alignment = wrapped
        sheet.cell(number, 1).fill = PatternFill("solid", start_color=COLOURS[line.severity])
        if line.cell:
            link = sheet.cell(number, 2)
            link.hyperlink = Hyperlink(ref=link.coordinate, location=at + line.cell)
            link.font = Font(underline="single", color="1F3864")
    if page.more:
        write_cell(sheet.cell(min(len(page.lines), _MOST_LINES) + 3, 3), page.more)
    sheet.freeze_panes = "A3"
    book.active = 0
    for worksheet in book.worksheets[1:]:
        worksheet.sheet_view.tabSelected = False


def merged(marks: Sequence[tuple[int, int, str, str]]) -> list[Mark]:
    """Return one mark for each cell: (row, column, severity, sentence) of each finding."""
    found: dict[tuple[int, int], list[tuple[str, str]]] = {}
    for row, column, severity, sentence in marks:
        found.setdefault((row, column), []).append((severity, sentence))
    return [
        Mark(
            f"{get_column_letter(column)}{row}",
            min((one for one, _ in said), key=_GRAVEST_FIRST.index),
            "\n".join(sentence for _, sentence in said),
        )
        for (row, column), said in found.items()
    ]


def as_plain(marks: Sequence[Mark], page: FindingsPage, sheet: str) -> dict[str, Any]:
    """Return what a child is told to mark, as plain values."""
    return {
        "sheet": sheet,
        "marks": [[one.cell, one.severity, one.note] for one in marks],
        "page": {
            "name": page.name,
            "about": page.about,
            "headings": list(page.headings),
            "words": dict(page.words),
            "more": page.more,
            "lines": [
                [one.severity, one.place, one.cell, one.text, one.clause] for one in page.lines
            ],
        },
    }


def from_plain(told: Mapping[str, Any]) -> tuple[str, list[Mark], FindingsPage]:
    """Return what was told: the sheet's name, its marks, and the page of findings."""
    page = told["page"]
    lines = [FoundLine(*line) for line in page["lines"]]
    marks = [Mark(*mark) for mark in told["marks"]]
    return told["sheet"], marks, FindingsPage(**{**page, "lines": lines})
