"""Sign-ins 登录: what was tried, by whom and from where; and the counters that slow guessing."""

from datetime import UTC, datetime, timedelta
from typing import Any

from mongoengine import DateTimeField, Document, IntField, StringField
from pymongo.errors import DuplicateKeyError

_FORGOTTEN_AFTER = timedelta(days=1)
# Long past, so that a clock set back (a training clock at each start) locks nobody out.
_NO_LOCK = datetime(1970, 1, 1, tzinfo=UTC)


class SignInRecord(Document):
    """One attempt to sign in, or a session's end; written once, never changed.

    What was typed for an account that does not exist is not kept: people type their
    password into the wrong field.
    """

    account = StringField(default="")
    account_name = StringField(default="")
    role = StringField(default="")
    result = StringField(required=True)
    address = StringField(default="")
    agent = StringField(default="", max_length=200)
    request_id = StringField(default="")
    recorded_at = DateTimeField(required=True)

    meta = {
        "collection": "sign_ins",
        "auto_create_index": False,
        "indexes": [
            ("-recorded_at", "-id"),
            ("account", "-recorded_at", "-id"),
            ("result", "-recorded_at", "-id"),
        ],
    }


class HalfSignIn(Document):
    """A sign-in whose password was right and whose code is still to come; it opens nothing.

    ``id`` is the digest of a secret that only the browser holds. ``password_hash`` is the one
    that was right: a password changed meanwhile ends the attempt.
    """

    id = StringField(primary_key=True)
    account = StringField(required=True)
    password_hash = StringField(required=True)
    began_at = DateTimeField(required=True)

    meta = {
        "collection": "half_sign_ins",
        "auto_create_index": False,
        "indexes": ["began_at", "account"],
    }


class SignInCounter(Document):
    """Failures in a row of one username or one address, and until when it must wait."""

    key = StringField(primary_key=True)
    failures = IntField(required=True)
    failed_at = DateTimeField(required=True)
    locked_until = DateTimeField(required=True)
    # The database's own instant, as it forgets by it; a training clock may be years off.
    touched_at = DateTimeField()

    meta = {
        "collection": "sign_in_counters",
        "auto_create_index": False,
        "indexes": [
            "-locked_until",
            # Keeps made-up usernames from piling up; whether a lock holds is asked of the date.
            {"fields": ["touched_at"], "expireAfterSeconds": 7 * 24 * 3600},
        ],
    }


def charge(key: str, *, free: int, first: timedelta, longest: timedelta, at: datetime) -> bool:
    """Count an attempt before it is tried; return False where the key must still wait.

    One atomic step, so that many guesses at once cannot all pass before the first fails.
    The ``free``-th failure in a row locks for ``first``, each further one twice as long,
    ``longest`` at most; a quiet day forgets them. A lock that seems to last longer was set
    before the clock stepped back, and holds no more.
    """
    counted = {"$add": [{"$ifNull": ["$failures", 0]}, 1]}
    forgotten = {"$lt": ["$failed_at", at - _FORGOTTEN_AFTER]}
    doublings = {"$min": [{"$subtract": ["$failures", free]}, 20]}
    wait = {"$multiply": [_milliseconds(first), {"$pow": [2, doublings]}]}
    lock = {"$add": [at, {"$min": [_milliseconds(longest), wait]}]}
    change: list[dict[str, Any]] = [
        {
            "$set": {
                "failures": {"$cond": [forgotten, 1, counted]},
                "failed_at": at,
                "touched_at": "$$NOW",
            }
        },
        {"$set": {"locked_until": {"$cond": [{"$lt": ["$failures", free]}, _NO_LOCK, lock]}}},
    ]
    # The first may fail because another made the counter in the same moment; the second fails
    # because it is locked.
    free_now = {"_id": key, "$nor": [{"locked_until": {"$gt": at, "$lte": at + longest}}]}
    return _charged(free_now, change) or _charged(free_now, change)


def _charged(free_now: dict[str, Any], change: list[dict[str, Any]]) -> bool:
    try:
        SignInCounter._get_collection().update_one(  # noqa: SLF001 - MongoEngine has no pipeline update that upserts
            free_now, change, upsert=True
        )
    except DuplicateKeyError:
        return False
    return True


def give_back(key: str) -> None:
    """Take one attempt back that turned out right; earlier failures stay counted."""
    SignInCounter.objects(key=key).update_one(dec__failures=1, set__locked_until=_NO_LOCK)


def forget(key: str) -> bool:
    """Forget a key's failures; return False where there were none."""
    return bool(SignInCounter.objects(key=key).delete())


def _milliseconds(span: timedelta) -> int:
    return span // timedelta(milliseconds=1)


DOCUMENTS = (SignInRecord, HalfSignIn, SignInCounter)
