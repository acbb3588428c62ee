"""The summary sheet that the system writes, over the API."""

from http import HTTPStatus

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint

from registry import edge
from registry.api.idempotency import idempotent
from registry.api.openapi import ETAG, MADE, limited
from registry.api.summary_sheets import shown
from registry.doors import first
from registry.limits import UPLOADS
from registry.permissions import require
from registry.services.written_sheets import write_sheet
from schemas.summary_sheets import SheetSchema, WrittenSheetBody

blueprint = Blueprint("api_written_sheets", __name__, description="汇总表")


@blueprint.post("/written-sheets")
@limited(UPLOADS)
@first(lambda: require(edge.actor(), "summary_sheets:upload"))
@idempotent
@blueprint.arguments(WrittenSheetBody)
@blueprint.response(201, SheetSchema, description="已生成并检查", headers=ETAG | MADE)
@blueprint.alt_response(
    200, schema=SheetSchema, description="推荐没有变化，是先前生成的一份", headers=ETAG | MADE
)
@blueprint.doc(summary="从系统里已推荐的申报生成汇总表，检查后存为待受理；打印后带二维码")
def write(body: dict[str, str]) -> ResponseReturnValue:
    """Write the sheet of what an authority recommends in a round."""
    done = write_sheet(body["authority"], body["period"], **edge.circumstances())
    answer = shown(done.sheet)
    answer.status_code = HTTPStatus.CREATED if done.created else HTTPStatus.OK
    answer.headers["Location"] = url_for("api_summary_sheets.sheet", number=done.sheet.number)
    return answer
