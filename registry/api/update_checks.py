"""The catalogue of checks over the API: what is checked, and how often each check hits."""

from typing import Any

from flask_smorest import Blueprint
from marshmallow import Schema, fields

from registry import edge
from registry.services.update_check_exports import list_checks
from registry.services.update_checks import count_hits
from registry.services.windows import update_window, window_in_question
from schemas.update_checks import CatalogueSchema, CountedSchema, catalogue_shape, counted_shape

blueprint = Blueprint("api_update_checks", __name__, description="核对规则")


class QuarterArguments(Schema):
    """Which quarter is asked about."""

    period = fields.String(
        load_default="", metadata={"description": "季度，如 2026Q4；不填为当前填报的季度"}
    )


class HitsArguments(QuarterArguments):
    """What the count is narrowed to."""

    authority = fields.String(load_default="", metadata={"description": "主管部门代码"})


@blueprint.get("/update-checks")
@blueprint.arguments(QuarterArguments, location="query")
@blueprint.response(200, CatalogueSchema)
@blueprint.doc(summary="季度动态更新的全部核对规则，及其在某季度的阶段")
def catalogue(arguments: dict[str, Any]) -> dict[str, Any]:
    """Give the whole catalogue as it holds for a quarter."""
    period = _period(arguments)
    return catalogue_shape(period, list_checks(period, by=edge.actor()))


@blueprint.get("/update-checks/hits")
@blueprint.arguments(HitsArguments, location="query")
@blueprint.response(200, CountedSchema)
@blueprint.doc(
    summary="某季度各条核对规则命中多少平台、多少处，多少处已说明",
    description="按各平台的当前版本计；含只供主管部门参考的试行观察。",
)
def hits(arguments: dict[str, Any]) -> dict[str, Any]:
    """Count how often each check hit: a province's own platforms, the ministry's all."""
    period = _period(arguments)
    return counted_shape(period, count_hits(period, arguments["authority"], by=edge.actor()))


def _period(arguments: dict[str, Any]) -> str:
    law, at = edge.law(), edge.arrival()
    if arguments["period"]:
        return update_window(arguments["period"], at=at, **law).period
    return window_in_question(at=at, **law).period
