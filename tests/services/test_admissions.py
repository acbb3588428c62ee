"""Admission: row by row, once each, to the end, whatever happens in between."""

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta

import pytest
from mongoengine.connection import get_connection, get_db
from mongoengine.errors import ValidationError
from pymongo.errors import AutoReconnect

from jobs.admissions import Resumed
from jobs.admissions import run as run_job
from registry.clock import SHANGHAI, pause
from registry.database import rehearse_transactions
from registry.documents.applications import Application
from registry.documents.hosts import Host, HostName
from registry.documents.ledger import LedgerEntry
from registry.documents.outbox import OutboxMessage
from registry.documents.platforms import Platform, PlatformFact
from registry.documents.summary_sheets import SummarySheet, SummarySheetRow
from registry.embedded import EmbeddedServer
from registry.law import rulebook
from registry.permissions import Actor
from registry.services import admission_rows, admissions, batches, leases
from registry.services.admissions import admit, progress_of, start
from registry.services.bans import BanOrder, record_ban
from registry.services.ledger import broken_at
from registry.services.stamped_scans import ScanUpload
from registry.services.summary_sheets import Received
from tests.accepting import accepted_with

MakeSheet = Callable[..., bytes]
Admit = Callable[..., SummarySheet]
Receive = Callable[..., Received]
Noting = Callable[[], AbstractContextManager[list[str]]]


def _outcomes(sheet: SummarySheet) -> Counter[str]:
    return Counter(row.outcome for row in SummarySheetRow.objects(sheet=sheet.number))


def test_admission_enters_host_platform_and_facts(admitted: Admit, make_sheet: MakeSheet) -> None:
    """A row becomes host, numbered platform and dated facts, with its ledger entry and message."""
    sheet = admitted(make_sheet({}))
    platform = Platform.objects.get()
    assert platform.number == "330000-2026-0001"
    assert (platform.state, platform.basis, platform.batch) == (
        "in_library",
        "application",
        "2026H2",
    )
    assert platform.admitted_at == sheet.decision.decided_at
    assert str(platform.profile["equipment_value"]) == "2000.5"
    host = Host.objects.get()
    assert (platform.host, HostName.objects.get().host) == (str(host.id), str(host.id))
    aspects = {fact.aspect for fact in PlatformFact.objects(platform=platform.number)}
    assert aspects == {"name", "host", "authority", "place", "taxonomy", "state", "profile"}
    entry = LedgerEntry.objects.get(subject=f"platform:{platform.number}")
    assert (entry.verb, entry.account, entry.after["row"]) == ("platform.admit", "lead", 2)
    assert OutboxMessage.objects(audience="host", recipient=str(host.id)).count() == 1
    assert (sheet.state, sheet.outcomes) == ("admitted", {"admitted": 1})
    assert broken_at(f"summary_sheet:{sheet.number}") is None


def test_only_approved_rows_enter(admitted: Admit, make_sheet: MakeSheet) -> None:
    """不同意 and 暂缓 are staged and never admitted (ruling 13)."""
    sheet = admitted(make_sheet({}, {"审核意见": "不同意"}, {"审核意见": "暂缓"}))
    assert _outcomes(sheet) == {"admitted": 1, "not_approved": 1, "deferred": 1}
    assert Platform.objects.count() == 1


def test_what_is_in_the_library_is_not_overwritten(admitted: Admit, make_sheet: MakeSheet) -> None:
    """A platform listed again keeps all it has, and its row says which number it is (ruling 12)."""
    admitted(make_sheet({}))
    again = admitted(make_sheet({"设备原值": "9999"}, {}))
    assert _outcomes(again) == {"already_in_library": 1, "admitted": 1}
    row = SummarySheetRow.objects.get(sheet=again.number, outcome="already_in_library")
    assert row.platform == "330000-2026-0001"
    platform = Platform.objects.get(number=row.platform)
    assert str(platform.profile["equipment_value"]) == "2000.5"


