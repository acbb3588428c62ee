"""Where things stand on a sheet: found by what they say, wherever offices put them."""

from decimal import Decimal

import pytest

from registry.policy.vocabulary import Severity
from registry.sheets.layout import heading
from registry.sheets.refusals import SheetHeaderMissing


def test_columns_stand_in_any_order(check, book, header, changed):
    """The same sheet with its columns turned round gives the same values."""
    content = book([header[::-1], changed()[::-1]])
    checked = check(content)
    assert checked.findings == ()
    assert checked.rows[0].values["equipment_value"] == Decimal("7985.22")
    assert checked.rows[0].columns["platform_name"] == "L"


def test_the_header_stands_anywhere(check, book, header, changed):
    """Empty rows, titles and empty columns before the header keep the file's own numbers."""
    rows = [[], ["附件1"], [], [None, None, *header], [None, None, *changed()]]
    checked = check(book(rows))
    assert [row.number for row in checked.rows] == [5]
    assert checked.rows[0].columns["platform_name"] == "D"
    assert checked.findings == ()


@pytest.mark.parametrize(
    ("cell", "name", "unit"),
    [
        ("设备原值（万元）", "设备原值", "万元"),
        ("设备原值\n(万元)", "设备原值", "万元"),
        (" 设 备 原 值 ", "设备原值", ""),
        ("*设备原值【万元】", "设备原值【万元】", ""),
        ("专职人员（人）*", "专职人员", "人"),
        ("统一社会信用代码（18位）", "统一社会信用代码", ""),
        (12, "", ""),
    ],
)
def test_a_heading_gives_name_and_unit(cell, name, unit):
    """Spaces, breaks, stars and brackets of either width make no other heading."""
    assert heading(cell) == (name, unit)


@pytest.mark.parametrize("spelling", ["设备原值/万元", "中试设备原值（万元）", "设备原值：万元"])
def test_other_spellings_of_a_heading_are_known(told, book, header, changed, spelling):
    """A unit after a stroke or a colon, or a longer name, is the same column."""
    assert told(book([[*header[:7], spelling, *header[8:]], changed()])) == []


def test_a_column_of_yuan_is_converted_and_told(check, book, header, changed):
    """元 in the heading turns the whole column into 万元, with one note."""
    content = book([[*header[:7], "设备原值（元）", *header[8:]], changed(H=12000000)])
    checked = check(content)
    assert checked.rows[0].values["equipment_value"] == Decimal(1200)
    assert [(one.code, one.severity) for one in checked.findings] == [
        ("unit_converted", Severity.NOTE)
    ]


def test_a_unit_row_above_counts_where_headings_are_silent(check, book, header, changed):
    """单位：元 above the table holds for money columns whose heading names no unit."""
    bare = [str(name).partition("（")[0] for name in header]
    content = book(
        [["填报单位：广东省工业和信息化厅 单位：元"], bare, changed(H=12000000, J=20000000)]
    )
    checked = check(content)
    assert checked.rows[0].values["service_income"] == Decimal(2000)
    assert {one.code for one in checked.findings} == {"unit_converted"}


def test_a_heading_against_the_unit_row_asks_back(told, book, header, changed):
    """Where heading and unit row differ the heading holds, and the sheet is asked back."""
    assert told(book([["单位：元"], header, changed()])) == [
        (2, "H", "unit_conflict"),
        (2, "J", "unit_conflict"),
    ]


def test_a_unit_row_below_the_header_belongs_to_it(check, book, header, changed):
    """A row of nothing but units right below the headings is no platform."""
    bare = [str(name).partition("（")[0] for name in header]
    units = ["", "", "", "", "", "", "", "（万元）", "（人）", "（元）", "（家）"]
    checked = check(book([bare, units, changed(J=20000000)]))
    assert [row.number for row in checked.rows] == [3]
    assert checked.rows[0].values["service_income"] == Decimal(2000)


def test_a_row_that_groups_headings_is_passed_over(check, book, header, changed):
    """A group row that happens to repeat some headings is not the header."""
    group = ["序号", "平台名称", "依托单位", "统一社会信用代码", "基本情况", "", "", "指标"]
    checked = check(book([group, header, changed()]))
    assert [row.number for row in checked.rows] == [3]


