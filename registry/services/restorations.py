"""Restoring a backup: into an empty database, checked before, while and after it is written."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bson.raw_bson import RawBSONDocument
from gridfs.errors import CorruptGridFile, NoFile
from mongoengine.connection import get_db
from mongoengine.errors import NotUniqueError

from registry.database import ensure_indexes, transact
from registry.documents.accounts import Account
from registry.documents.backups import BackupRecord, Restoration
from registry.documents.catalogue import all_documents
from registry.documents.deliveries import OpenChannel
from registry.documents.files import StoredFile, digest_of, get_content
from registry.documents.jobs import JobRun
from registry.documents.sign_in import HalfSignIn, SignInCounter
from registry.errors import Refusal
from registry.permissions import Actor, require
from registry.services.backup_files import (
    BackupNewer,
    BackupReader,
    Manifest,
    Member,
    digest_of_file,
)
from registry.services.backups import LEFT_OUT, Report, RestoreUnfinished, raw_collection
from registry.services.ledger import Act, record
from registry.services.ledger_checks import broken_chains

_FILES = frozenset({"contents.files", "contents.chunks"})
_BATCH_BYTES = 8 * 1024 * 1024
_BATCH_DOCUMENTS = 2000


class DatabaseNotEmpty(Refusal):
    """The database holds documents; a restore never mixes with them nor replaces them."""

    code = "database_not_empty"
    status = 409


class BackupOfTraining(Refusal):
    """The backup is a training service's: everybody knows the passwords in it."""

    code = "backup_of_training"
    status = 409


class RestoredDifferently(Refusal):
    """What stands in the database after writing is not what stands in the backup."""

    code = "restored_differently"
    status = 500


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored, and what did not hold in the backup itself.

    ``chains`` are the subjects whose ledger or seal is broken, ``files`` the digests of contents
    that are missing or changed.
    """

    manifest: Manifest
    chains: tuple[str, ...]
    files: tuple[str, ...]


def restore_backup(
    path: Path,
    *,
    by: Actor,
    at: datetime,
    training: bool,
    report: Report,
    start_over: bool = False,
) -> Restored:
    """Write a backup into an empty database, and check that it stands there as it was.

    Sessions and half sign-ins that were open do not come back, nor do waiting times after
    wrong passwords. Notes of job runs do not count as content: a service that was started once
    has left some.
    ``training`` says that this is a training service's database: only there made-up people
    belong. ``start_over`` first throws away what a restore that broke off has left. Raises
    BackupForeign, BackupNewer, BackupDamaged, BackupOfTraining, DatabaseNotEmpty,
    RestoreUnfinished.
    """
    require(by, "backups:restore")
    with BackupReader(path) as reader:
        _check(path, reader, training=training)
        _begin(path.name, at=at, start_over=start_over)
        try:
            _fill(reader, report)
        except BaseException:
            _empty()
            _end()
            raise
        ensure_indexes(all_documents())
        restored = Restored(reader.manifest, broken_chains(), tuple(_wrong_files()))
    _settle(path, restored, by=by, at=at)
    return restored


def _check(path: Path, reader: BackupReader, *, training: bool) -> None:
    """Refuse what this version cannot hold, or is damaged, before anything is written."""
    if reader.manifest.training and not training:
        raise BackupOfTraining(path=path)
    known = {_collection_of(document) for document in all_documents()} | _FILES
    # The mark of the restore at work is never its content.
    if unknown := {member.name for member in reader.manifest.members} - (known - LEFT_OUT):
        raise BackupNewer(path=path, service=reader.manifest.service, unknown=min(unknown))
    reader.check()


def _begin(name: str, *, at: datetime, start_over: bool) -> None:
    """Set the mark that keeps everybody else away, on an empty database."""
    if mark := Restoration.objects.first():
        if not start_over:
            raise RestoreUnfinished(name=mark.name)
        _empty()
        _end()
    if filled := _filled():
        raise DatabaseNotEmpty(names="、".join(filled))
    try:
        Restoration(name=name, begun_at=at).save(force_insert=True)
    except NotUniqueError as error:
        raise RestoreUnfinished(name=name) from error


def _filled() -> list[str]:
    # A scheduler notes its runs on an empty record too; what it noted gives way to the backup's.
    noted = {_collection_of(document) for document in (JobRun, OpenChannel)}
    names = [name for name in _ours() if name not in noted]
    return [name for name in names if get_db()[name].find_one(projection=["_id"]) is not None]


def _empty() -> None:
    for name in _ours():
        get_db().drop_collection(name)


def _end() -> None:
    Restoration.objects.delete()


def _ours() -> list[str]:
    names = sorted(set(get_db().list_collection_names()) - LEFT_OUT)
    return [name for name in names if not name.startswith("system.")]


def _fill(reader: BackupReader, report: Report) -> None:
    """Write each collection and read it back. Indexes come after: one of them deletes by age."""
    _empty()
    done, total = 0, reader.manifest.documents
    for member in reader.manifest.members:
        report(member.name, done, total)
        collection = raw_collection(member.name)
        for batch in _batches(reader.documents(member)):
            collection.insert_many(batch, ordered=False)
        _compare(member)
        done += member.documents
    report("", done, total)


def _batches(documents: Iterable[bytes]) -> Iterator[list[RawBSONDocument]]:
    batch: list[RawBSONDocument] = []
    size = 0
    for document in documents:
        if batch and (size + len(document) > _BATCH_BYTES or len(batch) >= _BATCH_DOCUMENTS):
            yield batch
            batch, size = [], 0
        batch.append(RawBSONDocument(document))
        size += len(document)
    if batch:
        yield batch


def _compare(member: Member) -> None:
    """Read a collection back, in the order of its ids, as the backup was written."""
    stands = Member.of(member.name, get_db()[member.name].find_raw_batches({}, sort=[("_id", 1)]))
    if stands != member:
        raise RestoredDifferently(name=member.name)


def _wrong_files() -> Iterator[str]:
    for digest in StoredFile.objects.scalar("digest"):
        try:
            if digest_of(get_content(digest)) != digest:
                yield digest
        except (NoFile, CorruptGridFile):
            yield digest


def _settle(path: Path, restored: Restored, *, by: Actor, at: datetime) -> None:
    """End what shall not come back, write the act down and take the mark away, all at once."""
    digest, manifest = digest_of_file(path), restored.manifest

    def work() -> None:
        Account.objects(sessions__0__exists=True).update(set__sessions=[])
        HalfSignIn.objects.delete()
        SignInCounter.objects.delete()
        BackupRecord(
            name=path.name,
            digest=digest,
            size=path.stat().st_size,
            documents=manifest.documents,
            taken_at=datetime.fromisoformat(manifest.taken_at),
            recorded_at=at,
        ).save(force_insert=True)
        after = {"file": path.name, "digest": digest, "taken_at": manifest.taken_at}
        record(Act("backup.restore", "service:backup", after=after), by=by, at=at)
        _end()

    transact(work)


def _collection_of(document: type) -> str:
    return str(document._get_collection_name())  # type: ignore[attr-defined] # noqa: SLF001 - MongoEngine has no public name for it
