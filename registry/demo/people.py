"""The people of the demo year: one account for every role, office and host."""

from datetime import datetime

from registry.authorities import load_authorities
from registry.documents.hosts import Host
from registry.permissions import Actor, Role
from registry.services.accounts import NewAccount, create_account
from registry.services.grants import Grant
from registry.services.passwords import hash_password
from registry.services.pre_reviews import NewOffice, add_office

# Known to everybody on purpose: made for a training service alone, which seeding checks.
PASSWORD = "yanlian-2026-demo"  # noqa: S105 - as above
_CONSOLE = Actor(account="console", name="控制台", role=Role.CONSOLE, door="console")
_CENTRAL = (
    ("ministry-lead", "部级负责人（演练）", Role.MINISTRY_LEAD),
    # Who signed a decision does not sign what becomes of it: there are two leads.
    ("ministry-deputy", "部级副职负责人（演练）", Role.MINISTRY_LEAD),
    ("ministry-staff", "部级经办员（演练）", Role.MINISTRY_STAFF),
    ("system-admin", "系统管理员（演练）", Role.SYSTEM_ADMINISTRATOR),
    ("security-admin", "安全管理员（演练）", Role.SECURITY_ADMINISTRATOR),
    ("audit-admin", "审计管理员（演练）", Role.AUDIT_ADMINISTRATOR),
)


# One office of a division, to show what it sees.
_OFFICE_OF, _DIVISION = "330000", "330100"
DIVISION_REVIEWER = f"division-{_DIVISION}"


def lead_of(authority: str) -> str:
    """Return the username of an authority's lead."""
    return f"lead-{authority}"


def reviewer_of(authority: str) -> str:
    """Return the username of an authority's reviewer."""
    return f"reviewer-{authority}"


def hire_offices(at: datetime) -> dict[str, Actor]:
    """Make the accounts of ministry, administrators and all reporting authorities."""
    password = hash_password(PASSWORD)
    actors = {
        username: _hire(username, name, Grant(role.value), password, at)
        for username, name, role in _CENTRAL
    }
    for authority in load_authorities().all:
        for role, username, title in (
            (Role.PROVINCIAL_LEAD, lead_of(authority.code), "负责人"),
            (Role.PROVINCIAL_REVIEWER, reviewer_of(authority.code), "审核员"),
        ):
            grant = Grant(role.value, authority=authority.code)
            name = f"{authority.short}{title}（演练）"
            actors[username] = _hire(username, name, grant, password, at)
    lead = actors[lead_of(_OFFICE_OF)]
    office = add_office(NewOffice("杭州市初审单位（演练）", _DIVISION), by=lead, at=at)
    grant = Grant(Role.DIVISION_REVIEWER.value, authority=_OFFICE_OF, division=office.division)
    actors[DIVISION_REVIEWER] = _hire(
        DIVISION_REVIEWER, "杭州市初审员（演练）", grant, password, at
    )
    return actors


def hire_hosts(at: datetime) -> dict[str, Actor]:
    """Make one account for each host on record; its username is the credit code."""
    password = hash_password(PASSWORD)
    return {
        str(host.id): _hire(
            host_username(host.credit_code),
            f"{host.name[:20]}填报员",
            Grant(Role.HOST_OPERATOR.value, host=str(host.id)),
            password,
            at,
        )
        for host in Host.objects.order_by("credit_code")
    }


def host_username(credit_code: str) -> str:
    """Return the username of a host's operator."""
    return f"host-{credit_code.lower()}"


def _hire(username: str, name: str, grant: Grant, password_hash: str, at: datetime) -> Actor:
    new = NewAccount(username, name, grant, password_hash=password_hash)
    made = create_account(new, by=_CONSOLE, at=at)
    return Actor(
        account=made.id, name=name, role=Role(grant.role), host=grant.host,
        authority=grant.authority, division=grant.division, door="page",
    )  # fmt: skip
