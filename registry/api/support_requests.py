"""Requests for support 支持诉求 over the API: the list, counts, one, and each step on it."""

from typing import Any

from flask import Response, jsonify
from flask_smorest import Blueprint
from marshmallow import fields, validate

from registry import edge
from registry.api import paging
from registry.api.openapi import ETAG
from registry.api.steps import Steps
from registry.documents.support_requests import SupportRequest
from registry.downloads import attachment
from registry.policy.support_requests import SupportMove
from registry.services import support_requests as desk
from registry.services.support_request_exports import export_requests
from registry.services.support_requests import SupportFilter, SupportOrder
from registry.sheets.writing import XLSX
from registry.versions import etag, expected_version
from schemas.support_requests import (
    STATES,
    SupportAnswerBody,
    SupportCountsSchema,
    SupportPageSchema,
    SupportSchema,
    SupportWordsBody,
    count_shape,
    support_shape,
)

blueprint = Blueprint("api_support_requests", __name__, description="支持诉求")

_PATH = "/support-requests"
_ONE = f"{_PATH}/<number>"
steps = Steps(blueprint, _ONE, SupportSchema, desk.readable)
_NAMES = ("authority", "kind", "state", "period")


class SupportArguments(paging.PageArguments):
    """What the list is narrowed to."""

    authority = fields.String(
        load_default="",
        validate=validate.Length(max=20),
        metadata={"description": "主管部门代码"},
    )
    kind = fields.String(
        load_default="", validate=validate.Length(max=20), metadata={"description": "类别"}
    )
    state = fields.String(
        load_default="",
        validate=validate.OneOf(("", *STATES)),
        metadata={"description": "asked、in_hand、answered、settled 或 withdrawn"},
    )
    period = fields.String(
        load_default="", validate=validate.Length(max=10), metadata={"description": "季度"}
    )


@blueprint.get(_PATH)
@blueprint.arguments(SupportArguments, location="query")
@blueprint.response(200, SupportPageSchema)
@blueprint.doc(
    summary="支持诉求，最新的在前；依托单位只列出本单位平台的",
    description="诉求随季度动态更新提出：在提交的 values 里写 support_land 等键，不单独提交。",
)
def requests(arguments: dict[str, Any]) -> dict[str, Any]:
    """List the requests the caller may see."""
    asked = SupportFilter(**{name: arguments[name] for name in _NAMES})
    found, last = desk.list_requests(
        asked, by=edge.actor(), after=paging.position(arguments, 2), limit=arguments["limit"]
    )
    return paging.page([support_shape(one) for one in found], last)


@blueprint.get(f"{_PATH}/counts")
@blueprint.response(200, SupportCountsSchema)
@blueprint.doc(summary="按主管部门、类别和状态的件数")
def counts() -> dict[str, Any]:
    """Count the requests the caller may see."""
    return {"items": [count_shape(one) for one in desk.counts_of_requests(by=edge.actor())]}


@blueprint.get(f"{_PATH}/export.xlsx")
@blueprint.response(200, content_type=XLSX)
@blueprint.doc(summary="支持诉求，xlsx；最新的 5000 件")
def export() -> Response:
    """Give the requests as a workbook."""
    content = export_requests(SupportFilter(), by=edge.actor(), at=edge.arrival())
    return attachment(content, name="support-requests.xlsx", media_type=XLSX)


@blueprint.get(_ONE)
@blueprint.response(200, SupportSchema, headers=ETAG)
@blueprint.doc(summary="一件支持诉求和办理经过；办理须带回这里的 ETag")
def support_request(number: str) -> Response:
    """Give one request."""
    return shown(desk.readable(number, "support_requests:read", edge.actor()))


@steps.step("take", "support_requests:handle", SupportWordsBody, summary="受理")
def taking(body: dict[str, str], number: str) -> Response:
    """Take a request in hand."""
    return _step(number, SupportMove.TAKE, body)


@steps.step(
    "progress",
    "support_requests:handle",
    SupportWordsBody,
    summary="记录办理进展，依托单位可以看到；须先受理",
)
def progressing(body: dict[str, str], number: str) -> Response:
    """Note how a request in hand goes on."""
    return _step(number, SupportMove.PROGRESS, body)


@steps.step(
    "answer",
    "support_requests:handle",
    SupportAnswerBody,
    summary="答复：已解决、不能支持或已转有关部门；可以再次答复，原答复保留",
)
def answering(body: dict[str, str], number: str) -> Response:
    """Answer a request."""
    return _step(number, SupportMove.ANSWER, body)


@steps.step("settle", "support_requests:follow", SupportWordsBody, summary="依托单位确认办结")
def settling(body: dict[str, str], number: str) -> Response:
    """Say that an answer settles it."""
    return _step(number, SupportMove.SETTLE, body)


@steps.step(
    "ask-again",
    "support_requests:follow",
    SupportWordsBody,
    summary="依托单位对答复再次提出，须写明还需要什么",
)
def asking_again(body: dict[str, str], number: str) -> Response:
    """Ask again after an answer."""
    return _step(number, SupportMove.ASK_AGAIN, body)


@steps.step(
    "withdraw",
    "support_requests:follow",
    SupportWordsBody,
    summary="依托单位撤回没有答复的诉求，须写原因",
)
def withdrawing(body: dict[str, str], number: str) -> Response:
    """Withdraw a request that nobody answered."""
    return _step(number, SupportMove.WITHDRAW, body)


def _step(number: str, move: SupportMove, body: dict[str, str]) -> Response:
    version = expected_version()
    order = SupportOrder(move, **body)
    return shown(
        desk.step_on(number, order, version=version, by=edge.actor(), at=edge.arrival())
    )  # fmt: skip


def shown(found: SupportRequest) -> Response:
    """Answer with a request and its version."""
    answer = jsonify(SupportSchema().dump(support_shape(found)))
    answer.headers["ETag"] = etag(found.version)
    return answer
