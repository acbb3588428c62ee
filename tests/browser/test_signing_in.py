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


def test_on_a_phone_the_menu_opens_without_scripts(visit: Callable[..., Visitor]) -> None:
    """The narrow navigation is a plain disclosure: it opens and leads on with scripts off."""
    visitor = visit(PHONE, javascript=False)
    visitor.sign_in(somebody("zhang-min", Role.MINISTRY_STAFF))
    menu = visitor.page.get_by_role("navigation", name="主导航（菜单）")
    link = menu.get_by_role("link", name="填报窗口")
    assert not link.is_visible()
    menu.get_by_text("菜单", exact=True).click()
    link.click()
    visitor.sees("2026 年填报窗口")


def test_the_watch_over_a_visitor_is_not_blind(visit: Callable[..., Visitor]) -> None:
    """A script written into a page is stopped by the policy, and the visitor tells of it."""
    visitor = visit()
    visitor.go("/")
    visitor.page.evaluate(
        """() => {
          const script = document.createElement("script");
          script.textContent = "window.ran = true";
          document.body.append(script);
        }"""
    )
    assert visitor.page.evaluate("window.ran") is None
    assert any("Content Security Policy" in one for one in visitor.amiss)
    visitor.amiss.clear()


def test_every_page_a_visitor_can_reach_is_sound_at_both_widths(
    visit: Callable[..., Visitor],
) -> None:
    """One h1, landmarks, labels, no sideways scroll: home, help, windows, receipt check, 404."""
    for width in (DESKTOP, PHONE):
        visitor = visit(width)
        for path in ("/", "/help", "/windows/2026", "/receipts/check", "/sign-in", "/no-such-page"):
            visitor.go(path)
            assert not visitor.stumbles()
