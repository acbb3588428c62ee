"""Exporting the ledger for an outside auditor: files that are checked with nothing but themselves.

Entries in the form their digests cover, so that what hosts filed and numbers of persons stay in
the house, with seals, heads, and the check itself (docs/decisions/ledger-export.md).
"""

import ast
import hashlib
import heapq
import json
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib.metadata import version
from itertools import groupby, islice
from pathlib import Path
from typing import IO, Any, BinaryIO

import registry.chains
from registry.chains.links import OPEN, canonical
from registry.database import transact
from registry.documents.ledger import LedgerEntry, LedgerSeal
from registry.errors import Invalid, Refusal
from registry.messages import say
from registry.permissions import Actor, require
from registry.services.ledger import Act, checkable, record, stored_entries, to_hide
from registry.services.ledger_seals import (
    midnight,
    sealed_days,
    stored_heads,
    stored_seals,
    unsealed_heads,
)
from registry.services.new_files import new_file, new_folder

MOST_BY_PAGE = 50_000
_PARTS = ("links", "seals", "outside")
_CHAINS_AT_ONCE = 200
_REPORTED_EVERY = 10_000

# Told as it goes on: entries so far, and how many there are about.
Report = Callable[[int, int], None]
# Opens a file of the export for writing, by its name.
Opening = Callable[[str], Any]


class ExportExists(Refusal):
    """There is something of this name already; an export never replaces it."""

    code = "ledger_export_exists"
    status = 409


class ExportUnwritable(Refusal):
    """The export cannot be written: no such folder, no permission, no space."""

    code = "ledger_export_unwritable"
    status = 409


class ExportTooLarge(Refusal):
    """Too many entries for an answer by page; the command has no such limit."""

    code = "ledger_export_too_large"
    status = 409


