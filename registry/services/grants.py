"""Grants 授权: one role per account, and for whom it acts."""

from collections.abc import Collection
from dataclasses import dataclass

from bson import ObjectId

from registry.documents.hosts import Host
from registry.documents.pre_reviews import DivisionOffice
from registry.errors import Invalid
from registry.messages import say
from registry.permissions import DIVISION, PROVINCE, Role
from registry.services.authorities import authorities

# The console is a door, never a person.
GRANTABLE = tuple(role for role in Role if role is not Role.CONSOLE)
_FOR_HOSTS = frozenset({Role.HOST_OPERATOR})
_FOR_AUTHORITIES = PROVINCE | DIVISION


@dataclass(frozen=True, slots=True)
class Grant:
    """A role, and the host (its id) or the authority (its code) it is held for.

    ``division`` is that of the office, for a division reviewer.
    """

    role: str = ""
    host: str = ""
    authority: str = ""
    division: str = ""


def check_grant(grant: Grant) -> None:
    """Let a grant pass or refuse it. Raises Invalid naming the field at fault.

    A role is held for exactly the kind of body it acts for, and for one that exists.
    """
    if field_and_code := _fault(grant):
        field, code = field_and_code
        raise Invalid(fields={field: say(code, authority=grant.authority[:20])})


def host_of_credit_code(credit_code: str) -> str:
    """Return the id of the host of a credit code, empty where none is typed.

    Raises Invalid where there is no such host.
    """
    if not credit_code:
        return ""
    host = Host.objects(credit_code=credit_code.upper()).only("id").first()
    if host is None:
        raise Invalid(fields={"credit_code": say("grant_host_unknown")})
    return str(host.id)


def _fault(grant: Grant) -> tuple[str, str] | None:
    if grant.role not in GRANTABLE:
        return "role", "grant_role_unknown"
    for_host, for_authority = grant.role in _FOR_HOSTS, grant.role in _FOR_AUTHORITIES
    of_division = grant.role in DIVISION
    elsewhere = (grant.host and not for_host) or (grant.authority and not for_authority)
    if elsewhere or (grant.division and not of_division):
        return "role", "grant_place_unwanted"
    if for_authority and grant.authority not in authorities().codes:
        code = "grant_authority_unknown" if grant.authority else "grant_authority_wanted"
        return "authority", code
    if of_division and not _is_office(grant.authority, grant.division):
        return "division", "grant_division_unknown" if grant.division else "grant_division_wanted"
    if for_host and not _is_host(grant.host):
        return "credit_code", "grant_host_unknown" if grant.host else "grant_host_wanted"
    return None


def _is_office(authority: str, division: str) -> bool:
    offices = DivisionOffice.objects(authority=authority, division=division)
    return offices.only("id").first() is not None  # index authority_1_division_1


def _is_host(host: str) -> bool:
    return ObjectId.is_valid(host) and Host.objects(id=host).only("id").first() is not None


def host_labels(hosts: Collection[str]) -> dict[str, str]:
    """Return the names of hosts by id; ids nobody knows are left out."""
    known = [host for host in hosts if ObjectId.is_valid(host)]
    found = Host.objects(id__in=known).only("name") if known else ()
    return {str(host.id): host.name for host in found}
