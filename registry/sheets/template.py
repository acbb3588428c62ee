"""The summary sheet to download and fill in, made from the column table that reads it back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from registry.messages import say
from registry.policy.vocabulary import Opinion
from registry.sheets.forms import Column, SheetForm
from registry.sheets.writing import OutColumn, Written, saved, write_cell, write_headings

_FIRST_ROW = 4
_ROWS = 60
_SPARE = 20
# Typed as a number, an 18-digit code would lose its last digits.
_FORMATS = {"credit_code": "@", "date": "yyyy-mm-dd"}
_WIDTHS = {
    "serial": 6,
    "text": 20,
    "credit_code": 24,
    "money": 14,
    "count": 12,
    "opinion": 12,
    "date": 14,
    "yes_no": 10,
}


@dataclass(frozen=True, slots=True)
class TemplateContent:
    """What a template brings beside its columns: whose it is, and what we know already.

    ``rows`` are put into the table by the form's keys; ``choices`` are words to choose from, by
    key; ``platforms`` are listed for looking up; ``about`` is the stamp in words.
    """

    stamp: str = ""
    about: str = ""
    rows: Sequence[Mapping[str, Written]] = ()
    choices: Mapping[str, Sequence[str]] = field(default_factory=lambda: MappingProxyType({}))
    platforms: Sequence[Sequence[Written]] = ()


def sheet_template(
    form: SheetForm, content: TemplateContent | None = None, *, whose: str = "", period: str = ""
) -> bytes:
    """Return an xlsx with title, unit row, headings, rows to fill in and a page of help.

    ``whose`` is the place before the title (浙江省), ``period`` what stands in its
    brackets (2026年下半年).
    """
    content = content or TemplateContent()
    rows = max(_ROWS, len(content.rows) + _SPARE)
    book = Workbook()
    sheet = book.active
    sheet.title = form.title[:31]
    title = f"{whose}{form.title}（{period}）" if period else f"{whose}{form.title}"
    write_cell(sheet.cell(1, 1), title)
    sheet.cell(1, 1).font = Font(bold=True, size=16)
    sheet.cell(1, 1).alignment = Alignment(horizontal="center")
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(form.columns))
    write_cell(sheet.cell(2, 1), say("sheet_template_unit"))
    add_table(sheet, form, first=_FIRST_ROW, rows=rows)
    fill_rows(sheet, form, content.rows, first=_FIRST_ROW)
    write_cell(sheet.cell(_FIRST_ROW + rows, 1), say("sheet_template_footer"))
    write_cell(sheet.cell(_FIRST_ROW + rows + 1, 1), content.about)
    _add_notes(sheet, form)
    _add_help(book, form)
    if content.platforms:
        _add_platforms(book, content.platforms)
    if content.stamp:
        _add_hidden(book, form, content, rows)
    return saved(book)


def fill_rows(
    sheet: Worksheet, form: SheetForm, rows: Sequence[Mapping[str, Written]], *, first: int
) -> None:
    """Put rows into a table, numbered, each with the word that approves."""
    approved = approving_word(form)
    for ordinal, values in enumerate(rows, start=1):
        for position, column in enumerate(form.columns, start=1):
            value = values.get(column.key)
            if column.kind == "serial":
                value = ordinal
            elif column.kind == "opinion":
                value = approved
            write_cell(sheet.cell(first + ordinal - 1, position), value)


def approving_word(form: SheetForm) -> str:
    """Return the word by which a sheet approves."""
    return next(word for word, opinion in form.opinions.items() if opinion is Opinion.APPROVED)


def _add_notes(sheet: Worksheet, form: SheetForm) -> None:
    """Say at each heading what belongs below it."""
    for position, column in enumerate(form.columns, start=1):
        note = Comment(column.help, say("sheet_template_help"), width=260, height=90)
        sheet.cell(_FIRST_ROW - 1, position).comment = note


def _add_platforms(book: Workbook, platforms: Sequence[Sequence[Written]]) -> None:
    page = book.create_sheet(say("sheet_template_platforms"))
    headings = [
        OutColumn(say(f"sheet_template_platform_{name}"), width)
        for name, width in (("number", 20), ("name", 32), ("host", 32), ("code", 24), ("batch", 12))
    ]
    write_headings(page, 1, headings)
    for number, row in enumerate(platforms, start=2):
        for position, value in enumerate(row, start=1):
            write_cell(page.cell(number, position), value)
    page.freeze_panes = "A2"


def _add_hidden(book: Workbook, form: SheetForm, content: TemplateContent, rows: int) -> None:
    """Add the hidden sheet with the stamp and the words that cells offer."""
    hidden = book.create_sheet(say("sheet_template_hidden"))
    hidden.sheet_state = "hidden"
    write_cell(hidden.cell(1, 1), content.stamp)
    for place, (key, words) in enumerate(content.choices.items(), start=2):
        for row, word in enumerate(words, start=1):
            write_cell(hidden.cell(row, place), word)
        letter = get_column_letter(place)
        source = f"{quote_sheetname(hidden.title)}!${letter}$1:${letter}${len(words)}"
        choice = DataValidation("list", formula1=source)
        choice.showErrorMessage = False
        own = get_column_letter([one.key for one in form.columns].index(key) + 1)
        choice.add(f"{own}{_FIRST_ROW}:{own}{_FIRST_ROW + rows - 1}")
        book.worksheets[0].add_data_validation(choice)


def add_table(sheet: Worksheet, form: SheetForm, *, first: int, rows: int) -> None:
    """Write a form's headings above row ``first`` and prepare so many empty rows from there."""
    columns = [OutColumn(column.heading, _WIDTHS[column.kind]) for column in form.columns]
    write_headings(sheet, first - 1, columns)
    for position, column in enumerate(form.columns, start=1):
        letter = get_column_letter(position)
        area = f"{letter}{first}:{letter}{first + rows - 1}"
        if shown_as := _FORMATS.get(column.kind):
            for (cell,) in sheet[area]:
                cell.number_format = shown_as
        if choices := _choices(form, column):
            choice = DataValidation("list", formula1=f'"{",".join(choices)}"')
            choice.showErrorMessage = False
            choice.add(area)
            sheet.add_data_validation(choice)
    sheet.freeze_panes = sheet.cell(first, 1)


def _choices(form: SheetForm, column: Column) -> list[str]:
    """Return the words to choose from, for an opinion one of each: the first the form lists."""
    if column.kind == "yes_no":
        return [say("sheet_template_answer_yes"), say("sheet_template_answer_no")]
    if column.kind != "opinion":
        return []
    words: dict[Opinion, str] = {}
    for word, opinion in form.opinions.items():
        words.setdefault(opinion, word)
    return list(words.values())


def _add_help(book: Workbook, form: SheetForm) -> None:
    page = book.create_sheet(say("sheet_template_help"))
    write_headings(page, 1, help_columns())
    add_help(page, form, first=2)


def help_columns() -> list[OutColumn]:
    """Return the columns of a page of help."""
    headings = (
        ("sheet_template_column", 26),
        ("sheet_template_required", 10),
        ("sheet_template_help", 60),
        ("sheet_template_clause", 14),
    )
    return [OutColumn(say(code), width) for code, width in headings]


def add_help(page: Worksheet, form: SheetForm, *, first: int) -> None:
    """Write one line of help for each column of a form, from row ``first`` on."""
    for row, column in enumerate(form.columns, start=first):
        wanted = column.required or column.asked
        required = say("sheet_template_yes" if wanted else "sheet_template_no")
        for position, text in enumerate(
            (column.heading, required, column.help, column.clause), start=1
        ):
            write_cell(page.cell(row, position), text)
