"""Quarterly updates that state an accident or a penalty, until an incident is recorded from them.

The authority is asked to record it; nothing is recorded by itself.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pymongo.collection import Collection

from registry.documents.incidents import Incident
from registry.documents.platforms import Platform
from registry.documents.quarterly_updates import QuarterlyUpdate
from registry.permissions import Actor, require
from registry.services.readings import Read, Reading, Rows, Stage, answer, distinct, together

# The answers that ask for it, and the text that goes with each.
STATING = {"accidents": "accidents_text", "penalties": "penalties_text"}
# What was stated longer ago is history, not work.
_LOOKED_BACK = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class StatedIncident:
    """An update that states something: whose, of which quarter, in which words."""

    receipt: str
    platform: str
    platform_name: str
    host_name: str
    period: str
    submitted_at: datetime
    texts: tuple[str, ...]


def stated_incidents(*, by: Actor, at: datetime, limit: int) -> list[StatedIncident]:
    """Return what an authority's platforms stated and nothing was recorded from, newest first.

    A corrected quarter speaks by its last version.
    """
    return [_line(one) for one in answer(_waiting(by, at))[:limit]]


def count_stated(*, by: Actor, at: datetime) -> Reading[int]:
    """Return how many there are: one step where there is none, three at most."""
    waiting = yield from _waiting(by, at)
    return len(waiting)


def stated_update(receipt: str, platform: str) -> StatedIncident | None:
    """Return a platform's update that states something, or None. Whose it is, ask before."""
    found = _filed().find_one({"number": receipt, "platform": platform})  # index number_1
    return None if found is None else _line(found)


def _waiting(by: Actor, at: datetime) -> Reading[list[dict[str, Any]]]:
    require(by, "incidents:examine", authority=by.authority)
    since = at - _LOOKED_BACK
    found = yield [_stating(name, by, since) for name in STATING]
    stating = {one["number"]: one for rows in found for one in rows}
    if not stating:
        return []
    (versions_of_all,) = yield [_versions(stating.values())]
    quarters = _receipts_by_quarter(stating.values(), versions_of_all)
    numbers = [number for versions in quarters.values() for number in versions]
    concerned = sorted({one["platform"] for one in stating.values()})
    used, here = yield from together(
        distinct(
            Incident, {"update_receipt": {"$in": numbers}}, "update_receipt", "update_receipt_1"
        ),
        distinct(
            Platform,
            {"number": {"$in": concerned}, "authority": by.authority},
            "number",
            "authority_1_number_1",
        ),
    )
    recorded, own = set(used), set(here)
    waiting = [
        stating[versions[-1]]
        for (platform, _), versions in quarters.items()
        if platform in own and versions[-1] in stating and not recorded.intersection(versions)
    ]
    return sorted(waiting, key=lambda one: (one["submitted_at"], one["number"]), reverse=True)


def _stating(name: str, by: Actor, since: datetime) -> Read:
    query = {
        "authority": by.authority,
        f"content.{name}": True,
        "submitted_at": {"$gte": since},
    }
    return Read(QuarterlyUpdate, [{"$match": query}], f"stating_{name}")


def _versions(found: Iterable[dict[str, Any]]) -> Read:
    """Return the read that brings all versions of the quarters in question, the last one last."""
    wanted = {(one["platform"], one["period"]) for one in found}
    match = {
        "platform": {"$in": sorted({platform for platform, _ in wanted})},
        "period": {"$in": sorted({period for _, period in wanted})},
    }
    stages: tuple[Stage, ...] = (
        {"$match": match},
        {"$sort": {"platform": 1, "period": 1, "version": 1}},
        {"$project": {"platform": True, "period": True, "number": True}},
    )
    return Read(QuarterlyUpdate, stages, "platform_1_period_1_version_1")


def _receipts_by_quarter(
    found: Iterable[dict[str, Any]], versions: Rows
) -> dict[tuple[str, str], list[str]]:
    """Return the receipts of all versions of the quarters in question, the last one last."""
    wanted = {(one["platform"], one["period"]) for one in found}
    quarters: dict[tuple[str, str], list[str]] = {}
    for one in versions:
        key = (one["platform"], one["period"])
        if key in wanted:
            quarters.setdefault(key, []).append(one["number"])
    return quarters


def _filed() -> Collection[dict[str, Any]]:
    return QuarterlyUpdate._get_collection()  # noqa: SLF001 - read past the mapper


def _line(found: dict[str, Any]) -> StatedIncident:
    return StatedIncident(
        found["number"], found["platform"], found["platform_name"], found["host_name"],
        found["period"], found["submitted_at"], tuple(_texts(found["content"])),
    )  # fmt: skip


def _texts(content: dict[str, Any]) -> Iterator[str]:
    for name, text in STATING.items():
        if content.get(name):
            yield str(content.get(text, ""))
