"""Messages: each sees its own alone, what was read is read for all of them, and it costs little."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from registry.documents.outbox import OutboxMessage
from registry.documents.platforms import Platform
from registry.errors import CursorForged, NotAllowed, NotFound
from registry.permissions import Actor, Role
from registry.services.messages import (
    MOST_COUNTED,
    list_messages,
    open_message,
    out_of_reach,
    read_all,
    unread_count,
)
from registry.services.outbox import Notice, post_all
from registry.services.readings import answer

pytestmark = pytest.mark.usefixtures("database")
HOST = Actor(account="a", name="某人", role=Role.HOST_OPERATOR, host="host-1")
COLLEAGUE = replace(HOST, account="b", name="同事")
OTHER = replace(HOST, host="host-2")
DIVISION = Actor(account="d", name="科", role=Role.DIVISION_REVIEWER, authority="330000")
SYSTEM = Actor(account="s", name="系统", role=Role.SYSTEM_ADMINISTRATOR)
HIDDEN = replace(HOST, host="")


def _post(at: datetime, count: int = 1, audience: str = "host", recipient: str = "host-1") -> None:
    subject = "platform:330000-2026-0001"
    for ordinal in range(count):
        notice = Notice(audience, recipient, "messages_unread", subject, {"count": str(ordinal)})
        post_all([notice], at=at + timedelta(minutes=ordinal))


def _all(by: Actor, *, unread: bool = False) -> list[str]:
    return [one.text for one in list_messages(unread=unread, by=by, limit=50)[0]]


def test_each_sees_its_own_alone(at: datetime, lead: Actor, ministry: Actor) -> None:
    """A host, an authority, the ministry; another host, another authority and the desk's: none."""
    _post(at, 1)
    _post(at, 2, "authority", "330000")
    _post(at, 3, "ministry", "ministry")
    _post(at, 4, "desk", "330000")
    assert [len(_all(one)) for one in (HOST, lead, ministry)] == [1, 2, 3]
    assert _all(OTHER) == _all(replace(lead, authority="440000")) == _all(HIDDEN) == []


def test_a_message_without_words_is_shown_by_its_code(at: datetime) -> None:
    """An unknown sentence, or one that wants more than was kept, hides no other message."""
    _post(at)
    for code in ("notice_of_a_newer_release", "messages_unread"):
        post_all([Notice("host", "host-1", code, "platform:330000-2026-0001")], at=at)
    shown = _all(HOST)
    assert len(shown) == 3
    assert "notice_of_a_newer_release" in "".join(shown)
    assert "messages_unread" in "".join(shown)


@pytest.mark.parametrize("by", [DIVISION, SYSTEM])
def test_who_has_no_messages_is_refused(by: Actor, at: datetime) -> None:
    """An office of a division and an administrator are told nothing here; nothing is counted."""
    for act in (
        lambda: list_messages(unread=False, by=by, limit=5),
        lambda: open_message("5f0000000000000000000009", by=by, at=at),
        lambda: read_all(until=None, by=by, at=at),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert answer(unread_count(by=by)) == 0


def test_pages_follow_each_other_newest_first(at: datetime) -> None:
    """Five in pages of two: in order, none twice, none left; a forged key is refused."""
    _post(at, 5)
    seen, after = [], []
    for _ in range(3):
        page, after = list_messages(unread=False, by=HOST, after=after, limit=2)
        seen += [one.text for one in page]
    assert seen == [f"{ordinal} 条未读消息" for ordinal in (4, 3, 2, 1, 0)]
    assert after == []
    with pytest.raises(CursorForged):
        list_messages(unread=False, by=HOST, after=["x", "y"], limit=2)


def test_what_one_opened_is_read_for_the_host(at: datetime) -> None:
    """A colleague no longer finds it unread; the first reading's time stands."""
    _post(at, 2)
    newest = list_messages(unread=True, by=HOST, limit=5)[0][0]
    later = at + timedelta(hours=1)
    assert open_message(newest.id, by=HOST, at=later).read_at == later
    assert _all(COLLEAGUE, unread=True) == ["0 条未读消息"]
    again = open_message(newest.id, by=COLLEAGUE, at=later + timedelta(days=1))
    assert again.read_at == later
    assert answer(unread_count(by=COLLEAGUE)) == 1


@pytest.mark.parametrize("message", ["", "x", "5f0000000000000000000009"])
def test_no_message_and_anothers_are_not_there(message: str, at: datetime) -> None:
    """Not found, and another's stays unread."""
    _post(at)
    theirs = str(OutboxMessage.objects.first().id)
    for one in (message, theirs):
        with pytest.raises(NotFound):
            open_message(one, by=OTHER, at=at)
    assert OutboxMessage.objects(read_at=None).count() == 1


def test_all_read_is_all_that_was_seen(at: datetime) -> None:
    """What came after the page was shown stays unread; another host's stays untouched."""
    _post(at, 3)
    _post(at, 1, recipient="host-2")
    shown, now = at + timedelta(minutes=1), at + timedelta(minutes=2)
    assert read_all(until=shown, by=HOST, at=now) == 2
    assert _all(HOST, unread=True) == ["2 条未读消息"]
    assert read_all(until=now + timedelta(days=1), by=HOST, at=now) == 1
    assert read_all(until=None, by=HOST, at=now) == 0
    assert answer(unread_count(by=OTHER)) == 1


def test_a_long_count_ends(at: datetime) -> None:
    """More than can be counted is said as that many."""
    notice = Notice("host", "host-1", "messages_none", "nothing")
    post_all([notice] * (MOST_COUNTED + 5), at=at)
    assert answer(unread_count(by=HOST)) == MOST_COUNTED


def test_what_went_to_another_is_out_of_reach(
    on_record: Callable[..., Platform], lead: Actor, ministry: Actor
) -> None:
    """Of several subjects in one query; the ministry reaches all there is, nobody what is not."""
    on_record("330000-2026-0001")
    on_record("330000-2026-0002", host="host-2", authority="330200")
    one, two, none = (f"platform:330000-2026-000{ordinal}" for ordinal in (1, 2, 3))
    asked = (one, two, none, "transfer:YJ-1", "adjustment:2026H2", "nothing")

    def beyond(by: Actor) -> frozenset[str]:
        return answer(out_of_reach(asked, by=by))

    assert beyond(HOST) == beyond(lead) == {two, none, "transfer:YJ-1"}
    assert beyond(ministry) == {none, "transfer:YJ-1"}
    assert answer(out_of_reach(["nothing"], by=HOST)) == frozenset()
