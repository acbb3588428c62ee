"""CSV and tab-separated text, in the encodings offices save it in."""

import csv
from io import StringIO

from registry.policy.desensitising import may_hold_secrecy
from registry.sheets import limits
from registry.sheets.refusals import (
    SheetDamaged,
    SheetTooManyColumns,
    SheetTooManyRows,
    SheetUnknownEncoding,
)
from registry.sheets.secrets import FoundCells

_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_NAME = "CSV"
_SAMPLE = 4096
_SEPARATORS = ",\t;"


def looks_like_text(content: bytes) -> bool:
    """Tell text from a binary file: no zero byte, unless it is marked as UTF-16."""
    return content.startswith(_UTF16) or b"\x00" not in content


def decode(content: bytes) -> str:
    """Return the text of UTF-8 (with or without BOM), GB18030 or marked UTF-16.

    Strict throughout, so that no sign is ever replaced silently.
    Raises SheetUnknownEncoding.
    """
    encodings = ("utf-16",) if content.startswith(_UTF16) else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SheetUnknownEncoding


def read_text(content: bytes, found: FoundCells) -> tuple[tuple[str, ...], ...]:
    """Return the rows; row n of the result is row n as a spreadsheet program shows it.

    The cells that carry a secrecy mark are noted in ``found``, however long they are.

    Raises SheetUnknownEncoding, SheetDamaged (an unclosed quotation mark swallows the
    rest), SheetTooManyRows or SheetTooManyColumns.
    """
    text = decode(content)
    marked = may_hold_secrecy(text)
    rows: list[tuple[str, ...]] = []
    filled = 0
    reader = csv.reader(StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    try:
        for number, cells in enumerate(reader, start=1):
            while cells and not cells[-1].strip():
                cells.pop()
            if marked:
                found.look("", number, cells)
            if len(cells) > limits.COLUMNS:
                raise SheetTooManyColumns(sheet=_NAME, limit=limits.COLUMNS)
            if cells:
                filled = number
            if filled > limits.ROWS:
                raise SheetTooManyRows(sheet=_NAME, limit=limits.ROWS)
            if number <= limits.ROWS:
                rows.append(tuple(cell[: limits.CELL_SIGNS] for cell in cells))
    except csv.Error as error:
        raise SheetDamaged from error
    return tuple(rows[:filled])


def _separator(text: str) -> str:
    """Return the sign that separates cells: the one met most often at the start."""
    sample = text[:_SAMPLE]
    return max(_SEPARATORS, key=sample.count)
