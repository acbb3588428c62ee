"""Summary sheets 汇总表 on the desk: receiving one, and reading what was received.

A sheet is judged whole and staged; nothing enters the library before a lead accepts it
(``services.acceptances``) and admission carries that out (``services.admissions``).
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from mongoengine.errors import NotUniqueError

from registry.clock import SHANGHAI
from registry.collecting import collector_paused
from registry.database import transact
from registry.documents.counters import take_number
from registry.documents.files import digest_of
from registry.documents.platforms import Platform
from registry.documents.summary_sheets import SummarySheet
from registry.law import NATIONAL
from registry.permissions import Actor, require
from registry.policy.calendar import WorkingCalendar
from registry.policy.rulebook import Rulebook
from registry.policy.summary_sheet_rows import (
    KnownBan,
    KnownPlatform,
    SheetContext,
    name_key,
)
from registry.policy.summary_sheet_states import state_on_arrival
from registry.policy.vocabulary import LibraryState, Opinion, Severity
from registry.services import files, ledger, outbox, staged_rows
from registry.services.adjustments import require_upload_open
from registry.services.authorities import authorities, taxonomy
from registry.services.bans import bans_in_force
from registry.services.case_lists import numbered
from registry.services.filed_applications import filed_applications
from registry.services.findings import as_stored
from registry.services.hosts import names_on_record
from registry.services.sheet_findings import grouped, places_with, rows_with
from registry.sheets.checking import CheckedSheet, ReadSheet, judge_sheet, read_sheet

_ANY = "application/octet-stream"
_ALREADY_THERE = "already_in_library"  # the finding's code


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came, for which authority and adjustment round (``2026H2``).

    ``written``: it did not come from outside, the system wrote it from its own records.
    """

    content: bytes
    filename: str
    authority: str
    period: str
    written: bool = False


@dataclass(frozen=True, slots=True)
class Received:
    """The staged sheet, and whether this upload made it: the same file twice is one sheet."""

    sheet: SummarySheet
    created: bool


def receive(
    upload: Upload, *, by: Actor, at: datetime, rulebook: Rulebook, calendar: WorkingCalendar
) -> Received:
    """Judge a summary sheet whole and stage it with all its findings.

    ``at`` is when it arrived. Raises NotFound for another's authority, Invalid for a
    period that is no adjustment round, AdjustmentWindowClosed outside the five days,
    RoundNotOpened without a notice, and a SheetError where the file is no sheet. A file
    received before is answered as then.
    """
    require(by, "summary_sheets:upload", authority=upload.authority)
    digest = digest_of(upload.content)
    if earlier := _live(upload, digest):
        return Received(earlier, created=False)
    require_upload_open(upload.period, at=at, rulebook=rulebook, calendar=calendar)
    programme = rulebook.programme(NATIONAL)
    with collector_paused():
        read = read_sheet(upload.content, upload.filename)
        checked = judge_sheet(read, context_of(read, upload, at=at), programme)
    kept = files.keep(upload.content, name=files.plain_name(upload.filename), media_type=_ANY)

    series = f"{upload.authority}-{upload.period}"
    staged_rows.sweep(series)
    number = transact(lambda: f"{series}-{take_number(f'summary_sheet:{series}'):02d}")
    with collector_paused():
        staged_rows.keep_rows(number, checked)

    def work() -> SummarySheet:
        staged_rows.require_all(number, len(checked.rows))
        files.refer_to(kept, at=at)
        return _stage(number, checked, upload, kept, by=by, at=at, rulebook=rulebook)

    try:
        return Received(transact(work), created=True)
    except NotUniqueError:
        # The same file came twice at once; the other one is the sheet.
        staged_rows.drop_rows(number)
        if earlier := _live(upload, digest):
            return Received(earlier, created=False)
        raise


