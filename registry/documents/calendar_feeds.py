"""Calendar feeds 日历订阅: the secret address at which a calendar program finds one's windows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mongoengine import DateTimeField, Document, StringField

from registry.documents.accounts import Account


class CalendarFeed(Document):
    """The one address of an account, as its digest: renewed it is another, revoked it is gone."""

    account = StringField(required=True)
    digest = StringField(required=True)
    recorded_at = DateTimeField(required=True)

    meta = {
        "collection": "calendar_feeds",
        "auto_create_index": False,
        "indexes": [
            {"fields": ["account"], "unique": True},
            {"fields": ["digest"], "unique": True},
        ],
    }


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose feed it is: the account with its id, and since when the address is there."""

    account: Mapping[str, Any]
    since: datetime


def owner_of(digest: str) -> Owner | None:
    """Return whose feed a digest is; None for no feed, or one whose owner is disabled.

    One query by index digest_1, whatever is asked for.
    """
    owners = {
        "$lookup": {
            "from": Account._get_collection_name(),  # noqa: SLF001 - no public name for it
            "localField": "account",
            "foreignField": "_id",
            "pipeline": [{"$match": {"active": True}}, {"$unset": "sessions"}],
            "as": "owners",
        }
    }
    stages = [
        {"$match": {"digest": digest}},
        {"$set": {"account": {"$toObjectId": "$account"}}},
        owners,
    ]
    found = next(CalendarFeed._get_collection().aggregate(stages), None)  # noqa: SLF001 - past the mapper
    if found is None or not found["owners"]:
        return None
    return Owner(found["owners"][0], found["recorded_at"])


DOCUMENTS = (CalendarFeed,)
