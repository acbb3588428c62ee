"""Appeals 异议 by page: the list, objecting or correcting, an appeal with its next step."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry import edge
from registry.cursors import following, position
from registry.documents.appeals import Appeal
from registry.documents.removal_cases import RemovalCase
from registry.errors import Invalid, NotAllowed, NotFound, Refusal
from registry.messages import say
from registry.permissions import Actor, Role, may
from registry.policy.appeals import AppealState, AppealStep, Outcome
from registry.services import appeal_outcomes as outcomes
from registry.services import appeal_suspensions as suspensions
from registry.services import appeals as desk
from registry.services import removal_case_acts
from registry.services.appeal_acts import case_of, readable, seen_by_host
from registry.services.appeal_outcomes import OutcomeDraft, outlook_of, what_follows
from registry.services.appeals import AppealFilter, AppealOrder
from registry.services.authorities import authorities, authority_name
from registry.web import appeal_views as views
from registry.web.appeal_evidence import PAGES
from registry.web.shell import error_list, say_refusal
from registry.web.steps import take_step

blueprint = Blueprint("appeals", __name__)

_PAGE = 50
_PATH = "/appeals"
_ONE = f"{_PATH}/<number>"
_FILING = ("asks", "grounds", "asks_suspension")
# Several forms of one page ask for a reason, each by a name of its own.
_REASONS = {
    AppealStep.SUSPEND: "suspension_reason",
    AppealStep.RESUME: "resumption_reason",
    AppealStep.GIVE_BACK: "back_reason",
    AppealStep.WITHDRAW: "withdrawal_reason",
}
_FIELDS = ("outcome", "ground", "document", "reasons", *_REASONS.values())


@blueprint.get(_PATH)
def index() -> ResponseReturnValue:
    """List the appeals one may see, newest first, narrowed by plain links."""
    actor = edge.actor()
    asked = AppealFilter(
        **{name: edge.text_of(request.args, name) for name in ("authority", "state")}
    )
    after = position(edge.text_of(request.args, "cursor"), 2)
    found, last = desk.list_appeals(asked, by=actor, after=after, limit=_PAGE)
    by_authority = not (actor.authority or actor.host)
    return render_template(
        "appeals/index.html",
        asked=asked,
        lines=[views.line(one) for one in found],
        groups=views.filters(asked),
        by_authority=by_authority,
        authorities=[(one.code, one.name) for one in authorities().all] if by_authority else (),
        narrowed=bool(asked.authority or asked.state),
        first=not after,
        next_cursor=following(last),
    )


@blueprint.get(f"{_PATH}/new")
def new() -> ResponseReturnValue:
    """Show the form that objects to the decision of a case, or to the ministry corrects it."""
    return _filing_page(edge.text_of(request.args, "case"))


@blueprint.post(_PATH)
def file_appeal() -> ResponseReturnValue:
    """Take an objection of a host, or a correction of the ministry."""
    actor, number = edge.actor(), _typed("case")
    if not number:
        return _filing_page("", Invalid(fields={"case": say("appeal_case_wanted")}))
    order = AppealOrder(
        number, _typed("asks"), _typed("grounds"),
        asks_suspension=_typed("asks_suspension") == "1",
    )  # fmt: skip
    corrects = _corrects(actor)
    act = desk.correct if corrects else desk.file_appeal
    try:
        made = act(order, by=actor, at=edge.arrival(), rulebook=edge.rulebook())
    except NotFound:
        raise
    except Refusal as refused:
        return _filing_page(number, refused)
    done = "appeal_corrected_now" if corrects else "appeal_filed_now"
    flash(say(done, number=made.number), "success")
    return _to(made.number)


@blueprint.get(_ONE)
def show(number: str) -> ResponseReturnValue:
    """Show an appeal; that its host saw what it was told is noted."""
    actor = edge.actor()
    appeal = readable(number, "appeals:read", actor)
    seen_by_host(appeal, by=actor, at=edge.arrival())
    return _appeal_page(appeal)


@blueprint.post(f"{_ONE}/suspension")
def suspend(number: str) -> ResponseReturnValue:
    """Suspend the decision."""
    return _with_reason(number, AppealStep.SUSPEND, suspensions.suspend, "appeal_suspended_now")


@blueprint.post(f"{_ONE}/resumption")
def resume(number: str) -> ResponseReturnValue:
    """Let the decision hold again."""
    return _with_reason(number, AppealStep.RESUME, suspensions.resume, "appeal_resumed_now")


@blueprint.post(f"{_ONE}/withdrawal")
def withdraw(number: str) -> ResponseReturnValue:
    """Take the appeal back."""
    return _with_reason(number, AppealStep.WITHDRAW, outcomes.withdraw, "appeal_withdrawn_now")


@blueprint.post(f"{_ONE}/return")
def give_back(number: str) -> ResponseReturnValue:
    """Send a prepared outcome back."""
    return _with_reason(number, AppealStep.GIVE_BACK, outcomes.give_back, "appeal_given_back_now")


@blueprint.post(f"{_ONE}/preparation")
def prepare(number: str) -> ResponseReturnValue:
    """Prepare an outcome."""

    def act(version: int) -> Appeal:
        draft = OutcomeDraft(
            _typed("document"), _typed("outcome"), _typed("reasons"), _typed("ground")
        )
        return outcomes.prepare(
            number, draft, version=version, by=edge.actor(), at=edge.arrival(),
            rulebook=edge.rulebook(),
        )  # fmt: skip

    return _take(number, AppealStep.PREPARE, act, "appeal_prepared_now")


@blueprint.post(f"{_ONE}/outcome")
def decide(number: str) -> ResponseReturnValue:
    """Sign a prepared outcome."""

    def act(version: int) -> Appeal:
        return outcomes.decide(
            number, version=version, by=edge.actor(), at=edge.arrival(), rulebook=edge.rulebook()
        )

    return _take(number, AppealStep.SIGN, act, "appeal_decided_now")


def _with_reason(
    number: str, step: AppealStep, act: Callable[..., Appeal], done: str
) -> ResponseReturnValue:
    def acting(version: int) -> Appeal:
        return act(
            number, _typed(_REASONS[step]), version=version, by=edge.actor(), at=edge.arrival()
        )  # fmt: skip - one call

    return _take(number, step, acting, done)


def _take(
    number: str, step: AppealStep, act: Callable[[int], Appeal], done: str
) -> ResponseReturnValue:
    """Take one step; a refusal is shown on the appeal's page, with what was typed."""

    def page(refused: Refusal) -> ResponseReturnValue:
        return _appeal_page(readable(number, "appeals:read", edge.actor()), refused, step)

    return take_step(act, page, done=done, to=url_for("appeals.show", number=number))


