"""Webhooks 消息推送: addresses of systems that are told what their host or office is told."""

from mongoengine import DateTimeField, Document, IntField, StringField

from registry.plain_fields import PlainList


class Webhook(Document):
    """One address of a host, an authority or the ministry. ``secret`` is sealed.

    ``kinds`` are the nouns of the subjects it wants to hear of. ``failures`` counts the attempts
    in a row that came to nothing; until ``resting_until`` nothing is sent there. ``served_at`` is
    the last round it had a turn in. ``account`` is who registered it, empty for those of before.
    """

    audience = StringField(required=True, choices=["host", "authority", "ministry"])
    recipient = StringField(required=True)
    label = StringField(required=True, max_length=80)
    url = StringField(required=True)
    kinds = PlainList(StringField())
    secret = StringField(required=True)
    state = StringField(required=True, default="active", choices=["active", "paused"])
    failures = IntField(default=0)
    resting_until = DateTimeField()
    served_at = DateTimeField()
    account = StringField(default="")
    account_name = StringField(required=True)
    recorded_at = DateTimeField(required=True)

    meta = {
        "collection": "webhooks",
        "auto_create_index": False,
        "indexes": [("audience", "recipient", "recorded_at")],
    }


DOCUMENTS = (Webhook,)
