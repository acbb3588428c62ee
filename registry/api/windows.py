"""The windows of a year over the API, for everybody: offices write scripts on this shape."""

from flask_smorest import Blueprint
from marshmallow import fields

from registry import edge
from registry.law import NATIONAL
from registry.policy.periods import PeriodError
from registry.policy.windows import windows_of_year
from registry.services.windows import YearOutOfRange
from schemas.windows import WindowSchema, window_shape

blueprint = Blueprint("api_windows", __name__, description="填报窗口")


class NoticedWindowSchema(WindowSchema):
    """A window with the State Council notices it rests on."""

    notices = fields.List(
        fields.String(), metadata={"description": "所依据的国务院办公厅放假通知文号"}
    )


@blueprint.get("/windows/<int(fixed_digits=4):year>")
@blueprint.response(200, NoticedWindowSchema(many=True))
@blueprint.doc(summary="某年的全部填报窗口：五个工作日、起止时刻、是否暂定、依据", security=[])
def windows(year: int) -> list[dict[str, object]]:
    """Give a year's windows, in the order they close."""
    try:
        found = windows_of_year(year, edge.calendar(), edge.rulebook().programme(NATIONAL))
    except PeriodError as error:
        raise YearOutOfRange(year=year) from error
    return [window_shape(one) | {"notices": list(one.notices)} for one in found]
