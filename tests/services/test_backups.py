"""Backing up and restoring: a drill on real records, and every way a file can be wrong."""

import stat
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from mongoengine.connection import get_db

from registry import database as db
from registry.documents.accounts import Account, AccountSession
from registry.documents.backups import BackupRecord, Restoration
from registry.documents.ledger import LedgerEntry
from registry.documents.outbox import OutboxMessage
from registry.documents.platforms import Platform
from registry.documents.sign_in import HalfSignIn, SignInCounter
from registry.errors import NotAllowed
from registry.law import rulebook
from registry.permissions import Actor, Role
from registry.services import files, ledger
from registry.services.backup_files import (
    BackupExists,
    BackupUnwritable,
    Member,
)
from registry.services.backups import RestoreUnfinished, last_backup, make_backup
from registry.services.jobs import last_runs, note_run
from registry.services.leadership import Seat, leadership
from registry.services.open_channels import look
from registry.services.restorations import DatabaseNotEmpty, restore_backup
from tests.services.conftest import Backup, Restore, report_nowhere


def _digests() -> dict[str, Member]:
    """Every collection of the record, digested as a backup does."""
    reserve = get_db()
    return {
        name: Member.of(name, reserve[name].find_raw_batches({}, sort=[("_id", 1)]))
        for name in reserve.list_collection_names()
    }


_CONSOLE = Actor(account="console", name="控制台", role=Role.CONSOLE, door="console")


def _act(subject: str, at: datetime) -> None:
    def work() -> None:
        ledger.record(ledger.Act("platform.admit", subject), by=_CONSOLE, at=at)
        OutboxMessage(
            audience="ministry", recipient="", code="x", subject=subject, recorded_at=at
        ).save(force_insert=True)

    db.transact(work)


def test_a_restored_record_is_the_one_that_was_backed_up(
    on_record: Callable[..., Platform],
    person_of: Callable[..., Account],
    backup: Backup,
    elsewhere: Callable[[], None],
    restore: Restore,
) -> None:
    """Every collection comes back digest for digest, files too; only sessions and waits do not."""
    admitted_at = on_record().admitted_at
    person_of(Role.MINISTRY_LEAD)
    _act("platform:330000-2026-0001", admitted_at)
    kept = files.keep(b"%PDF-1.7 stamped" * 30_000, name="章.pdf", media_type="application/pdf")
    db.transact(lambda: files.refer_to(kept, at=admitted_at))
    before = _digests()
    made = backup()
    elsewhere()
    restored = restore()
    assert restored.chains == ()
    assert restored.files == ()
    changed = {name for name, member in _digests().items() if member != before.get(name)}
    assert {name for name in changed if before.get(name)} <= {"ledger", "backups"}
    assert files.content_of(kept.digest) == b"%PDF-1.7 stamped" * 30_000
    assert [entry.verb for entry in LedgerEntry.objects.order_by("id")] == [
        "platform.admit",
        "backup.restore",
    ]
    found = last_backup()
    assert found is not None
    assert (found.digest, found.documents) == (made.digest, made.documents)
    names = {index["name"] for index in get_db().platforms.list_indexes()}
    assert "authority_1_state_1_number_1" in names


def test_open_sessions_and_waiting_times_do_not_come_back(
    person_of: Callable[..., Account],
    backup: Backup,
    elsewhere: Callable[[], None],
    restore: Restore,
    at: datetime,
) -> None:
    """Whoever was signed in when the backup was made is not signed in by it again."""
    session = AccountSession(key="k", began_at=at, seen_at=at)
    person_of(Role.MINISTRY_LEAD, sessions=[session])
    SignInCounter(key="account:x", failures=5, failed_at=at, locked_until=at).save()
    HalfSignIn(id="h", account="a", password_hash="p", began_at=at).save()
    backup()
    elsewhere()
    restore()
    assert HalfSignIn.objects.count() == 0
    assert Account.objects.first().sessions == []
    assert SignInCounter.objects.count() == 0


def test_a_backup_beside_work_is_of_one_instant(
    backup: Backup,
    elsewhere: Callable[[], None],
    restore: Restore,
    at: datetime,
) -> None:
    """While acts go on, ledger and outbox in the file are those of the same acts, to the last."""
    db.rehearse_transactions(on=False)
    stop, counted = threading.Event(), []

    def work() -> None:
        while not stop.is_set():
            _act(f"platform:{len(counted)}", at)
            counted.append(1)

    thread = threading.Thread(target=work)
    thread.start()
    while len(counted) < 20:
        stop.wait(0.01)
    backup()
    stop.set()
    thread.join()
    elsewhere()
    assert restore().chains == ()
    told = set(OutboxMessage.objects.scalar("subject"))
    acts = set(LedgerEntry.objects(verb="platform.admit").scalar("subject"))
    assert told == acts
    assert 20 <= len(told) <= len(counted)


def test_a_backup_is_private_and_replaces_nothing(backup: Backup, path: Path) -> None:
    """Only its owner reads the file; a second one under the same name is refused."""
    made = backup()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    content = path.read_bytes()
    with pytest.raises(BackupExists):
        backup()
    assert path.read_bytes() == content
    assert [one.digest for one in BackupRecord.objects] == [made.digest]
    assert list(path.parent.glob("*.part")) == []


