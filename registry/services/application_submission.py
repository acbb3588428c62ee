"""Submission 提交: the frozen content with its matching scan, in one act, in time (rulings 9, 11).

``at`` is the arrival and decides. What arrived in time stays in time: sections returned later
go back on the day the authority named, window or not. Taking back what was sent:
``application_recalls``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from registry.clock import to_millisecond
from registry.database import transact
from registry.documents.applications import Application, ApplicationVersion
from registry.documents.platforms import Platform
from registry.encryption import Vault
from registry.errors import Invalid, NotFound, Refusal
from registry.forms import application_form
from registry.messages import say
from registry.permissions import Actor
from registry.policy.application_states import ApplicationState, move
from registry.policy.applications import Judged
from registry.policy.calendar import WorkingCalendar
from registry.policy.printed_codes import Match
from registry.policy.rulebook import Rulebook
from registry.services import stamped_scans
from registry.services.adjustments import require_host_may_submit
from registry.services.application_drafts import AlreadyInLibrary, moved, write
from registry.services.application_forms import Desk, judged_whole, own_application, state_shown
from registry.services.application_freezing import (
    FORM,
    PERMISSION,
    ApplicationUnfinished,
    NotFrozen,
    content_digest,
)
from registry.services.applications import read_head
from registry.services.authorities import authority_name
from registry.services.bans import bans_in_force
from registry.services.findings import as_stored
from registry.services.ledger import Act, record
from registry.services.outbox import Notice, post_all
from registry.services.pre_reviews import queue_marks
from registry.services.receipts import submission_digest
from registry.services.review_forms import as_kept
from registry.services.uncompared_filings import follow_up
from registry.services.windows import round_name


class ScanWanted(Refusal):
    """The frozen form goes together with its stamped scan, and it has none."""

    code = "application_scan_wanted"
    status = 409


class ScanBeingRead(Refusal):
    """The scan's later pages are still being read."""

    code = "application_scan_being_read"
    status = 409
    retry_after = 5


class ScanDoesNotMatch(Refusal):
    """The code read from the scan is not that of the frozen form, or none was read."""

    code = "application_scan_does_not_match"
    status = 409


class FrozenContentAged(Refusal):
    """What was frozen would not be printed the same today: a year or a condition moved on."""

    code = "application_frozen_aged"
    status = 409


class HostBanned(Refusal):
    """A ban keeps the host from applying on the day of submission (ruling 21)."""

    code = "application_host_banned"
    status = 409


class ReturnDayPassed(Refusal):
    """The day until which returned sections could be sent again is over."""

    code = "application_return_day_passed"
    status = 409


@dataclass(frozen=True, slots=True)
class SubmittedApplication:
    """The version on file. ``is_new`` is False where the same content was there already."""

    version: ApplicationVersion
    is_new: bool


@dataclass(frozen=True, slots=True)
class Sending:
    """What is sent: the revision that was looked at, and the host's declaration on secrets.

    ``then`` is called inside the transaction with what came of it.
    """

    revision: int
    is_declared: bool
    then: Callable[[SubmittedApplication], None] | None = None


def submit(
    number: str,
    sending: Sending,
    *,
    vault: Vault,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
    calendar: WorkingCalendar,
) -> SubmittedApplication:
    """File the frozen content with its scan and return the version, whose number is the receipt's.

    Sent again, from the same or another browser, it is the same receipt. Refuses with
    NotFrozen, ApplicationMoved, Invalid without the declaration, RoundNotOpened,
    SubmissionWindowClosed, HostCutOffPassed, ReturnDayPassed, HostBanned, AlreadyInLibrary,
    ScanWanted, ScanBeingRead, ScanDoesNotMatch, FrozenContentAged, ApplicationUnfinished.
    """
    desk = Desk(by, at, rulebook, vault)

    def work() -> SubmittedApplication:
        application = own_application(number, PERMISSION, by, rows=True)
        done = _same_again(application)
        if done is None:
            _refuse_unready(application, sending)
            period = _period(application, desk, calendar)
            _refuse_barred(application, desk)
            _refuse_scan(application, at)
            judged = judged_whole(application, desk)
            _refuse_aged(application, judged)
            done = SubmittedApplication(_file(application, judged, period, desk), is_new=True)
        if sending.then:
            sending.then(done)
        return done

    return transact(work)


def read_version(
    number: str, version: int, *, by: Actor
) -> tuple[Application, ApplicationVersion]:  # fmt: skip - the arguments on one line
    """Return an application's head and one submitted version, to its host or its offices.

    Raises NotFound, also where it is another's.
    """
    head = read_head(number, by=by)
    found = ApplicationVersion.objects(application=number, version=version).first()
    if found is None:  # index application_1_version_1
        raise NotFound
    return head, found


def _same_again(application: Application) -> SubmittedApplication | None:
    """Return the version on file where this very content was submitted before and stands."""
    if application.state != ApplicationState.SUBMITTED.value:
        return None
    return SubmittedApplication(latest_filed(application), is_new=False)


def latest_filed(application: Application) -> ApplicationVersion:
    """Return the version submitted last."""
    return ApplicationVersion.objects.get(
        application=application.number, version=application.version
    )  # index application_1_version_1


def _refuse_unready(application: Application, sending: Sending) -> None:
    if application.state != ApplicationState.FROZEN.value:
        raise NotFrozen(state=say(f"state_{state_shown(application.state)}"))
    if application.revision != sending.revision:
        raise moved(application)
    if not sending.is_declared:
        raise Invalid(fields={"all_declared": say("application_declaration_wanted")})


