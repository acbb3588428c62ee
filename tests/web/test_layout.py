"""Pages in a browser, straight from the application: what fits, and what scripts hold back."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, Route

from registry.documents.tokens import ApiToken
from registry.permissions import Role

WIDTH = 1280
_OVER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A window as wide as an office's screen."""
    context = chromium.new_context(viewport={"width": WIDTH, "height": 800})
    yield context.new_page()
    context.close()


def answered_by(client: FlaskClient, page: Page, sent: list[str]) -> None:
    """Let a client of the application answer the browser; note what is posted."""

    def answer(route: Route) -> None:
        asked = route.request
        path = asked.url.removeprefix("http://localhost")
        if asked.method == "POST":
            sent.append(path)
        kind = asked.headers.get("content-type", "")
        found = client.open(
            path, method=asked.method, data=asked.post_data_buffer, content_type=kind
        )
        headers = {"content-type": found.content_type}
        route.fulfill(status=found.status_code, headers=headers, body=found.data)

    page.route("**/*", answer)


def test_a_missing_reason_does_not_widen_the_list_of_tokens(
    sign_in: Callable[..., FlaskClient],
    person_of: Callable[..., object],
    page: Page,
    at: datetime,
) -> None:
    """The sentence at the field wraps; nothing scrolls sideways."""
    owner = person_of(Role.MINISTRY_STAFF, name="测试部级经办人")
    scopes = ["platforms:read", "quarterly_updates:read", "reporting:read", "calendar:read"]
    ApiToken(
        digest="0" * 64,
        prefix="rsv_abcdefgh",
        account=str(owner.id),
        label="汇总平台每日取数",
        scopes=scopes,
        recorded_at=at,
        expires_at=at + timedelta(days=30),
    ).save()
    answered_by(sign_in(Role.SECURITY_ADMINISTRATOR), page, [])
    page.goto("http://localhost/tokens")
    page.get_by_text("撤销…").click()
    page.get_by_role("button", name="撤销令牌").click()
    page.locator(".field-finding").wait_for()
    assert page.evaluate(_OVER) == 0