@dataclass(frozen=True, slots=True)
class Days:
    """The sealed days asked for, as typed; empty is from the first, or until this moment."""

    first: str = ""
    last: str = ""


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export holds. ``manifest`` is the digest of its manifest, for the ledger."""

    entries: int
    seals: int
    sealed_until: str
    seal: str
    manifest: str


def export_to(path: Path, days: Days, *, report: Report, by: Actor, at: datetime) -> Exported:
    """Write an export into a new folder, or a new file whose name ends with .zip.

    Raises ExportExists, ExportUnwritable, Invalid for days that are not sealed.
    """
    require(by, "ledger:export")
    try:
        with _archive(path) if path.suffix == ".zip" else _folder(path) as opening:
            done = _write(opening, days, report=report, by=by, at=at)
    except FileExistsError as error:
        raise ExportExists(path=error.filename2 or error.filename) from error
    except OSError as error:
        raise ExportUnwritable(path=path, reason=error.strerror) from error
    _write_down(done, days, by=by, at=at)
    return done


def export_as_zip(days: Days, stream: BinaryIO, *, by: Actor, at: datetime) -> Exported:
    """Write an export of at most 50,000 entries into a stream, as a zip.

    Raises ExportTooLarge, Invalid for days that are not sealed.
    """
    require(by, "ledger:export")
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        done = _write(_members(archive), days, report=_refuse_many, by=by, at=at)
    _write_down(done, days, by=by, at=at)
    return done


def standalone_check() -> str:
    """Return ``check.py``: the modules of ``registry.chains`` as one file without the house."""
    folder = Path(registry.chains.__file__).parent
    return "\n\n".join(_without_imports((folder / f"{part}.py").read_text("utf-8"), part)
                       for part in _PARTS)  # fmt: skip


def _without_imports(source: str, part: str) -> str:
    """Leave out what a part imports from the others, and its second ``from __future__``."""
    lines = source.splitlines()
    for node in ast.parse(source).body:
        its = node.module or "" if isinstance(node, ast.ImportFrom) else ""
        if its.startswith("registry.") or (its == "__future__" and part != _PARTS[0]):
            for number in range(node.lineno - 1, node.end_lineno or node.lineno):
                lines[number] = ""
    return "\n".join(lines).strip() + "\n"


def _refuse_many(done: int, total: int) -> None:
    if max(done, total) > MOST_BY_PAGE:
        raise ExportTooLarge(most=MOST_BY_PAGE)


@contextmanager
def _archive(path: Path) -> Iterator[Opening]:
    with new_file(path) as stream, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        yield _members(archive)


def _members(archive: zipfile.ZipFile) -> Opening:
    return lambda name: archive.open(name, "w", force_zip64=True)


@contextmanager
def _folder(path: Path) -> Iterator[Opening]:
    with new_folder(path) as folder:
        yield lambda name: (folder / name).open("xb")


@dataclass(frozen=True, slots=True)
class _Span:
    """Which sealed days are told, and whether from the beginning, and up to this moment."""

    first: str
    last: str
    is_whole: bool
    is_open: bool


def _write(opening: Opening, days: Days, *, report: Report, by: Actor, at: datetime) -> Exported:
    """Write all files, the manifest last. Heads come first: what they name must then be there."""
    span = _span(days)
    files: dict[str, dict[str, object]] = {}
    with tempfile.TemporaryFile("w+b") as spool:
        for head in _heads(span):
            spool.write(_line(head))
        files["heads.jsonl"] = _put(opening, "heads.jsonl", _read(spool))
        entries = _reported(_entries(span, spool), _total(span, spool), report)
        files["entries.jsonl"] = _put(opening, "entries.jsonl", map(_exported, entries))
    files["seals.jsonl"] = _put(opening, "seals.jsonl", stored_seals(span.last, span.first))
    files["check.py"] = _put_text(opening, "check.py", standalone_check())
    files["README.txt"] = _put_text(opening, "README.txt", say("ledger_export_readme"))
    newest = LedgerSeal.objects(day__lte=span.last).order_by("-day").first()
    told = {
        "kind": "reserve-ledger-export",
        "format": 1,
        "service": version("reserve"),
        "made_at": at.isoformat(),
        "made_by": by.name,
        "from": "" if span.is_whole else span.first,
        "to": "" if span.is_open else span.last,
        "sealed_until": newest.day if newest else "",
        "entries": files["entries.jsonl"]["lines"],
        "files": files,
    }
    text = json.dumps(told, ensure_ascii=False, indent=1)
    return Exported(
        entries=int(str(told["entries"])),
        seals=int(str(files["seals.jsonl"]["lines"])),
        sealed_until=str(told["sealed_until"]),
        seal=newest.digest if newest else "",
        manifest=str(_put_text(opening, "manifest.json", text)["sha256"]),
    )


def _span(days: Days) -> _Span:
    """Return the days as they are told. Raises Invalid naming what cannot be."""
    begin, until = sealed_days()
    faults = {name: say("ledger_export_day_wanted", read=typed[:20])
              for name, typed in (("from", days.first), ("to", days.last))
              if typed and not _is_day(typed)}  # fmt: skip
    if not faults and (days.first or days.last) and not until:
        faults = {"from": say("ledger_export_nothing_sealed")}
    if not faults and days.last > until:
        faults["to"] = say("ledger_export_not_sealed", last=until)
    if not faults and days.first > (days.last or until):
        faults["from"] = say("ledger_export_not_sealed", last=days.last or until)
    if faults:
        raise Invalid(fields=faults)
    first = max(days.first, begin)
    return _Span(first, days.last or until, is_whole=first == begin, is_open=not days.last)


def _is_day(typed: str) -> bool:
    try:
        return date.fromisoformat(typed).isoformat() == typed
    except ValueError:
        return False


def _heads(span: _Span) -> Iterator[Mapping[str, Any]]:
    """Give the sealed heads of a span by subject and day, then where chains end at this moment."""
    ours = stored_heads({"day": {"$gte": span.first, "$lte": span.last}})
    if not span.is_open:
        return ours
    # What the last sealed day left is unsealed too.
    begins = midnight(span.last) if span.last else datetime.fromtimestamp(0, UTC)
    unsealed = unsealed_heads(span.last, begins, datetime.max.replace(tzinfo=UTC))
    theirs = ({"day": OPEN, **head} for head in unsealed)
    return heapq.merge(ours, theirs, key=lambda head: (head["subject"], head["day"]))


def _entries(span: _Span, spool: IO[bytes]) -> Iterator[dict[str, Any]]:
    """Give entries: all of them, or those that the heads of a span cover."""
    if span.is_whole and span.is_open:
        yield from stored_entries({})
        return
    runs = (_run(list(heads)) for _, heads in groupby(_read(spool), key=lambda one: one["subject"]))
    while some := list(islice(runs, _CHAINS_AT_ONCE)):
        yield from stored_entries({"$or": some})


def _run(heads: list[dict[str, Any]]) -> dict[str, Any]:
    covered = {"$gt": heads[0]["since"], "$lte": heads[-1]["sequence"]}
    return {"subject": heads[0]["subject"], "sequence": covered}


def _total(span: _Span, spool: IO[bytes]) -> int:
    if span.is_whole and span.is_open:
        return int(LedgerEntry._get_collection().estimated_document_count())  # noqa: SLF001 - of the mapper none
    return sum(head["sequence"] - head["since"] for head in _read(spool))


def _exported(stored: Mapping[str, Any]) -> dict[str, Any]:
    """Return an entry as it goes out; one of the first form with what it must not tell hidden."""
    told = checkable(stored)
    if hidden := to_hide(stored):
        for path in hidden:
            side, _, key = path.partition(".")
            told[side] = {**told[side], key: None} if key else None
        told["hidden"] = hidden
    return told


def _reported(
    entries: Iterable[dict[str, Any]], total: int, report: Report
) -> Iterator[dict[str, Any]]:
    report(0, total)
    for done, entry in enumerate(entries, 1):
        yield entry
        if done % _REPORTED_EVERY == 0:
            report(done, total)


def _line(row: Mapping[str, Any]) -> bytes:
    return f"{canonical(row)}\n".encode()


def _read(spool: IO[bytes]) -> Iterator[dict[str, Any]]:
    spool.seek(0)
    return map(json.loads, spool)


def _put(opening: Opening, name: str, rows: Iterable[Mapping[str, Any]]) -> dict[str, object]:
    """Write rows as lines; return how many, and the digest of the file."""
    digest, lines = hashlib.sha256(), 0
    with opening(name) as stream:
        for row in rows:
            line = _line(row)
            digest.update(line)
            stream.write(line)
            lines += 1
    return {"lines": lines, "sha256": digest.hexdigest()}


def _put_text(opening: Opening, name: str, text: str) -> dict[str, object]:
    with opening(name) as stream:
        stream.write(text.encode())
    return {"sha256": hashlib.sha256(text.encode()).hexdigest()}


def _write_down(done: Exported, days: Days, *, by: Actor, at: datetime) -> None:
    narrowed = {name: day for name, day in (("from", days.first), ("to", days.last)) if day}
    after = {
        "rows": done.entries,
        "seals": done.seals,
        "filter": narrowed,
        "manifest": done.manifest,
    }
    act = Act("ledger.export", "service:ledger", after=after)
    transact(lambda: record(act, by=by, at=at))
