"""The people of the browser's stories, with accounts they can really sign in to."""

from datetime import date, datetime

from bson.decimal128 import Decimal128

from registry.clock import SHANGHAI
from registry.database import transact
from registry.documents.platforms import Platform
from registry.permissions import Actor, Role
from registry.services.accounts import NewAccount, create_account
from registry.services.grants import Grant
from registry.services.hosts import enter_host
from tests.browser.visitor import PASSWORD

ENTERED = datetime(2026, 6, 25, 10, tzinfo=SHANGHAI)
HOST_NAME = "钱江新材料研究院"
HOST_CODE = "123300004700000119"
PLATFORM = "330000-2026-0001"
PLATFORM_NAME = "先进高分子材料中试平台"
_CONSOLE = Actor(account="console", name="控制台", role=Role.CONSOLE, door="console")


def somebody(username: str, role: Role, *, host: str = "", authority: str = "") -> str:
    """Make an account and return its username; everybody's password is the same."""
    grant = Grant(role, host=host, authority=authority)
    new = NewAccount(username, f"测试{username}", grant=grant, password=PASSWORD)
    return create_account(new, by=_CONSOLE, at=ENTERED).username


def a_host_with_a_platform() -> str:
    """Enter a host with one platform in Zhejiang's library, owing updates; return its id."""

    def enter() -> str:
        host = enter_host(HOST_CODE, HOST_NAME, effective_on=date(2026, 6, 25), recorded_at=ENTERED)
        return str(host.id)

    host = transact(enter)
    Platform(
        number=PLATFORM,
        authority="330000",
        host=host,
        credit_code=HOST_CODE,
        host_name=HOST_NAME,
        name=PLATFORM_NAME,
        name_key=PLATFORM_NAME,
        place="杭州市",
        taxonomy_edition="2025",
        taxonomy_field="原材料工业",
        direction="前沿材料",
        state="in_library",
        basis="sheet_only",
        admitted_at=ENTERED,
        changed_at=ENTERED,
        profile={
            "equipment_value": Decimal128("1350.50"),
            "full_time_staff": 12,
            "enterprises_served": 23,
        },
    ).save()
    return host
