"""Requests for support 支持诉求 by page: the list, one with its steps, counts, a workbook."""

from collections import defaultdict
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry import edge
from registry.cursors import following, position
from registry.documents.support_requests import SupportRequest
from registry.downloads import attachment
from registry.errors import NotFound, Refusal
from registry.messages import say
from registry.permissions import MINISTRY, Role, may, require
from registry.policy.support_requests import (
    OF_PROVINCE,
    UNANSWERED,
    SupportMove,
    SupportOutcome,
    SupportState,
)
from registry.services import support_requests as desk
from registry.services.authorities import authorities, authority_name, authority_place
from registry.services.support_request_exports import export_requests
from registry.services.support_requests import SupportCount, SupportFilter, SupportOrder
from registry.sheets.writing import XLSX
from registry.support_kinds import support_kinds
from registry.versions import version_in_form
from registry.web.formats import period as in_words
from registry.web.shell import address, error_list

blueprint = Blueprint("support_requests", __name__)

_PAGE = 50
_PATH = "/support-requests"
_ONE = f"{_PATH}/<number>"
_NAMES = ("authority", "kind", "state", "period")
_HANDLING = {one.value: one for one in SupportMove if one in OF_PROVINCE}
_FOLLOWING = {one.value.replace("_", "-"): one for one in SupportMove if one not in OF_PROVINCE}


@blueprint.get(_PATH)
def index() -> ResponseReturnValue:
    """List the requests one may see, newest first, narrowed by plain links with their counts."""
    actor, asked = edge.actor(), _asked()
    after = position(edge.text_of(request.args, "cursor"), 2)
    found, last = desk.list_requests(asked, by=actor, after=after, limit=_PAGE)
    counts = desk.counts_of_requests(authority=asked.authority, by=actor)
    is_host = actor.role is Role.HOST_OPERATOR
    none = "" if asked != SupportFilter() else "_of_host" if is_host else "_yet"
    return render_template(
        "support_requests/index.html",
        asked=asked,
        lines=[_line(one) for one in found],
        groups=_groups(asked, counts),
        is_host=is_host,
        is_ministry=actor.role in MINISTRY,
        may_export=may(actor, "support_requests:export"),
        authorities=[(one.code, one.name) for one in authorities().all],
        nothing=say(f"support_requests_none{none}"),
        first=not after,
        next_cursor=following(last),
    )


@blueprint.get(f"{_PATH}/counts")
def counts() -> ResponseReturnValue:
    """Count requests by authority and kind, those not answered beside them."""
    actor = edge.actor()
    require(actor, "support_requests:export")
    found = desk.counts_of_requests(by=actor)
    return render_template(
        "support_requests/counts.html", rows=_tallies(found), kinds=support_kinds().kinds
    )


@blueprint.get(f"{_PATH}/export.xlsx")
def export() -> ResponseReturnValue:
    """Give the requests of a list as a workbook."""
    content = export_requests(_asked(), by=edge.actor(), at=edge.arrival())
    return attachment(content, name="support-requests.xlsx", media_type=XLSX)


@blueprint.get(_ONE)
def show(number: str) -> ResponseReturnValue:
    """Show one request: what is wanted, every step, and what can be done now."""
    return _record_page(number)


@blueprint.post(f"{_ONE}/handling/<step>")
def handle(number: str, step: str) -> ResponseReturnValue:
    """Take a step of the province's: take in hand, note progress, answer."""
    desk.readable(number, "support_requests:handle", edge.actor())
    return _moved(number, _HANDLING.get(step))


@blueprint.post(f"{_ONE}/following/<step>")
def follow(number: str, step: str) -> ResponseReturnValue:
    """Take a step of the host's: settle, ask again, withdraw."""
    desk.readable(number, "support_requests:follow", edge.actor())
    return _moved(number, _FOLLOWING.get(step))


def _moved(number: str, taken: SupportMove | None) -> ResponseReturnValue:
    if taken is None:
        raise NotFound
    order = SupportOrder(taken, **_typed(taken))
    version = version_in_form(request.form)
    try:
        desk.step_on(number, order, version=version, by=edge.actor(), at=edge.arrival())
    except Refusal as refused:
        return _record_page(number, taken, refused)
    flash(say(f"support_moved_{taken}"), "success")
    return redirect(url_for("support_requests.show", number=number), HTTPStatus.SEE_OTHER)


