"""The permission table, the written truth table, and the one check."""

import re
from pathlib import Path

import pytest

from registry.errors import NotAllowed, NotFound
from registry.messages import say
from registry.permissions import PERMISSIONS, PERSONAL, Actor, Role, may, require

WRITTEN = Path(__file__).parents[1] / "docs" / "permissions.md"
ADMINISTRATORS = (
    Role.SYSTEM_ADMINISTRATOR,
    Role.SECURITY_ADMINISTRATOR,
    Role.AUDIT_ADMINISTRATOR,
)
OF_ONESELF = {
    "me:read", "passwords:change", "sessions:revoke", "second_factors:manage",
    "calendar_feeds:manage",
}  # fmt: skip
FILINGS = {
    "platforms", "summary_sheets", "quarterly_updates", "reporting", "bans", "receipts",
    "applications", "reviews", "pre_reviews",
}  # fmt: skip


def written_table() -> tuple[dict[str, set[str]], set[str]]:
    """Read the truth table: who holds each permission, and which are marked personal."""
    rows = [
        [cell.strip() for cell in line.strip("|\n").split("|")]
        for line in WRITTEN.read_text(encoding="utf-8").splitlines()
        if line.startswith("| ")
    ]
    roles = [cell.strip("`") for cell in rows[0][2:]]
    held, marked = {}, set()
    for row in rows[1:]:
        name = re.match(r"`([a-z_]+:[a-z_]+)`", row[0])[1]
        held[name] = {role for role, cell in zip(roles, row[2:], strict=True) if cell == "yes"}
        if "◆" in row[0]:
            marked.add(name)
    return held, marked


def test_the_written_truth_table_is_the_one_in_force():
    """docs/permissions.md and PERMISSIONS say the same, both ways."""
    held, marked = written_table()
    assert held == {name: {role.value for role in roles} for name, roles in PERMISSIONS.items()}
    assert marked == PERSONAL


@pytest.mark.parametrize("role", ADMINISTRATORS)
def test_no_administrator_sees_filings(role):
    """None of the three separated administrators holds a permission on filings."""
    held = {name for name, roles in PERMISSIONS.items() if role in roles}
    assert not {name for name in held if name.partition(":")[0] in FILINGS}


def test_administrators_share_no_duty():
    """Making accounts, granting and reading the logs lie with three different roles."""
    duties = [
        {name for name, roles in PERMISSIONS.items() if role in roles}
        - OF_ONESELF
        - {"accounts:read", "calendar:read", "update_checks:read"}
        for role in ADMINISTRATORS
    ]
    assert all(duties)
    assert not duties[0] & duties[1]
    assert not duties[0] & duties[2]
    assert not duties[1] & duties[2]


def test_every_permission_and_role_has_a_name():
    """Pages can say every permission and every role in Chinese."""
    for name in PERMISSIONS:
        assert re.fullmatch(r"[a-z_]+:[a-z_]+", name)
        assert say(f"permission_{name.replace(':', '_')}")
    for role in Role:
        assert say(f"role_{role}")


def test_what_the_table_does_not_know_is_a_fault():
    """A misspelt permission fails loudly instead of letting anybody in."""
    actor = Actor(account="a", name="甲", role=Role.MINISTRY_LEAD)
    with pytest.raises(KeyError):
        require(actor, "platforms:reed")


def test_a_scope_narrows_and_never_widens():
    """A token's scopes take from the role's permissions and add none."""
    scopes = frozenset({"platforms:read", "accounts:create"})
    actor = Actor(account="a", name="甲", role=Role.MINISTRY_STAFF, scopes=scopes)
    assert may(actor, "platforms:read")
    assert not may(actor, "reporting:read")
    assert not may(actor, "accounts:create")


@pytest.mark.parametrize(
    ("role", "own", "reach"),
    [
        (Role.HOST_OPERATOR, {"host": "h1"}, {"host": "h1"}),
        (Role.PROVINCIAL_LEAD, {"authority": "330000"}, {"authority": "330000"}),
    ],
)
def test_anothers_record_is_not_found(role, own, reach):
    """One's own record is reached; another's, and any where the account has no body, is not."""
    name = "platforms:read"
    require(Actor(account="a", name="甲", role=role, **own), name, **reach)
    (key,) = reach
    with pytest.raises(NotFound):
        require(Actor(account="a", name="甲", role=role, **own), name, **{key: "other"})
    with pytest.raises(NotFound):
        require(Actor(account="a", name="甲", role=role), name, **{key: ""})


def test_permission_comes_before_reach():
    """Who lacks the permission gets 403 whosever the record is."""
    actor = Actor(account="a", name="甲", role=Role.AUDIT_ADMINISTRATOR)
    with pytest.raises(NotAllowed):
        require(actor, "platforms:read", authority="330000")
