"""Accepting a summary sheet: its stamped scan, the lead's decision, or its withdrawal.

Two acts, two times (ruling 9): the scan arrives in the window, like the sheet itself;
acceptance may follow after it. Each change names the version it was made against, so two
reviewers at once cannot both act.
"""

from collections.abc import Collection
from datetime import datetime

from registry.database import transact
from registry.documents.stamped_scans import StampedScan
from registry.documents.summary_sheets import SummarySheet
from registry.errors import Refusal, VersionConflict
from registry.messages import say
from registry.permissions import Actor
from registry.policy.acceptances import may_be_accepted_by, pages_to_check
from registry.policy.calendar import WorkingCalendar
from registry.policy.printed_codes import PrintedCode
from registry.policy.rulebook import Rulebook
from registry.policy.summary_sheet_states import SheetState, may_move
from registry.policy.vocabulary import Severity
from registry.services import ledger, outbox, stamped_scans
from registry.services.adjustments import require_upload_open
from registry.services.admissions import admissible_now
from registry.services.authority_settings import settings_of
from registry.services.courses import decision_of
from registry.services.sheet_findings import places_with
from registry.services.stamped_scans import ScanUpload
from registry.services.summary_sheets import readable
from registry.services.uncompared_filings import follow_up
from registry.services.withdrawals import stated_reason


class SheetNeedsMending(Refusal):
    """The sheet has blocking findings; a corrected file is a new sheet."""

    code = "sheet_needs_mending"
    status = 409


class SheetAlreadyDecided(Refusal):
    """The sheet was accepted or withdrawn before."""

    code = "sheet_already_decided"
    status = 409


class ScanMissing(Refusal):
    """A sheet is accepted together with its stamped scan, and it has none."""

    code = "scan_missing"
    status = 422


class PagesUnchecked(Refusal):
    """Nothing says yet that the stamped paper is this sheet: no code of its own, nobody's eyes."""

    code = "sheet_pages_unchecked"
    status = 409


class PreparedBySame(Refusal):
    """The authority wants another to accept a sheet than the one who prepared it."""

    code = "sheet_prepared_by_same"
    status = 409


FORM = "summary_sheet"


def attach_scan(
    number: str,
    upload: ScanUpload,
    *,
    version: int,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
    calendar: WorkingCalendar,
) -> SummarySheet:
    """Keep the stamped scan of a sheet that waits for acceptance; a later one replaces it.

    Raises AdjustmentWindowClosed outside the window, ScanError where the file is no scan,
    DeclarationMissing where pages cannot be read and nobody declares them clean,
    VersionConflict where the sheet changed meanwhile, SheetAlreadyDecided after the decision.
    """
    sheet = readable(number, "summary_sheets:upload", by)
    require_acceptable(sheet)
    require_upload_open(sheet.period, at=at, rulebook=rulebook, calendar=calendar)
    scan = _take(sheet, upload, by=by, at=at)

    def work() -> SummarySheet:
        return _write_scan(sheet, scan, version=version, by=by, at=at)

    return transact(work)


def accept(
    number: str,
    upload: ScanUpload | None,
    *,
    version: int,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
    calendar: WorkingCalendar,
) -> SummarySheet:
    """Accept a staged sheet together with its stamped scan; admission may then begin.

    ``upload`` is None where the scan is there already. Raises SheetNeedsMending,
    SheetAlreadyDecided, ScanMissing, PagesUnchecked where neither its code nor a person says
    that the paper is this sheet, PreparedBySame where the authority wants two people,
    VersionConflict, and as ``attach_scan`` for a new scan.
    """
    sheet = readable(number, "summary_sheets:accept", by)
    require_acceptable(sheet)
    _require_second_person(sheet, by)
    scan = None
    if upload is not None:
        require_upload_open(sheet.period, at=at, rulebook=rulebook, calendar=calendar)
        scan = _take(sheet, upload, by=by, at=at)
        _require_matched(sheet, scan, checked=())
    elif look := look_at_scan(sheet, at=at):
        _require_matched(sheet, look.scan, checked={one.page for one in sheet.checked_pages})
    else:
        raise ScanMissing

    def work() -> SummarySheet:
        now = version
        if scan:
            now = _write_scan(sheet, scan, version=version, by=by, at=at).version
        return _write_acceptance(number, version=now, by=by, at=at, rulebook=rulebook)

    return transact(work)


def withdraw(number: str, reason: str, *, version: int, by: Actor, at: datetime) -> SummarySheet:
    """Take back a sheet that was not accepted, with a reason; the same file may come again.

    Raises Invalid without a reason, SheetAlreadyDecided, VersionConflict.
    """
    sheet = readable(number, "summary_sheets:withdraw", by)
    stated = stated_reason(reason)
    if not may_move(SheetState(sheet.state), SheetState.WITHDRAWN):
        raise SheetAlreadyDecided

    def work() -> SummarySheet:
        changed = change(
            number, SheetState.WITHDRAWN, version, live=False, withdrawn_at=at,
            withdrawn_reason=stated,
        )  # fmt: skip
        subject = subject_of(number)
        before, after = {"state": sheet.state}, {"state": changed.state}
        act = ledger.Act(
            "summary_sheet.withdraw", subject, before=before, after=after, reason=stated
        )
        ledger.record(act, by=by, at=at)
        notice = outbox.Notice(
            "authority", changed.authority, "notice_sheet_withdrawn", subject,
            {"number": number, "reason": stated},
        )  # fmt: skip
        outbox.post(notice, at=at)
        return changed

    return transact(work)


