"""Freezing, stamping and submitting an application on the desk, and taking it back."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from registry.clock import SHANGHAI
from registry.documents.applications import (
    Application,
    ApplicationVersion,
    ReturnedSection,
    restored,
)
from registry.documents.bans import Ban
from registry.documents.ledger import LedgerEntry
from registry.documents.outbox import OutboxMessage
from registry.documents.platforms import Platform
from registry.encryption import Vault, made_key
from registry.errors import Invalid, NotAllowed, NotFound
from registry.permissions import Actor, Role
from registry.services import application_freezing as freezing
from registry.services import application_submission as submission
from registry.services.adjustments import HostCutOffPassed, RoundNotOpened, SubmissionWindowClosed
from registry.services.application_contacts import opened
from registry.services.application_drafts import AlreadyInLibrary, ApplicationMoved, Typed, save
from registry.services.ledger import broken_at
from registry.services.receipts import ReceiptState, check_receipt
from tests.frozen_applications import (
    BEFORE,
    IN_WINDOW,
    NUMBER,
    HostAtWork,
    a_scan,
    a_whole_draft,
    an_operator,
)
from tests.round_makers import a_cut_off, a_round
from tests.services.simultaneous import at_once
from tests.stamped_forms import as_jpeg, code_of, form

LAST_SECOND = datetime(2026, 12, 31, 23, 59, 59, tzinfo=SHANGHAI)


@pytest.fixture
def vault() -> Vault:
    """The keys of this service."""
    return Vault([made_key()])


@pytest.fixture
def operator(database: None, at: datetime) -> Actor:
    """The operator of a host on record."""
    return an_operator(at)


@pytest.fixture
def host(operator: Actor, vault: Vault, at: datetime) -> HostAtWork:
    """A host whose draft has nothing missing, in a round that was opened."""
    a_round()
    a_whole_draft(operator, vault, at)
    return HostAtWork(operator, vault)


@pytest.fixture
def ready(host: HostAtWork) -> HostAtWork:
    """A host that has frozen its application and brought the matching scan."""
    host.freeze()
    host.stamp()
    return host


def test_from_draft_to_receipt(ready: HostAtWork, vault: Vault) -> None:
    """Frozen and stamped before the window, submitted in it: one version, receipt and notices."""
    done = ready.submit()
    filed, head = done.version, ready.record()
    assert done.is_new
    assert (filed.number, filed.version, filed.period) == (f"{NUMBER}-1", 1, "2026H2")
    assert (head.state, head.version, head.period) == ("submitted", 1, "2026H2")
    assert head.submitted_at == IN_WINDOW
    assert (head.taxonomy_field, head.division, head.pre_review) == ("装备制造", "330110", "")
    assert filed.digest == head.frozen.digest
    assert filed.scan.match == "matches"
    assert restored(filed.content)["equipment_value"] == 1000
    assert opened(filed.content, NUMBER, vault)["contact_name"] == "李晓，科长"
    assert "李晓" not in str(filed.to_mongo())
    outcomes = {one["id"]: one["outcome"] for one in filed.assessments}
    assert outcomes["equipment_original_value"] == "met"
    assert outcomes["technical_system"] == "needs_judgement"
    told = {(one.audience, one.code) for one in OutboxMessage.objects}
    assert told == {
        ("host", "notice_application_received"),
        ("authority", "notice_application_arrived"),
        ("desk", "desk_look_for_unreported"),
    }
    verbs = [one.verb for one in LedgerEntry.objects(subject=f"application:{NUMBER}")]
    assert verbs == ["application.freeze", "application.attach_scan", "application.submit"]
    assert broken_at(f"application:{NUMBER}") is None


def test_a_ministry_host_s_form_reaches_the_ministry_too(ready: HostAtWork) -> None:
    """Of a 部直属 host the same submission is told to the ministry (二（二）)."""
    Application.objects(number=NUMBER).update(to_ministry=True)
    ready.submit()
    told = OutboxMessage.objects(audience="ministry").get()
    assert told.code == "notice_application_arrived_ministry"


def test_what_is_missing_is_said_at_freezing(operator: Actor, vault: Vault, at: datetime) -> None:
    """A draft with an open question is not frozen, and stays as it was."""
    a_whole_draft(operator, vault, at, values={"full_time_staff": ""})
    host = HostAtWork(operator, vault)
    with pytest.raises(freezing.ApplicationUnfinished) as refused:
        host.freeze()
    assert [one.field for one in refused.value.judged.findings if one.severity == "blocking"] == [
        "full_time_staff"
    ]
    assert host.record().state == "draft"


def test_nothing_is_typed_into_a_frozen_form(ready: HostAtWork) -> None:
    """A frozen form is edited only after it was taken up again, and its scan is void then."""
    typed = Typed({"address": "别处"}, ready.record().revision)
    with pytest.raises(Exception, match="application_not_editable"):
        save(NUMBER, typed, **ready.acting(BEFORE))
    voided = ready.unfreeze()
    assert (voided.state, voided.frozen, voided.scan) == ("draft", None, None)
    save(NUMBER, Typed({"address": "别处"}, voided.revision), **ready.acting(BEFORE))
    entry = LedgerEntry.objects(verb="application.unfreeze").get()
    assert set(entry.after) == {"digest", "scan"}


def test_an_edit_makes_another_content(ready: HostAtWork) -> None:
    """Frozen again after an edit, the old scan names another version of the form."""
    old = a_scan(freezing.code_of(ready.record()))
    revision = ready.unfreeze().revision
    save(NUMBER, Typed({"address": "别处"}, revision), **ready.acting(BEFORE))
    ready.freeze()
    assert ready.stamp(scan=old).scan.match == "other_version"
    with pytest.raises(submission.ScanDoesNotMatch):
        ready.submit()
    assert ready.record().state == "frozen"


def test_the_same_content_freezes_to_the_same_digest(host: HostAtWork) -> None:
    """The digest is of the content alone: taken up and frozen unchanged, the scan fits again."""
    first = host.freeze().frozen.digest
    host.unfreeze()
    assert host.freeze().frozen.digest == first


@pytest.mark.parametrize(
    ("scan", "match"),
    [
        (lambda _: (as_jpeg(form()), "无码.jpg"), "no_code"),
        (lambda _: (as_jpeg(form(code_of("SB-330000-2026-0009"))), "别的.jpg"), "other_record"),
        (lambda code: (as_jpeg(form(code, code_of("SB-1-2026-1"))), "两码.jpg"), "several_codes"),
    ],
)
def test_a_scan_that_does_not_match_is_kept_and_told(
    host: HostAtWork, scan: Callable[..., tuple[bytes, str]], match: str
) -> None:
    """It is stored with what was read; submission says what is wrong and loses nothing."""
    host.freeze()
    kept = host.stamp(scan=scan(freezing.code_of(host.record())))
    assert kept.scan.match == match
    with pytest.raises(submission.ScanDoesNotMatch) as refused:
        host.submit()
    assert refused.value.params["said"]
    assert host.record().scan is not None


def test_without_scan_or_declaration_nothing_is_sent(host: HostAtWork) -> None:
    """The scan and the declaration on secrets belong to the act of submitting."""
    host.freeze()
    with pytest.raises(submission.ScanWanted):
        host.submit()
    host.stamp()
    with pytest.raises(Invalid) as refused:
        host.submit(declared=False)
    assert set(refused.value.fields) == {"all_declared"}


@pytest.mark.parametrize(
    ("moment", "refusal"),
    [
        (datetime(2026, 12, 24, 23, 59, 59, tzinfo=SHANGHAI), SubmissionWindowClosed),
        (datetime(2026, 12, 25, 0, 0, 0, tzinfo=SHANGHAI), None),
        (LAST_SECOND, None),
        (datetime(2027, 1, 1, 0, 0, 0, tzinfo=SHANGHAI), SubmissionWindowClosed),
    ],
)
def test_the_window_binds_submission_to_the_second(
    ready: HostAtWork, moment: datetime, refusal: type[Exception] | None
) -> None:
    """25 to 31 December 2026: first and last second are in, the next is not (二（五）)."""
    if refusal is None:
        assert ready.submit(moment).is_new
        return
    with pytest.raises(refusal):
        ready.submit(moment)
    assert ready.record().state == "frozen"


def test_the_authority_s_cut_off_binds_too(ready: HostAtWork) -> None:
    """After its own authority's earlier cut-off a host is too late (ruling 9)."""
    a_cut_off(datetime(2026, 12, 29, 18, tzinfo=SHANGHAI))
    with pytest.raises(HostCutOffPassed):
        ready.submit(datetime(2026, 12, 29, 18, tzinfo=SHANGHAI))
    assert ready.submit(datetime(2026, 12, 29, 17, 59, 59, tzinfo=SHANGHAI)).is_new


