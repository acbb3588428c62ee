"""Deciding a review: returned by section, refused with its ground, or recommended.

One transaction writes review, application, ledger and the message to the host. What is
decided is what was saved and shown: the revision says so.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from registry.database import transact
from registry.documents.applications import (
    Application,
    ApplicationDecision,
    ReturnedSection,
)
from registry.documents.reviews import Review, ReviewDecision
from registry.errors import Refusal
from registry.forms import application_form
from registry.messages import say, say_finding
from registry.permissions import Actor
from registry.policy.application_states import LIVE, ApplicationState, move
from registry.policy.calendar import WorkingCalendar
from registry.policy.findings import Finding
from registry.policy.reviews import Decision, Verdict, faults, grounds
from registry.policy.rulebook import Rulebook
from registry.services.ledger import Act, record
from registry.services.outbox import Notice, post_all
from registry.services.review_answers import ReviewMoved, require_holder
from registry.services.review_claims import ReviewNotOpen
from registry.services.review_forms import section_titles
from registry.services.review_notices import day_words, notice
from registry.services.reviews import OpenReview, read_review, readable

_CLAUSE = "二（二）"
_TO = {
    Decision.RETURNED: ApplicationState.RETURNED,
    Decision.REFUSED: ApplicationState.REFUSED,
    Decision.RECOMMENDED: ApplicationState.RECOMMENDED,
}


class DecisionNotPossible(Refusal):
    """The decision still lacks something; ``findings`` says what, all at once."""

    code = "review_decision_not_possible"
    status = 409

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        fields = {one.field or "decision": say_finding(one) for one in findings}
        super().__init__(fields=fields, count=len(findings))
        self.findings = findings


@dataclass(frozen=True, slots=True)
class Wanted:
    """A decision as it is asked for: on which revision, and for a return until which day.

    Without ``until`` the usual day is taken.
    """

    decision: Decision
    revision: int = 0
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """A decision as it would be made of what is saved: shown before the one button."""

    opened: OpenReview
    review: Review
    decision: Decision
    findings: tuple[Finding, ...]
    sections: tuple[Mapping[str, str], ...]
    grounds: tuple[str, ...]
    until: date | None


def check(
    number: str, wanted: Wanted, *, by: Actor, at: datetime, calendar: WorkingCalendar
) -> Checked:
    """Return what deciding would write, and what stands in its way.

    Raises NotFound, ReviewNotOpen, ReviewHeldByOther.
    """
    readable(number, "applications:decide", by)
    opened = read_review(number, by=by)
    require_holder(opened.application, by)
    return _checked(opened, wanted, at=at, calendar=calendar)


def decide(
    number: str,
    wanted: Wanted,
    *,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
    calendar: WorkingCalendar,
) -> Application:
    """Decide what is saved at this revision; the host is told in the same act.

    Raises DecisionNotPossible, ReviewMoved, ReviewNotOpen, ReviewHeldByOther.
    """
    readable(number, "applications:decide", by)

    def work() -> Application:
        opened = read_review(number, by=by)
        require_holder(opened.application, by)
        if opened.review is None or opened.review.revision != wanted.revision:
            raise ReviewMoved
        checked = _checked(opened, wanted, at=at, calendar=calendar)
        if checked.findings:
            raise DecisionNotPossible(checked.findings)
        return _write(checked, by=by, at=at, rulebook=rulebook)

    return transact(work)


def _checked(
    opened: OpenReview, wanted: Wanted, *, at: datetime, calendar: WorkingCalendar
) -> Checked:
    review = opened.review
    if review is None:
        raise ReviewNotOpen
    days = opened.days(at, calendar)
    titles = section_titles()
    decision, is_return = wanted.decision, wanted.decision is Decision.RETURNED
    day = (wanted.until or days.usual) if is_return else None
    verdict = Verdict(decision, review.opinion, review.notes, day)
    found = faults(verdict, opened.criteria, opened.answers, list(titles), days)
    sections = _returned(review.notes) if is_return else ()
    named = () if decision is not Decision.REFUSED else grounds(opened.criteria, opened.answers)
    return Checked(opened, review, decision, found, sections, named, day)


def _returned(notes: Mapping[str, str]) -> tuple[Mapping[str, str], ...]:
    """Return the sections to go back, in the form's order: those with a note, and coupled ones."""
    titles = section_titles()
    named = {key: note for key, note in notes.items() if note}
    along = application_form().returned_along(named)
    reasons = named | dict.fromkeys(along, say("review_returned_along"))
    return tuple(
        {"section": key, "title": titles[key], "reason": reasons[key]}
        for key in titles
        if key in reasons
    )


