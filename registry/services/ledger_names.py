"""Whom the ledger speaks of by a key: accounts and hosts, found together for many entries."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bson import ObjectId

from registry.documents.accounts import Account
from registry.documents.hosts import Host


@dataclass(frozen=True, slots=True)
class LedgerNames:
    """Usernames and names of accounts by id; names of hosts by id and by credit code."""

    accounts: Mapping[str, tuple[str, str]]
    hosts: Mapping[str, str]


def names_in(subjects: Collection[str], changes: Collection[Any] = ()) -> LedgerNames:
    """Return what the accounts and hosts of subjects and changes are called today.

    One query for all accounts and one for all hosts, however many entries; none for nobody.
    """
    told = [change for change in changes if isinstance(change, dict)]
    spoken_of = [*subjects, *(subject for change in told for subject in _subjects(change))]
    accounts = {*_of("account", spoken_of), *(one for each in told for one in each.get("ends", ()))}
    hosts = {change.get("host") or "" for change in told}
    return LedgerNames(_accounts(_ids(accounts)), _hosts(_ids(hosts), set(_of("host", spoken_of))))


def _subjects(change: dict[str, Any]) -> Iterator[str]:
    """Give the subjects of a change: what an export was narrowed to, where a check stopped."""
    yield change.get("reached") or ""
    yield (change.get("filter") or {}).get("subject", "")


def _of(noun: str, subjects: Collection[str]) -> Iterator[str]:
    for subject in subjects:
        kind, _, key = subject.partition(":")
        if kind == noun:
            yield key


def _ids(keys: Collection[str]) -> list[ObjectId]:
    return [ObjectId(key) for key in sorted(keys) if ObjectId.is_valid(key)]


def _accounts(ids: Collection[ObjectId]) -> dict[str, tuple[str, str]]:
    if not ids:
        return {}
    found = Account.objects(id__in=ids).only("username", "name").as_pymongo()  # index _id_
    return {str(one["_id"]): (one["username"], one["name"]) for one in found}


def _hosts(ids: Collection[ObjectId], codes: Collection[str]) -> dict[str, str]:
    if not ids and not codes:
        return {}
    either = [{"_id": {"$in": ids}}, {"credit_code": {"$in": sorted(codes)}}]
    found = list(
        Host.objects(__raw__={"$or": either}).only("credit_code", "name").as_pymongo()
    )  # indexes _id_ and credit_code_1
    by_code = {one["credit_code"]: one["name"] for one in found}
    return by_code | {str(one["_id"]): one["name"] for one in found}
