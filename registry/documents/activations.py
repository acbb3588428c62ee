"""Activation codes 激活码: a way to a first account, kept as a digest, used once."""

from datetime import datetime
from enum import StrEnum

from mongoengine import DateTimeField, Document, StringField

from registry.plain_fields import PlainList


class CodeKind(StrEnum):
    """What a code is for."""

    FIRST = "first"
    HANDOVER = "handover"
    RECOVERY = "recovery"


class CodeState(StrEnum):
    """Where a code stands; whether an open one has expired is asked of the date."""

    UNUSED = "unused"
    USED = "used"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"


class Activation(Document):
    """One code for one host, by its credit code: the host itself may not be on record yet.

    ``authority`` is the reporting authority that issued it, empty for a hand-over inside the
    host. ``ends`` holds the accounts that end when it is used. ``account`` is the one it made.
    ``expires_at`` is half open: the last day ends there.
    """

    digest = StringField(required=True)
    kind = StringField(required=True, choices=[kind.value for kind in CodeKind])
    state = StringField(
        required=True,
        default=CodeState.UNUSED.value,
        choices=[state.value for state in CodeState],
    )
    credit_code = StringField(required=True, max_length=18)
    host_name = StringField(required=True, max_length=200)
    authority = StringField(default="")
    ends = PlainList(StringField())
    reason = StringField(default="")
    proof = StringField(default="")
    issued_by = StringField(required=True)
    issued_by_name = StringField(required=True)
    recorded_at = DateTimeField(required=True)
    expires_at = DateTimeField(required=True)
    settled_at = DateTimeField()
    account = StringField(default="")

    meta = {
        "collection": "activations",
        "auto_create_index": False,
        "indexes": [
            {"fields": ["digest"], "unique": True},
            # Issuing anew ends the earlier code, also where two issue at once.
            {
                "fields": ["credit_code", "authority"],
                "unique": True,
                "partialFilterExpression": {"state": CodeState.UNUSED.value},
            },
            ("credit_code", "state"),
            ("authority", "-recorded_at", "-id"),
            ("-recorded_at", "-id"),
        ],
    }


def settle(*, state: CodeState, at: datetime, **which: object) -> int:
    """End open codes inside the caller's transaction; return how many."""
    found = Activation.objects(state=CodeState.UNUSED.value, **which)
    return int(found.update(set__state=state.value, set__settled_at=at))


DOCUMENTS = (Activation,)
