"""The adjustment round 名单动态调整 by page: open it, follow it by authority, set a cut-off."""

from datetime import date, datetime, time, timedelta
from http import HTTPStatus
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry import edge
from registry.clock import SHANGHAI
from registry.errors import Invalid, Refusal, VersionConflict
from registry.messages import say
from registry.permissions import PROVINCE, may, require
from registry.services import adjustment_overview as overview
from registry.services import round_notices
from registry.services.adjustments import existing_round, require_known_authority, round_of
from registry.services.authorities import authority_name
from registry.services.host_cut_offs import CutOff, set_cut_off
from registry.services.round_notices import RoundAlreadyOpen, RoundNotAtHand, RoundNotice
from registry.services.windows import as_told, windows_of_day
from registry.versions import version_in_form
from registry.web.adjustment_views import (
    SORTED,
    choices_of,
    closing_words,
    hours_of,
    left_at_closing,
    left_of,
    line_of,
    narrowed,
    numbers_of,
    rounds_of,
)
from registry.web.shell import error_list

blueprint = Blueprint("adjustments", __name__)

_ROUND = "/adjustments/<period>"
_AUTHORITY = f"{_ROUND}/authorities/<authority>"
_HOURS = 24


@blueprint.get("/adjustments")
def index() -> ResponseReturnValue:
    """Go to the round whose window is open, else the next."""
    require(edge.actor(), "adjustments:follow")
    window = windows_of_day(edge.arrival(), **edge.law())[1]
    return redirect(url_for("adjustments.show", period=window.period))


@blueprint.get(_ROUND)
def show(period: str) -> ResponseReturnValue:
    """Show a round by authority; a province is led to its own part."""
    actor, at = edge.actor(), edge.arrival()
    require(actor, "adjustments:follow")
    existing_round(period, **edge.law())
    if actor.role in PROVINCE:
        require(actor, "adjustments:follow", authority=actor.authority)
        return redirect(
            url_for("adjustments.authority", period=period, authority=actor.authority)
        )  # fmt: skip
    found = overview.standing_of(period, **edge.circumstances())
    only, sort = edge.text_of(request.args, "only"), edge.text_of(request.args, "sort")
    lines = [line_of(one, period) for one in narrowed(found.lines, only)]
    if (key := sort.lstrip("-")) in SORTED:
        lines.sort(key=lambda one: one[key] or 0, reverse=sort.startswith("-"))
    if key == "last_activity":
        lines.sort(key=lambda one: str(one[key] or ""), reverse=sort.startswith("-"))
    return render_template(
        "adjustments/show.html",
        found=found,
        at=at,
        lines=lines,
        sort=sort,
        groups=[
            {"label": "轮次", "choices": _rounds(period)},
            {"label": "范围", "choices": choices_of(found.lines, only)},
        ],
        may_open=may(actor, "adjustments:open") and not found.is_closed,
        may_correct=may(actor, "adjustments:open") and found.opened is not None,
    )


@blueprint.get(f"{_ROUND}/notice")
def notice(period: str) -> ResponseReturnValue:
    """Show the form that opens a round, or corrects its notice."""
    require(edge.actor(), "adjustments:open")
    existing_round(period, **edge.law())
    return _notice_page(period)


@blueprint.post(f"{_ROUND}/notice")
def record(period: str) -> ResponseReturnValue:
    """Open a round by its notice, or correct the one on record."""
    require(edge.actor(), "adjustments:open")
    existing_round(period, **edge.law())
    version = version_in_form(request.form)
    try:
        stated = _typed_notice()
        if version:
            round_notices.correct_round(period, stated, version=version, **edge.circumstances())
        else:
            round_notices.open_round(period, stated, **edge.circumstances())
    except (Invalid, VersionConflict, RoundAlreadyOpen, RoundNotAtHand) as refused:
        return _notice_page(period, refused)
    flash(say("round_corrected_now" if version else "round_opened_now"), "success")
    return redirect(url_for("adjustments.show", period=period), HTTPStatus.SEE_OTHER)


@blueprint.get(_AUTHORITY)
def authority(period: str, authority: str) -> ResponseReturnValue:
    """Show one authority's round."""
    require(edge.actor(), "adjustments:follow", authority=authority)
    existing_round(period, **edge.law())
    return _authority_page(period, authority)


