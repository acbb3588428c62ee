"""Bans 3年内不得再次申报: who may not apply again, on what ground, until which day."""

from mongoengine import (
    DateField,
    DateTimeField,
    Document,
    EmbeddedDocument,
    EmbeddedDocumentListField,
    StringField,
)


class Lifting(EmbeddedDocument):
    """That an appeal lifted a ban: from which day to which, both included, why and by what.

    ``until_day`` is None where it is lifted for good, or for as long as a suspension lasts.
    """

    why = StringField(required=True)
    appeal = StringField(required=True)
    from_day = DateField(required=True)
    until_day = DateField()
    recorded_at = DateTimeField(required=True)


class Ban(Document):
    """One ban following a decision. ``until_day`` is its last day (ruling 4).

    It is in force by the date alone: nothing has to run when it lapses. ``liftings`` are only
    added to; on their days it binds nobody.
    """

    host = StringField(required=True)
    credit_code = StringField(required=True)
    host_name = StringField(required=True)
    platform = StringField(required=True)
    platform_name = StringField(required=True)
    ground = StringField(required=True)
    clause = StringField(required=True)
    decision = StringField(required=True)
    decided_on = DateField(required=True)
    from_day = DateField(required=True)
    until_day = DateField(required=True)
    recorded_at = DateTimeField(required=True)
    liftings = EmbeddedDocumentListField(Lifting)

    meta = {
        "collection": "bans",
        "auto_create_index": False,
        "indexes": [
            ("credit_code", "until_day"),
            ("host", "until_day"),
            ("platform", "until_day"),
            ("until_day", "id"),
            ("ground", "until_day", "id"),
            {"fields": ["decision", "platform"], "unique": True},
        ],
    }


DOCUMENTS = (Ban,)
