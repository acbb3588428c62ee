"""Evidence of an exit proposal over the API."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient

from registry.documents.exit_proposals import ExitProposal
from registry.documents.ledger import LedgerEntry
from registry.permissions import Role
from tests.round_makers import an_exit
from tests.services.test_application_evidence import PDF

TokenFor = Callable[..., dict[str, str]]
ONE = "/api/v1/exit-proposals/TC-330000-2026H2-001"


@pytest.fixture
def lead(database: None, token_for: TokenFor) -> dict[str, str]:
    """A token of Zhejiang's lead, an open proposal on record."""
    an_exit()
    return token_for(Role.PROVINCIAL_LEAD, authority="330000")


def _add(client: FlaskClient, headers: dict[str, str], version: int = 1, **data: Any) -> Any:
    given = {
        "file": (BytesIO(PDF), "../核查记录.pdf"),
        "supports": "full_time_staff",
        "declared": "true",
    }
    match = {"If-Match": f'"{version}"'}
    return client.post(f"{ONE}/evidence", headers=headers | match, data=given | data)


def test_handed_in_read_and_withdrawn(
    client: FlaskClient, lead: dict[str, str], token_for: TokenFor
) -> None:
    """In the proposal with what is known of it; withdrawn it stays, with reason, name and time."""
    added = _add(client, lead)
    assert (added.status_code, added.headers["ETag"]) == (200, '"2"'), added.text
    (paper,) = added.json["evidence"]
    assert (paper["name"], paper["supports"], paper["size"], paper["pages"], paper["is_read"]) == (
        "核查记录.pdf", "full_time_staff", len(PDF), 1, False,
    )  # fmt: skip
    assert paper["withdrawn_at"] is None
    address = f"{ONE}/evidence/{paper['id']}"
    ministry = token_for(Role.MINISTRY_STAFF)
    host = token_for(Role.HOST_OPERATOR, host="host-1")
    for headers in (ministry, host):
        assert client.get(ONE, headers=headers).json == added.json
        assert client.get(address, headers=headers).data == PDF
    (item,) = client.get("/api/v1/exit-proposals", headers=ministry).json["items"]
    assert item == added.json
    body = {"reason": "传错文件"}
    assert client.post(f"{address}/withdrawal", headers=lead, json=body).status_code == 428
    old = client.post(f"{address}/withdrawal", headers=lead | {"If-Match": '"1"'}, json=body)
    assert old.status_code == 412
    done = client.post(f"{address}/withdrawal", headers=lead | {"If-Match": '"2"'}, json=body)
    assert (done.status_code, done.headers["ETag"]) == (200, '"3"'), done.text
    (paper,) = done.json["evidence"]
    assert (paper["withdrawn_reason"], paper["withdrawn_at"][:10]) == ("传错文件", "2026-12-28")
    assert paper["withdrawn_by"] == paper["received_by"]
    assert client.get(address, headers=ministry).data == PDF


def test_a_repeated_upload_is_one(client: FlaskClient, lead: dict[str, str]) -> None:
    """The same key and file get the first answer; without a key it is told that it is there."""
    keyed = lead | {"Idempotency-Key": "exit-evidence-1"}
    first, second = _add(client, keyed), _add(client, keyed)
    assert (first.status_code, second.json) == (200, first.json)
    again = _add(client, lead, 2)
    assert (again.status_code, again.json["code"]) == (409, "evidence_already_there")
    assert len(ExitProposal.objects.get().evidence) == LedgerEntry.objects.count() == 1


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"declared": "false"}, 422),
        ({"supports": "nonsense"}, 422),
        ({"supports": '{"$ne": null}'}, 422),
        ({"reason": "x"}, 422),
        ({"file": (BytesIO(b"just text"), "a.pdf")}, 415),
        ({"file": (BytesIO(b""), "a.pdf")}, 422),
        ({"file": (BytesIO(PDF), "机密★10年.pdf")}, 422),
    ],
)
def test_what_cannot_be_taken_changes_nothing(
    client: FlaskClient, lead: dict[str, str], data: dict[str, Any], status: int
) -> None:
    """Undeclared, no condition of ours, a field of ours, no file of ours: said, nothing is kept."""
    assert _add(client, lead, **data).status_code == status
    assert ExitProposal.objects.get().evidence == []


@pytest.mark.parametrize("body", [{}, {"reason": ""}, {"reason": {"$gt": ""}}])
def test_a_withdrawal_wants_a_reason(
    client: FlaskClient, lead: dict[str, str], body: dict[str, Any]
) -> None:
    """A text, and not an empty one."""
    (paper,) = _add(client, lead).json["evidence"]
    answer = client.post(
        f"{ONE}/evidence/{paper['id']}/withdrawal", headers=lead | {"If-Match": '"2"'}, json=body
    )
    assert (answer.status_code, "reason" in answer.json["fields"]) == (422, True)


def test_another_s_is_answered_as_none(
    client: FlaskClient, lead: dict[str, str], token_for: TokenFor
) -> None:
    """Another authority and another host neither add, nor withdraw, nor read."""
    (paper,) = _add(client, lead).json["evidence"]
    address = f"{ONE}/evidence/{paper['id']}"
    other = token_for(Role.PROVINCIAL_LEAD, authority="440000") | {"If-Match": '"2"'}
    assert _add(client, other, 2).status_code == 404
    assert client.get(address, headers=other).status_code == 404
    assert client.post(f"{address}/withdrawal", headers=other, json={}).status_code == 404
    stranger = token_for(Role.HOST_OPERATOR, host="host-9")
    assert client.get(address, headers=stranger).status_code == 404
    missing = f"{ONE}/evidence/0000/withdrawal"
    own = client.post(missing, headers=lead | {"If-Match": '"2"'}, json={"reason": "传错"})
    assert own.status_code == 404


def test_a_withdrawn_proposal_takes_nothing(client: FlaskClient, lead: dict[str, str]) -> None:
    """Told as ended."""
    body = {"reason": "已整改"}
    client.post(f"{ONE}/withdrawal", headers=lead | {"If-Match": '"1"'}, json=body)
    answer = _add(client, lead, 2)
    assert (answer.status_code, answer.json["code"]) == (409, "exit_already_ended")
