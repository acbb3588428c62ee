"""Whom to call of those missing: by the application or the accounts, and said where by nobody."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from registry.calendars import working_calendar
from registry.documents.accounts import Account
from registry.documents.ledger import LedgerEntry
from registry.documents.platforms import Platform
from registry.encryption import Vault, made_key
from registry.law import rulebook
from registry.permissions import Actor, Role
from registry.services.application_contacts import MASK
from registry.services.contact_ways import Ways, change
from registry.services.reporting import reporting_of
from registry.services.reporting_contacts import export_missing

VAULT = Vault([made_key()])
NONE = (None, None, None, None)
Person = Callable[..., Account]


@pytest.fixture(autouse=True)
def library(on_record: Callable[..., Platform]) -> None:
    """Six platforms of Zhejiang, one of each host; the first host has a second one."""
    for ordinal in range(1, 7):
        on_record(f"330000-2026-{ordinal:04d}", host=f"host-{ordinal}")
    on_record("330000-2026-0007", host="host-1")


@pytest.fixture
def operator(person_of: Person, at: datetime) -> Callable[..., Account]:
    """``operator(host, name, ways)``: an account of a host, with what it keeps as its ways."""

    def make(host: str, name: str, ways: Ways | None = None, **more: Any) -> Account:
        account = person_of(Role.HOST_OPERATOR, host=host, name=name, **more)
        if ways:
            by = Actor(str(account.id), name, Role.HOST_OPERATOR, host=host)
            change(ways, vault=VAULT, by=by, at=at)
        return account

    return make


def exported(by: Actor, at: datetime, vault: Vault = VAULT) -> dict[str, tuple[Any, ...]]:
    """By the end of each platform's number: contact, phone, mail, source, remark."""
    law: dict[str, Any] = {"rulebook": rulebook(), "calendar": working_calendar()}
    found = reporting_of("2026Q4", by=by, at=at, **law)
    content = export_missing(found, by=by, at=at, vault=vault)
    rows = load_workbook(BytesIO(content)).active.iter_rows(min_row=3, values_only=True)
    return {row[1][-4:]: row[5:] for row in rows}


def test_who_came_without_an_application_is_called_by_its_accounts(
    operator: Callable[..., Account], lead: Actor, ministry: Actor, at: datetime
) -> None:
    """Names of all, addresses of who lets the authority see them; what is wanting is said."""
    operator("host-1", "钱进", Ways("q@x.cn", "13800000000", to_authority=True))
    operator("host-2", "孙立", Ways("s@x.cn", "13900000000"))
    operator("host-3", "周全")
    operator("host-4", "吴用", Ways("w@x.cn", to_authority=True), active=False)
    operator("host-5", "郑一", username="a")
    operator("host-5", "王二", Ways(phone="13700000000", to_authority=True), username="b")
    found = exported(lead, at)
    assert found["0001"] == found["0007"] == ("钱进", "13800000000", "q@x.cn", "单位账号", None)
    assert found["0002"] == ("孙立", None, None, "单位账号", "没有联系方式")
    assert found["0003"] == ("周全", None, None, "单位账号", "没有联系方式")
    assert found["0004"] == found["0006"] == (*NONE, "该单位没有账号，没有联系方式")
    assert found["0005"] == ("王二；郑一", "王二 13700000000", None, "单位账号", None)
    masked = exported(ministry, at)
    assert masked["0001"] == (MASK, MASK, MASK, "单位账号", None)
    assert masked["0002"] == (MASK, None, None, "单位账号", "没有联系方式")
    assert masked["0005"] == (MASK, MASK, None, "单位账号", None)
    told = LedgerEntry.objects(verb="reporting.export").order_by("sequence")
    assert [one.after["contacts"] for one in told] == [5, 0]
    assert "1380000" not in str([one.to_mongo() for one in told])


def test_an_address_that_no_key_opens_is_none(
    operator: Callable[..., Account], lead: Actor, at: datetime
) -> None:
    """The list still comes out, and says that there is nothing to call by."""
    operator("host-1", "钱进", Ways("q@x.cn", to_authority=True))
    found = exported(lead, at, Vault([made_key()]))
    assert found["0001"] == ("钱进", None, None, "单位账号", "没有联系方式")


def test_the_number_of_queries_is_fixed(
    operator: Callable[..., Account],
    on_record: Callable[..., Platform],
    lead: Actor,
    at: datetime,
    commands: Callable[[], AbstractContextManager[list[str]]],
) -> None:
    """One host with an account or sixty: applications, versions, accounts, ways, each once."""
    ways = Ways("q@x.cn", to_authority=True)
    operator("host-1", "钱进", ways)

    def asked() -> list[str]:
        with commands() as seen:
            exported(lead, at)
        return [one for one in seen if one.startswith("find ") and "calendar" not in one]

    few = asked()
    for ordinal in range(100, 160):
        on_record(f"330000-2026-{ordinal:04d}", host=f"host-{ordinal}")
        operator(f"host-{ordinal}", "钱进", ways)
    assert asked() == few
    wanted = ["applications", "application_versions", "accounts", "contact_ways"]
    assert [one for one in few if one.split()[1] in wanted] == [f"find {one}" for one in wanted]
