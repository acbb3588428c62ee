"""Returning a filed update 退回补正 by page: the returns, one, returning and withdrawing."""

from http import HTTPStatus
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry import edge
from registry.clock import SHANGHAI
from registry.cursors import following, position
from registry.documents.update_returns import UpdateReturn
from registry.errors import Refusal
from registry.forms import quarterly_update_form
from registry.messages import say
from registry.permissions import MINISTRY, Role, require
from registry.policy import periods
from registry.policy.late_filings import is_over
from registry.policy.update_returns import ReturnState
from registry.services import update_returns as desk
from registry.services.authorities import authorities, authority_name, authority_place
from registry.services.late_filings import latest_day
from registry.services.quarterly_update_forms import Desk, OpenForm, quarter_on_file
from registry.services.quarterly_updates import read_update
from registry.services.update_returns import ReturnFilter, ReturnOrder, ReturnStanding
from registry.services.windows import window_in_question
from registry.versions import version_in_form
from registry.web.formats import day, last_day
from registry.web.formats import period as in_words
from registry.web.shell import address, error_list
from registry.web.steps import take_step

blueprint = Blueprint("update_returns", __name__)

_PAGE = 50
_SHOWN_QUARTERS = 4
_PATH = "/update-returns"
_ONE = f"{_PATH}/<number>"
_NEW = "/platforms/<number>/quarterly-updates/<period>/return"
_FIELDS = ("sections", "reason", "last_day")
_STATES = (ReturnState.OPEN, ReturnState.ANSWERED, ReturnState.WITHDRAWN)


@blueprint.get(_PATH)
def index() -> ResponseReturnValue:
    """List the returns one may see, newest first, narrowed by plain links."""
    actor = edge.actor()
    names = ("authority", "period", "state")
    asked = ReturnFilter(**{name: edge.text_of(request.args, name) for name in names})
    after = position(edge.text_of(request.args, "cursor"), 2)
    found, last = desk.list_returns(asked, by=actor, after=after, limit=_PAGE)
    standings = desk.standings_of(found, at=edge.arrival(), **edge.law())
    is_host = actor.role is Role.HOST_OPERATOR
    narrowed = asked.authority or asked.period or asked.state
    none = "" if narrowed else "_of_host" if is_host else "_yet"
    return render_template(
        "update_returns/index.html",
        asked=asked,
        lines=[_line(one, standings[one.number]) for one in found],
        groups=_groups(asked),
        is_host=is_host,
        is_ministry=actor.role in MINISTRY,
        authorities=[(one.code, one.name) for one in authorities().all],
        nothing=say(f"update_returns_none{none}"),
        first=not after,
        next_cursor=following(last),
    )


@blueprint.get(_NEW)
def new(number: str, period: str) -> ResponseReturnValue:
    """Show the form that returns a quarter; what cannot be returned is told before."""
    quarter_on_file(number, period, "update_returns:return", edge.actor())
    return _form_page(number, period, {})


@blueprint.post(_NEW)
def make(number: str, period: str) -> ResponseReturnValue:
    """Return the version that was read."""
    require(edge.actor(), "update_returns:return")
    typed = {name: edge.text_of(request.form, name) for name in ("reason", "last_day")}
    sections = tuple(request.form.getlist("sections"))
    version, chosen = version_in_form(request.form), edge.day_typed(typed["last_day"])
    order = ReturnOrder(number, period, version, sections, typed["reason"], chosen)
    try:
        made = desk.return_update(order, **edge.circumstances())
    except Refusal as refused:
        return _form_page(number, period, {**typed, "sections": sections}, refused)
    flash(say("update_return_made_now", number=made.number), "success")
    return redirect(url_for("update_returns.show", number=made.number), HTTPStatus.SEE_OTHER)


@blueprint.get(_ONE)
def show(number: str) -> ResponseReturnValue:
    """Show one return: what was returned to which sections, why, and what came of it."""
    return _record_page(number)


@blueprint.post(f"{_ONE}/withdraw")
def withdraw(number: str) -> ResponseReturnValue:
    """Withdraw a return that nobody answered, with a reason."""
    actor = edge.actor()
    desk.readable(number, "update_returns:return", actor)
    reason, at = edge.text_of(request.form, "reason"), edge.arrival()
    return take_step(
        lambda version: desk.withdraw_return(number, reason, version=version, by=actor, at=at),
        lambda refused: _record_page(number, refused),
        done="update_return_withdrawn_now",
        to=url_for("update_returns.show", number=number),
    )


