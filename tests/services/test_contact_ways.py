"""Contact ways: sealed each for its person, sealed anew when the key changes."""

from datetime import datetime

import pytest
from cryptography.fernet import Fernet

from registry.documents.contact_ways import ContactWays
from registry.encryption import Vault
from registry.errors import NotAllowed
from registry.permissions import Actor, Role
from registry.services.contact_ways import Ways, change, own_ways, seal_anew

pytestmark = pytest.mark.usefixtures("database")
OLD, NEW = (Fernet.generate_key().decode() for _ in range(2))
WAYS = Ways("li.si@example.cn", "13800000000", frozenset({"email"}))


def test_a_new_key_seals_them_anew(lead: Actor, at: datetime) -> None:
    """What an older key sealed still opens, and after sealing anew without that key."""
    change(WAYS, vault=Vault([OLD]), by=lead, at=at)
    assert own_ways(vault=Vault([NEW, OLD]), by=lead) == WAYS
    assert seal_anew(vault=Vault([NEW, OLD])) == 2
    assert seal_anew(vault=Vault([NEW, OLD])) == 0
    assert own_ways(vault=Vault([NEW]), by=lead) == WAYS


def test_an_address_copied_to_another_person_does_not_open(
    lead: Actor, ministry: Actor, at: datetime
) -> None:
    """Whoever can write into the database cannot read an address by an account of their own."""
    vault = Vault([OLD])
    change(WAYS, vault=vault, by=lead, at=at)
    change(Ways(), vault=vault, by=ministry, at=at)
    sealed = ContactWays.objects.get(id=lead.account).email
    ContactWays.objects(id=ministry.account).update(set__email=sealed)
    assert own_ways(vault=vault, by=ministry).email == ""
    assert seal_anew(vault=Vault([NEW, OLD])) == 2


def test_who_has_no_messages_has_none(at: datetime) -> None:
    """An administrator is told nothing, and keeps no address here."""
    system = Actor(account="s", name="系统", role=Role.SYSTEM_ADMINISTRATOR)
    with pytest.raises(NotAllowed):
        change(WAYS, vault=Vault([OLD]), by=system, at=at)
