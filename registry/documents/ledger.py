"""The ledger 台账: one entry per act, appended and never changed, chained per subject."""

from typing import NamedTuple

from mongoengine import DateTimeField, Document, DynamicField, IntField, StringField


class ChainEnd(NamedTuple):
    """Where a subject's chain ends: its last sequence number and digest, or nothing yet."""

    sequence: int = 0
    digest: str = ""


NOT_BEGUN = ChainEnd()


class LedgerEntry(Document):
    """One act: who, in which role then, did what to which subject, when, under which law.

    ``digest`` covers the entry and the digest before it, so a changed or missing entry shows.
    ``happened_at`` is when the act took effect, ``recorded_at`` when it was written down.
    """

    subject = StringField(required=True)
    sequence = IntField(required=True, min_value=1)
    verb = StringField(required=True)
    account = StringField(required=True)
    account_name = StringField(required=True)
    role = StringField(required=True)
    door = StringField(required=True)
    host = StringField(default="")
    authority = StringField(default="")
    before = DynamicField()
    after = DynamicField()
    clause = StringField(default="")
    rulebook = StringField(default="")
    request_id = StringField(default="")
    happened_at = DateTimeField(required=True)
    recorded_at = DateTimeField(required=True)
    previous_digest = StringField(default="")
    digest = StringField(required=True)

    meta = {
        "collection": "ledger",
        "auto_create_index": False,
        "indexes": [
            {"fields": ["subject", "sequence"], "unique": True},
            ("-recorded_at", "-id"),
            ("verb", "-recorded_at", "-id"),
            ("account", "-recorded_at", "-id"),
        ],
    }


DOCUMENTS = (LedgerEntry,)
