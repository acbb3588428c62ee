"""The board in a browser: fresh while it is in sight, and quiet when one is signed out."""

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from playwright.sync_api import Route

from registry.clock import SHANGHAI
from registry.documents.accounts import Account
from registry.documents.duties import DutyRow
from registry.permissions import Role
from tests.browser.people import a_host_with_a_platform, somebody
from tests.browser.visitor import PHONE, Visitor

_LIVE = re.compile(rb'data-live="30"')


@pytest.fixture
def at() -> datetime:
    """Monday morning in the December window of 2026."""
    return datetime(2026, 12, 28, 9, tzinfo=SHANGHAI)


def impatient(route: Route) -> None:
    """Let a page ask anew every second."""
    answer = route.fetch()
    route.fulfill(response=answer, body=_LIVE.sub(b'data-live="1"', answer.body()))


def test_the_board_is_fresh_while_it_is_looked_at(
    service: str, visit: Callable[..., Visitor]
) -> None:
    """A filing shows without a touch; that the session is over is said, and nothing more asked."""
    a_host_with_a_platform()
    lead = somebody("fu-ze", Role.PROVINCIAL_LEAD, authority="330000")
    visitor = visit(PHONE)
    visitor.sign_in(lead)
    visitor.page.route("**/board", impatient)
    visitor.go("/board")
    visitor.sees("每 30 秒自动更新")
    page = visitor.page
    bar = page.locator("#live-board .bar svg")
    assert "已提交 0，" in str(bar.get_attribute("aria-label"))
    filed = {"done": "done_on_time", "filed_at": datetime(2026, 12, 28, 9, tzinfo=SHANGHAI)}
    DutyRow._get_collection().update_many({"period": "2026Q4"}, {"$set": filed})
    page.locator("#live-board .bar svg[aria-label*='已提交 1，']").wait_for()
    assert not visitor.stumbles()
    Account.objects(username=lead).update(set__sessions=[])
    visitor.sees("已停止自动更新")