def test_the_sealed_application_s_figures_enter(
    received: Receive, stamped: ScanUpload, make_sheet: MakeSheet, lead: Actor, at: datetime
) -> None:
    """The sheet says a cent more, another town and other staff: what was sealed stands there."""
    received(make_sheet({}), filename="第一份.csv")
    changed = {"设备原值": "2000.51", "专职人员": "13", "所在地市": "温州市"}
    sheet = received(make_sheet(changed)).sheet
    accepted_with(sheet, stamped, by=lead, at=at)
    admit(sheet.number, at=at, rulebook=rulebook())
    platform = Platform.objects.get()
    assert str(platform.profile["equipment_value"]) == "2000.5"
    assert (platform.profile["full_time_staff"], platform.place) == (12, "杭州市")
    assert platform.profile["enterprises_served"] == 9


def test_two_platforms_of_one_host_share_it(admitted: Admit, make_sheet: MakeSheet) -> None:
    """One host may have several platforms; it is entered once."""
    row = {"统一社会信用代码": "91330100MA0000001U", "依托单位": "示例1有限公司"}
    code = _first_code(make_sheet)
    row["统一社会信用代码"] = code
    admitted(make_sheet({}, row))
    assert (Host.objects.count(), Platform.objects.count()) == (1, 2)


def _first_code(make_sheet: MakeSheet) -> str:
    return make_sheet({}).decode("utf-8-sig").splitlines()[1].split(",")[3]


def test_a_ban_since_the_check_is_kept(
    admitted: Admit, accepted: Admit, make_sheet: MakeSheet, ministry: Actor, at: datetime
) -> None:
    """A ban recorded between acceptance and admission stops its rows, and only those."""
    admitted(make_sheet({}))
    sheet = accepted(make_sheet({"平台名称": "同一单位新平台"}, {"平台名称": "另一单位平台"}))
    order = BanOrder("330000-2026-0001", _ground(), "工信部函〔2026〕1号", date(2026, 12, 28))
    record_ban(order, by=ministry, at=at, rulebook=rulebook())
    assert admit(sheet.number, at=at, rulebook=rulebook())
    assert _outcomes(sheet) == {"banned": 1, "admitted": 1}
    assert SummarySheetRow.objects.get(outcome="banned").detail.startswith("工信部函〔2026〕1号")


def _ground() -> str:
    programme = rulebook().programme("national_reserve")
    return next(one.id for one in programme.consequences if one.ban_years)


def test_a_removed_platform_enters_under_a_new_number(
    admitted: Admit, make_sheet: MakeSheet
) -> None:
    """The old number stays as it was; a new entry is a new number."""
    admitted(make_sheet({}))
    Platform.objects.update(set__state="removed")
    admitted(make_sheet({}, {}))
    again = Platform.objects(state="in_library", name="示例1中试平台").get()
    assert again.number != "330000-2026-0001"
    assert Platform.objects(number="330000-2026-0001").get().state == "removed"


def test_interrupted_between_batches_it_goes_on(
    accepted: Admit, make_sheet: MakeSheet, monkeypatch: pytest.MonkeyPatch, at: datetime
) -> None:
    """The database's fault after a batch leaves it settled; the next run settles the rest, once."""
    rehearse_transactions(on=False)
    monkeypatch.setattr(batches, "SIZE", 3)
    sheet = accepted(make_sheet(*[{}] * 7))
    enter, left = admission_rows._enter, iter(range(1))

    def fails(*args: object) -> dict[int, str]:
        if next(left, None) is None:
            raise AutoReconnect
        return enter(*args)

    monkeypatch.setattr(admission_rows, "_enter", fails)
    with pytest.raises(AutoReconnect):
        admit(sheet.number, at=at, rulebook=rulebook())
    assert (Platform.objects.count(), progress_of(sheet).done) == (3, 3)
    monkeypatch.setattr(admission_rows, "_enter", enter)
    _let_lease_lapse(sheet)
    assert admit(sheet.number, at=at + timedelta(days=3), rulebook=rulebook())
    assert [one.number[-4:] for one in Platform.objects.order_by("number")] == [
        f"{ordinal:04d}" for ordinal in range(1, 8)
    ]
    assert {one.admitted_at for one in Platform.objects} == {at.astimezone(SHANGHAI)}


