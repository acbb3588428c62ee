"""Why a ban touches a host, in words: step by step through the lineage it reaches it by."""

from collections.abc import Iterable, Mapping

from bson import ObjectId

from registry.documents.hosts import Host
from registry.documents.platforms import Platform
from registry.messages import say
from registry.services.ban_reach import Reach
from registry.services.lineages import Step


def ways_in_words(reaches: Iterable[Reach], host: str) -> list[str]:
    """Return, of each ban that reaches a host (id; empty where it is not on record), why.

    Two queries at most, however many bans.
    """
    told = list(reaches)
    ends = {
        end
        for one in told
        for step in (*one.hosts, *one.platforms)
        for end in (step.predecessor, step.successor)
    }
    numbers = ends | {one.platform for one in told if one.platform}
    names = _names(ends, numbers)
    return ["；".join(_clauses(one, host, names)) for one in told]


def _clauses(reach: Reach, host: str, names: Mapping[str, str]) -> list[str]:
    if not (reach.hosts or reach.platform):
        return [say("ban_way_itself")]
    said, here = _walked(reach.hosts, host, names)
    if reach.platform:
        carrier = names.get(here, "") if reach.hosts else say("ban_way_this_host")
        name = names.get(reach.platform, "")
        said.append(say("ban_way_carried", host=carrier, name=name, number=reach.platform))
        further, here = _walked(reach.platforms, reach.platform, names)
        said += further
    return said


def _walked(steps: Iterable[Step], start: str, names: Mapping[str, str]) -> tuple[list[str], str]:
    """Return each step in words, walking away from where one stands, and where it ends."""
    said, here = [], start
    for step in steps:
        back = step.successor == here
        there = step.predecessor if back else step.successor
        said.append(
            say(
                "ban_way_came_from" if back else "ban_way_became",
                here=names.get(here, here),
                there=names.get(there, there),
                how=say(f"major_change_{step.how}"),
                change=step.change,
                day=step.effective_on.isoformat(),
            )
        )
        here = there
    return said, here


def _names(hosts: Iterable[str], numbers: Iterable[str]) -> dict[str, str]:
    """Return the names that hosts (ids) and platforms (numbers) go by today."""
    keys = [ObjectId(one) for one in hosts if ObjectId.is_valid(one)]
    named = Host.objects(id__in=keys).scalar("id", "name") if keys else ()
    found = {str(id_): str(name) for id_, name in named}
    wanted = sorted(set(numbers) - found.keys())
    if wanted:  # index number_1
        found |= dict(Platform.objects(number__in=wanted).scalar("number", "name"))
    return found