def _to(number: str) -> ResponseReturnValue:
    return redirect(url_for("appeals.show", number=number), HTTPStatus.SEE_OTHER)


def _typed(name: str) -> str:
    return edge.text_of(request.form, name)


def _corrects(actor: Actor) -> bool:
    """Say whether somebody corrects decisions rather than objects to them.

    Raises NotAllowed for who does neither.
    """
    if not (may(actor, "appeals:file") or may(actor, "appeals:correct")):
        raise NotAllowed(permission="appeals:file")
    return may(actor, "appeals:correct")


def _filing_page(number: str, refused: Refusal | None = None) -> ResponseReturnValue:
    actor = edge.actor()
    corrects = _corrects(actor)
    permission = "appeals:correct" if corrects else "appeals:file"
    case = removal_case_acts.readable(number, permission, actor) if number else None
    faults = dict(refused.fields) if refused else {}
    page = render_template(
        "appeals/new.html",
        case=case,
        corrects=corrects,
        asks=[(one.value, say(f"appeal_asks_{one}")) for one in desk.ASKABLE],
        typed={name: _typed(name) for name in _FILING},
        faults=faults,
        errors=error_list(faults, _FILING),
        **(_filing_of(case, actor, corrects=corrects) if case else {}),
        refused=refused if refused and not faults else None,
    )
    return page, refused.status if refused else HTTPStatus.OK


