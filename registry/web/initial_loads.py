"""The initial load 存量导入 by page: send a workbook, see what it would do, carry it out, watch."""

import re
from collections.abc import Callable
from http import HTTPStatus

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry import edge
from registry.children import FilesBusy
from registry.cursors import following, numbers, position
from registry.documents.initial_loads import InitialLoad
from registry.downloads import attachment
from registry.errors import Invalid, NotFound, Refusal, VersionConflict
from registry.law import NATIONAL
from registry.limits import UPLOADS, limiter
from registry.messages import say
from registry.permissions import may, require
from registry.policy.initial_load_rows import LoadSheet
from registry.policy.initial_load_states import LoadState, RowOutcome
from registry.services import initial_load_course as course
from registry.services import initial_load_reading as reading
from registry.services import initial_loads as desk
from registry.services.initial_load_context import grounds_to_choose
from registry.services.initial_load_reading import RowFilter
from registry.services.initial_loads import LoadUpload
from registry.sheets.initial_loads import load_template
from registry.sheets.refusals import SheetError
from registry.sheets.writing import XLSX
from registry.versions import version_in_form
from registry.web.initial_load_views import load_lines, row_lines, sheet_groups, sheet_lines
from registry.web.shell import error_list

blueprint = Blueprint("initial_loads", __name__)

_PAGE = 50
_ROW = re.compile(r"[0-9]{1,7}")
_PATH = "/initial-loads"
_ONE = f"{_PATH}/<number>"
_UPLOAD_REFUSALS = (SheetError, FilesBusy, Invalid)
_DECISION_REFUSALS = (
    Invalid,
    VersionConflict,
    desk.LoadUnloadable,
    desk.LoadBringsNothing,
    desk.LoadAlreadyDecided,
)


@blueprint.get(_PATH)
def index() -> ResponseReturnValue:
    """List the loads, newest first."""
    actor = edge.actor()
    key = position(edge.text_of(request.args, "cursor"), 2)
    found, last = reading.list_loads(by=actor, after=key, limit=_PAGE)
    return render_template(
        "initial_loads/index.html",
        lines=load_lines(found),
        may_upload=may(actor, "initial_loads:upload"),
        first=not key,
        next_cursor=following(last),
    )


@blueprint.get(f"{_PATH}/new")
def new() -> ResponseReturnValue:
    """Show the upload page."""
    require(edge.actor(), "initial_loads:upload")
    return _upload_page()


@blueprint.post(_PATH)
@limiter.limit(UPLOADS)
def create() -> ResponseReturnValue:
    """Check a workbook and go to what it would do."""
    actor = edge.actor()
    require(actor, "initial_loads:upload")
    given = request.files.get("file")
    if not given:
        return _upload_page(Invalid(fields={"file": say("load_file_wanted")}))
    upload = LoadUpload(given.stream.read(), given.filename or "")
    try:
        done = desk.receive(upload, by=actor, at=edge.arrival(), rulebook=edge.rulebook())
    except _UPLOAD_REFUSALS as refused:
        return _upload_page(refused)
    flash(say("load_received_now" if done.created else "load_received_before"), "success")
    return _to(done.load.number)


@blueprint.get(f"{_PATH}/template.xlsx")
def template() -> ResponseReturnValue:
    """Hand out an empty workbook."""
    require(edge.actor(), "initial_loads:read")
    grounds = grounds_to_choose(edge.rulebook().programme(NATIONAL))
    return attachment(load_template(grounds), name="存量导入工作簿.xlsx", media_type=XLSX)


@blueprint.get(_ONE)
def show(number: str) -> ResponseReturnValue:
    """Show a load; one that was cut off goes on with this look."""
    load = desk.readable(number, "initial_loads:read", edge.actor())
    _take_up(load)
    return _load_page(load)


@blueprint.get(f"{_ONE}/progress")
def progress(number: str) -> ResponseReturnValue:
    """Tell the page's script how far a load is."""
    load = desk.readable(number, "initial_loads:read", edge.actor())
    _take_up(load)
    now = course.progress_of(load)
    failed = now.stopped_at is not None
    return jsonify(done=now.done, total=now.total, finished=now.finished, failed=failed)


