"""Recalling 收回: a host takes back what it submitted, while nobody has claimed it.

Only while it can still be sent again: a recall that lost the round would help nobody.
"""

from datetime import datetime
from typing import Any

from registry.clock import SHANGHAI
from registry.database import transact
from registry.documents.applications import Application, ApplicationVersion
from registry.errors import Refusal
from registry.forms import application_form
from registry.messages import say
from registry.permissions import Actor
from registry.policy.application_states import ApplicationState, move
from registry.policy.calendar import WorkingCalendar
from registry.policy.rulebook import Rulebook
from registry.services.adjustments import require_host_may_submit
from registry.services.application_drafts import moved, write
from registry.services.application_forms import own_application, state_shown
from registry.services.application_freezing import PERMISSION
from registry.services.application_submission import (
    latest_filed,
    named_of,
    subject_of,
    to_ministry,
)
from registry.services.authorities import authority_name
from registry.services.ledger import Act, record
from registry.services.outbox import Notice, post_all


class NotRecallable(Refusal):
    """Only what was submitted and nobody has claimed can be recalled."""

    code = "application_not_recallable"
    status = 409


class RecallTooLate(Refusal):
    """What is taken back now could not be sent again: the round would be lost."""

    code = "application_recall_too_late"
    status = 409


def recall(
    number: str,
    *,
    revision: int,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
    calendar: WorkingCalendar,
) -> Application:
    """Take back what was submitted, to go on editing it; the version on file stays on record.

    It has to be frozen, stamped and sent again in time; what had been returned is returned
    again, the same sections until the same day. Raises NotRecallable once somebody claimed it,
    RecallTooLate where it could not be sent again, ApplicationMoved.
    """

    def work() -> Application:
        application = own_application(number, PERMISSION, by, rows=False)
        refused = recall_refused(application, at=at, rulebook=rulebook, calendar=calendar)
        if refused:
            raise refused
        if application.revision != revision:
            raise moved(application)
        change = _before_submission(latest_filed(application))
        write(application, {**change, "frozen": None, "scan": None}, by=by, at=at)
        _tell(application, change["state"], by=by, at=at, rulebook=rulebook)
        return Application.objects.get(number=number)

    return transact(work)


def recall_refused(
    application: Application, *, at: datetime, rulebook: Rulebook, calendar: WorkingCalendar
) -> Refusal | None:
    """Return why an application cannot be taken back now, or None where it can.

    Nobody has claimed it, and it can still be sent again: within the window and its authority's
    cut-off, or by the day until which it had been returned.
    """
    if application.state != ApplicationState.SUBMITTED.value:
        return NotRecallable(state=say(f"state_{state_shown(application.state)}"))
    until = latest_filed(application).return_until
    why = ""
    if until and at.astimezone(SHANGHAI).date() > until:
        why = say("application_recall_after_return", until=until)
    elif not until:
        try:
            require_host_may_submit(
                application.authority, at=at, rulebook=rulebook, calendar=calendar
            )  # fmt: skip
        except Refusal:
            why = say("application_recall_after_window")
    authority = authority_name(application.authority)
    return RecallTooLate(why=why, authority=authority) if why else None


def _before_submission(filed: ApplicationVersion) -> dict[str, Any]:
    """Return what an application's head was before a version was submitted."""
    to = ApplicationState.RETURNED if filed.returned else ApplicationState.DRAFT
    return {
        "state": move(ApplicationState.SUBMITTED, to).value,
        "returned": [one.to_mongo() for one in filed.returned],
        "return_until": filed.to_mongo().get("return_until"),
    }


def _tell(
    application: Application, state: str, *, by: Actor, at: datetime, rulebook: Rulebook
) -> None:
    """Write the act into the ledger, and messages to authority and, where it knows, ministry."""
    subject, params = subject_of(application), named_of(application)
    act = Act(
        "application.recall",
        subject,
        before={"state": application.state},
        after={"state": state, "version": application.version},
        clause=application_form().clause,
        rulebook=rulebook.version,
    )
    record(act, by=by, at=at)
    code = "notice_application_recalled"
    notice = Notice("authority", application.authority, code, subject, params)
    post_all([notice, *to_ministry(application, code, params)], at=at)