def _write(checked: Checked, *, by: Actor, at: datetime, rulebook: Rulebook) -> Application:
    """Write review, application, ledger and messages, inside the caller's transaction."""
    opened = checked.opened
    decided = ReviewDecision(
        outcome=checked.decision.value,
        opinion="" if checked.decision is Decision.RETURNED else checked.review.opinion,
        grounds=list(checked.grounds),
        sections=[dict(one) for one in checked.sections],
        until=checked.until,
        account=by.account,
        account_name=by.name,
        decided_at=at,
        digest=_digest(checked),
    )
    last = len(checked.review.holders) - 1
    kept = Review.objects(number=checked.review.number, revision=checked.review.revision).modify(
        new=True, set__state="decided", set__decision=decided, inc__revision=1,
        **{f"set__holders__{last}__until": at},
    )  # fmt: skip
    if kept is None:
        raise ReviewMoved
    changed = _move(checked, kept, by=by, at=at)
    after = {
        "state": changed.state,
        "version": opened.version.version,
        "digest": decided.digest,
        "judged_under": opened.version.rulebook,
        "sections": [one["section"] for one in checked.sections],
        "return_until": checked.until,
        "grounds": list(checked.grounds),
    }
    subject = f"application:{changed.number}"
    before = {"state": opened.application.state}
    act = Act(
        f"application.{checked.decision.value}", subject, before=before, after=after,
        clause=_CLAUSE, rulebook=rulebook.version, reason=_reason(checked),
    )  # fmt: skip
    record(act, by=by, at=at)
    post_all(_notices(checked, changed), at=at)
    return changed


def _reason(checked: Checked) -> str:
    """Return the opinion that was decided on; of a return, what is wanted of each section."""
    if checked.decision is not Decision.RETURNED:
        return checked.review.opinion
    return "；".join(f"{one['title']}：{one['reason']}" for one in checked.sections)


def _move(checked: Checked, review: Review, *, by: Actor, at: datetime) -> Application:
    current = ApplicationState(checked.opened.application.state)
    to = move(current, _TO[checked.decision])
    sets: dict[str, Any] = {"set__live": to in LIVE}
    if checked.decision is Decision.RETURNED:
        sets["set__returned"] = [
            ReturnedSection(section=one["section"], reason=one["reason"])
            for one in checked.sections
        ]
        sets["set__return_until"] = checked.until
    else:
        sets["set__decision"] = ApplicationDecision(
            outcome=checked.decision.value, reason=review.opinion, review=review.number,
            account_name=by.name, decided_at=at,
        )  # fmt: skip
    changed: Application | None = Application.objects(
        number=review.application, state=current.value, claimed_by=by.account
    ).modify(
        new=True, set__state=to.value, set__claimed_by="", set__claimed_by_name="",
        set__claimed_at=None, set__changed_at=at, inc__revision=1, **sets,
    )  # fmt: skip
    if changed is None:
        raise ReviewNotOpen
    return changed


def _notices(checked: Checked, application: Application) -> list[Notice]:
    """Tell the host: which sections and until when, or what was decided and why."""
    opinion = checked.review.opinion
    if checked.decision is Decision.RETURNED:
        named = "、".join(one["title"] for one in checked.sections)
        until = day_words(checked.until) if checked.until else ""
        return [notice("notice_application_returned", application, sections=named, until=until)]
    if checked.decision is Decision.RECOMMENDED:
        return [notice("notice_application_recommended", application)]
    titles = {one.id: f"{one.title}（{one.clause}）" for one in checked.opened.criteria}
    named = "、".join(titles[one] for one in checked.grounds)
    return [notice("notice_application_refused", application, grounds=named, reason=opinion)]


def _digest(checked: Checked) -> str:
    """Return a digest over what was looked at, answered and decided."""
    review, version = checked.review, checked.opened.version
    content = {
        "version": [version.number, version.digest, version.rulebook],
        "answers": [[one.criterion, one.answer, one.reason] for one in review.answers],
        "decision": [checked.decision.value, review.opinion, *checked.grounds],
        "sections": [[one["section"], one["reason"]] for one in checked.sections],
        "until": checked.until.isoformat() if checked.until else "",
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
