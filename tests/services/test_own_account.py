"""No administrator alone: neither on the own account, nor into one that waits for its factor."""

import pytest

from registry.documents.accounts import Account
from registry.permissions import Actor, Role
from registry.services import accounts as desk
from registry.services.accounts import FactorNotSetUp, NewAccount, OwnAccount
from registry.services.grants import Grant

SYSTEM = Actor("system", "系统管理员", Role.SYSTEM_ADMINISTRATOR)
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


@pytest.mark.parametrize("role", ["ministry_lead", "ministry_staff", "audit_administrator"])
def test_nobody_alone_gets_into_an_account_that_waits_for_its_factor(console, at, role):
    """Whoever resets would enrol instead; with a factor in force, or by console, it may be."""
    made = desk.create_account(NewAccount("qian.yi", "钱一", Grant(role)), by=console, at=at)
    before = Account.objects.get(id=made.id).password_hash
    with pytest.raises(FactorNotSetUp):
        desk.reset_password(made.id, rule="required", by=SYSTEM, at=at)
    assert Account.objects.get(id=made.id).password_hash == before
    assert desk.reset_password(made.id, rule="required", by=console, at=at)
    Account.objects(id=made.id).update(set__second_factor_at=at)
    assert desk.reset_password(made.id, rule="required", by=SYSTEM, at=at)


def test_the_role_is_taken_before_such_a_reset(console, at):
    """Without its role the account may be reset; what it may do comes back by another's act."""
    role = Grant("ministry_staff")
    made = desk.create_account(NewAccount("qian.yi", "钱一", role), by=console, at=at)
    desk.change_grant(made.id, None, by=console, at=at)
    assert desk.reset_password(made.id, rule="required", by=SYSTEM, at=at)
