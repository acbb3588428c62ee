"""Messages as the API gives them."""

from marshmallow import Schema, fields

from schemas.moments import Moment
from schemas.paging import PageSchema


class MessageSchema(Schema):
    """One message to the caller's host or office."""

    id = fields.String(metadata={"description": "消息标识"})
    code = fields.String(metadata={"description": "消息种类，供程序判断"})
    text = fields.String(metadata={"description": "消息全文"})
    subject = fields.String(
        metadata={"description": "所说的对象：种类和编号，以冒号相连，如 platform:330000-2026-0001"}
    )
    recorded_at = Moment()
    read_at = Moment(allow_none=True, metadata={"description": "本单位首次阅读的时间；未读的为空"})


class MessagePageSchema(PageSchema):
    """A page of messages."""

    items = fields.List(fields.Nested(MessageSchema))
