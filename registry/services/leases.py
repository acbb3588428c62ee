"""Leases: long work on a record belongs to one worker for some seconds, and is taken up again.

A lease only keeps two workers from doing the same work at the same time; what makes the
work safe is that each of its steps is settled once. A record under lease carries ``number``,
``state``, ``lease_until`` and ``lease_holder``.
"""

import secrets

from mongoengine import Document

# How long a lease holds without being renewed.
MILLISECONDS = 15_000
_FROM_NOW = {"lease_until": {"$add": ["$$NOW", MILLISECONDS]}}


def take(document: type[Document], number: str, state: str, holder: str) -> bool:
    """Claim a record that stands in a state for some seconds of the database's own clock.

    False where another holds it, or it stands elsewhere by now. The holder may renew.
    """
    claimed = document._get_collection().update_one(  # noqa: SLF001 - an update by expression
        {
            "number": number,
            "state": state,
            "$expr": {
                "$or": [
                    {"$eq": ["$lease_holder", holder]},
                    {"$lte": [{"$ifNull": ["$lease_until", None]}, None]},
                    {"$lt": ["$lease_until", "$$NOW"]},
                    # No lease runs so long: the clock stepped back since it was taken.
                    {"$gt": ["$lease_until", {"$add": ["$$NOW", MILLISECONDS]}]},
                ]
            },
        },
        [{"$set": {**_FROM_NOW, "lease_holder": holder}}],
    )
    return bool(claimed.matched_count == 1)


def keep(document: type[Document], number: str, holder: str) -> bool:
    """Renew a lease that is still held; False where it is not, though it be free.

    Inside a transaction this is what two who both believe to hold it conflict on.
    """
    renewed = document._get_collection().update_one(  # noqa: SLF001 - as above
        {"number": number, "lease_holder": holder}, [{"$set": _FROM_NOW}]
    )
    return bool(renewed.matched_count == 1)


def new_holder() -> str:
    """Return a name for one worker's hold on a record."""
    return secrets.token_hex(8)