def _period(application: Application, desk: Desk, calendar: WorkingCalendar) -> str:
    """Return the round this submission belongs to; refuse what comes too late or too early."""
    until = application.return_until
    if application.period and until:
        if desk.today > until:
            raise ReturnDayPassed(until=until, authority=authority_name(application.authority))
        return str(application.period)
    window = require_host_may_submit(
        application.authority, at=desk.at, rulebook=desk.rulebook, calendar=calendar
    )
    return window.period


def _refuse_barred(application: Application, desk: Desk) -> None:
    """Refuse during a ban, and where the platform is in the library already."""
    standing = bans_in_force([application.credit_code], desk.today).get(application.credit_code)
    if standing and (ban := standing.binding(application.name_key)):
        raise HostBanned(
            clause=ban.clause,
            host_name=application.host_name,
            banned_name=ban.host_name,
            platform=ban.platform_name,
            decision=ban.decision,
            ground=say(f"ground_{ban.ground}"),
            until=ban.until_day,
        )
    there = Platform.objects(
        credit_code=application.credit_code, name_key=application.name_key, state="in_library"
    ).first()  # index credit_code_1_name_key_1
    if there:
        raise AlreadyInLibrary(number=there.number, name=there.name)


def _refuse_scan(application: Application, at: datetime) -> None:
    if application.scan is None:
        raise ScanWanted
    look = stamped_scans.look(application.scan, subject=subject_of(application), at=at)
    if look.scan.match == Match.MATCHES and look.finished:
        return
    if not look.finished:
        raise ScanBeingRead(read=look.pages_read, pages=look.scan.pages)
    raise ScanDoesNotMatch(said=stamped_scans.match_sentence(look.scan))


def _refuse_aged(application: Application, judged: Judged) -> None:
    """Refuse what would not freeze today as it was frozen: its years count from this day."""
    if not judged.is_complete:
        raise ApplicationUnfinished(judged)
    if content_digest(application, judged) != application.frozen.digest:
        raise FrozenContentAged


def _file(
    application: Application, judged: Judged, period: str, desk: Desk
) -> ApplicationVersion:  # fmt: skip - the arguments on one line
    version = application.version + 1
    frozen = application.frozen
    filed = ApplicationVersion(
        number=f"{application.number}-{version}",
        application=application.number,
        version=version,
        authority=application.authority,
        host=application.host,
        period=period,
        form_version=frozen.form_version,
        content=frozen.content,
        equipment=frozen.equipment,
        attachments=application.attachments,
        scan=application.scan,
        assessments=as_kept(judged.assessments),
        findings=[as_stored(one) for one in judged.findings],
        rulebook=desk.rulebook.version,
        digest=frozen.digest,
        account=desk.by.account,
        account_name=desk.by.name,
        submitted_at=to_millisecond(desk.at),
        returned=application.returned,
        return_until=application.return_until,
    )
    filed.receipt_digest = submission_digest(filed)
    filed.save(force_insert=True)
    write(application, _head(application, filed), by=desk.by, at=desk.at)
    _record(application, filed, desk)
    _tell(application, filed, desk)
    return filed


def _head(application: Application, filed: ApplicationVersion) -> dict[str, Any]:
    """Return what a submission changes of the record's head; its first arrival in a round stays."""
    first = application.submitted_at if application.period == filed.period else None
    return {
        "state": move(ApplicationState.FROZEN, ApplicationState.SUBMITTED).value,
        "version": filed.version,
        "period": filed.period,
        "submitted_at": first or filed.submitted_at,
        "returned": [],
        "return_until": None,
        "claimed_by": "",
        "claimed_by_name": "",
        "claimed_at": None,
        **queue_marks(filed.content),
    }


def _record(application: Application, filed: ApplicationVersion, desk: Desk) -> None:
    act = Act(
        "application.submit",
        subject_of(application),
        before={"state": application.state},
        after={
            "state": ApplicationState.SUBMITTED.value,
            "receipt": filed.number,
            "digest": filed.digest,
            "scan": application.scan.digest,
            "period": filed.period,
        },
        clause=application_form().clause,
        rulebook=filed.rulebook,
    )
    record(act, by=desk.by, at=desk.at)


def _tell(application: Application, filed: ApplicationVersion, desk: Desk) -> None:
    """Tell host and authority; of a ministry-affiliated host the ministry too (二（二）)."""
    subject = subject_of(application)
    params = {
        **named_of(application),
        "receipt": filed.number,
        "round": round_name(filed.period),
        "authority": authority_name(application.authority),
    }
    notices = [
        Notice("host", application.host, "notice_application_received", subject, params),
        Notice("authority", application.authority, "notice_application_arrived", subject, params),
        *to_ministry(application, "notice_application_arrived_ministry", params),
        follow_up(
            subject,
            filed.number,
            authority=application.authority,
            host_name=application.host_name,
        ),
    ]
    post_all(notices, at=desk.at)


def to_ministry(
    application: Application, code: str, params: Mapping[str, str]
) -> list[Notice]:  # fmt: skip - as above
    """Return what the ministry is told of an application: nothing, unless its host is under it."""
    if not application.to_ministry:
        return []
    return [Notice("ministry", "ministry", code, subject_of(application), params)]


def named_of(application: Application) -> dict[str, str]:
    """Return how messages name an application."""
    return {
        "number": application.number,
        "name": application.platform_name,
        "host_name": application.host_name,
    }


def subject_of(application: Application) -> str:
    """Return the subject of an application's chain in the ledger."""
    return f"{FORM}:{application.number}"
