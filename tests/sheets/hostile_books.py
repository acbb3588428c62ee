"""Workbooks made to harm, made on the spot from the samples."""

import io
import struct
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

SAMPLES = Path(__file__).parents[1] / "samples"
XLSX = (SAMPLES / "clean_330000_2026H2.xlsx").read_bytes()
ODS = (SAMPLES / "clean_330000_2026H2.ods").read_bytes()
XLS = (SAMPLES / "clean_330000_2026H2.xls").read_bytes()
SHEET = "xl/worksheets/sheet1.xml"
_SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def repacked(content: bytes, parts: dict[str, bytes], *, leave_out: Iterable[str] = ()) -> bytes:
    """Return a zip with some parts replaced or added."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as out,
    ):
        for name in old.namelist():
            if name not in parts and name not in leave_out:
                out.writestr(name, old.read(name))
        for name, data in parts.items():
            out.writestr(name, data)
    return stream.getvalue()


def part(content: bytes, name: str) -> bytes:
    """Return a part of a zip."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name)


def with_in_sheet(before: bytes, added: bytes) -> bytes:
    """Return the sample with something added in its sheet before a mark."""
    sheet = part(XLSX, SHEET)
    assert before in sheet
    return repacked(XLSX, {SHEET: sheet.replace(before, added + before, 1)})


def with_part(name: str, start: bytes, middle: bytes, times: int, end: bytes) -> bytes:
    """Return the sample with a part that says one thing very often."""
    space = f' xmlns="{_SPACE}"'.encode()
    return repacked(XLSX, {name: start.replace(b">", space + b">", 1) + middle * times + end})


def lying_of_its_size() -> bytes:
    """A sheet of 300 MB that the directory, and its own header, call seven bytes."""
    content = bytearray(repacked(XLSX, {SHEET: b"<a>" + b" " * 300_000_000}))
    for signature, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = content.rindex(signature, 0, content.rindex(SHEET.encode()) if offset == 24 else None)
        while content[at : at + 4] == signature and SHEET.encode() not in content[at : at + 90]:
            at = content.rindex(signature, 0, at)
        content[at + offset : at + offset + 4] = struct.pack("<I", 7)
    return bytes(content)


def overlapping() -> bytes:
    """Two thousand names in the directory for one and the same packed bytes (a flat zip bomb)."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("xl/workbook.xml", b" " * 90_000)
        kernel = out.filelist[0]
        for number in range(1999):
            copy = zipfile.ZipInfo(f"xl/{number}.xml")
            for field in ("CRC", "compress_size", "file_size", "header_offset", "compress_type"):
                setattr(copy, field, getattr(kernel, field))
            out.filelist.append(copy)
    return stream.getvalue()


def many_parts() -> bytes:
    """A hundred thousand empty parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as out:
        for number in range(100_000):
            out.writestr(f"xl/{number}", b"")
    return stream.getvalue()


def nested() -> bytes:
    """A zip of a zip of a zip, each unpacking to a hundred times its size."""
    inner = b"0" * 10_000_000
    for _ in range(3):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as out:
            out.writestr("inner.zip", inner)
        inner = stream.getvalue()
    return inner


def ods_with(document_type: bytes, text: bytes) -> bytes:
    """Return the OpenDocument sample with a document type, and a text in its first cell."""
    xml = part(ODS, "content.xml")
    head, tail = xml.split(b"?>", 1)
    cell = tail.replace(b"<text:p>", b"<text:p>" + text, 1)
    return repacked(ODS, {"content.xml": head + b"?>" + document_type + cell})


def xlsx_with_type(document_type: bytes, text: bytes) -> bytes:
    """Return a workbook whose sheet has a document type and refers to its entity."""
    row = b'<row r="1"><c r="A1" t="inlineStr"><is><t>' + text + b"</t></is></c></row>"
    sheet = f'<worksheet xmlns="{_SPACE}"><sheetData>'.encode() + row + b"</sheetData></worksheet>"
    return repacked(XLSX, {SHEET: document_type + sheet})


LAUGHS = b"<!DOCTYPE a [" + b"".join(
    b'<!ENTITY l%d "%s">' % (level, b"&l%d;" % (level - 1) * 10 if level else b"lol")
    for level in range(10)
) + b"]>"  # fmt: skip
EXTERNAL = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
REMOTE = b'<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd">'

