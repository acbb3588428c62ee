"""How far a ban reaches 限制申报及于谁: its host and platform, and their lineage (ruling 21).

A ban binds the host that was decided on, by any name; what that host came out of or turned
into; whoever carries or carried the banned platform, or what that came out of or turned into.
What shares no more than a predecessor is not touched.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from mongoengine import Q

from registry.documents.bans import Ban
from registry.documents.hosts import Host
from registry.documents.platforms import PlatformFact
from registry.services.ban_liftings import in_force
from registry.services.lineages import Connected, Step, connected


@dataclass(frozen=True, slots=True)
class Reach:
    """One running ban, and the way it reaches a host: empty where the host itself is banned.

    ``hosts`` are the steps between it and the banned host, or the one that carried ``platform``;
    ``platforms`` the steps from there to the banned platform.
    """

    ban: Ban
    hosts: tuple[Step, ...] = ()
    platform: str = ""
    platforms: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class _Kin:
    """Hosts by id with all they descend from or turned into, what those carried, and its kin."""

    of_hosts: Connected
    of_platforms: Connected
    carried: Mapping[str, frozenset[str]]


def bans_reaching(
    credit_codes: Collection[str], on: date, *, former: bool = False
) -> Mapping[str, list[Reach]]:
    """Return, by credit code, the bans running on a day that bind its host, and why.

    With ``former`` also those that are over, or lifted by an appeal. Seven queries at most,
    however many codes and however deep lineages go.
    """
    codes = {
        str(one["_id"]): one["credit_code"]
        for one in Host.objects(credit_code__in=list(credit_codes)).only("credit_code").as_pymongo()
    }  # index credit_code_1
    of_hosts = connected(codes, (), on)
    carried = _carried({*codes, *of_hosts.all})
    of_platforms = connected((), frozenset().union(*carried.values()), on)
    kin = _Kin(of_hosts, of_platforms, carried)
    bans = _bans(credit_codes, kin, codes, since=None if former else on, on=on)
    found: dict[str, list[Reach]] = defaultdict(list)
    for ban in bans.values():
        if ban.credit_code in credit_codes:
            found[ban.credit_code].append(Reach(ban))
    if bans:
        by_host, by_platform = _by(bans.values(), "host"), _by(bans.values(), "platform")
        for host, code in codes.items():
            found[code] += _reaching(host, kin, by_host, by_platform)
    return {code: _shortest(reaches) for code, reaches in found.items() if reaches}


def _carried(hosts: Collection[str]) -> dict[str, frozenset[str]]:
    """Return the platforms that each of these hosts carries or carried; index carried_by."""
    facts = PlatformFact.objects(__raw__={"aspect": "host", "value": {"$in": sorted(hosts)}})
    found: dict[str, set[str]] = defaultdict(set)
    for one in facts.only("platform", "value").as_pymongo() if hosts else ():
        found[one["value"]].add(one["platform"])
    return {host: frozenset(platforms) for host, platforms in found.items()}


def _bans(
    credit_codes: Collection[str],
    kin: _Kin,
    codes: Collection[str],
    *,
    since: date | None,
    on: date,
) -> dict[str, Ban]:
    """Return the bans that began by a day; those in force on it, where it is ``since`` too."""
    hosts = sorted({*codes, *kin.of_hosts.all})
    platforms = sorted(frozenset().union(*kin.carried.values()) | kin.of_platforms.all)
    whose = Q(credit_code__in=list(credit_codes))
    # indexes credit_code_1_until_day_1, host_1_until_day_1, platform_1_until_day_1
    whose = whose | Q(host__in=hosts) if hosts else whose
    whose = whose | Q(platform__in=platforms) if platforms else whose
    whose = whose & Q(until_day__gte=since) if since else whose
    found = Ban.objects(whose & Q(from_day__lte=on))
    return {str(ban.id): ban for ban in found if since is None or in_force(ban, on)}


def _by(bans: Iterable[Ban], name: str) -> Mapping[str, list[Ban]]:
    found: dict[str, list[Ban]] = defaultdict(list)
    for ban in bans:
        found[getattr(ban, name)].append(ban)
    return found


def _reaching(
    host: str, kin: _Kin, by_host: Mapping[str, list[Ban]], by_platform: Mapping[str, list[Ban]]
) -> list[Reach]:
    found = []
    ways = {host: (), **kin.of_hosts.relatives_of(host)}
    for relative, steps in ways.items():
        found += [Reach(ban, steps) for ban in by_host.get(relative, ())]
        for platform in kin.carried.get(relative, ()):
            onward = {platform: (), **kin.of_platforms.relatives_of(platform)}
            found += [
                Reach(ban, steps, platform, further)
                for other, further in onward.items()
                for ban in by_platform.get(other, ())
            ]
    return found


def _shortest(reaches: Iterable[Reach]) -> list[Reach]:
    """Return each ban once, by its shortest way; the one that lasts longest first."""
    kept: dict[str, Reach] = {}
    for one in sorted(reaches, key=_length):
        kept.setdefault(str(one.ban.id), one)
    return sorted(
        kept.values(), key=lambda one: (one.ban.until_day, one.ban.decision), reverse=True
    )


def _length(reach: Reach) -> int:
    return len(reach.hosts) + len(reach.platforms) + bool(reach.platform)
