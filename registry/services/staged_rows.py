"""A summary sheet's rows on their way in: kept ahead of their sheet, which alone shows them.

Fifty thousand rows are too much for one transaction, so they come before it, in pieces.
Until the sheet of that number stands nobody sees them; it only stands with all of them. What
an upload that was cut off has left is swept away by the next one of its round.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from typing import Any

from pymongo import WriteConcern

from registry.documents.summary_sheets import SummarySheet, SummarySheetRow
from registry.policy.findings import Finding, worst
from registry.policy.summary_sheet_rows import SheetRow
from registry.policy.summary_sheet_states import RowOutcome
from registry.services.findings import as_stored
from registry.services.sheet_findings import values_as_stored
from registry.sheets.checking import CheckedSheet

_PIECE = 1000
# An upload takes seconds; whatever is older than this has no sheet to come.
GRACE_MILLISECONDS = 60 * 60 * 1000


class RowsLostError(RuntimeError):
    """Rows kept ahead of their sheet are not all there: a server failed over in between."""


def keep_rows(number: str, checked: CheckedSheet) -> None:
    """Keep a sheet's rows, one piece being written while the next is made."""
    collection = SummarySheetRow._get_collection()  # noqa: SLF001 - thousands of rows go past the mapper
    # Acknowledged by one server; by the majority the last, and with it all before: the sheet's
    # own transaction counts them in what the majority has.
    quick = collection.with_options(write_concern=WriteConcern(1))
    with ThreadPoolExecutor(1) as writer:
        writing: Future[Any] | None = None
        pieces = _pieces(number, checked)
        piece = next(pieces, None)
        while piece is not None:
            following = next(pieces, None)
            if writing:
                writing.result()
            to = collection if following is None else quick
            writing, piece = writer.submit(to.insert_many, piece), following
        if writing:
            writing.result()


def _pieces(number: str, checked: CheckedSheet) -> Iterator[list[dict[str, Any]]]:
    found = checked.by_row()
    left = iter(checked.rows)
    while piece := [_row(number, row, found.get(row.number, ())) for row in islice(left, _PIECE)]:
        yield piece


def _row(number: str, row: SheetRow, findings: Sequence[Finding]) -> dict[str, Any]:
    return {
        "sheet": number,
        "row": row.number,
        "values": values_as_stored(row.values),
        "raw": row.raw,
        "opinion": row.opinion.value,
        "worst": str(worst(findings) or "") if findings else "",
        "findings": [as_stored(one) for one in findings],
        "outcome": RowOutcome.PENDING.value,
        "platform": "",
    }


def require_all(number: str, count: int) -> None:
    """Raise RowsLostError unless all rows of a sheet are there, in the caller's transaction."""
    there = SummarySheetRow._get_collection().count_documents(  # noqa: SLF001 - a count without the mapper
        {"sheet": number}, hint="sheet_1_row_1"
    )
    if there != count:
        raise RowsLostError(f"{there} rows of {count} of sheet {number}")


def drop_rows(number: str) -> None:
    """Drop the rows of a sheet that will not come."""
    SummarySheetRow.objects(sheet=number).delete()


def sweep(series: str = "") -> int:
    """Drop rows whose upload was cut off an hour ago, and return how many.

    Of one round, such as ``330000-2026H2``, or of all. Age is told by the database's own
    clock. Two queries where there is nothing to sweep.
    """
    rows = SummarySheetRow._get_collection()  # noqa: SLF001 - as above
    its = {"sheet": {"$gte": f"{series}-", "$lt": f"{series}."}} if series else {}
    kept = rows.distinct("sheet", its)  # index sheet_1_row_1, one key for each sheet
    standing = set(SummarySheet.objects(number__in=kept).scalar("number"))  # index number_1
    dropped = 0
    for number in set(kept) - standing:
        old = {"$lt": [{"$toDate": "$_id"}, {"$subtract": ["$$NOW", GRACE_MILLISECONDS]}]}
        dropped += rows.delete_many({"sheet": number, "$expr": old}).deleted_count
    return dropped
