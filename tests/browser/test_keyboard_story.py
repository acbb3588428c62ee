"""An update, a summary sheet and a review done with nothing but a keyboard."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from playwright.sync_api import FileChooser, TimeoutError  # noqa: A004 - the browser's own

from registry.documents.applications import Application
from registry.documents.quarterly_updates import QuarterlyUpdate
from registry.documents.summary_sheets import SummarySheet
from registry.permissions import Role
from tests.application_makers import ready_for
from tests.browser.people import PLATFORM, a_host_with_a_platform, somebody
from tests.browser.test_update_story import NEXT, QUESTIONS, SEND, STOCKS, THIS_QUARTER
from tests.browser.visitor import Visitor
from tests.review_makers import FIGURE, JUDGEMENT, a_submitted


class Hands:
    """Somebody with a keyboard alone."""

    def __init__(self, visitor: Visitor) -> None:
        self.page = visitor.page

    def tab_to(self, name: str) -> None:
        """Go on by Tab until the control of a label, or one that says so, has the focus."""
        for _ in range(80):
            self.page.keyboard.press("Tab")
            said = self.page.evaluate(
                "(document.activeElement.labels?.[0] ?? document.activeElement).textContent.trim()"
            )
            if said == name:
                return
        message = f"Tab does not reach {name}"
        raise AssertionError(message)

    def type(self, label: str, text: str) -> None:
        """Tab to a field and type over what stands there."""
        self.tab_to(label)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def choose(self, label: str, word: str) -> None:
        """Tab to a list and go down until it says so."""
        self.tab_to(label)
        for _ in range(5):
            self.page.keyboard.press("ArrowDown")
            if self.page.evaluate("document.activeElement.selectedOptions[0].text") == word:
                return
        message = f"{label} has no {word}"
        raise AssertionError(message)

    def press(self, name: str) -> None:
        """Tab to a button or link and press Enter."""
        self.tab_to(name)
        self.page.keyboard.press("Space")

    def opens_chooser(self) -> FileChooser:
        """Press Space on a file field, again where the window had not come to the front yet."""
        for patience in (5_000, 5_000, 20_000):
            self.page.bring_to_front()
            with (
                suppress(TimeoutError),
                self.page.expect_file_chooser(timeout=patience) as chosen,
            ):
                self.page.keyboard.press("Space")
                return chosen.value
        message = "Space opens no chooser"
        raise AssertionError(message)

    def follow(self, name: str) -> None:
        """Tab to a link and press Enter."""
        self.tab_to(name)
        self.page.keyboard.press("Enter")


def test_an_update_is_filed_by_keyboard(visit: Callable[..., Visitor]) -> None:
    """From the form to the receipt: typing, choosing by arrow, Enter."""
    host = a_host_with_a_platform()
    visitor = visit()
    visitor.sign_in(somebody("gao-yuan", Role.HOST_OPERATOR, host=host))
    visitor.go(f"/platforms/{PLATFORM}/quarterly-updates/2026Q4/form")
    hands = Hands(visitor)
    for label, text in {**STOCKS, **THIS_QUARTER}.items():
        hands.type(label, text)
    for label in QUESTIONS:
        hands.choose(label, "无")
    hands.press(NEXT)
    visitor.sees("提交前核对")
    hands.press(SEND)
    visitor.sees("动态更新回执")
    assert QuarterlyUpdate.objects.count() == 1


def test_a_sheet_is_uploaded_by_keyboard(visit: Callable[..., Visitor]) -> None:
    """Space on the file field opens the chooser; the button takes what was chosen."""
    ready_for(Path("tests/samples/clean_330000_2026H2.xlsx").read_bytes(), "a.xlsx")
    visitor = visit()
    visitor.sign_in(somebody("lead-zj", Role.PROVINCIAL_LEAD, authority="330000"))
    visitor.go("/summary-sheets/new")
    hands = Hands(visitor)
    hands.tab_to("汇总表文件")
    visitor.page.wait_for_load_state("networkidle")
    hands.opens_chooser().set_files("tests/samples/clean_330000_2026H2.xlsx")
    hands.press("上传并检查")
    visitor.sees("检查完毕")
    assert SummarySheet.objects.count() == 1


def test_a_review_is_done_by_keyboard(visit: Callable[..., Visitor]) -> None:
    """Ticked by Space, claimed, answered by arrow and typing, checked and recommended."""
    a_submitted(assessments=[JUDGEMENT, FIGURE], platform_name="键盘审核平台")
    visitor = visit()
    visitor.sign_in(somebody("lin-xia", Role.PROVINCIAL_REVIEWER, authority="330000"))
    visitor.go("/reviews")
    hands = Hands(visitor)
    hands.press("认领所选")  # nothing is ticked yet
    visitor.sees("请选择要办理的申报")
    hands.press("选择 键盘审核平台")
    hands.press("认领所选")
    visitor.sees("核对要认领的申报")
    hands.press("认领 1 份")
    visitor.sees("已认领 1 份申报")
    hands.follow("键盘审核平台")
    visitor.sees("需要答复 2 条，已完成 0 条")
    hands.choose("中试技术体系：答复", "符合")
    hands.type("中试技术体系：理由", "体系完整，现场核对过。")
    hands.choose("设备原值：答复", "已核对，属实")
    visitor.sees("需要答复 2 条，已完成 2 条")
    hands.type("审核意见", "同意推荐。")
    hands.press("核对后推荐")
    visitor.sees("核对：推荐", "体系完整，现场核对过。")
    hands.press("确认推荐")
    visitor.sees("已推荐，依托单位已得到通知")
    assert Application.objects.get().state == "recommended"
