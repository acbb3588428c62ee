"""Registered addresses 住所 of hosts, as extracts of the business register gave them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from registry.documents.hosts import HostDomicile
from registry.insertion import insert_all
from registry.policy.unreported_changes import plain_key

_LONGEST = 500


def domiciles_of(codes: Collection[str]) -> dict[str, list[str]]:
    """Return the addresses on record of hosts by credit code, the newest last; one query."""
    found = HostDomicile.objects(credit_code__in=list(codes))
    return _by_code(
        found.order_by("credit_code", "recorded_at").only("credit_code", "value").as_pymongo()
    )  # index credit_code_1_recorded_at_1


def all_domiciles() -> dict[str, list[str]]:
    """Return what ``domiciles_of`` does of every host; one query, read as a stream."""
    fields = {"_id": False, "credit_code": True, "value": True}
    found = HostDomicile._get_collection().find({}, fields, batch_size=5000)  # noqa: SLF001 - two fields of every host
    return _by_code(found.sort([("credit_code", 1), ("recorded_at", 1)]))


def keep_domiciles(said: Sequence[tuple[str, str, str]], *, at: datetime) -> None:
    """Keep what is not on record yet: credit code, address, source; two commands, or none.

    Inside the caller's transaction. Raises NotUniqueError where another kept it at this moment.
    """
    if not said:
        return
    known = HostDomicile.objects(credit_code__in=sorted({code for code, _, _ in said}))
    there = {
        (one["credit_code"], one["key"]) for one in known.only("credit_code", "key").as_pymongo()
    }  # index credit_code_1_key_1
    rows = {
        (code, key): {
            "credit_code": code,
            "value": value[:_LONGEST],
            "key": key,
            "source": source,
            "recorded_at": at,
        }
        for code, value, source in said
        if (key := plain_key(value)[:_LONGEST]) and (code, key) not in there
    }
    insert_all(HostDomicile, rows.values())


def _by_code(rows: Iterable[Mapping[str, Any]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for one in rows:
        found[one["credit_code"]].append(one["value"])
    return found
