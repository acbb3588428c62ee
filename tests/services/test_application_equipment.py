"""The equipment table on the desk: by hand, pasted, from files; bad rows kept, none lost."""

from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook

from registry.documents.applications import Application
from registry.encryption import Vault, made_key
from registry.errors import Invalid, NotFound
from registry.forms import application_form
from registry.law import rulebook
from registry.permissions import Actor, Role
from registry.services import application_equipment as desk
from registry.services.application_drafts import ApplicationMoved, NotEditable, SectionNotReturned
from registry.services.application_equipment import RowsTyped, SheetRows
from registry.sheets.refusals import SheetWrongType
from tests.application_makers import an_application
from tests.application_papers import row, rows

NUMBER = "SB-330000-2026-0001"
HEADINGS = ["序号", "设备名称", "型号", "数量", "原值（万元）", "国产/进口", "购置年份"]


@pytest.fixture
def acting(database: None, at: datetime) -> dict[str, Any]:
    """The host's operator, with a draft on record."""
    an_application(NUMBER, state="draft", version=0, period="", submitted_at=None)
    operator = Actor(account="op-1", name="高远", role=Role.HOST_OPERATOR, host="host-1")
    return {"by": operator, "at": at, "rulebook": rulebook(), "vault": Vault([made_key()])}


@pytest.fixture
def save(acting: dict[str, Any]) -> Callable[..., Any]:
    """``save(rows, revision, start, count) -> OpenApplication``."""
    return lambda *typed: desk.save_rows(NUMBER, RowsTyped(*typed), **acting)


def kept() -> list[dict[str, str]]:
    """The rows on record."""
    return [dict(one) for one in Application.objects.get(number=NUMBER).equipment]


def workbook(*lines: list[object]) -> bytes:
    """An xlsx file with a title row, the headings and these lines."""
    book = Workbook()
    book.active.append(["设备要素表"])
    book.active.append(HEADINGS)
    for line in lines:
        book.active.append(line)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_rows_are_kept_as_typed_and_summed(save):
    """Good and bad rows stay; sum, pieces and bad rows are noted on the record."""
    opened = save([*rows(), row(quantity="很多", value="600万")], 1)
    assert [one["quantity"] for one in kept()] == ["2", "1", "很多"]
    noted = opened.application.equipment_sum
    assert (noted.count, noted.total.to_decimal(), noted.pieces, noted.bad) == (3, 1600, 3, 1)
    assert {one.row for one in opened.judged.findings if one.row} == {3}
    assert len(opened.rows) == 3


def test_part_of_the_table_is_replaced(save):
    """A page of rows takes the place of its own rows alone; without a count, of all that follow."""
    save([row(name=f"设备{n}") for n in range(5)], 1)
    save([row(name="新一"), row(name="新二")], 2, 1, 2)
    assert [one["name"] for one in kept()] == ["设备0", "新一", "新二", "设备3", "设备4"]
    save([row(name="末")], 3, 2)
    assert [one["name"] for one in kept()] == ["设备0", "新一", "末"]


def test_the_same_rows_again_change_nothing(save):
    """No new revision without a change; on an old revision nothing is overwritten."""
    assert save(rows(), 1).application.revision == 2
    assert save(rows(), 2).application.revision == 2
    with pytest.raises(ApplicationMoved):
        save([], 1)


@pytest.mark.parametrize("bad", [[{"nothing": "1"}], [row(name="长" * 2001)], [row()] * 2001])
def test_what_the_table_does_not_take_is_refused_whole(save, bad):
    """Unknown columns, endless cells, too many rows: nothing is changed."""
    save(rows(), 1)
    with pytest.raises(Invalid):
        save(bad, 2)
    assert kept() == rows()


def test_a_sheet_is_pasted(acting):
    """Header recognised, columns anywhere; added to what is there or in its place."""
    text = "数量\t设备名称\t原值（元）\t存放地\n2\t加工中心\t6000000\t一楼\n合计\t\t6000000\t\n"
    taken = desk.take_rows(NUMBER, SheetRows(1, text=text), **acting)
    assert (taken.read.headed, taken.read.passed_over, taken.read.sums) == (True, ("存放地",), 1)
    assert kept()[0]["value"] == "6000000元"
    assert taken.opened.judged.equipment.total == 600
    desk.take_rows(NUMBER, SheetRows(2, text=text, added=True), **acting)
    assert len(kept()) == 2