def _typed(taken: SupportMove | None) -> dict[str, str]:
    """Return what a step's form sent; each has words of its own, so that no two share a name."""
    typed = {name: edge.text_of(request.form, name) for name in ("outcome", "department")}
    return typed | {"text": edge.text_of(request.form, f"{taken}_text")}


def _asked() -> SupportFilter:
    return SupportFilter(**{name: edge.text_of(request.args, name) for name in _NAMES})


def _record_page(
    number: str, taken: SupportMove | None = None, refused: Refusal | None = None
) -> ResponseReturnValue:
    actor = edge.actor()
    found = desk.readable(number, "support_requests:read", actor)
    faults = refused.fields if refused else {}
    page = render_template(
        "support_requests/show.html",
        found=found,
        kind=support_kinds().label(found.kind),
        clause=support_kinds().clause,
        whose=authority_name(found.authority),
        outcome=desk.outcome_words(found.outcome, found.department),
        steps=[_step(one) for one in reversed(found.steps)],
        moves=desk.moves_of(found, actor),
        outcomes=[(one.value, say(f"support_outcome_choice_{one}")) for one in SupportOutcome],
        taken=taken,
        typed=_typed(taken),
        refused=refused if refused and not faults else None,
        faults=faults,
        errors=_errors(faults, taken),
    )
    return page, refused.status if refused else HTTPStatus.OK


def _errors(faults: Mapping[str, str], taken: SupportMove | None) -> list[dict[str, str]]:
    """Return the summary's lines, each at the field of the step that was taken."""
    named = {f"{taken}_text" if one == "text" else one: text for one, text in faults.items()}
    return error_list(named, ("outcome", "department", f"{taken}_text"))


def _step(one: Any) -> dict[str, Any]:  # noqa: ANN401 - an embedded document
    """Return a step as the timeline shows it."""
    told = desk.outcome_words(one.outcome, one.department)
    return {
        "at": one.at,
        "by": one.by_name,
        "title": say(f"support_step_{one.step}") + (f"：{told}" if told else ""),
        "text": one.text,
    }


def _line(one: SupportRequest) -> dict[str, Any]:
    return {
        "name": one.platform_name,
        "whose": authority_place(one.authority),
        "number": one.number,
        "period": one.period,
        "kind": support_kinds().label(one.kind),
        "asked_at": one.asked_at,
        "state": f"support_{one.state}",
        "outcome": desk.outcome_words(one.outcome, one.department),
        "href": url_for("support_requests.show", number=one.number),
    }


def _groups(asked: SupportFilter, counts: list[SupportCount]) -> list[dict[str, Any]]:
    """Return what the list can be narrowed by, each with how many there are in all quarters."""

    def choices(name: str, named: dict[str, str]) -> list[dict[str, Any]]:
        other = {"kind": "state", "state": "kind"}[name]
        within = [one for one in counts if getattr(asked, other) in {"", getattr(one, other)}]
        return [
            {
                "label": label,
                "href": address(**{name: key or None}),
                "count": None
                if asked.period
                else sum(one.count for one in within if key in {"", getattr(one, name)}),
                "active": key == getattr(asked, name),
            }
            for key, label in {"": "全部", **named}.items()
        ]

    states = {one.value: say(f"state_support_{one}") for one in SupportState}
    kinds = {one.key: one.label for one in support_kinds().kinds}
    groups = [
        {"label": "状态", "choices": choices("state", states)},
        {"label": "类别", "choices": choices("kind", kinds)},
    ]
    if asked.period:
        shown = {"label": in_words(asked.period), "href": address(), "active": True}
        every = {"label": "全部", "href": address(period=None), "active": False}
        groups.append({"label": "季度", "choices": [shown, every]})
    return groups


def _tallies(counts: list[SupportCount]) -> list[dict[str, Any]]:
    """Return a row for each authority that has requests, and their total last."""
    rows: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for one in counts:
        for code in (one.authority, ""):
            rows[code][one.kind] += one.count
            rows[code]["all"] += one.count
            if one.state in UNANSWERED:
                rows[code]["unanswered"] += one.count
    order = [*sorted(code for code in rows if code), *([""] if rows else [])]
    return [
        {
            **{one.key: rows[code][one.key] for one in support_kinds().kinds},
            "name": authority_name(code) if code else say("reporting_total"),
            "all": rows[code]["all"],
            "unanswered": rows[code]["unanswered"],
            "href": url_for("support_requests.index", authority=code or None),
        }
        for code in order
    ]
