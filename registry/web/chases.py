"""Chasing 催报 by page: one click from the board or the list, and who was told when."""

from http import HTTPStatus
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry import edge
from registry.cursors import following, position
from registry.errors import Refusal
from registry.messages import say
from registry.permissions import MINISTRY, may, require
from registry.services import chases as desk
from registry.services.authorities import authorities, authority_name
from registry.services.chases import AUTHORITY, HOSTS, Chased, ChaseOrder, office
from registry.services.windows import window_in_question
from registry.web.boards import tabs
from registry.web.chase_views import before_words, chase_line, spent_words, told_line, unread_words
from registry.web.shell import say_refusal
from registry.window_week_rules import window_week_rules

blueprint = Blueprint("chases", __name__)

_PAGE = 50
_PATH = "/chases"


@blueprint.get(_PATH)
def index() -> ResponseReturnValue:
    """List the chases one may see, newest first, narrowed to an authority."""
    actor = edge.actor()
    authority = edge.text_of(request.args, "authority")
    after = position(edge.text_of(request.args, "cursor"), 2)
    found, last = desk.list_chases(authority, by=actor, after=after, limit=_PAGE)
    period = edge.text_of(request.args, "period") or _current()
    return render_template(
        "chases/index.html",
        lines=[chase_line(one) for one in found],
        authority=authority,
        authorities=[(one.code, one.name) for one in authorities().all],
        is_ministry=actor.role in MINISTRY,
        limits=_limits(),
        first=not after,
        next_cursor=following(last),
        tab_items=tabs(period, authority),
    )


@blueprint.get(f"{_PATH}/<number>")
def show(number: str) -> ResponseReturnValue:
    """Show one chase: who chased, whom it told, for which platforms."""
    found = desk.readable(number, by=edge.actor())
    told = desk.told_by(found)
    return render_template(
        "chases/show.html",
        found=found,
        whose=authority_name(found.authority),
        by=f"{office(found.side, found.authority)} {found.account_name}",
        lines=[told_line(one) for one in told],
        unread=unread_words(told, most=len(told)),
        gives_codes=may(edge.actor(), "activations:issue"),
    )


@blueprint.post(_PATH)
def send() -> ResponseReturnValue:
    """Chase, and say on the page it came from who was told, and who had been before."""
    require(edge.actor(), "chases:send")
    period = edge.text_of(request.form, "period") or _current()
    authority = edge.text_of(request.form, "authority")
    whom = edge.text_of(request.form, "whom", HOSTS)
    chosen = edge.text_of(request.form, "chosen") == "1"
    platforms = tuple(request.form.getlist("platforms")) if chosen else ()
    back = "reporting.missing" if chosen else "boards.index"
    where: dict[str, Any] = {"period": period, "authority": authority or None}
    try:
        if chosen and not platforms:
            flash(say("chase_choose"), "warning")
        elif whom == AUTHORITY and not authority:
            _say_all(desk.chase_authorities(period, **edge.circumstances()))
        else:
            order = ChaseOrder(period, authority, whom, platforms)
            _say(desk.chase(order, **edge.circumstances()))
    except Refusal as refused:
        if refused.status != HTTPStatus.CONFLICT:
            raise
        flash(say_refusal(refused), "warning")
    return redirect(url_for(back, **where), HTTPStatus.SEE_OTHER)


def _say(done: Chased) -> None:
    if done.chase:
        told = say("chase_sent", told=len(done.told), number=done.chase.number)
        flash(told, "success")
    if unread := unread_words(done.told):
        flash(unread, "warning")
    if before := before_words(done.before):
        flash(before, "info")


def _say_all(done: tuple[Chased, ...]) -> None:
    if told := sum(len(one.told) for one in done):
        flash(say("chase_sent_authorities", told=told), "success")
    if spent := spent_words(done):
        flash(spent, "warning")
    if before := before_words(each for one in done for each in one.before):
        flash(before, "info")


def _limits() -> str:
    rules = window_week_rules().chases
    return say("chases_limit", a_day=rules.a_day, clicks=rules.clicks_a_day)


def _current() -> str:
    return window_in_question(at=edge.arrival(), **edge.law()).period
