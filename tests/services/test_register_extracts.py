"""Register extracts: taken in, compared, interrupted, cancelled; never half and never twice."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from io import BytesIO

import pytest
from mongoengine.connection import get_connection

from jobs import register_extracts as job
from registry.clock import pause
from registry.database import rehearse_transactions
from registry.documents.files import StoredFile, chunks_of, put_stream
from registry.documents.hosts import Host, HostDomicile
from registry.documents.ledger import LedgerEntry
from registry.documents.outbox import OutboxMessage
from registry.documents.platforms import Platform
from registry.documents.register_extracts import RegisterExtract
from registry.documents.unreported_changes import UnreportedChange
from registry.embedded import EmbeddedServer
from registry.errors import Invalid, NotAllowed, NotFound, SecrecyMark, VersionConflict
from registry.law import rulebook
from registry.permissions import Actor, Role
from registry.services import register_extract_course as course
from registry.services import register_extracts as desk
from registry.services.ledger import broken_at
from registry.sheets.refusals import SheetEmpty, SheetTooLarge
from registry.sheets.register_extracts import ExtractColumnsMissing
from tests.services.simultaneous import at_once
from tests.unreported_makers import NEW, OLD, a_host_name, a_report, an_extract, code_of

STAFF = Actor(account="m1", name="部工作人员", role=Role.MINISTRY_STAFF)
PROVINCE = Actor(account="r1", name="浙江负责人", role=Role.PROVINCIAL_LEAD, authority="330000")
NUMBER = "DJ-2026-001"


@pytest.fixture
def library(on_record: Callable[..., Platform], at: datetime) -> Callable[[int], None]:
    """``library(n)`` puts n platforms on record, each with a host of its own."""

    def kept(count: int) -> None:
        for ordinal in range(1, count + 1):
            number = f"330000-2026-{ordinal:04d}"
            on_record(number, credit_code=code_of(number), host=f"host-{ordinal}")

    return kept


def received(source: BytesIO, at: datetime, by: Actor = STAFF) -> desk.ReceivedExtract:
    """Take a file in."""
    return desk.receive(source, "登记.csv", by=by, at=at, rulebook=rulebook())


def compared(at: datetime) -> RegisterExtract:
    """Compare the first extract to its end."""
    assert course.carry_out(NUMBER, at=at, rulebook=rulebook())
    found: RegisterExtract = RegisterExtract.objects.get(number=NUMBER)
    return found


def row(ordinal: int, name: str = OLD, **more: str) -> tuple[str, ...]:
    """A row of the register on the host of a platform."""
    told = {"kind": "有限责任公司", "domicile": "杭州市西湖区", "status": "存续", **more}
    code = code_of(f"330000-2026-{ordinal:04d}")
    return (code, name, told["kind"], told["domicile"], told["status"], "2026-12-01")


def test_what_differs_becomes_a_case(library: Callable[[int], None], at: datetime) -> None:
    """Name, status and kind are compared; a first domicile finds nothing, nor a host outside."""
    library(4)
    a_host_name("钱江材料研究所", host="host-4")
    Host(
        credit_code=code_of("330000-2026-0003"),
        name=OLD,
        name_key=OLD,
        kind="高等学校",
        recorded_at=at,
    ).save()  # fmt: skip - one host
    rows = [
        row(1, f"“{OLD}”"),
        row(2, NEW, status="注销"),
        row(3),
        row(4, "钱江材料研究所"),
        ("91999999MA0000000X", "别的公司", "", "", "注销", ""),
    ]  # fmt: skip - one list of rows
    done = received(an_extract(rows), at)
    assert (done.created, done.extract.row_count, done.extract.state) == (True, 5, "comparing")
    extract = compared(at)
    assert (extract.state, extract.rows_done, extract.matched) == ("compared", 5, 4)
    assert (extract.differing, extract.opened, extract.unread_rows) == (3, 3, 0)
    found = {(one.platform[-1], one.field, one.new_value) for one in UnreportedChange.objects}
    assert found == {
        ("2", "host_name", NEW),
        ("2", "business_status", "注销"),
        ("3", "host_kind", "有限责任公司"),
    }  # fmt: skip - one set
    assert UnreportedChange.objects.first().sightings[0].source == f"register_extract:{NUMBER}:3"
    assert UnreportedChange.objects.first().account_name == STAFF.name
    verbs = LedgerEntry.objects(subject=f"register_extract:{NUMBER}").scalar("verb")
    assert list(verbs) == ["register_extract.receive", "register_extract.compare"]
    assert broken_at(f"register_extract:{NUMBER}") is None
    assert OutboxMessage.objects.get(audience="ministry").code == "notice_extract_compared"
    assert OutboxMessage.objects(audience="authority").get().params == {"count": "3"}


def test_another_domicile_than_in_an_earlier_extract_is_a_case(
    library: Callable[[int], None], at: datetime
) -> None:
    """The first extract is what the next is held against; other words for it open none."""
    library(4)
    first = "浙江省杭州市西湖区文一路1号"
    received(an_extract([row(one, domicile=first) for one in (1, 2, 3)]), at)
    assert compared(at).differing == 0
    a_report(at, platform="330000-2026-0003", hosts=["host-3"], kind="relocation", values={})
    new = "宁波市鄞州区江南路5号"
    rows = [
        row(1, domicile="杭州市文一路１号（自主申报）"),
        row(2, domicile=new),
        row(3, domicile=new),
        row(4, domicile=new),
    ]
    later = at + timedelta(days=31)
    received(an_extract(rows), later)
    job.run(at=later, rulebook=rulebook())
    case = UnreportedChange.objects.get()
    assert (case.platform, case.field) == ("330000-2026-0002", "domicile")
    assert (case.old_value, case.new_value) == (first, new)
    received(
        an_extract([*rows, row(1, domicile="无"), row(1, domicile="\ufffd州市人民路9号")]),
        later + timedelta(days=31),
    )
    job.run(at=later + timedelta(days=31), rulebook=rulebook())
    assert UnreportedChange.objects.count() == 1
    kept = [(one.credit_code[-12:-10], one.value) for one in HostDomicile.objects]
    assert len(kept) == len(set(kept)) == 6


def test_the_same_file_twice_is_one_extract(library: Callable[[int], None], at: datetime) -> None:
    """By its digest, also at the same moment; kept once."""
    rehearse_transactions(on=False)
    library(1)
    content = an_extract([row(1, NEW)]).getvalue()
    done = at_once(*(partial(received, BytesIO(content), at) for _ in range(2)))
    assert sorted(one.created for one in done) == [False, True]
    assert received(BytesIO(content), at).created is False
    assert RegisterExtract.objects.count() == StoredFile.objects.count() == 1
    assert b"".join(chunks_of(RegisterExtract.objects.get().digest)) == content
    put_stream(RegisterExtract.objects.get().digest, BytesIO(b"other"))
    assert b"".join(chunks_of(RegisterExtract.objects.get().digest)) == content


def test_the_next_month_s_extract_adds_sightings(
    library: Callable[[int], None], at: datetime
) -> None:
    """The same difference in a later extract opens no second case."""
    library(1)
    received(an_extract([row(1, NEW)]), at)
    compared(at)
    received(an_extract([row(1, NEW), row(2)]), at + timedelta(days=31))
    assert job.run(at=at + timedelta(days=31), rulebook=rulebook())[0].outcomes["seen_again"] == 1
    assert len(UnreportedChange.objects.get().sightings) == 2
    assert job.run(at=at, rulebook=rulebook()) == []


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "gb18030"])
def test_either_encoding_is_read(
    library: Callable[[int], None], at: datetime, encoding: str
) -> None:
    """UTF-8 with or without its mark, and GB18030, name by name."""
    library(1)
    received(an_extract([row(1, NEW)], encoding=encoding), at)
    compared(at)
    assert UnreportedChange.objects.get().new_value == NEW


def test_rows_that_cannot_be_read_are_counted_and_harm_no_other(
    library: Callable[[int], None], at: datetime
) -> None:
    """Too short, or with a sign the encoding does not know: named by row, never replaced."""
    library(3)
    content = an_extract([row(1, NEW), ("91",), row(2, "？？？"), row(3, NEW)]).getvalue()
    received(BytesIO(content.replace("？？？".encode(), b"\xff\xfe\xff")), at)
    extract = compared(at)
    assert (extract.unread_rows, list(extract.unread)) == (2, [3, 4])
    assert (extract.opened, extract.rows_done) == (2, 4)


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", SheetEmpty),
        ("统一社会信用代码,住所\n1,2".encode(), ExtractColumnsMissing),
        (an_extract([("91", "附件标有机密★10年字样")]).getvalue(), SecrecyMark),
    ],
)
def test_another_file_is_refused_and_not_kept(
    database: None, at: datetime, content: bytes, refusal: type[Exception]
) -> None:
    """Nothing, other columns, a secrecy mark in any row: said, and nowhere stored."""
    with pytest.raises(refusal):
        received(BytesIO(content), at)
    assert RegisterExtract.objects.count() == StoredFile.objects.count() == 0


def test_too_large_a_file_is_refused(database: None, at: datetime) -> None:
    """Read no further than the limit of its door."""
    with pytest.raises(SheetTooLarge):
        desk.receive(
            an_extract([row(1)] * 9), "x.csv", by=STAFF, at=at, rulebook=rulebook(), most=100
        )


def test_only_the_ministry_has_to_do_with_extracts(database: None, at: datetime) -> None:
    """A province neither brings one in nor reads or cancels one."""
    with pytest.raises(NotAllowed):
        received(an_extract([row(1)]), at, by=PROVINCE)
    received(an_extract([row(1)]), at)
    for act in (
        lambda: desk.readable(NUMBER, desk.READ, PROVINCE),
        lambda: desk.list_extracts(by=PROVINCE, limit=9),
        lambda: desk.cancel(NUMBER, "x", version=1, by=PROVINCE, at=at),
    ):
        with pytest.raises(NotAllowed):
            act()
    with pytest.raises(NotFound):
        desk.readable("DJ-2026-999", desk.READ, STAFF)
    assert [one.number for one in desk.list_extracts(by=STAFF, limit=9)[0]] == [NUMBER]


def test_cancelled_it_stops_where_it_is(
    library: Callable[[int], None], at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cancelled between two steps: what was opened stays, no step more is written."""
    library(4)
    monkeypatch.setattr(course, "_MOST_SEEN", 1)
    received(an_extract([row(one, NEW) for one in range(1, 5)]), at)
    steps, cancelled = course._settle, []

    def settle_then_cancel(*given: object) -> None:
        steps(*given)
        if not cancelled:
            cancelled.append(desk.cancel(NUMBER, "传错文件", version=1, by=STAFF, at=at))

    monkeypatch.setattr(course, "_settle", settle_then_cancel)
    assert not course.carry_out(NUMBER, at=at, rulebook=rulebook())
    extract = RegisterExtract.objects.get()
    assert (extract.state, extract.rows_done, extract.opened) == ("cancelled", 1, 1)
    assert (extract.cancelled_by_name, extract.live) == (STAFF.name, False)
    assert UnreportedChange.objects.count() == 1
    with pytest.raises(desk.ExtractEnded):
        desk.cancel(NUMBER, "再取消", version=2, by=STAFF, at=at)
    assert course.start(NUMBER, at=at, rulebook=rulebook()) is None


