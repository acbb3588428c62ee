"""Register extracts 工商登记信息摘录 by page: send one, watch it being compared, cancel it."""

from http import HTTPStatus
from typing import Any, BinaryIO, cast

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry import edge
from registry.cursors import following, position
from registry.documents.register_extracts import RegisterExtract
from registry.errors import Invalid, Refusal
from registry.limits import UPLOADS, limiter
from registry.messages import say
from registry.permissions import may, require
from registry.policy.register_extracts import ExtractState
from registry.services import register_extract_course as course
from registry.services import register_extracts as desk
from registry.sheets.limits import UPLOAD_BYTES
from registry.versions import version_in_form
from registry.web.shell import error_list

blueprint = Blueprint("register_extracts", __name__)

_PAGE = 50
_PATH = "/register-extracts"
_ONE = f"{_PATH}/<number>"


@blueprint.get(_PATH)
def index() -> ResponseReturnValue:
    """List the extracts, newest first."""
    actor = edge.actor()
    after = position(edge.text_of(request.args, "cursor"), 2)
    found, last = desk.list_extracts(by=actor, after=after, limit=_PAGE)
    return render_template(
        "register_extracts/index.html",
        lines=[_line(one) for one in found],
        may_upload=may(actor, desk.UPLOAD),
        first=not after,
        next_cursor=following(last),
    )


@blueprint.get(f"{_PATH}/new")
def new() -> ResponseReturnValue:
    """Show the upload page."""
    require(edge.actor(), desk.UPLOAD)
    return _upload_page()


@blueprint.post(_PATH)
@limiter.limit(UPLOADS)
def create() -> ResponseReturnValue:
    """Take a file in; comparing begins at once."""
    actor = edge.actor()
    require(actor, desk.UPLOAD)
    given = request.files.get("file")
    if not given:
        return _upload_page(Invalid(fields={"file": say("extract_file_wanted")}))
    at, rulebook = edge.arrival(), edge.rulebook()
    try:
        done = desk.receive(
            cast("BinaryIO", given.stream),
            given.filename or "",
            by=actor,
            at=at,
            rulebook=rulebook,
            most=UPLOAD_BYTES,
        )  # fmt: skip - one call
    except Refusal as refused:
        return _upload_page(refused)
    course.start(done.extract.number, at=at, rulebook=rulebook)
    flash(say("extract_received_now" if done.created else "extract_received_before"), "success")
    return _to(done.extract.number)


@blueprint.get(_ONE)
def show(number: str) -> ResponseReturnValue:
    """Show an extract; one that was cut off goes on with this look."""
    found = desk.readable(number, desk.READ, edge.actor())
    _take_up(found)
    return _extract_page(found)


@blueprint.get(f"{_ONE}/progress")
def progress(number: str) -> ResponseReturnValue:
    """Tell the page's script how far an extract is."""
    found = desk.readable(number, desk.READ, edge.actor())
    _take_up(found)
    now = course.progress_of(found)
    failed = now.stopped_at is not None
    return jsonify(done=now.done, total=now.total, finished=now.finished, failed=failed)


@blueprint.post(f"{_ONE}/cancellation")
def cancel(number: str) -> ResponseReturnValue:
    """Stop comparing."""
    actor = edge.actor()
    desk.readable(number, desk.CANCEL, actor)
    reason, version = edge.text_of(request.form, "reason"), version_in_form(request.form)
    try:
        desk.cancel(number, reason, version=version, by=actor, at=edge.arrival())
    except Refusal as refused:
        return _extract_page(desk.readable(number, desk.READ, actor), refused)
    flash(say("extract_cancelled_now"), "success")
    return _to(number)


def _take_up(found: RegisterExtract) -> None:
    if found.state == ExtractState.COMPARING.value:
        course.start(found.number, at=edge.arrival(), rulebook=edge.rulebook())


def _to(number: str) -> ResponseReturnValue:
    return redirect(url_for("register_extracts.show", number=number), HTTPStatus.SEE_OTHER)


def _upload_page(refused: Refusal | None = None) -> ResponseReturnValue:
    page = render_template(
        "register_extracts/new.html",
        most=UPLOAD_BYTES // (1024 * 1024),
        refused=refused,
        errors=error_list(refused.fields if refused else {}),
    )
    return page, refused.status if refused else HTTPStatus.OK


def _extract_page(found: RegisterExtract, refused: Refusal | None = None) -> ResponseReturnValue:
    page = render_template(
        "register_extracts/show.html",
        found=found,
        progress=course.progress_of(found),
        may_cancel=may(edge.actor(), desk.CANCEL),
        typed_reason=edge.text_of(request.form, "reason"),
        refused=refused,
        errors=error_list(refused.fields if refused else {}),
    )
    return page, refused.status if refused else HTTPStatus.OK


def _line(found: RegisterExtract) -> dict[str, Any]:
    names = ("number", "filename", "received_at", "row_count", "matched", "opened")
    return {name: getattr(found, name) for name in names} | {
        "state": f"extract_{found.state}",
        "href": url_for("register_extracts.show", number=found.number),
    }
