"""A stamped scan beside its sheet's rows: page by page, a tick for each, by name."""

import re
from http import HTTPStatus

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry import edge
from registry.children import FilesBusy
from registry.cursors import following, numbers, position
from registry.errors import Invalid, NotFound, Refusal, VersionConflict
from registry.limits import UPLOADS, limiter
from registry.messages import say
from registry.permissions import may
from registry.policy.summary_sheet_states import SheetState
from registry.services import page_checks as desk
from registry.services import summary_sheet_reading as reading
from registry.services.acceptances import ScanMissing, SheetAlreadyDecided, SheetNeedsMending
from registry.services.authorities import authority_name
from registry.services.summary_sheets import read_received, readable
from registry.versions import version_in_form
from registry.web.shell import error_list
from registry.web.summary_sheet_views import row_lines

blueprint = Blueprint("page_checks", __name__)

_PATH = "/summary-sheets/<number>/scan/pages"
_PAGE = 50
_NUMBER = re.compile(r"[0-9]{1,3}")
_REFUSALS = (
    FilesBusy, Invalid, VersionConflict, ScanMissing, SheetAlreadyDecided, SheetNeedsMending,
)  # fmt: skip


@blueprint.get(_PATH)
def show(number: str) -> ResponseReturnValue:
    """Show one page of the scan beside the rows; the first that nobody compared, unless asked."""
    return _page(number)


@blueprint.get(f"{_PATH}/<int:page>.png")
@limiter.limit(UPLOADS)
def picture(number: str, page: int) -> Response:
    """Show one page of the scan, as the picture we make of it."""
    out = desk.picture_of_page(number, page, by=edge.actor())
    return Response(out.content, content_type=out.media_type)


@blueprint.post(_PATH)
def check(number: str) -> ResponseReturnValue:
    """Record pages as compared, and go on to the next, or back to the sheet after the last."""
    readable(number, "summary_sheets:check_pages", edge.actor())
    pages = [int(one) for one in request.form.getlist("page") if _NUMBER.fullmatch(one)]
    try:
        sheet = desk.check_pages(
            number, pages, version=version_in_form(request.form), by=edge.actor(),
            at=edge.arrival(),
        )  # fmt: skip
    except _REFUSALS as refused:
        return _page(number, refused)
    flash(say("sheet_pages_checked_now", pages="、".join(map(str, pages))), "success")
    left = desk.pages_left(sheet, at=edge.arrival())
    where = (
        url_for("page_checks.show", number=number, page=left[0])
        if left
        else url_for("summary_sheets.show", number=number)
    )
    return redirect(where, HTTPStatus.SEE_OTHER)


def _page(number: str, refused: Refusal | None = None) -> ResponseReturnValue:
    actor = edge.actor()
    sheet = read_received(number, by=actor)
    if sheet.scan is None:
        raise NotFound
    left = desk.pages_left(sheet, at=edge.arrival())
    asked = edge.text_of(request.args, "page")
    page = int(asked) if _NUMBER.fullmatch(asked) else (left[0] if left else 1)
    if not 1 <= page <= sheet.scan.pages:
        raise NotFound
    (after,) = numbers(position(edge.text_of(request.args, "cursor"), 1)) or (0,)
    rows, last = reading.rows_of(number, by=actor, after=after, limit=_PAGE)
    shown = render_template(
        "summary_sheets/pages.html",
        sheet=sheet,
        whose=authority_name(sheet.authority),
        page=page,
        checked={one.page: one for one in sheet.checked_pages},
        left=left,
        may_check=may(actor, "summary_sheets:check_pages")
        and sheet.state == SheetState.STAGED.value,
        lines=row_lines(rows),
        first=not after,
        next_cursor=following([last] if last else None),
        refused=refused,
        errors=error_list(refused.fields if refused else {}),
    )
    return shown, refused.status if refused else HTTPStatus.OK
