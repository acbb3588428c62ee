"""Asking about bans: is a host banned, until when, why; and what if two hosts merge (ruling 21).

A ban binds wherever a host applies, so every office may ask about any; a host about itself.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from bson import ObjectId

from registry.clock import SHANGHAI
from registry.documents.ban_waivers import BanWaiver
from registry.documents.bans import Ban
from registry.documents.hosts import Host
from registry.errors import Invalid, NotFound
from registry.messages import say
from registry.permissions import Actor, Role, require
from registry.services.ban_liftings import in_force, not_lifted
from registry.services.ban_reach import Reach, bans_reaching
from registry.services.ban_relief import reliefs
from registry.services.ban_waivers import waivers_of
from registry.services.ban_ways import ways_in_words
from registry.services.bans import BanStanding, standing_of
from registry.services.by_time import Order, page_by_time
from registry.services.hosts import host_of_code

_LAPSING = Order("until_day", "id", ObjectId)
_RUNNING, _RUNNING_ON_GROUND = "until_day_1__id_1", "ground_1_until_day_1__id_1"


@dataclass(frozen=True, slots=True)
class BanCheck:
    """What is known of one credit code: every ban that touches it, the longest first; waivers.

    ``host_name`` is empty where no host of this code is on record.
    """

    credit_code: str
    host_name: str
    bans: tuple[BanStanding, ...]
    waivers: tuple[BanWaiver, ...] = ()

    @property
    def running(self) -> BanStanding | None:
        """Return the running ban that lasts longest, or None."""
        return next((one for one in self.bans if one.in_force), None)

    @property
    def waived(self) -> bool:
        """Say whether a waiver eases every running ban today, for other platforms."""
        running = [one for one in self.bans if one.in_force]
        return bool(running) and all(one.relief for one in running)

    @property
    def said(self) -> str:
        """Return in one sentence whether the host is banned, until when, by which decision."""
        if running := self.running:
            return _say("ban_waived" if self.waived else "ban_in_force", running)
        if not self.bans:
            return say("ban_none")
        longest = self.bans[0]
        return _say(f"ban_lifted_{longest.lifted}" if longest.lifted else "ban_over", longest)

    @property
    def said_of_merger(self) -> str:
        """Return in one sentence what would bind the host that two became."""
        return _say("ban_merged", self.running) if self.running else say("ban_merged_none")


def check(credit_code: str, *, by: Actor, at: datetime) -> BanCheck:
    """Return every ban that touches a host, by its code or through lineage, and why.

    Bans that are over are among them. Raises NotFound for a host that asks about another.
    """
    host = _askable(credit_code, by)
    today = at.astimezone(SHANGHAI).date()
    reaches = bans_reaching([credit_code], today, former=True).get(credit_code, [])
    bans = _told(reaches, credit_code, host, today)
    name = host.name if host else next((one.host_name for one in bans if not _far(one)), "")
    return BanCheck(credit_code, name, bans, waivers_of(credit_code))


def check_merged(credit_code: str, other: str, *, by: Actor, at: datetime) -> BanCheck:
    """Return what would bind a host that came out of a merger of two today.

    It would descend from both: bans on them, on what they came out of, and on platforms that
    any of these carried. What one of them turned into earlier would be no kin of it, and no
    waiver passes over. Raises NotFound as ``check``, Invalid for one code twice.
    """
    hosts = {code: _askable(code, by) for code in (credit_code, other)}
    if len(hosts) == 1:
        raise Invalid(fields={"with": say("ban_merge_itself")})
    today = at.astimezone(SHANGHAI).date()
    found = bans_reaching(tuple(hosts), today)
    bans: dict[tuple[str, str], BanStanding] = {}
    for code, host in hosts.items():
        own = [one for one in found.get(code, []) if _inherited(one, str(host.id) if host else "")]
        for one in _told(own, code, host, today):
            name = host.name if host else one.host_name
            way = say("ban_way_merged", name=name, credit_code=code, way=one.way)
            bans.setdefault((one.decision, one.platform), replace(one, way=way, relief=None))
    longest = sorted(bans.values(), key=lambda one: one.until_day, reverse=True)
    return BanCheck("", "", tuple(longest))


def list_running(
    ground: str = "", *, by: Actor, at: datetime, after: Sequence[str] = (), limit: int
) -> tuple[list[Ban], list[str]]:
    """Return a page of the bans running today, the next to lapse first; the key it ends with."""
    require(by, "ban_waivers:read")
    query: dict[str, Any] = {"ground": ground} if ground else {}
    today = at.astimezone(SHANGHAI).date()
    found = Ban.objects(
        **query, until_day__gte=today, from_day__lte=today, __raw__=not_lifted(today)
    )
    found = found.hint(_RUNNING_ON_GROUND if ground else _RUNNING)
    return page_by_time(found, after, limit, order=_LAPSING, oldest_first=True)


def _askable(credit_code: str, by: Actor) -> Host | None:
    """Return the host of a code that the actor may ask about. Raises NotFound."""
    require(by, "bans:read")
    host = host_of_code(credit_code)
    if by.role is Role.HOST_OPERATOR:
        if host is None:
            raise NotFound
        require(by, "bans:read", host=str(host.id))
    return host


def _told(
    reaches: Iterable[Reach], credit_code: str, host: Host | None, on: date
) -> tuple[BanStanding, ...]:
    """Return bans as they stand, each with the way in words and the waiver that eases it."""
    told = list(reaches)
    running = {str(one.ban.id) for one in told if in_force(one.ban, on)}
    eased = reliefs(running, [credit_code], on)
    ways = ways_in_words(told, str(host.id) if host else "")
    return tuple(
        replace(standing_of(one.ban, on, one, eased.get((str(one.ban.id), credit_code))), way=way)
        for one, way in zip(told, ways, strict=True)
    )


def _inherited(reach: Reach, host: str) -> bool:
    """Say whether what descends from a host is bound too: no step led to what it turned into."""
    return not reach.hosts or reach.hosts[0].successor == host


def _say(code: str, ban: BanStanding) -> str:
    return say(
        code, until=ban.until_day.isoformat(), decision=ban.decision, appeal=ban.appeal
    )  # fmt: skip - one sentence


def _far(ban: BanStanding) -> bool:
    return bool(ban.reach and (ban.reach.hosts or ban.reach.platform))
