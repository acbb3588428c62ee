"""Exit proposals 退出建议 by page: the list, one with its facts, proposing and withdrawing."""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry import edge
from registry.cursors import following, position
from registry.documents.exit_proposals import ExitProposal
from registry.errors import Invalid, Refusal
from registry.messages import say
from registry.permissions import Role, may
from registry.policy.exit_proposals import ExitGround, ExitState
from registry.services import exit_proposals as desk
from registry.services import platforms
from registry.services.adjustments import RoundNotOpened
from registry.services.authorities import authority_name, authority_place
from registry.services.condition_findings import facts_of, for_proposal
from registry.services.evidence import standing
from registry.services.exit_proposals import ExitCount, ExitFilter, ExitOrder
from registry.versions import version_in_form
from registry.web.exit_evidence import PAGES
from registry.web.filters import counted_authorities, counted_filters
from registry.web.formats import period as in_words
from registry.web.shell import error_list

blueprint = Blueprint("exit_proposals", __name__)

_PAGE = 50
_PATH = "/exit-proposals"
_ONE = f"{_PATH}/<number>"
_OF_PLATFORM = "/platforms/<number>/exit-proposals"


@blueprint.get(_PATH)
def index() -> ResponseReturnValue:
    """List the proposals one may see, newest first, narrowed by plain links."""
    actor = edge.actor()
    names = ("authority", "period", "state", "ground")
    asked = ExitFilter(**{name: edge.text_of(request.args, name) for name in names})
    after = position(edge.text_of(request.args, "cursor"), 2)
    found, last = desk.list_proposals(asked, by=actor, after=after, limit=_PAGE)
    is_host = actor.role is Role.HOST_OPERATOR
    counts = () if is_host else desk.count_proposals(by=actor)
    return render_template(
        "exit_proposals/index.html",
        asked=asked,
        lines=[_line(one) for one in found],
        groups=[] if is_host else _filters(asked, counts),
        by_authority=not (actor.authority or actor.host),
        authorities=counted_authorities(counts) if not (actor.authority or actor.host) else (),
        first=not after,
        next_cursor=following(last),
    )


@blueprint.get(_ONE)
def show(number: str) -> ResponseReturnValue:
    """Show one proposal."""
    return _record_page(desk.readable(number, "exit_proposals:read", edge.actor()))


@blueprint.get(f"{_OF_PLATFORM}/new")
def new(number: str) -> ResponseReturnValue:
    """Show the form that proposes a platform's exit."""
    return _form_page(number)


@blueprint.post(_OF_PLATFORM)
def propose(number: str) -> ResponseReturnValue:
    """Propose a platform's exit."""
    text = {name: edge.text_of(request.form, name) for name in ("ground", "facts", "finding")}
    platforms.refuse_unreachable(number, "exit_proposals:propose", edge.actor())
    try:
        made = desk.propose(ExitOrder(number, **text), **edge.circumstances())
    except Refusal as refused:
        return _form_page(number, refused)
    flash(say("exit_proposed_now"), "success")
    return redirect(url_for("exit_evidence.show", number=made.number), HTTPStatus.SEE_OTHER)


@blueprint.post(f"{_ONE}/withdrawal")
def withdraw(number: str) -> ResponseReturnValue:
    """Take back an open proposal, with a reason."""
    actor = edge.actor()
    desk.readable(number, "exit_proposals:withdraw", actor)
    reason, version = edge.text_of(request.form, "reason"), version_in_form(request.form)
    try:
        desk.withdraw(number, reason, version=version, by=actor, at=edge.arrival())
    except Refusal as refused:
        return _record_page(desk.readable(number, "exit_proposals:read", actor), refused)
    flash(say("exit_withdrawn_now"), "success")
    return redirect(url_for("exit_proposals.show", number=number), HTTPStatus.SEE_OTHER)


def _record_page(found: ExitProposal, refused: Refusal | None = None) -> ResponseReturnValue:
    page = render_template(
        "exit_proposals/show.html",
        found=found,
        whose=authority_name(found.authority),
        evidence=PAGES.shown(found),
        may_add=may(edge.actor(), "exit_proposals:propose") and found.state == ExitState.OPEN.value,
        may_withdraw=may(edge.actor(), "exit_proposals:withdraw")
        and found.state == ExitState.OPEN.value,
        may_open_case=may(edge.actor(), "removal_cases:prepare"),
        typed_reason=edge.text_of(request.form, "reason"),
        refused=refused,
        errors=error_list(refused.fields if refused else {}),
    )
    return page, refused.status if refused else HTTPStatus.OK


def _form_page(number: str, refused: Refusal | None = None) -> ResponseReturnValue:
    platform = platforms.readable(number, "exit_proposals:propose", edge.actor())
    names = ("ground", "facts", "finding")
    typed = {name: edge.text_of(request.form, name) for name in names}
    if refused is None:
        refused = _closed()  # told before anything is typed
    if request.method == "GET" and refused is None:
        try:
            typed |= _prefilled(number)
        except Invalid as unfit:
            refused = unfit
    page = render_template(
        "exit_proposals/new.html",
        platform=platform,
        standing=desk.open_proposal(number),
        grounds=[(one.value, say(f"exit_ground_{one}")) for one in ExitGround],
        typed=typed,
        refused=refused,
        closed=isinstance(refused, RoundNotOpened) and request.method == "GET",
        errors=error_list(refused.fields if refused else {}, names),
    )
    told_only = request.method == "GET" and isinstance(refused, RoundNotOpened)
    return page, HTTPStatus.OK if told_only or not refused else refused.status


def _prefilled(number: str) -> dict[str, str]:
    """Return what a proposal on a condition finding starts with; nothing without one."""
    asked = edge.text_of(request.args, "finding")
    if not asked:
        return {}
    found = for_proposal(asked, number, by=edge.actor())
    ground = ExitGround.CONDITIONS_NOT_MET.value
    return {"ground": ground, "facts": facts_of(found), "finding": found.number}


def _closed() -> Refusal | None:
    """Return why no exit can be proposed now, or None."""
    try:
        desk.running_round(edge.arrival(), **edge.law())
    except RoundNotOpened as closed:
        return closed
    return None


def _line(one: ExitProposal) -> dict[str, Any]:
    return {
        "platform_name": one.platform_name,
        "number": one.number,
        "whose": authority_place(one.authority),
        "host_name": one.host_name,
        "ground": say(f"exit_ground_{one.ground}"),
        "evidence": len(standing(one)),
        "proposed_at": one.proposed_at,
        "state": f"exit_{one.state}",
        "href": url_for("exit_proposals.show", number=one.number),
    }


def _filters(asked: ExitFilter, counts: Iterable[ExitCount]) -> list[dict[str, Any]]:
    """Return the filters as links, each with how many it would show beside the others."""
    told = list(counts)
    rounds = sorted({one.period for one in told}, reverse=True)
    options = (
        ("状态", "state", [(one.value, say(f"state_exit_{one}")) for one in ExitState]),
        ("理由", "ground", [(one.value, say(f"exit_ground_{one}")) for one in ExitGround]),
        ("轮次", "period", [(one, in_words(one)) for one in rounds]),
    )
    return counted_filters(options, asked, told)
