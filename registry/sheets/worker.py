"""The single-use child that opens one untrusted workbook, and then is gone.

It reads the file from standard input and answers one JSON object on standard output:
``{"sheets": […]}`` or ``{"error": "damaged" | "locked" | "unsafe" | "wrong_type"}``.
Its limits are set here, before the file is touched; when it dies, its parent says so.
"""

import json
import math
import resource
import sys
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

from registry.sheets import limits
from registry.sheets.ods_scan import scan_ods
from registry.sheets.packages import Package
from registry.sheets.scans import Damaged, Locked, SheetScan, Unsafe, WrongType
from registry.sheets.xls_scan import MAGIC, scan_xls
from registry.sheets.xlsx_scan import scan_xlsx

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


def main() -> None:
    """Set the limits, read, answer."""
    _hold()
    content = sys.stdin.buffer.read(limits.UPLOAD_BYTES + 1)
    try:
        answer: dict[str, Any] = {"sheets": read(content)}
    except tuple(_ERRORS) as error:
        answer = {"error": next(name for kind, name in _ERRORS.items() if isinstance(error, kind))}
    sys.stdout.write(json.dumps(answer, ensure_ascii=True, allow_nan=False))


def _hold() -> None:
    for kind, limit in (
        (resource.RLIMIT_AS, limits.MEMORY_BYTES),
        (resource.RLIMIT_CPU, limits.CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (limit, limit))


def read(content: bytes) -> list[dict[str, Any]]:
    """Return every visible sheet with its rows, formula cells, and whether it is over a limit."""
    scans = _scan(content)
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    sheets: list[dict[str, Any]] = []
    for position, about in enumerate(book.sheets_metadata):
        if about.visible != SheetVisibleEnum.Visible or about.typ != SheetTypeEnum.WorkSheet:
            continue
        scan = _of(scans, position, about.name)
        over = _over(scan)
        sheets.append(
            {
                "name": about.name,
                "over": over,
                "rows": [] if over else _rows(book.get_sheet_by_index(position)),
                "formulas": [
                    [row, column, text] for (row, column), text in scan.formulas.items() if not over
                ],
            }
        )
    return sheets[: limits.SHEETS]


def _scan(content: bytes) -> list[SheetScan]:
    if content.startswith(MAGIC):
        return scan_xls(content)
    package = Package(content)
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


def _rows(sheet: CalamineSheet) -> list[list[Any]]:
    rows: list[list[Any]] = []
    signs = 0
    for cells in sheet.to_python(skip_empty_area=False, nrows=limits.ROWS):
        row = [_plain(cell) for cell in cells[: limits.COLUMNS]]
        while row and row[-1] == "":
            row.pop()
        signs += sum(len(cell) for cell in row if isinstance(cell, str))
        if signs > limits.TEXT_SIGNS:
            raise Unsafe
        rows.append(row)
    while rows and not rows[-1]:
        rows.pop()
    return rows


def _plain(cell: object) -> str | int | float | bool:
    if isinstance(cell, str):
        return cell[: limits.CELL_SIGNS]
    if isinstance(cell, (bool, int)) or (isinstance(cell, float) and math.isfinite(cell)):
        return cell
    return str(cell)  # a date or a time, or no number at all


if __name__ == "__main__":
    main()
