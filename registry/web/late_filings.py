"""Late filing 补报 by page: the leaves, one with its reason, giving leave and ending it."""

from http import HTTPStatus
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry import edge
from registry.clock import SHANGHAI
from registry.cursors import following, position
from registry.documents.late_filings import LateFilingLeave
from registry.documents.platforms import Platform
from registry.errors import Refusal
from registry.law import NATIONAL
from registry.messages import say
from registry.permissions import MINISTRY, Role, require
from registry.policy import periods
from registry.policy.late_filings import LeaveState, state_of
from registry.policy.vocabulary import Side, Timeliness
from registry.policy.windows import Window
from registry.services import late_filings as desk
from registry.services import platforms
from registry.services.authorities import authorities, authority_name, authority_place
from registry.services.late_filings import LeaveFilter, LeaveOrder
from registry.services.windows import quarter_window, window_in_question
from registry.web.formats import period as in_words
from registry.web.shell import address, error_list
from registry.web.steps import take_step

blueprint = Blueprint("late_filings", __name__)

_PAGE = 50
_SHOWN_QUARTERS = 4
_PATH = "/late-filings"
_ONE = f"{_PATH}/<number>"
_FIELDS = ("authority", "last_day", "reason")
_TYPED = ("platform", "period", *_FIELDS)


@blueprint.get(_PATH)
def index() -> ResponseReturnValue:
    """List the leaves one may see, newest first, narrowed by plain links."""
    actor = edge.actor()
    asked = LeaveFilter(
        authority=edge.text_of(request.args, "authority"),
        period=edge.text_of(request.args, "period"),
    )
    after = position(edge.text_of(request.args, "cursor"), 2)
    found, last = desk.list_leaves(asked, by=actor, after=after, limit=_PAGE)
    is_host = actor.role is Role.HOST_OPERATOR
    return render_template(
        "late_filings/index.html",
        asked=asked,
        lines=[_line(one) for one in found],
        groups=[{"label": "季度", "choices": _quarters(asked.period)}],
        is_host=is_host,
        is_ministry=actor.role in MINISTRY,
        authorities=[(one.code, one.name) for one in authorities().all],
        first=not after,
        next_cursor=following(last),
    )


@blueprint.get(f"{_PATH}/new")
def new() -> ResponseReturnValue:
    """Show the form that gives leave: to a platform, or without one to a whole authority.

    That is the ministry's; a province is led to where it chooses a platform.
    """
    actor = edge.actor()
    require(actor, "late_filings:give")
    typed = {name: edge.text_of(request.args, name) for name in _TYPED}
    if not typed["platform"] and actor.role not in MINISTRY:
        missing = url_for("reporting.missing", period=typed["period"] or None)
        return redirect(missing, HTTPStatus.SEE_OTHER)
    return _form_page(typed)


@blueprint.post(_PATH)
def give() -> ResponseReturnValue:
    """Give leave."""
    require(edge.actor(), "late_filings:give")
    typed = {name: edge.text_of(request.form, name) for name in (*_TYPED, "excused")}
    order = LeaveOrder(
        authority=typed["authority"],
        period=typed["period"],
        reason=typed["reason"],
        last_day=edge.day_typed(typed["last_day"]),
        platform=typed["platform"],
        excused=typed["excused"] == "1",
    )
    try:
        made = desk.give_leave(order, **edge.circumstances())
    except Refusal as refused:
        return _form_page(typed, refused)
    flash(say("late_filing_given_now", number=made.number), "success")
    return redirect(url_for("late_filings.show", number=made.number), HTTPStatus.SEE_OTHER)


@blueprint.get(_ONE)
def show(number: str) -> ResponseReturnValue:
    """Show one leave: who, which quarter, why, until when, and who gave it."""
    return _record_page(number)


@blueprint.post(f"{_ONE}/end")
def end(number: str) -> ResponseReturnValue:
    """End a leave before its last day, with a reason."""
    desk.readable(number, "late_filings:give", edge.actor())
    reason = edge.text_of(request.form, "reason")
    return take_step(
        lambda version: desk.end_leave(number, reason, version=version, **edge.circumstances()),
        lambda refused: _record_page(number, refused),
        done="late_filing_ended_now",
        to=url_for("late_filings.show", number=number),
    )


