"""Second factors 两步登录: what proves an owner's phone, and their recovery codes."""

from mongoengine import (
    DateTimeField,
    Document,
    EmbeddedDocument,
    EmbeddedDocumentListField,
    IntField,
    StringField,
)
from pymongo import ReturnDocument


class RecoveryCode(EmbeddedDocument):
    """A code not yet used: ``mark``, its first signs, finds it; the whole is kept as a hash."""

    mark = StringField(required=True)
    hash = StringField(required=True)


class SecondFactor(Document):
    """An account's second factor; its id is the account's.

    ``secret`` is sealed. ``last_step`` is the newest time step (30 seconds each, counted from
    the epoch) whose code was used: neither it nor any before it is taken again. ``pending``
    is a sealed secret shown to its owner and not yet confirmed with a code.
    """

    id = StringField(primary_key=True)
    secret = StringField(default="")
    last_step = IntField(default=0)
    recovery = EmbeddedDocumentListField(RecoveryCode)
    enrolled_at = DateTimeField()
    pending = StringField(default="")
    pending_at = DateTimeField()

    meta = {"collection": "second_factors", "auto_create_index": False}


def spend_step(account: str, *, secret: str, step: int) -> bool:
    """Use up a time step; return False where it, or a later one, was used before.

    One atomic step: of two attempts with one code at the same time, one fails.
    """
    spent = SecondFactor.objects(id=account, secret=secret, last_step__lt=step)
    return bool(spent.update_one(set__last_step=step))


def spend_recovery_code(account: str, mark: str) -> int | None:
    """Use up a recovery code; return how many are left, None where it was used before."""
    left = SecondFactor._get_collection().find_one_and_update(  # noqa: SLF001 - MongoEngine's modify() gives no embedded projection
        {"_id": account, "recovery.mark": mark},
        {"$pull": {"recovery": {"mark": mark}}},
        projection={"recovery.mark": 1},
        return_document=ReturnDocument.AFTER,
    )
    return None if left is None else len(left["recovery"])


DOCUMENTS = (SecondFactor,)
