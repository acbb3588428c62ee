"""Removal cases 移出案件 by page: the list, opening one, its page with the next step."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry import edge
from registry.clock import SHANGHAI
from registry.cursors import following, position
from registry.documents.removal_cases import RemovalCase
from registry.errors import Invalid, NotFound, Refusal
from registry.messages import say
from registry.permissions import Actor, Role, may, require
from registry.policy.appeals import Outcome
from registry.policy.removal_cases import Closing, Organ, Step
from registry.services import appeals, platforms, removal_case_steps, removal_decisions
from registry.services import removal_cases as desk
from registry.services.authorities import authority_name
from registry.services.removal_case_acts import readable, seen_by_host
from registry.services.removal_case_steps import Draft, Finding
from registry.services.removal_cases import CaseFilter, CaseOrder, NoticeOrder
from registry.services.removal_decisions import outlook_of, what_follows
from registry.services.removal_statement_drafts import draft_of
from registry.web import removal_views as views
from registry.web.appeal_views import how_it_stands
from registry.web.appeal_views import line as appeal_line
from registry.web.filters import counted_authorities
from registry.web.removal_evidence import PAGES
from registry.web.shell import error_list, say_refusal
from registry.web.steps import take_step

blueprint = Blueprint("removal_cases", __name__)

_PAGE = 50
_PATH = "/removal-cases"
_ONE = f"{_PATH}/<number>"
_OPENING = ("platform", "ground", "facts", "occurred_on", "origin")
# Two forms of one page ask for a reason, each by a name of its own.
_REASONS = {Step.GIVE_BACK: "back_reason", Step.CLOSE: "closing_reason"}
_FIELDS = (
    "number", "dated", "asks", "text", "organ", "person", "verified_on", "confirmed", "findings",
    "document", "reasons", "effective_on", "outcome", "reason", *_REASONS.values(),
)  # fmt: skip
_ANSWERS = {"yes": True, "no": False}


@blueprint.get(_PATH)
def index() -> ResponseReturnValue:
    """List the cases one may see, newest first, narrowed by plain links."""
    actor = edge.actor()
    names = ("authority", "state", "ground")
    asked = CaseFilter(**{name: edge.text_of(request.args, name) for name in names})
    after = position(edge.text_of(request.args, "cursor"), 2)
    found, last = desk.list_cases(asked, by=actor, after=after, limit=_PAGE)
    is_host = actor.role is Role.HOST_OPERATOR
    counts = () if is_host else desk.count_cases(by=actor)
    return render_template(
        "removal_cases/index.html",
        asked=asked,
        lines=[views.line(one) for one in found],
        groups=[] if is_host else views.filters(asked, counts),
        authorities=counted_authorities(counts) if not (actor.authority or actor.host) else (),
        may_open=may(actor, "removal_cases:open"),
        reads_appeals=may(actor, "appeals:read"),
        reads_batches=may(actor, "removal_batches:read"),
        first=not after,
        next_cursor=following(last),
    )


@blueprint.get(f"{_PATH}/new")
def new() -> ResponseReturnValue:
    """Show the form that opens a case, for a platform and origin named in the address."""
    return _opening_page({name: edge.text_of(request.args, name) for name in _OPENING})


@blueprint.post(_PATH)
def open_case() -> ResponseReturnValue:
    """Open a case."""
    typed = {name: edge.text_of(request.form, name) for name in _OPENING}
    kind, _, number = typed["origin"].partition(":")
    order = CaseOrder(
        typed["platform"],
        typed["ground"],
        typed["facts"],
        edge.day_typed(typed["occurred_on"]),
        kind,
        number,
    )
    actor, at = edge.actor(), edge.arrival()
    try:
        made = desk.open_case(order, by=actor, at=at, rulebook=edge.rulebook())
    except NotFound:
        return _opening_page(typed, Invalid(fields={"platform": say("removal_platform_unknown")}))
    except Refusal as refused:
        return _opening_page(typed, refused)
    flash(say("removal_opened_now"), "success")
    return _to(made.number)


@blueprint.get(_ONE)
def show(number: str) -> ResponseReturnValue:
    """Show a case; that its host saw what it was told is noted."""
    actor = edge.actor()
    case = readable(number, "removal_cases:read", actor)
    seen_by_host(case, by=actor, at=edge.arrival())
    return _case_page(case)


@blueprint.post(f"{_ONE}/notice")
def notify(number: str) -> ResponseReturnValue:
    """Give the host notice."""

    def act(version: int) -> RemovalCase:
        order = NoticeOrder(_typed("number"), edge.day_typed(_typed("dated")), _typed("asks"))
        return desk.notify(number, order, version=version, **edge.circumstances())

    return _take(number, Step.NOTIFY, act, "removal_notified_now")


@blueprint.post(f"{_ONE}/statements")
def state(number: str) -> ResponseReturnValue:
    """Take a host's statement."""

    def act(version: int) -> RemovalCase:
        return desk.state(
            number, _typed("text"), version=version, by=edge.actor(), at=edge.arrival()
        )

    return _take(number, Step.STATE, act, "removal_stated_now")


