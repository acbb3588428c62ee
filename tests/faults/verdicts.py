"""What must hold after any fault: nothing half, nothing twice, nothing acknowledged lost."""

from collections import Counter

from registry.documents.hosts import Host
from registry.documents.idempotency import KeptAnswer
from registry.documents.ledger import LedgerEntry
from registry.documents.outbox import OutboxMessage
from registry.documents.platforms import Platform, PlatformFact
from registry.documents.quarterly_updates import QuarterlyUpdate, UpdateDraft
from registry.documents.summary_sheets import SummarySheet, SummarySheetRow
from registry.services.ledger import broken_at
from tests.faults.clients import Submission


def each_filed_once(sent: list[Submission], drafts: int = 0) -> None:
    """Every submission is one version with ledger entry, two messages and one fact.

    ``drafts`` is how many refused ones were kept.
    """
    assert all(one.receipt for one in sent)
    updates = {one.number: one for one in QuarterlyUpdate.objects}
    # What was acknowledged is there as it was sent; and there is nothing else.
    assert Counter(one.receipt for one in sent) == Counter(list(updates))
    for one in sent:
        kept = updates[one.receipt]
        assert (kept.platform, str(kept.content["site_area"])) == (one.platform, one.area)
    told = Counter(OutboxMessage.objects.scalar("subject"))
    assert {told[f"quarterly_update:{number}"] for number in updates} == {2}
    assert KeptAnswer.objects(status=0).count() == 0
    assert UpdateDraft.objects.count() == drafts
    for platform in {one.platform for one in sent}:
        _is_consistent(platform, [one for one in updates.values() if one.platform == platform])


def _is_consistent(platform: str, updates: list[QuarterlyUpdate]) -> None:
    versions = sorted(one.version for one in updates)
    assert versions == list(range(1, len(versions) + 1))
    subject = f"platform:{platform}"
    entries = list(LedgerEntry.objects(subject=subject).order_by("sequence"))
    assert [one.after["receipt"] for one in entries] == [
        one.number for one in sorted(updates, key=lambda one: one.version)
    ]
    assert broken_at(subject) is None
    assert PlatformFact.objects(platform=platform, aspect="profile").count() == len(versions)
    latest = max(updates, key=lambda one: one.version)
    stored = Platform.objects.get(number=platform)
    assert stored.latest_update == latest.number


def each_row_admitted_once(sheets: list[str]) -> None:
    """Every row of every sheet is one platform with one entry, one message, all its facts."""
    rows = list(SummarySheetRow.objects(sheet__in=sheets).only("outcome", "platform", "values"))
    assert {row.outcome for row in rows} == {"admitted"}
    numbers = {row.platform for row in rows}
    assert len(numbers) == len(rows)
    admitted = {one.number: one for one in Platform.objects(batch="2026H2")}
    assert set(admitted) == numbers
    for row in rows:
        assert admitted[row.platform].credit_code == row.values["credit_code"]
    # Numbers without a gap: what a killed transaction took, it gave back.
    assert sorted(int(number[-4:]) for number in numbers) == list(range(1, len(rows) + 1))
    assert Host.objects(credit_code__in=[one.credit_code for one in admitted.values()]).count() == (
        len(rows)
    )
    subjects = [f"platform:{number}" for number in numbers]
    verbs = Counter(LedgerEntry.objects(subject__in=subjects).scalar("subject", "verb"))
    assert verbs == Counter({(subject, "platform.admit"): 1 for subject in subjects})
    assert not any(broken_at(subject) for subject in subjects)
    told = Counter(OutboxMessage.objects(code="notice_platform_admitted").scalar("subject"))
    assert told == Counter(subjects)
    facts = Counter(PlatformFact.objects(platform__in=list(numbers)).scalar("platform"))
    assert set(facts.values()) == {7}
    for number in sheets:
        _ended_once(number)


def _ended_once(number: str) -> None:
    sheet = SummarySheet.objects.get(number=number)
    assert sheet.state == "admitted"
    assert sheet.outcomes == {"admitted": sheet.row_count}
    subject = f"summary_sheet:{number}"
    verbs = Counter(LedgerEntry.objects(subject=subject).scalar("verb"))
    assert (verbs["summary_sheet.accept"], verbs["summary_sheet.admit"]) == (1, 1)
    assert broken_at(subject) is None
    told = Counter(OutboxMessage.objects(subject=subject).scalar("code"))
    assert (told["notice_sheet_accepted"], told["notice_sheet_admitted"]) == (1, 1)
