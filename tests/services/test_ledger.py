"""What an entry holds, and which form of it its digest covers."""

import re
import threading
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from mongoengine import connection as mapper
from mongoengine.connection import get_db
from pymongo import monitoring

from registry import database as db
from registry.calendars import working_calendar
from registry.chains.links import digest_of
from registry.database import transact
from registry.documents.ledger import LedgerEntry
from registry.documents.platforms import Platform
from registry.law import rulebook
from registry.permissions import Actor, Role
from registry.services.ledger import Act, broken_at, checkable, digested, reason_of, record
from registry.services.ledger_seals import seal_due
from registry.services.quarterly_updates import Filing, submit
from tests.faults.clients import GOOD
from tests.services.ledger_makers import DAY, alter, entry

pytestmark = pytest.mark.usefixtures("database")
SUBJECT = "platform:330000-2025-0001"
FILED_BEFORE = {"load": "85", "equipment_value": "1350.5", "full_time_staff": 12}
# As the desk wrote them before the digest had several forms, digests included.
FIRST = {
    "subject": SUBJECT,
    "sequence": 1,
    "verb": "platform.admit",
    "account": "5f0000000000000000000001",
    "account_name": "王五",
    "role": "ministry_lead",
    "door": "page",
    "host": "",
    "authority": "",
    "after": {
        "sheet": "330000-2025H1-01",
        "row": 2,
        "basis": "sheet_only",
        "state": "in_library",
    },
    "clause": "二（二）",
    "rulebook": "2026-03",
    "request_id": "r-1",
    "happened_at": datetime(2025, 6, 27, 1, tzinfo=UTC),
    "recorded_at": datetime(2025, 6, 27, 1, 0, 0, 125000, tzinfo=UTC),
    "previous_digest": "",
    "digest": "a53640825c46a0711e59367a575895b81690a0dc40038637e8ac3aa0e9c30d13",
}
SECOND = FIRST | {
    "sequence": 2,
    "verb": "quarterly_update.submit",
    "account_name": "张三",
    "role": "host_operator",
    "host": "h-1",
    "after": {
        "receipt": "2025Q3-330000-2025-0001-1",
        "reason": "更正测试",
        "content": FILED_BEFORE,
    },
    "previous_digest": FIRST["digest"],
    "digest": "cc77cafc46b9a5eb8ff9ae34251d3671b3809de9008f9689b66d29b8c4e96b50",
}


@pytest.fixture
def old_chain() -> None:
    """Two entries of the first form, in the database as they were."""
    get_db().ledger.insert_many([{**FIRST}, {**SECOND}])


def test_entries_of_the_first_form_hold_as_they_are(old_chain, console, at):
    """Their digests were worked out without the later fields, and stay good; new ones follow."""
    transact(lambda: record(Act("platform.name", SUBJECT, reason="更名"), by=console, at=at))
    assert broken_at(SUBJECT) is None
    assert [one.form for one in LedgerEntry.objects.order_by("sequence")] == [None, None, 2]
    alter(SUBJECT, 1, account_name="他人")
    assert broken_at(SUBJECT) == 1


@pytest.mark.parametrize("field", ["reason", "acting_for", "division", "salt", "form"])
def test_a_later_field_put_into_an_old_entry_shows(old_chain, field):
    """An old entry has no such field, so none can be added to it."""
    alter(SUBJECT, 1, **{field: 2 if field == "form" else "x"})
    assert broken_at(SUBJECT) == (None if field == "salt" else 1)


def test_the_reason_of_an_old_entry_is_found_where_it_was_kept(old_chain):
    """A story told today has the reasons of all years."""
    assert [reason_of(one) for one in LedgerEntry.objects.order_by("sequence")] == ["", "更正测试"]


def test_reason_body_and_whom_for_stand_in_the_digest(at):
    """Why, on whose behalf and of which division: each is kept, and none changes unseen."""
    reviewer = Actor(
        account="a", name="李四", role=Role.DIVISION_REVIEWER, authority="330000", division="330100"
    )
    act = Act("application.pre_review", "application:x", reason="材料齐全", acting_for="host:y")
    transact(lambda: record(act, by=reviewer, at=at))
    kept = LedgerEntry.objects.get()
    assert (kept.reason, kept.acting_for, kept.division) == ("材料齐全", "host:y", "330100")
    for field in ("reason", "acting_for", "division"):
        alter("application:x", 1, **{field: "别的"})
        assert broken_at("application:x") == 1
        alter("application:x", 1, **{field: getattr(kept, field)})
    assert broken_at("application:x") is None


