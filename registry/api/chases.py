"""Chasing 催报 over the API: one click, the chases, and whom one told."""

from http import HTTPStatus
from typing import Any

from flask import jsonify, url_for
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint
from marshmallow import fields, validate

from registry import edge
from registry.api import paging
from registry.api.idempotency import idempotent
from registry.api.openapi import MADE
from registry.doors import first
from registry.permissions import require
from registry.services import chases as desk
from registry.services.chases import ChaseOrder
from schemas.chases import (
    ChaseBody,
    ChasedSchema,
    ChasePageSchema,
    ChaseRecordSchema,
    chase_shape,
    chased_shape,
    told_shape,
)

blueprint = Blueprint("api_chases", __name__, description="催报")

_PATH = "/chases"


class ChaseArguments(paging.PageArguments):
    """What the list is narrowed to."""

    authority = fields.String(
        load_default="",
        validate=validate.Length(max=20),
        metadata={"description": "主管部门代码"},
    )


@blueprint.get(_PATH)
@blueprint.arguments(ChaseArguments, location="query")
@blueprint.response(200, ChasePageSchema)
@blueprint.doc(summary="催报记录，最新的在前")
def chases(arguments: dict[str, Any]) -> dict[str, Any]:
    """List the chases the caller may see."""
    found, last = desk.list_chases(
        arguments["authority"],
        by=edge.actor(),
        after=paging.position(arguments, 2),
        limit=arguments["limit"],
    )
    return paging.page([chase_shape(one) for one in found], last)


@blueprint.get(f"{_PATH}/<number>")
@blueprint.response(200, ChaseRecordSchema)
@blueprint.doc(summary="一次催报和催报的单位")
def chase(number: str) -> dict[str, Any]:
    """Give one chase."""
    found = desk.readable(number, by=edge.actor())
    return chase_shape(found) | {"told": [told_shape(one) for one in desk.told_by(found)]}


@blueprint.post(_PATH)
@first(lambda: require(edge.actor(), "chases:send"))
@idempotent
@blueprint.arguments(ChaseBody)
@blueprint.response(201, ChasedSchema, headers=MADE)
@blueprint.alt_response(200, schema=ChasedSchema, description="今天都已催过，没有再发")
@blueprint.doc(
    summary="催报：一次通知一个主管部门全部（或所选）未提交平台的依托单位",
    description="同一单位每天只催规定的次数，不论谁催；都已催过的不再发，答复 200，before 说明谁在"
    "什么时候催过。窗口没有开放且没有补报许可的、没有未提交平台的、到了当天上限的为 409。",
)
def chasing(body: dict[str, Any]) -> ResponseReturnValue:
    """Chase."""
    order = ChaseOrder(**{**body, "platforms": tuple(body["platforms"])})
    done = desk.chase(order, **edge.circumstances())
    answer = jsonify(ChasedSchema().dump(chased_shape(done)))
    if done.chase:
        answer.status_code = HTTPStatus.CREATED
        answer.headers["Location"] = url_for("api_chases.chase", number=done.chase.number)
    return answer