@pytest.mark.parametrize(
    ("sheet", "field"),
    [
        (SheetRows(1, text=" \n"), "text"),
        (SheetRows(1, text="长" * 1_000_001), "text"),
        (SheetRows(1, content=workbook(), filename="表.xlsx"), "file"),
        (SheetRows(1, content=b"hello", filename="表.csv"), "file"),
        (SheetRows(1, text="甲\tA\t1\t5"), "text"),
    ],
)
def test_a_sheet_without_rows_is_refused(acting, sheet, field):
    """Nothing that looks like a row, or far too much: said at its field, nothing changed."""
    with pytest.raises(Invalid) as refused:
        desk.take_rows(NUMBER, sheet, **acting)
    assert list(refused.value.fields) == [field]
    assert kept() == []


def test_a_workbook_of_hundreds_of_rows_is_taken(acting):
    """Read in the confined reader; bad rows are told by their number in the table."""
    lines = [[n, f"设备{n}", "", 1, 2.5, "国产", 2020] for n in range(1, 501)]
    lines[7][3] = "=A1+1"
    content = workbook(*lines)
    taken = desk.take_rows(NUMBER, SheetRows(1, content=content, filename="表.xlsx"), **acting)
    assert len(kept()) == 500
    assert taken.opened.judged.equipment.total == 1250
    assert {one.row for one in taken.opened.judged.findings if one.row} == {8}
    assert kept()[7]["quantity"].startswith("=")


def test_a_file_that_is_no_sheet_is_refused(acting):
    """A PDF is told as what it is; nothing is changed."""
    with pytest.raises(SheetWrongType):
        desk.take_rows(NUMBER, SheetRows(1, content=b"%PDF-1.7 x", filename="表.xlsx"), **acting)
    assert kept() == []


def test_a_csv_of_an_office_is_taken(acting):
    """GB18030 with commas, as WPS saves it."""
    content = "名称,数量,原值（万元）,国产或进口,购置年份\n离心机,1,12.5,进口,2021\n".encode(
        "gb18030"
    )
    desk.take_rows(NUMBER, SheetRows(1, content=content, filename="表.csv"), **acting)
    assert (kept()[0]["name"], kept()[0]["origin"]) == ("离心机", "进口")


@pytest.mark.parametrize(
    ("state", "returned", "refusal"),
    [("frozen", [], NotEditable), ("returned", ["plan"], SectionNotReturned)],
)
def test_a_locked_table_takes_nothing(acting, save, state, returned, refusal):
    """Frozen, or returned without the table: neither typed nor pasted."""
    sections = [{"section": one, "reason": "x"} for one in returned]
    Application.objects(number=NUMBER).update(
        __raw__={"$set": {"state": state, "returned": sections}}
    )  # fmt: skip - one command
    with pytest.raises(refusal):
        save(rows(), 1)
    with pytest.raises(refusal):
        desk.take_rows(NUMBER, SheetRows(1, text="名称\t数量\t原值\n甲\t1\t1"), **acting)


def test_another_host_s_table_is_not_there(acting):
    """Neither by hand nor by sheet."""
    other = Actor(account="op-2", name="别人", role=Role.HOST_OPERATOR, host="host-2")
    foreign = {**acting, "by": other}
    with pytest.raises(NotFound):
        desk.save_rows(NUMBER, RowsTyped(rows(), 1), **foreign)
    with pytest.raises(NotFound):
        desk.take_rows(NUMBER, SheetRows(1, text="名称\t数量\t原值\n甲\t1\t1"), **foreign)


def test_every_row_has_every_column(acting):
    """What a sheet left out is blank, so that all rows are alike."""
    desk.take_rows(NUMBER, SheetRows(1, text="名称\t数量\t原值\n甲\t1\t1"), **acting)
    assert kept()[0].keys() == {one.key for one in application_form().equipment.columns}
