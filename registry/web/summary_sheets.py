"""Summary sheets 汇总表 by page: send one, see what was found, accept it, watch it go in."""

import re
from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from registry import edge
from registry.children import FilesBusy
from registry.cursors import following, numbers, position
from registry.documents.summary_sheets import SummarySheet
from registry.downloads import attachment
from registry.errors import Invalid, NotFound, Refusal, VersionConflict
from registry.limits import UPLOADS, limiter
from registry.messages import say
from registry.permissions import may, require
from registry.policy.summary_sheet_states import SheetState
from registry.policy.vocabulary import Severity
from registry.policy.windows import Window
from registry.scans.refusals import ScanError
from registry.services import acceptances, admissions
from registry.services import summary_sheet_reading as reading
from registry.services import summary_sheets as desk
from registry.services.adjustments import RoundNotOpened
from registry.services.authorities import authority_name
from registry.services.desensitising import DeclarationMissing
from registry.services.page_checks import pages_left
from registry.services.sheet_templates import template_file
from registry.services.sheet_versions import compared_with_earlier
from registry.services.stamped_scans import ScanUpload, what_is_said
from registry.services.summary_sheets import Upload
from registry.services.windows import AdjustmentWindowClosed, windows_of_day
from registry.sheets.refusals import SheetError
from registry.versions import version_in_form
from registry.web.shell import error_list
from registry.web.summary_sheet_views import (
    finding_groups,
    numbers_of,
    row_lines,
    sheet_lines,
    yielding_places,
)

blueprint = Blueprint("summary_sheets", __name__)

_PAGE = 50
_ROW = re.compile(r"[0-9]{1,7}")
_PATH = "/summary-sheets"
_ONE = f"{_PATH}/<number>"
_UPLOAD_REFUSALS = (SheetError, FilesBusy, Invalid, AdjustmentWindowClosed, RoundNotOpened)
_DECISION_REFUSALS = (
    ScanError,
    DeclarationMissing,
    FilesBusy,
    Invalid,
    VersionConflict,
    AdjustmentWindowClosed,
    RoundNotOpened,
    acceptances.SheetNeedsMending,
    acceptances.SheetAlreadyDecided,
    acceptances.ScanMissing,
    acceptances.PagesUnchecked,
    acceptances.PreparedBySame,
)


@blueprint.get(_PATH)
def index() -> ResponseReturnValue:
    """List the sheets one may see, newest first."""
    actor = edge.actor()
    key = position(edge.text_of(request.args, "cursor"), 2)
    found, last = reading.list_sheets(by=actor, after=key, limit=_PAGE)
    return render_template(
        "summary_sheets/index.html",
        window=_window(),
        at=edge.arrival(),
        lines=sheet_lines(found),
        by_authority=not actor.authority,
        may_upload=may(actor, "summary_sheets:upload"),
        first=not key,
        next_cursor=following(last),
    )


@blueprint.get(f"{_PATH}/new")
def new() -> ResponseReturnValue:
    """Show the upload page, the open round filled in."""
    require(edge.actor(), "summary_sheets:upload")
    return _upload_page()


@blueprint.post(_PATH)
@limiter.limit(UPLOADS)
def create() -> ResponseReturnValue:
    """Receive a sheet and go to what was found in it."""
    actor = edge.actor()
    require(actor, "summary_sheets:upload")
    given = request.files.get("file")
    if not given:
        return _upload_page(Invalid(fields={"file": say("sheet_file_wanted")}))
    upload = Upload(
        given.stream.read(),
        given.filename or "",
        actor.authority,
        edge.text_of(request.form, "period"),
    )
    try:
        done = desk.receive(upload, **edge.circumstances())
    except _UPLOAD_REFUSALS as refused:
        return _upload_page(refused)
    flash(say("sheet_received_now" if done.created else "sheet_received_before"), "success")
    return _to(done.sheet.number)


@blueprint.get(f"{_PATH}/template.xlsx")
def template() -> ResponseReturnValue:
    """Hand out an empty sheet with the authority's name and the round in its title."""
    out = template_file(_window().period, by=edge.actor(), at=edge.arrival())
    return attachment(out.content, name=out.name, media_type=out.media_type)


