"""A warning appears while it is typed, gets its word by keyboard, and goes when it is mended."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from registry.documents.quarterly_updates import QuarterlyUpdate
from tests.browser.test_keyboard_story import Hands
from tests.browser.test_update_story import FORM, NEXT, SEND, fill_in, operator, until_saved
from tests.browser.visitor import DESKTOP, PHONE, Visitor

__all__ = ["operator"]

STAFF = "专职技术或管理人员"
QUESTION = f"说明：低于储备条件（{STAFF}）"
WHY = "两人退休，正在招聘"


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_a_warning_is_explained_while_typing(
    visit: Callable[..., Visitor], operator: str, width: int
) -> None:
    """Asked beside the field, hidden when mended, kept when mistyped again; filed with its word."""
    visitor = visit(width)
    visitor.sign_in(operator)
    visitor.go(FORM)
    fill_in(visitor)
    visitor.type(STAFF, "4")
    question = visitor.page.get_by_label(QUESTION, exact=True)
    question.wait_for()
    visitor.page.get_by_label(STAFF, exact=True).focus()
    hands = Hands(visitor)
    hands.type(QUESTION, WHY)
    visitor.type(STAFF, "6")
    until_saved(visitor, full_time_staff="6")
    expect(question).to_be_hidden()
    visitor.type(STAFF, "4")
    until_saved(visitor, full_time_staff="4")
    expect(question).to_be_visible()
    expect(question).to_have_value(WHY)
    assert not visitor.stumbles()
    visitor.press(NEXT)
    visitor.sees("提交前核对", f"说明：{WHY}")
    visitor.press(SEND)
    visitor.sees("动态更新回执")
    (kept,) = QuarterlyUpdate.objects.get().explanations
    assert kept["text"] == WHY


def test_without_javascript_the_check_leads_to_the_question(
    visit: Callable[..., Visitor], operator: str
) -> None:
    """The form comes back with the question and all that was typed; the word is enough."""
    visitor = visit(javascript=False)
    visitor.sign_in(operator)
    visitor.go(FORM)
    fill_in(visitor)
    visitor.type(STAFF, "4")
    visitor.press(NEXT)
    visitor.sees("有 1 处需要修改", "请改正，或者写一句说明。")
    visitor.type(QUESTION, WHY)
    visitor.press(NEXT)
    visitor.press(SEND)
    visitor.sees("动态更新回执")
    assert QuarterlyUpdate.objects.count() == 1
