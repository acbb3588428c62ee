"""Bans as the API takes and gives them."""

from typing import Any

from marshmallow import Schema, fields, validate

from registry.messages import say
from registry.services.ban_checks import BanCheck
from schemas.ban_waivers import GrantedWaiverSchema


class BanQuery(Schema):
    """Whose bans are asked for."""

    credit_code = fields.String(
        required=True,
        validate=validate.Regexp(r"[0-9A-Za-z]{18}\Z", error=say("credit_code_wanted")),
        metadata={"description": "依托单位的统一社会信用代码，18 位"},
    )

    other = fields.String(
        data_key="with",
        load_default="",
        validate=validate.Regexp(r"([0-9A-Za-z]{18})?\Z", error=say("credit_code_wanted")),
        metadata={"description": "另一家的代码：问这两家合并后受什么约束；不问合并的不填"},
    )


class BanBody(Schema):
    """What a decision says. The length follows from the ground and is never typed."""

    platform = fields.String(required=True, validate=validate.Length(1, 40))
    ground = fields.String(required=True, validate=validate.Length(1, 60))
    decision = fields.String(required=True, validate=validate.Length(1, 100))
    decided_on = fields.Date(required=True)


class ReliefSchema(Schema):
    """A waiver in force today: other platforms than the banned one may apply."""

    number = fields.String(metadata={"description": "豁免编号，如 HM-2026-0001"})
    from_day = fields.Date(metadata={"description": "第一天（含）"})
    until_day = fields.Date(metadata={"description": "最后一天（含）"})


class BanSchema(Schema):
    """One ban: in force today or not, until which day (included), by which decision.

    One that an appeal lifted keeps its days, and says so.
    """

    in_force = fields.Boolean(
        metadata={"description": "今天是否在限制申报期内；经异议不再执行的为 false"}
    )
    lifted = fields.String(
        metadata={
            "description": "今天为什么不执行：suspended 决定暂停执行；changed、annulled 决定"
            "已变更、已撤销，自始无效；没有经过异议的为空"
        }
    )
    appeal = fields.String(metadata={"description": "使它不执行的异议编号；没有的为空"})
    credit_code = fields.String()
    host_name = fields.String()
    platform = fields.String(metadata={"description": "因哪个平台被移出"})
    platform_name = fields.String()
    ground = fields.String()
    clause = fields.String()
    decision = fields.String(metadata={"description": "决定文号"})
    decided_on = fields.Date()
    from_day = fields.Date(metadata={"description": "第一天（含）"})
    until_day = fields.Date(metadata={"description": "最后一天（含）"})
    way = fields.String(
        metadata={
            "description": "为什么约束所问的单位：决定对它作出，或经更名、合并、承载等一步步到它"
        }
    )
    waiver = fields.Nested(
        ReliefSchema,
        attribute="relief",
        allow_none=True,
        metadata={
            "description": "今天有效的豁免：可以申报其他平台，不能申报被移出的平台；没有的为空"
        },
    )


class MergedBanSchema(Schema):
    """What would bind the host that two became, by today's record."""

    other = fields.String(data_key="with", metadata={"description": "另一家的代码"})
    in_force = fields.Boolean()
    until_day = fields.Date(allow_none=True)
    message = fields.String(metadata={"description": "一句话结论"})
    items = fields.List(fields.Nested(BanSchema))


class BanCheckSchema(Schema):
    """Whether a host may not apply today, and every ban that touches it or did."""

    credit_code = fields.String()
    in_force = fields.Boolean()
    until_day = fields.Date(allow_none=True)
    message = fields.String(metadata={"description": "一句话结论"})
    items = fields.List(
        fields.Nested(BanSchema),
        metadata={"description": "约束它的和约束过它的，经前身、承继而来的也在内；最长的在前"},
    )
    waivers = fields.List(
        fields.Nested(GrantedWaiverSchema), metadata={"description": "批准过的豁免，最新的在前"}
    )
    merged = fields.Nested(
        MergedBanSchema, allow_none=True, metadata={"description": "问了合并的，这里回答"}
    )


def check_shape(found: BanCheck, other: str, merged: BanCheck | None) -> dict[str, Any]:
    """Return the answer to a check: the running ban that lasts longest decides."""
    return {
        "credit_code": found.credit_code,
        **_answer(found, found.said),
        "waivers": found.waivers,
        "merged": merged and {"other": other, **_answer(merged, merged.said_of_merger)},
    }


def _answer(found: BanCheck, said: str) -> dict[str, Any]:
    running = found.running
    return {
        "in_force": running is not None,
        "until_day": running.until_day if running else None,
        "message": said,
        "items": list(found.bans),
    }
