"""Files that are no sheet, broken, locked, or made to harm: each gets a refusal, none a crash."""

import re
import struct
import zipfile
from io import BytesIO

import pytest

from registry.messages import say
from registry.sheets import limits
from registry.sheets.reading import read_workbook
from registry.sheets.refusals import (
    SheetDamaged,
    SheetEmpty,
    SheetError,
    SheetLocked,
    SheetTooLarge,
    SheetTooManyColumns,
    SheetTooManyRows,
    SheetUnknownEncoding,
    SheetUnsafe,
    SheetWrongType,
)

XLSX = "clean_330000_2026H2.xlsx"
XLS = "clean_330000_2026H2.xls"
ODS = "clean_330000_2026H2.ods"
SHEET = "xl/worksheets/sheet1.xml"


def repacked(content: bytes, **parts: bytes) -> bytes:
    """Return a zip with some parts replaced; ``sheet`` stands for the first sheet's."""
    new = {SHEET if name == "sheet" else name: data for name, data in parts.items()}
    stream = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(content)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as out,
    ):
        for name in old.namelist():
            out.writestr(name, new.pop(name, None) or old.read(name))
        for name, data in new.items():
            out.writestr(name, data)
    return stream.getvalue()


def one_sheet(cells: str) -> bytes:
    """Return a sheet's XML around some rows."""
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{space}"><sheetData>{cells}</sheetData></worksheet>'.encode()


@pytest.mark.parametrize(
    ("content", "filename", "refusal"),
    [
        (b"", "a.xlsx", SheetEmpty),
        (b" \r\n", "a.csv", SheetEmpty),
        (b"\n\n,,\n", "a.csv", SheetEmpty),
        (b"%PDF-1.7 whatever", "a.xlsx", SheetWrongType),
        (b"\xff\xd8\xff\xe0 photo", "a.xlsx", SheetWrongType),
        (b"<html><table></table></html>", "a.xls", SheetWrongType),
        ("平台名称,依托单位\n".encode(), "a.xlsx", SheetWrongType),
        (b"\x00\x01\x02\x03", "a.csv", SheetWrongType),
        (b"a,b\xff\xff\n", "a.csv", SheetUnknownEncoding),
        (b'a,"b\nc,d\n', "a.csv", SheetDamaged),
        (b"a," * 70 + b"b\n", "a.csv", SheetTooManyColumns),
        (b"a\n" * (limits.ROWS + 1), "a.csv", SheetTooManyRows),
        (b"PK\x03\x04 and no more", "a.xlsx", SheetDamaged),
        (b"x" * (limits.UPLOAD_BYTES + 1), "a.csv", SheetTooLarge),
    ],
)
def test_what_is_no_sheet_is_refused_by_its_content(content, filename, refusal):
    """The content decides, whatever the name says, and the refusal has its sentence."""
    with pytest.raises(SheetError) as refused:
        read_workbook(content, filename)
    assert type(refused.value) is refusal
    assert say(refused.value.code, **refused.value.params)


@pytest.mark.parametrize("name", [XLSX, XLS, ODS])
@pytest.mark.parametrize("part", [0.02, 0.3, 0.7, 0.98])
def test_a_truncated_workbook_is_refused(sample, name, part):
    """A file cut off anywhere is damaged, never half read."""
    content = sample(name)
    with pytest.raises(SheetDamaged):
        read_workbook(content[: int(len(content) * part)], name)


def test_a_part_that_cannot_be_unpacked_is_damage(sample):
    """Flipped bits inside the rows are told as damage, not as something dangerous."""
    content = bytearray(sample(XLSX))
    with zipfile.ZipFile(BytesIO(content)) as package:
        rows = package.getinfo(SHEET)
    inside = rows.header_offset + 30 + len(SHEET) + 200
    for place in range(inside, inside + 40):
        content[place] ^= 0xFF
    with pytest.raises(SheetDamaged):
        read_workbook(bytes(content), XLSX)


@pytest.mark.parametrize("name", [XLSX, XLS, ODS])
def test_the_name_does_not_matter_for_a_workbook(sample, name):
    """A workbook behind any name is read as what it is."""
    assert len(read_workbook(sample(name), "sheet.csv")[0].rows) == 44


def test_another_zip_is_no_workbook():
    """A zip of something else is of the wrong type."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    with pytest.raises(SheetWrongType):
        read_workbook(stream.getvalue(), "a.xlsx")


def test_an_encrypted_xlsx_is_locked(sample):
    """Excel wraps an encrypted workbook into an OLE file with one telling stream."""
    name = "Workbook".encode("utf-16-le")
    telling = "EncryptedPackage".encode("utf-16-le")
    content = bytearray(sample(XLS))
    at = content.index(name + b"\x00" * 4)
    content[at : at + len(telling)] = telling
    content[at + 64 : at + 66] = struct.pack("<H", len(telling) + 2)
    with pytest.raises(SheetLocked):
        read_workbook(bytes(content), "a.xlsx")


def test_an_ole_file_without_workbook_is_no_sheet(sample):
    """An old Word document is an OLE file too."""
    content = sample(XLS).replace("Workbook".encode("utf-16-le"), "WordDocu".encode("utf-16-le"))
    with pytest.raises(SheetWrongType):
        read_workbook(content, "a.xls")


def test_an_encrypted_xls_is_locked(sample):
    """A FILEPASS record among the workbook's own means a password."""
    content = bytearray(sample(XLS))
    at = content.index(struct.pack("<HH", 0x0042, 2))  # the code page's record
    content[at : at + 2] = struct.pack("<H", 0x002F)
    with pytest.raises(SheetLocked):
        read_workbook(bytes(content), "a.xls")


