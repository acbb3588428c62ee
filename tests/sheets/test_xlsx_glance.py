"""The quick look passes only what the walk would pass too."""

import pytest

from registry.sheets.xlsx_glance import is_plain

HEAD = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="x"><cols>'
HEAD += b'<col min="1" max="2"/></cols><sheetData>'
TAIL = b"</sheetData></worksheet>"
CELL = b'<row r="1"><c r="A1" t="s"><v>0</v></c><c r="BL50"/></row>'


def plain(cells: bytes, *, head: bytes = HEAD, tail: bytes = TAIL, piece: int = 1 << 20) -> bool:
    """Look at a sheet of these cells, given in pieces, with fifty rows and 64 columns allowed."""
    whole = head + cells + tail
    return is_plain((whole[at : at + piece] for at in range(0, len(whole), piece)), 50, 64)


@pytest.mark.parametrize("piece", [300, 331, 1 << 20])
def test_a_plain_sheet_is_passed(piece: int) -> None:
    """Cells within the limits, their places given first, pass however the bytes arrive."""
    assert plain(CELL * 40, piece=piece)
    assert plain(CELL, head=b"\xef\xbb\xbf" + HEAD)
    assert plain(CELL + "<!".replace("!", "x/>广州").encode())


@pytest.mark.parametrize(
    "cells",
    [
        b'<c r="A1"><f>1</f><v>1</v></c>',
        b'<c r="A1"><f t="shared" si="0"/></c>',
        b'<c r="A1"><f\n>1</f></c>',
        b'<c r="A1"><x:f>1</x:f></c>',
        b'<x:c r="A1"><v>1</v></x:c>',
        b"<c><v>1</v></c>",
        b"<c/>",
        b'<c t="s" r="A1"/>',
        b"<c r='A1'/>",
        b'<c\tr="A1"/>',
        b'<c r="A51"/>',
        b'<c r="A100"/>',
        b'<c r="A1048576"/>',
        b'<c r="BM1"/>',
        b'<c r="CA1"/>',
        b'<c r="AAA1"/>',
        b'<c r="a1"/>',
        b'<c r=""/>',
        b"<!-- <c> -->",
        b"<![CDATA[x]]>",
        b"<?other x?>",
        b"<a>",
        b"</a>",
        b"\x00",
        b"<a>\xff\xfe</a>",
    ],
)
@pytest.mark.parametrize("piece", [300, 1 << 20])
def test_whatever_is_not_certain_is_left_to_the_walk(cells: bytes, piece: int) -> None:
    """A formula, a cell beyond the limits or without its place, and hidden or broken XML."""
    assert not plain(CELL * 20 + cells + CELL * 20, piece=piece)


@pytest.mark.parametrize(
    "head",
    [
        HEAD.replace(b"UTF-8", b"UTF-16"),
        HEAD.replace(b"UTF-8", b"gb18030"),
        HEAD.replace(b"<worksheet", b"<x:worksheet"),
        b"<!DOCTYPE a>" + HEAD,
        b"",
    ],
)
def test_another_beginning_is_left_to_the_walk(head: bytes) -> None:
    """Another encoding, a prefix, a document type, or no beginning at all."""
    assert not plain(CELL, head=head)


def test_what_is_cut_off_is_left_to_the_walk() -> None:
    """A sheet that does not end is not plain, nor is one text without an end."""
    assert not plain(CELL, tail=b"</sheetData>")
    assert not plain(CELL, tail=TAIL + b"x")
    assert not plain(b"<a>" + b"x" * 3_000_000 + b"</a>", piece=1 << 18)
    assert not is_plain(iter(()), 50, 64)


@pytest.mark.parametrize("limit", [1, 9, 10, 99, 100, 50_100])
def test_the_last_row_allowed_is_the_last_that_passes(limit: int) -> None:
    """To the row: the limit passes, one more does not."""
    for row, passes in ((limit, True), (limit + 1, False), (1, True), (limit * 10, False)):
        whole = HEAD + f'<c r="A{row}"/>'.encode() + TAIL
        assert is_plain(iter([whole]), limit, 64) is passes
