"""Receiving a summary sheet: judged whole, staged once, nothing in the library."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from bson.decimal128 import Decimal128
from mongoengine.connection import get_db

from registry.clock import SHANGHAI
from registry.database import client
from registry.documents.ledger import LedgerEntry
from registry.documents.outbox import OutboxMessage
from registry.documents.platforms import Platform
from registry.documents.summary_sheets import SummarySheet, SummarySheetRow
from registry.errors import Invalid, NotAllowed, NotFound
from registry.permissions import Actor, Role
from registry.services.files import plain_name
from registry.services.summary_sheet_reading import list_sheets
from registry.services.summary_sheets import (
    Received,
    Upload,
    context_of,
    read_received,
)
from registry.services.windows import AdjustmentWindowClosed
from registry.sheets.checking import read_sheet
from registry.sheets.refusals import SheetError
from tests.application_makers import ready_for

SAMPLES = Path(__file__).parents[1] / "samples"
MakeSheet = Callable[..., bytes]
Receive = Callable[..., Received]


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_a_clean_sheet_is_staged(received: Receive, kind: str) -> None:
    """Each format is staged with its rows; nothing enters the library."""
    content = (SAMPLES / f"clean_330000_2026H2.{kind}").read_bytes()
    sheet = received(content, filename=f"浙江.{kind}").sheet
    assert (sheet.number, sheet.state, sheet.version) == ("330000-2026H2-01", "staged", 1)
    assert sheet.row_count == sheet.approved_rows == SummarySheetRow.objects.count()
    assert (sheet.blocking_rows, sheet.warning_rows) == (0, 0)
    assert Platform.objects.count() == 0


def test_fact_ledger_and_message_stand_together(received: Receive, make_sheet: MakeSheet) -> None:
    """A received sheet has its ledger entry with the digest, and a message to the authority."""
    sheet = received(make_sheet({})).sheet
    entry = LedgerEntry.objects.get(subject=f"summary_sheet:{sheet.number}")
    assert (entry.verb, entry.after["digest"]) == ("summary_sheet.receive", sheet.digest)
    assert OutboxMessage.objects.get().code == "notice_sheet_staged"


def test_a_sheet_with_a_blocking_row_is_kept_to_be_mended(
    received: Receive, make_sheet: MakeSheet
) -> None:
    """Blocking findings stage the sheet as needing mending, with its findings by row."""
    sheet = received(make_sheet({}, {"专职人员": "3"})).sheet
    assert (sheet.state, sheet.blocking_rows, sheet.approved_rows) == ("needs_mending", 1, 1)
    bad = SummarySheetRow.objects.get(sheet=sheet.number, worst="blocking")
    assert [one["code"] for one in bad.findings] == ["staff_below"]
    assert [one["row"] for one in sheet.groups[0]["examples"]] == [bad.row]


def test_a_fault_that_fills_a_column_is_told_five_times(
    received: Receive, make_sheet: MakeSheet
) -> None:
    """Five of seven like faults are kept whole, each with its own reading; two name their rows."""
    sheet = received(make_sheet(*({"专职人员": str(count % 5)} for count in range(7)))).sheet
    group = next(one for one in sheet.groups if one["examples"][0]["code"] == "staff_below")
    assert (group["count"], len(group["examples"]), len(group["rows"])) == (7, 5, 2)
    assert len({one["read"] for one in group["examples"]}) == 5


def test_the_same_file_twice_is_one_sheet(received: Receive, make_sheet: MakeSheet) -> None:
    """A repeated upload is answered with the first sheet, also after the window closed."""
    first = received(make_sheet({}))
    late = datetime(2027, 1, 20, 9, tzinfo=SHANGHAI)
    again = received(make_sheet({}), at=late, filename="别名.csv")
    assert (first.created, again.created) == (True, False)
    assert again.sheet.number == first.sheet.number
    assert SummarySheet.objects.count() == 1


def test_the_same_file_at_once_is_one_sheet(received: Receive, make_sheet: MakeSheet) -> None:
    """Four uploads of one file in the same moment stage one sheet."""
    content = make_sheet({}, {})
    ready_for(content)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: received(content, applied=False), range(4)))
    assert len({answer.sheet.number for answer in answers}) == 1
    assert sum(answer.created for answer in answers) == 1
    assert SummarySheet.objects.count() == 1
    assert SummarySheetRow.objects.count() == 2


@pytest.mark.parametrize(
    ("moment", "accepted"),
    [
        (datetime(2026, 12, 24, 23, 59, 59, tzinfo=SHANGHAI), False),
        (datetime(2026, 12, 25, tzinfo=SHANGHAI), True),
        (datetime(2026, 12, 27, 12, tzinfo=SHANGHAI), True),
        (datetime(2026, 12, 31, 23, 59, 59, tzinfo=SHANGHAI), True),
        (datetime(2027, 1, 1, tzinfo=SHANGHAI), False),
    ],
)
def test_upload_is_bound_by_the_five_days(
    received: Receive, make_sheet: MakeSheet, moment: datetime, *, accepted: bool
) -> None:
    """A sheet is taken from 00:00 of the first to 24:00 of the last day, and at no other time."""
    if accepted:
        assert received(make_sheet({}), at=moment).created
        return
    with pytest.raises(AdjustmentWindowClosed) as refused:
        received(make_sheet({}), at=moment)
    assert refused.value.clause == "二（五）"
    assert refused.value.params["days"] == "2026年12月25日 00:00 至 12月31日 24:00"
    following = "2026H2" if moment.year == 2026 else "2027H1"
    assert refused.value.params["next_period"] == following
    assert SummarySheet.objects.count() == 0


@pytest.mark.parametrize("period", ["2026Q4", "2026", "", "2026H3", "x" * 999])
def test_a_period_must_be_a_round(received: Receive, make_sheet: MakeSheet, period: str) -> None:
    """Anything but a half-year is refused, naming the field."""
    with pytest.raises(Invalid) as refused:
        received(make_sheet({}), period=period)
    assert "period" in refused.value.fields


def test_another_authority_is_not_there(received: Receive, make_sheet: MakeSheet) -> None:
    """Zhejiang cannot upload for Guangdong: the answer does not tell that it exists."""
    with pytest.raises(NotFound):
        received(make_sheet({}), authority="440000")


def test_the_ministry_uploads_nothing(
    received: Receive, make_sheet: MakeSheet, ministry: Actor
) -> None:
    """Only a province sends a summary sheet 二（二）."""
    with pytest.raises(NotAllowed):
        received(make_sheet({}), by=ministry)


def test_another_provinces_sheet_is_blocked(received: Receive) -> None:
    """Guangdong's file under Zhejiang's name needs mending and admits nothing."""
    content = (SAMPLES / "large_440000_2026H2.xlsx").read_bytes()
    sheet = received(content, filename="广东.xlsx").sheet
    assert (sheet.state, sheet.approved_rows) == ("needs_mending", 0)


def test_a_foreign_sheet_is_not_there(
    received: Receive, make_sheet: MakeSheet, reviewer: Actor, ministry: Actor
) -> None:
    """A sheet is read by its authority and the ministry; to another it does not exist."""
    number = received(make_sheet({})).sheet.number
    assert read_received(number, by=reviewer).number == number
    assert read_received(number, by=ministry).number == number
    stranger = Actor(account="s", name="江苏", role=reviewer.role, authority="320000")
    with pytest.raises(NotFound):
        read_received(number, by=stranger)
    assert list_sheets(by=stranger, limit=9) == ([], [])
    with pytest.raises(NotFound):
        list_sheets(by=replace(stranger, authority=""), limit=9)


@pytest.mark.parametrize(
    "content",
    [b"", b"%PDF-1.7 no sheet", b"PK\x03\x04 cut off", b"\xd0\xcf\x11\xe0" + b"\0" * 600],
    ids=["empty", "pdf", "truncated", "damaged"],
)
def test_what_is_no_sheet_leaves_nothing(received: Receive, content: bytes) -> None:
    """A wrong, cut-off or damaged file is refused, and nothing of it is written."""
    with pytest.raises(SheetError):
        received(content, filename="汇总表.xlsx")
    written = {one for one in get_db().list_collection_names() if get_db()[one].count_documents({})}
    assert written == {"adjustment_rounds"}  # the round's notice, which was there before


def test_figures_are_kept_exactly(received: Receive, make_sheet: MakeSheet) -> None:
    """Money is kept as the exact decimal that stood in the cell."""
    received(make_sheet({"设备原值": "1234.123456"}))
    stored = SummarySheetRow.objects.as_pymongo().first()["values"]["equipment_value"]
    assert stored == Decimal128("1234.123456")


@pytest.mark.parametrize("figure", ["9" * 30, "1" * 400, "1e400", "NaN", "Infinity", "-1"])
def test_monstrous_figures_are_findings(
    received: Receive, make_sheet: MakeSheet, figure: str
) -> None:
    """A figure no database can hold is a blocking finding, not a fault."""
    sheet = received(make_sheet({"专职人员": figure}, {"设备原值": figure})).sheet
    assert (sheet.state, sheet.blocking_rows) == ("needs_mending", 2)


@pytest.mark.parametrize("rows", [1, 40])
def test_what_is_known_costs_seven_queries(
    database: None, make_sheet: MakeSheet, monkeypatch: pytest.MonkeyPatch, at: datetime, rows: int
) -> None:
    """Hosts, names, platforms, hosts and bans, applications and versions: once for all rows."""
    sent: list[str] = []

    def noted(_: object, command: Any, *rest: object, **more: object) -> None:
        assert rest or more
        sent.append(next(iter(command)))

    listeners = type(client()._event_listeners)
    monkeypatch.setattr(listeners, "publish_command_start", noted)
    monkeypatch.setattr(listeners, "publish_command_success", lambda *_, **__: None)
    monkeypatch.setattr(listeners, "enabled_for_commands", property(lambda _: True))
    content = make_sheet(*[{}] * rows)
    upload = Upload(content, "汇总表.csv", "330000", "2026H2")
    context_of(read_sheet(content, upload.filename), upload, at=at)
    assert sent == ["find"] * 7


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("C:\\报表\\汇总表.xlsx", "汇总表.xlsx"),
        ("../../etc/passwd", "passwd"),
        ("a\r\nb\0.csv", "ab.csv"),
        ("", "未命名"),
        ("长" * 999, "长" * 200),
    ],
)
def test_a_file_name_is_only_a_name(given: str, kept: str) -> None:
    """Paths and control signs do not survive."""
    assert plain_name(given) == kept


def test_two_thousand_rows_are_staged(received: Receive, at: datetime) -> None:
    """The large sheet is judged and staged whole."""
    guangdong = Actor(account="gd", name="广东", role=Role.PROVINCIAL_REVIEWER, authority="440000")
    content = (SAMPLES / "large_440000_2026H2.xlsx").read_bytes()
    sheet = received(
        content, by=guangdong, authority="440000", filename="广东.xlsx", at=at + timedelta(hours=1)
    ).sheet
    assert (sheet.row_count, sheet.blocking_rows) == (2000, 0)
    assert SummarySheetRow.objects(sheet=sheet.number).count() == 2000


def test_twelve_thousand_bad_rows_are_staged(received: Receive, make_sheet: MakeSheet) -> None:
    """A long sheet with ten faults in each row is still received whole: no transaction bursts."""
    bad = {
        "平台名称": "=公式" + "长" * 60,
        "统一社会信用代码": "错",
        "所在地市": "昆明市",
        "领域": "没有",
        "重点方向": "没有",
        "设备原值": "-5",
        "专职人员": "x",
        "上年度服务收入": "abc",
        "服务企业数": "-1",
        "审核意见": "",
    }
    sheet = received(make_sheet(*[bad] * 12_000)).sheet
    assert (sheet.blocking_rows, sheet.finding_count) == (12_000, 120_000)