@blueprint.post(f"{_ONE}/verification")
def verify(number: str) -> ResponseReturnValue:
    """Write down a verification."""

    def act(version: int) -> RemovalCase:
        finding = Finding(
            _typed("organ"), _typed("person"), edge.day_typed(_typed("verified_on")),
            _ANSWERS.get(_typed("confirmed")), _typed("findings"),
        )  # fmt: skip
        return removal_case_steps.verify(
            number, finding, version=version, by=edge.actor(), at=edge.arrival()
        )

    return _take(number, Step.VERIFY, act, "removal_verified_now")


@blueprint.post(f"{_ONE}/preparation")
def prepare(number: str) -> ResponseReturnValue:
    """Prepare a decision."""

    def act(version: int) -> RemovalCase:
        asked = _typed("effective_on")
        day = edge.day_typed(asked)
        if asked and day is None:
            raise Invalid(fields={"effective_on": say("day_wanted")})
        draft = Draft(_typed("document"), _typed("reasons"), day)
        return removal_case_steps.prepare(
            number, draft, version=version, by=edge.actor(), at=edge.arrival(),
            rulebook=edge.rulebook(),
        )  # fmt: skip

    return _take(number, Step.PREPARE, act, "removal_prepared_now")


@blueprint.post(f"{_ONE}/return")
def give_back(number: str) -> ResponseReturnValue:
    """Send a prepared decision back."""
    return _with_reason(number, Step.GIVE_BACK, removal_case_steps.give_back, "given_back")


@blueprint.post(f"{_ONE}/decision")
def decide(number: str) -> ResponseReturnValue:
    """Sign a prepared decision."""

    def act(version: int) -> RemovalCase:
        return removal_decisions.decide(
            number, version=version, by=edge.actor(), at=edge.arrival(), rulebook=edge.rulebook()
        )

    return _take(number, Step.SIGN, act, "removal_decided_now")


@blueprint.post(f"{_ONE}/closing")
def close(number: str) -> ResponseReturnValue:
    """End a case without a removal."""

    def act(version: int) -> RemovalCase:
        return removal_case_steps.close(
            number, _typed("outcome"), _typed("closing_reason"), version=version, by=edge.actor(),
            at=edge.arrival(),
        )  # fmt: skip

    return _take(number, Step.CLOSE, act, "removal_closed_now")


@blueprint.post(f"{_ONE}/hold")
def hold(number: str) -> ResponseReturnValue:
    """Let a case stand still."""
    return _with_reason(number, Step.HOLD, removal_case_steps.hold, "held")


@blueprint.post(f"{_ONE}/resumption")
def resume(number: str) -> ResponseReturnValue:
    """Let a case go on."""
    return _with_reason(number, Step.RESUME, removal_case_steps.resume, "resumed")


def _with_reason(
    number: str, step: Step, act: Callable[..., RemovalCase], done: str
) -> ResponseReturnValue:
    def acting(version: int) -> RemovalCase:
        return act(
            number,
            _typed(_REASONS.get(step, "reason")),
            version=version,
            by=edge.actor(),
            at=edge.arrival(),
        )  # fmt: skip - one call

    return _take(number, step, acting, f"removal_{done}_now")


def _take(
    number: str, step: Step, act: Callable[[int], RemovalCase], done: str
) -> ResponseReturnValue:
    """Take one step; a refusal is shown on the case's page, with what was typed."""

    def page(refused: Refusal) -> ResponseReturnValue:
        return _case_page(readable(number, "removal_cases:read", edge.actor()), refused, step)

    return take_step(act, page, done=done, to=url_for("removal_cases.show", number=number))


