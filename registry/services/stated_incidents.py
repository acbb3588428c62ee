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

    A corrected quarter speaks by its last version. At most six queries.
    """
    return [_line(one) for one in _waiting(by, at)[:limit]]


def count_stated(*, by: Actor, at: datetime) -> int:
    """Return how many there are; two queries where there is none, at most six."""
    return len(_waiting(by, at))


def stated_update(receipt: str, platform: str) -> StatedIncident | None:
    """Return a platform's update that states something, or None. Whose it is, ask before."""
    found = _filed().find_one({"number": receipt, "platform": platform})  # index number_1
    return None if found is None else _line(found)


def _waiting(by: Actor, at: datetime) -> list[dict[str, Any]]:
    require(by, "incidents:examine", authority=by.authority)
    since = at - _LOOKED_BACK
    stating: dict[str, dict[str, Any]] = {}
    for name in STATING:
        query = {
            "authority": by.authority,
            f"content.{name}": True,
            "submitted_at": {"$gte": since},
        }
        for one in _filed().find(query).hint(f"stating_{name}"):
            stating[one["number"]] = one
    if not stating:
        return []
    quarters = _receipts_by_quarter(stating.values())
    numbers = [number for versions in quarters.values() for number in versions]
    used = set(
        Incident.objects(update_receipt__in=numbers).distinct("update_receipt")
    )  # index update_receipt_1
    here = set(
        Platform.objects(
            number__in=[one["platform"] for one in stating.values()], authority=by.authority
        ).distinct("number")
    )  # index number_1
    waiting = [
        stating[versions[-1]]
        for (platform, _), versions in quarters.items()
        if platform in here and versions[-1] in stating and not used.intersection(versions)
    ]
    return sorted(waiting, key=lambda one: (one["submitted_at"], one["number"]), reverse=True)


def _receipts_by_quarter(found: Iterable[dict[str, Any]]) -> dict[tuple[str, str], list[str]]:
    """Return the receipts of all versions of the quarters in question, the last one last."""
    wanted = {(one["platform"], one["period"]) for one in found}
    versions = _filed().find(
        {
            "platform": {"$in": sorted({platform for platform, _ in wanted})},
            "period": {"$in": sorted({period for _, period in wanted})},
        },
        {"platform": True, "period": True, "number": True},
        sort=[("platform", 1), ("period", 1), ("version", 1)],
        hint="platform_1_period_1_version_1",
    )
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
    for answer, text in STATING.items():
        if content.get(answer):
            yield str(content.get(text, ""))
