"""Bans as the API takes and gives them."""

from typing import Any

from marshmallow import Schema, fields, validate

from registry.messages import say
from registry.services.bans import BanStanding


class BanQuery(Schema):
    """Whose bans are asked for."""

    credit_code = fields.String(
        required=True,
        validate=validate.Regexp(r"[0-9A-Za-z]{18}\Z", error=say("credit_code_wanted")),
        metadata={"description": "依托单位的统一社会信用代码，18 位"},
    )


class BanBody(Schema):
    """What a decision says. The length follows from the ground and is never typed."""

    platform = fields.String(required=True, validate=validate.Length(1, 40))
    ground = fields.String(required=True, validate=validate.Length(1, 60))
    decision = fields.String(required=True, validate=validate.Length(1, 100))
    decided_on = fields.Date(required=True)


class BanSchema(Schema):
    """One ban: in force today or not, until which day (included), by which decision."""

    in_force = fields.Boolean(metadata={"description": "今天是否在限制申报期内"})
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


class BanCheckSchema(Schema):
    """Whether a host may not apply today, and every ban it ever had."""

    credit_code = fields.String()
    in_force = fields.Boolean()
    until_day = fields.Date(allow_none=True)
    message = fields.String(metadata={"description": "一句话结论"})
    items = fields.List(fields.Nested(BanSchema))


def check_shape(credit_code: str, bans: tuple[BanStanding, ...]) -> dict[str, Any]:
    """Return the answer to a check: the running ban that lasts longest decides."""
    running = next((ban for ban in bans if ban.in_force), None)
    if running:
        said = say("ban_in_force", until=running.until_day.isoformat(), decision=running.decision)
    elif bans:
        said = say("ban_over", until=bans[0].until_day.isoformat(), decision=bans[0].decision)
    else:
        said = say("ban_none")
    return {
        "credit_code": credit_code,
        "in_force": running is not None,
        "until_day": running.until_day if running else None,
        "message": said,
        "items": list(bans),
    }
