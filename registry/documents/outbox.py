"""The outbox: messages written with the fact they tell of, sent after it.

What has to be done because of a fact is written here, too, so that it cannot be lost: a
message to the audience ``desk``, which a job takes up (``services.unreported_change_sources``).
"""

from mongoengine import DateTimeField, Document, IntField, StringField

from registry.plain_fields import PlainDict

AUDIENCES = ["host", "authority", "ministry", "account", "desk"]
# Under way: its deliveries were made. Inbox only: nobody wanted it by another way.
STATES = ["pending", "under_way", "sent", "failed", "inbox_only"]


class OutboxMessage(Document):
    """One message to a host, an authority, the ministry or the desk. ``code`` names its sentence.

    ``read_at`` is when somebody of the recipient first saw it in this service. A message to the
    desk of an authority that could not be acted on keeps when it was last tried, and the kind of
    the ``fault``, without its words.
    """

    audience = StringField(required=True, choices=AUDIENCES)
    recipient = StringField(required=True)
    code = StringField(required=True)
    params = PlainDict()
    subject = StringField(required=True)
    recorded_at = DateTimeField(required=True)
    state = StringField(required=True, default="pending", choices=STATES)
    attempts = IntField(default=0)
    tried_at = DateTimeField()
    fault = StringField()
    sent_at = DateTimeField()
    read_at = DateTimeField()

    meta = {
        "collection": "outbox",
        "auto_create_index": False,
        "indexes": [
            ("state", "recorded_at"),
            {"fields": ["audience", "recipient", "-recorded_at", "-id"], "name": "inbox"},
            {
                "fields": ["audience", "recipient", "read_at", "-recorded_at", "-id"],
                "name": "inbox_unread",
            },
            ("subject", "audience", "-recorded_at"),
            {
                "fields": ["attempts", "recorded_at"],
                "partialFilterExpression": {"audience": "desk", "state": "pending"},
                "name": "desk_waiting",
            },
            {
                "fields": ["recipient", "-recorded_at"],
                "partialFilterExpression": {"audience": "desk", "state": "failed"},
                "name": "desk_given_up",
            },
        ],
    }


DOCUMENTS = (OutboxMessage,)
