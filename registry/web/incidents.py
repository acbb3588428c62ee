"""Incidents 事故和违规情形 by page: the list, the form of a kind, one with its examination."""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry import edge
from registry.clock import SHANGHAI
from registry.cursors import following, position
from registry.documents.incidents import Incident
from registry.errors import Refusal
from registry.incident_rules import incident_rules
from registry.messages import say
from registry.permissions import PROVINCE, Role, may, require
from registry.policy.incidents import IncidentKind, IncidentState
from registry.services import incidents as desk
from registry.services import platforms
from registry.services.authorities import authorities, authority_name, authority_place
from registry.services.incident_statements import IncidentOrder
from registry.services.incident_statements import graded as grade_typed
from registry.services.incidents import LINES, ExaminationOrder, IncidentCount, IncidentFilter
from registry.services.platforms import PlatformFilter
from registry.services.readings import answer
from registry.services.stated_incidents import stated_incidents, stated_update
from registry.versions import version_in_form
from registry.web import incident_views as views
from registry.web.filters import counted_filters, is_of
from registry.web.incident_evidence import PAGES
from registry.web.shell import error_list

blueprint = Blueprint("incidents", __name__)

_PAGE = 50
_PATH = "/incidents"
_ONE = f"{_PATH}/<number>"
_OF_PLATFORM = "/platforms/<number>/incidents"
_FILTERS = ("authority", "state", "kind", "line", "platform")
_TEXTS = (
    "kind",
    "occurred_on",
    "site",
    "relation",
    "basis",
    "found",
    "organ",
    "document",
    "document_on",
    "facts",
    "reason",
    "receipt",
)  # fmt: skip - the fields of the form
_FIGURES = ("deaths", "injured", "evacuated", "loss")
_ORDER = ("reason", *_TEXTS[:5], *_FIGURES, "ticks", *_TEXTS[5:10], "receipt")


@blueprint.get(_PATH)
def index() -> ResponseReturnValue:
    """List the incidents one may see, newest first, narrowed by plain links."""
    actor = edge.actor()
    asked = IncidentFilter(**{name: edge.text_of(request.args, name) for name in _FILTERS})
    after = position(edge.text_of(request.args, "cursor"), 2)
    found, last = desk.list_incidents(asked, by=actor, after=after, limit=_PAGE)
    is_host = actor.role is Role.HOST_OPERATOR
    counts = () if is_host else answer(desk.count_incidents(by=actor))
    everybody = not (actor.authority or actor.host)
    return render_template(
        "incidents/index.html",
        asked=asked,
        lines=[_line(one) for one in found],
        groups=[] if is_host or asked.platform else _filters(asked, counts),
        by_authority=everybody,
        authorities=[(one.code, one.name) for one in authorities().all] if everybody else (),
        own=_own_platforms() if is_host else (),
        is_host=is_host,
        reads_stated=actor.role in PROVINCE,
        first=not after,
        next_cursor=following(last),
    )


@blueprint.get(f"{_PATH}/stated")
def stated() -> ResponseReturnValue:
    """List the quarterly updates that state something nobody recorded yet."""
    found = stated_incidents(by=edge.actor(), at=edge.arrival(), limit=200)
    return render_template("incidents/stated.html", found=found)


@blueprint.get(f"{_PATH}/grading")
def grading() -> ResponseReturnValue:
    """Say how what is typed so far would be graded, for the script; nothing is kept."""
    require(edge.actor(), "incidents:record")
    grade = grade_typed(_order(request.args), edge.arrival())
    kind = edge.text_of(request.args, "kind")
    told = views.graded(kind, grade) if grade else None
    return jsonify(text="；".join([told["word"], *told["why"], told["line"]]) if told else "")


@blueprint.get(_ONE)
def show(number: str) -> ResponseReturnValue:
    """Show one incident."""
    return _record_page(desk.readable(number, "incidents:read", edge.actor()))


