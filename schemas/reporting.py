"""Who has reported, as the API gives it."""

from typing import Any

from marshmallow import Schema, fields

from registry.services.authorities import authority_name
from registry.services.reporting import Standing, State
from registry.services.reporting_counts import Counts, Tally
from schemas.moments import Moment
from schemas.paging import PageSchema
from schemas.windows import WindowSchema, window_shape


class TallySchema(Schema):
    """One authority's count: expected = submitted + draft + missing."""

    authority = fields.String(metadata={"description": "主管部门代码；合计为空"})
    name = fields.String()
    expected = fields.Integer(metadata={"description": "应报"})
    submitted = fields.Integer(metadata={"description": "已提交"})
    on_behalf = fields.Integer(metadata={"description": "已提交中由主管部门代填的"})
    draft = fields.Integer(metadata={"description": "草稿：已开始填写，尚未提交"})
    missing = fields.Integer(metadata={"description": "未报：还没有开始填写"})


class BoardSchema(Schema):
    """How a quarter stands."""

    period = fields.String()
    window = fields.Nested(WindowSchema)
    authorities = fields.List(fields.Nested(TallySchema))
    total = fields.Nested(TallySchema)


class StandingSchema(Schema):
    """One platform that owes the update."""

    number = fields.String(metadata={"description": "平台编号"})
    name = fields.String()
    host_name = fields.String()
    authority = fields.String()
    authority_name = fields.String()
    state = fields.String(metadata={"description": "submitted、draft 或 missing"})
    timeliness = fields.String(
        metadata={"description": "on_time 按时；late 补报；excused 准予补报；没有提交的为空"}
    )
    late_until = Moment(
        allow_none=True,
        metadata={"description": "没有提交而正可以补报的：补报的截止时刻（不含）；其他为 null"},
    )
    flags = fields.List(
        fields.String(),
        metadata={
            "description": "状态以外另有的：late 补报；reopened 开放过补报；"
            "returned 退回待补正；unanswered 退回逾期未补正；mended 退回后已补正"
        },
    )
    receipt = fields.String()
    on_behalf = fields.String(metadata={"description": "代填的主管部门代码；依托单位填报的为空"})
    submitted_at = Moment(allow_none=True)


class StandingPageSchema(PageSchema):
    """A page of platforms, by authority and number."""

    items = fields.List(fields.Nested(StandingSchema))


def board_shape(found: Counts) -> dict[str, Any]:
    """Return the board as plain values."""
    return {
        "period": found.window.period,
        "window": window_shape(found.window),
        "authorities": [_tally(one) for one in found.tallies],
        "total": _tally(found.total),
    }


def standing_shape(one: Standing) -> dict[str, Any]:
    """Return one platform's standing as plain values."""
    return {
        "number": one.number,
        "name": one.name,
        "host_name": one.host_name,
        "authority": one.authority,
        "authority_name": authority_name(one.authority),
        "state": one.state.value,
        "timeliness": one.timeliness,
        "late_until": one.late_until,
        "flags": list(one.flags),
        "receipt": one.receipt,
        "on_behalf": one.on_behalf,
        "submitted_at": one.submitted_at,
    }


def _tally(one: Tally) -> dict[str, Any]:
    return {
        "authority": one.authority,
        "name": one.name,
        "expected": one.expected,
        "submitted": one.submitted,
        "on_behalf": one.on_behalf,
        "draft": one.draft,
        "missing": one.missing,
    }


STATES = tuple(state.value for state in State)