def test_without_a_notice_there_is_no_round(operator: Actor, vault: Vault, at: datetime) -> None:
    """A round goes as its notice asks: without one nothing is submitted."""
    a_whole_draft(operator, vault, at)
    host = HostAtWork(operator, vault)
    host.freeze()
    host.stamp()
    with pytest.raises(RoundNotOpened):
        host.submit()


def a_ban(until: date, **given: Any) -> Ban:
    """Put a ban on the host on record."""
    return Ban(
        **{
            "host": "host-1",
            "credit_code": "91330100MA27XK8Q3A",
            "host_name": "临江装备研究院有限公司",
            "platform": "330000-2023-0001",
            "platform_name": "旧平台",
            "ground": "credit_breach",
            "clause": "二（四）",
            "decision": "工信移出〔2023〕8号",
            "decided_on": date(2023, 12, 25),
            "from_day": date(2023, 12, 25),
            "until_day": until,
            "recorded_at": IN_WINDOW,
            **given,
        }
    ).save()


def test_a_ban_is_in_force_through_its_last_day(ready: HostAtWork) -> None:
    """On the last day it refuses and names decision and day; the day after it does not (21)."""
    a_ban(date(2026, 12, 25))
    with pytest.raises(submission.HostBanned) as refused:
        ready.submit(datetime(2026, 12, 25, 23, 59, 59, tzinfo=SHANGHAI))
    assert refused.value.params["until"] == date(2026, 12, 25)
    assert refused.value.params["decision"] == "工信移出〔2023〕8号"
    assert ready.submit(datetime(2026, 12, 26, 0, 0, 0, tzinfo=SHANGHAI)).is_new


