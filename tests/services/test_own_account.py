"""Nobody changes the account they act with, however its id is written."""

import pytest

from registry.documents.accounts import Account
from registry.permissions import Actor, Role
from registry.services import accounts as desk
from registry.services.accounts import NewAccount, OwnAccount
from registry.services.grants import Grant

LEAD = Grant(Role.PROVINCIAL_LEAD, authority="330000")

pytestmark = pytest.mark.usefixtures("database", "quick_passwords")


@pytest.mark.parametrize(
    ("role", "act"),
    [
        ("security_administrator", lambda one, by, at: desk.change_grant(one, LEAD, by=by, at=at)),
        ("system_administrator", lambda one, by, at: desk.disable_account(one, by=by, at=at)),
        (
            "system_administrator",
            lambda one, by, at: desk.reset_password(one, rule="off", by=by, at=at),
        ),
    ],
)
def test_ones_own_account_is_known_however_its_id_is_written(console, at, role, act):
    """An id in capital letters finds the same account, and is no way to a role for oneself."""
    made = [
        desk.create_account(NewAccount(f"admin-{n}", "管理员", Grant(role)), by=console, at=at)
        for n in range(2)
    ]
    own = next(one.id for one in made if one.id != one.id.upper())
    with pytest.raises(OwnAccount):
        act(own.upper(), Actor(account=own, name="管理员", role=Role(role)), at)
    assert Account.objects.get(id=own).role == role