def _filing_of(case: RemovalCase, actor: Actor, *, corrects: bool) -> dict[str, Any]:
    """Return until when a case's decision may be objected to, or what is in the way of it."""
    opened = next((one for one in desk.appeals_of(case, by=actor) if one.open), None)
    last_day, hindered = None, ""
    try:
        if corrects:
            desk.refuse_undecided(case)
        else:
            last_day = desk.refuse_objection(case, at=edge.arrival(), rulebook=edge.rulebook())
    except Refusal as refused:
        hindered = say_refusal(refused)
    return {"opened": opened, "last_day": last_day, "hindered": hindered}


def _appeal_page(
    appeal: Appeal, refused: Refusal | None = None, step: AppealStep | None = None
) -> ResponseReturnValue:
    actor, case = edge.actor(), case_of(appeal)
    allowed = views.steps_for(appeal, actor)
    faults = dict(refused.fields) if refused else {}
    if step in _REASONS and "reason" in faults:
        faults[_REASONS[step]] = faults.pop("reason")
    page = render_template(
        "appeals/show.html",
        appeal=appeal,
        case=case,
        tag_of=views.state_tag(appeal),
        whose=authority_name(appeal.authority),
        allowed=allowed,
        next=views.next_step(appeal, allowed),
        faulty=step,
        is_host=actor.role is Role.HOST_OPERATOR,
        typed={name: _typed(name) for name in _FIELDS},
        **_outcomes_ahead(appeal, case, actor, allowed),
        evidence=PAGES.shown(appeal),
        followed=views.followed(appeal),
        timeline=views.timeline_of(appeal, actor),
        deliveries=desk.deliveries_of(appeal, by=actor),
        faults=faults,
        refused=refused if refused and not faults else None,
        errors=error_list(faults, _FIELDS),
    )
    return page, refused.status if refused else HTTPStatus.OK


def _outcomes_ahead(
    appeal: Appeal, case: RemovalCase, actor: Actor, allowed: list[AppealStep]
) -> dict[str, Any]:
    """Return what each outcome would do, to who prepares or signs one; nothing where none is."""
    if AppealStep.PREPARE in allowed:
        grounds = views.grounds_offered(case, edge.rulebook())
        able = [one for one in Outcome if grounds or one is not Outcome.CHANGED]
        return {
            "outcomes": [(one.value, say(f"appeal_outcome_{one}")) for one in able],
            "grounds": grounds,
            "ahead": [(say(f"appeal_outcome_{one}"), _ahead(case, one)) for one in able],
        }
    prepared = appeal.preparation
    if appeal.state != AppealState.PREPARED or not may(actor, "appeals:prepare"):
        return {}
    shown = {"follows": _follows(case, prepared.outcome, prepared.ground)}
    if AppealStep.SIGN in allowed:
        try:
            outcomes.refuse_who_took_part(appeal, case, actor)
        except Refusal as refused:
            shown["signed_by_another"] = say_refusal(refused)
    return shown


def _ahead(case: RemovalCase, outcome: Outcome) -> str:
    """Say what an outcome would do before a ground is chosen; the ban is the chosen ground's."""
    if outcome is Outcome.CHANGED:
        return say("appeal_follows_stays_out") + say("appeal_follows_ban_of_ground")
    return _follows(case, outcome.value, "")


def _follows(case: RemovalCase, outcome: str, ground: str) -> str:
    outlook = outlook_of(case, outcome, ground, at=edge.arrival(), rulebook=edge.rulebook())
    return what_follows(outlook, outcome)
