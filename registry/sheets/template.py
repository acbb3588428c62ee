"""The empty summary sheet to download, made from the same column table that reads it back."""

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from registry.messages import say
from registry.policy.vocabulary import Opinion
from registry.sheets.forms import Column, SheetForm
from registry.sheets.writing import OutColumn, saved, write_cell, write_headings

_FIRST_ROW = 4
_ROWS = 60
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


def sheet_template(form: SheetForm, *, whose: str = "", period: str = "") -> bytes:
    """Return an xlsx with title, unit row, headings, empty rows and a page of help.

    ``whose`` is the place before the title (浙江省), ``period`` what stands in its
    brackets (2026年下半年).
    """
    book = Workbook()
    sheet = book.active
    sheet.title = form.title[:31]
    title = f"{whose}{form.title}（{period}）" if period else f"{whose}{form.title}"
    write_cell(sheet.cell(1, 1), title)
    sheet.cell(1, 1).font = Font(bold=True, size=16)
    sheet.cell(1, 1).alignment = Alignment(horizontal="center")
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(form.columns))
    write_cell(sheet.cell(2, 1), say("sheet_template_unit"))
    add_table(sheet, form, first=_FIRST_ROW, rows=_ROWS)
    write_cell(sheet.cell(_FIRST_ROW + _ROWS, 1), say("sheet_template_footer"))
    _add_help(book, form)
    return saved(book)


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
