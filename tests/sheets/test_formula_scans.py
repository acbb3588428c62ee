"""Formula cells are seen in every format, in the file's own places."""

import posixpath
import struct
import zipfile
from io import BytesIO

import pytest

from registry.sheets.reading import read_workbook
from registry.sheets.refusals import SheetDamaged, SheetEmpty
from tests.sheets.hostile_books import SHEET, XLSX, part, repacked

RELATIONS = "xl/_rels/workbook.xml.rels"
NUMBER, RK = 0x0203, 0x027E


def test_xlsx_cells_without_places_are_counted(sample):
    """Places may be left out in xlsx; cells then follow one another."""
    sheet = (
        '<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        "<x:sheetData><x:row/><x:row><x:c><x:v>1</x:v></x:c>"
        "<x:c><x:f>A1&amp;B1</x:f><x:v>2</x:v></x:c></x:row></x:sheetData></x:worksheet>"
    )
    stream = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(sample("clean_330000_2026H2.xlsx"))) as old,
        zipfile.ZipFile(stream, "w") as out,
    ):
        for name in old.namelist():
            out.writestr(name, sheet if name.endswith("sheet1.xml") else old.read(name))
    (grid,) = read_workbook(stream.getvalue(), "a.xlsx")
    assert grid.formulas == {(2, 2): "=A1&B1"}


def moved(target: str, kind: str) -> bytes:
    """Return the sample with a formula, its sheet in another place and called another kind."""
    sheet = part(XLSX, SHEET)
    place = sheet.index(b"<v>", sheet.index(b'r="H4"'))
    relations = part(XLSX, RELATIONS).replace(b"worksheets/sheet1.xml", target.encode())
    relations = relations.replace(b"relationships/worksheet", f"relationships/{kind}".encode())
    there = posixpath.normpath(posixpath.join("/xl", target.replace("\\", "/"))).lstrip("/")
    return repacked(
        XLSX,
        {there: sheet[:place] + b"<f>1+1</f>" + sheet[place:], RELATIONS: relations},
        leave_out=[SHEET],
    )


@pytest.mark.parametrize("folder", ["worksheets", "tables9", "chartsheets"])
def test_an_xlsx_formula_is_seen_wherever_its_sheet_lies(folder):
    """A part's folder hides nothing: cells are read from anywhere."""
    (grid,) = read_workbook(moved(f"{folder}/sheet1.xml", "worksheet"), "a.xlsx")
    assert grid.formulas == {(4, 8): "=1+1"}


@pytest.mark.parametrize(
    ("target", "kind"),
    [
        ("tables9/sheet1.xml", "chartsheet"),
        ("worksheets\\sheet1.xml", "worksheet"),
        ("/elsewhere/../xl/anything", "worksheet"),
    ],
)
def test_an_xlsx_sheet_whose_place_no_program_writes_is_not_read(target, kind):
    """What the reader of cells does not open is told as damaged or empty; no cell slips through."""
    with pytest.raises((SheetDamaged, SheetEmpty)):
        read_workbook(moved(target, kind), "a.xlsx")


def test_an_ods_formula_is_seen_with_its_text(sample):
    """The formula's attribute counts; the prefix of its language is left out."""
    stream = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(sample("clean_330000_2026H2.ods"))) as old,
        zipfile.ZipFile(stream, "w") as out,
    ):
        for name in old.namelist():
            data = old.read(name)
            if name == "content.xml":
                text = data.decode()
                at = text.rindex("<table:table-cell", 0, text.index("湖州博达特种钢中试基地"))
                cut = at + len("<table:table-cell")
                data = f'{text[:cut]} table:formula="of:=1+1"{text[cut:]}'.encode()
            out.writestr(name, data)
    (grid,) = read_workbook(stream.getvalue(), "a.ods")
    assert grid.formulas == {(4, 2): "=1+1"}


def with_formula(content: bytes) -> tuple[bytes, tuple[int, int]]:
    """Turn two number records that follow one another in an xls into one formula record."""
    heads = {struct.pack("<HH", kind, size): size for kind, size in ((RK, 10), (NUMBER, 14))}
    for first, size in heads.items():
        at = content.find(first)
        while at >= 0:
            following = content[at + 4 + size : at + 8 + size]
            if following in heads:
                return _formula_at(content, at, size + 4 + heads[following])
            at = content.find(first, at + 1)
    pytest.fail("the sample has no two numbers side by side")


def _formula_at(content: bytes, at: int, size: int) -> tuple[bytes, tuple[int, int]]:
    row, column, style = struct.unpack_from("<HHH", content, at + 4)
    left = size - 22
    tokens = b"\x1d\x01" + b"\x15" * (left - 2)  # TRUE, in as many brackets as there is room
    body = struct.pack("<HHHdHIH", row, column, style, 42.0, 0, 0, left) + tokens
    record = struct.pack("<HH", 0x0006, size) + body
    return content[:at] + record + content[at + len(record) :], (row + 1, column + 1)


def test_an_xls_formula_is_seen_in_its_place(sample):
    """A FORMULA record is found through the container; its text is not decoded."""
    content, place = with_formula(sample("clean_330000_2026H2.xls"))
    (grid,) = read_workbook(content, "a.xls")
    assert grid.formulas == {place: "=…"}
    assert grid.rows[place[0] - 1][place[1] - 1] == 42


def test_a_csv_formula_is_told(told, header, changed):
    """A CSV cell that begins like a formula counts as one; a negative number does not."""
    rows = [header, changed(M="=cmd|' /C calc'!A0"), changed(B="另一平台", K="-3")]
    content = "\n".join(",".join(map(str, row)) for row in rows).encode()
    assert told(content, "a.csv") == [
        (2, "M", "cell_formula"),
        (3, "K", "negative_figure"),
    ]
