"""Hosts, platforms and people that tests of activation, registration and hand-over share."""

from datetime import datetime

from registry.clock import SHANGHAI
from registry.documents.accounts import Account
from registry.documents.hosts import Host
from registry.documents.platforms import Platform
from registry.permissions import Actor, Role
from registry.services.activating import Claim
from registry.services.activations import Slip
from registry.services.handovers import issue_handover
from registry.services.hosts import enter_host
from registry.services.proofs import Present
from registry.services.sign_in import Origin
from tests.services.conftest import credit_code

ENTERED = datetime(2026, 3, 2, 10, tzinfo=SHANGHAI)
ORIGIN = Origin("192.0.2.7", "测试浏览器", "r-1")
PASSWORD = "四叶草-lantern-7731"
SECOND_PASSWORD = "银杏-teapot-4482-雨"


def host_on_record(ordinal: int, authority: str = "330000", platforms: int = 1) -> str:
    """Keep a host with platforms of an authority; return its id."""
    code, name = credit_code(ordinal), f"示例{ordinal}有限公司"
    host = enter_host(code, name, effective_on=ENTERED.date(), recorded_at=ENTERED)
    for serial in range(platforms):
        Platform(
            number=f"{authority}-2026-{ordinal:02}{serial:02}",
            authority=authority,
            host=host.id,
            credit_code=code,
            host_name=name,
            name=f"示例{ordinal}-{serial}中试平台",
            name_key=f"示例{ordinal}-{serial}中试平台",
            state="in_library",
            basis="sheet_only",
            admitted_at=ENTERED,
            changed_at=ENTERED,
        ).save()
    return host.id


def operator(account: Account) -> Actor:
    """A host operator's account as the one who acts."""
    return Actor(str(account.id), account.name, Role.HOST_OPERATOR, host=account.host)


def claim(ordinal: int, code: str, username: str = "li.si", **changes: str) -> Claim:
    """Somebody who brings a code for a host."""
    given = {"name": "李四", "username": username, "password": PASSWORD}
    return Claim(credit_code(ordinal), code, **given | changes)


def names_of_hosts() -> list[str]:
    """Return the names of all hosts on record."""
    return sorted(Host.objects.scalar("name"))


def handed_over(by: Actor, at: datetime, *, leaving: bool) -> Slip:
    """Issue a hand-over code, its issuer being there."""
    return issue_handover(leaving=leaving, present=Present(by.account), by=by, at=at)
