"""Settled periods: when the rows of a quarter were last worked out, and its arrivals by hour."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pymongo

from registry.documents.duties import DutyRow, SettledPeriod
from registry.policy.boards import hour_of_arrival
from registry.policy.duties import DutyState
from registry.policy.windows import Window

# Bounded by authorities and hours, but counted over all rows of a period.
_SECONDS = 600


def note_settled(window: Window, at: datetime) -> None:
    """Keep that a period's rows were settled, and, once its window is over, its arrivals.

    Of two at once the later moment stands, whichever of them is done last.
    """
    over = at >= window.accepts_until
    arrivals = {"set__arrivals": _arrivals(window)} if over else {"set_on_insert__arrivals": {}}
    SettledPeriod.objects(id=window.period).update_one(
        upsert=True, max__settled_at=at, **arrivals
    )  # fmt: skip - one write


def claimed(kept: Mapping[str, Any], at: datetime, *, lasts: timedelta) -> bool:
    """Say whether it is the caller's to settle a period again, and let nobody else meanwhile.

    ``kept`` is the period as the caller read it. A claim is over once its rows are settled, and
    after as long as settling can take: so nothing waits for one whose process ended.
    """
    settled_at, before = kept["settled_at"], kept.get("claimed_at")
    if before is not None and before > settled_at and at - before < lasts:
        return False
    free = SettledPeriod.objects(id=kept["_id"], settled_at=settled_at, claimed_at=before)
    return bool(free.update(set__claimed_at=at))


def _arrivals(window: Window) -> dict[str, dict[str, Any]]:
    by_authority: dict[str, dict[str, Any]] = {}
    with pymongo.timeout(_SECONDS):
        groups = list(
            DutyRow._get_collection().aggregate(  # noqa: SLF001 - past the mapper
                _counted(window.period), hint="board"
            )
        )
    for group in groups:
        its = by_authority.setdefault(group["_id"]["authority"], {"required": 0, "by_hour": {}})
        its["required"] += group["count"]
        if hour := group["_id"].get("hour"):
            key = str(hour_of_arrival(window.days, hour))
            its["by_hour"][key] = its["by_hour"].get(key, 0) + group["count"]
    return by_authority


def _counted(period: str) -> list[dict[str, Any]]:
    """Return the pipeline counting who was held to a period, by authority and hour of filing.

    Who filed late has no hour. A clock's hour begins in UTC when it begins in Shanghai.
    """
    hour = {"$dateTrunc": {"date": "$filed_at", "unit": "hour"}}
    in_time = {"$eq": ["$done", DutyState.DONE_ON_TIME.value]}
    return [
        {
            "$match": {
                "period": period,
                "owes": True,
                "authority": {"$gte": ""},
                "done": {"$ne": DutyState.EXCUSED.value},
            }
        },
        {
            "$group": {
                "_id": {"authority": "$authority", "hour": {"$cond": [in_time, hour, None]}},
                "count": {"$sum": 1},
            }
        },
    ]
