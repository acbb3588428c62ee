"""Leaves to file late 补报许可 as the API takes and gives them."""

from datetime import datetime
from typing import Any

from marshmallow import Schema, fields, validate

from registry.documents.late_filings import LONGEST_REASON, LateFilingLeave
from registry.policy.late_filings import state_of
from schemas.moments import Moment
from schemas.paging import PageSchema


class LeaveBody(Schema):
    """For whom leave is given, for which quarter, until when, and why."""

    platform = fields.String(
        load_default="",
        validate=validate.Length(max=40),
        metadata={"description": "平台编号；部里向整个主管部门开放时不填"},
    )
    authority = fields.String(
        load_default="",
        validate=validate.Length(max=20),
        metadata={"description": "主管部门代码；只在部里向整个主管部门开放时填写"},
    )
    period = fields.String(
        required=True,
        validate=validate.Length(1, 10),
        metadata={"description": "季度，如 2026Q3；窗口须已截止"},
    )
    last_day = fields.Date(
        required=True, metadata={"description": "补报截止日（含），从今天起 30 天以内"}
    )
    reason = fields.String(
        required=True,
        validate=validate.Length(1, LONGEST_REASON),
        metadata={"description": "开放的原因"},
    )
    excused = fields.Boolean(
        load_default=False, metadata={"description": "准予补报，不计逾期；只有部里可以认定"}
    )


class LeaveEndBody(Schema):
    """Why a leave ends before its last day."""

    reason = fields.String(required=True, validate=validate.Length(1, LONGEST_REASON))


class LeaveSchema(Schema):
    """One leave with who gave and ended it."""

    number = fields.String(metadata={"description": "补报许可编号，如 BB-330000-2026-0001"})
    authority = fields.String()
    platform = fields.String(metadata={"description": "平台编号；整个主管部门的为空"})
    platform_name = fields.String()
    period = fields.String()
    excused = fields.Boolean(metadata={"description": "true 记为准予补报；false 记为补报"})
    reason = fields.String()
    side = fields.String(metadata={"description": "province 主管部门开放；ministry 部里开放"})
    last_day = fields.Date(metadata={"description": "补报截止日（含）"})
    opens_at = Moment(metadata={"description": "开放时刻（含）"})
    late_until = Moment(metadata={"description": "截止时刻（不含）；提前结束的为结束时刻"})
    state = fields.String(metadata={"description": "running 补报中；lapsed 已到期；ended 提前结束"})
    version = fields.Integer(metadata={"description": "版本，与 ETag 相同"})
    given_by = fields.String()
    ended_at = Moment(allow_none=True)
    ended_by = fields.String()
    ended_reason = fields.String()


class LeavePageSchema(PageSchema):
    """A page of leaves, newest first."""

    items = fields.List(fields.Nested(LeaveSchema))


def leave_shape(leave: LateFilingLeave, at: datetime) -> dict[str, Any]:
    """Return a leave as plain values, as it stands at that moment."""
    return {
        "number": leave.number,
        "authority": leave.authority,
        "platform": leave.platform,
        "platform_name": leave.platform_name,
        "period": leave.period,
        "excused": leave.excused,
        "reason": leave.reason,
        "side": leave.side,
        "last_day": leave.last_day,
        "opens_at": leave.opens_at,
        "late_until": leave.until,
        "state": state_of(leave.until, leave.ended_at, at).value,
        "version": leave.version,
        "given_by": leave.account_name,
        "ended_at": leave.ended_at,
        "ended_by": leave.ended_by_name,
        "ended_reason": leave.ended_reason,
    }
