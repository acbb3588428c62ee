"""Pages in a browser, straight from the application: what fits, and what scripts hold back."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

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


@pytest.mark.parametrize(
    ("path", "name"), [("/summary-sheets", "汇总表"), ("/initial-loads", "表")]
)
def test_a_file_too_large_is_not_sent(
    sign_in: Callable[..., FlaskClient], page: Page, tmp_path: Path, path: str, name: str
) -> None:
    """The size is told before anything goes out; a smaller file then goes, without a reload."""
    place = {} if path == "/initial-loads" else {"authority": "330000"}
    role = Role.PROVINCIAL_LEAD if place else Role.MINISTRY_LEAD
    sent: list[str] = []
    answered_by(sign_in(role, **place), page, sent)
    page.goto(f"http://localhost{path}/new")
    large, small = tmp_path / f"{name}.xlsx", tmp_path / f"{name}.csv"
    large.write_bytes(b"0" * 24 * 1024 * 1024)
    small.write_text("a,b")
    page.set_input_files("input[type=file]", large)
    page.get_by_role("button", name="上传并检查").click()
    page.get_by_text("文件 24 MB，超过 20 MB，没有上传。").wait_for()
    assert sent == []
    page.set_input_files("input[type=file]", small)
    with page.expect_request(lambda asked: asked.method == "POST"):
        page.get_by_role("button", name="上传并检查").click()


@pytest.mark.parametrize("path", ["/summary-sheets", "/initial-loads"])
def test_a_file_too_large_is_refused_with_a_way_back(
    sign_in: Callable[..., FlaskClient], path: str
) -> None:
    """Without scripts the answer says how to mend it and leads back to the form it came from."""
    ministry = path == "/initial-loads"
    client = (
        sign_in(Role.MINISTRY_LEAD)
        if ministry
        else sign_in(Role.PROVINCIAL_LEAD, authority="330000")
    )

    def told(before: str) -> str:
        file = {"file": (BytesIO(b"0" * 24 * 1024 * 1024), "a.xlsx")}
        found = client.post(path, data=file, headers={"Referer": before})
        assert found.status_code == 413
        return found.text

    page = told(f"http://localhost{path}/new")
    assert "表格删去图片和多余的工作表，扫描件改用 300 dpi" in page
    assert f'href="{path}/new">返回上传页' in page
    assert "返回上传页" not in told("http://elsewhere/new")
    assert 'href="/elsewhere/new">返回上传页' in told("http://localhost//elsewhere/new")
