"""Returning a filed update 退回补正 over the API: the returns, one, returning and withdrawing."""

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
from registry.documents.update_returns import UpdateReturn
from registry.doors import first
from registry.services import update_returns as desk
from registry.services.quarterly_update_forms import quarter_on_file
from registry.services.update_returns import ReturnFilter, ReturnOrder
from registry.versions import etag, expected_version
from schemas.update_returns import (
    STORED,
    UpdateReturnBody,
    UpdateReturnPageSchema,
    UpdateReturnSchema,
    UpdateReturnWithdrawalBody,
    return_shape,
)

blueprint = Blueprint("api_update_returns", __name__, description="退回补正")

_PATH = "/update-returns"
_ONE = f"{_PATH}/<number>"
steps = Steps(blueprint, _ONE, UpdateReturnSchema, desk.readable)


class ReturnArguments(paging.PageArguments):
    """What the list is narrowed to."""

    authority = fields.String(
        load_default="",
        validate=validate.Length(max=20),
        metadata={"description": "主管部门代码"},
    )
    period = fields.String(
        load_default="", validate=validate.Length(max=10), metadata={"description": "季度"}
    )
    state = fields.String(
        load_default="",
        validate=validate.OneOf(("", *STORED)),
        metadata={"description": "open 没有补正的，含逾期的；answered 已补正；withdrawn 已撤回"},
    )


@blueprint.get(_PATH)
@blueprint.arguments(ReturnArguments, location="query")
@blueprint.response(200, UpdateReturnPageSchema)
@blueprint.doc(summary="退回补正，最新的在前；依托单位只列出本单位平台的")
def returns(arguments: dict[str, Any]) -> dict[str, Any]:
    """List the returns the caller may see."""
    asked = ReturnFilter(**{name: arguments[name] for name in ("authority", "period", "state")})
    found, last = desk.list_returns(
        asked, by=edge.actor(), after=paging.position(arguments, 2), limit=arguments["limit"]
    )
    standings = desk.standings_of(found, at=edge.arrival(), **edge.law())
    return paging.page([return_shape(one, standings[one.number]) for one in found], last)


@blueprint.get(_ONE)
@blueprint.response(200, UpdateReturnSchema, headers=ETAG)
@blueprint.doc(summary="一次退回补正；撤回须带回这里的 ETag")
def returned(number: str) -> Response:
    """Give one return."""
    return shown(desk.readable(number, "update_returns:read", edge.actor()))


@blueprint.post("/platforms/<number>/quarterly-updates/<period>/returns")
@first(
    lambda number, period: quarter_on_file(number, period, "update_returns:return", edge.actor())
)
@idempotent
@blueprint.arguments(UpdateReturnBody)
@blueprint.response(201, UpdateReturnSchema, headers=ETAG | MADE)
@blueprint.doc(
    summary="把已提交的动态更新退回给依托单位补正：哪些部分、什么原因",
    description="只能退回最新一版。窗口内补正到窗口截止；窗口截止以后须有正在进行的补报，或由"
    "负责人给出 last_day 随退回开放补报。时限不变。本部门代填的、已退回未补正的为 409。",
)
def returning(body: dict[str, Any], number: str, period: str) -> ResponseReturnValue:
    """Return a filed quarter."""
    order = ReturnOrder(
        number, period, body["version"], tuple(body["sections"]), body["reason"], body["last_day"]
    )
    made = desk.return_update(order, **edge.circumstances())
    answer = shown(made)
    answer.status_code = HTTPStatus.CREATED
    answer.headers["Location"] = url_for("api_update_returns.returned", number=made.number)
    return answer


@steps.step(
    "withdraw",
    "update_returns:return",
    UpdateReturnWithdrawalBody,
    summary="撤回没有补正的退回，须写原因；随退回开放的补报一并结束",
)
def withdrawing(body: dict[str, str], number: str) -> Response:
    """Withdraw a return that nobody answered."""
    version = expected_version()
    return shown(
        desk.withdraw_return(
            number, body["reason"], version=version, by=edge.actor(), at=edge.arrival()
        )
    )


def shown(found: UpdateReturn) -> Response:
    """Answer with a return and its version."""
    standing = desk.standings_of([found], at=edge.arrival(), **edge.law())[found.number]
    answer = jsonify(UpdateReturnSchema().dump(return_shape(found, standing)))
    answer.headers["ETag"] = etag(found.version)
    return answer
