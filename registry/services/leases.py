"""Leases: long work on a record belongs to one worker for some seconds, and is taken up again.

A lease only keeps two workers from doing the same work at the same time; what makes the
work safe is that each of its steps is settled once. A record under lease carries ``number``,
``state``, ``stopped_at``, ``lease_until`` and ``lease_holder``.
"""

import secrets
import threading
from collections.abc import Callable
from datetime import datetime
from typing import Any

from mongoengine import Document
from mongoengine.errors import OperationError
from pymongo.errors import PyMongoError

from registry.logs import log

_MILLISECONDS = 15_000


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
                    {"$gt": ["$lease_until", {"$add": ["$$NOW", _MILLISECONDS]}]},
                ]
            },
        },
        [
            {
                "$set": {
                    "lease_until": {"$add": ["$$NOW", _MILLISECONDS]},
                    "lease_holder": holder,
                }
            }
        ],
    )
    return bool(claimed.matched_count == 1)


def new_holder() -> str:
    """Return a name for one worker's hold on a record."""
    return secrets.token_hex(8)


def in_background(name: str, work: Callable[..., object], *arguments: Any) -> threading.Thread:  # noqa: ANN401 - the work's own
    """Begin work in a thread that ends with the process; return the thread."""
    thread = threading.Thread(target=work, args=arguments, name=name, daemon=True)
    thread.start()
    return thread


def tell_stopped(document: type[Document], number: str, state: str, at: datetime) -> None:
    """Log the fault that work in the background broke off by, and note it on its record.

    Called while the fault is handled; what is settled stays settled, the next look goes on
    at once, for the lease is given back. Two workers at the rest of it would do no harm.
    """
    log().exception("work_stopped", kind=document.__name__, number=number)
    try:
        document.objects(number=number, state=state).update_one(
            set__stopped_at=at, unset__lease_until=True, unset__lease_holder=True
        )
    except (OperationError, PyMongoError):
        # The database itself may be what failed; then the log above is all there is.
        log().exception("work_stop_untold", kind=document.__name__, number=number)