def test_a_backup_at_work_is_not_disturbed(backup: Backup, path: Path) -> None:
    """A second backup to the same name leaves the unfinished file of the first alone."""
    part = path.with_name("backup.zip.part")
    part.write_bytes(b"at work")
    with pytest.raises(BackupExists):
        backup()
    assert part.read_bytes() == b"at work"


def test_a_folder_that_is_not_there_is_said(
    database: None, tmp_path: Path, console: Actor, at: datetime
) -> None:
    """Nothing is written where the folder does not exist, and the reason is given."""
    away = tmp_path / "no" / "b.zip"
    with pytest.raises(BackupUnwritable):
        make_backup(
            away, by=console, at=at, rulebook=rulebook(), training=False, report=report_nowhere
        )


def test_a_database_in_use_is_not_restored_into(
    on_record: Callable[..., Platform], backup: Backup, restore: Restore
) -> None:
    """Onto a database that holds anything the restore is refused, and nothing changes."""
    on_record()
    backup()
    before = _digests()
    with pytest.raises(DatabaseNotEmpty) as refused:
        restore()
    assert "platforms" in str(refused.value.params["names"])
    assert _digests() == before


def test_what_a_scheduler_noted_gives_way(
    on_record: Callable[..., Platform],
    backup: Backup,
    elsewhere: Callable[[], None],
    restore: Restore,
    at: datetime,
) -> None:
    """A database on which a service was started once takes a backup, with the backup's own runs."""
    on_record()
    minute = timedelta(minutes=1)
    note_run("resume_loads", every=minute, done=3, milliseconds=1, at=at)
    on = frozenset({"email"})
    look(on, at=at)
    assert Seat().take()
    backup()
    elsewhere()
    for name in ("resume_loads", "resume_admissions"):
        note_run(name, every=minute, done=0, milliseconds=1, at=at)
    look(on, at=at + minute)
    assert leadership().leader == ""  # who led where the backup was made is no part of it
    seat = Seat()
    assert seat.take()
    restore()
    assert seat.renew()
    assert [(run.name, run.done) for run in last_runs()] == [("resume_loads", 3)]
    assert look(on, at=at + minute) == {"email": at}
    assert Platform.objects.count() == 1


def test_a_restore_that_broke_off_is_told_and_begun_anew(
    on_record: Callable[..., Platform],
    backup: Backup,
    elsewhere: Callable[[], None],
    restore: Restore,
    at: datetime,
) -> None:
    """Half a record is served to nobody: it takes a word of the operator to begin anew."""
    on_record()
    backup()
    elsewhere()
    Restoration(name="backup.zip", begun_at=at).save()
    get_db().platforms.insert_one({"number": "half"})
    with pytest.raises(RestoreUnfinished):
        restore()
    with pytest.raises(RestoreUnfinished):
        backup()
    restore(start_over=True)
    assert [one.number for one in Platform.objects] == ["330000-2026-0001"]
    assert Restoration.objects.count() == 0


def test_a_fault_while_writing_leaves_the_database_empty(
    on_record: Callable[..., Platform],
    backup: Backup,
    elsewhere: Callable[[], None],
    restore: Restore,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What a failing restore has written is taken away again."""
    on_record()
    backup()
    elsewhere()

    def fail(_member: Member) -> None:
        raise ConnectionError

    monkeypatch.setattr("registry.services.restorations._compare", fail)
    with pytest.raises(ConnectionError):
        restore()
    reserve = get_db()
    assert [name for name in reserve.list_collection_names() if reserve[name].find_one()] == []


def test_what_was_wrong_before_is_told(
    backup: Backup,
    elsewhere: Callable[[], None],
    restore: Restore,
    at: datetime,
) -> None:
    """A ledger already broken and a file already gone are restored as they are, and named."""
    _act("platform:1", at)
    LedgerEntry.objects.update(set__verb="platform.remove")
    kept = files.keep(b"gone", name="a", media_type="text/plain")
    db.transact(lambda: files.refer_to(kept, at=at))
    get_db()["contents.chunks"].delete_many({})
    backup()
    elsewhere()
    restored = restore()
    assert restored.chains == ("platform:1",)
    assert restored.files == (kept.digest,)


def test_only_the_console_backs_up(
    database: None, path: Path, ministry: Actor, at: datetime
) -> None:
    """No role of a person reaches the whole record as a file."""
    with pytest.raises(NotAllowed):
        make_backup(
            path, by=ministry, at=at, rulebook=rulebook(), training=False, report=report_nowhere
        )
    with pytest.raises(NotAllowed):
        restore_backup(path, by=ministry, at=at, training=False, report=report_nowhere)


def test_the_instant_is_the_databases_own(backup: Backup) -> None:
    """When the content was true is said by the database's clock, not by a training clock."""
    taken_at = backup().taken_at
    assert abs(taken_at - datetime.now(UTC)) < timedelta(minutes=5)  # noqa: TID251 - compared with the wall clock
