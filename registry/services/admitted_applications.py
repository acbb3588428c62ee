"""Applications 申报 whose platforms enter: found for a batch of rows, and brought to their end."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pymongo import UpdateOne

from registry.documents.applications import Application
from registry.errors import VersionConflict
from registry.policy.application_states import ApplicationState, move
from registry.services.filed_applications import stated_by


@dataclass(frozen=True, slots=True)
class RecommendedApplication:
    """An application that the authority recommends, by what admission wants of it.

    ``values`` are of its latest submitted version, by the sheet's fields: one or several.
    """

    number: str
    revision: int
    values: Mapping[str, tuple[Any, ...]]


def recommended_of_codes(
    codes: Collection[str], authority: str, period: str
) -> dict[tuple[str, str], RecommendedApplication]:
    """Return what an authority recommends of these hosts, up to a round; two queries."""
    found = list(
        Application.objects(
            __raw__={
                "credit_code": {"$in": list(codes)},
                "authority": authority,
                "state": ApplicationState.RECOMMENDED.value,
                "period": {"$gt": "", "$lte": period},
            }
        )
        .only("number", "revision", "version", "credit_code", "name_key")
        .order_by("number")
        .hint("credit_code_1_name_key_1")
        .as_pymongo()
    )
    stated = stated_by({one["number"]: one["version"] for one in found})
    return {
        (one["credit_code"], one["name_key"]): RecommendedApplication(
            one["number"], one["revision"], stated.get(one["number"], {})
        )
        for one in found
    }


def admit_applications(admitted: Mapping[str, RecommendedApplication], *, at: datetime) -> None:
    """End the applications of platforms just entered, inside the caller's transaction.

    ``admitted`` goes by the platforms' numbers. Raises VersionConflict where one was changed
    at the same moment: nothing of the batch is entered then, and it comes again.
    """
    if not admitted:
        return
    to = move(ApplicationState.RECOMMENDED, ApplicationState.ADMITTED).value
    done = Application._get_collection().bulk_write(  # noqa: SLF001 - a hundred of them go past the mapper
        [
            UpdateOne(
                {
                    "number": one.number,
                    "state": ApplicationState.RECOMMENDED.value,
                    "revision": one.revision,
                },
                {
                    "$set": {"state": to, "live": False, "platform": platform, "changed_at": at},
                    "$inc": {"revision": 1},
                },
            )
            for platform, one in admitted.items()
        ]
    )
    if done.modified_count != len(admitted):
        raise VersionConflict
