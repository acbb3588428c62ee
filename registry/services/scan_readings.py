"""Reading the pages of a scan: the first while its sender waits, the rest in the background.

What a content's pages say is kept by its digest, group of pages by group; each group is
written once, whoever reads it. Killed in the middle, reading goes on where it stopped, at the
next look or by the timetable.
"""

import threading
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from mongoengine.errors import OperationError
from pymongo.errors import PyMongoError

from registry.children import FilesBusy
from registry.documents.stamped_scans import ScanReading
from registry.logs import log
from registry.policy import printed_codes
from registry.scans import limits
from registry.scans.fingerprints import is_same_picture, marks_of
from registry.scans.reading import Scan, read_scan
from registry.scans.refusals import ScanError
from registry.services import files, leases
from registry.services.files import KeptFile

READING, READ = "reading", "read"
_MOST_USES = 10


def begin(kept: KeptFile, preview: KeptFile, scan: Scan, *, at: datetime) -> ScanReading:
    """Write down what the first pages of a kept content say, unless that was done before."""
    count = len(scan.fingerprints)
    said = _said(scan)
    ScanReading.objects(number=kept.digest).update_one(
        upsert=True,
        set_on_insert__state=READ if count >= scan.pages else READING,
        set_on_insert__size=kept.size,
        set_on_insert__preview_size=preview.size,
        set_on_insert__pages=scan.pages,
        set_on_insert__pages_read=count,
        set_on_insert__seal_mark=scan.seal_mark,
        set_on_insert__codes=said["codes"],
        set_on_insert__fingerprints=said["fingerprints"],
        set_on_insert__marks=[_mark_of(kept.digest), *said["marks"]],
        set_on_insert__recorded_at=at,
    )
    return reading_of(kept.digest)


def reading_of(digest: str) -> ScanReading:
    """Return what is known of a kept content's pages."""
    return ScanReading.objects.get(number=digest)  # index number_1


def start(digest: str, *, at: datetime) -> threading.Thread | None:
    """Read the rest of a scan in the background, unless somebody is at it or it is read.

    Returns the thread, which ends with the process.
    """
    holder = leases.new_holder()
    if not leases.take(ScanReading, digest, READING, holder):
        return None
    thread = threading.Thread(
        target=_in_background, args=(digest, holder, at), name=f"scan-{digest[:12]}", daemon=True
    )
    thread.start()
    return thread


def read_on(digest: str) -> bool:
    """Read the rest of a scan here and now, to its end; False where another is at it."""
    return _read_on(digest, leases.new_holder())


def _read_on(digest: str, holder: str) -> bool:
    content = files.content_of(digest)
    while leases.take(ScanReading, digest, READING, holder):
        _read_group(digest, content)
    return bool(reading_of(digest).state == READ)


def _read_group(digest: str, content: bytes) -> None:
    """Read some pages; where they cannot be read, no later ones are tried either."""
    done = ScanReading.objects(number=digest).only("pages", "pages_read").get()
    place, pages = done.pages_read, done.pages
    try:
        scan = read_scan(content, begin=place, most=limits.PAGES_AT_ONCE)
    except ScanError as refused:
        log().warning("scan_pages_skipped", digest=digest, after=place, error=refused.code)
        skipped = list(range(place + 1, pages + 1))
        changes: dict[str, Any] = {"set__state": READ, "set__skipped": skipped}
    else:
        place_after = place + len(scan.fingerprints)
        said = _said(scan)
        changes = {f"push_all__{name}": values for name, values in said.items()}
        changes |= {"set__pages_read": place_after}
        changes |= {"set__seal_mark": True} if scan.seal_mark else {}
        changes |= {"set__state": READ} if place_after >= pages else {}
    if changes.get("set__state") == READ:
        changes |= {"unset__lease_until": True, "unset__lease_holder": True}
    ScanReading.objects(number=digest, pages_read=place, state=READING).update_one(
        unset__stopped_at=True, **changes
    )


def _in_background(digest: str, holder: str, at: datetime) -> None:
    try:
        _read_on(digest, holder)
    except FilesBusy:
        _let_go(digest)
    except Exception:  # noqa: BLE001 - nobody waits for this thread: log and record are told instead
        log().exception("work_stopped", kind="ScanReading", number=digest)
        _let_go(digest, set__stopped_at=at)


def _let_go(digest: str, **values: object) -> None:
    """Give the lease back, so that the next look goes on at once."""
    try:
        ScanReading.objects(number=digest, state=READING).update_one(
            unset__lease_until=True, unset__lease_holder=True, **values
        )
    except (OperationError, PyMongoError):
        log().exception("work_stop_untold", kind="ScanReading", number=digest)


def _said(scan: Scan) -> dict[str, list[Any]]:
    """Return what pages say, to be kept; a foreign code's text is none of our business."""
    codes = [
        {"page": one.page, "text": one.text if printed_codes.read(one.text) else ""}
        for one in scan.codes
    ]
    marks = sorted({mark for one in scan.fingerprints for mark in marks_of(one)})
    return {"codes": codes, "fingerprints": list(scan.fingerprints), "marks": marks}


def _mark_of(digest: str) -> str:
    return f"file:{digest}"


def earlier_uses(reading: ScanReading, subject: str, *, before: datetime) -> list[dict[str, Any]]:
    """Return for which other records one of these pictures was used before: one query.

    Each with subject, moment, the first page that was used so, and whose the record is; the
    earliest first, a few of them.
    """
    found = ScanReading._get_collection().aggregate(  # noqa: SLF001 - a look-up is no mapper's work
        [
            {"$match": {"marks": {"$in": list(reading.marks)}}},
            {"$project": {"number": True, "fingerprints": True}},
            {
                "$lookup": {
                    "from": "scan_uses",
                    "localField": "number",
                    "foreignField": "digest",
                    "as": "uses",
                }
            },
            {"$unwind": "$uses"},
            {"$match": {"uses.subject": {"$ne": subject}, "uses.at": {"$lt": before}}},
            {"$sort": {"uses.at": 1, "uses.subject": 1}},
        ],
        hint="marks_of_pages",
        allowDiskUse=True,
    )
    uses = []
    for one in found:
        if page := _page_used(reading, one):
            use = one["uses"]
            kept = {name: use.get(name, "") for name in ("subject", "authority", "host")}
            uses.append({**kept, "at": use["at"], "page": page})
        if len(uses) == _MOST_USES:
            break
    return uses


def _page_used(reading: ScanReading, other: dict[str, Any]) -> int:
    """Return the first page whose picture another content has too, or 0."""
    if other["number"] == reading.number:
        return 1
    return _first_same(reading.fingerprints, other["fingerprints"])


def _first_same(own: Sequence[str], others: Sequence[str]) -> int:
    for page, one in enumerate(own, start=1):
        if any(is_same_picture(one, other) for other in others):
            return page
    return 0
