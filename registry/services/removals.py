"""Removals 移出储备库 as a host meets them: what is left where none of its platforms stayed."""

from dataclasses import dataclass
from datetime import date, datetime

from registry.clock import SHANGHAI
from registry.documents.platforms import Platform
from registry.permissions import Actor, require
from registry.services.bans import bans_in_force
from registry.services.quarters import in_library


@dataclass(frozen=True, slots=True)
class Departure:
    """A platform that left the library: when, and until which day its host may not apply again."""

    number: str
    name: str
    removed_at: datetime
    banned_until: date | None


def departures_of(*, by: Actor, at: datetime) -> tuple[Departure, ...] | None:
    """Return the platforms that left, newest first, to a host that has none in the library.

    None where it has one. One query, and one for the ban where there was a removal.
    """
    require(by, "platforms:read", host=by.host)
    platforms = list(
        Platform.objects(host=by.host).only(
            "number", "name", "credit_code", "admitted_at", "removed_at"
        )
    )  # index host_1_number_1
    if in_library(platforms, at):
        return None
    left = [one for one in platforms if one.removed_at is not None and one.removed_at <= at]
    if not left:
        return ()
    today = at.astimezone(SHANGHAI).date()
    bans = bans_in_force({one.credit_code for one in left}, today)
    return tuple(
        Departure(
            one.number,
            one.name,
            one.removed_at,
            bans[one.credit_code].until_day if one.credit_code in bans else None,
        )
        for one in sorted(left, key=lambda one: one.removed_at, reverse=True)
    )
