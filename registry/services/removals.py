"""Removals 移出储备库 as a host meets them: what is left where none of its platforms stayed."""

from dataclasses import dataclass
from datetime import date, datetime

from registry.clock import SHANGHAI
from registry.documents.platforms import Platform
from registry.permissions import Actor, require
from registry.services.bans import BanStanding, bans_in_force
from registry.services.quarters import in_library


@dataclass(frozen=True, slots=True)
class Departure:
    """A platform that left the library: when, and until which day it may not apply again.

    ``bans`` are the running bans on its host, the longest first, each with the waiver that
    eases it; where every one of them lets this platform apply, ``banned_until`` is None.
    """

    number: str
    name: str
    removed_at: datetime
    banned_until: date | None
    bans: tuple[BanStanding, ...] = ()


def departures_of(*, by: Actor, at: datetime) -> tuple[Departure, ...] | None:
    """Return the platforms that left, newest first, to a host that has none in the library.

    None where it has one. One query, and eight at most for bans where there was a removal.
    """
    require(by, "platforms:read", host=by.host)
    platforms = list(
        Platform.objects(host=by.host).only(
            "number", "name", "name_key", "credit_code", "admitted_at", "removed_at"
        )
    )  # index host_1_number_1
    if in_library(platforms, at):
        return None
    left = [one for one in platforms if one.removed_at is not None and one.removed_at <= at]
    if not left:
        return ()
    today = at.astimezone(SHANGHAI).date()
    bans = bans_in_force({one.credit_code for one in left}, today)
    left.sort(key=lambda one: one.removed_at, reverse=True)
    return tuple(_departure(one, bans.get(one.credit_code)) for one in left)


def _departure(one: Platform, ban: BanStanding | None) -> Departure:
    if ban is None:
        return Departure(one.number, one.name, one.removed_at, None)
    binding = ban.binding(one.name_key)
    until = binding.until_day if binding else None
    return Departure(one.number, one.name, one.removed_at, until, ban.running)
