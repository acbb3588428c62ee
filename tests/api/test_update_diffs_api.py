"""Two versions of an update side by side, over the API."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from registry.documents.platforms import Platform
from registry.permissions import Role
from tests.api.test_quarterly_updates_api import GOOD, NUMBER, submitted

DIFF = f"/api/v1/platforms/{NUMBER}/update-diffs"
FIRST, SECOND = (f"2026Q4-{NUMBER}-{version}" for version in (1, 2))


@pytest.fixture
def host(
    client: FlaskClient,
    on_record: Callable[..., Platform],
    token_for: Callable[..., dict[str, str]],
) -> dict[str, str]:
    """The headers of the host's operator, its platform being on record and filed."""
    on_record(NUMBER)
    headers = token_for(Role.HOST_OPERATOR, host="host-1")
    submitted(client, headers)
    return headers


def corrected(client: FlaskClient, headers: dict[str, str]) -> None:
    """File a correction: more equipment."""
    values = GOOD | {"equipment_value": "1470.5"}
    assert submitted(client, headers, values=values, reason="漏计").status_code == 201


def test_both_versions_and_every_field(client, host):
    """Who filed each, the reason, exact figures as text, and by how much each moved."""
    corrected(client, host)
    answer = client.get(DIFF, query_string={"from": FIRST, "to": SECOND}, headers=host)
    assert answer.status_code == 200, answer.json
    assert (answer.json["earlier"]["number"], answer.json["later"]["reason"]) == (FIRST, "漏计")
    assert "content" not in answer.json["later"]
    by_key = {one["key"]: one for one in answer.json["differences"]}
    assert by_key["equipment_value"] == {
        "key": "equipment_value",
        "label": "中试设备或设施原值",
        "type": "money",
        "unit": "万元",
        "change": "changed",
        "earlier": "1350.5",
        "later": "1470.5",
        "earlier_unit": "万元",
        "difference": "120",
        "percent": "8.9",
    }
    assert by_key["accidents"]["later"] is False
    assert by_key["full_time_staff"]["earlier"] == 13
    assert client.get(DIFF, headers=host).json == answer.json


def test_without_one_before_it_is_null(client, host):
    """The first version has nothing before it; a receipt of nobody's is 404."""
    answer = client.get(DIFF, headers=host).json
    assert (answer["earlier"], answer["later"]["number"], answer["differences"]) == (
        None,
        FIRST,
        [],
    )
    assert client.get(f"{DIFF}?from=2026Q4-330000-1999-0001-1", headers=host).status_code == 404
    assert client.get(f"{DIFF}?from[$ne]=1", headers=host).status_code in {200, 422}


def test_another_s_platform_is_not_there(client, host, token_for):
    """Another host and another province are answered as if there were none."""
    for role, place in (
        (Role.HOST_OPERATOR, {"host": "host-2"}),
        (Role.PROVINCIAL_LEAD, {"authority": "440000"}),
    ):
        assert client.get(DIFF, headers=token_for(role, **place)).status_code == 404
