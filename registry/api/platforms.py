"""The reserve library over the API: the list, a record today and on any day, its story."""

from typing import Any

from flask import Response, jsonify
from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from registry import edge
from registry.api import paging
from registry.cursors import numbers
from registry.messages import say
from registry.policy.standing import MOVES
from registry.policy.vocabulary import LibraryState
from registry.services import platforms as desk
from registry.services.platforms import PlatformFilter
from registry.services.quarters import quarters_of
from schemas.duties import DutiesSchema, duty_shape
from schemas.platforms import (
    PlatformPageSchema,
    PlatformSchema,
    StoryPageSchema,
    line_shape,
    platform_shape,
    platform_then_shape,
    story_shape,
)

blueprint = Blueprint("api_platforms", __name__, description="储备库")


class PlatformArguments(paging.PageArguments):
    """What the list is narrowed to."""

    authority = fields.String(load_default="", validate=validate.Length(max=20))
    field = fields.String(load_default="", validate=validate.Length(max=50))
    state = fields.String(
        load_default="", validate=validate.OneOf(["", *(state.value for state in LibraryState)])
    )
    key_cultivation = fields.Boolean(load_default=None)
    search = fields.String(
        load_default="",
        validate=validate.Length(max=100),
        metadata={"description": "平台编号或信用代码的开头，或名称中的文字"},
    )


class DayArguments(Schema):
    """The day asked about."""

    on = fields.Date(
        load_default=None,
        error_messages={"invalid": say("day_wanted")},
        metadata={"description": "查询当日的情况，如 2026-10-01；不填为今天"},
    )


@blueprint.get("/platforms")
@blueprint.arguments(PlatformArguments, location="query")
@blueprint.response(200, PlatformPageSchema)
@blueprint.doc(summary="储备库平台列表，按编号排序")
def platform_list(arguments: dict[str, Any]) -> Response:
    """List the platforms the caller may see."""
    names = ("authority", "field", "state", "key_cultivation", "search")
    asked = PlatformFilter(**{name: arguments[name] for name in names})
    after = paging.position(arguments, 1)
    found, key = desk.list_platforms(asked, by=edge.actor(), after=after, limit=arguments["limit"])
    return jsonify(paging.page([line_shape(one) for one in found], key))


@blueprint.get("/platforms/<number>")
@blueprint.arguments(DayArguments, location="query")
@blueprint.response(200, PlatformSchema)
@blueprint.doc(summary="平台信息；带 on 时为当日的名称、依托单位、信息和状态")
def platform(arguments: dict[str, Any], number: str) -> dict[str, Any]:
    """Give a platform's record, today's or a day's."""
    if day := arguments["on"]:
        return platform_then_shape(desk.platform_on(number, day, by=edge.actor()))
    found = desk.read_platform(number, by=edge.actor())
    moves = sorted(to.value for to in MOVES[LibraryState(found.state)])
    return platform_shape(found, moves)


@blueprint.get("/platforms/<number>/duties")
@blueprint.response(200, DutiesSchema)
@blueprint.doc(summary="平台各季度的应报情况及其依据，最新的在前")
def duties(number: str) -> dict[str, Any]:
    """Say how each of a platform's quarters stands, and what decided it."""
    found = desk.read_platform(number, by=edge.actor())
    quarters = quarters_of(found, at=edge.arrival(), **edge.law())
    return {"items": [duty_shape(one) for one in quarters]}


@blueprint.get("/platforms/<number>/history")
@blueprint.arguments(paging.PageArguments, location="query")
@blueprint.response(200, StoryPageSchema)
@blueprint.doc(summary="平台的办理记录，最新的在前")
def history(arguments: dict[str, Any], number: str) -> dict[str, Any]:
    """Tell a platform's story from the ledger."""
    (after,) = numbers(paging.position(arguments, 1)) or (0,)
    found, last = desk.story_of(number, by=edge.actor(), after=after, limit=arguments["limit"])
    return paging.page([story_shape(entry) for entry in found], [last] if last else None)
