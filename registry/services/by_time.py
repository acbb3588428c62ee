"""Pages of a list kept in the order of time, ties by id: where one ends and the next begins."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bson import ObjectId
from bson.errors import InvalidId
from mongoengine import Q

from registry.errors import CursorForged


def page_by_time(
    found: Any,  # noqa: ANN401 - a QuerySet
    after: Sequence[str],
    limit: int,
    *,
    oldest_first: bool = False,
) -> tuple[list[Any], list[str]]:
    """Return a page by ``recorded_at`` and the key it ends with, empty on the last page.

    Raises CursorForged for another list's key.
    """
    beyond, mark = ("gt", "") if oldest_first else ("lt", "-")
    if after:
        try:
            instant, last = datetime.fromisoformat(after[0]), ObjectId(after[1])
        except (ValueError, InvalidId) as error:
            raise CursorForged from error
        later = Q(**{f"recorded_at__{beyond}": instant})
        found = found.filter(later | Q(recorded_at=instant, **{f"id__{beyond}": last}))
    entries = list(found.order_by(f"{mark}recorded_at", f"{mark}id").limit(limit + 1))
    if len(entries) <= limit:
        return entries, []
    last = entries[limit - 1]
    return entries[:limit], [last.recorded_at.isoformat(), str(last.id)]
