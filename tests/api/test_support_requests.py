"""Requests for support 支持诉求 over the API: asked with an update, answered, followed, counted."""

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from registry.documents.platforms import Platform
from registry.documents.support_requests import SupportRequest
from registry.permissions import Role

TokenFor = Callable[..., dict[str, str]]
NUMBER = "330000-2026-0001"
SAMPLE = Path(__file__).parents[1] / "samples" / "quarterly_update.toml"
GOOD = tomllib.loads(SAMPLE.read_text())
QUARTER = f"/api/v1/platforms/{NUMBER}/quarterly-updates/2026Q4"
REQUESTS = "/api/v1/support-requests"
ONE = f"{REQUESTS}/ZC-330000-2026-0001"
WANTED = "二期中试线需 20 亩工业用地指标"
ANSWER = {"outcome": "referred", "department": "浙江省自然资源厅", "text": "已致函"}


@pytest.fixture
def host(
    client: FlaskClient, token_for: TokenFor, on_record: Callable[..., Platform]
) -> dict[str, str]:
    """The headers of a host that asked for land with December's update."""
    on_record(NUMBER)
    headers = token_for(Role.HOST_OPERATOR, host="host-1")
    named = [one["field"] for one in client.get(QUARTER, headers=headers).json["support_kinds"]]
    assert named[0] == "support_land"
    body = {"values": GOOD | {"support_land": WANTED}}
    for status in (201, 200):
        assert client.post(QUARTER, headers=headers, json=body).status_code == status
    return headers


@pytest.fixture
def reviewer(token_for: TokenFor) -> dict[str, str]:
    """The headers of a reviewer of Zhejiang's department."""
    return token_for(Role.PROVINCIAL_REVIEWER, authority="330000")


def stepped(
    client: FlaskClient, headers: dict[str, str], step: str, body: dict[str, object]
) -> tuple[int, str]:
    """Take a step on the version there is; return status, and state or code."""
    tag = {"If-Match": f'"{SupportRequest.objects.get().version}"'}
    answer = client.post(f"{ONE}/{step}", headers=headers | tag, json=body)
    return answer.status_code, answer.json.get("state") or answer.json["code"]


def test_a_request_from_asked_to_settled(
    client: FlaskClient, host: dict[str, str], reviewer: dict[str, str]
) -> None:
    """Sent twice it is one; each step by its side, with the version that was read."""
    assert SupportRequest.objects.count() == 1
    assert client.post(f"{ONE}/take", headers=reviewer, json={}).status_code == 428
    assert stepped(client, reviewer, "take", {}) == (200, "in_hand")
    assert stepped(client, reviewer, "progress", {"text": "已转市局"}) == (200, "in_hand")
    assert stepped(client, reviewer, "answer", ANSWER) == (200, "answered")
    assert stepped(client, host, "ask-again", {"text": "没有答复"}) == (200, "asked")
    assert stepped(client, host, "settle", {}) == (409, "support_not_now")
    resolved = {"outcome": "resolved", "text": "指标已下达"}
    assert stepped(client, reviewer, "answer", resolved) == (200, "answered")
    assert stepped(client, host, "settle", {}) == (200, "settled")
    read = client.get(ONE, headers=host).json
    assert (read["wanted"], read["outcome"], len(read["steps"])) == (WANTED, "resolved", 7)


def test_withdrawn_while_not_answered(
    client: FlaskClient, host: dict[str, str], reviewer: dict[str, str]
) -> None:
    """By its host, with words; the province cannot."""
    assert stepped(client, reviewer, "withdraw", {"text": "撤回"})[0] == 403
    assert stepped(client, host, "withdraw", {})[0] == 422
    assert stepped(client, host, "withdraw", {"text": "已自行解决"}) == (200, "withdrawn")


@pytest.mark.parametrize(
    "change",
    [
        {"outcome": {"$ne": ""}},
        {"outcome": "settled"},
        {"department": ""},
        {"text": ""},
        {"state": "settled"},
    ],
)
def test_an_answer_that_does_not_hold_is_refused(
    client: FlaskClient,
    host: dict[str, str],
    reviewer: dict[str, str],
    change: dict[str, object],
) -> None:
    """Operators, another outcome, a referral to nobody, no words, a state of one's own."""
    assert host
    assert stepped(client, reviewer, "answer", ANSWER | change)[0] == 422
    assert SupportRequest.objects.get().state == "asked"


def test_listed_and_counted_for_whom_it_concerns(
    client: FlaskClient, host: dict[str, str], reviewer: dict[str, str], token_for: TokenFor
) -> None:
    """Host, province and ministry; another province finds and counts nothing."""
    staff = token_for(Role.MINISTRY_STAFF)
    for headers in (host, reviewer, staff):
        (one,) = client.get(f"{REQUESTS}?kind=land&state=asked", headers=headers).json["items"]
        assert one["number"] == "ZC-330000-2026-0001"
        (count,) = client.get(f"{REQUESTS}/counts", headers=headers).json["items"]
        assert count == {"authority": "330000", "kind": "land", "state": "asked", "count": 1}
    other = token_for(Role.PROVINCIAL_LEAD, authority="440000")
    assert client.get(ONE, headers=other).status_code == 404
    assert client.get(f"{REQUESTS}/counts", headers=other).json["items"] == []
    assert client.get(f"{REQUESTS}/export.xlsx", headers=host).status_code == 403
    assert client.get(f"{REQUESTS}/export.xlsx", headers=staff).data.startswith(b"PK")