def _form_page(
    number: str, period: str, typed: dict[str, Any], refused: Refusal | None = None
) -> ResponseReturnValue:
    """Render the form with what was typed; what no reason mends is told instead of it."""
    opened = read_update(number, period, **edge.circumstances())
    closed = _closed(opened)
    faults = refused.fields if refused else {}
    page = render_template(
        "update_returns/new.html",
        opened=opened,
        options=[(one.key, one.title) for one in quarterly_update_form().sections],
        typed=typed,
        time=_time(opened),
        may_grant=desk.may_grant(edge.actor()) and is_over(opened.window, edge.arrival()),
        closed=closed,
        refused=refused if refused and not faults else closed,
        faults=faults,
        errors=error_list(faults, _FIELDS),
    )
    return page, refused.status if refused else HTTPStatus.OK


def _closed(opened: OpenForm) -> Refusal | None:
    """Return why this quarter cannot be returned by the one who looks, or None."""
    circumstances = Desk(edge.actor(), edge.arrival(), **edge.law())
    there = quarter_on_file(
        opened.platform.number, opened.period, "update_returns:return", edge.actor()
    )
    try:
        desk.refuse_return(there, opened.period, 0, circumstances)
    except Refusal as closed:
        return closed
    if opened.timeliness is None and not desk.may_grant(edge.actor()):
        return desk.ReturnNeedsLeave(quarter=in_words(opened.period))
    return None


def _time(opened: OpenForm) -> str:
    """Say until when the host can answer, or within which days the office may choose."""
    at = edge.arrival()
    if not is_over(opened.window, at):
        return say("update_return_until_window", until=day(last_day(opened.window.accepts_until)))
    running = day(last_day(opened.leave.until)) if opened.leave else ""
    if not desk.may_grant(edge.actor()):
        return say("update_return_until_leave", until=running)
    if running:
        return say("update_return_last_day_runs", running=running)
    latest = day(latest_day(at, edge.rulebook()))
    today = day(at.astimezone(SHANGHAI).date())
    return say("update_return_last_day_help", today=today, latest=latest)


def _record_page(number: str, refused: Refusal | None = None) -> ResponseReturnValue:
    actor = edge.actor()
    found = desk.readable(number, "update_returns:read", actor)
    standing = desk.standings_of([found], at=edge.arrival(), **edge.law())[number]
    faults = refused.fields if refused else {}
    is_open = found.state == ReturnState.OPEN.value
    is_open_and_own = is_open and actor.authority == found.authority
    page = render_template(
        "update_returns/show.html",
        found=found,
        standing=standing,
        whose=authority_name(found.authority),
        sections="、".join(desk.titles_of(found)),
        may_withdraw=is_open_and_own and desk.may_withdraw(found, actor),
        lead_withdraws=is_open_and_own
        and actor.role is Role.PROVINCIAL_REVIEWER
        and not desk.may_withdraw(found, actor),
        is_host=actor.role is Role.HOST_OPERATOR,
        typed_reason=edge.text_of(request.form, "reason"),
        refused=refused if refused and not faults else None,
        faults=faults,
        errors=error_list(faults),
    )
    return page, refused.status if refused else HTTPStatus.OK


def _line(one: UpdateReturn, standing: ReturnStanding) -> dict[str, Any]:
    is_open = one.state == ReturnState.OPEN.value
    return {
        "name": one.platform_name,
        "whose": authority_place(one.authority),
        "number": one.number,
        "period": one.period,
        "sections": "、".join(desk.titles_of(one)),
        "returned_at": one.returned_at,
        "until": last_day(standing.until) if is_open else None,
        "state": f"return_{standing.state}",
        "href": url_for("update_returns.show", number=one.number),
    }


def _groups(asked: ReturnFilter) -> list[dict[str, Any]]:
    """Return what the list can be narrowed by: state, and the newest quarters."""
    quarters = [window_in_question(at=edge.arrival(), **edge.law()).period]
    while len(quarters) < _SHOWN_QUARTERS:
        quarters.append(periods.previous(quarters[-1]))
    if asked.period and asked.period not in quarters:
        quarters.append(asked.period)
    states = [
        {
            "label": say(f"state_return_{one}") if one else "全部",
            "href": address(state=one or None),
            "active": one == asked.state,
        }
        for one in ("", *_STATES)
    ]
    chosen = [
        {
            "label": in_words(one) if one else "全部",
            "href": address(period=one or None),
            "active": one == asked.period,
        }
        for one in ("", *quarters)
    ]
    return [{"label": "状态", "choices": states}, {"label": "季度", "choices": chosen}]
