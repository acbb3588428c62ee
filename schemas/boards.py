"""The board 填报看板 and the rates, as the API gives them."""

from typing import Any

from marshmallow import Schema, fields

from registry.policy.reporting_rates import Duties, in_percent
from registry.services.boards import Board, Line
from registry.services.reporting_rates import RateLine, Rates
from schemas.moments import Moment
from schemas.windows import WindowSchema, window_shape


class BoardForecastSchema(Schema):
    """How many will be missing at closing."""

    least = fields.Integer(metadata={"description": "往季中最好的比例推算"})
    likely = fields.Integer(metadata={"description": "各往季合在一起的比例推算"})
    most = fields.Integer(metadata={"description": "往季中最差的比例推算"})
    quarters = fields.Integer(metadata={"description": "依据几个往季"})


class BoardLineSchema(Schema):
    """One line: expected = submitted + draft + missing."""

    key = fields.String(metadata={"description": "主管部门代码、所在地市或领域；合计为空"})
    name = fields.String()
    expected = fields.Integer(metadata={"description": "应报"})
    submitted = fields.Integer(metadata={"description": "已提交"})
    on_behalf = fields.Integer(metadata={"description": "已提交中由主管部门代填的"})
    late = fields.Integer(metadata={"description": "已提交中窗口截止后补报的"})
    returned = fields.Integer(metadata={"description": "已提交中退回补正、尚未补正的"})
    draft = fields.Integer(metadata={"description": "草稿：已开始填写，尚未提交"})
    missing = fields.Integer(metadata={"description": "未报：还没有开始填写"})
    forecast = fields.Nested(
        BoardForecastSchema,
        allow_none=True,
        metadata={"description": "预计截止时未提交；窗口没有开放、历史不足和按地市、领域的为 null"},
    )


class BoardHourSchema(Schema):
    """A quarter by the hour of its window."""

    period = fields.String()
    expected = fields.Integer(metadata={"description": "应报；往季不含准予补报的"})
    come_by = fields.List(
        fields.Integer(),
        metadata={
            "description": "窗口的第 0、1、2……个整点前已按时提交的家数；每个工作日 24 个整点，"
            "休息日提交的算在前一个工作日末。本季度到正在进行的一小时为止"
        },
    )


class LiveBoardSchema(Schema):
    """A quarter as it stands now."""

    period = fields.String()
    window = fields.Nested(WindowSchema)
    read_at = Moment(metadata={"description": "读取时刻"})
    phase = fields.String(metadata={"description": "upcoming 未开放；open 开放；closed 已截止"})
    total = fields.Nested(BoardLineSchema)
    authorities = fields.List(fields.Nested(BoardLineSchema))
    divisions = fields.List(
        fields.Nested(BoardLineSchema),
        metadata={"description": "按所在地市；只在看一个主管部门时有"},
    )
    fields_ = fields.List(
        fields.Nested(BoardLineSchema), data_key="fields", metadata={"description": "按领域"}
    )
    hours = fields.List(
        fields.Nested(BoardHourSchema), metadata={"description": "本季度和往季，最新的在前"}
    )


class RatedQuarterSchema(Schema):
    """The duties of a quarter, and their rates."""

    period = fields.String()
    required = fields.Integer(metadata={"description": "应报，不含免报和准予补报的"})
    on_time = fields.Integer()
    late = fields.Integer()
    unfiled = fields.Integer()
    excused = fields.Integer(metadata={"description": "准予补报，不计入应报"})
    complete = fields.String(
        allow_none=True,
        metadata={"description": "完整率（%），一位小数，不进位；没有应报的为 null"},
    )
    timely = fields.String(allow_none=True, metadata={"description": "按时率（%），同上"})


class RateLineSchema(Schema):
    """One authority's quarters, the oldest first."""

    authority = fields.String(metadata={"description": "主管部门代码；合计为空"})
    name = fields.String()
    quarters = fields.List(fields.Nested(RatedQuarterSchema))


class RatesSchema(Schema):
    """Rates of the closed quarters since the first filing."""

    authorities = fields.List(fields.Nested(RateLineSchema))
    total = fields.Nested(RateLineSchema)


def live_board_shape(found: Board) -> dict[str, Any]:
    """Return the board as plain values."""
    own = {
        "period": found.window.period,
        "expected": found.total.count.expected,
        "come_by": list(found.come_by),
    }
    earlier = [
        {"period": one.period, "expected": one.required[""], "come_by": list(one.come_by)}
        for one in found.earlier
    ]
    return {
        "period": found.window.period,
        "window": window_shape(found.window),
        "read_at": found.at,
        "phase": found.phase.value,
        "total": _line(found.total),
        "authorities": [_line(one) for one in found.authorities],
        "divisions": [_line(one) for one in found.divisions],
        "fields_": [_line(one) for one in found.fields],
        "hours": [own, *earlier],
    }


def rates_shape(found: Rates) -> dict[str, Any]:
    """Return the rates as plain values."""
    return {
        "authorities": [_rates(one, found.quarters) for one in found.lines],
        "total": _rates(found.total, found.quarters),
    }


def _line(one: Line) -> dict[str, Any]:
    its, told = one.count, one.forecast
    return {
        "key": one.key,
        "name": one.name,
        "expected": its.expected,
        "submitted": its.submitted,
        "on_behalf": its.on_behalf,
        "late": its.late,
        "returned": its.returned,
        "draft": its.draft,
        "missing": its.missing,
        "forecast": told
        and {
            "least": told.least,
            "likely": told.likely,
            "most": told.most,
            "quarters": told.quarters,
        },
    }


def _rates(line: RateLine, quarters: tuple[str, ...]) -> dict[str, Any]:
    rated = zip(quarters, line.duties, strict=True)
    return {
        "authority": line.authority,
        "name": line.name,
        "quarters": [_rated(period, its) for period, its in rated],
    }


def _rated(period: str, its: Duties) -> dict[str, Any]:
    return {
        "period": period,
        "required": its.required,
        "on_time": its.on_time,
        "late": its.late,
        "unfiled": its.unfiled,
        "excused": its.excused,
        "complete": None if its.complete is None else in_percent(its.complete),
        "timely": None if its.timely is None else in_percent(its.timely),
    }
