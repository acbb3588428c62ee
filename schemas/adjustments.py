"""The adjustment round as the API takes and gives it."""

from typing import Any

from marshmallow import Schema, fields, validate

from registry.documents.adjustments import AdjustmentRound
from registry.policy.windows import Window
from registry.services.adjustment_overview import AuthorityRound, AuthorityStanding
from registry.services.round_notices import LONGEST_ASKS, LONGEST_NUMBER, LONGEST_REASON
from schemas.moments import Moment
from schemas.windows import WindowSchema, window_shape


class NoticeBody(Schema):
    """What a notice says."""

    number = fields.String(
        required=True,
        validate=validate.Length(1, LONGEST_NUMBER),
        metadata={"description": "通知文号"},
    )
    dated = fields.Date(required=True, metadata={"description": "通知日期"})
    asks = fields.String(
        required=True,
        validate=validate.Length(1, LONGEST_ASKS),
        metadata={"description": "通知要求"},
    )


class CorrectionBody(NoticeBody):
    """What a corrected notice says, and why."""

    reason = fields.String(
        required=True,
        validate=validate.Length(1, LONGEST_REASON),
        metadata={"description": "更正原因"},
    )


class CutOffBody(Schema):
    """Until when an authority's hosts may submit."""

    until = Moment(
        required=True,
        metadata={"description": "截止时刻（不含），须带时区；窗口结束时刻表示取消"},
    )
    reason = fields.String(
        load_default="",
        validate=validate.Length(max=LONGEST_REASON),
        metadata={"description": "推迟的原因；第一次设定可不填"},
    )


class NoticeSchema(Schema):
    """A round's notice as it stands."""

    number = fields.String(attribute="notice_number")
    dated = fields.Date(attribute="notice_date")
    asks = fields.String()
    version = fields.Integer(metadata={"description": "第几版；更正一次加一"})
    reason = fields.String(metadata={"description": "更正原因；第一版为空"})
    opened_at = Moment(metadata={"description": "登记通知、开启本轮的时间"})
    recorded_at = Moment(metadata={"description": "这一版登记的时间"})


class RoundSchema(Schema):
    """A round: its window, and its notice where one is on record."""

    period = fields.String(metadata={"description": "轮次，如 2026H2"})
    window = fields.Nested(WindowSchema)
    notice = fields.Nested(
        NoticeSchema, allow_none=True, metadata={"description": "没有登记通知时为 null"}
    )


class AuthorityRoundSchema(Schema):
    """One authority's part of a round."""

    authority = fields.String()
    name = fields.String()
    applications = fields.Dict(
        keys=fields.String(),
        values=fields.Integer(),
        metadata={"description": "申报份数，按状态；没有的状态不列"},
    )
    carried = fields.Integer(metadata={"description": "其中从以前轮次转来的"})
    sheet = fields.String(metadata={"description": "最新汇总表的状态；no_sheet 为未上传"})
    exits = fields.Integer(metadata={"description": "待研究的退出建议"})
    left = fields.Dict(
        keys=fields.String(),
        values=fields.Integer(),
        metadata={
            "description": "未办事项：review 待审核、sheet 待列入汇总表、mend 待修改、"
            "accept 待受理、admit 入库中"
        },
    )
    cut_off = Moment(
        allow_none=True, metadata={"description": "本地区另定的申报截止时刻；没有为 null"}
    )
    last_activity = Moment(allow_none=True)


class AuthorityStandingSchema(AuthorityRoundSchema):
    """One authority's part of a round, with until when its hosts may submit."""

    period = fields.String()
    hosts_until = Moment(metadata={"description": "依托单位申报的截止时刻（不含）"})
    cut_off_reason = fields.String()
    version = fields.Integer(metadata={"description": "截止时间的版本，与 ETag 相同；没有为 0"})


def round_shape(window: Window, standing: AdjustmentRound | None) -> dict[str, Any]:
    """Return a round whole."""
    return {"period": window.period, "window": window_shape(window), "notice": standing}


def line_shape(one: AuthorityRound) -> dict[str, Any]:
    """Return one authority's part of a round."""
    names = (
        "authority",
        "name",
        "carried",
        "sheet",
        "exits",
        "cut_off",
        "last_activity",
    )  # fmt: skip - one list of fields reads as a table
    shape = {name: getattr(one, name) for name in names}
    return shape | {"applications": dict(one.applications), "left": dict(one.left)}


def standing_shape(found: AuthorityStanding) -> dict[str, Any]:
    """Return one authority's part of a round with its cut-off."""
    cut_off = found.cut_off
    return line_shape(found.line) | {
        "period": found.standing.window.period,
        "hosts_until": found.times.hosts_until,
        "cut_off_reason": cut_off.reason if cut_off else "",
        "version": cut_off.version if cut_off else 0,
    }
