"""Signing in with nothing but a keyboard, and what a visitor meets before it."""

from collections.abc import Callable

import pytest

from registry.permissions import Role
from tests.browser.people import somebody
from tests.browser.visitor import DESKTOP, PASSWORD, PHONE, Visitor


def test_signing_in_needs_no_mouse(visit: Callable[..., Visitor]) -> None:
    """From the sign-in page to the task list by Tab, typing and Enter alone."""
    somebody("zhang-min", Role.MINISTRY_STAFF)
    visitor = visit()
    visitor.go("/sign-in")
    keyboard, page = visitor.page.keyboard, visitor.page
    keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
    keyboard.press("Enter")
    keyboard.press("Tab")
    keyboard.type("zhang-min")
    keyboard.press("Tab")
    keyboard.type(PASSWORD)
    keyboard.press("Enter")
    visitor.sees("办理事项")
    assert page.get_by_role("button", name="退出登录").is_visible()


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_a_wrong_password_keeps_the_name(visit: Callable[..., Visitor], width: int) -> None:
    """A refused sign-in says so on top, leads to the field and keeps what was typed."""
    somebody("zhang-min", Role.MINISTRY_STAFF)
    visitor = visit(width)
    visitor.go("/sign-in")
    visitor.type("用户名", "zhang-min")
    visitor.type("密码", "错误的密码-123456")
    visitor.press("登录")
    assert visitor.page.get_by_role("alert").is_visible()
    assert visitor.page.get_by_label("用户名").input_value() == "zhang-min"
    assert not visitor.stumbles()
