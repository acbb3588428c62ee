"""The empty summary sheet to download, made from the same column table that reads it back."""

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from registry.messages import say
from registry.policy.vocabulary import Opinion
from registry.sheets.forms import SheetForm
from registry.sheets.writing import OutColumn, saved, write_cell, write_headings

_FIRST_ROW = 4
_ROWS = 60
_TEXT_FORMAT = "@"
_WIDTHS = {"serial": 6, "text": 20, "credit_code": 24, "money": 14, "count": 12, "opinion": 12}


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
    columns = [OutColumn(column.heading, _WIDTHS[column.kind]) for column in form.columns]
    write_headings(sheet, _FIRST_ROW - 1, columns)
    _prepare_rows(sheet, form)
    write_cell(sheet.cell(_FIRST_ROW + _ROWS, 1), say("sheet_template_footer"))
    sheet.freeze_panes = sheet.cell(_FIRST_ROW, 1)
    _add_help(book, form)
    return saved(book)


def _prepare_rows(sheet: Worksheet, form: SheetForm) -> None:
    for position, column in enumerate(form.columns, start=1):
        letter = get_column_letter(position)
        area = f"{letter}{_FIRST_ROW}:{letter}{_FIRST_ROW + _ROWS - 1}"
        if column.kind == "credit_code":
            # Typed as a number, an 18-digit code would lose its last digits.
            for (cell,) in sheet[area]:
                cell.number_format = _TEXT_FORMAT
        if column.kind == "opinion":
            choice = DataValidation("list", formula1=f'"{",".join(_choices(form))}"')
            choice.showErrorMessage = False
            choice.add(area)
            sheet.add_data_validation(choice)


def _choices(form: SheetForm) -> list[str]:
    """Return one word for each opinion: the first the form lists."""
    words: dict[Opinion, str] = {}
    for word, opinion in form.opinions.items():
        words.setdefault(opinion, word)
    return list(words.values())


def _add_help(book: Workbook, form: SheetForm) -> None:
    page = book.create_sheet(say("sheet_template_help"))
    headings = (
        ("sheet_template_column", 26),
        ("sheet_template_required", 10),
        ("sheet_template_help", 60),
        ("sheet_template_clause", 14),
    )
    write_headings(page, 1, [OutColumn(say(code), width) for code, width in headings])
    for row, column in enumerate(form.columns, start=2):
        required = say("sheet_template_yes" if column.required else "sheet_template_no")
        for position, text in enumerate(
            (column.heading, required, column.help, column.clause), start=1
        ):
            write_cell(page.cell(row, position), text)
