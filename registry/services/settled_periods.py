"""Settled periods: when the rows of a quarter were last worked out, and its arrivals by hour."""

from datetime import datetime
from typing import Any

import pymongo

from registry.documents.duties import DutyRow, SettledPeriod
from registry.policy.boards import hour_of_arrival
from registry.policy.duties import DutyState
from registry.policy.windows import Window

# Bounded by authorities and hours, but counted over all rows of a period.
_SECONDS = 600


def note_settled(window: Window, at: datetime) -> None:
    """Keep that a period's rows were settled, and, once its window is over, its arrivals."""
    found = _arrivals(window) if at >= window.accepts_until else {}
    SettledPeriod.objects(id=window.period).update_one(
        upsert=True, set__settled_at=at, set__arrivals=found
    )


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
