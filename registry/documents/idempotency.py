"""Answers kept by Idempotency-Key, so that a repeated request is harmless."""

from mongoengine import DateTimeField, DictField, Document, IntField, StringField

_SEVEN_DAYS = 7 * 24 * 3600


class KeptAnswer(Document):
    """The answer to one request of one account under one key. ``status`` 0: still at work."""

    account = StringField(required=True)
    key = StringField(required=True)
    fingerprint = StringField(required=True)
    status = IntField(required=True, default=0)
    body = StringField(default="")
    headers = DictField()
    begun_at = DateTimeField(required=True)

    meta = {
        "collection": "kept_answers",
        "auto_create_index": False,
        "indexes": [
            {"fields": ["account", "key"], "unique": True},
            {"fields": ["begun_at"], "expireAfterSeconds": _SEVEN_DAYS},
        ],
    }


DOCUMENTS = (KeptAnswer,)