@pytest.mark.parametrize(
    "line",
    [
        ["合计", "", "", "", "", "", "", 99999, 200],
        ["", "小 计", "", "", "", "", "", 99999],
        ["总计（1家）", "", "", "", "", "", "", 99999],
        ["", "", "", "", "", "", "合计：", 99999],
        ["填表人：张三", "", "", "日期：2026年12月28日"],
        ["日期：2026年12月28日"],
        ["填报单位（盖章）："],
        ["备注：以上均已核实"],
        [2],
        ["", "  ", "\n"],
    ],
)
def test_what_is_no_platform_is_left_out(check, book, header, changed, line):
    """Sums, footers, rows numbered in advance and empty rows are no platforms."""
    checked = check(book([header, changed(), line, changed(B="另一平台")]))
    assert [row.number for row in checked.rows] == [2, 4]
    assert checked.findings == ()


def test_the_header_may_stand_again(check, book, header, changed):
    """A header repeated for each printed page is no platform."""
    checked = check(book([header, changed(), header, changed(B="另一平台")]))
    assert [row.number for row in checked.rows] == [2, 4]


def test_a_loose_text_is_told(told, book, header, changed):
    """A row of one text that is no footer is left out, and said to be."""
    assert told(book([header, ["一、装备制造"], changed()])) == [(2, "", "row_not_read")]


def test_a_platform_called_total_is_a_platform(check, book, header, changed):
    """A row with host and credit code is a platform whatever its name begins with."""
    checked = check(book([header, changed(B="合计检测平台")]))
    assert len(checked.rows) == 1


def test_a_missing_column_blocks_once(check, book, header, changed):
    """A missing column is one finding on the header, not one on each row."""
    content = book([header[:11], changed()[:11]])
    (finding,) = check(content).findings
    assert (finding.row, finding.code, finding.severity, finding.wanted) == (
        1,
        "column_missing",
        Severity.BLOCKING,
        "审核意见",
    )
    assert "平台名称" in finding.read


def test_columns_not_wanted_and_columns_twice_are_told(told, book, header, changed):
    """A strange column is a note, a doubled one a warning; neither is read."""
    content = book([[*header, "联系人", "平台名称"], [*changed(), "张三", "另名"]])
    assert told(content) == [(1, "N", "column_not_read"), (1, "O", "column_twice")]


def test_the_sheet_with_the_header_is_chosen(told, book, header, changed):
    """The sheet with the header is read; a note says which where it is not the first."""
    content = book(说明=[["填写说明"]], 数据=[header, changed()])
    assert told(content) == [(1, "", "sheet_chosen")]
    assert told(book(数据=[header, changed()], 说明=[["填写说明"]])) == []


def test_a_second_sheet_with_a_header_is_not_lost_silently(told, book, header, changed):
    """Two sheets with a header: the first is read and the second asked back."""
    content = book(甲=[header, changed()], 乙=[header, changed()])
    assert told(content) == [(1, "", "sheets_not_read")]


def test_a_table_without_platforms_blocks(told, book, header):
    """A header with nothing below asks for platforms."""
    assert told(book([header])) == [(1, "", "sheet_without_rows")]


def test_no_header_is_refused_with_what_was_read(check, book):
    """Without a header nothing is guessed: the refusal names what was read and is wanted."""
    with pytest.raises(SheetHeaderMissing) as refused:
        check(book([["姓名", "电话"], ["张三", "1"]]))
    assert "姓名" in refused.value.params["read"]
    assert "审核意见" in refused.value.params["wanted"]


def test_a_platform_with_gaps_is_not_taken_for_a_sum(told, book, header, changed):
    """A row without host and code but with much else stays a platform and is asked back."""
    gaps = changed(C="", D="", G="汇总")
    assert told(book([header, gaps])) == [
        (2, "C", "cell_missing"),
        (2, "D", "cell_missing"),
        (2, "G", "direction_unknown"),
    ]
