"""One cell: what it is read as, and what is asked back."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.policy.vocabulary import Opinion
from registry.sheets.cells import Cell, read_cell, show, tidy
from registry.sheets.forms import load_form
from registry.sheets.writing import looks_like_formula

FORM = load_form()


def reading(key: str, raw: object, unit: str = "", formula: str = ""):
    """Read one cell of a column."""
    return read_cell(Cell(raw, FORM.column(key), formula, unit), FORM)


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (7985.22, "7985.22"),
        (0.1 + 0.2, "0.3"),
        (1200, "1200"),
        (0, "0"),
        ("7985.22", "7985.22"),
        ("１，２００", "1200"),
        ("１２００．５", "1200.5"),
        ("1,350万", "1350"),
        ("1,200,000.50 万元", "1200000.5"),
        ("12000000元", "1200"),
        ("1.2亿", "12000"),
        ("￥3，000万元", "3000"),
        (" 1 350 ", "1350"),
        ("1350\n", "1350"),
    ],
)
def test_money_is_read_as_written(raw, value):
    """Figures in full width, with separators and units, become exact decimals in 万元."""
    assert reading("equipment_value", raw).value == Decimal(value)


@pytest.mark.parametrize("raw", ["1200", "1200.50", 1200, 1200.5])
def test_a_plain_figure_needs_no_note(raw):
    """A number stored as text reads as it stands, so nothing is told."""
    assert reading("equipment_value", raw).code == ""


@pytest.mark.parametrize("raw", ["１２００", "1,350", "1350万", "1350 ", "￥1350"])
def test_what_was_normalised_is_told(raw):
    """A note shows what stood there and what it was read as."""
    found = reading("equipment_value", raw)
    assert (found.code, found.read) == ("cell_normalised", show(raw))


@pytest.mark.parametrize(
    ("key", "raw", "code"),
    [
        ("equipment_value", "约1200", "not_a_number"),
        ("equipment_value", "1200以上", "not_a_number"),
        ("equipment_value", "12,00", "not_a_number"),
        ("equipment_value", "1.2.3", "not_a_number"),
        ("equipment_value", "12²", "not_a_number"),
        ("equipment_value", "1e9", "not_a_number"),
        ("equipment_value", "2026-12-28", "not_a_number"),
        ("equipment_value", True, "not_a_number"),
        ("equipment_value", float("inf"), "not_a_number"),
        ("equipment_value", -1, "negative_figure"),
        ("equipment_value", "-1万", "negative_figure"),
        ("equipment_value", 1e15, "figure_too_large"),
        ("equipment_value", 12000000.0, "figure_looks_like_yuan"),
        ("equipment_value", "", "cell_missing"),
        ("equipment_value", " — ", "cell_missing"),
        ("full_time_staff", "十二", "not_a_number"),
        ("full_time_staff", 4.5, "not_whole"),
        ("full_time_staff", "12万", "not_a_number"),
        ("full_time_staff", -3, "negative_figure"),
        ("full_time_staff", 100000, "figure_unlikely"),
        ("credit_code", "91440100MAXW11XWU8", "credit_code_check_digit"),
        ("credit_code", "9144010", "credit_code_length"),
        ("credit_code", "91440100MAXW11XWUO", "credit_code_signs"),
        ("credit_code", 9.144e17, "credit_code_as_number"),
        ("credit_code", "", "cell_missing"),
        ("platform_name", "=1+1", "cell_formula"),
        ("platform_name", "\t=1+1", "cell_formula"),
        ("platform_name", "＝HYPERLINK(1)", "cell_formula"),
        ("platform_name", "@SUM(A1)", "cell_formula"),
        ("platform_name", "+cmd|' /C calc'!A0", "cell_formula"),
        ("platform_name", "\u200b=1+1", "cell_formula"),
        ("platform_name", "甲" * 501, "text_too_long"),
        ("platform_name", "\u200b", "cell_missing"),
        ("remarks", "-2+3", "cell_formula"),
    ],
)
def test_what_cannot_be_read_for_certain_is_asked_back(key, raw, code):
    """Nothing is guessed: the cell gets one finding that says why."""
    assert reading(key, raw).code == code


@pytest.mark.parametrize(("key", "raw"), [("remarks", ""), ("remarks", "-"), ("serial", "=ROW()")])
def test_what_need_not_be_there_is_silent(key, raw):
    """Blank remarks and whatever stands under 序号 give nothing."""
    assert reading(key, raw).code == ""


def test_a_formula_cell_is_never_read():
    """Whatever a formula shows, its cell is asked back and has no value."""
    found = reading("equipment_value", 1500.0, formula="=1000+500")
    assert (found.value, found.code, found.read) == (None, "cell_formula", "=1000+500")


def test_a_columns_unit_holds_unless_the_cell_names_its_own():
    """In a column of 元 a bare figure is divided; 1200万 beside it is not."""
    assert reading("equipment_value", 12000000, unit="元").value == Decimal(1200)
    assert reading("equipment_value", "1200万", unit="元").value == Decimal(1200)


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("珠海瑞和科技有限公司\n（牵头）", "珠海瑞和科技有限公司"),
        ("珠海 瑞和\u3000科技有限公司", "珠海瑞和科技有限公司"),
        ("珠海瑞和（集团）有限公司", "珠海瑞和（集团）有限公司"),
        ("某某大学（北京）", "某某大学（北京）"),
        ("ＡＢＣ Robotics 有限公司", "ABC Robotics有限公司"),
        ("瑞和\u200b科技", "瑞和科技"),
    ],
)
def test_a_name_is_tidied_and_kept(raw, value):
    """Stray spaces, breaks and a remark in brackets go; brackets of the name stay as they are."""
    assert reading("host_name", raw).value == value


@pytest.mark.parametrize(
    "raw",
    [
        " 91440100mamk04n8ab ",
        "91440100-MAMK04N8AB",
        "９１４４０１００MAMK04N8AB",
        "91440100 MAMK04N8AB",
    ],
)
def test_a_credit_code_is_read_through_spaces_width_and_case(raw):
    """Lower case, spaces, strokes and full width are normalised and told."""
    found = reading("credit_code", raw)
    assert (found.value, found.code) == ("91440100MAMK04N8AB", "cell_normalised")


@pytest.mark.parametrize(
    ("raw", "opinion"),
    [
        ("同意", Opinion.APPROVED),
        ("同意推荐。", Opinion.APPROVED),
        ("通 过", Opinion.APPROVED),
        ("不同意", Opinion.NOT_APPROVED),
        ("不推荐", Opinion.NOT_APPROVED),
        ("暂缓", Opinion.DEFERRED),
        ("待定", Opinion.UNKNOWN),
        ("不太同意", Opinion.UNKNOWN),
        ("同意不推荐", Opinion.UNKNOWN),
    ],
)
def test_only_whole_words_decide(raw, opinion):
    """Only the listed words are opinions; a sentence around them is not read (ruling 13)."""
    assert reading("opinion", raw).value is opinion


def test_a_blank_opinion_is_left_to_the_ruling():
    """A blank opinion is no missing cell: judging blocks it once."""
    assert (reading("opinion", "").value, reading("opinion", "").code) == (None, "")


def test_a_raw_value_is_shown_on_one_line():
    """Whole floats lose their .0, breaks become a sign, control signs go."""
    shown = [show(raw) for raw in (12000000.0, 7985.22, True, False, "甲\r\n乙\x00")]
    assert shown == ["12000000", "7985.22", "TRUE", "FALSE", "甲⏎乙"]
    assert tidy("a  b") == "a b"


@given(
    st.sampled_from([column.key for column in FORM.columns]),
    st.text() | st.floats() | st.integers() | st.booleans(),
)
def test_no_cell_brings_the_reading_down(key, raw):
    """Whatever stands in a cell, it is read or asked back, and nothing read is like a formula."""
    found = reading(key, raw)
    assert found.value is None or found.code in {
        "",
        "cell_normalised",
        "figure_looks_like_yuan",
        "figure_unlikely",
    }
    assert not (isinstance(found.value, str) and looks_like_formula(found.value))


@given(st.text())
def test_tidying_twice_changes_nothing(text):
    """A tidied text is tidy."""
    assert tidy(tidy(text)) == tidy(text)
