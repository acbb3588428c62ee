"""The outbox: messages written with the fact they tell of, sent after it."""

from mongoengine import DateTimeField, DictField, Document, IntField, StringField


class OutboxMessage(Document):
    """One message to a host, an authority or the ministry. ``code`` names its sentence.

    ``read_at`` is when somebody of the recipient first saw it in this service.
    """

    audience = StringField(required=True, choices=["host", "authority", "ministry", "account"])
    recipient = StringField(required=True)
    code = StringField(required=True)
    params = DictField()
    subject = StringField(required=True)
    recorded_at = DateTimeField(required=True)
    state = StringField(required=True, default="pending", choices=["pending", "sent", "failed"])
    attempts = IntField(default=0)
    sent_at = DateTimeField()
    read_at = DateTimeField()

    meta = {
        "collection": "outbox",
        "auto_create_index": False,
        "indexes": [
            ("state", "recorded_at"),
            ("audience", "recipient", "-recorded_at"),
            ("subject", "audience", "-recorded_at"),
        ],
    }


DOCUMENTS = (OutboxMessage,)