def context_of(sheet: ReadSheet, upload: Upload, *, at: datetime) -> SheetContext:
    """Return what a sheet is judged against: a fixed number of queries for any length."""
    codes = sheet.credit_codes
    names = frozenset(row.text("host_name") for row in sheet.rows) - {""}
    on = at.astimezone(SHANGHAI).date()
    platforms = (
        Platform.objects(
            __raw__={"credit_code": {"$in": list(codes)}, "state": LibraryState.IN_LIBRARY.value}
        )
        .only("number", "name", "credit_code", "name_key")
        .as_pymongo()
    )  # index credit_code_1_name_key_1, of the platforms in the library
    return SheetContext(
        authority=upload.authority,
        period=upload.period,
        on=on,
        authority_names=authorities().names,
        places=authorities().places,
        taxonomy=taxonomy(),
        hosts=names_on_record(codes, names),
        platforms={
            (one["credit_code"], one["name_key"]): KnownPlatform(
                one["number"], one["name"], in_library=True
            )
            for one in platforms
        },
        bans=_bans(sheet, on),
        applications=filed_applications(upload.authority, upload.period),
    )


def _bans(sheet: ReadSheet, on: date) -> dict[tuple[str, str], KnownBan]:
    """Return the bans that bind the rows on a day, by credit code and the platform's name key."""
    standing = bans_in_force(sheet.credit_codes, on)
    found = {}
    for row in sheet.rows:
        code, key = row.text("credit_code"), name_key(row.text("platform_name"))
        if code in standing and (ban := standing[code].binding(key)):
            found[code, key] = KnownBan(ban.decision, ban.until_day)
    return found


def _live(upload: Upload, digest: str) -> SummarySheet | None:
    return SummarySheet.objects(
        authority=upload.authority, period=upload.period, digest=digest, live=True
    ).first()


def _stage(
    number: str,
    checked: CheckedSheet,
    upload: Upload,
    kept: files.KeptFile,
    *,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
) -> SummarySheet:
    sheet = SummarySheet(
        number=number,
        authority=upload.authority,
        period=upload.period,
        digest=kept.digest,
        filename=kept.name,
        size=kept.size,
        received_at=at,
        account=by.account,
        account_name=by.name,
        rulebook=rulebook.version,
        written=upload.written,
        **_summary(checked),
    ).save(force_insert=True)
    after = {
        "digest": kept.digest,
        "period": upload.period,
        "state": sheet.state,
        "rows": sheet.row_count,
        "blocking_rows": sheet.blocking_rows,
        "written": sheet.written,
    }
    subject = f"summary_sheet:{number}"
    act = ledger.Act("summary_sheet.receive", subject, after=after, rulebook=rulebook.version)
    ledger.record(act, by=by, at=at)
    blocking = str(places_with(sheet, Severity.BLOCKING))
    params = {"number": number, "rows": str(sheet.row_count), "blocking": blocking}
    code = f"notice_sheet_{sheet.state}"
    outbox.post(outbox.Notice("authority", upload.authority, code, subject, params), at=at)
    return sheet


def _summary(checked: CheckedSheet) -> dict[str, Any]:
    findings = checked.findings
    rows = frozenset(row.number for row in checked.rows)
    kept_out = {
        one.row
        for one in findings
        if one.severity is Severity.BLOCKING or one.code == _ALREADY_THERE
    }
    approved = [
        row
        for row in checked.rows
        if row.opinion is Opinion.APPROVED and row.number not in kept_out
    ]
    return {
        "row_count": len(rows),
        "sheet_name": checked.grid.sheet,
        "blocking_rows": rows_with(findings, Severity.BLOCKING, rows),
        "warning_rows": rows_with(findings, Severity.WARNING, rows),
        "note_rows": rows_with(findings, Severity.NOTE, rows),
        "approved_rows": 0 if checked.blocks_whole_sheet else len(approved),
        "finding_count": len(findings),
        "findings": [as_stored(one) for one in findings if one.row not in rows],
        "groups": grouped(findings),
        "state": state_on_arrival(findings, len(rows)).value,
    }


def read_received(number: str, *, by: Actor) -> SummarySheet:
    """Return a received sheet. Raises NotFound, also where it is another authority's."""
    return readable(number, "summary_sheets:read", by)


def readable(number: str, permission: str, by: Actor) -> SummarySheet:
    """Return a sheet that the actor may act on by this permission, or refuse."""
    sheet = numbered(SummarySheet, number, permission, by)
    require(by, permission, authority=sheet.authority)
    return sheet
