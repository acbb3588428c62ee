"""Two versions of a quarterly update side by side 版本对照, over the API."""

from typing import Any

from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from registry import edge
from registry.services import update_diffs as desk
from schemas.update_diffs import UpdateDiffSchema, diff_shape

blueprint = Blueprint("api_update_diffs", __name__, description="季度动态更新")

_RECEIPT = validate.Length(max=100)


class DiffArguments(Schema):
    """Which two versions, each by its receipt."""

    earlier = fields.String(
        load_default="",
        data_key="from",
        validate=_RECEIPT,
        metadata={"description": "前一版的回执编号；不给时为后一版之前的一版"},
    )
    later = fields.String(
        load_default="",
        data_key="to",
        validate=_RECEIPT,
        metadata={"description": "后一版的回执编号；不给时为最新的一版"},
    )


@blueprint.get("/platforms/<number>/update-diffs")
@blueprint.arguments(DiffArguments, location="query")
@blueprint.response(200, UpdateDiffSchema)
@blueprint.doc(summary="任意两版逐项对照，可以跨季度、跨表式版本")
def diff(arguments: dict[str, str], number: str) -> dict[str, Any]:
    """Give two versions and what differs."""
    found = desk.read_diff(number, **arguments, by=edge.actor())
    return diff_shape(found)
