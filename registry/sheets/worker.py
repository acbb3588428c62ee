"""The single-use child that opens one untrusted sheet, and then is gone.

It answers ``{"sheets": […]}`` for a workbook, ``{"text": […]}`` for rows of text, or
``{"error": code, "params": {…}}``. What it may do is settled in ``registry.confined``.
"""

import gc
import math
from datetime import date, time, timedelta
from io import BytesIO
from typing import Any

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
    XmlError,
    ZipError,
)

from registry import confined
from registry.policy.desensitising import may_hold_secrecy
from registry.sheets import limits
from registry.sheets.ods_scan import scan_ods
from registry.sheets.packages import SIGNATURES, Package
from registry.sheets.plain_text import read_text
from registry.sheets.refusals import SheetError
from registry.sheets.scans import Damaged, Locked, SheetScan, Unsafe, WrongType
from registry.sheets.secrets import FoundCells, secret_parts
from registry.sheets.xls_scan import MAGIC, scan_xls
from registry.sheets.xlsx_scan import scan_xlsx

# The hidden sheet of our template; in its first cell stands what it was made for.
STAMP_SHEET = "模板标识"
_PIECE = 500
_PLAIN_KINDS = frozenset({str, float, int, bool})
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_ERRORS: dict[type[BaseException], str] = {
    Damaged: "damaged",
    Locked: "locked",
    Unsafe: "unsafe",
    WrongType: "wrong_type",
    PasswordError: "locked",
    CalamineError: "damaged",
    XmlError: "damaged",
    ZipError: "damaged",
    ValueError: "damaged",
    OSError: "damaged",
    MemoryError: "unsafe",
}
# Where the three formats keep macros, as their directories write it.
_MACROS = (b"xl/vbaProject.bin", b"Basic/", "_VBA_PROJECT_CUR".encode("utf-16-le"))
# What names and texts inside the formats are written in; no codec can be loaded later.
_ENCODINGS = (
    "utf-8-sig",
    "cp437",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "gb18030",
    "latin-1",
    "ascii",
)


def main() -> None:
    """Give up what is not needed, read, answer."""
    gc.disable()  # this process is gone before anything were worth collecting
    held = confined.Limits(limits.UPLOAD_BYTES, limits.MEMORY_BYTES, limits.CPU_SECONDS)
    confined.answer(look, _ERRORS, held, encodings=_ENCODINGS)


def look(content: bytes) -> dict[str, Any]:
    """Return what the file holds, or why its text is no sheet."""
    if content.startswith((MAGIC, *SIGNATURES)):
        macros = any(name in content for name in _MACROS)
        return {**read(content), "macros": macros}
    found = FoundCells()
    try:
        return {"text": read_text(content, found), **found.told()}
    except SheetError as refused:
        return {"error": refused.code, "params": refused.params}


def read(content: bytes) -> dict[str, Any]:
    """Return every visible sheet with its rows, formula cells, and whether it is over a limit.

    With them goes where the file carries secrecy marks, in hidden sheets too, and the first
    cell of the hidden one that marks our template.
    """
    package = None if content.startswith(MAGIC) else Package(content)
    scans = scan_xls(content) if package is None else _scan(package)
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    sheets: list[dict[str, Any]] = []
    found, stamp = FoundCells(), ""
    for position, about in enumerate(book.sheets_metadata):
        if about.typ != SheetTypeEnum.WorkSheet:
            continue
        scan = _of(scans, position, about.name)
        over = _over(scan)
        if about.visible != SheetVisibleEnum.Visible:
            if not over:
                rows = _rows(book.get_sheet_by_index(position), found, hidden=True)
                stamp = _stamp(rows) if about.name == STAMP_SHEET else stamp
            continue
        sheets.append(
            {
                "name": about.name,
                "over": over,
                "rows": [] if over else _rows(book.get_sheet_by_index(position), found),
                "formulas": [
                    [row, column, text] for (row, column), text in scan.formulas.items() if not over
                ],
            }
        )
    parts = [] if found.count else secret_parts(content, package)
    return {"sheets": sheets[: limits.SHEETS], "stamp": stamp, **found.told(parts)}


def _stamp(rows: list[list[Any]]) -> str:
    return str(rows[0][0])[: limits.STAMP_SIGNS] if rows and rows[0] else ""


def _scan(package: Package) -> list[SheetScan]:
    if "xl/workbook.xml" in package:
        return scan_xlsx(package)
    if package.start("mimetype", len(_ODS) + 1).strip() == _ODS:
        return scan_ods(package)
    raise WrongType


def _of(scans: list[SheetScan], position: int, name: str) -> SheetScan:
    """Return the scan of a sheet: by name, or for xls (whose names are not decoded) by place."""
    for scan in scans:
        if scan.name == name:
            return scan
    if position < len(scans) and not scans[position].name:
        return scans[position]
    raise Damaged  # the two readers disagree about what is in the file


def _over(scan: SheetScan) -> str:
    if scan.last_row > limits.ROWS:
        return "rows"
    return "columns" if scan.last_column > limits.COLUMNS else ""


def _rows(sheet: CalamineSheet, found: FoundCells, *, hidden: bool = False) -> list[list[Any]]:
    rows = sheet.to_python(skip_empty_area=False, nrows=limits.ROWS)
    signs = 0
    for start in range(0, len(rows), _PIECE):
        texts = [cell for row in rows[start : start + _PIECE] for cell in row if type(cell) is str]
        if may_hold_secrecy("".join(texts)):
            for number, cells in enumerate(rows[start : start + _PIECE], start=start + 1):
                found.look(sheet.name, number, cells, hidden=hidden)
        piece = [row[: limits.COLUMNS] for row in rows[start : start + _PIECE]]
        if not _is_plain([cell for row in piece for cell in row]):
            piece = [[_plain(cell) for cell in row] for row in piece]
        signs += sum([len(cell) for row in piece for cell in row if type(cell) is str])
        if signs > limits.TEXT_SIGNS:
            raise Unsafe
        rows[start : start + _PIECE] = piece
    for row in rows:
        while row and row[-1] == "":
            row.pop()
    while rows and not rows[-1]:
        rows.pop()
    return rows


def _is_plain(cells: list[Any]) -> bool:
    """Tell texts and finite numbers, none of them too long: nearly all are such."""
    return (
        _PLAIN_KINDS.issuperset(map(type, cells))
        and math.isfinite(sum([cell for cell in cells if type(cell) is float]))
        and len(max([cell for cell in cells if type(cell) is str], key=len, default=""))
        <= limits.CELL_SIGNS
    )


def _plain(cell: str | float | date | time | timedelta) -> str | int | float | bool:
    if isinstance(cell, str):
        return cell[: limits.CELL_SIGNS]
    if isinstance(cell, (bool, int)) or (isinstance(cell, float) and math.isfinite(cell)):
        return cell
    # A date or a time, for whose making the reader needs their module loaded before; or no
    # number at all.
    return str(cell)


if __name__ == "__main__":
    main()
