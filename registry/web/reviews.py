"""Review 审核 by page: the queue, one application section by section, the decision."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from http import HTTPStatus
from typing import Any

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry import edge
from registry.clock import SHANGHAI
from registry.cursors import following, position
from registry.desensitising import left_to_desk
from registry.errors import Invalid, NotFound, Refusal, SecrecyMark
from registry.messages import say, say_finding
from registry.permissions import Actor, may
from registry.policy.reviews import Decision
from registry.services import review_answers, review_claims, review_decisions
from registry.services import reviews as desk
from registry.services.applications import sees_contacts
from registry.services.authorities import authority_name
from registry.services.incident_records import against_version
from registry.services.review_answers import ReviewMoved
from registry.services.review_claims import ReviewHeldByOther, ReviewNotOpen
from registry.services.review_decisions import DecisionNotPossible, Wanted
from registry.services.review_desensitising import Typed, personal_in, with_masked, without_secrets
from registry.services.reviews import (
    HOLDERS,
    PRE_REVIEWS,
    REACHES_MINISTRY,
    SORTS,
    STATES,
    OpenReview,
    QueueFilter,
)
from registry.services.stamped_scans import look, what_is_said
from registry.versions import version_in_form
from registry.web import review_views as views
from registry.web.application_contents import equipment
from registry.web.incident_views import record_lines
from registry.web.shell import error_list

blueprint = Blueprint("reviews", __name__)

_PAGE = 200
_PATH = "/reviews"
_ONE = f"{_PATH}/<number>"
_DECISION = f"{_ONE}/decision/<any(returned,refused,recommended):decision>"
_PERIOD = re.compile(r"2[01][0-9]{2}H[12]")
# What a link may tick, by what its address says.
_TICKED = {"1": desk.NOBODY, "mine": desk.MINE}
_PREFIXES = ("answer-", "reason-", "note-")


@blueprint.get(_PATH)
def index() -> ResponseReturnValue:
    """Show the queue, what waits longest first, narrowed by plain links."""
    actor, asked = edge.actor(), _asked()
    after = position(edge.text_of(request.args, "cursor"), 2)
    found, key = desk.queue(
        asked, by=actor, at=edge.arrival(), calendar=edge.calendar(), after=after, limit=_PAGE
    )
    counts = desk.counts(asked, by=actor)
    ticked = _TICKED.get(edge.text_of(request.args, "all"), "")
    leads = may(actor, "applications:reassign")
    return render_template(
        "reviews/index.html",
        lines=views.queue_lines(found, ticked, leads=leads),
        asked=asked,
        groups=views.queue_filters(asked, counts),
        any_at_all=sum(one.count for one in counts),
        by_authority=not actor.authority,
        may_claim=may(actor, "applications:review"),
        may_reassign=leads,
        reads_offices=may(actor, "division_offices:read"),
        ticked=ticked,
        first=not after,
        next_cursor=following(key),
    )


@blueprint.get(_ONE)
def show(number: str) -> ResponseReturnValue:
    """Show the latest submitted version, with what was answered so far."""
    return _review_page(desk.read_review(number, by=edge.actor()))


@blueprint.get(f"{_ONE}/versions/<int:version>")
def version(number: str, version: int) -> ResponseReturnValue:
    """Show an earlier version as it was judged and decided."""
    if not 1 <= version < 10**6:
        raise NotFound
    return _review_page(desk.read_review(number, by=edge.actor(), version=version))


@blueprint.post(f"{_ONE}/claim")
def claim(number: str) -> ResponseReturnValue:
    """Claim one application."""

    def act() -> str:
        review_claims.claim_one(number, by=edge.actor(), at=edge.arrival())
        return say("review_claimed_now", count=1)

    return _act(number, act)


@blueprint.post(f"{_ONE}/release")
def release(number: str) -> ResponseReturnValue:
    """Give an application back to the queue."""

    def act() -> str:
        reason = edge.text_of(request.form, "reason")
        review_claims.release(number, reason, by=edge.actor(), at=edge.arrival())
        return say("review_released_now")

    return _act(number, act)


@blueprint.post(f"{_ONE}/take-over")
def take_over(number: str) -> ResponseReturnValue:
    """Let a lead hold what another holds."""

    def act() -> str:
        reason = edge.text_of(request.form, "reason")
        review_claims.take_over(number, reason, by=edge.actor(), at=edge.arrival())
        return say("review_taken_over_now")

    return _act(number, act)


@blueprint.post(f"{_ONE}/answers")
@left_to_desk("*")
def save(number: str) -> ResponseReturnValue:
    """Save what was typed; stay, or go on to the check before a decision.

    What was not kept is said at its field.
    """
    masking = edge.text_of(request.form, "mask")
    typed = with_masked(_typed(), masking)
    try:
        saved = review_answers.save(number, typed, by=edge.actor(), at=edge.arrival())
    except (ReviewMoved, ReviewHeldByOther, ReviewNotOpen, Invalid) as refused:
        opened = desk.read_review(number, by=edge.actor())
        return _review_page(opened, typed=without_secrets(typed, opened), refused=refused)
    if saved.withheld:
        return _review_page(saved)
    wanted = edge.text_of(request.form, "next")
    if wanted in {one.value for one in Decision} and not masking:
        address = url_for("reviews.decision", number=number, decision=wanted)
        return redirect(address, HTTPStatus.SEE_OTHER)
    flash(say("masked_now" if masking else "review_saved_now"), "success")
    anchor = f"f-{masking}" if masking else None
    there = url_for("reviews.show", number=number, _anchor=anchor)
    return redirect(there, HTTPStatus.SEE_OTHER)


@blueprint.post(f"{_ONE}/draft")
@left_to_desk("*")
def autosave(number: str) -> ResponseReturnValue:
    """Save what is being typed, for the script: time, revision, findings and marks as JSON."""
    try:
        opened = review_answers.save(number, _typed(), by=edge.actor(), at=edge.arrival())
    except Refusal as refused:
        message = " ".join(refused.fields.values()) or say(refused.code, **refused.params)
        return jsonify({"code": refused.code, "message": message}), refused.status
    return jsonify(
        {
            "saved_at": f"{edge.arrival().astimezone(SHANGHAI):%H:%M}",
            "version": opened.review.revision if opened.review else 0,
            "findings": views.live_findings(opened),
            "marks": {"texts": {"answers-done": str(views.progress(opened)["done"])}},
        }
    )


@blueprint.get(_DECISION)
def decision(number: str, decision: str) -> ResponseReturnValue:
    """Show what would be decided, and what still stands in its way."""
    try:
        return _decision_page(number, Wanted(Decision(decision)))
    except (ReviewHeldByOther, ReviewNotOpen) as refused:
        flash(say(refused.code, **refused.params), "warning")
        return redirect(url_for("reviews.show", number=number), HTTPStatus.SEE_OTHER)


@blueprint.post(_DECISION)
def decide(number: str, decision: str) -> ResponseReturnValue:
    """Decide what was checked; the host is told in the same act."""
    revision = version_in_form(request.form)
    try:
        wanted = Wanted(Decision(decision), revision, _until())
        review_decisions.decide(number, wanted, **edge.circumstances())
    except (DecisionNotPossible, Invalid) as refused:
        return _decision_page(number, Wanted(Decision(decision)), refused)
    except (ReviewMoved, ReviewHeldByOther, ReviewNotOpen) as refused:
        flash(say(refused.code, **refused.params), "warning")
        return redirect(url_for("reviews.show", number=number), HTTPStatus.SEE_OTHER)
    flash(say(f"review_{decision}_now"), "success")
    return redirect(url_for("reviews.show", number=number), HTTPStatus.SEE_OTHER)


def _asked() -> QueueFilter:
    """Return what the address narrows the queue to. Raises NotFound for what no link says."""
    state = edge.text_of(request.args, "state") or desk.OPEN
    holder = edge.text_of(request.args, "holder")
    period = edge.text_of(request.args, "period")
    pre_review = edge.text_of(request.args, "pre_review")
    to_ministry = edge.text_of(request.args, "to_ministry")
    sort = edge.text_of(request.args, "sort")
    if state not in STATES or holder not in {"", *HOLDERS}:
        raise NotFound
    if pre_review not in {"", *PRE_REVIEWS} or to_ministry not in {"", REACHES_MINISTRY}:
        raise NotFound
    if period and not _PERIOD.fullmatch(period):
        raise NotFound
    field = edge.text_of(request.args, "field")[:50]
    return QueueFilter(
        state=state,
        holder=holder,
        field=field,
        period=period,
        pre_review=pre_review,
        to_ministry=to_ministry,
        search=edge.text_of(request.args, "q")[:100],
        sort=sort if sort in SORTS else "",
    )


def _act(number: str, act: Callable[[], str]) -> ResponseReturnValue:
    """Do one act on an application; a refusal is shown on its page, with what was typed."""
    try:
        flash(act(), "success")
    except (ReviewHeldByOther, ReviewNotOpen, Invalid) as refused:
        reason = edge.text_of(request.form, "reason")
        opened = desk.read_review(number, by=edge.actor())
        return _review_page(opened, reason=reason, refused=refused)
    return redirect(url_for("reviews.show", number=number), HTTPStatus.SEE_OTHER)


def _typed() -> Typed:
    """Return what the form sent: its own fields as typed, anything else left out."""
    sent: dict[str, dict[str, str]] = {prefix: {} for prefix in _PREFIXES}
    for name, text in request.form.items():
        for prefix in _PREFIXES:
            if name.startswith(prefix):
                sent[prefix][name.removeprefix(prefix)] = text
    answers, reasons = sent["answer-"], sent["reason-"]
    return Typed(
        version_in_form(request.form),
        {key: (answers.get(key, ""), reasons.get(key, "")) for key in {**answers, **reasons}},
        sent["note-"],
        request.form.get("opinion"),
    )


def _until() -> date | None:
    """Return the day until which the host may send again. Raises Invalid for no day."""
    typed = edge.text_of(request.form, "until")
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError as error:
        raise Invalid(fields={"until": say("review_until_unreadable")}) from error


def _review_page(
    opened: OpenReview,
    *,
    typed: Typed | None = None,
    reason: str = "",
    refused: Refusal | None = None,
) -> ResponseReturnValue:
    actor, version = edge.actor(), opened.version
    withheld = {one.field: say_finding(one) for one in opened.withheld}
    faults = refused.fields if refused else withheld
    page = render_template(
        "reviews/show.html",
        opened=opened,
        application=opened.application,
        version=version,
        **_scan(opened),
        review=opened.review,
        state=views.shown_state(opened.application.state),
        whose=authority_name(opened.application.authority),
        sections=_with_typed(views.sections(opened, faults), typed),
        opinion=_opinion(opened, typed),
        unsaved=views.unsaved(opened, typed, reason),
        found=views.personal_findings(opened),
        equipment=equipment(version.equipment, version.content),
        papers=views.papers(version).get("", []),
        progress=views.progress(opened),
        **_rights(actor),
        records=_records(opened, actor),
        typed_reason=reason,
        refused=refused,
        faults=faults,
        errors=error_list(faults),
    )
    if refused:
        return page, refused.status
    return page, SecrecyMark.status if opened.withheld else HTTPStatus.OK


def _records(opened: OpenReview, actor: Actor) -> list[Mapping[str, Any]]:
    """Return what is on record of incidents beside what the version declares."""
    host, version = opened.application.host, opened.version
    found = against_version(host, version.content, version.submitted_at, edge.rulebook())
    return record_lines(found, actor)


def _scan(opened: OpenReview) -> dict[str, Any]:
    """Return the version's stamped scan as it stands now, and what is said of it."""
    if opened.version.scan is None:
        return {"scan": None, "scan_told": ()}
    subject = f"application:{opened.application.number}"
    scan = look(opened.version.scan, subject=subject, at=edge.arrival())
    return {"scan": scan, "scan_told": what_is_said(scan.scan, by=edge.actor())}


