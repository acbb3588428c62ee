"""Which waivers ease running bans on a day, and which platforms they never spare (ruling 21)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from registry.documents.ban_waivers import BanWaiver
from registry.documents.lineages import Lineage
from registry.documents.platforms import Platform, PlatformFact
from registry.policy.ban_waivers import WaiverState, spares
from registry.policy.summary_sheet_rows import name_key
from registry.services.lineages import PLATFORM

_BY_BAN = "ban_1_credit_code_1_until_day_1"


@dataclass(frozen=True, slots=True)
class Relief:
    """A waiver in force on the day asked about; ``barred`` are the name keys it never spares."""

    number: str
    from_day: date
    until_day: date
    barred: frozenset[str]

    def spares(self, key: str) -> bool:
        """Say whether a platform of this name key may apply under it."""
        return spares(key, self.barred)


def reliefs(
    bans: Collection[str], credit_codes: Collection[str], on: date
) -> Mapping[tuple[str, str], Relief]:
    """Return, by ban (id) and credit code, the waiver in force on a day; one query, none without.

    The banned platform is barred by each of its names, and so is its kin before and after it.
    """
    if not bans:
        return {}
    day = datetime(on.year, on.month, on.day)  # noqa: DTZ001 - a day is stored so
    match = {
        "ban": {"$in": sorted(bans)},
        "credit_code": {"$in": sorted(credit_codes)},
        "state": WaiverState.APPROVED.value,
        "from_day": {"$lte": day},
        "until_day": {"$gte": day},
    }
    found = BanWaiver._get_collection().aggregate(  # noqa: SLF001 - lineage and names come along
        [{"$match": match}, {"$sort": {"until_day": 1, "number": 1}}, *_names_of_kin(day)],
        hint=_BY_BAN,
    )
    return {
        (one["ban"], one["credit_code"]): Relief(
            one["number"],
            one["from_day"].date(),
            one["until_day"].date(),
            frozenset(map(name_key, one["names"])),
        )
        for one in found
    }  # of several the one that lasts longest


def _names_of_kin(day: datetime) -> list[dict[str, Any]]:
    """Return how to gather the names that the banned platform and its kin go or went by."""
    return [
        _walk("successor", "predecessor", "onward", day),
        _walk("predecessor", "successor", "back", day),
        {"$set": {"kin": {"$setUnion": [["$platform"], "$onward.successor", "$back.predecessor"]}}},
        {
            "$lookup": {
                "from": Platform._get_collection_name(),  # noqa: SLF001 - no public name for it
                "localField": "kin",
                "foreignField": "number",  # index number_1
                "pipeline": [{"$project": {"name": True}}],
                "as": "today",
            }
        },
        {
            "$lookup": {
                "from": PlatformFact._get_collection_name(),  # noqa: SLF001 - as above
                "localField": "kin",
                "foreignField": "platform",  # index platform_1_aspect_1_…
                "pipeline": [{"$match": {"aspect": "name"}}, {"$project": {"value": True}}],
                "as": "ever",
            }
        },
        {
            "$project": {
                "ban": True,
                "credit_code": True,
                "number": True,
                "from_day": True,
                "until_day": True,
                "names": {"$setUnion": [["$platform_name"], "$today.name", "$ever.value"]},
            }
        },
    ]


def _walk(onto: str, at: str, called: str, day: datetime) -> dict[str, Any]:
    """Return one walk through the lineage of platforms; indexes lineage_forward, lineage_back."""
    return {
        "$graphLookup": {
            "from": Lineage._get_collection_name(),  # noqa: SLF001 - no public name for it
            "startWith": "$platform",
            "connectFromField": onto,
            "connectToField": at,
            "restrictSearchWithMatch": {"kind": PLATFORM, "effective_on": {"$lte": day}},
            "as": called,
        }
    }
