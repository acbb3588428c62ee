"""From an uploaded file's bytes to rows of raw cells, with the file's own row numbers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from types import MappingProxyType
from typing import Any

from openpyxl.utils import get_column_letter

from registry.children import answer_of
from registry.messages import say
from registry.policy.desensitising import masked
from registry.sheets import limits
from registry.sheets.packages import SIGNATURES
from registry.sheets.plain_text import looks_like_text
from registry.sheets.refusals import (
    SheetDamaged,
    SheetEmpty,
    SheetError,
    SheetLocked,
    SheetSecrecyMark,
    SheetTooLarge,
    SheetTooManyColumns,
    SheetTooManyRows,
    SheetUnknownEncoding,
    SheetUnsafe,
    SheetWrongType,
)
from registry.sheets.xls_scan import MAGIC

Raw = str | int | float | bool

_WORKBOOK_NAMES = {".xlsx", ".xlsm", ".xls", ".ods", ".et"}
_ERRORS: Mapping[str, type[SheetError]] = {
    "damaged": SheetDamaged,
    "locked": SheetLocked,
    "unsafe": SheetUnsafe,
    # Of rows of text, by the refusal's own code.
    SheetDamaged.code: SheetDamaged,
    SheetUnsafe.code: SheetUnsafe,
    SheetUnknownEncoding.code: SheetUnknownEncoding,
    SheetTooManyRows.code: SheetTooManyRows,
    SheetTooManyColumns.code: SheetTooManyColumns,
}
_KINDS = ((b"%PDF", "PDF"), (b"\xff\xd8\xff", "JPEG"), (b"\x89PNG", "PNG"), (b"Rar!", "RAR"))
_MARKUP = (b"<html", b"<!doctype", b"<table", b"<?xml")


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet: ``rows[0]`` is row 1 of the file. ``formulas`` maps (row, column) to its text.

    ``macros`` says that its workbook brings some; nothing here runs or keeps them. ``stamp`` is
    what a template of ours carries in its workbook.
    """

    sheet: str
    rows: tuple[tuple[Raw, ...], ...]
    formulas: Mapping[tuple[int, int], str] = field(default_factory=lambda: MappingProxyType({}))
    macros: bool = False
    stamp: str = ""


def read_workbook(content: bytes, filename: str) -> tuple[Grid, ...]:
    """Return the visible sheets of an xlsx, xls, ods or CSV file, none of them empty.

    The type is told by the content, not by the name. A workbook is opened in a child
    process of its own with memory, processor and wall-clock limits. Raises a SheetError
    that says why the file cannot be read, FilesBusy where too many are being opened.
    """
    if len(content) > limits.UPLOAD_BYTES:
        raise SheetTooLarge(limit_mb=limits.UPLOAD_BYTES // (1024 * 1024))
    if not content.strip():
        raise SheetEmpty
    if not content.startswith((MAGIC, *SIGNATURES)):
        _refuse_other_kinds(content, filename)
    grids = _from_child(content)
    if filled := tuple(grid for grid in grids if grid.rows):
        return filled
    raise SheetEmpty


def _refuse_other_kinds(content: bytes, filename: str) -> None:
    for start, kind in _KINDS:
        if content.startswith(start):
            raise SheetWrongType(kind=kind)
    if content[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_MARKUP):
        raise SheetWrongType(kind="HTML / XML")
    if not looks_like_text(content):
        raise SheetWrongType(kind=say("sheet_kind_unknown"))
    if PurePath(filename).suffix.lower() in _WORKBOOK_NAMES:
        raise SheetWrongType(kind=say("sheet_kind_text"))


def _from_child(content: bytes) -> tuple[Grid, ...]:
    answer = answer_of("registry.sheets.worker", content, seconds=limits.WALL_SECONDS)
    if answer is None:
        raise SheetUnsafe
    if error := answer.get("error"):
        if error == "wrong_type":
            raise SheetWrongType(kind=say("sheet_kind_archive"))
        raise _ERRORS[error](**answer.get("params", {}))
    if secrets := answer.get("secrets"):
        raise SheetSecrecyMark(clause="二（一）", places=_places(secrets))
    if "text" in answer:
        return (Grid("", tuple(map(tuple, answer["text"]))),)
    return _grids(answer["sheets"], macros=answer["macros"], stamp=answer["stamp"])


def _places(secrets: Mapping[str, Any]) -> str:
    """Say where a file carries secrecy marks, without what stands there."""
    told = []
    for sheet, row, column, hidden in secrets["cells"]:
        cell = f"{get_column_letter(column)}{row}"
        code = "hidden" if hidden else "cell" if sheet else "cell_only"
        told.append(say(f"sheet_secrecy_{code}", sheet=masked(sheet), cell=cell))
    told += [say("sheet_secrecy_part", part=masked(part)) for part in secrets["parts"]]
    more = secrets["count"] - len(secrets["cells"])
    last = say("sheet_secrecy_more", count=secrets["count"]) if more > 0 else ""
    return "、".join(told) + last


def _grids(sheets: list[dict[str, object]], *, macros: bool, stamp: str) -> tuple[Grid, ...]:
    readable = [sheet for sheet in sheets if not sheet["over"]]
    if not any(sheet["rows"] for sheet in readable):
        over = {str(sheet["over"]): str(sheet["name"]) for sheet in sheets if sheet["over"]}
        if "rows" in over:
            raise SheetTooManyRows(sheet=over["rows"], limit=limits.ROWS)
        if "columns" in over:
            raise SheetTooManyColumns(sheet=over["columns"], limit=limits.COLUMNS)
    return tuple(_grid(sheet, macros=macros, stamp=stamp) for sheet in readable)


def _grid(sheet: Mapping[str, object], *, macros: bool, stamp: str) -> Grid:
    rows, formulas = sheet["rows"], sheet["formulas"]
    assert isinstance(rows, list)  # noqa: S101 - our own child's answer
    assert isinstance(formulas, list)  # noqa: S101 - as above
    for place, row in enumerate(rows):
        rows[place] = tuple(row)  # one by one: fifty thousand rows need not be held twice
    return Grid(
        sheet=str(sheet["name"]),
        rows=tuple(rows),
        formulas={(row, column): text for row, column, text in formulas},
        macros=macros,
        stamp=stamp,
    )
