"""A platform files its quarterly update in the window, from sign-in to receipt."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Route, expect

from registry.documents.platforms import Platform
from registry.documents.quarterly_updates import QuarterlyUpdate, UpdateDraft
from registry.permissions import Role
from tests.browser.people import PLATFORM, PLATFORM_NAME, a_host_with_a_platform, somebody
from tests.browser.visitor import DESKTOP, PHONE, Visitor

FORM = f"/platforms/{PLATFORM}/quarterly-updates/2026Q4/form"
STOCKS = {
    "中试场地面积": "2600",
    "中试运行载荷": "85",
    "在手中试项目": "4",
    "累计服务企业": "26",
}
THIS_QUARTER = {
    "本季度新增服务企业": "3",
    "本季度新承接中试项目": "0",
    "本年累计中试服务收入": "1180.25",
}
QUESTIONS = (
    "本季度依托单位是否发生更名、结构调整、重组等重大事项",
    "本季度是否发生安全、质量、环境污染、失泄密等事故",
    "本季度是否受到行政处罚或被列入失信名单",
)
NEXT, SEND = "保存，下一步核对", "提交第四季度更新"


@pytest.fixture
def operator(service: str) -> str:
    """The sign-in of a host's operator, whose one platform owes its update."""
    return somebody("gao-yuan", Role.HOST_OPERATOR, host=a_host_with_a_platform())


def fill_in(visitor: Visitor, **changed: str) -> None:
    """Type every figure and answer that is asked."""
    for label, text in {**STOCKS, **THIS_QUARTER, **changed}.items():
        visitor.type(label, text)
    for label in QUESTIONS:
        visitor.page.get_by_label(label, exact=True).select_option("无")


def until_saved(visitor: Visitor, **values: str) -> None:
    """Wait until the draft on record holds what was typed last."""
    for _ in range(300):
        draft = UpdateDraft.objects(platform=PLATFORM).first()
        if draft and values.items() <= dict(draft.values).items():
            return
        visitor.page.wait_for_timeout(100)
    pytest.fail("the draft was not saved while typing")


def begins_and_leaves(visitor: Visitor, operator: str) -> None:
    """Sign in, type two figures and close the browser as soon as they are saved."""
    visitor.sign_in(operator)
    visitor.follow(PLATFORM_NAME)
    visitor.sees("要填什么", "还剩 3 个工作日")
    assert not visitor.stumbles()
    visitor.follow("开始填写")
    visitor.type("中试场地面积", "2600")
    visitor.type("本季度新增服务企业", "3")
    until_saved(visitor, new_enterprises="3")
    expect(visitor.page.locator("[data-autosave-status]")).to_contain_text("已保存")
    visitor.context.close()


def comes_back_and_mends(visitor: Visitor, operator: str) -> None:
    """Find the draft as it was left, send a negative figure, and find all that was typed."""
    visitor.sign_in(operator)
    visitor.sees("草稿")
    visitor.follow(PLATFORM_NAME)
    visitor.follow("继续填写")
    assert visitor.page.get_by_label("中试场地面积").input_value() == "2600"
    assert visitor.page.get_by_label("本季度新增服务企业").input_value() == "3"
    fill_in(visitor, 在手中试项目="-4")
    visitor.press(NEXT)
    visitor.sees("有 1 处需要修改")
    assert "-4" in visitor.page.get_by_role("alert").inner_text()
    assert visitor.page.get_by_label("在手中试项目").input_value() == "-4"
    assert visitor.page.get_by_label("本年累计中试服务收入").input_value() == "1180.25"
    assert not visitor.stumbles()
    visitor.type("在手中试项目", "4")


def checks_and_sends(visitor: Visitor) -> QuarterlyUpdate:
    """Read everything once more, send it, and return what is on record."""
    visitor.press(NEXT)
    visitor.sees("提交前核对", "1,180.25")
    assert not visitor.stumbles()
    visitor.press(SEND)
    visitor.sees("动态更新回执")
    assert not visitor.stumbles()
    update: QuarterlyUpdate = QuarterlyUpdate.objects.get(platform=PLATFORM)
    assert (update.version, update.timeliness) == (1, "on_time")
    assert Platform.objects.get(number=PLATFORM).latest_update == update.number
    assert UpdateDraft.objects.count() == 0
    assert update.number in visitor.text()
    assert update.digest in visitor.text()
    visitor.go("/")
    visitor.sees("已完成", update.number)
    assert not visitor.stumbles()
    return update


