"""The file a backup is: one zip of BSON, one member per collection, and a manifest with digests.

Nothing here asks the database; writing and reading both stream, so memory stays the same
however large the record is.
"""

import hashlib
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from struct import Struct
from typing import IO, Any, Self
from zlib import error as ZlibError  # noqa: N812 - an error class with a small name

from registry.errors import Refusal
from registry.services.new_files import new_file, part_of

_KIND = "reserve-backup"
_FORMAT = 1
_MANIFEST = "manifest.json"
# The directory of a zip stands at its end: one that was cut off still begins like this.
_BEGINNING = b"PK\x03\x04"
_LARGEST_MANIFEST = 1024 * 1024
_CHUNK = 1024 * 1024
_LENGTH = Struct("<i")
# MongoDB's own limit of a document, and a little for the command around it.
_LARGEST_DOCUMENT = 17 * 1024 * 1024
_SMALLEST_DOCUMENT = 5
# A broken zip, a compression nobody here knows (NotImplementedError), a locked one (RuntimeError).
_UNREADABLE = (zipfile.BadZipFile, ZlibError, EOFError, OSError, NotImplementedError, RuntimeError)


class BackupExists(Refusal):
    """There is a file of this name already; a backup never replaces one."""

    code = "backup_exists"
    status = 409


class BackupUnwritable(Refusal):
    """The file cannot be written: no such folder, no permission, no space."""

    code = "backup_unwritable"
    status = 409


class BackupUnreadable(Refusal):
    """The file cannot be opened at all: it is not there, or may not be read."""

    code = "backup_unreadable"
    status = 422


class BackupForeign(Refusal):
    """The file is no backup of this service."""

    code = "backup_foreign"
    status = 422


class BackupNewer(Refusal):
    """The backup was written by a newer version, in a form that this one does not know."""

    code = "backup_newer"
    status = 422


class BackupDamaged(Refusal):
    """The file is a backup, but not what was written: cut off, or changed."""

    code = "backup_damaged"
    status = 422


class BackupCutOff(BackupDamaged):
    """The file begins as a backup does, but its end is not there."""

    code = "backup_cut_off"


@dataclass(frozen=True, slots=True)
class Member:
    """One collection as it stands in a backup: documents, bytes of BSON and their SHA-256."""

    name: str
    documents: int
    size: int
    digest: str

    @classmethod
    def of(cls, name: str, runs: Iterable[bytes]) -> "Member":
        """Count and digest a collection, given as runs of whole BSON documents."""
        digest, size, documents = hashlib.sha256(), 0, 0
        for run in runs:
            digest.update(run)
            size += len(run)
            documents += sum(1 for _ in documents_in(run))
        return cls(name, documents, size, digest.hexdigest())


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself. ``taken_at`` is the instant its content was true.

    ``training`` says that it was made of made-up people, whose passwords everybody knows.
    """

    taken_at: str
    service: str
    rulebook: str
    members: tuple[Member, ...]
    training: bool = False

    @property
    def documents(self) -> int:
        """Return how many documents there are in all."""
        return sum(member.documents for member in self.members)


class BackupWriter:
    """Writes the members of a backup one after another, then its manifest."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._members: list[Member] = []

    def write(self, name: str, batches: Iterable[bytes]) -> Member:
        """Write a collection, given as runs of whole BSON documents."""
        with self._archive.open(_member(name), "w", force_zip64=True) as stream:
            member = Member.of(name, _copied(batches, stream))
        self._members.append(member)
        return member

    def close(self, *, taken_at: str, service: str, rulebook: str, training: bool) -> Manifest:
        """Write the manifest last: a file without one was cut off."""
        manifest = Manifest(taken_at, service, rulebook, tuple(self._members), training)
        text = json.dumps(
            {"kind": _KIND, "format": _FORMAT, **asdict(manifest)}, ensure_ascii=False, indent=1
        )
        self._archive.writestr(_MANIFEST, text)
        return manifest


@contextmanager
def writing(path: Path) -> Iterator[BackupWriter]:
    """Write a backup that only its owner can read; read back, it gets its name.

    Raises BackupExists, BackupUnwritable.
    """
    try:
        with new_file(path) as stream:
            with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
                yield BackupWriter(archive)
            stream.flush()
            with BackupReader(part_of(path)) as reader:
                reader.check()
    except FileExistsError as error:
        raise BackupExists(path=error.filename2 or error.filename) from error
    except OSError as error:
        raise BackupUnwritable(path=path, reason=error.strerror) from error


