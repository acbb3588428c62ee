"""Comparing a stamped scan with a sheet's rows by eye: page by page, by name, on record."""

from collections.abc import Collection
from datetime import datetime

from registry.database import transact
from registry.documents.summary_sheets import CheckedPage, SummarySheet
from registry.errors import Invalid, NotFound
from registry.messages import say
from registry.permissions import Actor
from registry.policy.acceptances import pages_to_check
from registry.policy.summary_sheet_states import SheetState
from registry.scans.reading import page_picture
from registry.services import files, ledger
from registry.services.acceptances import (
    ScanMissing,
    change,
    look_at_scan,
    require_acceptable,
    subject_of,
)
from registry.services.files import FileOut
from registry.services.summary_sheets import readable

_CHECK = "summary_sheets:check_pages"


def pages_left(sheet: SummarySheet, *, at: datetime) -> tuple[int, ...]:
    """Return the pages of a sheet's scan that a person has still to compare; none without one."""
    look = look_at_scan(sheet, at=at)
    if look is None:
        return ()
    return pages_to_check(
        written=sheet.written,
        match=look.scan.match,
        pages=look.scan.pages,
        checked={one.page for one in sheet.checked_pages},
    )


def check_pages(
    number: str, pages: Collection[int], *, version: int, by: Actor, at: datetime
) -> SummarySheet:
    """Record that somebody compared these pages of the scan with the rows.

    A page checked before stays with who checked it first. Raises Invalid for no page or one
    that the scan has not, ScanMissing, VersionConflict where sheet or scan changed meanwhile,
    SheetNeedsMending or SheetAlreadyDecided.
    """
    sheet = readable(number, _CHECK, by)
    require_acceptable(sheet)
    if sheet.scan is None:
        raise ScanMissing
    wrong = sorted(page for page in pages if not 1 <= page <= sheet.scan.pages)
    if wrong or not pages:
        code = "sheet_page_unknown" if wrong else "sheet_pages_wanted"
        read = str(wrong[0]) if wrong else ""
        raise Invalid(fields={"page": say(code, read=read, pages=sheet.scan.pages)})
    done = {one.page for one in sheet.checked_pages}
    new = sorted(set(pages) - done)
    if not new:
        return sheet

    def work() -> SummarySheet:
        added = [
            CheckedPage(page=page, account=by.account, account_name=by.name, checked_at=at)
            for page in new
        ]
        kept = sorted([*sheet.checked_pages, *added], key=lambda one: one.page)
        changed = change(number, SheetState.STAGED, version, checked_pages=kept)
        after = {"scan": sheet.scan.digest, "pages": "、".join(map(str, new))}
        act = ledger.Act("summary_sheet.check_pages", subject_of(number), after=after)
        ledger.record(act, by=by, at=at)
        return changed

    return transact(work)


def picture_of_page(number: str, page: int, *, by: Actor) -> FileOut:
    """Return a picture of one page of a sheet's scan, large enough to read. Raises NotFound."""
    scan = readable(number, "summary_sheets:read", by).scan
    if scan is None or not 1 <= page <= scan.pages:
        raise NotFound
    picture = page_picture(files.content_of(scan.digest), page)
    return FileOut(picture, f"{number}-{page}.png", "image/png")
