"""Summary sheets that the walk of all routes asks for, and whose a record is to be."""

import itertools
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from registry.documents.stamped_scans import StampedScan
from registry.documents.summary_sheets import CheckedPage, SummarySheet
from registry.services.files import keep

NOW = datetime(2026, 12, 28, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
SAMPLE = Path(__file__).parents[1] / "samples" / "clean_330000_2026H2.xlsx"
SERIAL = itertools.count(1)


@dataclass(frozen=True)
class Holder:
    """Whose a record is to be."""

    account: str
    host: str
    authority: str


def a_sheet(holder: Holder) -> dict[str, Any]:
    """Keep a staged summary sheet and its stamped scan, without rows."""
    serial = next(SERIAL)
    number = f"{holder.authority}-2026H2-{serial:04}"
    sheet = keep(SAMPLE.read_bytes(), name=SAMPLE.name, media_type="application/octet-stream")
    scan = keep(b"a scan", name="scan.pdf", media_type="application/pdf")
    counts = ("size", "row_count", "blocking_rows", "warning_rows", "note_rows", "approved_rows")
    SummarySheet(
        number=number,
        authority=holder.authority,
        period=f"{2000 + serial}H2",
        digest=sheet.digest,
        filename=sheet.name,
        received_at=NOW,
        account="0",
        account_name="某人",
        rulebook="0",
        finding_count=0,
        state="staged",
        scan=StampedScan(
            digest=scan.digest,
            name=scan.name,
            media_type=scan.media_type,
            pages=1,
            seal_mark=True,
            preview=scan.digest,
            received_at=NOW,
            account_name="某人",
        ),
        checked_pages=[CheckedPage(page=1, account="0", account_name="某人", checked_at=NOW)],
        **dict.fromkeys(counts, 0),
    ).save()
    return {"number": number}


def a_scan_page(holder: Holder) -> dict[str, Any]:
    """Keep a sheet whose scan can be opened, and name its first page."""
    sheet = a_sheet(holder)
    content = (SAMPLE.parent / "scan_stamped_330000.pdf").read_bytes()
    scan = keep(content, name="scan.pdf", media_type="application/pdf")
    SummarySheet.objects(**sheet).update(set__scan__digest=scan.digest)
    return sheet | {"page": 1}
