"""The board 填报看板 over the API: a quarter as it stands now, and the rates over quarters."""

from typing import Any

from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from registry import edge
from registry.services.boards import board_of
from registry.services.reporting_rates import rates_of
from schemas.boards import LiveBoardSchema, RatesSchema, live_board_shape, rates_shape

blueprint = Blueprint("api_boards", __name__, description="填报看板")


class WhoseArguments(Schema):
    """Whose board it is."""

    authority = fields.String(
        load_default="",
        validate=validate.Length(max=20),
        metadata={"description": "主管部门代码；省级可以不填，部里不填为全部"},
    )


@blueprint.get("/boards/<period>")
@blueprint.arguments(WhoseArguments, location="query")
@blueprint.response(200, LiveBoardSchema)
@blueprint.doc(summary="某季度窗口此刻的填报进度：按主管部门、地市、领域和小时，与往季相比，并预计")
def board(arguments: dict[str, Any], period: str) -> dict[str, Any]:
    """Give a quarter as it stands now."""
    return live_board_shape(
        board_of(period, authority=arguments["authority"], **edge.circumstances())
    )


@blueprint.get("/reporting-rates")
@blueprint.arguments(WhoseArguments, location="query")
@blueprint.response(200, RatesSchema)
@blueprint.doc(summary="已截止的各季度完整率和按时率，按主管部门")
def rates(arguments: dict[str, Any]) -> dict[str, Any]:
    """Give the rates over the quarters."""
    return rates_shape(rates_of(authority=arguments["authority"], **edge.circumstances()))
