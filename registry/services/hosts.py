"""Hosts 依托单位 on the desk: finding them for a whole sheet, entering new ones."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bson import ObjectId

from registry.documents.hosts import Host, HostName
from registry.insertion import insert_all
from registry.policy.summary_sheet_rows import name_key


def names_on_record(codes: Collection[str], names: Collection[str]) -> Mapping[str, frozenset[str]]:
    """Return every name, former ones included, of the hosts a whole sheet speaks of.

    Hosts are found by credit code and, so that one name under several codes shows, by
    name. Two queries, however long the sheet.
    """
    keys = [name_key(name) for name in names]
    either = [{"credit_code": {"$in": list(codes)}}, {"name_key": {"$in": keys}}]
    hosts = list(
        Host.objects(__raw__={"$or": either}).only("credit_code", "name").as_pymongo()
    )  # indexes credit_code_1 and name_key_1
    code_of = {str(host["_id"]): host["credit_code"] for host in hosts}
    found: dict[str, set[str]] = defaultdict(set)
    for host in hosts:
        found[host["credit_code"]].add(host["name"])
    former = HostName.objects(host__in=list(code_of)).only("host", "name").as_pymongo()
    for one in former:  # index host_1_effective_on_1_recorded_at_1
        found[code_of[one["host"]]].add(one["name"])
    return {code: frozenset(own) for code, own in found.items()}


def host_of_code(credit_code: str) -> Host | None:
    """Return the host of a credit code, or None."""
    return Host.objects(credit_code=credit_code).first()


def host_on_record(host: str) -> Host | None:
    """Return the host of an id, or None."""
    return Host.objects(id=host).first() if ObjectId.is_valid(host) else None


def hosts_called(part: str, *, most: int = 200) -> list[str]:
    """Return the hosts whose name, or a former one, contains a part of a name key; 200 at most."""
    named = HostName.objects(name_key__contains=part).order_by("name_key")
    return list(dict.fromkeys(named.limit(most).scalar("host")))  # index name_key_1


@dataclass(frozen=True, slots=True)
class HostEntry:
    """A host to be entered: its credit code, and its first name with the day it goes by it."""

    credit_code: str
    name: str
    effective_on: date


@dataclass(frozen=True, slots=True)
class HostOnRecord:
    """A host by what a batch wants of it; ``keys`` are the name keys it goes, or once went, by."""

    id: str
    credit_code: str
    name: str
    keys: frozenset[str]

    def goes_by(self, name: str) -> bool:
        """Tell whether the host is, or once was, called so."""
        return name_key(name) in self.keys


def hosts_of_codes(credit_codes: Collection[str]) -> dict[str, HostOnRecord]:
    """Return the hosts on record by credit code, with all their names; two queries at most."""
    found = list(
        Host.objects(credit_code__in=list(credit_codes)).only("credit_code", "name").as_pymongo()
    )  # index credit_code_1
    keys = {str(host["_id"]): {name_key(host["name"])} for host in found}
    if keys:
        former = HostName.objects(host__in=list(keys)).only("host", "name_key").as_pymongo()
        for one in former:  # index host_1_effective_on_1_recorded_at_1
            keys[one["host"]].add(one["name_key"])
    return {
        host["credit_code"]: HostOnRecord(
            str(host["_id"]), host["credit_code"], host["name"], frozenset(keys[str(host["_id"])])
        )
        for host in found
    }


def enter_hosts(entries: Sequence[HostEntry], *, recorded_at: datetime) -> dict[str, HostOnRecord]:
    """Enter hosts that are not on record, inside the caller's transaction; two commands.

    Returns them by credit code. Raises NotUniqueError where one is on record already.
    """
    own = [
        {
            "credit_code": entry.credit_code,
            "name": entry.name,
            "name_key": name_key(entry.name),
            "recorded_at": recorded_at,
        }
        for entry in entries
    ]
    ids = [str(identifier) for identifier in insert_all(Host, own)]
    insert_all(
        HostName,
        [
            {
                "host": host,
                "name": entry.name,
                "name_key": name_key(entry.name),
                "effective_on": entry.effective_on,
                "recorded_at": recorded_at,
            }
            for host, entry in zip(ids, entries, strict=True)
        ],
    )
    return {
        entry.credit_code: HostOnRecord(
            host, entry.credit_code, entry.name, frozenset({name_key(entry.name)})
        )
        for host, entry in zip(ids, entries, strict=True)
    }


def enter_host(
    credit_code: str, name: str, *, effective_on: date, recorded_at: datetime
) -> HostOnRecord:
    """Enter one host, as ``enter_hosts`` does."""
    entry = HostEntry(credit_code, name, effective_on)
    return enter_hosts([entry], recorded_at=recorded_at)[credit_code]


def name_on(host: str, day: date) -> str:
    """Return what a host was called on a day; empty where it was not on record yet."""
    then = (
        HostName.objects(host=host, effective_on__lte=day)
        .order_by("-effective_on", "-recorded_at")
        .first()
    )  # index host_1_effective_on_1_recorded_at_1
    return str(then.name) if then else ""
