"""Contact ways 通知方式: by what, and where, a person wants to be told outside this service.

Addresses are sealed and stand in no log and no ledger entry. They are shown to their person alone;
to the authority of a host that has not filed only where the person of the host lets it see them.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from registry.channels import EMAIL, SMS
from registry.database import transact
from registry.documents.contact_ways import ContactWays
from registry.encryption import SealBrokenError, Vault
from registry.errors import Invalid
from registry.messages import say
from registry.permissions import Actor, Role, require
from registry.services.ledger import Act, record

MANAGE = "contact_ways:manage"
_LONGEST = 254
# Plain addresses alone: what mail programs take besides can hold a second address.
_MAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,24}")
_PHONE = re.compile(r"1[3-9][0-9]{9}")


@dataclass(frozen=True, slots=True)
class Ways:
    """A person's addresses, the channels wanted, and whether the authority may see them."""

    email: str = ""
    phone: str = ""
    channels: frozenset[str] = frozenset()
    to_authority: bool = False


def own_ways(*, vault: Vault, by: Actor) -> Ways:
    """Return one's own."""
    require(by, MANAGE)
    found = ContactWays.objects(id=by.account).first()
    return opened(found, vault) if found else Ways()


def change(wanted: Ways, *, vault: Vault, by: Actor, at: datetime) -> None:
    """Keep one's own; what is left empty is forgotten, and so is the wish to be told there.

    Only a host's person can let an authority see an address. Raises Invalid.
    """
    require(by, MANAGE)
    given = {EMAIL: wanted.email, SMS: wanted.phone}
    channels = sorted(one for one in wanted.channels if given[one])
    if faults := _faults(wanted):
        raise Invalid(fields=faults)
    seen = wanted.to_authority and asks_about_authority(by) and any(given.values())

    def work() -> None:
        before = ContactWays.objects(id=by.account).first()
        ContactWays(
            id=by.account,
            email=_sealed(wanted.email, EMAIL, by.account, vault),
            phone=_sealed(wanted.phone, SMS, by.account, vault),
            channels=channels,
            to_authority=seen,
            recorded_at=at,
        ).save()
        act = Act(
            "contact_ways.change",
            f"account:{by.account}",
            before=_told(before.channels, seen=before.to_authority) if before else None,
            after=_told(channels, seen=seen),
        )
        record(act, by=by, at=at)

    transact(work)


def forget(account: str) -> None:
    """Delete an account's addresses, inside the caller's transaction: nobody is told there."""
    ContactWays.objects(id=account).delete()


def opened(found: ContactWays, vault: Vault) -> Ways:
    """Return somebody's ways as they can be used; an address that no key opens is none."""
    return Ways(
        email=_unsealed(found.email, EMAIL, found.id, vault),
        phone=_unsealed(found.phone, SMS, found.id, vault),
        channels=frozenset(found.channels),
        to_authority=found.to_authority,
    )


def asks_about_authority(by: Actor) -> bool:
    """Tell whether somebody is asked if an authority may see the addresses: a host's people are."""
    return by.role is Role.HOST_OPERATOR


def ways_for_authority(accounts: Sequence[str], *, vault: Vault, shows: bool) -> Mapping[str, Ways]:
    """Return by account the addresses that an authority may see, opened where ``shows``.

    Otherwise they stay sealed, and only say that they are there. Whose accounts they are, and who
    asks, find out before. One query, by the ids.
    """
    if not accounts:
        return {}
    found = ContactWays.objects(id__in=accounts, to_authority=True)
    if shows:
        return {one.id: opened(one, vault) for one in found}
    return {one.id: Ways(one.email, one.phone) for one in found}


def seal_anew(*, vault: Vault) -> int:
    """Seal all addresses with the newest key; return how many. One that no key opens is left."""
    changed = 0
    for found in ContactWays.objects.order_by("id"):
        for field, channel in (("email", EMAIL), ("phone", SMS)):
            kept = found[field]
            address = _unsealed(kept, channel, found.id, vault)
            if address and not vault.is_current(kept):
                anew = _sealed(address, channel, found.id, vault)
                same = ContactWays.objects(**{"id": found.id, field: kept})
                changed += int(same.update(**{f"set__{field}": anew}))
    return changed


def _told(channels: Sequence[str], *, seen: bool) -> dict[str, Any]:
    """Return what the ledger keeps of it: never an address."""
    return {"channels": sorted(channels)} | ({"to_authority": True} if seen else {})


def _faults(wanted: Ways) -> dict[str, str]:
    faults: dict[str, str] = {}
    if wanted.email and (len(wanted.email) > _LONGEST or not _MAIL.fullmatch(wanted.email)):
        faults["email"] = say("contact_email_wrong")
    if wanted.phone and not _PHONE.fullmatch(wanted.phone):
        faults["phone"] = say("contact_phone_wrong")
    return faults


def _sealed(address: str, channel: str, account: str, vault: Vault) -> str:
    return vault.seal(address, of=f"{channel}:{account}") if address else ""


def _unsealed(sealed: str, channel: str, account: str, vault: Vault) -> str:
    try:
        return vault.unseal(sealed, of=f"{channel}:{account}") if sealed else ""
    except SealBrokenError:
        return ""
