"""Incidents over the API: recorded, examined, corrected, with their papers."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient

from registry.documents.incidents import Incident
from registry.documents.platforms import Platform
from registry.permissions import Role
from tests.application_makers import a_version, an_application
from tests.incident_makers import FACTS, a_confirmed
from tests.services.test_application_evidence import PDF

TokenFor = Callable[..., dict[str, str]]
NUMBER = "330000-2026-0001"
POST = f"/api/v1/platforms/{NUMBER}/incidents"
ONE = "/api/v1/incidents/SG-330000-2026-0001"
STATED: dict[str, Any] = {
    "occurred_on": "2026-09-12",
    "site": "platform",
    "relation": "在中试线上",
    "facts": FACTS,
}  # fmt: skip - one body
SAFETY = STATED | {"kind": "safety", "deaths": 0, "injured": 0, "loss": "1000"}


@pytest.fixture
def host(on_record: Callable[..., Platform], token_for: TokenFor) -> dict[str, str]:
    """A token of the host of the platform on record."""
    on_record(NUMBER)
    return token_for(Role.HOST_OPERATOR, host="host-1")


@pytest.fixture
def province(database: None, token_for: TokenFor) -> dict[str, str]:
    """A token of Zhejiang's reviewer."""
    return token_for(Role.PROVINCIAL_REVIEWER, authority="330000")


def test_recorded_examined_and_corrected(
    client: FlaskClient, host: dict[str, str], province: dict[str, str]
) -> None:
    """The grade with its criterion, exact; a case is proposed and none opened; versions stay."""
    made = client.post(POST, headers=host, json=SAFETY)
    assert (made.status_code, made.headers["ETag"]) == (201, '"1"'), made.text
    assert made.headers["Location"].endswith(ONE)
    (stated,) = made.json["statements"]
    assert (stated["grade"], stated["at_line"], stated["loss"], stated["evacuated"]) == (
        "larger", True, "1000", "",
    )  # fmt: skip
    (met,) = stated["met"]
    assert (met["name"], met["read"], met["line"]) == ("loss", "1000", "1000")
    body = {"outcome": "confirmed", "counts": True, "reason": "已核对"}
    address = f"{ONE}/examination"
    assert client.post(address, headers=host, json=body).status_code == 403
    assert client.post(address, headers=province, json=body).status_code == 428
    done = client.post(address, headers=province | {"If-Match": '"1"'}, json=body)
    assert (done.status_code, done.json["case_proposed"], done.json["state"]) == (
        200, True, "confirmed",
    )  # fmt: skip
    again = client.post(address, headers=province | {"If-Match": '"2"'}, json=body)
    assert (again.status_code, again.json["code"]) == (409, "incident_already_examined")
    body = STATED | {"deaths": 0, "injured": 0, "loss": "999.99", "reason": "核减"}
    address = f"{ONE}/correction"
    mine = client.post(address, headers=host | {"If-Match": '"2"'}, json=body)
    assert (mine.status_code, mine.json["code"]) == (409, "incident_not_yours")
    changed = client.post(address, headers=province | {"If-Match": '"2"'}, json=body)
    assert [one["grade"] for one in changed.json["statements"]] == ["larger", "general"]
    assert (changed.json["state"], changed.json["counts"], changed.json["case_proposed"]) == (
        "recorded", None, False,
    )  # fmt: skip
    assert changed.json == client.get(ONE, headers=host).json


def test_bad_bodies_are_refused_by_field(client: FlaskClient, host: dict[str, str]) -> None:
    """Shapes, unknown words, operators and too fine a sum; nothing is kept."""
    for wrong, field in (
        ({"kind": "weather"}, "kind"),
        ({"deaths": -1}, "deaths"),
        ({"deaths": {"$gt": 0}}, "deaths"),
        ({"loss": "NaN"}, "loss"),
        ({"loss": "1e999999999"}, "loss"),
        ({"loss": 12.5}, "loss"),
        ({"loss": "1.1234567"}, "loss"),
        ({"ticks": ["x"]}, "ticks"),
        ({"site": "moon"}, "site"),
        ({"occurred_on": "2027-01-01"}, "occurred_on"),
        ({"receipt": {"$ne": ""}}, "receipt"),
        ({"kind": "quality", "found": "reached"}, "organ"),
        ({"kind": "environment"}, "basis"),
    ):
        answer = client.post(POST, headers=host, json=SAFETY | wrong)
        assert (answer.status_code, field in answer.json["fields"]) == (422, True), wrong
    assert not Incident.objects.count()