def checks_the_receipt(anybody: Visitor, update: QuarterlyUpdate) -> None:
    """Without an account: the receipt is ours and current, and no figure is told."""
    anybody.go("/receipts/check")
    anybody.type("回执编号", update.number)
    anybody.type("内容摘要（SHA-256）", update.digest)
    anybody.press("核对")
    anybody.sees("属实，有效")
    assert "1,180" not in anybody.text()
    assert not anybody.stumbles()


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_from_sign_in_to_receipt(visit: Callable[..., Visitor], operator: str, width: int) -> None:
    """Start, type, leave, come back, mend, check, send: a receipt that anybody can check."""
    begins_and_leaves(visit(width), operator)
    back = visit(width)
    comes_back_and_mends(back, operator)
    checks_the_receipt(visit(width), checks_and_sends(back))


def test_what_is_typed_before_the_script_came_is_saved(
    visit: Callable[..., Visitor], operator: str
) -> None:
    """On a slow line the page can be typed into before its scripts are there; nothing is lost."""
    visitor = visit()
    visitor.sign_in(operator)
    held: list[Route] = []

    def hold(script: Route) -> None:
        held.append(script)

    visitor.page.route(re.compile(r"/autosave\.js"), hold)
    visitor.page.goto(visitor.address + FORM, wait_until="commit")
    visitor.type("中试场地面积", "2600")
    visitor.page.get_by_label(QUESTIONS[0], exact=True).select_option("无")
    assert UpdateDraft.objects.count() == 0
    (script,) = held
    script.continue_()
    until_saved(visitor, site_area="2600", major_changes="no")


def test_marks_follow_what_is_saved(visit: Callable[..., Visitor], operator: str) -> None:
    """A section filled is said filled without a new page; a figure put back is not changed."""
    visitor = visit()
    visitor.sign_in(operator)
    visitor.go(FORM)
    section = visitor.page.locator("#s-income .form-section-head .tag")
    staff = visitor.page.locator(".field", has=visitor.page.locator("#f-full_time_staff"))
    expect(section).to_have_text("未填")
    visitor.type("本年累计中试服务收入", "1180.25")
    expect(section).to_have_text("已填")
    expect(section).to_have_class("tag tag-good")
    visitor.type("专职技术或管理人员", "14")
    expect(staff.locator(".tag")).to_have_text("已修改")
    assert not visitor.stumbles()
    visitor.type("专职技术或管理人员", "12")
    expect(staff.locator(".tag")).to_have_count(0)


def test_everything_works_without_javascript(visit: Callable[..., Visitor], operator: str) -> None:
    """With scripts off a draft is saved by its button, and the update sent all the same."""
    visitor = visit(javascript=False)
    visitor.sign_in(operator)
    visitor.go(FORM)
    visitor.type("中试场地面积", "2600")
    visitor.press("保存草稿")
    assert visitor.page.get_by_label("中试场地面积").input_value() == "2600"
    fill_in(visitor)
    visitor.press(NEXT)
    visitor.press(SEND)
    visitor.sees("动态更新回执")
    assert QuarterlyUpdate.objects.count() == 1


def test_a_double_click_is_one_receipt(visit: Callable[..., Visitor], operator: str) -> None:
    """Pressing twice, with and without the script that prevents it, files one version."""
    visitor = visit()
    visitor.sign_in(operator)
    visitor.go(FORM)
    fill_in(visitor)
    visitor.press(NEXT)
    visitor.sees("提交前核对")
    visitor.page.get_by_role("button", name=SEND).dblclick()
    visitor.page.wait_for_url(re.compile("/receipts/"))
    assert QuarterlyUpdate.objects.count() == 1


def test_two_pages_sending_the_same_draft_get_the_same_receipt(
    visit: Callable[..., Visitor], operator: str
) -> None:
    """The check page open twice: both end at the one receipt."""
    visitor = visit(javascript=False)
    visitor.sign_in(operator)
    visitor.go(FORM)
    fill_in(visitor)
    visitor.press(NEXT)
    second = visitor.context.new_page()
    second.goto(visitor.page.url)
    visitor.press(SEND)
    visitor.sees("动态更新回执")
    second.get_by_role("button", name=SEND).click()
    second.wait_for_url(visitor.page.url)
    assert QuarterlyUpdate.objects.count() == 1