def test_one_bad_row_does_not_sink_its_batch(
    accepted: Admit, make_sheet: MakeSheet, monkeypatch: pytest.MonkeyPatch, at: datetime
) -> None:
    """A row that cannot be entered stays pending and is told; all others are settled, once."""
    monkeypatch.setattr(batches, "SIZE", 3)
    sheet = accepted(make_sheet(*[{}] * 7))
    SummarySheetRow.objects(sheet=sheet.number, row=4).update(set__values__host_name="长" * 501)
    with pytest.raises(ValidationError, match="Host"):
        admit(sheet.number, at=at, rulebook=rulebook())
    assert _outcomes(sheet) == {"admitted": 6, "pending": 1}
    assert SummarySheetRow.objects.get(outcome="pending").row == 4
    SummarySheetRow.objects(row=4).update(set__values__host_name="示例3有限公司")
    _let_lease_lapse(sheet)
    assert admit(sheet.number, at=at, rulebook=rulebook())
    assert _outcomes(sheet) == {"admitted": 7}
    assert {one.sequence for one in LedgerEntry.objects(verb="platform.admit")} == {1}
    assert sorted(one.number[-4:] for one in Platform.objects) == [
        f"{ordinal:04d}" for ordinal in range(1, 8)
    ]


def test_a_batch_takes_the_same_few_commands_however_many_rows(
    accepted: Admit, make_sheet: MakeSheet, commands: Noting, at: datetime
) -> None:
    """Two rows and forty cost the database equally many commands."""
    asked: list[list[str]] = []
    rehearse_transactions(on=False)
    for first, rows in ((1, 2), (100, 40)):
        sheet = accepted(make_sheet(*[{}] * rows, first=first))
        with commands() as noted:
            assert admit(sheet.number, at=at, rulebook=rulebook())
        asked.append(noted)
    assert asked[0] == asked[1]
    assert len(asked[0]) <= 30


def test_two_rows_of_one_new_host_enter_it_once_and_under_one_name(
    accepted: Admit, make_sheet: MakeSheet, at: datetime
) -> None:
    """Inside a batch, a host entered by a row is on record for the rows after it."""
    sheet = accepted(make_sheet({}, {}, {}))
    code = SummarySheetRow.objects.get(row=2).values["credit_code"]
    for row, name in ((3, "示例1有限公司"), (4, "另一有限公司")):
        SummarySheetRow.objects(row=row).update(
            set__values__credit_code=code, set__values__host_name=name
        )
    Application.objects.update(set__credit_code=code)
    assert admit(sheet.number, at=at, rulebook=rulebook())
    assert _outcomes(sheet) == {"admitted": 2, "host_name_differs": 1}
    assert SummarySheetRow.objects.get(row=4).detail == "示例1有限公司"
    assert {one.host for one in Platform.objects} == {str(Host.objects.get().id)}


def test_one_platform_in_two_rows_enters_once(
    accepted: Admit, make_sheet: MakeSheet, at: datetime
) -> None:
    """The later row finds what the earlier one of its batch has entered (ruling 12)."""
    sheet = accepted(make_sheet({}, {}, {}))
    first = SummarySheetRow.objects.get(row=2)
    SummarySheetRow.objects(row=4).update(set__values=first.values)
    assert admit(sheet.number, at=at, rulebook=rulebook())
    assert _outcomes(sheet) == {"admitted": 2, "already_in_library": 1}
    again = SummarySheetRow.objects.get(row=4)
    assert (again.outcome, again.platform) == ("already_in_library", "330000-2026-0001")


def _let_lease_lapse(sheet: SummarySheet) -> None:
    SummarySheet.objects(number=sheet.number).update_one(unset__lease_until=True)


_CHILD = """
import sys
from datetime import datetime
from registry import database
from registry.law import rulebook
from registry.services.admissions import admit
database.connect(sys.argv[1], "reserve_tests")
admit(sys.argv[2], at=datetime.fromisoformat(sys.argv[3]), rulebook=rulebook())
"""


def test_killed_in_the_middle_it_goes_on_without_a_double(
    accepted: Admit, make_sheet: MakeSheet, mongod: EmbeddedServer, at: datetime
) -> None:
    """Killed with signal 9 among 900 rows, admission goes on to the end: 900, not one more."""
    sheet = accepted(make_sheet(*[{}] * 900))
    child = subprocess.Popen(
        [sys.executable, "-c", _CHILD, mongod.uri, sheet.number, at.isoformat()]
    )
    while not progress_of(sheet).done:
        assert child.poll() is None
        pause(0.01)
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    # The server forgets the dead process's open transaction by itself, only later.
    get_connection().admin.command("killAllSessions", [])
    done = progress_of(sheet).done
    assert 0 < done < 900
    assert len(list(Platform.objects)) == LedgerEntry.objects(verb="platform.admit").count() == done
    assert not admit(sheet.number, at=at, rulebook=rulebook()), "the lease still stands"
    _let_lease_lapse(sheet)
    assert admit(sheet.number, at=at, rulebook=rulebook())
    assert _outcomes(sheet) == {"admitted": 900}
    assert Platform.objects.count() == Host.objects.count() == 900
    assert LedgerEntry.objects(verb="platform.admit").count() == 900
    assert Platform.objects.order_by("-number").first().number == "330000-2026-0900"


