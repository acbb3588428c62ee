"""The window is over: a province opens late filing, the host files, the receipt says so."""

import re
from collections.abc import Callable
from datetime import datetime

import pytest

from registry.clock import SHANGHAI
from registry.documents.quarterly_updates import QuarterlyUpdate
from registry.permissions import Role
from tests.browser.people import PLATFORM, PLATFORM_NAME, a_host_with_a_platform, somebody
from tests.browser.test_update_story import NEXT, fill_in
from tests.browser.visitor import DESKTOP, PHONE, Visitor

REASON = "台风停电，机房恢复晚于窗口截止"
SEND = "提交第四季度更新"


@pytest.fixture
def at() -> datetime:
    """Monday morning after the December window of 2026."""
    return datetime(2027, 1, 4, 9, tzinfo=SHANGHAI)


@pytest.fixture
def host(service: str) -> str:
    """The host whose one platform missed its update."""
    return a_host_with_a_platform()


def opens_late_filing(visitor: Visitor, lead: str) -> None:
    """From the board to the missing platform, the form sent half empty and whole, and the leave."""
    visitor.sign_in(lead)
    visitor.go("/reporting")
    assert not visitor.stumbles()
    visitor.follow("未提交名单")
    assert not visitor.stumbles()
    visitor.page.get_by_role("link", name=re.compile(f"^开放补报.*{PLATFORM_NAME}")).click()
    visitor.sees("补报截止日", PLATFORM_NAME)
    visitor.press("开放补报")
    visitor.sees("有 2 处需要修改", "请写明开放补报的原因")
    assert not visitor.stumbles()
    visitor.type("补报截止日（含当日）", "2027-01-15")
    visitor.type("原因", REASON)
    visitor.press("开放补报")
    visitor.sees("已开放补报，编号 BB-330000-2027-0001", REASON, "补报中")
    assert not visitor.stumbles()
    visitor.go("/reporting/missing?period=2026Q4")
    visitor.sees("可补报", "2027年1月15日（周五）")
    assert not visitor.stumbles()


def files_late(visitor: Visitor, operator: str) -> None:
    """The first page asks for it; start, form, check and receipt say that it is late."""
    visitor.sign_in(operator)
    visitor.sees(f"补报“{PLATFORM_NAME}”")
    assert not visitor.stumbles()
    visitor.follow(f"补报“{PLATFORM_NAME}”")
    visitor.sees("2027-01-15（含当日）前可以提交", "不算按时")
    assert not visitor.stumbles()
    visitor.follow("开始填写")
    fill_in(visitor)
    assert not visitor.stumbles()
    visitor.press(NEXT)
    visitor.sees("提交前核对", "不算按时")
    assert not visitor.stumbles()
    visitor.press(SEND)
    visitor.sees("动态更新回执", "补报")
    assert not visitor.stumbles()


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_late_filing_from_the_board_to_the_receipt(
    visit: Callable[..., Visitor], host: str, width: int
) -> None:
    """A lead gives leave, the host files under it, and what was filed counts as late for good."""
    lead = somebody("fu-ze", Role.PROVINCIAL_LEAD, authority="330000")
    opens_late_filing(visit(width), lead)
    operator = somebody("gao-yuan", Role.HOST_OPERATOR, host=host)
    files_late(visit(width), operator)
    assert QuarterlyUpdate.objects.get(platform=PLATFORM).timeliness == "late"