def test_an_encrypted_ods_is_locked(sample):
    """An OpenDocument manifest names the encryption of its parts."""
    manifest = (
        b'<m:manifest xmlns:m="m"><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>'
    )
    with pytest.raises(SheetLocked):
        read_workbook(repacked(sample(ODS), **{"META-INF/manifest.xml": manifest}), "a.ods")


def test_an_entity_is_never_expanded(sample):
    """XML with a document type is refused before anything is read from it."""
    bomb = b'<!DOCTYPE b [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + one_sheet(
        '<row r="1"><c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row>'
    )
    with pytest.raises(SheetDamaged):
        read_workbook(repacked(sample(XLSX), sheet=bomb), "a.xlsx")


def test_a_part_that_stands_twice_is_refused(sample):
    """Two parts of one name could be read as two different sheets."""
    stream = BytesIO(sample(XLSX))
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr(SHEET.upper(), one_sheet(""))
    with pytest.raises(SheetDamaged):
        read_workbook(stream.getvalue(), "a.xlsx")


def test_a_zip_bomb_is_refused_by_what_it_claims(sample):
    """A sheet that says it unpacks to more than the limit is not unpacked."""
    content = repacked(sample(XLSX), sheet=b" " * (limits.UNPACKED_BYTES + 1))
    assert len(content) < limits.UPLOAD_BYTES
    with pytest.raises(SheetUnsafe):
        read_workbook(content, "a.xlsx")


def test_a_bomb_under_the_claim_dies_in_the_child(sample):
    """Ten million strings fit the unpacked limit and not the child's memory."""
    strings = b"<sst>" + b"<si><t>x</t></si>" * 10_000_000 + b"</sst>"
    content = repacked(sample(XLSX), **{"xl/sharedStrings.xml": strings})
    with pytest.raises(SheetUnsafe):
        read_workbook(content, "a.xlsx")


def test_one_cell_in_row_a_million_is_refused_by_name(sample):
    """A stray cell far below does not lay out a million rows."""
    stray = one_sheet('<row r="1000000"><c r="A1000000"><v>1</v></c></row>')
    with pytest.raises(SheetTooManyRows) as refused:
        read_workbook(repacked(sample(XLSX), sheet=stray), "a.xlsx")
    assert refused.value.params == {"sheet": "汇总表", "limit": limits.ROWS}


def test_the_last_column_there_is_is_refused_by_name(sample):
    """A cell in column XFD, the 16,384th, is beyond what is read."""
    stray = one_sheet('<row r="1"><c r="XFD1"><v>1</v></c></row>')
    with pytest.raises(SheetTooManyColumns):
        read_workbook(repacked(sample(XLSX), sheet=stray), "a.xlsx")


def test_formatted_empty_cells_far_away_do_no_harm(sample):
    """Cells with a format and no content reach far in many files and hold nothing."""
    with zipfile.ZipFile(BytesIO(sample(XLSX))) as archive:
        sheet = archive.read(SHEET)
    far = b'<row r="900000"><c r="XFD900000" s="0"/></row></sheetData>'
    content = repacked(sample(XLSX), sheet=sheet.replace(b"</sheetData>", far))
    assert len(read_workbook(content, "a.xlsx")[0].rows) == 44


@pytest.mark.parametrize("reference", ["A0B", "1A", "=A1", "AAAA1"])
def test_a_cell_in_no_place_is_refused(sample, reference):
    """A place that cannot be read is damage, not the next free cell."""
    sheet = one_sheet(f'<row r="1"><c r="{reference}"><v>1</v></c></row>')
    with pytest.raises(SheetDamaged):
        read_workbook(repacked(sample(XLSX), sheet=sheet), "a.xlsx")


def test_repeated_formula_cells_in_ods_are_bounded(sample):
    """A formula repeated a billion times over is refused, not written out."""
    with zipfile.ZipFile(BytesIO(sample(ODS))) as archive:
        content = archive.read("content.xml").decode()
    cell = '<table:table-cell table:formula="of:=1" table:number-columns-repeated="16384"/>'
    row = f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>'
    at = re.search(r"</table:table>", content).start()
    bomb = repacked(sample(ODS), **{"content.xml": (content[:at] + row + content[at:]).encode()})
    with pytest.raises((SheetUnsafe, SheetTooManyRows)):
        read_workbook(bomb, "a.ods")