def test_two_workers_settle_each_row_once(
    accepted: Admit, make_sheet: MakeSheet, monkeypatch: pytest.MonkeyPatch, at: datetime
) -> None:
    """Even without the lease, two at once make no double: rows are safe by themselves."""
    sheet = accepted(make_sheet(*[{}] * 20))
    monkeypatch.setattr(leases, "take", lambda *_: True)
    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(lambda _: admit(sheet.number, at=at, rulebook=rulebook()), range(2)))
    assert done == [True, True]
    assert Platform.objects.count() == 20
    assert LedgerEntry.objects(verb="platform.admit").count() == 20
    assert LedgerEntry.objects(verb="summary_sheet.admit").count() == 1


def test_admitting_again_changes_nothing(
    admitted: Admit, make_sheet: MakeSheet, at: datetime
) -> None:
    """Once at its end, admission has nothing to do."""
    sheet = admitted(make_sheet({}))
    before = {name: get_db()[name].count_documents({}) for name in get_db().list_collection_names()}
    assert not admit(sheet.number, at=at, rulebook=rulebook())
    assert start(sheet.number, at=at, rulebook=rulebook()) is None
    after = {name: get_db()[name].count_documents({}) for name in get_db().list_collection_names()}
    assert before == after


def test_in_the_background_it_comes_to_its_end(
    accepted: Admit, make_sheet: MakeSheet, at: datetime
) -> None:
    """``start`` answers at once; its thread admits all; a second start leaves it alone."""
    sheet = accepted(make_sheet(*[{}] * 12))
    thread = start(sheet.number, at=at, rulebook=rulebook())
    assert thread is not None
    assert start(sheet.number, at=at, rulebook=rulebook()) is None
    thread.join(timeout=30)
    progress = progress_of(SummarySheet.objects.get())
    assert (progress.done, progress.total, progress.finished) == (12, 12, True)


def test_a_fault_in_the_background_is_told_and_made_good(
    accepted: Admit, make_sheet: MakeSheet, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault stops admission with word of it on the sheet; the next try ends it and the word."""
    sheet = accepted(make_sheet({}))
    with monkeypatch.context() as broken:
        broken.setattr(admissions, "settle_rows", lambda *_: 1 / 0)
        start(sheet.number, at=at, rulebook=rulebook()).join(timeout=30)
    stopped = progress_of(SummarySheet.objects.get())
    assert (stopped.done, stopped.finished, stopped.stopped_at) == (0, False, at)
    assert admit(sheet.number, at=at, rulebook=rulebook())
    ended = progress_of(SummarySheet.objects.get())
    assert (ended.done, ended.finished, ended.stopped_at) == (1, True, None)


def test_a_staged_sheet_is_not_admitted(
    received: Callable[..., object], make_sheet: MakeSheet, at: datetime
) -> None:
    """Nothing enters the library before a lead accepts."""
    sheet = received(make_sheet({})).sheet  # type: ignore[attr-defined]
    assert not admit(sheet.number, at=at, rulebook=rulebook())
    assert Platform.objects.count() == 0


def test_the_job_finishes_what_was_interrupted_and_then_has_nothing(
    accepted: Admit, make_sheet: MakeSheet, at: datetime
) -> None:
    """The job admits every accepted sheet to its end; run again, it leaves all as it is."""
    sheet = accepted(make_sheet({}, {"审核意见": "不同意"}))
    assert run_job(at=at, rulebook=rulebook()) == [
        Resumed(sheet.number, {"admitted": 1, "not_approved": 1})
    ]
    assert run_job(at=at, rulebook=rulebook()) == []
    assert Platform.objects.count() == 1
