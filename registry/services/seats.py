"""Seats 席位: nobody can be the last one and leave (house ruling, docs/decisions/last-account.md).

A seat is what somebody must always hold: the filings of a host, the lead of an authority, the
lead of the ministry, each of the three administrators.
"""

from registry.documents.accounts import Account
from registry.documents.seats import take_hold
from registry.errors import Invalid, Refusal
from registry.messages import say
from registry.permissions import Role

_CENTRAL = frozenset(
    {
        Role.MINISTRY_LEAD,
        Role.SYSTEM_ADMINISTRATOR,
        Role.SECURITY_ADMINISTRATOR,
        Role.AUDIT_ADMINISTRATOR,
    }
)


class LastOfHost(Refusal):
    """The last account of a host: somebody must be able to file for it."""

    code = "seat_last_of_host"
    status = 409


class LastInOffice(Refusal):
    """The last lead of an authority or of the ministry, or the last administrator of a kind."""

    code = "seat_last_in_office"
    status = 409


def seat_of(role: str, *, host: str, authority: str) -> str:
    """Return the seat that a role held for a body fills; empty where none needs to be held."""
    if role == Role.HOST_OPERATOR:
        return f"{role}:{host}"
    if role == Role.PROVINCIAL_LEAD:
        return f"{role}:{authority}"
    return role if role in _CENTRAL else ""


def check_another_stays(account: Account, *, reason: str | None = None) -> None:
    """Let an account give up its seat or refuse it, inside the caller's transaction.

    Raises LastInOffice or LastOfHost for the last active one. An administrator, who passes a
    ``reason``, may shut out the last account of a host, since its authority can issue a
    recovery code: Invalid where that reason is empty.
    """
    role = str(account.role)
    seat = seat_of(role, host=account.host, authority=account.authority)
    if not seat or not account.active:
        return
    take_hold(seat)
    others = Account.objects(
        role=role, host=account.host, authority=account.authority, active=True, id__ne=account.id
    )  # index host_1_username_1, or role_1_username_1
    if others.only("id").first() is not None:
        return
    if role != Role.HOST_OPERATOR:
        raise LastInOffice(role=say(f"role_{role}"))
    if reason is None:
        raise LastOfHost
    if not reason:
        raise Invalid(fields={"reason": say("seat_reason_wanted")})
