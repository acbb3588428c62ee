"""Accepting a staged sheet with its stamped scan, once; withdrawing one with a reason."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest

from registry.clock import SHANGHAI
from registry.documents.files import StoredFile
from registry.documents.ledger import LedgerEntry
from registry.documents.outbox import OutboxMessage
from registry.documents.platforms import Platform
from registry.documents.stamped_scans import ScanUse
from registry.documents.summary_sheets import SummarySheet
from registry.errors import Invalid, NotAllowed, NotFound, Refusal, VersionConflict
from registry.law import rulebook
from registry.permissions import Actor, Role
from registry.scans.refusals import ScanError
from registry.services.acceptances import (
    ScanMissing,
    SheetAlreadyDecided,
    SheetNeedsMending,
    accept,
    attach_scan,
    withdraw,
)
from registry.services.calendar import current_calendar
from registry.services.ledger import broken_at
from registry.services.stamped_scans import ScanUpload
from registry.services.summary_sheets import Received
from registry.services.windows import AdjustmentWindowClosed
from tests.accepting import accepted_with, scan_checked

MakeSheet = Callable[..., bytes]
Receive = Callable[..., Received]
AFTER = datetime(2027, 1, 6, 9, tzinfo=SHANGHAI)


def _law() -> dict[str, object]:
    return {"rulebook": rulebook(), "calendar": current_calendar()}


@pytest.fixture
def staged(received: Receive, make_sheet: MakeSheet) -> SummarySheet:
    """A staged sheet of one row."""
    return received(make_sheet({})).sheet


def test_acceptance_keeps_scan_and_both_digests(
    staged: SummarySheet, stamped: ScanUpload, lead: Actor, at: datetime
) -> None:
    """The ledger entry of an acceptance names sheet and scan by digest; the chain holds."""
    sheet = accepted_with(staged, stamped, by=lead, at=at)
    assert (sheet.state, sheet.scan.media_type, sheet.scan.pages) == (
        "admitting",
        "application/pdf",
        1,
    )
    subject = f"summary_sheet:{sheet.number}"
    entry = LedgerEntry.objects.get(subject=subject, verb="summary_sheet.accept")
    assert (entry.after["sheet"], entry.after["scan"]) == (sheet.digest, sheet.scan.digest)
    assert entry.account == lead.account
    assert ScanUse.objects.get().subject == subject
    assert broken_at(subject) is None
    assert StoredFile.objects(digest=sheet.scan.digest).count() == 1
    assert OutboxMessage.objects(code="notice_sheet_accepted").count() == 1
    assert Platform.objects.count() == 0


def test_a_reviewer_does_not_accept(
    staged: SummarySheet, stamped: ScanUpload, reviewer: Actor, ministry: Actor, at: datetime
) -> None:
    """Accepting is the provincial lead's alone."""
    for actor in (reviewer, ministry):
        with pytest.raises(NotAllowed):
            accept(staged.number, stamped, version=1, by=actor, at=at, **_law())


def test_a_foreign_lead_finds_nothing(
    staged: SummarySheet, stamped: ScanUpload, at: datetime
) -> None:
    """Another authority's lead is answered as if the sheet did not exist."""
    stranger = Actor(account="s", name="江苏", role=Role.PROVINCIAL_LEAD, authority="320000")
    with pytest.raises(NotFound):
        accept(staged.number, stamped, version=1, by=stranger, at=at, **_law())
    with pytest.raises(NotFound):
        withdraw(staged.number, "误传", version=1, by=stranger, at=at)


def test_two_reviewers_at_once_act_once(
    staged: SummarySheet, stamped: ScanUpload, lead: Actor, at: datetime
) -> None:
    """Of acceptance and withdrawal in the same moment one happens, the other is refused."""
    ready = scan_checked(staged, stamped, by=lead, at=at).version

    def act(ordinal: int) -> str:
        try:
            if ordinal % 2:
                withdraw(staged.number, "误传", version=ready, by=lead, at=at)
            else:
                accept(staged.number, None, version=ready, by=lead, at=at, **_law())
        except (VersionConflict, SheetAlreadyDecided):
            return "refused"
        return "done"

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(act, range(4)))
    assert sorted(answers) == ["done", "refused", "refused", "refused"]
    decisions = LedgerEntry.objects(verb__in=["summary_sheet.accept", "summary_sheet.withdraw"])
    assert decisions.count() == 1


def test_an_old_version_is_refused(
    staged: SummarySheet, stamped: ScanUpload, lead: Actor, at: datetime
) -> None:
    """Who read the sheet before the scan came must look again."""
    ready = scan_checked(staged, stamped, by=lead, at=at).version
    with pytest.raises(VersionConflict):
        accept(staged.number, None, version=1, by=lead, at=at, **_law())
    done = accept(staged.number, None, version=ready, by=lead, at=at, **_law())
    assert done.state == "admitting"


