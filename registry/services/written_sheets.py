"""A summary sheet written by the system from the authority's recommended applications.

It is received like any other file: judged whole, staged, and never changed afterwards. What is
recommended later needs a new one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from registry.documents.summary_sheets import SummarySheet, SummarySheetRow
from registry.errors import Refusal
from registry.permissions import Actor, require
from registry.policy.calendar import WorkingCalendar
from registry.policy.printed_codes import PrintedCode
from registry.policy.rulebook import Rulebook
from registry.services.acceptances import FORM
from registry.services.adjustments import require_upload_open
from registry.services.filed_applications import recommended_rows
from registry.services.sheet_heads import head_of
from registry.services.summary_sheets import Received, Upload, readable, receive
from registry.sheets.forms import load_form
from registry.sheets.written_sheets import written_sheet


class NothingRecommended(Refusal):
    """The authority recommends no application that a sheet could list."""

    code = "nothing_recommended"
    status = 409


class SheetNotWritten(Refusal):
    """The province made this sheet itself: it prints its own file."""

    code = "sheet_not_written"
    status = 409


@dataclass(frozen=True, slots=True)
class PrintedSheet:
    """A sheet as it goes to paper: its rows as they stand in the file, and its code."""

    sheet: SummarySheet
    rows: list[Mapping[str, Any]]
    code: PrintedCode


def printed_sheet(number: str, *, by: Actor) -> PrintedSheet:
    """Return what a written sheet prints; two queries. Raises NotFound, SheetNotWritten."""
    sheet = readable(number, "summary_sheets:read", by)
    if not sheet.written:
        raise SheetNotWritten
    rows = [
        one["values"] | {"opinion": one["raw"].get("opinion", "")}
        for one in SummarySheetRow.objects(sheet=number)
        .only("values", "raw", "row")
        .order_by("row")
        .hint("sheet_1_row_1")
        .as_pymongo()
    ]
    return PrintedSheet(sheet, rows, PrintedCode(FORM, sheet.number, sheet.digest))


def write_sheet(
    authority: str,
    period: str,
    *,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
    calendar: WorkingCalendar,
) -> Received:
    """Write and stage the sheet of what an authority recommends in a round, by application number.

    The same recommendations give the same sheet. Raises NotFound for another's authority,
    NothingRecommended, and as ``summary_sheets.receive``.
    """
    require(by, "summary_sheets:upload", authority=authority)
    require_upload_open(period, at=at, rulebook=rulebook, calendar=calendar)
    rows = recommended_rows(authority, period)
    if not rows:
        raise NothingRecommended
    form, head = load_form(), head_of(authority, period)
    content = written_sheet(form, head, rows)
    upload = Upload(content, f"{head.title(form)}.xlsx", authority, period, written=True)
    return receive(upload, by=by, at=at, rulebook=rulebook, calendar=calendar)