def test_a_renamed_host_is_banned_by_its_code(ready: HostAtWork) -> None:
    """Under a new name and the same credit code the ban binds as before."""
    Application.objects(number=NUMBER).update(host_name="新名有限公司")
    a_ban(date(2027, 1, 1), host_name="旧名有限公司")
    with pytest.raises(submission.HostBanned):
        ready.submit()


def test_what_is_in_the_library_is_not_applied_for(ready: HostAtWork, at: datetime) -> None:
    """A platform admitted meanwhile is named, and nothing is sent."""
    record = ready.record()
    Platform(
        number="330000-2026-0007", authority="330000", host=record.host,
        credit_code=record.credit_code, host_name=record.host_name, name=record.platform_name,
        name_key=record.name_key, state="in_library", basis="initial_load", admitted_at=at,
        changed_at=at,
    ).save()  # fmt: skip
    with pytest.raises(AlreadyInLibrary):
        ready.submit()


def test_a_frozen_form_ages_with_the_year(operator: Actor, vault: Vault, at: datetime) -> None:
    """Frozen this year and sent in the next, its years are no longer those of submission."""
    a_round("2027H1", opened_at=datetime(2027, 6, 1, 9, tzinfo=SHANGHAI))
    a_whole_draft(operator, vault, at)
    host = HostAtWork(operator, vault)
    host.freeze()
    host.stamp()
    with pytest.raises(freezing.ApplicationUnfinished) as refused:
        host.submit(datetime(2027, 6, 28, 10, tzinfo=SHANGHAI))
    assert "application_year_moved" in {one.code for one in refused.value.judged.findings}


def test_sent_again_it_is_the_same_receipt(ready: HostAtWork) -> None:
    """A second click, and another browser that read an older state, get the same receipt."""
    revision = ready.record().revision
    first = ready.submit(revision=revision)
    again = ready.submit(revision=revision)
    assert (again.is_new, again.version.number) == (False, first.version.number)
    assert ApplicationVersion.objects.count() == 1


