"""A reviewer fills in and submits for a host without an account; the host sees and corrects it."""

import re
from collections.abc import Callable

import pytest

from registry.documents.quarterly_updates import BehalfDraft, QuarterlyUpdate
from registry.permissions import Role
from tests.browser.people import PLATFORM, PLATFORM_NAME, a_host_with_a_platform, somebody
from tests.browser.test_update_story import NEXT, SEND, fill_in
from tests.browser.visitor import DESKTOP, PHONE, Visitor

OFFICE = "浙江省工业和信息化厅"
SEND_FOR_HOST = "代为提交第四季度更新"


@pytest.fixture
def host(service: str) -> str:
    """The host whose one platform owes its update."""
    return a_host_with_a_platform()


@pytest.fixture
def reviewer(host: str) -> str:
    """The sign-in of a reviewer of the platform's authority."""
    return somebody("shen-he", Role.PROVINCIAL_REVIEWER, authority="330000")


def finds_the_platform(visitor: Visitor, reviewer: str) -> None:
    """From the home page to the list of those missing, and to the reason."""
    visitor.sign_in(reviewer)
    visitor.follow("催报")
    visitor.follow("未提交名单")
    visitor.sees(PLATFORM_NAME, "确实不能自行填报")
    assert not visitor.stumbles()
    visitor.page.get_by_role("link", name=re.compile(f"^代填.*{PLATFORM_NAME}")).click()
    visitor.sees("依托单位为什么不能自行填报")
    assert not visitor.stumbles()


def says_why(visitor: Visitor) -> None:
    """Send it half empty, read what is missing, and say it whole."""
    visitor.type("依托单位为什么不能自行填报", "单位尚未开通账号")
    visitor.press("保存，下一步填写")
    visitor.sees("有 2 处需要修改", "请选择数据怎样取得")
    reason = visitor.page.get_by_label("依托单位为什么不能自行填报", exact=True)
    assert reason.input_value() == "单位尚未开通账号"
    assert not visitor.stumbles()
    visitor.page.get_by_label("数据怎样取得", exact=True).select_option("电话")
    visitor.type("凭据", "12月28日 9:10 与王主任通话")
    visitor.press("保存，下一步填写")
    visitor.sees("代钱江新材料研究院填报", "单位尚未开通账号")
    assert not visitor.stumbles()


def fills_in_and_sends(visitor: Visitor) -> QuarterlyUpdate:
    """The host's own form and check, then a receipt that says for whom."""
    fill_in(visitor)
    visitor.press(NEXT)
    visitor.sees("提交前核对", "12月28日 9:10 与王主任通话", "登录后即可看到")
    assert not visitor.stumbles()
    visitor.press(SEND_FOR_HOST)
    visitor.sees("动态更新回执", f"{OFFICE}代填", "依托单位登录后即可看到")
    assert not visitor.stumbles()
    update: QuarterlyUpdate = QuarterlyUpdate.objects.get(platform=PLATFORM)
    assert update.on_behalf.channel == "phone"
    assert BehalfDraft.objects.count() == 0
    return update


def corrects_it(visitor: Visitor, operator: str) -> None:
    """The host, on its first sign-in, finds it on its home page and corrects one figure."""
    visitor.sign_in(operator)
    visitor.sees(f"由{OFFICE}代填")
    assert not visitor.stumbles()
    visitor.go(f"/platforms/{PLATFORM}/quarterly-updates/2026Q4")
    visitor.sees(f"{OFFICE}代填")
    assert not visitor.stumbles()
    visitor.follow("更正")
    visitor.type("为什么更正", "载荷与实际不符")
    visitor.type("中试运行载荷", "80")
    visitor.press(NEXT)
    visitor.press("提交更正")
    visitor.sees("动态更新回执", "第 2 版")
    assert OFFICE not in visitor.text().split("接下来")[0]


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_from_the_board_to_the_host_s_correction(
    visit: Callable[..., Visitor], host: str, reviewer: str, width: int
) -> None:
    """Board, reason, form, check, receipt; anybody can check it; the host has the last word."""
    visitor = visit(width)
    finds_the_platform(visitor, reviewer)
    says_why(visitor)
    update = fills_in_and_sends(visitor)
    anybody = visit(width)
    anybody.go(f"/receipts/check?number={update.number}&digest={update.digest}")
    anybody.sees("属实，有效", f"由{OFFICE}代填")
    assert not anybody.stumbles()
    corrects_it(visit(width), somebody("gao-yuan", Role.HOST_OPERATOR, host=host))
    assert QuarterlyUpdate.objects.order_by("-version").first().on_behalf is None


def test_a_reviewer_needs_no_javascript(
    visit: Callable[..., Visitor], host: str, reviewer: str
) -> None:
    """With scripts off the reason, the form and the sending work by their buttons."""
    visitor = visit(javascript=False)
    finds_the_platform(visitor, reviewer)
    says_why(visitor)
    fill_in(visitor)
    visitor.press("保存草稿")
    visitor.press(NEXT)
    visitor.press(SEND_FOR_HOST)
    visitor.sees(f"{OFFICE}代填")


def test_a_host_at_work_keeps_the_reviewer_out(
    visit: Callable[..., Visitor], host: str, reviewer: str
) -> None:
    """The start page says who must act and offers no button; the host sends its own."""
    operator = visit()
    operator.sign_in(somebody("gao-yuan", Role.HOST_OPERATOR, host=host))
    operator.go(f"/platforms/{PLATFORM}/quarterly-updates/2026Q4/form")
    fill_in(operator)
    operator.press(NEXT)
    visitor = visit()
    visitor.sign_in(reviewer)
    visitor.go(f"/platforms/{PLATFORM}/quarterly-updates/2026Q4")
    visitor.sees("应由依托单位自行提交，不能代填")
    assert visitor.page.get_by_role("link", name="代填").count() == 0
    assert not visitor.stumbles()
    operator.press(SEND)
    operator.sees("动态更新回执")
