"""Pages of a list kept in the order of time: where one ends and the next begins."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bson import ObjectId
from bson.errors import InvalidId
from mongoengine import Q

from registry.errors import CursorForged


@dataclass(frozen=True, slots=True)
class Order:
    """By which instant a list is kept, what decides a tie, and how a cursor's tie is read."""

    instant: str
    tie: str
    read: Callable[[str], object]


RECORDED = Order("recorded_at", "id", ObjectId)
RECEIVED = Order("received_at", "number", str)


def page_by_time(
    found: Any,  # noqa: ANN401 - a QuerySet
    after: Sequence[str],
    limit: int,
    *,
    order: Order = RECORDED,
    oldest_first: bool = False,
) -> tuple[list[Any], list[str]]:
    """Return a page and the key it ends with, empty on the last page.

    Raises CursorForged for another list's key.
    """
    beyond, mark = ("gt", "") if oldest_first else ("lt", "-")
    if after:
        try:
            instant, last = datetime.fromisoformat(after[0]), order.read(after[1])
        except (ValueError, InvalidId) as error:
            raise CursorForged from error
        later = Q(**{f"{order.instant}__{beyond}": instant})
        tied = Q(**{order.instant: instant, f"{order.tie}__{beyond}": last})
        found = found.filter(later | tied)
    entries = list(found.order_by(f"{mark}{order.instant}", f"{mark}{order.tie}").limit(limit + 1))
    if len(entries) <= limit:
        return entries, []
    last = entries[limit - 1]
    return entries[:limit], [
        getattr(last, order.instant).isoformat(),
        str(getattr(last, order.tie)),
    ]
