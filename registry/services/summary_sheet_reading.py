"""Reading what was received: lists of sheets, a sheet's rows and findings, its files."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from registry.database import transact
from registry.documents.summary_sheets import SummarySheet, SummarySheetRow
from registry.errors import NotFound
from registry.permissions import Actor, authority_in_view, require
from registry.policy.findings import Finding
from registry.services import files, ledger, stamped_scans
from registry.services.by_time import RECEIVED, page_by_time
from registry.services.files import FileOut
from registry.services.findings import as_finding
from registry.services.summary_sheets import readable
from registry.sheets.annotated_workbook import annotated_workbook
from registry.sheets.writing import XLSX

_READ = "summary_sheets:read"


@dataclass(frozen=True, slots=True)
class FindingAt:
    """A finding and its place among the findings of its row; row 0 is the whole sheet."""

    finding: Finding
    row: int
    place: int


def list_sheets(
    *, by: Actor, authority: str = "", after: Sequence[str] = (), limit: int
) -> tuple[list[SummarySheet], list[str]]:
    """Return a page of the sheets the actor may see, newest first, and the key it ends with.

    The key is empty on the last page. Raises NotFound for another's authority, CursorForged
    for another list's key.
    """
    whose = authority_in_view(by, authority)
    require(by, _READ, authority=whose)
    sheets = SummarySheet.objects(**({"authority": whose} if whose else {}))
    index = "authority_1_received_at_-1_number_-1" if whose else "received_at_-1_number_-1"
    found = sheets.exclude("groups").hint(index)
    return page_by_time(found, after, limit, order=RECEIVED)


def rows_of(
    number: str, *, by: Actor, worst: str = "", after: int = 0, limit: int
) -> tuple[list[SummarySheetRow], int]:
    """Return a page of a sheet's rows in the file's order, and the last row number, or 0.

    ``worst`` narrows to rows whose gravest finding has that severity.
    """
    sheet = readable(number, _READ, by)
    rows = SummarySheetRow.objects(sheet=sheet.number, row__gt=after)
    if worst:
        rows = rows.filter(worst=worst)
    index = "sheet_worst_row_of_found" if worst else "sheet_1_row_1"
    found = list(rows.order_by("row").hint(index).limit(limit + 1))
    return found[:limit], found[limit - 1].row if len(found) > limit else 0


def findings_of(
    number: str, *, by: Actor, after: tuple[int, int] = (-1, -1), limit: int
) -> tuple[list[FindingAt], tuple[int, int] | None]:
    """Return a page of a sheet's findings: of the whole sheet first, then row by row.

    ``after`` and the answer's second part are a row and a place in it; None ends the list.
    """
    sheet = readable(number, _READ, by)
    own = [FindingAt(as_finding(one), 0, place) for place, one in enumerate(sheet.findings)]
    found = [one for one in own if (one.row, one.place) > after]
    found += _row_findings(number, after, limit + 1)
    shown = found[:limit]
    more = len(found) > limit
    return shown, (shown[-1].row, shown[-1].place) if more else None


def _row_findings(number: str, after: tuple[int, int], limit: int) -> list[FindingAt]:
    row, place = max(after, (0, -1))
    stored = SummarySheetRow._get_collection().aggregate(  # noqa: SLF001 - unwinding is no mapper's work
        [
            {"$match": {"sheet": number, "row": {"$gte": row}}},
            {"$sort": {"row": 1}},
            {"$unwind": {"path": "$findings", "includeArrayIndex": "place"}},
            {"$match": {"$or": [{"row": {"$gt": row}}, {"place": {"$gt": place}}]}},
            {"$limit": limit},
            {"$project": {"_id": False, "row": True, "place": True, "findings": True}},
        ],
        hint="sheet_1_row_1",
    )
    return [FindingAt(as_finding(one["findings"]), one["row"], int(one["place"])) for one in stored]


def annotated_file(number: str, *, by: Actor, at: datetime) -> FileOut:
    """Return the file as it was sent, marked with what was found; the ledger notes it.

    The findings are those of the day it was received, not judged anew.
    """
    sheet = readable(number, _READ, by)
    rows = SummarySheetRow.objects(sheet=number).only("findings").order_by("row").as_pymongo()
    stored = [*sheet.findings, *(one for row in rows for one in row["findings"])]
    content = annotated_workbook(
        files.content_of(sheet.digest),
        sheet.filename,
        map(as_finding, stored),
        sheet=sheet.sheet_name,
        rows=sheet.row_count,
    )
    act = ledger.Act("summary_sheet.export", f"summary_sheet:{number}", after={"file": "annotated"})
    transact(lambda: ledger.record(act, by=by, at=at))
    return FileOut(content, f"{number}-检查结果.xlsx", XLSX)


def scan_file(number: str, *, by: Actor, preview: bool = False) -> FileOut:
    """Return the stamped scan, or the small picture of its first page. Raises NotFound."""
    scan = readable(number, _READ, by).scan
    if scan is None:
        raise NotFound
    return stamped_scans.file_of(scan, preview=preview)


def others_waiting(sheet: SummarySheet) -> list[str]:
    """Return the numbers of the round's other sheets that still wait for a decision."""
    waiting = SummarySheet.objects(
        authority=sheet.authority,
        period=sheet.period,
        live=True,
        state__in=["staged", "needs_mending"],
        number__ne=sheet.number,
    ).only("number")  # index authority_1_period_1_digest_1
    return sorted(one.number for one in waiting)