def test_a_repeated_report_is_one(client: FlaskClient, host: dict[str, str]) -> None:
    """Under one key the first answer; without a key it is told that it is there."""
    keyed = host | {"Idempotency-Key": "incident-1"}
    first = client.post(POST, headers=keyed, json=SAFETY)
    assert client.post(POST, headers=keyed, json=SAFETY).json == first.json
    again = client.post(POST, headers=host, json=SAFETY)
    assert (again.status_code, again.json["code"]) == (409, "incident_already_recorded")


def test_another_s_is_none(client: FlaskClient, host: dict[str, str], token_for: TokenFor) -> None:
    """Another host and another authority: 404 at every address; lists hold none of it."""
    client.post(POST, headers=host, json=SAFETY)
    for headers in (
        token_for(Role.HOST_OPERATOR, host="host-2"),
        token_for(Role.PROVINCIAL_LEAD, authority="330200"),
    ):
        assert client.get(ONE, headers=headers).status_code == 404
        assert client.post(POST, headers=headers, json=SAFETY).status_code == 404
        match = headers | {"If-Match": '"1"'}
        body = STATED | {"reason": "x"}
        assert client.post(f"{ONE}/correction", headers=match, json=body).status_code == 404
        assert client.get("/api/v1/incidents", headers=headers).json["items"] == []


def test_lists_are_narrowed(client: FlaskClient, province: dict[str, str]) -> None:
    """By line, kind, state and platform; a word that is none is refused."""
    a_confirmed()

    def count(query: str) -> int:
        return len(client.get(f"/api/v1/incidents?{query}", headers=province).json["items"])

    assert (count("line=proposed"), count("line=below"), count("kind=quality")) == (1, 0, 0)
    assert (count("state=confirmed"), count("platform=330000-2026-0001")) == (1, 1)
    assert client.get("/api/v1/incidents?line=x", headers=province).status_code == 422


def test_papers(client: FlaskClient, host: dict[str, str], province: dict[str, str]) -> None:
    """Handed in with whose they are, read by both sides, withdrawn by their own."""
    client.post(POST, headers=host, json=SAFETY)
    given = {"file": (BytesIO(PDF), "报告.pdf"), "declared": "true"}
    added = client.post(f"{ONE}/evidence", headers=host | {"If-Match": '"1"'}, data=given)
    assert added.status_code == 200, added.text
    (paper,) = added.json["evidence"]
    assert (paper["side"], paper["name"], paper["withdrawn_at"]) == ("host", "报告.pdf", None)
    address = f"{ONE}/evidence/{paper['id']}"
    assert client.get(address, headers=province).data == PDF
    match, body = {"If-Match": '"2"'}, {"reason": "传错"}
    other = client.post(f"{address}/withdrawal", headers=province | match, json=body)
    assert (other.status_code, other.json["code"]) == (409, "incident_evidence_settled")
    done = client.post(f"{address}/withdrawal", headers=host | match, json=body)
    (paper,) = done.json["evidence"]
    assert (paper["withdrawn_reason"], bool(paper["withdrawn_by"])) == ("传错", True)


def test_what_is_on_record_against_an_application(
    client: FlaskClient, province: dict[str, str], token_for: TokenFor
) -> None:
    """Each with its condition and how it stands to what was declared; another's is none."""
    a_confirmed()
    made = an_application()
    a_version(made, content={"safety_accidents": False})
    address = f"/api/v1/applications/{made.number}/incidents"
    (line,) = client.get(address, headers=province).json["items"]
    assert (line["criterion"], line["standing"], line["declared"]) == (
        "no_serious_safety_accident", "contradicts", [],
    )  # fmt: skip
    far = token_for(Role.PROVINCIAL_LEAD, authority="330200")
    assert client.get(address, headers=far).status_code == 404
