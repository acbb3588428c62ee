"""Conditions no longer met 入库条件线索 by page: the list, one, a note, the workbook."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry import edge
from registry.cursors import following, position
from registry.documents.condition_findings import ConditionFinding
from registry.downloads import attachment
from registry.errors import Refusal
from registry.messages import say
from registry.permissions import Role, may
from registry.services import condition_finding_records as records
from registry.services import condition_findings as desk
from registry.services.authorities import authority_name
from registry.services.condition_finding_exports import export_findings
from registry.services.condition_finding_records import READ, FindingFilter
from registry.services.readings import answer
from registry.sheets.writing import XLSX
from registry.versions import version_in_form
from registry.web.condition_finding_views import (
    finding_filters,
    finding_line,
    finding_shown,
)
from registry.web.filters import counted_authorities
from registry.web.shell import error_list

blueprint = Blueprint("condition_findings", __name__)

_PAGE = 50
_PATH = "/condition-findings"
_ONE = f"{_PATH}/<number>"


@blueprint.get(_PATH)
def index() -> ResponseReturnValue:
    """List the findings one may see, newest first, narrowed by plain links."""
    actor, asked = edge.actor(), _asked()
    after = position(edge.text_of(request.args, "cursor"), 2)
    found, last = records.list_findings(asked, by=actor, after=after, limit=_PAGE)
    is_host = actor.role is Role.HOST_OPERATOR
    counts = () if is_host else answer(records.count_findings(by=actor))
    by_authority = not (actor.authority or actor.host)
    return render_template(
        "condition_findings/index.html",
        asked=asked,
        is_host=is_host,
        lines=[finding_line(one) for one in found],
        groups=[] if is_host else finding_filters(asked, counts),
        by_authority=by_authority,
        authorities=counted_authorities(counts) if by_authority else (),
        may_export=may(actor, "condition_findings:export"),
        first=not after,
        next_cursor=following(last),
    )


@blueprint.get(f"{_PATH}.xlsx")
def export() -> ResponseReturnValue:
    """Give the findings that are shown, all pages of them, as a workbook."""
    content = export_findings(_asked(), by=edge.actor(), at=edge.arrival())
    return attachment(content, name="condition-findings.xlsx", media_type=XLSX)


@blueprint.get(_ONE)
def show(number: str) -> ResponseReturnValue:
    """Show a finding: to an office with what it wrote, to the host how to mend it."""
    return _page(records.readable(number, READ, edge.actor()))


@blueprint.post(f"{_ONE}/notes")
def note(number: str) -> ResponseReturnValue:
    """Write that an office looked, and what it saw."""
    actor = edge.actor()
    records.readable(number, "condition_findings:note", actor)
    text, version = edge.text_of(request.form, "text"), version_in_form(request.form)
    try:
        desk.note(number, text, version=version, by=actor, at=edge.arrival())
    except Refusal as refused:
        return _page(records.readable(number, READ, actor), refused)
    flash(say("condition_noted_now"), "success")
    return redirect(url_for("condition_findings.show", number=number), HTTPStatus.SEE_OTHER)


def _asked() -> FindingFilter:
    names = ("authority", "state", "criterion")
    return FindingFilter(**{name: edge.text_of(request.args, name) for name in names})


def _page(found: ConditionFinding, refused: Refusal | None = None) -> ResponseReturnValue:
    page = render_template(
        "condition_findings/show.html",
        found=found,
        whose=authority_name(found.authority),
        shown=finding_shown(found, edge.actor()),
        typed=edge.text_of(request.form, "text"),
        refused=refused,
        errors=error_list(refused.fields if refused else {}, ("text",)),
    )
    return page, refused.status if refused else HTTPStatus.OK
