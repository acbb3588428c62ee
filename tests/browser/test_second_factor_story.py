"""Setting up two-step sign-in and signing in with it, at both widths, with and without scripts."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask
from passlib.totp import TOTP
from playwright.sync_api import Browser

from config.settings import Settings
from registry.app import create_app
from registry.clock import Clock
from registry.permissions import Role
from tests.browser.people import somebody
from tests.browser.serving import served
from tests.browser.visitor import DESKTOP, PASSWORD, PHONE, Visitor, opened

USERNAME = "sun-li"


@pytest.fixture
def strict(app: Flask, settings: Settings, at: datetime, quick_passwords: None) -> Iterator[str]:
    """The service where ministry and administrators must sign in with two steps; its address."""
    built = create_app(replace(settings, second_factor="required"), Clock(at))
    with served(built) as address:
        yield address


@pytest.fixture
def come(chromium: Browser, strict: str) -> Iterator[Callable[..., Visitor]]:
    """``come(width, javascript=True) -> Visitor`` at that service."""
    with ExitStack() as stack:
        yield lambda width, *, javascript=True: stack.enter_context(
            opened(chromium, strict, width=width, javascript=javascript)
        )


def gives_password(visitor: Visitor, username: str) -> None:
    """Take the first step by the form."""
    visitor.go("/sign-in")
    visitor.type("用户名", username)
    visitor.type("密码", PASSWORD)
    visitor.press("登录")


@pytest.mark.parametrize(("width", "javascript"), [(DESKTOP, True), (PHONE, False)])
def test_from_the_first_password_to_two_steps(
    come: Callable[..., Visitor], at: datetime, width: int, *, javascript: bool
) -> None:
    """Forced to set up, by key, codes kept; then signing in by code, then by recovery code."""
    somebody(USERNAME, Role.SECURITY_ADMINISTRATOR)
    visitor = come(width, javascript=javascript)
    gives_password(visitor, USERNAME)
    visitor.sees("您的角色必须两步登录")
    visitor.press("显示二维码")
    visitor.sees("一、把密钥读进手机")
    picture = visitor.page.get_by_alt_text("身份验证器用的二维码")
    assert picture.bounding_box()["width"] > 150
    assert not visitor.stumbles()
    key = visitor.page.locator("#secret-key").inner_text()
    phone = TOTP(key=key.replace(" ", ""))
    clock = Clock(at)
    visitor.type("验证码", str(phone.generate(time=clock.wall()).token))
    visitor.press("启用两步登录")
    visitor.sees("恢复码只显示这一次")
    codes = visitor.page.locator("#recovery-codes code").all_inner_texts()
    assert len(codes) == 10
    assert not visitor.stumbles()
    visitor.follow("已保存，继续")
    visitor.sees("管理页面")
    assert not visitor.stumbles()

    comes_in_by_code(come(width, javascript=javascript), phone, clock)
    comes_in_by_recovery_code(come(width, javascript=javascript), codes[0])


def comes_in_by_code(visitor: Visitor, phone: TOTP, clock: Clock) -> None:
    """Sign in with the code of the next step."""
    gives_password(visitor, USERNAME)
    visitor.sees("输入验证码")
    assert not visitor.stumbles()
    later = clock.wall() + timedelta(seconds=30)
    visitor.type("验证码", str(phone.generate(time=later).token))
    visitor.press("登录")
    visitor.sees("管理页面")


def comes_in_by_recovery_code(visitor: Visitor, code: str) -> None:
    """Sign in without the phone."""
    gives_password(visitor, USERNAME)
    visitor.type("验证码", code)
    visitor.press("登录")
    visitor.sees("还剩 9 个")
    assert not visitor.stumbles()


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_the_administrators_pages_are_sound(visit: Callable[..., Visitor], width: int) -> None:
    """One h1, landmarks, labels, no sideways scroll on every page of the three."""
    pages = {
        Role.SYSTEM_ADMINISTRATOR: ("/", "/operation", "/accounts"),
        Role.SECURITY_ADMINISTRATOR: ("/", "/second-factors", "/tokens", "/lockouts"),
        Role.AUDIT_ADMINISTRATOR: ("/", "/sign-ins", "/ledger?kind=account"),
    }
    for role, paths in pages.items():
        visitor = visit(width)
        visitor.sign_in(somebody(role.value.replace("_", "-"), role))
        for path in (*paths, "/account", "/account/second-factor"):
            visitor.go(path)
            assert not visitor.stumbles()
    visitor.go("/ledger")
    visitor.press("核对记录链")
    visitor.sees("前后摘要和封存都对得上")
    assert not visitor.stumbles()
