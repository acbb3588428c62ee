"""Conditions no longer met 入库条件线索, over the API."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from registry.documents.condition_findings import ConditionFinding
from registry.documents.exit_proposals import ExitProposal
from registry.documents.platforms import Platform
from registry.permissions import Role
from tests.api.test_quarterly_updates_api import GOOD, submitted
from tests.condition_makers import a_finding, a_note
from tests.round_makers import a_round

NUMBER = "330000-2026-0001"
LIST = "/api/v1/condition-findings"
ONE = f"{LIST}/XS-{NUMBER}"
Tokens = Callable[..., dict[str, str]]


@pytest.fixture
def lead(on_record: Callable[..., Platform], token_for: Tokens) -> dict[str, str]:
    """The headers of Zhejiang's lead, a platform of theirs being on record."""
    on_record(NUMBER)
    return token_for(Role.PROVINCIAL_LEAD, authority="330000")


def test_from_the_filing_to_the_exit(client: FlaskClient, lead, token_for):
    """Filed below, found, looked at, an exit proposed on it; figures exactly, as text."""
    a_round()
    host = token_for(Role.HOST_OPERATOR, host="host-1")
    filed = {
        "values": GOOD | {"equipment_value": "980.5"},
        "explanations": {"update_below_entry-equipment_value": "旧设备报废，新设备在途"},
    }
    assert submitted(client, host, **filed).status_code == 201
    (found,) = client.get(f"{LIST}?state=open", headers=lead).json["items"]
    assert (found["criterion"], found["clause"], found["value"], found["wanted"]) == (
        "equipment_original_value",
        "一（二）1",
        "980.5",
        "1000",
    )
    one = f"{LIST}/{found['number']}"
    etag = client.get(one, headers=lead).headers["ETag"]
    looked = client.post(
        f"{one}/notes", json={"text": "电话核实"}, headers=lead | {"If-Match": etag}
    )
    assert (looked.status_code, looked.json["state"]) == (200, "looked_at")
    body = {"ground": "conditions_not_met", "facts": "设备原值低于条件，核实无误。"}
    made = client.post(
        f"/api/v1/platforms/{NUMBER}/exit-proposals",
        json=body | {"finding": found["number"]},
        headers=lead,
    )
    assert (made.status_code, made.json["finding"]) == (201, found["number"])
    now = client.get(one, headers=lead).json
    assert (now["state"], now["exit_proposal"]) == ("proposed", made.json["number"])


def test_an_old_version_writes_nothing(client, lead):
    """Without If-Match 428, with an old one 412 or 409; the note is not kept."""
    a_finding(f"XS-{NUMBER}", platform=NUMBER)
    body = {"text": "看过"}
    assert client.post(f"{ONE}/notes", json=body, headers=lead).status_code == 428
    old = client.post(f"{ONE}/notes", json=body, headers=lead | {"If-Match": '"7"'})
    assert old.status_code in {409, 412}
    assert not ConditionFinding.objects.get().notes


def test_operators_are_only_text(client, lead):
    """An operator in a filter, a note or a finding's number reaches no query."""
    a_finding(f"XS-{NUMBER}", platform=NUMBER)
    assert client.get(f"{LIST}?criterion[$ne]=x", headers=lead).status_code in {200, 422}
    assert client.get(f"{LIST}?state=$ne", headers=lead).status_code == 422
    match = lead | {"If-Match": '"1"'}
    answer = client.post(f"{ONE}/notes", json={"text": {"$ne": ""}}, headers=match)
    assert answer.status_code == 422
    a_round()
    body = {"ground": "conditions_not_met", "facts": "设备原值低于条件，核实无误。"}
    path = f"/api/v1/platforms/{NUMBER}/exit-proposals"
    forged = client.post(path, json=body | {"finding": {"$gt": ""}}, headers=lead)
    assert forged.status_code == 422
    other = client.post(path, json=body | {"finding": "XS-330000-1999-0001"}, headers=lead)
    assert other.status_code == 422
    assert ExitProposal.objects.count() == 0


def test_the_host_reads_no_note(client, lead, token_for):
    """Its own finding without what the offices wrote; another host's not at all."""
    a_finding(f"XS-{NUMBER}", platform=NUMBER, notes=[a_note()])
    assert len(client.get(ONE, headers=lead).json["notes"]) == 1
    host = token_for(Role.HOST_OPERATOR, host="host-1")
    assert client.get(ONE, headers=host).json["notes"] == []
    assert client.get(LIST, headers=host).json["items"][0]["notes"] == []
    other = token_for(Role.HOST_OPERATOR, host="host-2")
    assert client.get(ONE, headers=other).status_code == 404
    assert client.get(f"{LIST}.xlsx", headers=host).status_code == 403


def test_a_workbook_of_one_s_own(client, lead):
    """An xlsx; another authority's list is not there."""
    a_finding(f"XS-{NUMBER}", platform=NUMBER)
    assert client.get(f"{LIST}.xlsx", headers=lead).get_data().startswith(b"PK")
    assert client.get(f"{LIST}?authority=440000", headers=lead).status_code == 404
