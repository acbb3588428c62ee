"""Sealing: once a day, whoever comes and however late, and no act waits for it."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from mongoengine.connection import get_db

from registry import database as db
from registry.documents.ledger import LedgerEntry, LedgerSeal, SealedHead, Sealing
from registry.permissions import Actor
from registry.services import leases, ledger_seals
from registry.services.ledger import Act, record
from registry.services.ledger_checks import check_all
from registry.services.ledger_seals import SealingLost, seal_due
from tests.services.ledger_makers import DAY, A, B, C, three_days, write

pytestmark = pytest.mark.usefixtures("database")
HOUR = timedelta(hours=1)


def kept() -> list[list[dict[str, object]]]:
    """All that sealing leaves in the database."""
    return [
        list(get_db()[name].find({}, {"_id": 0}).sort([("day", 1), ("subject", 1)]))
        for name in ("ledger_seals", "sealed_heads")
    ]


def test_a_day_is_sealed_when_it_is_over(console: Actor, at: datetime) -> None:
    """Not before one o'clock of the next day; then once, over all ends of chains."""
    write(A, at, console)
    write(A, at, console)
    write(B, at, console)
    midnight = at.replace(hour=0) + DAY
    assert seal_due(at=midnight + timedelta(minutes=59)) == []
    (seal,) = seal_due(at=midnight + HOUR)
    assert (seal.day, seal.chains, seal.entries, seal.heads) == ("2026-12-28", 2, 3, 2)
    heads = [(one.subject, one.since, one.sequence) for one in SealedHead.objects]
    assert heads == [(A, 0, 2), (B, 0, 1)]
    assert (
        SealedHead.objects(subject=A).get().digest == LedgerEntry.objects(sequence=2).get().digest
    )
    assert seal_due(at=midnight + HOUR) == []
    assert LedgerSeal.objects.count() == 1


def test_an_empty_ledger_has_nothing_to_seal(at: datetime) -> None:
    """No seal stands where nothing was done yet."""
    assert seal_due(at=at) == []
    assert LedgerSeal.objects.count() == 0


def test_a_seal_holds_what_moved_since_the_one_before(console: Actor, at: datetime) -> None:
    """Each day its own rows, with where the chain ended before; totals go on."""
    three_days(console, at)
    rows = {day: [(one.subject, one.since, one.sequence) for one in SealedHead.objects(day=day)]
            for day in LedgerSeal.objects.scalar("day")}  # fmt: skip
    assert rows == {
        "2026-12-28": [(A, 0, 3), (B, 0, 1)],
        "2026-12-29": [(A, 3, 5), (C, 0, 2)],
        "2026-12-30": [(A, 5, 6), (B, 1, 2)],
    }
    assert [(one.chains, one.entries) for one in LedgerSeal.objects] == [(2, 4), (3, 8), (3, 10)]
    digests = list(LedgerSeal.objects.scalar("digest"))
    assert list(LedgerSeal.objects.scalar("previous_digest")) == ["", *digests[:2]]


def test_sealing_late_leaves_the_same_database(console: Actor, at: datetime) -> None:
    """Day by day or all at once, once or twice: the same seals, byte for byte."""
    for number, subjects in enumerate(((A, B), (), (A, C), (B,))):
        for subject in subjects:
            write(subject, at + number * DAY, console)
    for number in range(1, 6):
        seal_due(at=at + number * DAY)
        seal_due(at=at + number * DAY)
    in_time = kept()
    assert [seal["heads"] for seal in in_time[0]] == [2, 0, 2, 1]
    for name in ("ledger_seals", "sealed_heads"):
        get_db()[name].delete_many({})
    seal_due(at=at + 30 * DAY)
    assert kept() == in_time
    assert Sealing.objects.get().lease_until is None


def test_days_are_those_of_shanghai(console: Actor, at: datetime) -> None:
    """An act of 00:30 in Shanghai is of that day, though it is the day before in UTC."""
    write(A, at.replace(hour=0, minute=30), console)
    assert [seal.day for seal in seal_due(at=at + DAY)] == ["2026-12-28"]


def test_what_was_at_work_at_midnight_comes_under_the_next_seal(
    console: Actor, at: datetime
) -> None:
    """An act dated by its arrival and committed after the seal of its day is sealed a day later."""
    write(A, at, console)
    seal_due(at=at + DAY)
    write(A, at.replace(hour=23, minute=59), console)
    write(B, at + DAY, console)
    seal_due(at=at + 2 * DAY)
    head = SealedHead.objects(day="2026-12-29", subject=A).get()
    assert (head.since, head.sequence) == (1, 2)
    assert check_all().broken == 0


