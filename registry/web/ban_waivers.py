"""Waivers of a ban 豁免 by page: the list, preparing one, approving it, ending it."""

from collections.abc import Callable
from datetime import date
from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry import edge
from registry.clock import SHANGHAI
from registry.cursors import following, position
from registry.errors import Invalid, NotFound, Refusal
from registry.messages import say
from registry.permissions import may, require
from registry.policy.ban_waivers import WaiverState
from registry.services import ban_waivers as desk
from registry.services.ban_waivers import WaiverOrder
from registry.versions import version_in_form
from registry.web.ban_views import line_of_waiver, span
from registry.web.shell import address, error_list

blueprint = Blueprint("ban_waivers", __name__)

_PAGE = 50
_PATH = "/ban-waivers"
_ONE = f"{_PATH}/<number>"
_BAN = ("credit_code", "decision", "platform")
_FIELDS = ("from_day", "until_day", "reason")


@blueprint.get(_PATH)
def index() -> ResponseReturnValue:
    """List all waivers, newest first, narrowed by state."""
    state = edge.text_of(request.args, "state")
    after = position(edge.text_of(request.args, "cursor"), 2)
    found, last = desk.list_waivers(state, by=edge.actor(), after=after, limit=_PAGE)
    choices = [
        {
            "label": say(f"state_waiver_{one}") if one else "全部",
            "href": address(state=one or None),
            "active": one == state,
        }
        for one in ("", *WaiverState)
    ]
    return render_template(
        "ban_waivers/index.html",
        lines=[line_of_waiver(one) for one in found],
        groups=[{"label": "状态", "choices": choices}],
        first=not after,
        next_cursor=following(last),
    )


@blueprint.get(f"{_PATH}/new")
def new() -> ResponseReturnValue:
    """Show the form that prepares a waiver of one ban for one host."""
    return _form_page({name: edge.text_of(request.args, name) for name in _BAN})


@blueprint.post(_PATH)
def prepare() -> ResponseReturnValue:
    """Prepare a waiver."""
    require(edge.actor(), "ban_waivers:prepare")
    typed = {name: edge.text_of(request.form, name) for name in (*_BAN, *_FIELDS)}
    try:
        made = desk.prepare(
            _order(typed), by=edge.actor(), at=edge.arrival(), rulebook=edge.rulebook()
        )
    except Refusal as refused:
        return _form_page(typed, refused)
    flash(say("waiver_prepared_now"), "success")
    return redirect(url_for("ban_waivers.show", number=made.number), HTTPStatus.SEE_OTHER)


@blueprint.get(_ONE)
def show(number: str) -> ResponseReturnValue:
    """Show one waiver, and to whose turn it is what can be done."""
    return _record_page(number)


@blueprint.post(f"{_ONE}/approval")
def approve(number: str) -> ResponseReturnValue:
    """Approve a waiver that another prepared."""
    desk.readable(number, "ban_waivers:approve", edge.actor())

    def act(version: int) -> str:
        desk.approve(number, version=version, by=edge.actor(), at=edge.arrival())
        return say("waiver_approved_now")

    return _settle(number, act)


@blueprint.post(f"{_ONE}/withdrawal")
def withdraw(number: str) -> ResponseReturnValue:
    """End a waiver, with a reason."""
    desk.readable(number, "ban_waivers:prepare", edge.actor())

    def act(version: int) -> str:
        reason = edge.text_of(request.form, "reason")
        desk.withdraw(number, reason, version=version, by=edge.actor(), at=edge.arrival())
        return say("waiver_withdrawn_now")

    return _settle(number, act)


def _settle(number: str, act: Callable[[int], str]) -> ResponseReturnValue:
    """Do one act; a refusal is shown on the waiver's page, with what was typed."""
    try:
        flash(act(version_in_form(request.form)), "success")
    except Refusal as refused:
        return _record_page(number, refused)
    return redirect(url_for("ban_waivers.show", number=number), HTTPStatus.SEE_OTHER)


def _order(typed: dict[str, str]) -> WaiverOrder:
    """Return what was typed. Raises Invalid where a day is none."""
    days: dict[str, date] = {}
    faults = {}
    for name in ("from_day", "until_day"):
        try:
            days[name] = date.fromisoformat(typed[name])
        except ValueError:
            faults[name] = say("waiver_day_wanted")
    if faults:
        raise Invalid(fields=faults)
    return WaiverOrder(
        credit_code=typed["credit_code"],
        decision=typed["decision"],
        platform=typed["platform"],
        reason=typed["reason"],
        **days,
    )


def _form_page(typed: dict[str, str], refused: Refusal | None = None) -> ResponseReturnValue:
    require(edge.actor(), "ban_waivers:prepare")
    today = edge.arrival().astimezone(SHANGHAI).date()
    ban = desk.ban_binding(typed["credit_code"], typed["decision"], typed["platform"], today)
    if ban is None:
        raise refused or NotFound
    faults = refused.fields if refused else {}
    page = render_template(
        "ban_waivers/new.html",
        ban=ban,
        days=span(ban.from_day, ban.until_day),
        typed={"from_day": today.isoformat(), **typed},
        refused=refused if refused and not faults else None,
        faults=faults,
        errors=error_list(faults, _FIELDS),
    )
    return page, refused.status if refused else HTTPStatus.OK


def _record_page(number: str, refused: Refusal | None = None) -> ResponseReturnValue:
    actor = edge.actor()
    found = desk.readable(number, "ban_waivers:read", actor)
    approves = may(actor, "ban_waivers:approve")
    faults = refused.fields if refused else {}
    page = render_template(
        "ban_waivers/show.html",
        found=found,
        days=span(found.from_day, found.until_day),
        may_approve=approves and found.state == WaiverState.PREPARED.value,
        is_own=found.account == actor.account,
        may_withdraw=found.state == WaiverState.PREPARED.value
        or (found.state == WaiverState.APPROVED.value and approves),
        typed_reason=edge.text_of(request.form, "reason"),
        refused=refused if refused and not faults else None,
        faults=faults,
        errors=error_list(faults),
    )
    return page, refused.status if refused else HTTPStatus.OK