@blueprint.get(f"{_ONE}/rows")
def rows(number: str) -> ResponseReturnValue:
    """Show the rows as read, each with what was found and what became of it."""
    load = desk.readable(number, "initial_loads:read", edge.actor())
    sheet = _one_of(edge.text_of(request.args, "sheet"), LoadSheet)
    outcome = _one_of(edge.text_of(request.args, "outcome"), RowOutcome)
    (after,) = numbers(position(edge.text_of(request.args, "cursor"), 1)) or (0,)
    first_row = edge.text_of(request.args, "from")
    asked = RowFilter(sheet, outcome, int(first_row) if _ROW.fullmatch(first_row) else 0)
    found, last = reading.rows_of(number, asked, by=edge.actor(), after=after, limit=_PAGE)
    return render_template(
        "initial_loads/rows.html",
        load=load,
        sheets=sheet_lines(load),
        keys=[one["sheet"] for one in load.sheets],
        outcomes=course.progress_of(load).outcomes,
        lines=row_lines(found),
        sheet=sheet,
        outcome=outcome,
        first=not after,
        next_cursor=following([last] if last else None),
    )


@blueprint.get(f"{_ONE}/annotated.xlsx")
def annotated(number: str) -> Response:
    """Hand out the workbook with what was found beside each row."""
    out = reading.annotated_file(number, by=edge.actor(), at=edge.arrival())
    return attachment(out.content, name=out.name, media_type=out.media_type)


@blueprint.get(f"{_ONE}/refused.xlsx")
def refused(number: str) -> Response:
    """Hand out the refused rows, to be mended and sent again."""
    out = reading.refused_file(number, by=edge.actor(), at=edge.arrival())
    return attachment(out.content, name=out.name, media_type=out.media_type)


@blueprint.post(f"{_ONE}/carrying-out")
def carry_out(number: str) -> ResponseReturnValue:
    """Carry a load out; it begins at once."""

    def act() -> str:
        at, rulebook = edge.arrival(), edge.rulebook()
        desk.carry_out(
            number, version=version_in_form(request.form), by=edge.actor(), at=at, rulebook=rulebook
        )
        course.start(number, at=at, rulebook=rulebook)
        return say("load_begun")

    return _decide(number, "initial_loads:carry_out", act)


@blueprint.post(f"{_ONE}/withdrawal")
def withdraw(number: str) -> ResponseReturnValue:
    """Take back a load that was not carried out."""

    def act() -> str:
        reason = edge.text_of(request.form, "reason")
        desk.withdraw(
            number,
            reason,
            version=version_in_form(request.form),
            by=edge.actor(),
            at=edge.arrival(),
        )
        return say("load_withdrawn_now")

    return _decide(number, "initial_loads:withdraw", act)


def _decide(number: str, permission: str, act: Callable[[], str]) -> ResponseReturnValue:
    """Do one act on a load; a refusal is shown on its page, with what was typed."""
    desk.readable(number, permission, edge.actor())
    try:
        flash(act(), "success")
    except _DECISION_REFUSALS as refused:
        return _load_page(desk.readable(number, "initial_loads:read", edge.actor()), refused)
    return _to(number)


def _to(number: str) -> ResponseReturnValue:
    return redirect(url_for("initial_loads.show", number=number), HTTPStatus.SEE_OTHER)


def _take_up(load: InitialLoad) -> None:
    if load.state == LoadState.LOADING.value:
        course.start(load.number, at=edge.arrival(), rulebook=edge.rulebook())


def _upload_page(refused: Refusal | None = None) -> ResponseReturnValue:
    page = render_template(
        "initial_loads/new.html",
        refused=refused,
        errors=error_list(refused.fields if refused else {}),
    )
    return page, refused.status if refused else HTTPStatus.OK


def _load_page(load: InitialLoad, refused: Refusal | None = None) -> ResponseReturnValue:
    actor = edge.actor()
    page = render_template(
        "initial_loads/show.html",
        load=load,
        sheets=sheet_lines(load),
        groups=sheet_groups(load),
        progress=course.progress_of(load),
        may_carry_out=may(actor, "initial_loads:carry_out"),
        may_withdraw=may(actor, "initial_loads:withdraw"),
        typed_reason=edge.text_of(request.form, "reason"),
        refused=refused,
        errors=error_list(refused.fields if refused else {}),
    )
    return page, refused.status if refused else HTTPStatus.OK


def _one_of(text: str, among: type[LoadSheet] | type[RowOutcome]) -> str:
    """Return a word of an address; raises NotFound for one that is none of ours."""
    if text not in {"", *(one.value for one in among)}:
        raise NotFound
    return text
