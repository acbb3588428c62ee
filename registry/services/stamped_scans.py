"""Stamped scans 盖章扫描件: kept, matched with the printed code of the record they came for.

Whoever owns the record asks the permission and the window, takes the scan, and in its own
transaction writes it into the record and calls ``refer_to``. Whether a match is wanted is for
the owner to say: here it is only read, kept and told.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from registry.clock import SHANGHAI
from registry.documents.stamped_scans import ScanReading, ScanUse, StampedScan
from registry.messages import say
from registry.permissions import MINISTRY, Actor
from registry.policy import printed_codes
from registry.policy.printed_codes import Match, PrintedCode
from registry.scans import limits
from registry.scans.reading import read_scan
from registry.services import files, scan_readings
from registry.services.desensitising import require_declaration
from registry.services.files import FileOut, KeptFile, plain_name

_PNG = "image/png"
_DIGEST_SHOWN = 12
_MOST_CODES = limits.PAGES  # one a page, of a scan that fits
_MADE_ELSEWHERE = "summary_sheet"  # which an authority may print from its own program
_WITHOUT_OURS = frozenset({Match.NO_CODE, Match.FOREIGN_CODE})
_OF_SOMETHING_ELSE = frozenset({Match.OTHER_VERSION, Match.OTHER_RECORD, Match.SEVERAL_CODES})


@dataclass(frozen=True, slots=True)
class ScanUpload:
    """A stamped scan as it came; ``declared``: a person looked through what cannot be read."""

    content: bytes
    filename: str
    declared: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """A scan as it stands now, and how far its pages are read.

    ``stopped_at`` is when reading last broke off by a fault, None where it did not.
    """

    scan: StampedScan
    pages_read: int
    stopped_at: datetime | None

    @property
    def finished(self) -> bool:
        """Whether nothing of it waits to be read."""
        return bool(self.scan.wholly_read)


@dataclass(frozen=True, slots=True)
class Told:
    """One sentence on a scan, and what it is about.

    ``code``, or ``mismatch`` where the code is that of something else, or none of ours where
    every page carries one; ``seal``, ``text``, ``uncoded``, ``skipped``, ``used``.
    """

    about: str
    sentence: str


def take(
    upload: ScanUpload, expected: PrintedCode, *, subject: str, by: Actor, at: datetime
) -> StampedScan:
    """Keep a scan, outside any transaction, and say how it fits the record it came for.

    Up to three pages are read at once; of a longer one the first three, the others with
    ``look``. Raises ScanError where the file is no scan that can be kept, DeclarationMissing
    where pages are pictures and nobody looked through them, FilesBusy.
    """
    read = read_scan(upload.content, most=limits.PAGES_IN_REQUEST)
    require_declaration(read, declared=upload.declared)
    called = plain_name(upload.filename)
    kept = files.keep(upload.content, name=called, media_type=read.media_type)
    preview = files.keep(read.preview, name=f"{called}.png", media_type=_PNG)
    reading = scan_readings.begin(kept, preview, read, at=at)
    scan = StampedScan(
        digest=kept.digest,
        name=called,
        media_type=read.media_type,
        pages=read.pages,
        seal_mark=reading.seal_mark,
        wanted={"form": expected.form, "number": expected.number, "digest": expected.digest},
        preview=preview.digest,
        unread_pages=read.unread_pages,
        personal_pages=list(read.personal_pages),
        declared=upload.declared,
        received_at=at,
        account_name=by.name,
    )
    return _filled(scan, reading, subject)


def refer_to(
    scan: StampedScan, *, subject: str, authority: str = "", host: str = "", at: datetime
) -> None:
    """Write down that a record has this scan, inside the transaction that puts it there.

    ``authority`` and ``host`` say whose the record is, and thereby who may be told later that
    its picture was used.
    """
    sizes = ScanReading.objects(number=scan.digest).only("size", "preview_size").get()
    kept = KeptFile(scan.digest, scan.name, scan.media_type, sizes.size)
    files.refer_to(kept, at=at)
    files.refer_to(KeptFile(scan.preview, f"{scan.name}.png", _PNG, sizes.preview_size), at=at)
    ScanUse.objects(digest=scan.digest, subject=subject).update_one(
        upsert=True, set_on_insert__authority=authority, set_on_insert__host=host,
        set_on_insert__at=at,
    )  # fmt: skip


def look(scan: StampedScan, *, subject: str, at: datetime) -> Look:
    """Return a scan as it stands now; one not wholly read is read on in the background.

    The scan in the answer is filled in as far as pages are read. It costs no query where the
    scan was wholly read when it came.
    """
    if scan.wholly_read:
        return Look(scan, scan.pages, None)
    reading = scan_readings.reading_of(scan.digest)
    if reading.state == scan_readings.READING:
        scan_readings.start(scan.digest, at=at)
    return Look(_filled(scan, reading, subject), reading.pages_read, reading.stopped_at)


def _filled(scan: StampedScan, reading: ScanReading, subject: str) -> StampedScan:
    """Return the scan with what its pages say by now."""
    filled = StampedScan(**scan.to_mongo().to_dict())
    texts = [code["text"] for code in reading.codes]
    filled.seal_mark = reading.seal_mark
    filled.match = printed_codes.match(texts, PrintedCode(**scan.wanted)).value
    filled.codes = _own_codes(reading.codes)
    filled.wholly_read = reading.state == scan_readings.READ
    filled.skipped = list(reading.skipped)
    filled.used_before = scan_readings.earlier_uses(reading, subject, before=scan.received_at)
    return filled


def _own_codes(codes: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    read = [(one["page"], printed_codes.read(one["text"])) for one in codes]
    own = [
        {"page": page, "form": code.form, "number": code.number, "digest": code.digest}
        for page, code in read
        if code
    ]
    return own[:_MOST_CODES]


def uses_told(scan: StampedScan, *, by: Actor) -> list[dict[str, Any]]:
    """Return where a scan's pictures were used before: page, moment, and of which record.

    The record is named to its authority, its host and the ministry; to others only the moment.
    """
    return [
        {
            "page": use["page"],
            "at": use["at"],
            "subject": use["subject"] if _may_be_told(use, by) else "",
        }
        for use in scan.used_before
    ]


def what_is_said(scan: StampedScan, *, by: Actor) -> list[Told]:
    """Return the sentences on a scan: its code, its seal, what was not read, its earlier uses."""
    about = "mismatch" if _is_mismatch(scan) else "code"
    said = [Told(about, match_sentence(scan))] if scan.match else []
    seal = "seal_mark_seen" if scan.seal_mark else "seal_mark_not_seen"
    said += [Told("seal", say(seal)), Told("text", _text_sentence(scan))]
    if uncoded := _uncoded_pages(scan):
        pages = "、".join(map(str, uncoded))
        said.append(Told("uncoded", say("scan_pages_uncoded", pages=pages)))
    if scan.skipped:
        first, last = scan.skipped[0], scan.skipped[-1]
        said.append(Told("skipped", say("scan_pages_skipped", first=first, last=last)))
    said += [Told("used", one) for one in _used_sentences(scan, by)]
    return said


def _is_mismatch(scan: StampedScan) -> bool:
    """Say whether a scan is not what it came for: as far as it is read, or read to its end."""
    if scan.match in _OF_SOMETHING_ELSE:
        return True
    if not scan.wholly_read or scan.match not in _WITHOUT_OURS:
        return False
    return bool(scan.wanted["form"] != _MADE_ELSEWHERE)


def _used_sentences(scan: StampedScan, by: Actor) -> list[str]:
    """Say of each page where its picture was used before: one line a page, the earliest named."""
    pages: dict[int, list[dict[str, Any]]] = {}
    for use in uses_told(scan, by=by):
        pages.setdefault(use["page"], []).append(use)
    sentences = []
    for page, uses in sorted(pages.items()):
        earliest = min(uses, key=lambda one: one["at"])
        named = earliest["subject"].partition(":")[2] or say("scan_used_elsewhere")
        on = f"{earliest['at'].astimezone(SHANGHAI):%Y-%m-%d}"
        code = "scan_used_before_often" if len(uses) > 1 else "scan_used_before"
        sentences.append(say(code, page=page, subject=named, at=on, count=len(uses)))
    return sentences


def _uncoded_pages(scan: StampedScan) -> list[int]:
    """Return the pages, read whole, of a scan that fits which carry no code of ours.

    Every page is printed with it: one without may come from elsewhere.
    """
    if scan.match != Match.MATCHES or not scan.wholly_read:
        return []
    passed = {code["page"] for code in scan.codes} | set(scan.skipped)
    return [page for page in range(1, scan.pages + 1) if page not in passed]


def _text_sentence(scan: StampedScan) -> str:
    """Say what the desensitising check could read of a scan, and what a person declared."""
    said = say("scan_text_read")
    if scan.unread_pages:
        said = say("scan_text_declared", pages=scan.unread_pages, name=scan.account_name)
    if scan.personal_pages:
        said += say("scan_personal", pages="、".join(map(str, scan.personal_pages)))
    return said


def match_sentence(scan: StampedScan) -> str:
    """Say what the codes read from a scan are, beside the one that is wanted."""
    wanted = scan.wanted
    digests = dict.fromkeys(code["digest"][:_DIGEST_SHOWN] for code in scan.codes)
    match = Match(scan.match)
    of_sheet = match in _WITHOUT_OURS and wanted["form"] == _MADE_ELSEWHERE
    return say(
        f"scan_{match}{'_of_sheet' if of_sheet else ''}",
        read="、".join(dict.fromkeys(code["number"] for code in scan.codes)),
        read_digest="、".join(digests),
        pages="、".join(dict.fromkeys(str(code["page"]) for code in scan.codes)),
        wanted=wanted["number"],
        wanted_digest=wanted["digest"][:_DIGEST_SHOWN],
    )


def _may_be_told(use: Mapping[str, Any], by: Actor) -> bool:
    return (
        by.role in MINISTRY
        or bool(by.authority and by.authority == use["authority"])
        or bool(by.host and by.host == use["host"])
    )


def file_of(scan: StampedScan, *, preview: bool = False) -> FileOut:
    """Return a scan, or the small picture of its first page. Who may, its owner says."""
    if preview:
        return FileOut(files.content_of(scan.preview), f"{scan.name}.png", _PNG)
    return FileOut(files.content_of(scan.digest), scan.name, scan.media_type)
