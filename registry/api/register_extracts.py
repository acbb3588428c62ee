"""Register extracts over the API: send one, see how far it is, cancel it."""

from http import HTTPStatus
from typing import Any, BinaryIO, cast

from flask import Response, jsonify, url_for
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint
from werkzeug.datastructures import FileStorage

from registry import edge
from registry.api import paging
from registry.api.bodies import MULTIPART
from registry.api.idempotency import idempotent
from registry.api.openapi import ETAG, MADE, limited
from registry.api.steps import Steps
from registry.documents.register_extracts import RegisterExtract
from registry.doors import first
from registry.limits import UPLOADS
from registry.permissions import require
from registry.policy.register_extracts import ExtractState
from registry.services import register_extract_course as course
from registry.services import register_extracts as desk
from registry.sheets.limits import UPLOAD_BYTES
from registry.versions import etag, expected_version
from schemas.register_extracts import (
    ExtractBody,
    ExtractCancellationBody,
    ExtractPageSchema,
    ExtractSchema,
    extract_shape,
)

blueprint = Blueprint("api_register_extracts", __name__, description="工商登记信息摘录")

_PATH = "/register-extracts"
_ONE = f"{_PATH}/<number>"
steps = Steps(blueprint, _ONE, ExtractSchema, desk.readable)


@blueprint.post(_PATH)
@limited(UPLOADS)
@first(lambda: require(edge.actor(), desk.UPLOAD))
@idempotent
@blueprint.arguments(ExtractBody, **MULTIPART)
@blueprint.response(201, ExtractSchema, headers=ETAG | MADE)
@blueprint.alt_response(
    200, schema=ExtractSchema, description="同一文件已经导入过", headers=ETAG | MADE
)
@blueprint.doc(summary="导入工商登记信息的 CSV，随即在后台与储备库比对")
def upload(body: dict[str, FileStorage]) -> ResponseReturnValue:
    """Take a file in; comparing begins at once."""
    given, at, rulebook = body["file"], edge.arrival(), edge.rulebook()
    done = desk.receive(
        cast("BinaryIO", given.stream),
        given.filename or "",
        by=edge.actor(),
        at=at,
        rulebook=rulebook,
        most=UPLOAD_BYTES,
    )  # fmt: skip - one call
    course.start(done.extract.number, at=at, rulebook=rulebook)
    answer = _shown(done.extract)
    answer.status_code = HTTPStatus.CREATED if done.created else HTTPStatus.OK
    answer.headers["Location"] = url_for(
        "api_register_extracts.extract", number=done.extract.number
    )
    return answer


@blueprint.get(_PATH)
@blueprint.arguments(paging.PageArguments, location="query")
@blueprint.response(200, ExtractPageSchema)
@blueprint.doc(summary="工商登记信息，最新的在前")
def extracts(arguments: dict[str, Any]) -> dict[str, Any]:
    """List the extracts."""
    after = paging.position(arguments, 2)
    found, last = desk.list_extracts(by=edge.actor(), after=after, limit=arguments["limit"])
    return paging.page(found, last)


@blueprint.get(_ONE)
@blueprint.response(200, ExtractSchema, headers=ETAG)
@blueprint.doc(summary="一份工商登记信息的状态、进度和结果；取消须带回这里的 ETag")
def extract(number: str) -> Response:
    """Give an extract; one that was cut off goes on with this look."""
    found = desk.readable(number, desk.READ, edge.actor())
    if found.state == ExtractState.COMPARING.value:
        course.start(number, at=edge.arrival(), rulebook=edge.rulebook())
    return _shown(found)


@steps.step(
    "cancellation",
    desk.CANCEL,
    ExtractCancellationBody,
    summary="取消比对，须写原因；已登记的疑似未报告变更仍然保留",
)
def cancellation(body: dict[str, str], number: str) -> Response:
    """Stop comparing."""
    changed = desk.cancel(
        number, body["reason"], version=expected_version(), by=edge.actor(), at=edge.arrival()
    )
    return _shown(changed)


def _shown(found: RegisterExtract) -> Response:
    answer = jsonify(ExtractSchema().dump(extract_shape(found, course.progress_of(found))))
    answer.headers["ETag"] = etag(found.version)
    return answer
