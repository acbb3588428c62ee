"""Real-time updates as the API takes and gives them."""

from decimal import Decimal
from typing import Any

from marshmallow import Schema, fields, validate

from registry.documents.quarterly_updates import restored
from registry.documents.realtime_updates import RealtimeUpdate
from registry.policy.quarterly_update_values import plain
from registry.services.realtime_updates import state_of
from registry.services.review_texts import LONGEST
from schemas.moments import Moment
from schemas.paging import PageSchema
from schemas.quarterly_updates import TypedText


class RealtimeBody(Schema):
    """What was measured when."""

    values = fields.Dict(
        keys=fields.String(),
        values=TypedText(),
        required=True,
        metadata={"description": "数值，键为字段名，只收 realtime 为 true 的字段"},
    )
    measured_at = fields.AwareDateTime(
        required=True, metadata={"description": "测得时间，ISO 8601，带时区"}
    )


class RealtimeConfirmationBody(Schema):
    """Why the questioned values are right."""

    reason = fields.String(required=True, validate=validate.Length(1, LONGEST))


class RealtimeWithdrawalBody(Schema):
    """Why the questioned values are taken back, if anybody says so."""

    reason = fields.String(load_default="", validate=validate.Length(max=LONGEST))


class RealtimeValueSchema(Schema):
    """One value and where it stands."""

    value = fields.String(metadata={"description": "以文本给出，不失精度"})
    state = fields.String(
        metadata={
            "description": "counted 已采用；questioned 待说明；confirmed 已确认；withdrawn 已撤回"
        }
    )
    questions = fields.List(
        fields.String(),
        metadata={
            "description": "over_full_load 载荷超过 100%；jumped 与此前相差 10 倍及以上；"
            "backwards 早于已采用的最新数值；ahead 测得时间晚于收到时间"
        },
    )


class RealtimeUpdateSchema(Schema):
    """One report."""

    platform = fields.String()
    serial = fields.Integer(metadata={"description": "这个平台的第几次实时更新"})
    measured_at = Moment()
    received_at = Moment()
    reported_by = fields.String()
    door = fields.String(metadata={"description": "page 页面；api 接口"})
    values = fields.Dict(keys=fields.String(), values=fields.Nested(RealtimeValueSchema))
    open = fields.Boolean(metadata={"description": "有数值待依托单位确认或撤回"})
    outcome = fields.String(
        metadata={"description": "confirmed 已确认；withdrawn 已撤回；还没有说明的为空"}
    )
    reason = fields.String(metadata={"description": "确认或撤回时的说明"})
    form_version = fields.String()
    rulebook = fields.String()


class RealtimePageSchema(PageSchema):
    """A page of reports, newest first."""

    items = fields.List(fields.Nested(RealtimeUpdateSchema))


def realtime_shape(update: RealtimeUpdate) -> dict[str, Any]:
    """Return a report as plain values."""
    settlement = update.settlement
    return {
        "platform": update.platform,
        "serial": update.serial,
        "measured_at": update.measured_at,
        "received_at": update.received_at,
        "reported_by": update.account_name,
        "door": update.door,
        "values": {
            key: {
                "value": plain(value) if isinstance(value, Decimal) else str(value),
                "state": state_of(update, key),
                "questions": list(update.questions.get(key, ())),
            }
            for key, value in restored(update.values).items()
        },
        "open": update.open,
        "outcome": settlement.outcome if settlement else "",
        "reason": settlement.reason if settlement else "",
        "form_version": update.form_version,
        "rulebook": update.rulebook,
    }
