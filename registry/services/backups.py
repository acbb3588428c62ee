"""Backing the record up while it is in use, as it stood at one instant."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bson.codec_options import CodecOptions
from bson.raw_bson import RawBSONDocument
from mongoengine.connection import get_db
from pymongo.client_session import ClientSession
from pymongo.collection import Collection
from pymongo.errors import OperationFailure

from registry.database import client, transact
from registry.documents.backups import BackupRecord, Restoration
from registry.documents.leadership import JobsLead, JobsProcess
from registry.errors import Refusal
from registry.permissions import Actor, require
from registry.policy.rulebook import Rulebook
from registry.services.backup_files import BackupWriter, digest_of_file, writing
from registry.services.ledger import Act, record

# Told step by step: what is being done, how many documents so far, how many there are about.
Report = Callable[[str, int, int], None]

# The mark of a restore, and which processes run now, say nothing about the record.
LEFT_OUT = frozenset(
    document._get_collection_name()  # noqa: SLF001 - no public name for it
    for document in (Restoration, JobsLead, JobsProcess)
)
_SNAPSHOT_TOO_OLD = frozenset({239, 246})  # SnapshotTooOld, SnapshotUnavailable


class BackupTooSlow(Refusal):
    """The database keeps the past for some minutes only, and writing took longer."""

    code = "backup_too_slow"
    status = 503


class RestoreUnfinished(Refusal):
    """A restore was begun on this database and has not ended."""

    code = "restore_unfinished"
    status = 409


def raw_collection(name: str) -> "Collection[RawBSONDocument]":
    """Return a collection whose documents stay as the bytes they are."""
    return get_db().get_collection(name, CodecOptions(document_class=RawBSONDocument))


def refuse_half_restored() -> None:
    """Let nobody work on a record that a restore has not finished. Raises RestoreUnfinished."""
    if mark := unfinished_restore():
        raise RestoreUnfinished(name=mark.name)


def unfinished_restore() -> Restoration | None:
    """Return the mark of a restore that was begun here and has not ended, or None."""
    found: Restoration | None = Restoration.objects.first()
    return found


def last_backup() -> BackupRecord | None:
    """Return the newest backup that was made and read back, or None."""
    found: BackupRecord | None = BackupRecord.objects.order_by("-taken_at").first()
    return found  # index taken_at_-1


def make_backup(
    path: Path, *, by: Actor, at: datetime, rulebook: Rulebook, training: bool, report: Report
) -> BackupRecord:
    """Write all collections, files included, as they stood at one instant, and check what stands.

    The service may go on working: it reads a snapshot. ``training`` says that the record is a
    training service's. Raises BackupExists, BackupUnwritable,
    BackupTooSlow, RestoreUnfinished.
    """
    require(by, "backups:make")
    refuse_half_restored()
    with writing(path) as writer:
        instant = _write(writer, report).isoformat()
        manifest = writer.close(
            taken_at=instant,
            service=version("reserve"),
            rulebook=rulebook.version,
            training=training,
        )
    made = {"digest": digest_of_file(path), "documents": manifest.documents}
    size, taken_at = path.stat().st_size, datetime.fromisoformat(manifest.taken_at)

    def work() -> BackupRecord:
        kept = BackupRecord(
            name=path.name, size=size, taken_at=taken_at, recorded_at=at, **made
        ).save(force_insert=True)
        act = Act("backup.make", "service:backup", after={"file": path.name, **made})
        record(act, by=by, at=at)
        return kept

    return transact(work)


def _write(writer: BackupWriter, report: Report) -> datetime:
    """Write every collection; return the instant at which all of them stood so."""
    names = sorted(set(get_db().list_collection_names()) - LEFT_OUT)
    names = [name for name in names if not name.startswith("system.")]
    total = sum(get_db()[name].estimated_document_count() for name in names)
    done = 0
    try:
        with client().start_session(snapshot=True) as session:
            for name in names:
                report(name, done, total)
                done += writer.write(name, _batches(name, session)).documents
            taken_at = _instant_of(session)
    except OperationFailure as failure:
        if failure.code in _SNAPSHOT_TOO_OLD:
            raise BackupTooSlow from failure
        raise
    report("", done, done)
    return taken_at


def _batches(name: str, session: ClientSession) -> Iterator[bytes]:
    """Give a collection as runs of BSON in the order of its ids, as of the session's snapshot."""
    yield from get_db()[name].find_raw_batches({}, session=session, sort=[("_id", 1)])


def _instant_of(session: ClientSession) -> datetime:
    """Return the instant of a session's snapshot: the cluster's own time, to the second."""
    snapshot: Any = session._snapshot_time  # noqa: SLF001 - PyMongo gives it no public name
    instant: datetime = snapshot.as_datetime().astimezone(UTC)
    return instant