def test_two_browsers_at_once_are_one_submission(ready: HostAtWork) -> None:
    """Sent at the same moment from two browsers it is one version and one receipt."""
    send = partial(ready.submit, revision=ready.record().revision)
    given = at_once(send, send, send)
    assert {one.version.number for one in given} == {f"{NUMBER}-1"}
    assert sum(one.is_new for one in given) == 1
    assert OutboxMessage.objects(audience__ne="desk").count() == 2


def test_an_older_page_submits_nothing(ready: HostAtWork) -> None:
    """A page that shows another revision than the record's is told so."""
    with pytest.raises(ApplicationMoved):
        ready.submit(revision=1)


def test_recalled_it_is_sent_again_as_the_next_version(ready: HostAtWork) -> None:
    """The version that was taken back stays on record; the authority is told."""
    ready.submit()
    back = ready.recall()
    assert (back.state, back.version, back.scan) == ("draft", 1, None)
    assert OutboxMessage.objects(code="notice_application_recalled").get().recipient == "330000"
    ready.freeze(IN_WINDOW)
    ready.stamp(IN_WINDOW)
    assert ready.submit().version.number == f"{NUMBER}-2"


def returned(host: HostAtWork, until: date) -> None:
    """Put the return of one section on record."""
    section = ReturnedSection(section="basics", reason="地址不全")
    Application.objects(number=NUMBER).update(
        state="returned", returned=[section], return_until=until
    )


def test_returned_sections_go_back_after_the_window(ready: HostAtWork) -> None:
    """What arrived in time stays in time: until the day named it is sent again, same round."""
    ready.submit()
    returned(ready, date(2027, 1, 15))
    later = datetime(2027, 1, 15, 23, 59, 59, tzinfo=SHANGHAI) - timedelta(days=15)
    save(
        NUMBER, Typed({"address": "余杭区文一西路 2 号"}, ready.record().revision),
        **ready.acting(later),
    )  # fmt: skip
    assert ready.freeze(later).state == "frozen"
    ready.stamp(later)
    done = ready.submit(later)
    head = ready.record()
    assert (done.version.version, done.version.period) == (2, "2026H2")
    assert (head.submitted_at, head.returned, head.return_until) == (IN_WINDOW, [], None)


def test_after_the_day_named_it_is_too_late(ready: HostAtWork) -> None:
    """The day until which it could go back is the last; the next day names it."""
    ready.submit()
    returned(ready, date(2026, 12, 30))
    ready.freeze(IN_WINDOW)
    ready.stamp(IN_WINDOW)
    with pytest.raises(submission.ReturnDayPassed):
        ready.submit(datetime(2026, 12, 31, 0, 0, 0, tzinfo=SHANGHAI))


def test_nobody_else_s_business(ready: HostAtWork, lead: Actor) -> None:
    """Another host finds nothing; an office has no part in freezing and submitting."""
    stranger = Actor(account="op-2", name="别人", role=Role.HOST_OPERATOR, host="host-2")
    for other, refusal in ((stranger, NotFound), (lead, NotAllowed)):
        foreign = HostAtWork(other, ready.vault)
        for act in (foreign.freeze, foreign.unfreeze, foreign.stamp, foreign.submit):
            with pytest.raises(refusal):
                act()
    assert ready.record().state == "frozen"


def test_the_receipt_can_be_checked(ready: HostAtWork) -> None:
    """Anybody holding it learns that it is ours and current; changed by a letter it is not."""
    filed = ready.submit().version
    assert check_receipt(filed.number, filed.receipt_digest).state is ReceiptState.CURRENT
    assert check_receipt(filed.number, filed.digest).state is ReceiptState.NOT_OURS
    assert check_receipt(f"{NUMBER}-2", filed.receipt_digest).state is ReceiptState.NOT_OURS
    ready.recall()
    ready.freeze(IN_WINDOW)
    ready.stamp(IN_WINDOW)
    ready.submit()
    superseded = check_receipt(filed.number, filed.receipt_digest)
    assert (superseded.state, superseded.current_number) == (
        ReceiptState.SUPERSEDED, f"{NUMBER}-2",
    )  # fmt: skip
