"""Hosts 依托单位 on the desk: finding them for a whole sheet, entering new ones."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, datetime

from registry.documents.hosts import Host, HostName
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


def hosts_called(part: str, *, most: int = 200) -> list[str]:
    """Return the hosts whose name, or a former one, contains a part of a name key; 200 at most."""
    named = HostName.objects(name_key__contains=part).order_by("name_key")
    return list(dict.fromkeys(named.limit(most).scalar("host")))  # index name_key_1


def goes_by(host: Host, name: str) -> bool:
    """Tell whether a host is, or once was, called so."""
    key = name_key(name)
    return bool(host.name_key == key or HostName.objects(host=str(host.id), name_key=key).first())


def enter_host(credit_code: str, name: str, *, effective_on: date, recorded_at: datetime) -> Host:
    """Enter a host that is not on record, with its first name, inside the caller's transaction."""
    host = Host(
        credit_code=credit_code, name=name, name_key=name_key(name), recorded_at=recorded_at
    ).save(force_insert=True)
    HostName(
        host=str(host.id),
        name=name,
        name_key=host.name_key,
        effective_on=effective_on,
        recorded_at=recorded_at,
    ).save(force_insert=True)
    return host


def name_on(host: str, day: date) -> str:
    """Return what a host was called on a day; empty where it was not on record yet."""
    then = (
        HostName.objects(host=host, effective_on__lte=day)
        .order_by("-effective_on", "-recorded_at")
        .first()
    )  # index host_1_effective_on_1_recorded_at_1
    return str(then.name) if then else ""
