"""Initial loads 存量导入 over the API: check a workbook, look, carry out, withdraw."""

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
from registry.documents.initial_loads import InitialLoad
from registry.doors import first
from registry.downloads import attachment
from registry.law import NATIONAL
from registry.limits import UPLOADS
from registry.permissions import require
from registry.policy.initial_load_rows import LoadSheet
from registry.policy.initial_load_states import LoadState, RowOutcome
from registry.services import initial_load_course as course
from registry.services import initial_load_reading as reading
from registry.services import initial_loads as desk
from registry.services.initial_load_context import grounds_to_choose
from registry.services.initial_load_reading import RowFilter
from registry.services.initial_loads import LoadUpload
from registry.sheets.initial_loads import load_template
from registry.sheets.writing import XLSX
from registry.versions import etag, expected_version
from schemas.initial_loads import (
    LoadBody,
    LoadPageSchema,
    LoadRowPageSchema,
    LoadSchema,
    LoadWithdrawalBody,
    load_row_shape,
    load_shape,
)

blueprint = Blueprint("api_initial_loads", __name__, description="存量导入")

_PATH = "/initial-loads"
_ONE = f"{_PATH}/<number>"
steps = Steps(blueprint, _ONE, LoadSchema, desk.readable)


class LoadRowArguments(paging.PageArguments):
    """Which rows."""

    sheet = fields.String(
        load_default="", validate=validate.OneOf(["", *(one.value for one in LoadSheet)])
    )
    outcome = fields.String(
        load_default="", validate=validate.OneOf(["", *(one.value for one in RowOutcome)])
    )


@blueprint.post(_PATH)
@limited(UPLOADS)
@first(lambda: require(edge.actor(), "initial_loads:upload"))
@idempotent
@blueprint.arguments(LoadBody, **MULTIPART)
@blueprint.response(201, LoadSchema, description="已检查，没有写入", headers=ETAG | MADE)
@blueprint.alt_response(
    200, schema=LoadSchema, description="同一文件以前收到过", headers=ETAG | MADE
)
@blueprint.doc(summary="上传存量导入工作簿，只检查、不写入；同一文件再次上传返回原来的一份（200）")
def upload(body: dict[str, FileStorage]) -> ResponseReturnValue:
    """Check a workbook; nothing enters the library."""
    given = body["file"]
    done = desk.receive(
        LoadUpload(given.stream.read(), given.filename or ""),
        by=edge.actor(),
        at=edge.arrival(),
        rulebook=edge.rulebook(),
    )
    answer = _shown(done.load)
    answer.status_code = HTTPStatus.CREATED if done.created else HTTPStatus.OK
    answer.headers["Location"] = url_for("api_initial_loads.load", number=done.load.number)
    return answer


@blueprint.get(_PATH)
@blueprint.arguments(paging.PageArguments, location="query")
@blueprint.response(200, LoadPageSchema)
@blueprint.doc(summary="存量导入，最新的在前")
def loads(arguments: dict[str, Any]) -> dict[str, Any]:
    """List the loads."""
    after = paging.position(arguments, 2)
    found, last = reading.list_loads(by=edge.actor(), after=after, limit=arguments["limit"])
    return paging.page(found, last)


@blueprint.get(f"{_PATH}/template.xlsx")
@blueprint.response(200, content_type=XLSX)
@blueprint.doc(summary="空白工作簿（xlsx），附填写说明")
def template() -> Response:
    """Hand out an empty workbook."""
    require(edge.actor(), "initial_loads:read")
    grounds = grounds_to_choose(edge.rulebook().programme(NATIONAL))
    return attachment(load_template(grounds), name="存量导入工作簿.xlsx", media_type=XLSX)


@blueprint.get(_ONE)
@blueprint.response(200, LoadSchema, headers=ETAG)
@blueprint.doc(summary="一份存量导入的三个数、状态和进度；执行和撤回须带回这里的 ETag")
def load(number: str) -> ResponseReturnValue:
    """Give a load; one that was cut off goes on with this look."""
    found = desk.readable(number, "initial_loads:read", edge.actor())
    if found.state == LoadState.LOADING.value:
        course.start(number, at=edge.arrival(), rulebook=edge.rulebook())
    return _shown(found)


@blueprint.get(f"{_ONE}/rows")
@blueprint.arguments(LoadRowArguments, location="query")
@blueprint.response(200, LoadRowPageSchema)
@blueprint.doc(summary="逐行内容、检查结果和办理结果")
def rows(arguments: dict[str, Any], number: str) -> dict[str, Any]:
    """List a load's rows."""
    (after,) = numbers(paging.position(arguments, 1)) or (0,)
    asked = RowFilter(arguments["sheet"], arguments["outcome"])
    found, last = reading.rows_of(
        number, asked, by=edge.actor(), after=after, limit=arguments["limit"]
    )
    return paging.page([load_row_shape(row) for row in found], [last] if last else None)


@blueprint.get(f"{_ONE}/annotated.xlsx")
@blueprint.response(200, content_type=XLSX)
@blueprint.doc(summary="标注了检查结果的工作簿（xlsx）")
def annotated(number: str) -> Response:
    """Hand out the workbook with what was found beside each row."""
    out = reading.annotated_file(number, by=edge.actor(), at=edge.arrival())
    return attachment(out.content, name=out.name, media_type=out.media_type)


@blueprint.get(f"{_ONE}/refused.xlsx")
@blueprint.response(200, content_type=XLSX)
@blueprint.doc(summary="没有载入的行和原因（xlsx），改好后可以直接上传")
def refused(number: str) -> Response:
    """Hand out the refused rows as a workbook."""
    out = reading.refused_file(number, by=edge.actor(), at=edge.arrival())
    return attachment(out.content, name=out.name, media_type=out.media_type)


@blueprint.post(f"{_ONE}/carrying-out")
@first(lambda number: desk.readable(number, "initial_loads:carry_out", edge.actor()))
@versioned
@idempotent
@blueprint.response(202, LoadSchema, description="开始载入", headers=ETAG)
@blueprint.doc(summary="负责人执行，随即在后台分批载入")
def carry_out(number: str) -> ResponseReturnValue:
    """Carry a load out; it begins at once."""
    changed = desk.carry_out(
        number,
        version=expected_version(),
        by=edge.actor(),
        at=edge.arrival(),
        rulebook=edge.rulebook(),
    )
    course.start(number, at=edge.arrival(), rulebook=edge.rulebook())
    answer = _shown(changed)
    answer.status_code = HTTPStatus.ACCEPTED
    return answer


@steps.step(
    "withdrawal",
    "initial_loads:withdraw",
    LoadWithdrawalBody,
    summary="撤回尚未执行的存量导入，须写原因",
)
def withdrawal(body: dict[str, str], number: str) -> Response:
    """Take back a load that was not carried out."""
    changed = desk.withdraw(
        number, body["reason"], version=expected_version(), by=edge.actor(), at=edge.arrival()
    )
    return _shown(changed)


def _shown(found: InitialLoad) -> Response:
    answer = jsonify(LoadSchema().dump(load_shape(found, course.progress_of(found))))
    answer.headers["ETag"] = etag(found.version)
    return answer
