"""A sheet brought to its acceptance, as a province does with one it made itself."""

from datetime import datetime

from registry.documents.summary_sheets import SummarySheet
from registry.law import rulebook
from registry.permissions import Actor, Role
from registry.services.acceptances import accept, attach_scan
from registry.services.calendar import current_calendar
from registry.services.page_checks import check_pages
from registry.services.stamped_scans import ScanUpload


def scan_checked(sheet: SummarySheet, scan: ScanUpload, *, by: Actor, at: datetime) -> SummarySheet:
    """Attach a scan to a sheet and compare its every page with the rows."""
    law = {"rulebook": rulebook(), "calendar": current_calendar()}
    kept = attach_scan(sheet.number, scan, version=sheet.version, by=by, at=at, **law)
    pages = range(1, kept.scan.pages + 1)
    return check_pages(sheet.number, pages, version=kept.version, by=by, at=at)


def compared(number: str, *, at: datetime) -> int:
    """Compare every page of a sheet's scan, as its authority's lead; return its version then."""
    sheet = SummarySheet.objects.get(number=number)
    lead = Actor(
        account="eyes", name="逐页核对人", role=Role.PROVINCIAL_LEAD, authority=sheet.authority
    )
    pages = range(1, sheet.scan.pages + 1)
    return int(check_pages(number, pages, version=sheet.version, by=lead, at=at).version)


def accepted_with(
    sheet: SummarySheet, scan: ScanUpload, *, by: Actor, at: datetime
) -> SummarySheet:
    """Accept a sheet with its scan, each page compared."""
    law = {"rulebook": rulebook(), "calendar": current_calendar()}
    ready = scan_checked(sheet, scan, by=by, at=at)
    return accept(sheet.number, None, version=ready.version, by=by, at=at, **law)