def _to(number: str) -> ResponseReturnValue:
    return redirect(url_for("removal_cases.show", number=number), HTTPStatus.SEE_OTHER)


def _typed(name: str) -> str:
    return edge.text_of(request.form, name)


def _opening_page(typed: dict[str, str], refused: Refusal | None = None) -> ResponseReturnValue:
    actor = edge.actor()
    require(actor, "removal_cases:open")
    named = typed["platform"]
    platform = None
    if named and not (refused and "platform" in refused.fields):
        platform = platforms.readable(named, "removal_cases:open", actor)
    gone = bool(platform and platform.state != "in_library")
    faults = refused.fields if refused else {}
    page = render_template(
        "removal_cases/new.html",
        typed=typed,
        platform=platform,
        cases=desk.cases_of(platform, by=actor) if platform else (),
        grounds=views.grounds(actor, gone),
        origin=_origin_words(typed["origin"]),
        faults=faults,
        refused=refused if refused and not faults else None,
        errors=error_list(faults, _OPENING),
    )
    return page, refused.status if refused else HTTPStatus.OK


def _origin_words(origin: str) -> str:
    kind, _, number = origin.partition(":")
    known = kind in {"incident", "major_change", "unreported_change", "exit_proposal"}
    return f"{say(f'removal_origin_{kind}')} {number}" if known else ""


def _case_page(
    case: RemovalCase, refused: Refusal | None = None, step: Step | None = None
) -> ResponseReturnValue:
    actor, at = edge.actor(), edge.arrival()
    allowed = views.steps_for(case, actor, at)
    faults = dict(refused.fields) if refused else {}
    if step in _REASONS and "reason" in faults:
        faults[_REASONS[step]] = faults.pop("reason")
    page = render_template(
        "removal_cases/show.html",
        case=case,
        tag_of=views.state_tag(case),
        whose=authority_name(case.authority),
        origin=_origin_words(f"{case.origin_kind}:{case.origin}"),
        allowed=allowed,
        next=views.next_step(allowed),
        ahead=_ahead(case, actor),
        faulty=step,
        organs=[(one.value, say(f"removal_organ_{one}")) for one in Organ],
        verified_by=[
            authority_name(one.authority) if one.authority else say("removal_organ_ministry")
            for one in case.verifications
        ],
        outcomes=[(one.value, say(f"removal_closing_{one}")) for one in Closing],
        today=at.astimezone(SHANGHAI).date(),
        names_organ=not actor.authority,
        is_host=actor.role is Role.HOST_OPERATOR,
        draft=None if refused else draft_of(case, by=actor),
        is_preparer=bool(case.preparation) and case.preparation.account == actor.account,
        typed={name: edge.text_of(request.form, name) for name in _FIELDS},
        evidence=PAGES.shown(case),
        timeline=views.timeline_of(case, actor),
        deliveries=desk.deliveries_of(case, by=actor),
        **_upon_appeal(case, actor),
        faults=faults,
        refused=refused if refused and not faults else None,
        errors=error_list(faults, _FIELDS),
    )
    return page, refused.status if refused else HTTPStatus.OK


def _upon_appeal(case: RemovalCase, actor: Actor) -> dict[str, Any]:
    """Return how a decision stands after appeals, and whether one may be brought."""
    if case.decision is None:
        return {"appeals": (), "stands": None}
    found = appeals.appeals_of(case, by=actor)
    is_open = any(one.open for one in found)
    objectable = appeals.may_object(case, at=edge.arrival(), rulebook=edge.rulebook())
    return {
        "appeals": [appeal_line(one) for one in found],
        "stands": how_it_stands(case, found),
        "last_day": appeals.last_day_of(case, edge.rulebook()) if objectable else None,
        "may_object": objectable and may(actor, "appeals:file"),
        "may_correct": not is_open
        and case.upon_appeal != Outcome.ANNULLED
        and may(actor, "appeals:correct"),
    }


def _ahead(case: RemovalCase, actor: Actor) -> str:
    """Say what a decision would do, to who prepares or signs it; empty where it is not near."""
    if not may(actor, "removal_cases:prepare") or not case.open or not case.noticed:
        return ""
    try:
        return what_follows(outlook_of(case, at=edge.arrival(), rulebook=edge.rulebook()))
    except Invalid as wrong:
        return "".join(wrong.fields.values())
    except Refusal as refused:
        return say_refusal(refused)