def test_acceptance_wants_a_scan(staged: SummarySheet, lead: Actor, at: datetime) -> None:
    """Without a stamped scan nothing is accepted 二（二）."""
    with pytest.raises(ScanMissing):
        accept(staged.number, None, version=1, by=lead, at=at, **_law())


def test_acceptance_may_follow_after_the_window(
    staged: SummarySheet, stamped: ScanUpload, lead: Actor, reviewer: Actor, at: datetime
) -> None:
    """A scan that came in the window may be accepted on later days (ruling 9)."""
    sheet = scan_checked(staged, stamped, by=reviewer, at=at)
    done = accept(sheet.number, None, version=sheet.version, by=lead, at=AFTER, **_law())
    assert done.decision.decided_at == AFTER


def test_a_scan_comes_in_the_window_alone(
    staged: SummarySheet, stamped: ScanUpload, lead: Actor
) -> None:
    """A scan after the window is refused, with acceptance or without 二（五）."""
    with pytest.raises(AdjustmentWindowClosed):
        accept(staged.number, stamped, version=1, by=lead, at=AFTER, **_law())
    with pytest.raises(AdjustmentWindowClosed):
        attach_scan(staged.number, stamped, version=1, by=lead, at=AFTER, **_law())
    assert SummarySheet.objects.get().scan is None


def test_blocking_findings_are_not_accepted(
    received: Receive, make_sheet: MakeSheet, stamped: ScanUpload, lead: Actor, at: datetime
) -> None:
    """One blocking row keeps the whole sheet from acceptance; the corrected file is a new sheet."""
    bad = received(make_sheet({}, {"专职人员": "4"})).sheet
    with pytest.raises(SheetNeedsMending):
        accept(bad.number, stamped, version=1, by=lead, at=at, **_law())
    mended = received(make_sheet({}, {"专职人员": "5"})).sheet
    assert (mended.number, mended.state) == ("330000-2026H2-02", "staged")


@pytest.mark.parametrize(
    "content", [b"", b"no scan", b"%PDF-1.7 cut off", b"\x89PNG\r\n\x1a\ncut", b"PK\x03\x04"]
)
def test_what_is_no_scan_changes_nothing(
    staged: SummarySheet, lead: Actor, at: datetime, content: bytes
) -> None:
    """A wrong or damaged scan is refused and the sheet stays as it was."""
    upload = ScanUpload(content, "盖章.pdf", declared=True)
    with pytest.raises(ScanError):
        accept(staged.number, upload, version=1, by=lead, at=at, **_law())
    sheet = SummarySheet.objects.get()
    assert (sheet.state, sheet.version) == ("staged", 1)


def test_withdrawal_keeps_the_reason_and_frees_the_file(
    staged: SummarySheet, received: Receive, make_sheet: MakeSheet, reviewer: Actor, at: datetime
) -> None:
    """A withdrawn sheet stays on record with its reason; the same file may come again."""
    sheet = withdraw(staged.number, " 传错  了\u202e文件 ", version=1, by=reviewer, at=at)
    assert (sheet.state, sheet.withdrawn_reason) == ("withdrawn", "传错 了文件")
    again = received(make_sheet({}))
    assert (again.created, again.sheet.number) == (True, "330000-2026H2-02")


@pytest.mark.parametrize("reason", ["", "  \n", "\u200b", "长" * 501])
def test_withdrawal_wants_a_reason(
    staged: SummarySheet, lead: Actor, at: datetime, reason: str
) -> None:
    """No reason, or an endless one, is asked back."""
    with pytest.raises(Invalid):
        withdraw(staged.number, reason, version=1, by=lead, at=at)


def test_an_accepted_sheet_is_not_withdrawn(
    staged: SummarySheet, stamped: ScanUpload, lead: Actor, at: datetime
) -> None:
    """What was accepted goes on to the end."""
    sheet = accepted_with(staged, stamped, by=lead, at=at)
    with pytest.raises(Refusal):
        withdraw(sheet.number, "误传", version=sheet.version, by=lead, at=at)


def test_a_scan_used_for_another_sheet_is_pointed_out(
    received: Receive, make_sheet: MakeSheet, stamped: ScanUpload, lead: Actor, at: datetime
) -> None:
    """The same scan sent with two sheets is kept with both, and the second says so."""
    first, second = received(make_sheet({})).sheet, received(make_sheet({}, first=9)).sheet
    attach_scan(first.number, stamped, version=1, by=lead, at=at, **_law())
    later = at + timedelta(minutes=1)
    sheet = attach_scan(second.number, stamped, version=1, by=lead, at=later, **_law())
    assert [use["subject"] for use in sheet.scan.used_before] == [f"summary_sheet:{first.number}"]