@blueprint.get(_ONE)
def show(number: str) -> ResponseReturnValue:
    """Show a sheet; an admission that was cut off goes on with this look."""
    sheet = desk.read_received(number, by=edge.actor())
    _take_up(sheet)
    return _sheet_page(sheet)


@blueprint.get(f"{_ONE}/progress")
def progress(number: str) -> ResponseReturnValue:
    """Tell the page's script how far admission is."""
    sheet = desk.read_received(number, by=edge.actor())
    _take_up(sheet)
    now = admissions.progress_of(sheet)
    failed = now.stopped_at is not None
    return jsonify(done=now.done, total=now.total, finished=now.finished, failed=failed)


@blueprint.get(f"{_ONE}/rows")
def rows(number: str) -> ResponseReturnValue:
    """Show the rows as read, each with what was found; ``from`` begins at a row."""
    sheet = desk.read_received(number, by=edge.actor())
    worst = edge.text_of(request.args, "worst")
    if worst not in {"", *(one.value for one in Severity)}:
        raise NotFound
    first = max(_row(edge.text_of(request.args, "from")) - 1, 0)
    (after,) = numbers(position(edge.text_of(request.args, "cursor"), 1)) or (first,)
    found, last = reading.rows_of(number, by=edge.actor(), worst=worst, after=after, limit=_PAGE)
    return render_template(
        "summary_sheets/rows.html",
        sheet=sheet,
        lines=row_lines(found),
        worst=worst,
        first=not after,
        next_cursor=following([last] if last else None),
    )


@blueprint.get(f"{_ONE}/annotated.xlsx")
def annotated(number: str) -> Response:
    """Hand out the sheet with what was found beside each row."""
    out = reading.annotated_file(number, by=edge.actor(), at=edge.arrival())
    return attachment(out.content, name=out.name, media_type=out.media_type)


@blueprint.get(f"{_ONE}/scan")
def scan(number: str) -> Response:
    """Hand out the stamped scan."""
    out = reading.scan_file(number, by=edge.actor())
    return attachment(out.content, name=out.name, media_type=out.media_type)


@blueprint.get(f"{_ONE}/scan/progress")
def scan_progress(number: str) -> ResponseReturnValue:
    """Tell the page's script how many pages of a long scan are read."""
    sheet = desk.read_received(number, by=edge.actor())
    now = acceptances.look_at_scan(sheet, at=edge.arrival())
    if now is None:
        raise NotFound
    failed = now.stopped_at is not None
    return jsonify(done=now.pages_read, total=now.scan.pages, finished=now.finished, failed=failed)


@blueprint.get(f"{_ONE}/scan.png")
def preview(number: str) -> Response:
    """Show the scan's first page, as the picture we made of it."""
    out = reading.scan_file(number, by=edge.actor(), preview=True)
    return Response(out.content, content_type=out.media_type)


@blueprint.post(f"{_ONE}/scan")
@limiter.limit(UPLOADS)
def attach(number: str) -> ResponseReturnValue:
    """Keep the stamped scan of a sheet that waits."""

    def act() -> str:
        given = _scan()
        if given is None:
            raise Invalid(fields={"scan": say("scan_wanted")})
        acceptances.attach_scan(
            number, given, version=version_in_form(request.form), **edge.circumstances()
        )
        return say("scan_kept")

    return _decide(number, "summary_sheets:upload", act)


@blueprint.post(f"{_ONE}/acceptance")
@limiter.limit(UPLOADS)
def accept(number: str) -> ResponseReturnValue:
    """Accept a sheet with its stamped scan; admission begins at once."""

    def act() -> str:
        acceptances.accept(
            number, _scan(), version=version_in_form(request.form), **edge.circumstances()
        )
        admissions.start(number, at=edge.arrival(), rulebook=edge.rulebook())
        return say("sheet_accepted_now")

    return _decide(number, "summary_sheets:accept", act)


