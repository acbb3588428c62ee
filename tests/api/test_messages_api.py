"""Messages over the API: the list by cursor, the unread alone, one marked read."""

from registry.permissions import Role
from registry.services.outbox import Notice, post_all

PATH = "/api/v1/messages"


def _post(at, count: int, recipient: str = "host-1") -> None:
    notice = Notice("host", recipient, "messages_none", "platform:330000-2026-0001")
    post_all([notice] * count, at=at)


def test_messages_are_listed_by_cursor_and_marked_one_by_one(client, token_for, at):
    """The list reads none of them; marking one twice keeps the first time."""
    _post(at, 3)
    headers = token_for(Role.HOST_OPERATOR, host="host-1")
    page = client.get(f"{PATH}?limit=2", headers=headers).json
    assert len(page["items"]) == 2
    following = client.get(f"{PATH}?limit=2&cursor={page['next_cursor']}", headers=headers).json
    assert (len(following["items"]), following["next_cursor"]) == (1, None)
    (one,) = following["items"]
    assert one["code"] == "messages_none"
    assert one["text"].startswith("还没有消息")
    assert one["subject"] == "platform:330000-2026-0001"
    assert one["read_at"] is None
    read = client.post(f"{PATH}/{one['id']}/read", headers=headers)
    assert read.status_code == 200
    assert read.json["read_at"].startswith("2026-12-28T09:00:00")
    assert client.post(f"{PATH}/{one['id']}/read", headers=headers).json == read.json
    unread = client.get(f"{PATH}?unread=true", headers=headers).json["items"]
    assert len(unread) == 2
    assert one["id"] not in {each["id"] for each in unread}


def test_another_host_sees_and_reads_none(client, token_for, at):
    """An empty list, and what it names is not there."""
    _post(at, 1)
    own = token_for(Role.HOST_OPERATOR, host="host-1", username="own")
    other = token_for(Role.HOST_OPERATOR, host="host-2", username="other")
    (one,) = client.get(PATH, headers=own).json["items"]
    assert client.get(PATH, headers=other).json["items"] == []
    assert client.post(f"{PATH}/{one['id']}/read", headers=other).status_code == 404
    assert client.get(f"{PATH}?unread=true", headers=own).json["items"] == [one]