@blueprint.get(f"{_OF_PLATFORM}/new")
def new(number: str) -> ResponseReturnValue:
    """Ask what kind it is, then for what that kind wants."""
    return _form_page(number)


@blueprint.post(_OF_PLATFORM)
def record(number: str) -> ResponseReturnValue:
    """Record an incident of a platform."""
    platforms.refuse_unreachable(number, "incidents:record", edge.actor())
    order = _order(request.form)
    try:
        made = desk.record(
            number, order, by=edge.actor(), at=edge.arrival(), rulebook=edge.rulebook()
        )
    except Refusal as refused:
        return _form_page(number, refused)
    flash(say("incident_recorded_now"), "success")
    return redirect(url_for("incident_evidence.show", number=made.number), HTTPStatus.SEE_OTHER)


@blueprint.get(f"{_ONE}/correction")
def correction(number: str) -> ResponseReturnValue:
    """Show what stands, to be corrected."""
    return _correction_page(number)


@blueprint.post(f"{_ONE}/correction")
def correct(number: str) -> ResponseReturnValue:
    """State an incident anew, with a reason."""
    found = desk.readable(number, "incidents:record", edge.actor())
    order = _order(request.form, kind=found.kind)
    try:
        desk.correct(
            number, order, version=version_in_form(request.form), by=edge.actor(),
            at=edge.arrival(), rulebook=edge.rulebook(),
        )  # fmt: skip
    except Refusal as refused:
        return _correction_page(number, refused)
    flash(say("incident_corrected_now"), "success")
    return redirect(url_for("incidents.show", number=number), HTTPStatus.SEE_OTHER)


@blueprint.post(f"{_ONE}/examination")
def examine(number: str) -> ResponseReturnValue:
    """Say whether what is stated is so, and whether it counts."""
    desk.readable(number, "incidents:examine", edge.actor())
    names = ("outcome", "counts", "reason")
    order = ExaminationOrder(**{name: edge.text_of(request.form, name) for name in names})
    version = version_in_form(request.form)
    try:
        desk.examine(number, order, version=version, by=edge.actor(), at=edge.arrival())
    except Refusal as refused:
        return _record_page(desk.readable(number, "incidents:read", edge.actor()), refused)
    flash(say("incident_examined_now"), "success")
    return redirect(url_for("incidents.show", number=number), HTTPStatus.SEE_OTHER)


def _order(given: Any, *, kind: str = "") -> IncidentOrder:  # noqa: ANN401 - a MultiDict
    texts = {name: edge.text_of(given, name) for name in _TEXTS}
    texts["kind"] = kind or texts["kind"]
    figures = {name: edge.text_of(given, name) for name in _FIGURES}
    return IncidentOrder(**texts, figures=figures, ticks=frozenset(given.getlist("ticks")))


def _record_page(found: Incident, refused: Refusal | None = None) -> ResponseReturnValue:
    actor, waits = edge.actor(), found.state == IncidentState.RECORDED
    rule = incident_rules().kinds[IncidentKind(found.kind)]
    proposed = desk.is_case_proposed(found)
    page = render_template(
        "incidents/show.html",
        found=found,
        title=say(f"incident_kind_{found.kind}"),
        whose=authority_name(found.authority),
        items=views.statement_items(found.kind, found.stands),
        grade=views.graded(found.kind, found.stands),
        earlier=[
            (place, one, views.statement_items(found.kind, one))
            for place, one in enumerate(found.statements[:-1], start=1)
        ],
        evidence=PAGES.shown(found),
        may_add=may(actor, "incidents:record"),
        may_correct=may(actor, "incidents:record") and desk.correctable(found, actor),
        may_examine=may(actor, "incidents:examine") and waits,
        proposed=proposed,
        # A host hears of a case by its notice, not here.
        reads_case=may(actor, "incidents:examine"),
        case_href=_case_address(found, rule.ground)
        if proposed and may(actor, "removal_cases:open")
        else "",
        typed={name: edge.text_of(request.form, name) for name in ("outcome", "counts", "reason")},
        refused=refused,
        errors=error_list(refused.fields if refused else {}, ("outcome", "counts", "reason")),
    )
    return page, refused.status if refused else HTTPStatus.OK


