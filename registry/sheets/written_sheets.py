"""A summary sheet written from our own records, to be printed, stamped and read back."""

import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.worksheet.worksheet import Worksheet

from registry.messages import say
from registry.sheets.forms import SheetForm
from registry.sheets.template import add_table, fill_rows
from registry.sheets.writing import Written, saved, write_cell

_HEADING_ROW = 3
_FIRST_ROW = _HEADING_ROW + 1
_A4 = 9
# The record of a row that the database kept says when; the file need not, and two alike are one.
_NEVER = datetime(2000, 1, 1)  # noqa: DTZ001 - a workbook knows no zone
_OLDEST = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class SheetHead:
    """Whose sheet it is: the place before the title, the body that stamps it, the round."""

    place: str
    body: str
    period: str

    def title(self, form: SheetForm) -> str:
        """Return the title line, such as 浙江省储备中试平台汇总表（2026年下半年）."""
        return f"{self.place}{form.title}（{self.period}）"


def written_sheet(form: SheetForm, head: SheetHead, rows: Sequence[Mapping[str, Written]]) -> bytes:
    """Return the xlsx of these rows: title, unit, headings, numbered rows, and where to stamp.

    The same rows give the same bytes on any day.
    """
    book = Workbook()
    sheet = book.active
    sheet.title = form.title[:31]
    width = len(form.columns)
    write_cell(sheet.cell(1, 1), head.title(form))
    sheet.cell(1, 1).font = Font(bold=True, size=16)
    sheet.cell(1, 1).alignment = Alignment(horizontal="center")
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=width)
    write_cell(sheet.cell(2, 1), say("sheet_written_unit"))
    add_table(sheet, form, first=_FIRST_ROW, rows=max(len(rows), 1))
    fill_rows(sheet, form, rows, first=_FIRST_ROW)
    _rule(sheet, form, len(rows))
    last = _FIRST_ROW + len(rows)
    write_cell(sheet.cell(last, 1), say("sheet_written_stamp", body=head.body))
    write_cell(sheet.cell(last, width - 4), say("sheet_written_day"))
    _for_paper(sheet)
    return _without_time(book)


def _rule(sheet: Worksheet, form: SheetForm, rows: int) -> None:
    """Draw lines around the cells, and let long names wrap."""
    thin = Side(style="thin", color="BFBFBF")
    line = Border(left=thin, right=thin, top=thin, bottom=thin)
    for row in range(_FIRST_ROW, _FIRST_ROW + rows):
        for position, column in enumerate(form.columns, start=1):
            cell = sheet.cell(row, position)
            cell.border = line
            cell.alignment = Alignment(vertical="center", wrap_text=column.kind == "text")


def _for_paper(sheet: Worksheet) -> None:
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = _A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{_HEADING_ROW}:{_HEADING_ROW}"
    sheet.oddFooter.center.text = say("sheet_written_page")


def _without_time(book: Workbook) -> bytes:
    """Return a workbook's bytes without the moment they were written at."""
    book.properties.created = _NEVER
    stream = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(saved(book))) as made,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as alike,
    ):
        for part in made.infolist():
            content = made.read(part)
            if part.filename == "docProps/core.xml":
                content = _undated(content, book.properties.modified)
            alike.writestr(zipfile.ZipInfo(part.filename, _OLDEST), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def _undated(core: bytes, modified: datetime) -> bytes:
    said, never = (f"{one:%Y-%m-%dT%H:%M:%SZ}".encode() for one in (modified, _NEVER))
    return core.replace(said, never)
