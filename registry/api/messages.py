"""Messages 消息 over the API: the list, and one marked read."""

from typing import Any

from flask_smorest import Blueprint
from marshmallow import fields

from registry import edge
from registry.api import paging
from registry.services import messages as desk
from registry.services.messages import Message
from schemas.messages import MessagePageSchema, MessageSchema

blueprint = Blueprint("api_messages", __name__, description="消息")


class MessageArguments(paging.PageArguments):
    """What the list is narrowed to."""

    unread = fields.Boolean(load_default=False, metadata={"description": "true 时只给未读的消息"})


@blueprint.get("/messages")
@blueprint.arguments(MessageArguments, location="query")
@blueprint.response(200, MessagePageSchema)
@blueprint.doc(summary="发给本单位的消息，最新的在前；读取列表不标为已读")
def messages(arguments: dict[str, Any]) -> dict[str, Any]:
    """List the messages to one's host or office."""
    after, limit = paging.position(arguments, 2), arguments["limit"]
    found, key = desk.list_messages(
        unread=arguments["unread"], by=edge.actor(), after=after, limit=limit
    )
    return paging.page(found, key or None)


@blueprint.post("/messages/<message_id>/read")
@blueprint.response(200, MessageSchema)
@blueprint.doc(summary="把一条消息标为已读；重复请求保留首次的时间")
def read(message_id: str) -> Message:
    """Mark a message read; repeated, the first time stands."""
    return desk.open_message(message_id, by=edge.actor(), at=edge.arrival())