def test_a_filing_is_covered_by_a_digest_of_its_own(console, at):
    """What a host filed is in the entry, and in the form that is digested only as a digest."""
    filed = {"receipt": "r", "content": FILED_BEFORE}
    transact(lambda: record(Act("x.y", SUBJECT, before=filed, after=filed), by=console, at=at))
    kept = LedgerEntry.objects.get()
    assert dict(kept.after["content"]) == FILED_BEFORE
    assert list(kept.withheld) == ["before.content", "after.content"]
    form = digested(entry(SUBJECT, 1))
    assert re.fullmatch("[0-9a-f]{64}", form["after"]["content"])
    assert form["after"]["receipt"] == "r"
    assert "1350.5" not in str(form)
    assert kept.salt not in str(form)
    assert digest_of(form) == kept.digest
    alter(SUBJECT, 1, **{"after.content.load": "84"})
    assert broken_at(SUBJECT) == 1


def test_the_same_figures_are_covered_differently_each_time(console, at):
    """Nobody guesses what was filed by trying figures: each digest begins with a salt."""
    for _ in range(2):
        act = Act("x.y", SUBJECT, after={"content": FILED_BEFORE})
        transact(lambda act=act: record(act, by=console, at=at))
    first, second = (digested(entry(SUBJECT, number)) for number in (1, 2))
    assert first["after"]["content"] != second["after"]["content"]


@pytest.mark.parametrize(
    ("more", "withheld"),
    [
        ({"reason": "请致电 13800138000 核实"}, ["reason"]),
        ({"reason": "依托单位来函"}, []),
        ({"after": {"proof": "身份证 11010519491231002X", "n": 1}}, ["after.proof"]),
        ({"before": {"names": ["甲", {"tel": "13800138000"}]}}, ["before.names"]),
        ({"after": {"receipt": "2026Q4-330000-2025-0001-1", "code": "91330000MA27XJ0Q0F"}}, []),
    ],
)
def test_numbers_of_persons_are_covered_too(console, at, more, withheld):
    """A mobile or an ID number in a reason or an item leaves the house in no export."""
    transact(lambda: record(Act("x.y", SUBJECT, **more), by=console, at=at))
    assert list(LedgerEntry.objects.get().withheld) == withheld
    told = str(checkable(entry(SUBJECT, 1)))
    assert not any(number in told for number in ("13800138000", "11010519491231002X"))
    assert broken_at(SUBJECT) is None


class Conflicts(monitoring.CommandListener):
    """Counts the database commands that met a write conflict."""

    def __init__(self) -> None:
        self.met: list[str] = []

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        """Let it pass."""

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        """Let it pass."""

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        """Note a failure that asks for the transaction to be tried again."""
        if event.failure.get("codeName") == "WriteConflict":
            self.met.append(event.command_name)


@pytest.fixture
def conflicts(prepared) -> Conflicts:
    """What conflicts the commands of this test meet, on a connection of its own."""
    listener = Conflicts()
    db.disconnect()
    # The client that all tests share knows nothing of a listener that came after it.
    shared = [kept.pop("kept") for kept in (mapper._connections, mapper._connection_settings)]
    monitoring.register(listener)
    db.connect(prepared.uri, "reserve_tests")
    yield listener
    monitoring._LISTENERS.command_listeners.remove(listener)
    db.disconnect()
    mapper._connections["kept"], mapper._connection_settings["kept"] = shared


def together(works: list[Callable[[], object]]) -> None:
    """Do several things at the same moment, each to its end."""
    ready, failures = threading.Barrier(len(works)), []

    def run(work: Callable[[], object]) -> None:
        try:
            ready.wait()
            work()
        except BaseException as error:  # noqa: BLE001 - the test reports whatever went wrong
            failures.append(error)

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def filings(count: int, on_record: Callable[..., Platform], at: datetime, **more: str):
    """One submission for each of so many platforms, not yet sent."""
    operator = Actor(account="o", name="张三", role=Role.HOST_OPERATOR, host="host-1")
    law = {"rulebook": rulebook(), "calendar": working_calendar()}
    values = {key: str(value) for key, value in GOOD.items()} | more
    works = []
    for number in [f"330000-2026-{one:04d}" for one in range(1, count + 1)]:
        if not Platform.objects(number=number).first():
            on_record(number)
        works.append(
            lambda number=number: submit(
                number, "2026Q4", Filing(values, "更正"), by=operator, at=at, **law
            )
        )
    return works


def test_submissions_of_different_platforms_meet_no_conflict(conflicts, on_record, at):
    """Twelve at the same moment, thrice, while the ledger is sealed: none waits for another."""
    db.rehearse_transactions(on=False)
    for load in ("85", "86", "87"):
        works = filings(12, on_record, at, load=load)
        together([*works, lambda: seal_due(at=at + DAY)])
    assert LedgerEntry.objects.count() == 36
    assert conflicts.met == []
    assert [one for one in Platform.objects.scalar("number") if broken_at(f"platform:{one}")] == []


def test_the_count_of_conflicts_counts(conflicts, console, at):
    """Acts on one chain at once do conflict, and are seen to: the count above can fail."""
    db.rehearse_transactions(on=False)

    def acts() -> None:
        for _ in range(10):
            transact(lambda: record(Act("x.y", SUBJECT), by=console, at=at))

    together([acts] * 6)
    assert conflicts.met
    assert LedgerEntry.objects.count() == 60
    assert broken_at(SUBJECT) is None