# Each is refused, with this code.
REFUSED: dict[str, tuple[Callable[[], bytes], set[str]]] = {
    "zip of zips": (nested, {"sheet_wrong_type"}),
    "a hundred thousand parts": (many_parts, {"sheet_unsafe"}),
    "parts on top of each other": (overlapping, {"sheet_damaged"}),
    "a size that lies": (lying_of_its_size, {"sheet_damaged", "sheet_unsafe"}),
    "gigabytes of one sign": (
        lambda: repacked(XLSX, {f"xl/media/{n}": b"\0" * 100_000_000 for n in range(3)}),
        {"sheet_unsafe"},
    ),
    "ten million shared strings": (
        lambda: with_part("xl/sharedStrings.xml", b"<sst>", b"<si><t>x</t></si>", 10**7, b"</sst>"),
        {"sheet_unsafe"},
    ),
    "one cell in the last row": (
        lambda: with_in_sheet(
            b"</sheetData>", b'<row r="1048576"><c r="A1048576"><v>1</v></c></row>'
        ),
        {"sheet_too_many_rows"},
    ),
    "all 16,384 columns": (
        lambda: with_in_sheet(b"</sheetData>", b"<row>" + b"<c><v>1</v></c>" * 16_384 + b"</row>"),
        {"sheet_too_many_columns"},
    ),
    "a billion laughs": (lambda: xlsx_with_type(LAUGHS, b"&l9;"), {"sheet_damaged"}),
    "an external entity": (lambda: xlsx_with_type(EXTERNAL, b"&x;"), {"sheet_damaged"}),
    "a remote document type": (lambda: xlsx_with_type(REMOTE, b""), {"sheet_damaged"}),
    "laughs in ods": (lambda: ods_with(LAUGHS, b"&l9;"), {"sheet_damaged"}),
    "an external entity in ods": (lambda: ods_with(EXTERNAL, b"&x;"), {"sheet_damaged"}),
    "a remote document type in ods": (lambda: ods_with(REMOTE, b""), {"sheet_damaged"}),
    "forty million empty cells": (
        lambda: with_in_sheet(b"</sheetData>", b"<row>" + b"<c/>" * 40_000_000 + b"</row>"),
        {"sheet_unsafe", "sheet_too_many_columns"},
    ),
    "elements a million deep": (
        lambda: with_in_sheet(b"</sheetData>", b"<a>" * 1_000_000),
        {"sheet_damaged", "sheet_unsafe"},
    ),
    "a gif before the zip": (lambda: b"GIF89a" + b"\0" * 10 + XLSX, {"sheet_wrong_type"}),
    "a pdf before the zip": (lambda: b"%PDF-1.7\n" + XLSX, {"sheet_wrong_type"}),
    "text with a zero byte": (lambda: b"a,b\n\0,c\n", {"sheet_wrong_type"}),
    "one line of 19 MB": (lambda: b"a" * 19_000_000, {"sheet_damaged"}),
    "one line of 9 million cells": (lambda: b"," * 9_000_000 + b"x", {"sheet_too_many_columns"}),
    "nine million empty lines": (lambda: b"\n" * 9_000_000 + b"x", {"sheet_too_many_rows"}),
    "a quotation mark never closed": (lambda: b'a,"' + b"b\n" * 9_000_000, {"sheet_damaged"}),
    "a hundred million signs": (lambda: b"a" * 100_000_000, {"sheet_too_large"}),
}

# Each holds what our readers pass over: the 44 rows of the sample are read all the same.
READ: dict[str, Callable[[], bytes]] = {
    "a million empty rows": lambda: with_in_sheet(b"</sheetData>", b"<row/>" * 1_000_000),
    "an attribute of ten million signs": lambda: with_in_sheet(
        b"</sheetData>", b'<row spans="' + b"x" * 10_000_000 + b'"/>'
    ),
    "merged cells over everything": lambda: with_in_sheet(
        b"</worksheet>", b'<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    ),
    "two million merged ranges": lambda: with_in_sheet(
        b"</worksheet>",
        b"<mergeCells>" + b'<mergeCell ref="A1:B2"/>' * 2_000_000 + b"</mergeCells>",
    ),
    "a million defined names": lambda: repacked(
        XLSX,
        {
            "xl/workbook.xml": part(XLSX, "xl/workbook.xml").replace(
                b"</workbook>",
                b"<definedNames>"
                + b'<definedName name="a">1</definedName>' * 1_000_000
                + b"</definedNames></workbook>",
            )
        },
    ),
    "external links, connections and queries": lambda: repacked(
        XLSX,
        {
            "xl/externalLinks/externalLink1.xml": b'<externalLink><ddeLink ddeService="cmd"/>'
            b"</externalLink>",
            "xl/externalLinks/_rels/externalLink1.xml.rels": b'<Relationships><Relationship Id="a"'
            b' Target="http://127.0.0.1:9/a.xlsx" TargetMode="External"/></Relationships>',
            "xl/connections.xml": b'<connections><connection odcFile="http://127.0.0.1:9/"/>'
            b"</connections>",
        },
    ),
    "a page of html behind the zip": lambda: XLSX + b"<html><script>alert(1)</script></html>",
}
