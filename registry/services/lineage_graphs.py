"""The lineage 前身和承继 of one platform as it is looked at: its hosts, and how they follow."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bson import ObjectId

from registry.clock import SHANGHAI
from registry.documents.hosts import Host
from registry.documents.platforms import Platform, PlatformFact
from registry.permissions import Actor, Role, authority_in_view
from registry.services import platforms
from registry.services.lineages import HOST, PLATFORM, Step, connected


@dataclass(frozen=True, slots=True)
class Member:
    """A host or platform of a lineage. ``key`` is its credit code or number.

    ``generation`` is 0 where nothing precedes it; ``is_own`` for the platform asked about and
    the host that carries it today; ``opens`` where the reader may open its record.
    """

    kind: str
    key: str
    name: str
    generation: int
    is_own: bool
    opens: bool


@dataclass(frozen=True, slots=True)
class Descent:
    """One step between two members, by their keys."""

    kind: str
    predecessor: str
    successor: str
    how: str
    change: str
    effective_on: date


@dataclass(frozen=True, slots=True)
class LineageGraph:
    """All members, oldest generation first, and the steps between them in order of time."""

    platform: str
    members: tuple[Member, ...]
    steps: tuple[Descent, ...]


def lineage_of(number: str, *, by: Actor, at: datetime) -> LineageGraph:
    """Return what a platform and every host that ever carried it came out of, and went into.

    Six queries, however deep. Raises NotFound for another's platform.
    """
    platform = platforms.readable(number, "platforms:read", by)
    today = at.astimezone(SHANGHAI).date()
    facts = PlatformFact.objects(platform=number, aspect="host", effective_on__lte=today)
    hosts = {platform.host, *map(str, facts.scalar("value"))}
    found = connected(hosts, [number], today)  # index platform_1_aspect_1_effective_on_-1_…
    steps = sorted(
        {*found.forward, *found.back}, key=lambda one: (one.effective_on, one.change, one.successor)
    )
    ids = {HOST: set(hosts), PLATFORM: {number}}
    for step in steps:
        ids[step.kind] |= {step.predecessor, step.successor}
    called = {**_hosts(ids[HOST]), **_platforms(ids[PLATFORM], by)}
    generations = _generations(steps)
    members = [
        Member(**one, generation=generations.get(id_, 0), is_own=id_ in {number, platform.host})
        for id_, one in called.items()
    ]
    return LineageGraph(
        number,
        tuple(sorted(members, key=lambda one: (one.kind, one.generation, one.key))),
        tuple(_descent(step, called) for step in steps),
    )


def _descent(step: Step, called: Mapping[str, Mapping[str, Any]]) -> Descent:
    ends = (step.predecessor, step.successor)
    predecessor, successor = (called[one]["key"] if one in called else one for one in ends)
    return Descent(step.kind, predecessor, successor, step.how, step.change, step.effective_on)


def _hosts(ids: Collection[str]) -> dict[str, dict[str, Any]]:
    keys = [ObjectId(one) for one in ids if ObjectId.is_valid(one)]
    return {
        str(id_): {"kind": HOST, "key": code, "name": name, "opens": False}
        for id_, code, name in Host.objects(id__in=keys).scalar("id", "credit_code", "name")
    }


def _platforms(numbers: Collection[str], by: Actor) -> dict[str, dict[str, Any]]:
    """Return platforms by number; each opens for those whose it is."""
    scope = authority_in_view(by)
    found = Platform.objects(number__in=sorted(numbers)).only("number", "name", "authority", "host")
    return {
        one.number: {
            "kind": PLATFORM,
            "key": one.number,
            "name": one.name,
            "opens": one.host == by.host
            if by.role is Role.HOST_OPERATOR
            else scope in {None, one.authority},
        }
        for one in found
    }  # index number_1


def _generations(steps: Sequence[Step]) -> dict[str, int]:
    """Return in which generation each stands, walking the steps once in the order of time."""
    found: dict[str, int] = {}
    for step in steps:
        before = found.setdefault(step.predecessor, 0)
        found[step.successor] = max(found.get(step.successor, 0), before + 1)
    return found
