"""Lists of what was received, newest first: where a page continues, and where the next begins."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeVar

from registry.errors import CursorForged

Received = TypeVar("Received")


def received_before(after: Sequence[str]) -> dict[str, Any]:
    """Return the query for what follows a key; the empty key begins with the newest.

    Raises CursorForged for another list's key.
    """
    if not after:
        return {}
    try:
        moment = datetime.fromisoformat(after[0])
    except ValueError as error:
        raise CursorForged from error
    earlier = {"received_at": moment, "number": {"$lt": after[1]}}
    return {"$or": [{"received_at": {"$lt": moment}}, earlier]}


def page_of(found: list[Received], limit: int) -> tuple[list[Received], list[str]]:
    """Cut a list of one more than a page to the page; return the key it ends with, or none."""
    if len(found) <= limit:
        return found, []
    last: Any = found[limit - 1]
    return found[:limit], [last.received_at.isoformat(), last.number]
