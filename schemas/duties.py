"""A platform's duties as the API gives them: how each quarter stands, and what decided it."""

from typing import Any

from marshmallow import Schema, fields

from registry.policy.duties import Reason
from registry.services.duty_reasons import told_reason
from registry.services.quarters import Quarter
from schemas.moments import Moment


class DutyReasonSchema(Schema):
    """What decided how a duty stands, with its days."""

    code = fields.String(
        metadata={
            "description": "ahead 窗口未开放；open 窗口开放；under_leave 正可补报；"
            "in_time 按时提交；late 补报；excused 准予补报；nothing_filed 窗口已过未提交；"
            "admitted_in_window 窗口期内入库；admitted_after 窗口截止后入库；"
            "removed 窗口截止前移出；away 窗口期内不在库（经申诉恢复）"
        }
    )
    since = Moment(
        metadata={
            "description": "提交的为收到时间；补报许可的为开始时间；不在库的为离库时间；"
            "入库、移出的为入库、移出时间；其他为窗口开放时间"
        }
    )
    until = Moment(
        metadata={
            "description": "补报许可的为截止时刻（不含）；不在库的为恢复时间；"
            "其他为窗口截止时刻（不含）"
        }
    )
    reference = fields.String(metadata={"description": "所依据的补报许可或申诉编号；没有的为空"})
    text = fields.String(metadata={"description": "依据的说明"})


class DutySchema(Schema):
    """One quarter of a platform."""

    period = fields.String(metadata={"description": "季度，如 2026Q4"})
    state = fields.String(
        metadata={
            "description": "not_yet_due 未到期；open 待提交；done_on_time 按时；done_late 补报；"
            "excused 准予补报；not_required 免报；missed 未报"
        }
    )
    reason = fields.Nested(DutyReasonSchema)
    flags = fields.List(
        fields.String(), metadata={"description": "状态以外另有的，同填报情况的 flags"}
    )
    receipt = fields.String(metadata={"description": "最近一次提交的回执编号；没有提交的为空"})


class DutiesSchema(Schema):
    """A platform's quarters since it was admitted, newest first."""

    items = fields.List(fields.Nested(DutySchema))


def duty_shape(quarter: Quarter) -> dict[str, Any]:
    """Return one quarter as plain values."""
    return {
        "period": quarter.period,
        "state": quarter.duty.value,
        "reason": _reason_shape(quarter.reason),
        "flags": list(quarter.flags),
        "receipt": quarter.receipt,
    }


def _reason_shape(reason: Reason) -> dict[str, Any]:
    return {
        "code": reason.code.value,
        "since": reason.since,
        "until": reason.until,
        "reference": reason.reference,
        "text": told_reason(reason),
    }