@blueprint.post(f"{_ONE}/withdrawal")
def withdraw(number: str) -> ResponseReturnValue:
    """Take back a sheet that was not accepted."""

    def act() -> str:
        reason = edge.text_of(request.form, "reason")
        acceptances.withdraw(
            number,
            reason,
            version=version_in_form(request.form),
            by=edge.actor(),
            at=edge.arrival(),
        )
        return say("sheet_withdrawn_now")

    return _decide(number, "summary_sheets:withdraw", act)


def _decide(number: str, permission: str, act: Callable[[], str]) -> ResponseReturnValue:
    """Do one act on a sheet; a refusal is shown on its page, with what was typed."""
    desk.readable(number, permission, edge.actor())
    try:
        flash(act(), "success")
    except _DECISION_REFUSALS as refused:
        return _sheet_page(desk.read_received(number, by=edge.actor()), refused)
    return _to(number)


def _to(number: str) -> ResponseReturnValue:
    return redirect(url_for("summary_sheets.show", number=number), HTTPStatus.SEE_OTHER)


def _take_up(sheet: SummarySheet) -> None:
    if sheet.state == SheetState.ADMITTING.value:
        admissions.start(sheet.number, at=edge.arrival(), rulebook=edge.rulebook())


def _upload_page(refused: Refusal | None = None) -> ResponseReturnValue:
    window = _window()
    page = render_template(
        "summary_sheets/new.html",
        window=window,
        at=edge.arrival(),
        period=edge.text_of(request.form, "period") or window.period,
        whose=authority_name(edge.actor().authority),
        refused=refused,
        errors=error_list(refused.fields if refused else {}),
    )
    return page, refused.status if refused else HTTPStatus.OK


def _sheet_page(sheet: SummarySheet, refused: Refusal | None = None) -> ResponseReturnValue:
    actor, at = edge.actor(), edge.arrival()
    scan = acceptances.look_at_scan(sheet, at=at)
    progress = admissions.progress_of(sheet)
    admissible = _admissible(sheet, at)
    page = render_template(
        "summary_sheets/show.html",
        sheet=sheet,
        at=at,
        whose=authority_name(sheet.authority),
        groups=finding_groups(sheet),
        versions=compared_with_earlier(sheet.number, by=actor) if _waits(sheet) else None,
        scan=scan,
        pages_left=pages_left(sheet, at=at) if sheet.state == SheetState.STAGED.value else (),
        scan_told=what_is_said(scan.scan, by=actor) if scan else (),
        progress=progress,
        admissible=admissible,
        yielding=yielding_places(sheet),
        numbers=numbers_of(sheet, admissible, progress.outcomes),
        others=reading.others_waiting(sheet) if sheet.state == SheetState.STAGED.value else (),
        open_now=_window().accepts(at) and _window().period == sheet.period,
        may_accept=may(actor, "summary_sheets:accept"),
        may_upload=may(actor, "summary_sheets:upload"),
        typed_reason=edge.text_of(request.form, "reason"),
        refused=refused,
        errors=error_list(refused.fields if refused else {}),
    )
    return page, refused.status if refused else HTTPStatus.OK


def _admissible(sheet: SummarySheet, at: datetime) -> int:
    """Return how many would enter on acceptance now; of a sheet to be mended, by its check."""
    if sheet.state == SheetState.STAGED.value:
        return admissions.admissible_now(sheet, at=at, rulebook=edge.rulebook())
    return sheet.approved_rows if sheet.state == SheetState.NEEDS_MENDING.value else 0


def _waits(sheet: SummarySheet) -> bool:
    return sheet.state in {SheetState.STAGED.value, SheetState.NEEDS_MENDING.value}


def _window() -> Window:
    return windows_of_day(edge.arrival(), **edge.law())[1]


def _scan() -> ScanUpload | None:
    given: FileStorage | None = request.files.get("scan")
    if not given or not given.filename:
        return None
    declared = bool(edge.text_of(request.form, "declared"))
    return ScanUpload(given.stream.read(), given.filename, declared)


def _row(text: str) -> int:
    """Return a row number of an address; anything else begins at the top."""
    return int(text) if _ROW.fullmatch(text) else 0
