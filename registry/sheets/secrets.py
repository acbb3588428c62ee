"""Where an untrusted workbook carries a secrecy mark: its cells, and what stands outside them.

The whole file is kept, so all of it is looked at: sheets that are hidden, notes, headers and
footers, text boxes, the document's properties. Part of the child that reads a sheet.
"""

import html
import re
from collections.abc import Iterator, Sequence
from typing import Any

from registry.policy.desensitising import (
    MarkKind,
    has_secrecy_mark,
    marks_in,
    may_hold_number,
    may_hold_secrecy,
)
from registry.sheets.packages import Package

_MOST_CELLS = 10
_MOST_PARTS = 5
# Ends of lines; ends of all else, save of what only dresses the signs of a line; any other tag.
_LINE_ENDS = re.compile(
    r"</(?:\w+:)?(?:p|h|TextCode)\s*>|<(?:\w+:)?(?:br|cr|tab|line-break)\b[^<>]*>"
)
_OTHER_ENDS = re.compile(
    r"</(?!(?:\w+:)?(?:t|r|rPr|span|a|hyperlink|ins|smartTag|sdt|sdtContent)\s*>)[^<>]*>"
)
_TAG = re.compile(r"<[^<>]*>")
_ATTRIBUTE = re.compile(r'="([^"<>]*[密█][^"<>]*)"')
# More than may stand inside a number.
_APART = "\0\0\0"
_LEVEL_SIGN = re.compile("密")
_AROUND = 60


class FoundCells:
    """The cells that carry a mark: the first of them by sheet, row and column, and how many."""

    def __init__(self) -> None:
        self.first: list[tuple[str, int, int, bool]] = []
        self.count = 0

    def look(self, sheet: str, row: int, cells: Sequence[object], *, hidden: bool = False) -> None:
        """Look at the cells of a row; row and columns count from 1."""
        for column, cell in enumerate(cells, start=1):
            if isinstance(cell, str) and has_secrecy_mark(cell):
                self.count += 1
                if len(self.first) < _MOST_CELLS:
                    self.first.append((sheet, row, column, hidden))

    def told(self, parts: Sequence[str] = ()) -> dict[str, Any]:
        """Return what the child answers of them; nothing where there is none."""
        if not self.count and not parts:
            return {}
        return {"secrets": {"cells": self.first, "count": self.count, "parts": parts[:_MOST_PARTS]}}


def secret_parts(content: bytes, package: Package | None) -> list[str]:
    """Return the parts of a workbook's file that carry a mark, by name."""
    if package is None:
        return _of_plain_binary(content)
    return [
        name
        for name in package.names
        if package.may_hold_secrecy(name)
        and any(has_secrecy_mark(text) for text in texts_of(package.read(name)))
    ]


def kinds_of(package: Package) -> frozenset[MarkKind]:
    """Return which kinds of marks stand in the texts of a package: a workbook, Word or OFD file."""
    joined = (_joined(package.read(name)) for name in package.names if package.holds_markup(name))
    return frozenset(
        mark.kind
        for whole in joined
        if may_hold_secrecy(whole) or may_hold_number(whole)
        for text in whole.split(_APART)
        for mark in marks_in(text)
    )


def texts_of(part: bytes) -> Iterator[str]:
    """Give the texts of one XML part: attributes that matter, then each element's own.

    Of what is broken as much is given as can be made out: nothing here depends on its order.
    """
    yield from _joined(part).split(_APART)


def _joined(part: bytes) -> str:
    wide = part.startswith((b"\xff\xfe", b"\xfe\xff"))
    text = part.decode("utf-16" if wide else "utf-8-sig", "replace")
    attributes = _ATTRIBUTE.findall(text)
    text = _OTHER_ENDS.sub(_APART, _LINE_ENDS.sub("\n", text))
    return html.unescape(_APART.join([*attributes, _TAG.sub("", text)]))


def _of_plain_binary(content: bytes) -> list[str]:
    """Look through an old workbook, whose texts stand in it as UTF-16 at even or odd places."""
    for start in (0, 1):
        text = content[start:].decode("utf-16-le", "replace")
        for found in _LEVEL_SIGN.finditer(text):
            around = text[max(0, found.start() - _AROUND) : found.end() + _AROUND]
            if has_secrecy_mark(around):
                return ["xls"]
    return []