def _form_page(typed: dict[str, str], refused: Refusal | None = None) -> ResponseReturnValue:
    """Render the form; what no reason mends is told before anything is typed."""
    actor, at, number = edge.actor(), edge.arrival(), typed["platform"]
    if refused and not number and actor.role not in MINISTRY:
        raise refused
    platform = platforms.readable(number, "late_filings:give", actor) if number else None
    window = _window(typed["period"])
    closed = _closed(platform, window)
    faults = refused.fields if refused else {}
    page = render_template(
        "late_filings/new.html",
        platform=platform,
        window=window,
        at=at,
        today=at.astimezone(SHANGHAI).date(),
        latest=desk.latest_day(at, edge.rulebook()),
        is_ministry=actor.role in MINISTRY,
        authorities=[(one.code, one.name) for one in authorities().all],
        typed=typed,
        closed=closed,
        refused=refused if refused and not faults else closed,
        faults=faults,
        errors=error_list(faults, _FIELDS),
    )
    return page, refused.status if refused else HTTPStatus.OK


def _window(period: str) -> Window:
    """Return the window of a quarter; without one, of the quarter in question."""
    law = edge.law()
    if not period:
        return window_in_question(at=edge.arrival(), **law)
    return quarter_window(period, law["rulebook"].programme(NATIONAL), law["calendar"])


def _closed(platform: Platform | None, window: Window) -> Refusal | None:
    """Return why no leave can be given now, or None."""
    try:
        desk.refuse_leave(platform, window, edge.arrival())
    except (desk.LateFilingTooEarly, desk.LateFilingNotOwed) as closed:
        return closed
    return None


def _record_page(number: str, refused: Refusal | None = None) -> ResponseReturnValue:
    actor = edge.actor()
    found = desk.readable(number, "late_filings:read", actor)
    state = _state(found)
    faults = refused.fields if refused else {}
    page = render_template(
        "late_filings/show.html",
        found=found,
        state=f"leave_{state}",
        whose=authority_name(found.authority),
        who=_who(found),
        given_by=_side(found),
        counts=_counts(found),
        may_end=state is LeaveState.RUNNING and desk.may_end(found, actor),
        typed_reason=edge.text_of(request.form, "reason"),
        refused=refused if refused and not faults else None,
        faults=faults,
        errors=error_list(faults),
    )
    return page, refused.status if refused else HTTPStatus.OK


def _line(one: LateFilingLeave) -> dict[str, Any]:
    return {
        "who": _who(one),
        "whose": authority_place(one.authority),
        "number": one.number,
        "period": one.period,
        "last_day": one.last_day,
        "counts": _counts(one),
        "state": f"leave_{_state(one)}",
        "href": url_for("late_filings.show", number=one.number),
    }


def _who(one: LateFilingLeave) -> str:
    return one.platform_name or say("late_filing_whole_authority")


def _counts(one: LateFilingLeave) -> str:
    return (Timeliness.EXCUSED if one.excused else Timeliness.LATE).value


def _side(one: LateFilingLeave) -> str:
    """Name the office that gave a leave."""
    by_ministry = one.side == Side.MINISTRY.value
    return say("late_filing_by_ministry") if by_ministry else authority_name(one.authority)


def _quarters(asked: str) -> list[dict[str, Any]]:
    """Return the newest quarters as links, and the one asked for where it is older."""
    quarters = [_window("").period]
    while len(quarters) < _SHOWN_QUARTERS:
        quarters.append(periods.previous(quarters[-1]))
    if asked and asked not in quarters:
        quarters.append(asked)
    return [
        {
            "label": in_words(one) if one else "全部",
            "href": address(period=one or None),
            "active": one == asked,
        }
        for one in ("", *quarters)
    ]


def _state(one: LateFilingLeave) -> LeaveState:
    return state_of(one.until, one.ended_at, edge.arrival())
