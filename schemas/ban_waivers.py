"""Waivers of a ban as the API takes and gives them."""

from marshmallow import Schema, fields, validate

from registry.messages import say
from schemas.moments import Moment
from schemas.paging import PageSchema

_LONGEST = 1000


class WaiverBody(Schema):
    """From which ban, for which host, on which days, and why."""

    credit_code = fields.String(
        required=True,
        validate=validate.Length(equal=18, error=say("credit_code_wanted")),
        metadata={"description": "要豁免的依托单位的统一社会信用代码"},
    )
    decision = fields.String(
        required=True, validate=validate.Length(1, 100), metadata={"description": "决定文号"}
    )
    platform = fields.String(
        required=True,
        validate=validate.Length(1, 40),
        metadata={"description": "因哪个平台被移出（编号）"},
    )
    from_day = fields.Date(required=True, metadata={"description": "第一天（含），不早于今天"})
    until_day = fields.Date(
        required=True, metadata={"description": "最后一天（含），不晚于限制申报的最后一天"}
    )
    reason = fields.String(required=True, validate=validate.Length(1, _LONGEST))


class WaiverWithdrawalBody(Schema):
    """Why a waiver ends."""

    reason = fields.String(required=True, validate=validate.Length(1, _LONGEST))


class GrantedWaiverSchema(Schema):
    """A waiver that was approved, as whoever may ask about the host sees it."""

    number = fields.String(metadata={"description": "豁免编号，如 HM-2026-0001"})
    decision = fields.String()
    platform = fields.String(metadata={"description": "被移出的平台，豁免不及于它"})
    platform_name = fields.String()
    credit_code = fields.String()
    host_name = fields.String()
    from_day = fields.Date(metadata={"description": "第一天（含）"})
    until_day = fields.Date(metadata={"description": "最后一天（含）"})
    state = fields.String(metadata={"description": "approved 已批准；withdrawn 已撤销"})
    approved_at = Moment(allow_none=True)
    withdrawn_at = Moment(allow_none=True)


class WaiverSchema(GrantedWaiverSchema):
    """One waiver with who did what."""

    reason = fields.String()
    clause = fields.String()
    state = fields.String(
        metadata={"description": "prepared 待批准；approved 已批准；withdrawn 已撤销"}
    )
    version = fields.Integer(metadata={"description": "版本，与 ETag 相同"})
    prepared_at = Moment()
    prepared_by = fields.String(attribute="account_name")
    approved_by = fields.String(attribute="approved_by_name")
    withdrawn_by = fields.String(attribute="withdrawn_by_name")
    withdrawn_reason = fields.String()


class WaiverPageSchema(PageSchema):
    """A page of waivers, newest first."""

    items = fields.List(fields.Nested(WaiverSchema))