class BackupReader:
    """Reads a backup. What it gives is checked against the manifest by ``check`` first."""

    def __init__(self, path: Path) -> None:
        """Open the file and its manifest.

        Raises BackupUnreadable, BackupForeign, BackupNewer, BackupDamaged.
        """
        try:
            self._archive = zipfile.ZipFile(path)
        except zipfile.BadZipFile as error:
            refusal = BackupCutOff if _begins_as_one(path) else BackupForeign
            raise refusal(path=path) from error
        except OSError as error:
            raise BackupUnreadable(path=path, reason=error.strerror) from error
        self._path = path
        try:
            self.manifest = self._read_manifest()
        except BaseException:
            self._archive.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._archive.close()

    def check(self) -> None:
        """Read every member to its end; raises BackupDamaged naming the first that is not right."""
        for member in self.manifest.members:
            for _ in self.documents(member):
                pass

    def documents(self, member: Member) -> Iterator[bytes]:
        """Give a collection's documents as BSON. Raises BackupDamaged, at the latest at the end."""
        digest, size, documents = hashlib.sha256(), 0, 0
        for document in self._stream(member):
            digest.update(document)
            size += len(document)
            documents += 1
            yield document
        if Member(member.name, documents, size, digest.hexdigest()) != member:
            raise BackupDamaged(path=self._path, member=member.name)

    def _stream(self, member: Member) -> Iterator[bytes]:
        try:
            with self._archive.open(_member(member.name)) as stream:
                rest = b""
                while chunk := stream.read(_CHUNK):
                    rest += chunk
                    used = 0
                    for document in documents_in(rest):
                        used += len(document)
                        yield document
                    rest = rest[used:]
        except (*_UNREADABLE, KeyError, ValueError) as error:
            raise BackupDamaged(path=self._path, member=member.name) from error
        if rest:
            raise BackupDamaged(path=self._path, member=member.name)

    def _read_manifest(self) -> Manifest:
        try:
            with self._archive.open(_MANIFEST) as stream:
                read = json.loads(stream.read(_LARGEST_MANIFEST))
        except KeyError as error:
            raise BackupForeign(path=self._path) from error
        except (*_UNREADABLE, ValueError, RecursionError) as error:
            raise BackupDamaged(path=self._path, member=_MANIFEST) from error
        if not isinstance(read, Mapping) or read.get("kind") != _KIND:
            raise BackupForeign(path=self._path)
        if read.get("format") != _FORMAT:
            raise BackupNewer(path=self._path, service=read.get("service", "?"))
        try:
            return _manifest(read)
        except (KeyError, TypeError, ValueError) as error:
            raise BackupDamaged(path=self._path, member=_MANIFEST) from error


def _begins_as_one(path: Path) -> bool:
    with path.open("rb") as stream:
        return stream.read(len(_BEGINNING)) == _BEGINNING


def _manifest(read: Mapping[str, Any]) -> Manifest:
    members = tuple(Member(**member) for member in read["members"])
    # Nothing but these is believed unchecked: what members say is held against what they hold.
    datetime.fromisoformat(read["taken_at"])
    if not all(isinstance(member.name, str) for member in members):
        raise ValueError("name")
    # Earlier versions did not say it.
    training = read.get("training", False)
    if not isinstance(training, bool):
        raise TypeError("training")
    return Manifest(read["taken_at"], read["service"], read["rulebook"], members, training)


def documents_in(run: bytes) -> Iterator[bytes]:
    """Give the whole documents at the start of a run of BSON; what is cut off is left out.

    Raises ValueError where a length cannot be one.
    """
    place = 0
    while place + _LENGTH.size <= len(run):
        (length,) = _LENGTH.unpack_from(run, place)
        if not _SMALLEST_DOCUMENT <= length <= _LARGEST_DOCUMENT:
            raise ValueError(length)
        if place + length > len(run):
            return
        yield run[place : place + length]
        place += length


def _copied(runs: Iterable[bytes], stream: IO[bytes]) -> Iterator[bytes]:
    for run in runs:
        stream.write(run)
        yield run


def digest_of_file(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _member(name: str) -> str:
    return f"collections/{name}.bson"
