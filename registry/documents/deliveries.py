"""Deliveries 投递: one message on its way by one channel to one address, and the channels on."""

from mongoengine import DateTimeField, Document, IntField, ObjectIdField, StringField


class Delivery(Document):
    """``address`` is an account's id, or a webhook's: where that leads is looked up when sending.

    So no e-mail address or number stands here, and a corrected one is used at the next attempt.
    ``since`` is when trying began, or began again; ``fault`` the code of why the last attempt
    came to nothing. ``audience`` and ``recipient`` are the message's.
    """

    message = ObjectIdField(required=True)
    channel = StringField(required=True, choices=["email", "sms", "webhook"])
    address = StringField(required=True)
    audience = StringField(required=True)
    recipient = StringField(required=True)
    state = StringField(
        required=True, default="waiting", choices=["waiting", "sent", "failed", "dropped"]
    )
    attempts = IntField(default=0)
    since = DateTimeField(required=True)
    next_try_at = DateTimeField(required=True)
    tried_at = DateTimeField()
    sent_at = DateTimeField()
    fault = StringField()
    answer_status = IntField()
    lease_until = DateTimeField()
    lease_holder = StringField()
    recorded_at = DateTimeField(required=True)

    meta = {
        "collection": "deliveries",
        "auto_create_index": False,
        "indexes": [
            {"fields": ["message", "channel", "address"], "unique": True, "name": "once"},
            {
                "fields": ["channel", "next_try_at"],
                "partialFilterExpression": {"state": "waiting"},
                "name": "due",
            },
            {
                "fields": ["address", "next_try_at"],
                "partialFilterExpression": {"channel": "webhook", "state": "waiting"},
                "name": "due_to_webhook",
            },
            ("state", "since"),
            {
                "fields": ["channel", "-recorded_at", "-id"],
                "partialFilterExpression": {"state": "failed"},
                "name": "dead",
            },
            {
                "fields": ["address", "-recorded_at", "-id"],
                "partialFilterExpression": {"channel": "webhook"},
                "name": "of_webhook",
            },
        ],
    }


class OpenChannel(Document):
    """A channel that is switched on, whose name is the id: since when, and when last looked at.

    It is noted by the job that sends, so ``since`` is its first look after the switching.
    """

    id = StringField(primary_key=True)
    since = DateTimeField(required=True)
    looked_at = DateTimeField(required=True)

    meta = {"collection": "open_channels", "auto_create_index": False}


DOCUMENTS = (Delivery, OpenChannel)
