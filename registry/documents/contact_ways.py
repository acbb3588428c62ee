"""Contact ways 通知方式: where a person wants to be told outside this service."""

from mongoengine import BooleanField, DateTimeField, Document, StringField

from registry.plain_fields import PlainList


class ContactWays(Document):
    """One account's; its id is the account's. ``email`` and ``phone`` are sealed.

    ``channels`` are those the person wants: an address may be kept without being used.
    ``to_authority`` says that a host's person lets its authority see both where the host has not
    filed; without it nobody but the person does.
    """

    id = StringField(primary_key=True)
    email = StringField(default="")
    phone = StringField(default="")
    channels = PlainList(StringField(choices=["email", "sms"]))
    to_authority = BooleanField(default=False)
    recorded_at = DateTimeField(required=True)

    meta = {"collection": "contact_ways", "auto_create_index": False}


DOCUMENTS = (ContactWays,)
