"""The ledger 台账: one entry per act, appended and never changed, chained per subject."""

from typing import NamedTuple

from mongoengine import DateTimeField, Document, DynamicField, IntField, StringField

from registry.plain_fields import PlainList


class ChainEnd(NamedTuple):
    """Where a subject's chain ends: its last sequence number and digest, or nothing yet."""

    sequence: int = 0
    digest: str = ""


NOT_BEGUN = ChainEnd()


class LedgerEntry(Document):
    """One act: who, in which role then, did what to which subject, when, under which law.

    ``digest`` covers the entry and the digest before it, so a changed or missing entry shows.
    ``happened_at`` is when the act took effect, ``recorded_at`` when it was written down.
    ``host``, ``authority`` and ``division`` say whose person acted; ``acting_for``, a subject
    such as ``host:…``, on whose behalf where that is another. ``form`` is that of the digest,
    none in entries written before there were several. ``withheld`` names what the digest
    covers by a digest of its own, begun with ``salt``: docs/decisions/ledger-digest.md.
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
    division = StringField(default="")
    acting_for = StringField(default="")
    before = DynamicField()
    after = DynamicField()
    reason = StringField(default="")
    clause = StringField(default="")
    rulebook = StringField(default="")
    request_id = StringField(default="")
    happened_at = DateTimeField(required=True)
    recorded_at = DateTimeField(required=True)
    form = IntField()
    withheld = PlainList(StringField())
    salt = StringField(default="")
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


class LedgerSeal(Document):
    """One day's seal over all ends of chains: over those that moved, and the seal before it.

    ``day`` is the day sealed, such as 2026-12-31. ``chains`` and ``entries`` count all that
    are sealed by now, ``heads`` the rows of ``SealedHead`` that the day added. It holds no
    time of its making: made late, or again, it is the same.
    """

    day = StringField(required=True)
    chains = IntField(required=True)
    entries = IntField(required=True)
    heads = IntField(required=True)
    heads_digest = StringField(required=True)
    previous_digest = StringField(default="")
    digest = StringField(required=True)

    meta = {
        "collection": "ledger_seals",
        "auto_create_index": False,
        "indexes": [{"fields": ["day"], "unique": True}],
    }


class SealedHead(Document):
    """Where a chain ended when a day was sealed, where it had moved since the seal before.

    ``since`` is where it ended then, 0 for a chain that is new. So an entry taken off the end
    is missed, and a chain that is gone whole.
    """

    day = StringField(required=True)
    subject = StringField(required=True)
    since = IntField(required=True)
    sequence = IntField(required=True)
    digest = StringField(required=True)

    meta = {
        "collection": "sealed_heads",
        "auto_create_index": False,
        "indexes": [
            {"fields": ["day", "subject"], "unique": True},
            ("subject", "day"),
        ],
    }


class Sealing(Document):
    """Who is sealing now: one record, taken by lease, so that two at once do not mix rows."""

    number = StringField(required=True)
    state = StringField(required=True)
    lease_until = DateTimeField()
    lease_holder = StringField(default="")

    meta = {
        "collection": "ledger_sealing",
        "auto_create_index": False,
        "indexes": [{"fields": ["number"], "unique": True}],
    }


DOCUMENTS = (LedgerEntry, LedgerSeal, SealedHead, Sealing)
