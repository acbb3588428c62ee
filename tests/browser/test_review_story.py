"""A reviewer returns two sections of an application, and later recommends its next version."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from registry.documents.applications import Application
from registry.documents.reviews import Review
from registry.permissions import Role
from tests.browser.people import somebody
from tests.browser.visitor import DESKTOP, PHONE, Visitor
from tests.review_makers import FIGURE, JUDGEMENT, STATEMENT, a_submitted, a_whole_one, sent_again

NUMBER = "SB-330000-2026-0001"
NAME = "临江高端装备中试平台"
KEPT = [
    JUDGEMENT | {"facts": ["technical_system"]},
    FIGURE | {"facts": ["equipment_original_value"]},
    STATEMENT | {"facts": ["serious_safety_accidents"]},
]
CONTENT = {
    "platform_name": NAME,
    "place": "杭州市",
    "address": "余杭区",
    "development_goals": "做大",
}


@pytest.fixture
def reviewer(service: str) -> str:
    """The sign-in of a reviewer of Zhejiang."""
    return somebody("lin-xia", Role.PROVINCIAL_REVIEWER, authority="330000")


def until_saved(visitor: Visitor, **notes: str) -> None:
    """Wait until the review on record holds what was typed last."""
    for _ in range(100):
        if notes.items() <= dict(Review.objects.order_by("-version").first().notes).items():
            return
        visitor.page.wait_for_timeout(100)
    pytest.fail("the review was not saved while typing")


def claims_and_returns(visitor: Visitor, reviewer: str) -> None:
    """From the first page to the queue, claim, write two notes, check, return."""
    visitor.sign_in(reviewer)
    visitor.follow("认领待审核的申报：1 份")
    visitor.sees(NAME, "1", "12月31日（周四）")
    assert not visitor.stumbles()
    visitor.page.locator(".tick").check()
    visitor.press("认领所选")
    visitor.sees("核对要认领的申报")
    assert not visitor.stumbles()
    visitor.press("认领 1 份")
    visitor.sees("已认领 1 份申报")
    visitor.follow(NAME)
    visitor.sees("需要答复 2 条，已完成 0 条")
    visitor.type("基本信息：需要修改什么", "请写明门牌号")
    visitor.type("发展规划：需要修改什么", "目标写到可以检查")
    until_saved(visitor, basics="请写明门牌号", plan="目标写到可以检查")
    expect(visitor.page.locator("[data-autosave-status]")).to_contain_text("已保存")
    assert not visitor.stumbles()
    visitor.press("退回修改")
    visitor.sees("核对：退回修改", "请写明门牌号", "目标写到可以检查")
    assert not visitor.stumbles()
    visitor.press("确认退回修改")
    visitor.sees("已退回修改，依托单位已得到通知", "退回的部分", "待发送")
    assert not visitor.stumbles()
    now = Application.objects.get()
    assert (now.state, {one.section for one in now.returned}) == ("returned", {"basics", "plan"})


def recommends_the_next(visitor: Visitor) -> None:
    """Claim version 2, see what changed, answer, be told what is missing, recommend."""
    visitor.go("/")
    visitor.follow("认领待审核的申报：1 份")
    visitor.follow(NAME)
    visitor.press("认领这份申报")
    visitor.sees("第 2 版", "上一版为 余杭区")
    visitor.press("核对后推荐")
    visitor.sees("还有 3 处没有完成，现在不能推荐")
    assert not visitor.stumbles()
    visitor.follow("中试技术体系：还没有答复是否符合")
    visitor.page.get_by_label("中试技术体系：答复").select_option("符合")
    visitor.type("中试技术体系：理由", "体系完整，现场核对过。")
    visitor.page.get_by_label("设备原值：答复").select_option("已核对，属实")
    visitor.page.locator("#f-opinion").fill("同意推荐。")
    visitor.press("核对后推荐")
    visitor.sees("核对：推荐", "体系完整，现场核对过。")
    assert not visitor.stumbles()
    visitor.press("确认推荐")
    visitor.sees("已推荐，依托单位已得到通知", "决定：推荐")
    assert not visitor.stumbles()
    visitor.follow("查看上一版和当时的审核")
    visitor.sees("决定：退回修改", "请写明门牌号")
    assert not visitor.stumbles()


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_two_sections_returned_and_later_recommended(
    visit: Callable[..., Visitor], reviewer: str, width: int
) -> None:
    """Claim, return two sections; the host sends again; answer, check, recommend."""
    made = a_submitted(NUMBER, assessments=KEPT, content=CONTENT)
    visitor = visit(width)
    claims_and_returns(visitor, reviewer)
    sent_again(made, assessments=KEPT, content=CONTENT | {"address": "余杭区文一西路 1 号"})
    recommends_the_next(visitor)
    assert Application.objects.get().state == "recommended"
    outcomes = [one.decision.outcome for one in Review.objects.order_by("version")]
    assert outcomes == ["returned", "recommended"]


def test_the_whole_way_works_without_javascript(
    visit: Callable[..., Visitor], reviewer: str
) -> None:
    """By plain forms: claim, save, check, return."""
    a_whole_one(NUMBER)
    visitor = visit(javascript=False)
    visitor.sign_in(reviewer)
    visitor.go(f"/reviews/{NUMBER}")
    visitor.press("认领这份申报")
    visitor.type("基本信息：需要修改什么", "请写明门牌号")
    visitor.press("保存")
    visitor.sees("已保存")
    visitor.press("退回修改")
    visitor.press("确认退回修改")
    visitor.sees("已退回修改")
    assert Application.objects.get().state == "returned"
