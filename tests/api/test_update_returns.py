"""Returning a filed update 退回补正 over the API: returned once, read, answered, withdrawn."""

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from registry.documents.platforms import Platform
from registry.documents.update_returns import UpdateReturn
from registry.permissions import Role

TokenFor = Callable[..., dict[str, str]]
NUMBER = "330000-2026-0001"
SAMPLE = Path(__file__).parents[1] / "samples" / "quarterly_update.toml"
GOOD = tomllib.loads(SAMPLE.read_text())
QUARTER = f"/api/v1/platforms/{NUMBER}/quarterly-updates/2026Q4"
RETURNS = "/api/v1/update-returns"
BODY = {"version": 1, "sections": ["service"], "reason": "与服务清单对不上，请核对"}


@pytest.fixture
def host(
    client: FlaskClient, token_for: TokenFor, on_record: Callable[..., Platform]
) -> dict[str, str]:
    """The headers of a host that has filed December's update."""
    on_record(NUMBER)
    headers = token_for(Role.HOST_OPERATOR, host="host-1")
    assert client.post(QUARTER, headers=headers, json={"values": GOOD}).status_code == 201
    return headers


@pytest.fixture
def lead(token_for: TokenFor) -> dict[str, str]:
    """The headers of a lead of Zhejiang's department."""
    return token_for(Role.PROVINCIAL_LEAD, authority="330000")


def test_returned_read_and_answered(
    client: FlaskClient, host: dict[str, str], lead: dict[str, str]
) -> None:
    """The same key returns once; the form says what is asked; the correction answers it."""
    keyed = lead | {"Idempotency-Key": "return-0001-2026Q4"}
    first, second = (client.post(f"{QUARTER}/returns", headers=keyed, json=BODY) for _ in range(2))
    assert (first.status_code, second.json) == (201, first.json)
    assert UpdateReturn.objects.count() == 1
    read = client.get(first.headers["Location"], headers=host)
    assert (read.json, read.headers["ETag"]) == (first.json, '"1"')
    assert (read.json["state"], read.json["until"]) == ("open", "2027-01-01T00:00:00+08:00")
    form = client.get(QUARTER, headers=host).json
    assert form["returned"]["sections"] == ["service"]
    (line,) = client.get("/api/v1/reporting/2026Q4/platforms", headers=lead).json["items"]
    assert line["flags"] == ["returned"]
    beyond = {"values": GOOD | {"full_time_staff": "14"}, "reason": "更正人数"}
    refused = client.post(QUARTER, headers=host, json=beyond)
    assert (refused.status_code, refused.json["code"]) == (409, "update_returned_elsewhere")
    mended = {"values": GOOD | {"new_enterprises": "4"}, "reason": "按服务清单核对"}
    assert client.post(QUARTER, headers=host, json=mended).status_code == 201
    (listed,) = client.get(f"{RETURNS}?state=answered", headers=lead).json["items"]
    assert listed["answer"].endswith("-2")
    assert client.get(QUARTER, headers=host).json["returned"] is None


def test_withdrawn_with_the_version_that_was_read(
    client: FlaskClient, host: dict[str, str], lead: dict[str, str]
) -> None:
    """Another version is refused, and what is over stays so."""
    assert host
    where = client.post(f"{QUARTER}/returns", headers=lead, json=BODY).headers["Location"]
    why = {"reason": "看错了平台"}
    assert client.post(f"{where}/withdraw", headers=lead, json=why).status_code == 428
    old = client.post(f"{where}/withdraw", headers=lead | {"If-Match": '"7"'}, json=why)
    assert old.status_code == 412
    done = client.post(f"{where}/withdraw", headers=lead | {"If-Match": '"1"'}, json=why)
    assert (done.status_code, done.json["state"], done.headers["ETag"]) == (200, "withdrawn", '"2"')
    over = client.post(f"{where}/withdraw", headers=lead | {"If-Match": '"2"'}, json=why)
    assert (over.status_code, over.json["code"]) == (409, "update_return_over")


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"version": 2}, 409),
        ({"sections": ["nothing"]}, 422),
        ({"sections": {"$ne": ""}}, 422),
        ({"reason": {"$gt": ""}}, 422),
        ({"version": "1; drop"}, 422),
        ({"last_day": "2027-01-20"}, 422),
    ],
)
def test_what_does_not_hold_is_refused(
    client: FlaskClient,
    host: dict[str, str],
    lead: dict[str, str],
    change: dict[str, object],
    status: int,
) -> None:
    """An unseen version, a section of no form, operators, a day inside the window."""
    assert host
    answer = client.post(f"{QUARTER}/returns", headers=lead, json=BODY | change)
    assert answer.status_code == status
    assert UpdateReturn.objects.count() == 0


def test_another_province_and_the_ministry_return_nothing(
    client: FlaskClient, host: dict[str, str], token_for: TokenFor
) -> None:
    """As if there were none, and not allowed; the host neither."""
    other = token_for(Role.PROVINCIAL_LEAD, authority="440000")
    staff = token_for(Role.MINISTRY_STAFF)
    for headers, status in ((other, 404), (staff, 403), (host, 403)):
        answer = client.post(f"{QUARTER}/returns", headers=headers, json=BODY)
        assert answer.status_code == status
