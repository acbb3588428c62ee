"""Possible unreported changes 疑似未报告变更 by page: list, case, tip, question, finding."""

from collections.abc import Callable
from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry import edge
from registry.cursors import following, position
from registry.documents.unreported_changes import UnreportedChange
from registry.errors import Invalid, Refusal
from registry.messages import say
from registry.permissions import Role, may
from registry.policy.unreported_changes import FOUND, CaseState
from registry.services import platforms
from registry.services import unreported_change_records as records
from registry.services import unreported_changes as desk
from registry.services.authorities import authority_name
from registry.services.readings import answer
from registry.services.unreported_change_records import CaseFilter
from registry.services.unreported_changes import TipOrder
from registry.versions import version_in_form
from registry.web.filters import counted_authorities
from registry.web.formats import day
from registry.web.shell import error_list
from registry.web.uncompared_filings import uncompared_lines
from registry.web.unreported_change_views import (
    case_filters,
    case_line,
    case_shown,
    state_word,
)

blueprint = Blueprint("unreported_changes", __name__)

_PAGE = 50
_PATH = "/unreported-changes"
_ONE = f"{_PATH}/<number>"
_OF_PLATFORM = "/platforms/<number>/unreported-changes"
_TIP = ("field", "new_value", "source", "facts")


@blueprint.get(_PATH)
def index() -> ResponseReturnValue:
    """List the cases one may see, newest first, narrowed by plain links."""
    actor = edge.actor()
    names = ("authority", "state", "field", "origin")
    asked = CaseFilter(**{name: edge.text_of(request.args, name) for name in names})
    after = position(edge.text_of(request.args, "cursor"), 2)
    found, last = records.list_cases(asked, by=actor, after=after, limit=_PAGE)
    is_host = actor.role is Role.HOST_OPERATOR
    counts = () if is_host else answer(records.count_cases(by=actor))
    by_authority = not (actor.authority or actor.host)
    return render_template(
        "unreported_changes/index.html",
        asked=asked,
        is_host=is_host,
        lines=[case_line(one) for one in found],
        groups=[] if is_host else case_filters(asked, counts),
        by_authority=by_authority,
        authorities=counted_authorities(counts) if by_authority else (),
        uncompared=() if after else uncompared_lines(),
        may_extract=may(actor, "register_extracts:read"),
        first=not after,
        next_cursor=following(last),
    )


@blueprint.get(_ONE)
def show(number: str) -> ResponseReturnValue:
    """Show a case: to an office with its sources, to the host what it was asked."""
    return case_page(records.readable(number, records.READ, edge.actor()))


@blueprint.get(f"{_OF_PLATFORM}/new")
def new(number: str) -> ResponseReturnValue:
    """Show the form that opens a case from a tip."""
    return _form_page(number)


@blueprint.post(_OF_PLATFORM)
def open_by_hand(number: str) -> ResponseReturnValue:
    """Open a case from a tip."""
    actor = edge.actor()
    platforms.refuse_unreachable(number, "unreported_changes:open", actor)
    order = TipOrder(**{name: edge.text_of(request.form, name) for name in _TIP})
    try:
        made = desk.open_by_hand(
            number, order, by=actor, at=edge.arrival(), rulebook=edge.rulebook()
        )
    except Refusal as refused:
        return _form_page(number, refused)
    flash(say("unreported_opened_now"), "success")
    return _to(made.number)


@blueprint.post(f"{_ONE}/question")
def ask(number: str) -> ResponseReturnValue:
    """Ask the host."""

    def act(version: int) -> str:
        question = edge.text_of(request.form, "question")
        done = desk.ask(number, question, version=version, **edge.circumstances())
        if done.state == CaseState.EXPLAINED:
            return say("unreported_was_reported", number=done.report)
        return say("unreported_asked_now", until=day(done.answer_until))

    return _act(number, "unreported_changes:ask", act)


@blueprint.post(f"{_ONE}/finding")
def settle(number: str) -> ResponseReturnValue:
    """Find on a case."""

    def act(version: int) -> str:
        outcome = edge.text_of(request.form, "outcome")
        if outcome not in FOUND:
            raise Invalid(fields={"outcome": say("unreported_outcome_wanted")})
        reason = edge.text_of(request.form, "reason")
        done = desk.settle(
            number, CaseState(outcome), reason, version=version, by=edge.actor(), at=edge.arrival()
        )
        return say("unreported_settled_now", state=say(f"state_{state_word(done)}"))

    return _act(number, "unreported_changes:settle", act)


def _act(number: str, permission: str, act: Callable[[int], str]) -> ResponseReturnValue:
    """Do one act on a case; a refusal is shown on its page, with what was typed."""
    records.readable(number, permission, edge.actor())
    try:
        flash(act(version_in_form(request.form)), "success")
    except Refusal as refused:
        return case_page(records.readable(number, records.READ, edge.actor()), refused)
    return _to(number)


def _to(number: str) -> ResponseReturnValue:
    return redirect(url_for("unreported_changes.show", number=number), HTTPStatus.SEE_OTHER)


def case_page(found: UnreportedChange, refused: Refusal | None = None) -> ResponseReturnValue:
    """Show a case, with a refusal and what was typed where there is one."""
    names = ("question", "outcome", "reason", "text")
    page = render_template(
        "unreported_changes/show.html",
        found=found,
        whose=authority_name(found.authority),
        state=state_word(found),
        shown=case_shown(found, edge.actor()),
        typed={name: edge.text_of(request.form, name) for name in names},
        refused=refused,
        errors=error_list(refused.fields if refused else {}, (*names, "file", "declared")),
        errors_kept=say("unreported_again"),
    )
    return page, refused.status if refused else HTTPStatus.OK


def _form_page(number: str, refused: Refusal | None = None) -> ResponseReturnValue:
    platform = platforms.readable(number, "unreported_changes:open", edge.actor())
    page = render_template(
        "unreported_changes/new.html",
        platform=platform,
        fields=[(one.value, say(f"unreported_field_{one}")) for one in desk.BY_HAND],
        typed={name: edge.text_of(request.form, name) for name in _TIP},
        refused=refused,
        standing=refused.params.get("number", "") if refused else "",
        errors=error_list(refused.fields if refused else {}, _TIP),
    )
    return page, refused.status if refused else HTTPStatus.OK
