"""Carrying out an initial load: 2,400 in one go, once each, to the end, whatever happens."""

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

import pytest
from mongoengine.connection import get_connection

from jobs.initial_loads import ResumedLoad
from jobs.initial_loads import run as run_job
from registry.clock import pause
from registry.database import rehearse_transactions, transact
from registry.documents.hosts import Host
from registry.documents.initial_loads import InitialLoad, InitialLoadRow
from registry.documents.ledger import LedgerEntry
from registry.documents.platforms import Platform
from registry.embedded import EmbeddedServer
from registry.law import rulebook
from registry.permissions import Actor
from registry.services import initial_load_course as course
from registry.services import initial_loads as desk
from registry.services import leases
from registry.services.initial_load_course import carry_on, progress_of, start
from registry.services.initial_loads import LoadUpload
from tests.services.workbooks import key, platform, removal, workbook

Decide = Callable[..., InitialLoad]


@pytest.fixture
def decided(database: None, ministry: Actor, at: datetime) -> Decide:
    """``decided(**sheets) -> InitialLoad``: checked and decided on, nothing entered yet."""

    def done(**sheets: object) -> InitialLoad:
        content = workbook(**sheets)
        upload = LoadUpload(content, "存量.xlsx")
        load = desk.receive(upload, by=ministry, at=at, rulebook=rulebook()).load
        return desk.carry_out(load.number, version=1, by=ministry, at=at, rulebook=rulebook())

    return done


def _let_lease_lapse() -> None:
    InitialLoad.objects.update(unset__lease_until=True)


_CHILD = """
import sys
from datetime import datetime
from registry import database
from registry.law import rulebook
from registry.services.initial_load_course import carry_on
database.connect(sys.argv[1], "reserve_tests")
carry_on(sys.argv[2], at=datetime.fromisoformat(sys.argv[3]), rulebook=rulebook())
"""


def test_2400_go_in_and_a_kill_in_the_middle_changes_nothing(
    decided: Decide, mongod: EmbeddedServer, at: datetime
) -> None:
    """Killed with signal 9 among 2,400 rows, the load comes to the same end: each of them once."""
    rehearse_transactions(on=False)
    rows = [platform(one) for one in range(1, 2201)]
    load = decided(
        platforms=rows,
        key_cultivation=[key(one) for one in range(1, 101)],
        removals=[removal(one) for one in range(101, 201)],
    )
    assert load.new_rows == 2400
    arguments = [mongod.uri, load.number, at.isoformat()]
    child = subprocess.Popen([sys.executable, "-c", _CHILD, *arguments])
    while Platform.objects.count() < 300:
        assert child.poll() is None
        pause(0.01)
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    # The server forgets the dead process's open transaction by itself, only later.
    get_connection().admin.command("killAllSessions", [])
    # Counted by a query: the collection's own count runs ahead of what is committed.
    assert 0 < Platform.objects(state="in_library").count() < 2200
    _let_lease_lapse()
    assert carry_on(load.number, at=at + timedelta(minutes=1), rulebook=rulebook())
    ended = InitialLoad.objects.get()
    assert (ended.state, dict(ended.outcomes)) == ("loaded", {"loaded": 2400})
    assert Platform.objects.count() == Host.objects.count() == 2200
    assert Platform.objects.order_by("-number").first().number == "330000-2024-2200"
    assert Counter(LedgerEntry.objects.scalar("verb")) == {
        "platform.load": 2200, "host.load": 2200, "platform.list_key": 100,
        "platform.remove": 100, "ban.record": 100,
        "initial_load.receive": 1, "initial_load.carry_out": 1, "initial_load.load": 1,
    }  # fmt: skip


def test_a_batch_costs_the_same_however_many_rows(
    decided: Decide, at: datetime, commands: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    """Twenty platforms ask as much of the database as two; no row costs a query of its own."""
    rehearse_transactions(on=False)
    decided(platforms=[platform(one) for one in range(1, 23)])
    work = course._work("CL-2026-001", at, rulebook())

    def asked(places: list[int]) -> Counter[str]:
        with commands() as seen:
            transact(lambda: work.settle(places))
        return Counter(seen)

    few, many = asked([1, 2]), asked(list(range(3, 23)))
    assert few == many
    assert Platform.objects.count() == 22
    assert sum(many.values()) <= 20


def test_two_workers_settle_each_row_once(
    decided: Decide, monkeypatch: pytest.MonkeyPatch, at: datetime
) -> None:
    """Even without the lease, two at once make no double: rows are safe by themselves."""
    load = decided(platforms=[platform(one) for one in range(1, 31)])
    monkeypatch.setattr(leases, "take", lambda *_: True)
    with ThreadPoolExecutor(2) as pool:
        law = {"at": at, "rulebook": rulebook()}
        done = list(pool.map(lambda _: carry_on(load.number, **law), range(2)))
    assert done == [True, True]
    assert Platform.objects.count() == LedgerEntry.objects(verb="platform.load").count() == 30
    assert LedgerEntry.objects(verb="initial_load.load").count() == 1


def test_under_lease_another_leaves_it_alone_and_at_its_end_nothing_is_to_do(
    decided: Decide, at: datetime
) -> None:
    """In the background it comes to its end; a second start, then or later, does nothing."""
    load = decided(platforms=[platform(one) for one in range(1, 13)])
    thread = start(load.number, at=at, rulebook=rulebook())
    assert thread is not None
    assert start(load.number, at=at, rulebook=rulebook()) is None
    thread.join(timeout=30)
    progress = progress_of(InitialLoad.objects.get())
    assert (progress.done, progress.total, progress.finished) == (12, 12, True)
    assert not carry_on(load.number, at=at, rulebook=rulebook())
    assert run_job(at=at, rulebook=rulebook()) == []


def test_a_fault_is_told_and_made_good_by_the_job(
    decided: Decide, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault stops the work with word of it on the load; the job ends both."""
    load = decided(platforms=[platform(1)])
    with monkeypatch.context() as broken:
        broken.setattr(course, "settle", lambda *_: 1 / 0)
        start(load.number, at=at, rulebook=rulebook()).join(timeout=30)
    stopped = progress_of(InitialLoad.objects.get())
    assert (stopped.done, stopped.finished, stopped.stopped_at) == (0, False, at)
    assert InitialLoadRow.objects.get().outcome == "new"
    assert run_job(at=at, rulebook=rulebook()) == [ResumedLoad(load.number, {"loaded": 1})]
    assert progress_of(InitialLoad.objects.get()).stopped_at is None
