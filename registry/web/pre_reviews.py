"""Pre-review 市县初审 by page: a lead's offices; and for their people what waits, and its form."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry import edge
from registry.cursors import following, position
from registry.errors import Invalid, Refusal, VersionConflict
from registry.messages import say
from registry.permissions import may, require
from registry.policy.pre_reviews import PreOpinion
from registry.services import pre_reviews as desk
from registry.services.pre_reviews import (
    NewOffice,
    OfficeExists,
    OpinionGiven,
    PreReviewClosed,
    PreReviewMoved,
)
from registry.versions import version_in_form
from registry.web import review_views as views
from registry.web.application_contents import equipment
from registry.web.shell import error_list

blueprint = Blueprint("pre_reviews", __name__)

_OFFICES = "/division-offices"
_ONE = "/pre-reviews/<number>"
_FIELDS = ("name", "division", "covers")
_PAGE = 200


@blueprint.get(_OFFICES)
def offices() -> ResponseReturnValue:
    """Show the offices of one's authority."""
    return _offices_page()


@blueprint.post(_OFFICES)
def add_office() -> ResponseReturnValue:
    """Let an office look first at its division."""
    typed = {name: edge.text_of(request.form, name) for name in _FIELDS}
    try:
        desk.add_office(NewOffice(**typed), by=edge.actor(), at=edge.arrival())
    except (Invalid, OfficeExists) as refused:
        return _offices_page(typed, refused)
    flash(say("division_office_added"), "success")
    return redirect(url_for("pre_reviews.offices"), HTTPStatus.SEE_OTHER)


@blueprint.post(f"{_OFFICES}/<division>/standing")
def switch_office(division: str) -> ResponseReturnValue:
    """Switch an office on or off."""
    on = edge.text_of(request.form, "active") == "1"
    version = version_in_form(request.form)
    try:
        desk.switch_office(division, on=on, version=version, by=edge.actor(), at=edge.arrival())
    except VersionConflict as refused:
        return _offices_page(refused=refused)
    flash(say("division_office_on" if on else "division_office_off"), "success")
    return redirect(url_for("pre_reviews.offices"), HTTPStatus.SEE_OTHER)


@blueprint.get("/pre-reviews")
def index() -> ResponseReturnValue:
    """Show what waits in one's division."""
    after = position(edge.text_of(request.args, "cursor"), 2)
    found, key = desk.waiting_for(by=edge.actor(), after=after, limit=_PAGE)
    lines = [
        {
            "name": one.platform_name or one.number,
            "number": one.number,
            "host_name": one.host_name,
            "submitted_at": one.submitted_at,
            "opinion": say(f"pre_review_{one.pre_review}") if one.pre_review else "",
            "href": url_for("pre_reviews.show", number=one.number),
        }
        for one in found
    ]
    return render_template(
        "pre_reviews/index.html", lines=lines, first=not after, next_cursor=following(key)
    )


@blueprint.get(_ONE)
def show(number: str) -> ResponseReturnValue:
    """Show what was submitted, with the form of an opinion."""
    return _page(number)


@blueprint.post(_ONE)
def give(number: str) -> ResponseReturnValue:
    """Say what one thinks of it."""
    said = (edge.text_of(request.form, name) for name in ("opinion", "reason"))
    version = version_in_form(request.form)
    try:
        desk.give_opinion(number, *said, version=version, by=edge.actor(), at=edge.arrival())
    except (Invalid, OpinionGiven, PreReviewClosed, PreReviewMoved) as refused:
        return _page(number, refused)
    flash(say("pre_review_given_now"), "success")
    return redirect(url_for("pre_reviews.show", number=number), HTTPStatus.SEE_OTHER)


def _offices_page(
    typed: dict[str, str] | None = None, refused: Refusal | None = None
) -> ResponseReturnValue:
    actor = edge.actor()
    require(actor, "division_offices:read")
    after = position(edge.text_of(request.args, "cursor"), 1)
    found, key = desk.offices(by=actor, after=after, limit=_PAGE)
    faults = refused.fields if refused else {}
    page = render_template(
        "pre_reviews/offices.html",
        offices=found,
        first=not after,
        next_cursor=following(key),
        may_change=may(actor, "division_offices:change"),
        typed=typed or {},
        refused=refused if refused and not faults else None,
        faults=faults,
        errors=error_list(faults, _FIELDS),
    )
    return page, refused.status if refused else HTTPStatus.OK


def _page(number: str, refused: Refusal | None = None) -> ResponseReturnValue:
    opened = desk.read_pre_review(number, by=edge.actor())
    faults = refused.fields if refused else {}
    page = render_template(
        "pre_reviews/show.html",
        opened=opened,
        application=opened.application,
        version=opened.version,
        sections=views.plain_sections(opened.version, opened.criteria),
        equipment=equipment(opened.version.equipment, opened.version.content),
        papers=views.papers(opened.version).get("", []),
        opinions=[(one.value, say(f"pre_review_{one}")) for one in PreOpinion],
        typed={name: edge.text_of(request.form, name) for name in ("opinion", "reason")},
        refused=refused if refused and not faults else None,
        faults=faults,
        errors=error_list(faults, ("opinion", "reason")),
    )
    return page, refused.status if refused else HTTPStatus.OK
