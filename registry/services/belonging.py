"""Whose business a host is: which authority may give it an account, and who has one already."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from registry.documents.accounts import Account
from registry.documents.activations import Activation, CodeState
from registry.documents.hosts import Host
from registry.documents.platforms import Platform
from registry.documents.registrations import Registration, RegistrationState
from registry.permissions import Role
from registry.policy.vocabulary import LibraryState
from registry.services.readings import Reading, distinct


@dataclass(frozen=True, slots=True)
class Belonging:
    """A host by its credit code. ``host`` is its id, empty where it is not on record.

    ``authorities`` are those with a platform of it, removed ones included; where no
    authority has one, those that gave it an account.
    """

    host: str
    name: str
    authorities: frozenset[str]
    accounts: int
    active: int

    def is_of(self, authority: str) -> bool:
        """Tell whether an authority may give this host an account.

        One that nobody knows yet may be entered by any: hosts come before their platforms.
        Where it has an account but no authority, only people in person can tell.
        """
        return authority in self.authorities or not (self.authorities or self.accounts)


def belongings(credit_codes: Collection[str]) -> Mapping[str, Belonging]:
    """Return where hosts belong, also for codes not on record. Five queries, however many."""
    codes = list(credit_codes)
    hosts = {
        one.credit_code: one
        for one in Host.objects(credit_code__in=codes).only("credit_code", "name")
    }  # index credit_code_1
    having = _pairs(Platform.objects(credit_code__in=codes))  # index credit_code_1
    used = Activation.objects(credit_code__in=codes, state=CodeState.USED.value)
    confirmed = Registration.objects(
        credit_code__in=codes, state=RegistrationState.CONFIRMED.value
    )  # both index credit_code_1_state_1
    introduced = _pairs(used.filter(authority__ne="")), _pairs(confirmed)
    ids = [str(one.id) for one in hosts.values()]
    operators: dict[str, list[bool]] = defaultdict(list)
    for account in Account.objects(host__in=ids, role=Role.HOST_OPERATOR.value).only(
        "host", "active"
    ):  # index host_1_username_1
        operators[account.host].append(account.active)
    found = {}
    for code in codes:
        host = hosts.get(code)
        own = operators[str(host.id)] if host else []
        found[code] = Belonging(
            host=str(host.id) if host else "",
            name=host.name if host else "",
            authorities=frozenset(having[code] or introduced[0][code] | introduced[1][code]),
            accounts=len(own),
            active=sum(own),
        )
    return found


def hosts_without_account(authority: str) -> Reading[list[str]]:
    """Return the hosts with a platform in an authority's library and no active account.

    Two steps, however many; the ids come in no order.
    """
    library = {"authority": authority, "state": LibraryState.IN_LIBRARY.value}
    here = yield from distinct(
        Platform,
        library,
        "host",
        "authority_1_state_1_number_1",
        sort={"authority": 1, "state": 1, "number": 1},
    )  # fmt: skip - one reading
    serving = {"host": {"$in": here}, "role": Role.HOST_OPERATOR.value, "active": True}
    served = yield from distinct(Account, serving, "host", "host_1_username_1")
    return list(set(here) - set(served))


def operators_by_host(hosts: Iterable[str]) -> Mapping[str, Sequence[Account]]:
    """Return the active accounts of hosts, each by username; a host without one is not in it.

    One query, however many; index host_1_username_1. Whose hosts they are, ask before.
    """
    serving: defaultdict[str, list[Account]] = defaultdict(list)
    for account in (
        Account.objects(host__in=sorted(set(hosts)), role=Role.HOST_OPERATOR.value, active=True)
        .only("host", "name")
        .order_by("host", "username")
    ):
        serving[account.host].append(account)
    return serving


def _pairs(found: Any) -> defaultdict[str, set[str]]:  # noqa: ANN401 - a QuerySet
    """Return the authorities of records by credit code."""
    pairs: defaultdict[str, set[str]] = defaultdict(set)
    for one in found.only("credit_code", "authority").as_pymongo():
        pairs[one["credit_code"]].add(one["authority"])
    return pairs