def test_cancelling_wants_a_reason_and_the_latest_version(database: None, at: datetime) -> None:
    """And a cancelled file may be sent again."""
    received(an_extract([row(1)]), at)
    with pytest.raises(Invalid):
        desk.cancel(NUMBER, "", version=1, by=STAFF, at=at)
    with pytest.raises(VersionConflict):
        desk.cancel(NUMBER, "旧页面", version=9, by=STAFF, at=at)
    desk.cancel(NUMBER, "传错文件", version=1, by=STAFF, at=at)
    assert received(an_extract([row(1)]), at).created


def test_in_the_background_a_fault_is_told_and_the_next_look_goes_on(
    library: Callable[[int], None], at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault is noted on the record and gives the lease back; under lease nobody else begins."""
    library(1)
    received(an_extract([row(1, NEW)]), at)

    def fails(*_: object, **__: object) -> None:
        raise OSError

    monkeypatch.setattr(course, "take_up", fails)
    thread = course.start(NUMBER, at=at, rulebook=rulebook())
    assert thread is not None
    thread.join(timeout=30)
    extract = RegisterExtract.objects.get()
    assert (extract.stopped_at, extract.rows_done) == (at, 0)
    assert course.progress_of(extract).finished is False
    monkeypatch.undo()
    again = course.start(NUMBER, at=at, rulebook=rulebook())
    assert again is not None
    again.join(timeout=30)
    progress = course.progress_of(RegisterExtract.objects.get())
    assert (progress.done, progress.total, progress.finished, progress.stopped_at) == (
        1,
        1,
        True,
        None,
    )  # fmt: skip - one progress
    assert not course.carry_out(NUMBER, at=at, rulebook=rulebook())


_CHILD = """
import sys
from datetime import datetime
from registry import database
from registry.law import rulebook
from registry.services import register_extract_course as course
course._MOST_SEEN = 2
database.connect(sys.argv[1], "reserve_tests")
course.carry_out(sys.argv[2], at=datetime.fromisoformat(sys.argv[3]), rulebook=rulebook())
"""


def test_a_kill_in_the_middle_changes_nothing(
    library: Callable[[int], None], mongod: EmbeddedServer, at: datetime
) -> None:
    """Killed with signal 9, it comes to the same end: every row once, every case once."""
    rehearse_transactions(on=False)
    library(300)
    rows = [row(one, NEW) for one in range(1, 301)]
    received(an_extract(rows), at)
    arguments = [mongod.uri, NUMBER, at.isoformat()]
    child = subprocess.Popen([sys.executable, "-c", _CHILD, *arguments])
    while UnreportedChange.objects.count() < 20:
        assert child.poll() is None
        pause(0.01)
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    get_connection().admin.command("killAllSessions", [])
    assert 0 < RegisterExtract.objects.get().rows_done < 300
    RegisterExtract.objects.update(unset__lease_until=True)
    extract = compared(at + timedelta(minutes=1))
    assert (extract.rows_done, extract.opened, extract.matched) == (300, 300, 300)
    assert extract.seen_again == 0
    assert len(UnreportedChange.objects.distinct("platform")) == 300
    assert UnreportedChange.objects.count() == 300
    assert LedgerEntry.objects(verb="unreported_change.open").count() == 300
