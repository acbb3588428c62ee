"""Removal cases over the API: the same steps, refusals with a code, nothing by the side."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from registry.documents.platforms import Platform
from registry.documents.removal_cases import RemovalCase
from registry.permissions import Role
from tests.removal_makers import FACTS, GRAVE, NUMBER, a_case

Headers = Callable[..., dict[str, str]]
CASES = "/api/v1/removal-cases"
ONE = f"{CASES}/YC-330000-2026-0101"


@pytest.fixture
def library(on_record: Callable[..., Platform]) -> Platform:
    """A platform in the library."""
    return on_record(NUMBER)


def _with(headers: dict[str, str], version: int) -> dict[str, str]:
    return headers | {"If-Match": f'"{version}"'}


def test_a_decision_by_program_needs_every_step(
    client: FlaskClient, library: Platform, token_for: Headers
) -> None:
    """Whatever the door: without a verification that confirms it nothing is prepared or signed."""
    a_case()
    lead = token_for(Role.MINISTRY_LEAD)
    body = {"document": "文号", "reasons": "理由理由理由理由理由"}
    answer = client.post(f"{ONE}/preparation", json=body, headers=_with(lead, 1))
    assert (answer.status_code, answer.json["code"]) == (409, "removal_case_unverified")
    answer = client.post(f"{ONE}/decision", headers=_with(lead, 1))
    assert (answer.status_code, answer.json["code"]) == (409, "removal_case_not_now")
    assert Platform.objects.get().state == "in_library"


def test_a_province_cannot_remove(
    client: FlaskClient, library: Platform, token_for: Headers
) -> None:
    """403 for the signature; 二（六） is not its to open; another's case is none."""
    a_case(state="prepared")
    lead = token_for(Role.PROVINCIAL_LEAD, authority="330000")
    answer = client.post(f"{ONE}/decision", headers=_with(lead, 1))
    assert answer.status_code == 403
    body = {"platform": NUMBER, "ground": "conditions_not_met", "facts": FACTS}
    answer = client.post(CASES, json=body, headers=lead)
    assert (answer.status_code, answer.json["code"]) == (403, "removal_ground_by_ministry")
    stranger = token_for(Role.PROVINCIAL_LEAD, authority="440000")
    assert client.get(ONE, headers=stranger).status_code == 404
    assert client.get(f"{CASES}?authority=330000", headers=stranger).status_code == 404


def test_signed_once(client: FlaskClient, library: Platform, token_for: Headers) -> None:
    """A repeated key answers as the first time; without the version nothing happens."""
    a_case(state="prepared")
    lead = token_for(Role.MINISTRY_LEAD)
    assert client.post(f"{ONE}/decision", headers=lead).status_code == 428
    once = _with(lead, 1) | {"Idempotency-Key": "decide-0001"}
    first = client.post(f"{ONE}/decision", headers=once)
    assert (first.status_code, first.json["decision"]["ban_until"]) == (200, "2029-12-28")
    assert client.post(f"{ONE}/decision", headers=once).json == first.json
    check = {"number": first.json["number"], "digest": first.json["decision"]["digest"]}
    checked = client.post("/api/v1/receipts/check", json=check)
    assert (checked.json["state"], "移出决定书" in checked.json["message"]) == ("current", True)
    wrong = client.post("/api/v1/receipts/check", json=check | {"digest": "0" * 64})
    assert wrong.json["state"] == "not_ours"


def test_a_host_sees_what_concerns_it(
    client: FlaskClient, library: Platform, token_for: Headers
) -> None:
    """Not before the notice, and no decision before it is made; operators in JSON find nothing."""
    a_case(state="prepared")
    a_case("YC-330000-2026-0102", ground="credit_breach", noticed=False, state="opened")
    host = token_for(Role.HOST_OPERATOR, host="host-1")
    listed = client.get(CASES, headers=host).json["items"]
    assert [one["number"] for one in listed] == ["YC-330000-2026-0101"]
    assert client.get(ONE, headers=host).json["preparation"] is None
    assert client.get(f"{CASES}/YC-330000-2026-0102", headers=host).status_code == 404
    staff = token_for(Role.MINISTRY_STAFF)
    body = {"platform": {"$ne": ""}, "ground": GRAVE, "facts": FACTS}
    assert client.post(CASES, json=body, headers=staff).status_code == 422
    assert client.get(f"{CASES}?state[$ne]=x", headers=staff).status_code in {200, 422}
    assert RemovalCase.objects.count() == 2
