"""Answers kept by Idempotency-Key, so that a repeated request is harmless."""

from datetime import datetime

from mongoengine import DateTimeField, Document, IntField, StringField
from pymongo.errors import DuplicateKeyError
from pymongo.write_concern import WriteConcern

from registry.clock import Clock
from registry.insertion import as_stored
from registry.plain_fields import PlainDict

_SEVEN_DAYS = 7 * 24 * 3600


class KeptAnswer(Document):
    """The answer to one request of one account under one key. ``status`` 0: still at work."""

    account = StringField(required=True)
    key = StringField(required=True)
    fingerprint = StringField(required=True)
    status = IntField(required=True, default=0)
    body = StringField(default="")
    headers = PlainDict()
    begun_at = DateTimeField(required=True)
    # By the machine's clock, as the database forgets by it; a training clock may be years off.
    kept_since = DateTimeField(required=True, default=Clock().wall)

    meta = {
        "collection": "kept_answers",
        "auto_create_index": False,
        "indexes": [
            {"fields": ["account", "key"], "unique": True},
            {"fields": ["kept_since"], "expireAfterSeconds": _SEVEN_DAYS},
        ],
    }


def claim(account: str, key: str, fingerprint: str, *, begun_at: datetime) -> bool:
    """Claim a key for a request that begins now; False where it was claimed before.

    Not waited for until it is journalled: what the request does comes after it in the same
    log, so that nothing acknowledged outlives its claim. Index account_1_key_1.
    """
    claimed = {"account": account, "key": key, "fingerprint": fingerprint, "begun_at": begun_at}
    answers = KeptAnswer._get_collection()  # noqa: SLF001 - past the mapper, with a concern of its own
    try:
        answers.with_options(write_concern=WriteConcern(w=1)).insert_one(
            as_stored(KeptAnswer, claimed)
        )
    except DuplicateKeyError:
        return False
    return True


DOCUMENTS = (KeptAnswer,)