@blueprint.post(f"{_AUTHORITY}/cut-off")
def cut_off(period: str, authority: str) -> ResponseReturnValue:
    """Set, or put off, until when this authority's hosts may submit."""
    require(edge.actor(), "adjustments:set_cut_off", authority=authority)
    require_known_authority(authority)
    existing_round(period, **edge.law())
    try:
        wanted = CutOff(period, authority, _typed_cut_off(), edge.text_of(request.form, "reason"))
        set_cut_off(wanted, version=version_in_form(request.form), **edge.circumstances())
    except Refusal as refused:
        return _authority_page(period, authority, refused)
    flash(say("cut_off_set_now"), "success")
    way = url_for("adjustments.authority", period=period, authority=authority)
    return redirect(way, HTTPStatus.SEE_OTHER)


def _typed_notice() -> RoundNotice:
    """Return what was typed. Raises Invalid for what is no date; the desk looks at the rest."""
    text = {name: edge.text_of(request.form, name) for name in ("number", "dated", "asks")}
    try:
        dated = date.fromisoformat(text["dated"])
    except ValueError as error:
        raise Invalid(fields={"dated": say("round_dated_wanted")}) from error
    return RoundNotice(text["number"], dated, text["asks"], edge.text_of(request.form, "reason"))


def _typed_cut_off() -> datetime:
    """Return the moment chosen: a day and a full hour, 24 being the end of the day."""
    try:
        day = date.fromisoformat(edge.text_of(request.form, "until"))
        hour = int(edge.text_of(request.form, "hour"))
    except ValueError as error:
        raise Invalid(fields={"until": say("cut_off_wanted")}) from error
    if not 0 <= hour <= _HOURS:
        raise Invalid(fields={"until": say("cut_off_wanted")})
    return datetime.combine(day, time(), SHANGHAI) + timedelta(hours=hour)


def _notice_page(period: str, refused: Refusal | None = None) -> ResponseReturnValue:
    standing = round_of(period)
    typed = request.form if request.method == "POST" else None
    on_record: dict[str, Any] = {}
    if standing:
        on_record = {
            "number": standing.notice_number,
            "dated": standing.notice_date.isoformat(),
            "asks": standing.asks,
        }
    values = {
        name: edge.text_of(typed, name) if typed is not None else on_record.get(name, "")
        for name in ("number", "dated", "asks", "reason")
    }
    page = render_template(
        "adjustments/notice.html",
        period=period,
        window=existing_round(period, **edge.law()),
        at=edge.arrival(),
        standing=standing,
        values=values,
        refused=refused,
        errors=error_list(refused.fields if refused else {}, ("number", "dated", "asks", "reason")),
    )
    return page, refused.status if refused else HTTPStatus.OK


def _authority_page(
    period: str, authority: str, refused: Refusal | None = None
) -> ResponseReturnValue:
    actor, at = edge.actor(), edge.arrival()
    found = overview.authority_standing(period, authority, **edge.circumstances())
    window = found.standing.window
    is_over = at >= window.accepts_until
    page = render_template(
        "adjustments/authority.html",
        found=found,
        at=at,
        whose=authority_name(authority),
        until=as_told(found.times.hosts_until),
        exits_until=as_told(found.times.month_ends_at),
        by_ministry=actor.role not in PROVINCE,
        numbers=numbers_of(found, period),
        left=left_of(found, period),
        closing=closing_words(found),
        left_over=left_at_closing(found),
        groups=[{"label": "轮次", "choices": _rounds(period, authority)}],
        hours=hours_of(),
        may_set=may(actor, "adjustments:set_cut_off")
        and not is_over
        and found.standing.opened is not None,
        may_upload=may(actor, "summary_sheets:upload") and window.accepts(at),
        may_propose=may(actor, "exit_proposals:propose")
        and found.standing.opened is not None
        and not found.standing.is_closed,
        typed={name: edge.text_of(request.form, name) for name in ("until", "hour", "reason")},
        refused=refused,
        errors=error_list(refused.fields if refused else {}),
    )
    return page, refused.status if refused else HTTPStatus.OK


def _rounds(period: str, authority: str = "") -> list[dict[str, Any]]:
    periods = overview.rounds_to_choose(edge.arrival(), period, **edge.law())
    return rounds_of(periods, period, authority)