def require_acceptable(sheet: SummarySheet) -> None:
    """Refuse a sheet that waits for no acceptance: it needs mending, or was decided on."""
    state = SheetState(sheet.state)
    if state is SheetState.NEEDS_MENDING:
        raise SheetNeedsMending(rows=places_with(sheet, Severity.BLOCKING))
    if not may_move(state, SheetState.ADMITTING):
        raise SheetAlreadyDecided


def _require_matched(sheet: SummarySheet, scan: StampedScan, *, checked: Collection[int]) -> None:
    """Refuse while neither the code on the scan nor a person says that it is this sheet."""
    left = pages_to_check(
        written=sheet.written, match=scan.match, pages=scan.pages, checked=checked
    )
    if not left:
        return
    if not sheet.written:
        why = say("sheet_pages_own")
    elif not scan.wholly_read:
        why = say("sheet_pages_reading")
    else:
        why = say("sheet_pages_no_match", read=stamped_scans.match_sentence(scan))
    raise PagesUnchecked(left=len(left), pages=scan.pages, why=why)


def _require_second_person(sheet: SummarySheet, by: Actor) -> None:
    four_eyes = settings_of(sheet.authority).four_eyes
    if not may_be_accepted_by(by.account, prepared_by=sheet.account, four_eyes=four_eyes):
        raise PreparedBySame(prepared=sheet.account_name)


def subject_of(number: str) -> str:
    """Return by what a sheet is called in the ledger and among the uses of a scan."""
    return f"summary_sheet:{number}"


def look_at_scan(sheet: SummarySheet, *, at: datetime) -> stamped_scans.Look | None:
    """Return a sheet's scan as it stands now, later pages being read on; None without one."""
    if sheet.scan is None:
        return None
    return stamped_scans.look(sheet.scan, subject=subject_of(sheet.number), at=at)


def _take(sheet: SummarySheet, upload: ScanUpload, *, by: Actor, at: datetime) -> StampedScan:
    # A sheet that the province made itself carries no code of ours: the scan then says so.
    expected = PrintedCode(FORM, sheet.number, sheet.digest)
    subject = subject_of(sheet.number)
    return stamped_scans.take(upload, expected, subject=subject, by=by, at=at)


def _write_scan(
    sheet: SummarySheet, scan: StampedScan, *, version: int, by: Actor, at: datetime
) -> SummarySheet:
    subject = subject_of(sheet.number)
    stamped_scans.refer_to(scan, subject=subject, authority=sheet.authority, at=at)
    earlier = SummarySheet.objects(number=sheet.number).only("scan").first()
    changed = change(sheet.number, SheetState.STAGED, version, scan=scan, checked_pages=[])
    before = {"scan": earlier.scan.digest} if earlier.scan else None
    after = {
        "scan": scan.digest, "sheet": changed.digest, "pages": scan.pages, "match": scan.match,
        "unread_pages": scan.unread_pages, "declared": scan.declared,
    }  # fmt: skip
    act = ledger.Act("summary_sheet.attach_scan", subject, before=before, after=after)
    ledger.record(act, by=by, at=at)
    return changed


def _write_acceptance(
    number: str, *, version: int, by: Actor, at: datetime, rulebook: Rulebook
) -> SummarySheet:
    changed = change(number, SheetState.ADMITTING, version, decision=decision_of(by, at))
    by_hand = dict.fromkeys(one.account_name for one in changed.checked_pages)
    after = {
        "state": changed.state, "sheet": changed.digest, "scan": changed.scan.digest,
        "match": changed.scan.match, "pages_checked": len(changed.checked_pages),
        "pages_checked_by": "、".join(by_hand),
    }  # fmt: skip
    subject = subject_of(number)
    act = ledger.Act(
        "summary_sheet.accept", subject, before={"state": SheetState.STAGED.value}, after=after,
        clause="二（二）", rulebook=rulebook.version,
    )  # fmt: skip
    ledger.record(act, by=by, at=at)
    rows = admissible_now(changed, at=at, rulebook=rulebook)
    params = {"number": number, "rows": str(rows)}
    notice = outbox.Notice("ministry", "ministry", "notice_sheet_accepted", subject, params)
    desk = follow_up(subject, number, authority=changed.authority)
    outbox.post_all([notice, desk], at=at)
    return changed


def change(number: str, to: SheetState, version: int, **values: object) -> SummarySheet:
    """Change a sheet that still stands at a version and may make the move, or refuse."""
    allowed = [
        one.value for one in SheetState if may_move(one, to) or one is to is SheetState.STAGED
    ]
    sets = {f"set__{name}": value for name, value in values.items()}
    changed = SummarySheet.objects(number=number, version=version, state__in=allowed).modify(
        new=True, set__state=to.value, inc__version=1, **sets
    )
    if changed is None:
        raise VersionConflict
    return changed
