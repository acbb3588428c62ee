"""Summary sheets 汇总表 over the API: upload, look, accept with the stamped scan, withdraw."""

from http import HTTPStatus
from typing import Any

from flask import Response, jsonify, url_for
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint
from marshmallow import fields, validate
from werkzeug.datastructures import FileStorage

from registry import edge
from registry.api import paging
from registry.api.bodies import MULTIPART
from registry.api.idempotency import idempotent
from registry.api.openapi import ETAG, MADE, limited, versioned
from registry.api.steps import Steps
from registry.cursors import numbers
from registry.documents.summary_sheets import SummarySheet
from registry.doors import first
from registry.downloads import attachment
from registry.limits import UPLOADS
from registry.permissions import require
from registry.policy.summary_sheet_states import SheetState
from registry.policy.vocabulary import Severity
from registry.services import acceptances, admissions
from registry.services import summary_sheet_reading as reading
from registry.services import summary_sheets as desk
from registry.services.sheet_templates import template_file
from registry.services.stamped_scans import ScanUpload, uses_told
from registry.services.summary_sheets import Upload
from registry.services.windows import windows_of_day
from registry.sheets.writing import XLSX
from registry.versions import etag, expected_version
from schemas.findings import finding_shape
from schemas.summary_sheets import (
    AcceptanceBody,
    FindingPageSchema,
    RowPageSchema,
    ScanBody,
    SheetBody,
    SheetPageSchema,
    SheetSchema,
    WithdrawalBody,
    row_shape,
    scan_shape,
    sheet_shape,
)

blueprint = Blueprint("api_summary_sheets", __name__, description="汇总表")

_PATH = "/summary-sheets"
_ONE = f"{_PATH}/<number>"
steps = Steps(blueprint, _ONE, SheetSchema, desk.readable)


class SheetArguments(paging.PageArguments):
    """What the list is narrowed to."""

    authority = fields.String(load_default="", validate=validate.Length(max=20))


class RowArguments(paging.PageArguments):
    """Which rows."""

    worst = fields.String(
        load_default="", validate=validate.OneOf(["", *(one.value for one in Severity)])
    )


@blueprint.post(_PATH)
@limited(UPLOADS)
@first(lambda: require(edge.actor(), "summary_sheets:upload"))
@idempotent
@blueprint.arguments(SheetBody, **MULTIPART)
@blueprint.response(201, SheetSchema, description="已收到并检查", headers=ETAG | MADE)
@blueprint.alt_response(
    200, schema=SheetSchema, description="同一文件以前收到过", headers=ETAG | MADE
)
@blueprint.doc(summary="上传汇总表，整表检查后存为待受理；同一文件再次上传返回原来的一份（200）")
def upload(body: dict[str, Any]) -> ResponseReturnValue:
    """Receive a sheet, judged whole."""
    given: FileStorage = body["file"]
    done = desk.receive(
        Upload(given.stream.read(), given.filename or "", body["authority"], body["period"]),
        **edge.circumstances(),
    )
    answer = shown(done.sheet)
    answer.status_code = HTTPStatus.CREATED if done.created else HTTPStatus.OK
    answer.headers["Location"] = url_for("api_summary_sheets.sheet", number=done.sheet.number)
    return answer


@blueprint.get(_PATH)
@blueprint.arguments(SheetArguments, location="query")
@blueprint.response(200, SheetPageSchema)
@blueprint.doc(summary="收到的汇总表，最新的在前")
def sheets(arguments: dict[str, Any]) -> dict[str, Any]:
    """List the sheets the caller may see."""
    found, last = reading.list_sheets(
        by=edge.actor(),
        authority=arguments["authority"],
        after=paging.position(arguments, 2),
        limit=arguments["limit"],
    )
    return paging.page(found, last)


@blueprint.get(f"{_PATH}/template.xlsx")
@blueprint.response(200, content_type=XLSX, description="xlsx 文件")
@blueprint.doc(
    summary="汇总表模板（xlsx）：下一轮或正在进行的一轮，已填入已推荐的申报，附本地区平台和填写说明"
)
def template() -> Response:
    """Hand out an empty sheet."""
    window = windows_of_day(edge.arrival(), **edge.law())[1]
    out = template_file(window.period, by=edge.actor(), at=edge.arrival())
    return attachment(out.content, name=out.name, media_type=out.media_type)


@blueprint.get(_ONE)
@blueprint.response(200, SheetSchema, headers=ETAG)
@blueprint.doc(summary="一份汇总表的状态和入库进度；受理和撤回须带回这里的 ETag")
def sheet(number: str) -> ResponseReturnValue:
    """Give a sheet; an admission that was cut off goes on with this look."""
    found = desk.read_received(number, by=edge.actor())
    if found.state == SheetState.ADMITTING.value:
        admissions.start(number, at=edge.arrival(), rulebook=edge.rulebook())
    return shown(found)


