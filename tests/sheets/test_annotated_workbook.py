"""The uploader's own workbook back: marked at its cells, findings first, all else untouched."""

from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill

from registry.sheets.annotated_workbook import annotated_workbook
from registry.sheets.marking import AUTHOR, only_counts

ABOUT = "检查结果（系统生成；改好后可直接再上传，这一页和批注不会读取）"


@pytest.fixture
def own(header, changed):
    """A workbook with extra columns, formats, a second sheet, a note and three formulas."""
    book = Workbook()
    sheet = book.active
    sheet.title = "我的'表"
    sheet.append([*header, "联系人"])
    sheet.append([*changed(), "张三"])
    sheet.append([*changed(B="广州乙基地", I=3, D="91440800MAETQGDM03"), "=SUM(H2:H3)"])
    sheet["N2"].font = Font(italic=True)
    sheet["N2"].fill = PatternFill("solid", start_color="00FF00")
    sheet["I3"].comment = Comment("请核对", "李四")
    sheet["O3"] = '=WEBSERVICE("http://example.org")'
    sheet.column_dimensions["N"].width = 33
    sheet.conditional_formatting  # noqa: B018 - it is there
    other = book.create_sheet("草稿")
    other["A1"] = "=cmd|' /C calc'!A0"
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def marked(check, content, filename="a.xlsx"):
    """Return the marked workbook of a file, opened, and its bytes."""
    checked = check(content, filename)
    out = annotated_workbook(
        content, filename, checked.findings, sheet=checked.grid.sheet, rows=len(checked.rows)
    )
    return load_workbook(BytesIO(out)), out


def test_cells_are_coloured_and_noted(check, own):
    """The cell of a blocking finding is red with its sentence; an own note stays below it."""
    book, _ = marked(check, own)
    sheet = book["我的'表"]
    assert sheet["I3"].fill.start_color.rgb == "00F8D7DA"
    assert sheet["I3"].comment.author == AUTHOR
    assert "专职人员" in sheet["I3"].comment.text
    assert sheet["I3"].comment.text.endswith("请核对")
    assert sheet["D3"].comment.text.startswith("统一社会信用代码")
    assert sheet["I2"].comment is None


def test_what_is_not_spoken_of_stays_as_it_was(check, own):
    """Own columns, fonts, colours, widths and sums come back as they were sent."""
    book, _ = marked(check, own)
    sheet = book["我的'表"]
    assert (sheet["N1"].value, sheet["N2"].value, sheet["N3"].value) == (
        "联系人", "张三", "=SUM(H2:H3)",
    )  # fmt: skip
    assert sheet["N2"].font.italic
    assert sheet["N2"].fill.start_color.rgb == "0000FF00"
    assert sheet.column_dimensions["N"].width == 33
    assert book.sheetnames == ["检查结果", "我的'表", "草稿"]


def test_a_formula_that_could_do_more_than_count_comes_back_as_text(check, own):
    """Whoever opens the file runs nothing that its sender put there."""
    book, _ = marked(check, own)
    for cell in (book["我的'表"]["O3"], book["草稿"]["A1"]):
        assert (cell.data_type, cell.quotePrefix) == ("s", True)


@pytest.mark.parametrize(
    ("formula", "counts"),
    [
        ("=SUM(A1:A9)", True),
        ("=ROUND(A1*1.5,2)+$B$2", True),
        ("=A1/10000", True),
        ("=HYPERLINK(A1)", False),
        ("=SUM(WEBSERVICE(A1))", False),
        ("=cmd|' /C calc'!A0", False),
        ("=[1]Sheet1!A1", False),
        ('=IF(A1="x",1,2)', False),
        ("=_xlfn.SUM(A1)", False),
        (None, False),
    ],
)
def test_which_formulas_only_count(formula, counts):
    """Counting on one's own sheet with plain functions, and nothing else."""
    assert only_counts(formula) is counts


def test_the_first_page_lists_blocking_first_with_links(check, own):
    """Gravest first, like faults together, each line leads to its cell."""
    book, _ = marked(check, own)
    page = book.worksheets[0]
    assert (page["A1"].value, page["A2"].value) == (ABOUT, "程度")
    words = [page.cell(row, 1).value for row in range(3, page.max_row + 1)]
    assert words == sorted(words, key=("须修改", "请核对", "提示").index)
    assert words[0] == "须修改"
    links = {page.cell(row, 2).hyperlink.location for row in range(3, page.max_row + 1)}
    assert "'我的''表'!I3" in links


def test_it_can_be_sent_back_as_it_is(check, own):
    """The first page and the notes are not read: the same rows, the same findings."""
    first = check(own)
    _, out = marked(check, own)
    again = check(out)
    assert [(one.row, one.column, one.code) for one in again.findings] == [
        (one.row, one.column, one.code) for one in first.findings
    ]


def test_mended_and_sent_back_nothing_of_the_earlier_marks_is_left(check, own):
    """Our notes and colours go with the fault; the own note and colour stay."""
    book, _ = marked(check, own)
    sheet = book["我的'表"]
    sheet["I3"], sheet["D3"] = 30, "91440900MACT1MGCPU"
    sheet["C3"] = "广州乙有限公司"
    stream = BytesIO()
    book.save(stream)
    again, _ = marked(check, stream.getvalue())
    sheet = again["我的'表"]
    assert sheet["I3"].comment is None
    assert sheet["I3"].fill.fill_type is None
    assert sheet["N2"].fill.start_color.rgb == "0000FF00"
    assert again.sheetnames == ["检查结果", "我的'表", "草稿"]


@pytest.mark.parametrize("kind", ["xls", "ods", "csv"])
def test_other_kinds_come_back_as_a_marked_copy(check, sample, kind, header, changed):
    """What is no xlsx comes back as one, each row at its own number."""
    if kind == "csv":
        lines = [header, changed(I=3)]
        content = "\n".join(",".join(map(str, line)) for line in lines).encode("utf-8-sig")
    else:
        content = sample(f"clean_330000_2026H2.{kind}")
    book, _ = marked(check, content, f"a.{kind}")
    assert book.worksheets[0]["A1"].value == ABOUT
    if kind == "csv":
        assert book.worksheets[1]["I2"].comment.author == AUTHOR


def test_a_clean_sheet_says_so(check, book, header, changed):
    """Without a finding the first page says that nothing was found."""
    out, _ = marked(check, book([header, changed()]))
    assert out.worksheets[0]["C3"].value == "逐行检查完毕，没有发现问题。"


def test_a_workbook_that_openpyxl_stumbles_over_comes_back_as_a_copy(check, own):
    """What our reader reads and the marking child does not is copied instead of refused."""
    checked = check(own)
    out = annotated_workbook(own, "a.xlsx", checked.findings, sheet="没有这张", rows=2)
    book = load_workbook(BytesIO(out))
    assert book.sheetnames[0] == "检查结果"
    assert book.worksheets[1]["B3"].value == "广州乙基地"
    assert book.worksheets[1]["I3"].comment.author == AUTHOR


def test_no_formula_of_the_messy_sample_survives(check, sample):
    """The sample with a HYPERLINK formula in a platform's name."""
    book, _ = marked(check, sample("messy_440000_2026H2.xlsx"))
    cell = book.worksheets[1]["B21"]
    assert (cell.data_type, cell.value[:11]) == ("s", "=HYPERLINK(")
