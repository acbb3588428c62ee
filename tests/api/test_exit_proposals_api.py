"""Exit proposals over the API: proposed on a platform, listed, withdrawn."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from registry.documents.exit_proposals import ExitProposal
from registry.documents.platforms import Platform
from registry.permissions import Role
from tests.round_makers import a_round, an_exit

TokenFor = Callable[..., dict[str, str]]
EXITS = "/api/v1/exit-proposals"
NUMBER = "330000-2026-0001"
ON_PLATFORM = f"/api/v1/platforms/{NUMBER}/exit-proposals"
GOOD = {"ground": "host_asked", "facts": "依托单位来函申请退出，函件已经核对。"}


@pytest.fixture
def lead(token_for: TokenFor, on_record: Callable[..., Platform]) -> dict[str, str]:
    """A token of Zhejiang's lead; a platform in the library, the round opened."""
    a_round()
    on_record(NUMBER)
    return token_for(Role.PROVINCIAL_LEAD, authority="330000")


def test_proposed_read_and_withdrawn(
    client: FlaskClient, token_for: TokenFor, lead: dict[str, str]
) -> None:
    """The same key proposes once; the ministry lists it; withdrawn it says why."""
    keyed = lead | {"Idempotency-Key": "exit-0001-2026"}
    first, second = (client.post(ON_PLATFORM, headers=keyed, json=GOOD) for _ in range(2))
    assert (first.status_code, second.json) == (201, first.json)
    again = client.post(ON_PLATFORM, headers=lead, json=GOOD)
    assert (again.status_code, again.json["code"]) == (409, "exit_already_proposed")
    where = first.headers["Location"]
    ministry = token_for(Role.MINISTRY_STAFF)
    (item,) = client.get(f"{EXITS}?state=open&period=2026H2", headers=ministry).json["items"]
    assert item == client.get(where, headers=ministry).json
    assert item["number"] == first.json["number"]
    body = {"reason": "依托单位撤回申请"}
    assert client.post(f"{where}/withdrawal", headers=lead, json=body).status_code == 428
    done = client.post(f"{where}/withdrawal", headers=lead | {"If-Match": '"1"'}, json=body)
    assert (done.status_code, done.json["state"], done.headers["ETag"]) == (
        200, "withdrawn", '"2"',
    )  # fmt: skip
    late = client.post(f"{where}/withdrawal", headers=lead | {"If-Match": '"2"'}, json=body)
    assert (late.status_code, late.json["code"]) == (409, "exit_already_ended")
    assert Platform.objects.get().state == "in_library"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"ground": "data_falsification"}, "ground"),
        ({"ground": {"$gt": ""}}, "ground"),
        ({"facts": "短"}, "facts"),
        ({"state": "withdrawn"}, "state"),
    ],
)
def test_a_proposal_that_does_not_hold(
    client: FlaskClient, lead: dict[str, str], changed: dict[str, Any], field: str
) -> None:
    """The field is named, nothing is kept."""
    answer = client.post(ON_PLATFORM, headers=lead, json=GOOD | changed)
    assert (answer.status_code, field in answer.json["fields"]) == (422, True)
    assert ExitProposal.objects.count() == 0


def test_another_s_is_answered_as_none(
    client: FlaskClient, token_for: TokenFor, lead: dict[str, str]
) -> None:
    """Platform, proposal, withdrawal and list of another authority or host."""
    an_exit(platform=NUMBER)
    one = f"{EXITS}/TC-330000-2026H2-001"
    other = token_for(Role.PROVINCIAL_LEAD, authority="440000")
    assert client.post(ON_PLATFORM, headers=other, json=GOOD).status_code == 404
    assert client.get(one, headers=other).status_code == 404
    foreign = client.post(f"{one}/withdrawal", headers=other | {"If-Match": '"1"'}, json={})
    assert foreign.status_code == 404
    assert client.get(f"{EXITS}?authority=330000", headers=other).status_code == 404
    host = token_for(Role.HOST_OPERATOR, host="host-9")
    assert client.get(one, headers=host).status_code == 404
    assert client.get(EXITS, headers=host).json["items"] == []