@blueprint.get(f"{_ONE}/rows")
@blueprint.arguments(RowArguments, location="query")
@blueprint.response(200, RowPageSchema)
@blueprint.doc(summary="逐行内容和办理结果")
def rows(arguments: dict[str, Any], number: str) -> dict[str, Any]:
    """List a sheet's rows."""
    (after,) = numbers(paging.position(arguments, 1)) or (0,)
    found, last = reading.rows_of(
        number, by=edge.actor(), worst=arguments["worst"], after=after, limit=arguments["limit"]
    )
    return paging.page([row_shape(row) for row in found], [last] if last else None)


@blueprint.get(f"{_ONE}/findings")
@blueprint.arguments(paging.PageArguments, location="query")
@blueprint.response(200, FindingPageSchema)
@blueprint.doc(summary="检查结果：行、列、读到什么、应为什么、依据、怎么改")
def findings(arguments: dict[str, Any], number: str) -> dict[str, Any]:
    """List what was found in a sheet."""
    row, place = numbers(paging.position(arguments, 2)) or (-1, -1)
    found, last = reading.findings_of(
        number, by=edge.actor(), after=(row, place), limit=arguments["limit"]
    )
    items = [finding_shape(one.finding) for one in found]
    return paging.page(items, last)


@blueprint.get(f"{_ONE}/annotated.xlsx")
@blueprint.response(200, content_type=XLSX)
@blueprint.doc(summary="标注了检查结果的汇总表（xlsx）")
def annotated(number: str) -> Response:
    """Hand out the sheet with what was found beside each row."""
    out = reading.annotated_file(number, by=edge.actor(), at=edge.arrival())
    return attachment(out.content, name=out.name, media_type=out.media_type)


@blueprint.post(f"{_ONE}/scan")
@limited(UPLOADS)
@first(lambda number: desk.readable(number, "summary_sheets:upload", edge.actor()))
@versioned
@idempotent
@blueprint.arguments(ScanBody, **MULTIPART)
@blueprint.response(200, SheetSchema, headers=ETAG)
@blueprint.doc(summary="在窗口内上传盖章扫描件；受理可在窗口之后办理")
def scan(body: dict[str, Any], number: str) -> Response:
    """Keep the stamped scan of a sheet that waits."""
    version = expected_version()
    changed = acceptances.attach_scan(
        number, _scan_of(body), version=version, **edge.circumstances()
    )
    return shown(changed)


@blueprint.post(f"{_ONE}/acceptance")
@limited(UPLOADS)
@first(lambda number: desk.readable(number, "summary_sheets:accept", edge.actor()))
@versioned
@idempotent
@blueprint.arguments(AcceptanceBody, **MULTIPART)
@blueprint.response(202, SheetSchema, description="已受理，正在入库", headers=ETAG)
@blueprint.doc(summary="负责人凭盖章扫描件受理，随即在后台逐行入库")
def acceptance(body: dict[str, Any], number: str) -> ResponseReturnValue:
    """Accept a sheet; admission begins at once."""
    version = expected_version()
    given = _scan_of(body) if "scan" in body else None
    changed = acceptances.accept(number, given, version=version, **edge.circumstances())
    admissions.start(number, at=edge.arrival(), rulebook=edge.rulebook())
    answer = shown(changed)
    answer.status_code = HTTPStatus.ACCEPTED
    return answer


@steps.step(
    "withdrawal",
    "summary_sheets:withdraw",
    WithdrawalBody,
    summary="撤回尚未受理的汇总表，须写原因",
)
def withdrawal(body: dict[str, str], number: str) -> Response:
    """Take back a sheet that was not accepted."""
    version = expected_version()
    changed = acceptances.withdraw(
        number, body["reason"], version=version, by=edge.actor(), at=edge.arrival()
    )
    return shown(changed)


def shown(found: SummarySheet) -> Response:
    """Return a sheet as the API answers it, with its version."""
    now = acceptances.look_at_scan(found, at=edge.arrival())
    scan = scan_shape(now.scan, uses_told(now.scan, by=edge.actor())) if now else None
    answer = jsonify(SheetSchema().dump(sheet_shape(found, admissions.progress_of(found), scan)))
    answer.headers["ETag"] = etag(found.version)
    return answer


def _scan_of(body: dict[str, Any]) -> ScanUpload:
    given: FileStorage = body["scan"]
    return ScanUpload(given.stream.read(), given.filename or "", body["declared"])