def test_a_clock_that_ran_ahead_seals_no_future(console: Actor, at: datetime) -> None:
    """Days are sealed up to that of the newest entry, whatever the clock says."""
    write(A, at, console)
    assert [seal.day for seal in seal_due(at=at + 9000 * DAY)] == ["2026-12-28"]


def test_a_day_of_many_heads_is_sealed_batch_by_batch(
    console: Actor, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In batches of two or all at once, the seal is the same."""
    for number in range(5):
        write(f"host:{number}", at, console)
    seal_due(at=at + DAY)
    at_once = kept()
    for name in ("ledger_seals", "sealed_heads"):
        get_db()[name].delete_many({})
    monkeypatch.setattr(ledger_seals, "_BATCH", 2)
    seal_due(at=at + DAY)
    assert kept() == at_once
    assert check_all().broken == 0


def test_a_run_that_broke_off_is_done_anew(
    console: Actor, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows without their seal go; what is sealed then is what stands in the ledger."""
    for number in range(5):
        write(f"host:{number}", at, console)
    monkeypatch.setattr(ledger_seals, "_BATCH", 2)
    with monkeypatch.context() as broken:
        broken.setattr(ledger_seals, "_sealed", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            seal_due(at=at + DAY)
    assert (SealedHead.objects.count(), LedgerSeal.objects.count()) == (4, 0)
    assert Sealing.objects.get().lease_until is None
    write("host:0", at.replace(hour=23), console)
    seal_due(at=at + DAY)
    assert SealedHead.objects.count() == 5
    assert check_all().broken == 0


def test_one_who_lost_the_lease_writes_nothing_more(
    console: Actor, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Too slow, and overtaken: the other's seal stands alone."""
    write(A, at, console)
    keep = ledger_seals._keep

    def overtaken(*rows: object, **more: object) -> None:
        monkeypatch.setattr(ledger_seals, "_keep", keep)
        Sealing.objects.update(unset__lease_until=True)
        assert [one.day for one in seal_due(at=at + DAY)] == ["2026-12-28"]
        keep(*rows, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(ledger_seals, "_keep", overtaken)
    assert seal_due(at=at + DAY) == []
    assert check_all().seals == 1
    with pytest.raises(SealingLost):
        keep([], None, "nobody", anew="")


def test_while_another_seals_nothing_is_done(console: Actor, at: datetime) -> None:
    """The job and the hand at once: one seals."""
    write(A, at, console)
    Sealing(number="ledger", state="open").save()
    assert leases.take(Sealing, "ledger", "open", "another")
    assert seal_due(at=at + DAY) == []
    assert LedgerSeal.objects.count() == 0


def test_two_at_once_leave_one_seal_for_each_day(console: Actor, at: datetime) -> None:
    """Four workers at once over ten days: ten seals, and they hold."""
    db.rehearse_transactions(on=False)
    for number in range(10):
        write(A, at + number * DAY, console)
    failures: list[BaseException] = []

    def seal() -> None:
        try:
            seal_due(at=at + 10 * DAY)
        except BaseException as error:  # noqa: BLE001 - the test reports whatever went wrong
            failures.append(error)

    together([seal] * 4)
    assert failures == []
    done = check_all()
    assert (done.seals, done.broken) == (10, 0)


def together(works: list[Callable[[], None]]) -> None:
    """Do several things at the same time, to their end."""
    threads = [threading.Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_no_act_waits_for_a_seal(console: Actor, at: datetime) -> None:
    """In the middle of a transaction that seals, an act on a chain being sealed goes through."""
    write(A, at, console)
    seal_due(at=at + DAY)
    db.rehearse_transactions(on=False)
    holding, done = threading.Event(), threading.Event()

    def seal() -> None:
        def work() -> None:
            assert leases.take(Sealing, "ledger", "open", "me")
            SealedHead(day="2026-12-29", subject=A, since=1, sequence=2, digest="0").save()
            holding.set()
            assert done.wait(10)

        db.transact(work)

    def act() -> None:
        assert holding.wait(10)
        db.transact(lambda: record(Act("host.enter", A), by=console, at=at + DAY))
        done.set()

    together([seal, act])
    assert LedgerEntry.objects(subject=A).count() == 2
    assert SealedHead.objects(day="2026-12-29").count() == 1
