"""Workbooks made to harm: each is refused in words or read, within the child's limits."""

from collections.abc import Callable, Iterator

import pytest

from registry.clock import stopwatch
from registry.messages import say
from registry.policy.vocabulary import Severity
from registry.sheets import limits
from registry.sheets.checking import CheckedSheet
from registry.sheets.reading import read_workbook
from registry.sheets.refusals import SheetError
from tests.sheets.hostile_books import ODS, READ, REFUSED, XLS, XLSX, repacked, with_in_sheet
from tests.watching import Child, watched


@pytest.fixture(autouse=True)
def children() -> Iterator[list[Child]]:
    """Whatever comes, a child ends in time, under its cap, and wants nothing it may not have."""
    with watched() as seen:
        yield seen
    for child in seen:
        assert child.peak_mb <= limits.MEMORY_BYTES // 2**20, child
        assert child.seconds < limits.WALL_SECONDS + 10, child
        assert child.fault == "", child


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_made_to_harm_is_refused(name: str) -> None:
    """Each has its refusal, and the refusal its Chinese sentence."""
    make, codes = REFUSED[name]
    content = make()
    with pytest.raises(SheetError) as refused:
        read_workbook(content, "汇总表.xlsx" if content.startswith(b"PK") else "汇总表.csv")
    assert refused.value.code in codes
    assert say(refused.value.code, **refused.value.params).endswith("。")


@pytest.mark.parametrize("name", READ)
def test_what_is_passed_over_does_no_harm(name: str) -> None:
    """What no reader follows, fetches or lays out leaves the rows as they are."""
    (grid,) = read_workbook(READ[name](), "汇总表.xlsx")
    assert (len(grid.rows), grid.formulas) == (44, {})


_BRINGING_MACROS = {
    "xlsx": lambda: repacked(XLSX, {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"}),
    "ods": lambda: repacked(ODS, {"Basic/script-lc.xml": b"<a/>"}),
    "xls": lambda: XLS + "_VBA_PROJECT_CUR".encode("utf-16-le"),
}


@pytest.mark.parametrize("kind", _BRINGING_MACROS)
def test_macros_are_told_and_left(check: Callable[..., CheckedSheet], kind: str) -> None:
    """A workbook with macros is read like any other, with one note that they did not run."""
    checked = check(_BRINGING_MACROS[kind](), f"a.{kind}", "330000")
    assert len(checked.rows) == 40
    (finding,) = checked.findings
    assert (finding.code, finding.severity) == ("sheet_macros_not_run", Severity.NOTE)


def test_a_command_to_another_program_is_told_as_a_formula() -> None:
    """DDE and links to other files stand in formulas: told as text, evaluated by nobody."""
    dde = b"cmd|'/C calc'!A0"
    content = with_in_sheet(
        b"</sheetData>",
        b'<row r="50"><c r="B50"><f>' + dde + b"</f><v>1</v></c>"
        b'<c r="C50"><f>[1]Sheet1!A1</f><v>2</v></c></row>',
    )
    (grid,) = read_workbook(content, "a.xlsx")
    assert grid.formulas == {(50, 2): f"={dde.decode()}", (50, 3): "=[1]Sheet1!A1"}


def test_long_lines_cost_no_time(
    check: Callable[..., CheckedSheet], book: Callable[..., bytes], header: list[object],
    changed: Callable[..., list[object]],
) -> None:  # fmt: skip
    """Texts made to send an expression back and forth, above and in the table, take no minutes."""
    worst = ("中试平台" * 900, "(" * 3900, "填报单位:" * 700, "9," * 1900, " \u3000（" * 900)
    rows = [[text] for text in worst * 40]
    rows += [header, *(changed(B=text, C=text, H=text, L=text) for text in worst * 40)]
    began = stopwatch()
    assert len(check(book(rows)).rows) == 200
    assert stopwatch() - began < 60
