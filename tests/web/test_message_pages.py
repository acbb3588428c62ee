"""The pages of messages: the list, one opened, all read; how many are unread on the first page."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from flask.testing import FlaskClient

from registry.documents.outbox import OutboxMessage
from registry.permissions import Role
from registry.services.messages import MOST_COUNTED
from registry.services.outbox import Notice, post_all
from registry.web.formats import moment
from registry.web.message_views import PLACES

SignIn = Callable[..., FlaskClient]
PLATFORM = "330000-2026-0001"


def _post(at, *subjects: str, audience: str = "host", recipient: str = "host-1") -> list[str]:
    """Post one message on each subject; return their addresses, the first one's first."""
    for ordinal, subject in enumerate(subjects):
        notice = Notice(
            audience, recipient, "messages_unread", subject, {"count": f"（{ordinal}）"}
        )
        post_all([notice], at=at - timedelta(hours=ordinal))
    found = OutboxMessage.objects(recipient=recipient).order_by("-recorded_at")
    return [f"/messages/{one.id}" for one in found]


@pytest.fixture
def host(sign_in: SignIn) -> FlaskClient:
    """The operator of ``host-1``, signed in."""
    return sign_in(Role.HOST_OPERATOR, host="host-1")


def test_the_list_says_what_and_when_and_leads_to_it(host, on_record, at):
    """Sentence, time, the mark of what is unread, and the way to the subject one may open."""
    on_record(PLATFORM)
    on_record("330000-2026-0002", host="host-2")
    first, _, _ = _post(at, f"platform:{PLATFORM}", "platform:330000-2026-0002", "unheard_of:1")
    page = host.get("/messages").text
    assert page.index("（0） 条未读消息") < page.index("（1） 条未读消息")
    assert f'href="{first}"' in page
    assert f'href="/platforms/{PLATFORM}"' in page
    assert "/platforms/330000-2026-0002" not in page
    assert page.count("tag-due") == 3
    assert moment(at) in page


def test_an_opened_message_is_read(host, on_record, at):
    """Its page leads to the subject; the list of the unread no longer has it."""
    on_record(PLATFORM)
    first, second = _post(at, f"platform:{PLATFORM}", "unheard_of:1")
    page = host.get(first).text
    assert f'href="/platforms/{PLATFORM}">打开相关页面' in page
    assert "打开相关页面" not in host.get(second).text
    assert "没有未读消息。" in host.get("/messages?state=unread").text
    assert "tag-due" not in host.get("/messages").text


def test_all_are_marked_read_that_were_shown(host, sign_in, at):
    """What came after the page stays; another's is untouched; a moment nobody gave is refused."""
    _post(at, "a:1", "a:2")
    _post(at, "a:3", recipient="host-2")
    sent = {"until": (at - timedelta(minutes=30)).isoformat()}
    answer = host.post("/messages/reading", data=sent, follow_redirects=True)
    assert "已标为已读：1 条" in answer.text
    assert "全部标为已读" in answer.text
    answer = host.post("/messages/reading", follow_redirects=True)
    assert "全部标为已读" not in answer.text
    assert "没有未读消息，不需要标记" in host.post("/messages/reading", follow_redirects=True).text
    other = sign_in(Role.HOST_OPERATOR, host="host-2")
    assert "（0） 条未读消息" in other.get("/messages?state=unread").text
    for wrong in ("yesterday", "2026-12-28T09:00:00", "0001-01-01T00:00:00+23:59"):
        assert host.post("/messages/reading", data={"until": wrong}).status_code == 422


def test_before_anything_is_told_the_page_says_what_will_be(host):
    """The empty list, and no button for nothing."""
    page = host.get("/messages").text
    assert "办理进展、需要本单位处理的事项和填报提醒会出现在这里" in page
    assert "全部标为已读" not in page


def test_pages_follow_each_other(host, at):
    """Fifty-one messages take two pages, and the filter is kept from one to the next."""
    _post(at, *(f"a:{ordinal}" for ordinal in range(51)))
    page = host.get("/messages?state=unread").text
    assert page.count("row-link") == 50
    (following,) = re.findall(r'rel="next" href="([^"]+)"', page)
    assert "state=unread" in following
    assert host.get(unescape(following)).text.count("row-link") == 1


@pytest.mark.parametrize(
    ("role", "to", "of"),
    [
        (Role.HOST_OPERATOR, ("host", "host-1"), {"host": "host-1"}),
        (Role.PROVINCIAL_REVIEWER, ("authority", "330000"), {"authority": "330000"}),
        (Role.MINISTRY_STAFF, ("ministry", "ministry"), {}),
    ],
)
def test_the_first_page_says_how_many_are_unread(role, to, of, sign_in, at):
    """None, then their number with the way to them, then that they are many."""
    client = sign_in(role, **of)
    assert "条未读消息" not in client.get("/").text
    _post(at, "a:1", "a:2", audience=to[0], recipient=to[1])
    page = client.get("/").text
    assert '<a href="/messages?state=unread">2 条未读消息</a>' in page
    assert '<a href="/messages">消息</a>' in page
    notices = [Notice(*to, "messages_none", "a:1")] * MOST_COUNTED
    post_all(notices, at=at)
    assert f"{MOST_COUNTED} 条以上未读消息" in client.get("/").text


def test_every_place_is_a_page_of_ours(app):
    """Each endpoint exists and wants the part of the address that its place fills."""
    rules = {rule.endpoint: rule for rule in app.url_map.iter_rules()}
    for places in PLACES.values():
        for place in places:
            wanted = rules[place.endpoint].arguments
            assert wanted <= {place.part}, place
    assert rules["boards.index"].arguments == set()


def test_a_reminder_leads_an_office_to_the_quarter_and_a_host_to_its_updates(host, sign_in, at):
    """The same subject has another page for each side."""
    _post(at, "quarter:2026Q4", audience="authority", recipient="330000")
    _post(at, "quarter:2026Q4")
    lead = sign_in(Role.PROVINCIAL_LEAD, authority="330000")
    assert 'href="/board?period=2026Q4"' in lead.get("/messages").text
    assert 'href="/quarterly-updates"' in host.get("/messages").text.partition("<main")[2]
