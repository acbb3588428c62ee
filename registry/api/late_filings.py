"""Late filing 补报 over the API: the leaves, one, giving leave and ending it."""

from http import HTTPStatus
from typing import Any

from flask import Response, jsonify, url_for
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint
from marshmallow import fields, validate

from registry import edge
from registry.api import paging
from registry.api.idempotency import idempotent
from registry.api.openapi import ETAG, MADE
from registry.api.steps import Steps
from registry.documents.late_filings import LateFilingLeave
from registry.doors import first
from registry.permissions import require
from registry.services import late_filings as desk
from registry.services.late_filings import LeaveFilter, LeaveOrder
from registry.versions import etag, expected_version
from schemas.late_filings import (
    LeaveBody,
    LeaveEndBody,
    LeavePageSchema,
    LeaveSchema,
    leave_shape,
)

blueprint = Blueprint("api_late_filings", __name__, description="补报许可")

_PATH = "/late-filings"
_ONE = f"{_PATH}/<number>"
steps = Steps(blueprint, _ONE, LeaveSchema, desk.readable)


class LeaveArguments(paging.PageArguments):
    """What the list is narrowed to."""

    authority = fields.String(
        load_default="",
        validate=validate.Length(max=20),
        metadata={"description": "主管部门代码"},
    )
    period = fields.String(
        load_default="", validate=validate.Length(max=10), metadata={"description": "季度"}
    )


@blueprint.get(_PATH)
@blueprint.arguments(LeaveArguments, location="query")
@blueprint.response(200, LeavePageSchema)
@blueprint.doc(summary="补报许可，最新的在前；依托单位只列出给本单位平台的")
def leaves(arguments: dict[str, Any]) -> dict[str, Any]:
    """List the leaves the caller may see."""
    found, last = desk.list_leaves(
        LeaveFilter(authority=arguments["authority"], period=arguments["period"]),
        by=edge.actor(),
        after=paging.position(arguments, 2),
        limit=arguments["limit"],
    )
    return paging.page([leave_shape(one, edge.arrival()) for one in found], last)


@blueprint.get(_ONE)
@blueprint.response(200, LeaveSchema, headers=ETAG)
@blueprint.doc(summary="一份补报许可；提前结束须带回这里的 ETag")
def leave(number: str) -> Response:
    """Give one leave."""
    return shown(desk.readable(number, "late_filings:read", edge.actor()))


@blueprint.post(_PATH)
@first(lambda: require(edge.actor(), "late_filings:give"))
@idempotent
@blueprint.arguments(LeaveBody)
@blueprint.response(201, LeaveSchema, headers=ETAG | MADE)
@blueprint.doc(
    summary="开放补报：窗口截止以后，让一个平台或整个主管部门补交一个季度的动态更新",
    description="主管部门的负责人只能向本地区的平台开放；部里也可以不填 platform，向 authority"
    " 的全部平台开放，并可以 excused 认定准予补报。窗口没有截止或平台免报的为 409。",
)
def giving(body: dict[str, Any]) -> ResponseReturnValue:
    """Give leave."""
    made = desk.give_leave(LeaveOrder(**body), **edge.circumstances())
    answer = shown(made)
    answer.status_code = HTTPStatus.CREATED
    answer.headers["Location"] = url_for("api_late_filings.leave", number=made.number)
    return answer


@steps.step(
    "end", "late_filings:give", LeaveEndBody, summary="提前结束补报，须写原因；已经补报的不受影响"
)
def ending(body: dict[str, str], number: str) -> Response:
    """End a leave before its last day."""
    version = expected_version()
    return shown(
        desk.end_leave(
            number,
            body["reason"],
            version=version,
            by=edge.actor(),
            at=edge.arrival(),
            **edge.law(),
        )  # fmt: skip - one call
    )


def shown(found: LateFilingLeave) -> Response:
    """Answer with a leave and its version."""
    answer = jsonify(LeaveSchema().dump(leave_shape(found, edge.arrival())))
    answer.headers["ETag"] = etag(found.version)
    return answer
