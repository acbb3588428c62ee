"""Transfers 移交: a platform handed from one reporting authority to another."""

from mongoengine import BooleanField, DateField, DateTimeField, Document, IntField, StringField

from registry.plain_fields import PlainList


class Transfer(Document):
    """One proposal of the giving authority, and what the receiving one made of it.

    ``open`` is true until it is accepted, refused or withdrawn: a platform has one such at
    most. ``answer`` is the reason of a refusal or withdrawal; ``applications`` what moved along.
    """

    number = StringField(required=True)
    platform = StringField(required=True)
    platform_name = StringField(required=True)
    host = StringField(required=True)
    host_name = StringField(required=True)
    giving = StringField(required=True)
    receiving = StringField(required=True)
    parties = PlainList(StringField(), required=True)
    reason = StringField(required=True)
    effective_on = DateField(required=True)
    state = StringField(required=True)
    open = BooleanField(required=True, default=True)
    version = IntField(required=True, default=1)
    account = StringField(required=True)
    account_name = StringField(required=True)
    proposed_at = DateTimeField(required=True)
    answer = StringField(default="")
    settled_by_name = StringField(default="")
    settled_at = DateTimeField()
    applications = PlainList(StringField())

    meta = {
        "collection": "transfers",
        "auto_create_index": False,
        "indexes": [
            {"fields": ["number"], "unique": True},
            {
                "fields": ["platform"],
                "name": "platform_of_open",
                "unique": True,
                "partialFilterExpression": {"open": True},
            },
            ("parties", "-proposed_at", "-number"),
            ("-proposed_at", "-number"),
            ("platform", "-proposed_at"),
            ("state", "effective_on", "proposed_at"),
        ],
    }


DOCUMENTS = (Transfer,)
