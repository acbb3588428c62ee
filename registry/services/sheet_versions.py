"""A summary sheet beside the one it was sent instead of: what was mended, and what was not."""

from dataclasses import dataclass

from registry.documents.summary_sheets import SummarySheet, SummarySheetRow
from registry.permissions import Actor
from registry.policy.sheet_versions import FindingsCompared, PlacedFinding, compare
from registry.services.findings import as_finding
from registry.services.summary_sheets import readable


@dataclass(frozen=True, slots=True)
class ComparedVersions:
    """The number of the earlier sheet, and what became of its findings."""

    earlier: str
    findings: FindingsCompared


def compared_with_earlier(number: str, *, by: Actor) -> ComparedVersions | None:
    """Return a sheet beside the last one of its round before it; None for the first.

    The earlier sheet's findings stay with it. Three queries and the sheet itself; rows
    without a finding are not read. Raises NotFound.
    """
    sheet = readable(number, "summary_sheets:read", by)
    earlier = (
        SummarySheet.objects(
            authority=sheet.authority, period=sheet.period, received_at__lt=sheet.received_at,
            written=False,
        )
        .order_by("-received_at", "-number")
        .hint("authority_1_received_at_-1_number_-1")
        .first()
    )  # fmt: skip
    if earlier is None or sheet.written:
        return None
    return ComparedVersions(earlier.number, compare(_placed(earlier), _placed(sheet)))


def _placed(sheet: SummarySheet) -> list[PlacedFinding]:
    rows = (
        SummarySheetRow.objects(sheet=sheet.number, worst__gt="")
        .only("findings", "values.platform_name", "row")
        .hint("sheet_worst_row_of_found")
        .as_pymongo()
    )
    found = [PlacedFinding(as_finding(one)) for one in sheet.findings]
    for row in sorted(rows, key=lambda one: int(one["row"])):
        name = row["values"].get("platform_name") or ""
        found += [PlacedFinding(as_finding(one), name) for one in row["findings"]]
    return found