def _rights(actor: Actor) -> dict[str, bool]:
    """Return what the one who looks may see and do here."""
    return {
        "with_contacts": sees_contacts(actor),
        "may_claim": may(actor, "applications:review"),
        "may_reassign": may(actor, "applications:reassign"),
    }


def _with_typed(sections: list[dict[str, Any]], typed: Typed | None) -> list[dict[str, Any]]:
    """Put what was typed and not saved back into its fields."""
    if typed is None:
        return sections
    for part in sections:
        part["note"] = typed.notes.get(part["key"], part.get("note", ""))
        for one in part["criteria"]:
            was = (one["answer"], one["reason"])
            one["answer"], one["reason"] = typed.answers.get(one["id"], was)
    return sections


def _opinion(opened: OpenReview, typed: Typed | None) -> str:
    if typed is not None and typed.opinion is not None:
        return typed.opinion
    return opened.review.opinion if opened.review else ""


def _decision_page(
    number: str, wanted: Wanted, refused: Refusal | None = None
) -> ResponseReturnValue:
    at, calendar = edge.arrival(), edge.calendar()
    checked = review_decisions.check(number, wanted, by=edge.actor(), at=at, calendar=calendar)
    named = [one for one in checked.opened.criteria if one.id in checked.grounds]
    faults = refused.fields if refused else {}
    page = render_template(
        "reviews/decision.html",
        checked=checked,
        application=checked.opened.application,
        decision=checked.decision.value,
        days=checked.opened.days(at, calendar),
        until=edge.text_of(request.form, "until")
        or (checked.until.isoformat() if checked.until else ""),
        until_error=faults.get("until", ""),
        grounds=named,
        sections_shown=[
            {"label": one["title"], "value": one["reason"]} for one in checked.sections
        ],
        answers_shown=views.answers_shown(checked.opened),
        personal=personal_in(checked.opened),
        errors=error_list({"until": faults["until"]} if "until" in faults else {}),
    )
    return page, refused.status if refused else HTTPStatus.OK
