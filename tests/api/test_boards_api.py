"""The board, the rates and chasing over the API."""

from collections.abc import Callable
from datetime import datetime

import pytest
from flask.testing import FlaskClient

from registry.documents.chases import Chase, ChaseTold
from registry.documents.platforms import Platform
from registry.permissions import Role
from tests.services.records import file

Headers = dict[str, str]


@pytest.fixture
def lead(
    on_record: Callable[..., Platform], token_for: Callable[..., Headers], at: datetime
) -> Headers:
    """A lead of Zhejiang, of whose two platforms one has filed; another's is beside them."""
    on_record("330000-2026-0001", place="杭州市")
    on_record("330000-2026-0002", host="host-2", place="宁波市")
    on_record("440000-2026-0001", host="host-9")
    file("330000-2026-0001", at)
    return token_for(Role.PROVINCIAL_LEAD, authority="330000")


def test_a_province_s_board(client: FlaskClient, lead: Headers) -> None:
    """Its own counts, by place and by hour; not enough history says null."""
    found = client.get("/api/v1/boards/2026Q4", headers=lead).json
    assert found["phase"] == "open"
    assert found["read_at"].startswith("2026-12-28T09:00:00")
    total = found["total"]
    assert (total["expected"], total["submitted"], total["missing"]) == (2, 1, 1)
    assert total["forecast"] is None
    assert [one["key"] for one in found["divisions"]] == ["宁波市", "杭州市"]
    assert found["hours"][0]["come_by"][-1] == 1
    assert [one["key"] for one in found["authorities"]] == ["330000"]
    for address in ("boards/2026Q4?authority=440000", "boards/2026Q5", "boards/x"):
        assert client.get(f"/api/v1/{address}", headers=lead).status_code == 404


def test_the_rates(client: FlaskClient, lead: Headers, token_for: Callable[..., Headers]) -> None:
    """By quarter in per cent as text; of another authority none."""
    at = datetime.fromisoformat("2026-09-24T09:00+08:00")
    file("330000-2026-0001", at, period="2026Q3")
    (line,) = client.get("/api/v1/reporting-rates", headers=lead).json["authorities"]
    assert line["quarters"] == [
        {"period": "2026Q3", "required": 2, "on_time": 1, "late": 0, "unfiled": 1, "excused": 0,
         "complete": "50.0", "timely": "50.0"}
    ]  # fmt: skip
    other = client.get("/api/v1/reporting-rates?authority=440000", headers=lead)
    assert other.status_code == 404
    ministry = token_for(Role.MINISTRY_STAFF)
    whole = client.get("/api/v1/reporting-rates", headers=ministry).json
    assert whole["total"]["quarters"][0]["required"] == 3


def test_chasing_once_and_again(client: FlaskClient, lead: Headers) -> None:
    """201 with whom it told; the second answers 200 with who was told, and writes nothing."""
    done = client.post("/api/v1/chases", json={"period": "2026Q4"}, headers=lead)
    assert done.status_code == 201, done.json
    assert [one["platforms"] for one in done.json["told"]] == [["330000-2026-0002"]]
    record = client.get(done.headers["Location"], headers=lead).json
    assert record["told"] == done.json["told"]
    assert client.get("/api/v1/chases", headers=lead).json["items"] == [done.json["chase"]]
    again = client.post("/api/v1/chases", json={"period": "2026Q4"}, headers=lead)
    assert (again.status_code, again.json["chase"], again.json["told"]) == (200, None, [])
    assert again.json["before"] == done.json["told"]
    assert (Chase.objects.count(), ChaseTold.objects.count()) == (1, 1)


def test_a_key_sent_again_is_the_same_chase(client: FlaskClient, lead: Headers) -> None:
    """A line that broke: the first answer comes again, nobody is told twice."""
    keyed = lead | {"Idempotency-Key": "chase-2026q4-1"}
    first, again = (
        client.post("/api/v1/chases", json={"period": "2026Q4"}, headers=keyed) for _ in range(2)
    )
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json == again.json


def test_what_is_refused(
    client: FlaskClient, lead: Headers, token_for: Callable[..., Headers]
) -> None:
    """Operators in JSON, another's authority, a closed quarter, a token without the scope."""

    def status(body: object, headers: Headers = lead) -> int:
        return client.post("/api/v1/chases", json=body, headers=headers).status_code

    assert status({"period": {"$gt": ""}}) == 422
    assert status({"period": "2026Q4", "platforms": [{"$ne": ""}]}) == 422
    assert status({"period": "2026Q4", "whom": "all"}) == 422
    assert status({"period": "2026Q4", "authority": "440000"}) == 404
    assert status({"period": "2026Q4", "whom": "authority"}) == 403
    assert status({"period": "2026Q3"}) == 409
    assert status({"period": "2026Q4", "platforms": ["440000-2026-0001"]}) == 409
    narrow = token_for(Role.PROVINCIAL_LEAD, authority="330000", scopes=["reporting:read"])
    assert status({"period": "2026Q4"}, narrow) == 403
    assert status({"period": "2026Q4"}, token_for(Role.MINISTRY_STAFF)) == 422
    assert Chase.objects.count() == 0
