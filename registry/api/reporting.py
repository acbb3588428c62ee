"""Who has reported, over the API: counts, names, and the same as xlsx."""

from typing import Any

from flask import Response
from flask_smorest import Blueprint
from marshmallow import fields, validate

from registry import edge
from registry.api import paging
from registry.downloads import attachment
from registry.services import reporting as desk
from registry.services.readings import answer
from registry.services.reporting import Reporting
from registry.services.reporting_counts import counts_of
from registry.sheets.writing import XLSX
from schemas.reporting import (
    STATES,
    BoardSchema,
    StandingPageSchema,
    board_shape,
    standing_shape,
)

blueprint = Blueprint("api_reporting", __name__, description="填报情况")


class StandingArguments(paging.PageArguments):
    """What the list is narrowed to."""

    authority = fields.String(load_default="", metadata={"description": "主管部门代码"})
    state = fields.String(
        load_default="",
        validate=validate.OneOf(("", *STATES)),
        metadata={"description": "submitted、draft 或 missing；不填为全部"},
    )


@blueprint.get("/reporting/<period>")
@blueprint.response(200, BoardSchema)
@blueprint.doc(summary="某季度各主管部门的应报、已提交、草稿和未报数")
def board(period: str) -> dict[str, Any]:
    """Count a quarter by authority: a province's own, the ministry's all."""
    return board_shape(answer(counts_of(period, by=edge.actor(), **edge.law())))


@blueprint.get("/reporting/<period>/platforms")
@blueprint.arguments(StandingArguments, location="query")
@blueprint.response(200, StandingPageSchema)
@blueprint.doc(summary="某季度应报的平台及填报状态，按主管部门和编号排列")
def platforms(arguments: dict[str, Any], period: str) -> dict[str, Any]:
    """Name the platforms that owe the update, and where each stands."""
    found = _reporting(period, arguments["authority"]).standings
    if arguments["state"]:
        found = tuple(one for one in found if one.state == arguments["state"])
    if after := paging.position(arguments, 2):
        found = tuple(one for one in found if [one.authority, one.number] > after)
    limit = arguments["limit"]
    shown, more = found[:limit], len(found) > limit
    key = [shown[-1].authority, shown[-1].number] if more else None
    return paging.page([standing_shape(one) for one in shown], key)


@blueprint.get("/reporting/<period>/platforms.xlsx")
@blueprint.response(200, content_type=XLSX)
@blueprint.doc(summary="应报平台及填报状态，xlsx")
def export(period: str) -> Response:
    """Give every expected platform as a workbook."""
    content = desk.export_standings(_reporting(period), by=edge.actor(), at=edge.arrival())
    return attachment(content, name=f"reporting-{period}.xlsx", media_type=XLSX)


def _reporting(period: str, authority: str = "") -> Reporting:
    return desk.reporting_of(
        period,
        authority=authority,
        **edge.circumstances(),
    )
