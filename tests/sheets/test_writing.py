"""Tables out: the template, and texts that stay texts."""

from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook

from registry.sheets.forms import load_form
from registry.sheets.template import sheet_template
from registry.sheets.writing import OutColumn, looks_like_formula, plain_text, write_table


def cells(content: bytes):
    """Return the first sheet of an xlsx."""
    return load_workbook(BytesIO(content)).worksheets[0]


@pytest.mark.parametrize(
    "text", ["=1+1", "+1+1", "-1+1", "@SUM(A1)", " =1", "\t=1", "＝1", "'=1", "-cmd|' /C calc'!A0"]
)
def test_a_text_like_a_formula_is_written_as_text(text):
    """What a program could take for a formula goes out as text and stays text when edited."""
    assert looks_like_formula(text)
    cell = cells(write_table("表", [OutColumn("名称")], [[text]]))["A3"]
    assert (cell.data_type, cell.quotePrefix) == ("s", True)


@pytest.mark.parametrize("text", ["-3", "+1,350.5万", "-", "——", "5%", "平台", "", "a=b"])
def test_figures_and_strokes_are_no_formulas(text):
    """A negative number or a stroke for nothing is left alone."""
    assert not looks_like_formula(text)


def test_a_table_keeps_numbers_and_drops_control_signs():
    """Numbers stay numbers; signs that XML cannot hold are left out."""
    content = write_table(
        "a/b[c]", [OutColumn("甲"), OutColumn("乙", 30)], [[Decimal("1.5"), "x\x00y"]]
    )
    sheet = cells(content)
    assert [cell.value for cell in sheet[3]] == [1.5, "xy"]
    assert sheet.title == "abc"
    assert plain_text("a\nb\x0b") == "a\nb"


def test_the_template_reads_back_as_the_form(check):
    """Every column of the template is known, and an empty template asks for platforms."""
    content = sheet_template(load_form(), whose="广东省", period="2026年下半年")
    checked = check(content)
    assert {one.code for one in checked.findings} == {"sheet_without_rows"}
    assert checked.sheet.layout.columns.keys() == {column.key for column in load_form().columns}
    sheet = cells(content)
    assert sheet["D4"].number_format == "@"
    assert sheet["A1"].value == "广东省储备中试平台汇总表（2026年下半年）"


def test_a_filled_template_is_clean(check, changed):
    """A row typed into the template passes."""
    book = load_workbook(BytesIO(sheet_template(load_form())))
    for position, value in enumerate(changed(), start=1):
        book.worksheets[0].cell(4, position).value = value
    stream = BytesIO()
    book.save(stream)
    assert check(stream.getvalue()).findings == ()
