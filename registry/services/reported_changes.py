"""What major changes 重大事项 were reported: the one place where a case reads them."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from registry.documents.major_changes import MajorChange
from registry.policy.unreported_changes import Reported

_READ = ("number", "platform", "hosts", "kind", "event_on", "reported_at", "values")


def reported_of(hosts: Collection[str]) -> dict[str, list[Reported]]:
    """Return what was reported of these hosts' platforms and stands, by host; one query.

    What was refused or withdrawn is not among it.
    """
    found: dict[str, list[Reported]] = defaultdict(list)
    query = {"hosts": {"$in": sorted(hosts)}, "live": True}
    for one in _reports().find(query, dict.fromkeys(_READ, True)):
        for host in one["hosts"]:
            found[host].append(_reported(one))
    return found


def hosts_reporting_since(moment: datetime) -> list[str]:
    """Return the hosts that reported anything since a moment; one query."""
    query = {"reported_at": {"$gte": moment}, "live": True}
    return sorted(
        {host for one in _reports().find(query, {"hosts": True}) for host in one["hosts"]}
    )


def standing_among(numbers: Collection[str]) -> frozenset[str]:
    """Return which of these reports stand: neither refused nor withdrawn; one query, or none."""
    if not numbers:
        return frozenset()
    query = {"number": {"$in": sorted(numbers)}, "live": True}
    return frozenset(one["number"] for one in _reports().find(query, {"number": True}))


def _reports() -> Any:  # noqa: ANN401 - a collection carries no types here
    return MajorChange._get_collection()  # noqa: SLF001 - a few fields need no mapper


def _reported(one: Mapping[str, Any]) -> Reported:
    values = {key: value for key, value in one["values"].items() if isinstance(value, str)}
    return Reported(
        one["number"], one["platform"], one["kind"], one["event_on"].date(), one["reported_at"],
        values,
    )  # fmt: skip
