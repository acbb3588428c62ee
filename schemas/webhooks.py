"""Webhooks as the API takes and gives them: the secret with their making alone."""

from marshmallow import Schema, fields, validate

from registry.services.webhooks import KINDS
from schemas.moments import Moment
from schemas.paging import PageSchema

_MOST_KINDS = 40


class WebhookBody(Schema):
    """An address to be told."""

    label = fields.String(
        required=True, validate=validate.Length(1, 80), metadata={"description": "推送给哪个系统"}
    )
    url = fields.String(
        required=True,
        validate=validate.Length(1, 500),
        metadata={"description": "https 地址；不能指向本机、内网和保留网段，不能带用户名和密码"},
    )
    kinds = fields.List(
        fields.String(validate=validate.OneOf(KINDS)),
        required=True,
        validate=validate.Length(1, _MOST_KINDS),
        metadata={"description": "要推送的消息：所说对象的种类，如 application"},
    )


class WebhookSchema(Schema):
    """One of one's own host's or office's webhooks."""

    id = fields.String(metadata={"description": "推送地址的标识"})
    label = fields.String()
    url = fields.String()
    kinds = fields.List(fields.String())
    state = fields.String(metadata={"description": "active 推送中；paused 已暂停"})
    failures = fields.Integer(metadata={"description": "连续失败的次数"})
    resting_until = Moment(
        allow_none=True, metadata={"description": "连续失败后，到这时再试；没有失败时为 null"}
    )
    account_name = fields.String(metadata={"description": "登记人"})
    recorded_at = Moment()


class MadeWebhookSchema(WebhookSchema):
    """A webhook with its new secret."""

    secret = fields.String(metadata={"description": "签名密钥；只在这次答复中给出"})


class WebhookListSchema(Schema):
    """All webhooks of the caller's host or office."""

    items = fields.List(fields.Nested(WebhookSchema))


class DeliverySchema(Schema):
    """One message on its way to a webhook."""

    id = fields.String(metadata={"description": "投递编号，与请求头 Reserve-Delivery 相同"})
    message = fields.String(metadata={"description": "消息标识"})
    state = fields.String(
        metadata={"description": "waiting 等候；sent 已送达；failed 未送达；dropped 不再需要"}
    )
    attempts = fields.Integer()
    fault = fields.String(metadata={"description": "最后一次没有成功的原因（代码）；成功时为空"})
    answer_status = fields.Integer(
        allow_none=True, metadata={"description": "对方最后一次答复的状态码"}
    )
    recorded_at = Moment()
    tried_at = Moment(allow_none=True)
    next_try_at = Moment(allow_none=True, metadata={"description": "下次尝试；不再尝试时为 null"})
    sent_at = Moment(allow_none=True)


class DeliveryPageSchema(PageSchema):
    """A page of deliveries."""

    items = fields.List(fields.Nested(DeliverySchema))
