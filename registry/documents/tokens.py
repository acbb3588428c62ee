"""API tokens 接口令牌: kept as digests; the token itself is shown once and stored nowhere."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mongoengine import DateTimeField, Document, StringField

from registry.documents.accounts import Account
from registry.documents.idempotency import KeptAnswer
from registry.plain_fields import PlainList


class ApiToken(Document):
    """One token of one account. ``prefix`` is how its owner recognises it."""

    digest = StringField(required=True)
    prefix = StringField(required=True)
    account = StringField(required=True)
    label = StringField(required=True, max_length=80)
    scopes = PlainList(StringField())
    recorded_at = DateTimeField(required=True)
    expires_at = DateTimeField(required=True)
    revoked_at = DateTimeField()

    meta = {
        "collection": "api_tokens",
        "auto_create_index": False,
        "indexes": [
            {"fields": ["digest"], "unique": True},
            ("account", "-recorded_at"),
        ],
    }


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom a token speaks for: its owner's account with its id, and what the token carries.

    ``kept`` is what is kept under the key of the call, None where nothing is.
    """

    account: Mapping[str, Any]
    scopes: frozenset[str]
    expires_at: datetime
    kept: Mapping[str, Any] | None = None


def identity_of(digest: str, key: str = "") -> Identity | None:
    """Return whom a token speaks for; None where it was revoked or its owner is disabled.

    One query without mapped objects, since every call of the API begins with it: index
    digest_1, _id_ of accounts, and account_1_key_1 of what is kept under an
    Idempotency-Key.
    """
    token = next(ApiToken._get_collection().aggregate(_asked(digest, key)), None)  # noqa: SLF001 - past the mapper
    if token is None or not token["owners"]:
        return None
    kept = next(iter(token.get("kept", ())), None)
    return Identity(token["owners"][0], frozenset(token["scopes"]), token["expires_at"], kept)


def _asked(digest: str, key: str) -> list[dict[str, Any]]:
    found = {"$match": {"digest": digest, "revoked_at": None}}
    kept = {
        "$lookup": {
            "from": KeptAnswer._get_collection_name(),  # noqa: SLF001 - no public name for it
            "localField": "account",
            "foreignField": "account",
            "pipeline": [{"$match": {"key": key}}],
            "as": "kept",
        }
    }
    owner_id = {"$set": {"account": {"$toObjectId": "$account"}}}
    owners = {
        "$lookup": {
            "from": Account._get_collection_name(),  # noqa: SLF001 - as above
            "localField": "account",
            "foreignField": "_id",
            "pipeline": [{"$match": {"active": True}}, {"$unset": "sessions"}],
            "as": "owners",
        }
    }
    return [found, kept, owner_id, owners] if key else [found, owner_id, owners]


DOCUMENTS = (ApiToken,)