def _case_address(found: Incident, ground: str) -> str:
    """Return where a removal case on an incident is opened: the contract of that page."""
    origin = f"incident:{found.number}"
    return f"/removal-cases/new?platform={found.platform}&ground={ground}&origin={origin}"


def _form_page(number: str, refused: Refusal | None = None) -> ResponseReturnValue:
    """Show the choice of kinds, or the form of the one chosen, prefilled from an update."""
    actor = edge.actor()
    platform = platforms.readable(number, "incidents:record", actor)
    given = request.form if request.method == "POST" else request.args
    typed: dict[str, Any] = {name: edge.text_of(given, name) for name in (*_TEXTS, *_FIGURES)}
    typed["ticks"] = given.getlist("ticks")
    update = stated_update(typed["receipt"], number) if typed["receipt"] else None
    if update and request.method == "GET":
        typed["facts"] = "\n".join(update.texts)
    asked = IncidentFilter(platform=number)
    standing, _ = desk.list_incidents(asked, by=actor, limit=5)
    page = render_template(
        "incidents/new.html",
        platform=platform,
        kinds=views.kinds(),
        form=_form(typed["kind"]),
        typed=typed,
        update=update,
        standing=[_line(one) for one in standing],
        refused=refused,
        errors=error_list(refused.fields if refused else {}, _ORDER),
    )
    return page, refused.status if refused else HTTPStatus.OK


def _correction_page(number: str, refused: Refusal | None = None) -> ResponseReturnValue:
    actor = edge.actor()
    found = desk.readable(number, "incidents:record", actor)
    typed = views.typed_of(found.stands)
    if request.method == "POST":
        typed = {name: edge.text_of(request.form, name) for name in (*_TEXTS, *_FIGURES)}
        typed["ticks"] = request.form.getlist("ticks")
    page = render_template(
        "incidents/correction.html",
        found=found,
        form=_form(found.kind),
        typed=typed,
        allowed=desk.correctable(found, actor),
        refused=refused,
        errors=error_list(refused.fields if refused else {}, _ORDER),
    )
    return page, refused.status if refused else HTTPStatus.OK


def _form(kind: str) -> dict[str, Any] | None:
    today = edge.arrival().astimezone(SHANGHAI).date()
    return views.form_of(kind, today) if kind in list(IncidentKind) else None


def _own_platforms() -> list[tuple[str, str]]:
    """Return a host's own platforms: it reports on one of them."""
    found, _ = platforms.list_platforms(PlatformFilter(), by=edge.actor(), limit=_PAGE)
    return [(one["number"], one["name"]) for one in found]


def _line(one: Incident) -> dict[str, Any]:
    grade = views.graded(one.kind, one.stands)
    return {
        "platform_name": one.platform_name,
        "number": one.number,
        "whose": authority_place(one.authority),
        "host_name": one.host_name,
        "kind": say(f"incident_kind_{one.kind}"),
        "occurred_on": one.occurred_on,
        "grade": grade["word"],
        "line": grade["tone"],
        "state": f"incident_{one.state}",
        "href": url_for("incidents.show", number=one.number),
    }


def _filters(asked: IncidentFilter, counts: Iterable[IncidentCount]) -> list[dict[str, Any]]:
    """Return the filters as links, each with how many it would show beside the others."""
    options = (
        ("状态", "state", [(one.value, say(f"state_incident_{one}")) for one in IncidentState]),
        ("移出情形", "line", [(one, say(f"incident_filter_{one}")) for one in LINES]),
        ("类别", "kind", views.kinds()),
    )
    return counted_filters(options, asked, counts, _is)


def _is(one: IncidentCount, name: str, value: str) -> bool:
    if name == "line" and value == desk.PROPOSED:
        return one.proposed
    return is_of(one, name, value)
