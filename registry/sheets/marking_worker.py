"""The single-use child that opens an uploaded workbook, marks it, and is gone.

It is handed what to mark, eight digits of its length before it, and then the workbook; it
answers ``{"workbook": …}`` in base64. What it may do is settled in ``registry.confined``: no
file opens here, so the workbook is written in memory.
"""

import base64
import gc
import json
import zipfile
from io import BytesIO
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from registry import confined
from registry.sheets import limits
from registry.sheets.marking import FindingsPage, FoundLine, Mark, from_plain, mark_workbook

LENGTH_DIGITS = 8
_ERRORS: dict[type[BaseException], str] = {
    MemoryError: "unsafe",
    InvalidFileException: "damaged",
    zipfile.BadZipFile: "damaged",
    KeyError: "damaged",
    ValueError: "damaged",
    OSError: "damaged",
    TypeError: "damaged",
}
_ENCODINGS = ("utf-8-sig", "cp437", "utf-16", "utf-16-le", "utf-16-be", "latin-1", "ascii")


class _InMemory(ExcelWriter):
    """Writes sheets without the temporary files that the library would make for them."""

    def write_worksheet(self, ws: Worksheet) -> None:
        ws._drawing = SpreadsheetDrawing()  # noqa: SLF001 - as the library does it
        ws._drawing.charts = ws._charts  # noqa: SLF001 - as above
        ws._drawing.images = ws._images  # noqa: SLF001 - as above
        written = BytesIO()
        writer = WorksheetWriter(ws, written)
        writer.write()
        ws._rels = writer._rels  # noqa: SLF001 - as above
        self._archive.writestr(ws.path[1:], written.getvalue())
        self.manifest.append(ws)


def main() -> None:
    """Give up what is not needed, mark, answer."""
    gc.disable()  # this process is gone before anything were worth collecting
    _rehearse()
    held = confined.Limits(
        limits.UPLOAD_BYTES + limits.MARKS_BYTES, limits.MARKING_MEMORY_BYTES,
        limits.MARKING_CPU_SECONDS,
    )  # fmt: skip
    confined.answer(marked, _ERRORS, held, encodings=_ENCODINGS)


def marked(given: bytes) -> dict[str, str]:
    """Return the workbook marked as told."""
    length = int(given[:LENGTH_DIGITS])
    told = json.loads(given[LENGTH_DIGITS : LENGTH_DIGITS + length])
    book = load_workbook(BytesIO(given[LENGTH_DIGITS + length :]), keep_links=False)
    name, marks, page = from_plain(told)
    mark_workbook(book, book[name], marks, page)
    return {"workbook": base64.b64encode(_bytes_of(book)).decode()}


def _bytes_of(book: Workbook) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        _InMemory(book, archive).save()
    return stream.getvalue()


def _rehearse() -> None:
    """Do all of it once, on a workbook of our own: later no module can be loaded any more."""
    book: Any = Workbook()
    book.active["A1"] = "x"
    line = FoundLine("note", "A1", "A1", "x", "")
    page = FindingsPage("y", "x", ("a", "b", "c", "d"), {"note": "x"}, [line])
    mark_workbook(book, book.active, [Mark("A1", "note", "x")], page)
    mark_workbook(load_workbook(BytesIO(_bytes_of(book))), book.active, [], page)


if __name__ == "__main__":
    main()
