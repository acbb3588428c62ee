"""The desensitising check 脱敏脱密 over the API: 422 with the field named, drafts apart."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from registry.documents.quarterly_updates import QuarterlyUpdate, UpdateDraft
from registry.documents.summary_sheets import SummarySheet
from registry.permissions import Role
from tests.application_makers import ready_for

MARK = "机密★10年"
NUMBER = "330000-2026-0001"
FORM = f"/api/v1/platforms/{NUMBER}/quarterly-updates/2026Q4"
SAMPLES = Path(__file__).parents[1] / "samples"
GOOD: dict[str, Any] = {
    "equipment_value": 1350.5,
    "site_area": 2600,
    "full_time_staff": 13,
    "load": 85,
    "projects_in_hand": 4,
    "enterprises_served": 24,
    "new_enterprises": 3,
    "projects_this_quarter": 0,
    "service_income_this_year": "1180.25",
    "major_changes": False,
    "accidents": "no",
    "penalties": "no",
}  # fmt: skip - one update


@pytest.fixture
def host(on_record, token_for):
    """The headers of the host's operator, its platform being on record."""
    on_record(NUMBER)
    return token_for(Role.HOST_OPERATOR, host="host-1")


def test_a_draft_is_kept_without_the_marked_field(client, host):
    """200 with the finding; the field holds what stood there before."""
    body = {"values": GOOD | {"penalties_text": MARK}}
    answer = client.put(f"{FORM}/draft", json=body, headers=host | {"If-Match": '"0"'})
    assert answer.status_code == 200, answer.json
    assert MARK not in answer.get_data(as_text=True)
    first = answer.json["findings"][0]
    assert (first["code"], first["field"]) == ("secrecy_not_saved", "penalties_text")
    assert answer.json["values"]["penalties_text"] == ""
    assert UpdateDraft.objects.get().values["load"] == "85"


def test_a_submission_is_refused_and_the_rest_kept_as_a_draft(client, host):
    """422 with the field named; nothing is filed, and what is clean can be gone on with."""
    body = {"values": GOOD | {"penalties_text": MARK}, "reason": f"见{MARK}"}
    answer = client.post(FORM, json=body, headers=host)
    assert (answer.status_code, answer.json["code"]) == (422, "secrecy_mark")
    assert set(answer.json["fields"]) == {"penalties_text", "reason"}
    assert MARK not in answer.get_data(as_text=True)
    assert QuarterlyUpdate.objects.count() == 0
    draft = UpdateDraft.objects.get()
    assert (draft.values["load"], draft.values["penalties_text"], draft.reason) == ("85", "", "")


def test_a_foreign_platform_is_still_none(client, host, token_for):
    """Who may not see the platform learns nothing from a marked text."""
    foreign = token_for(Role.HOST_OPERATOR, host="host-2")
    body = {"values": {"penalties_text": MARK}}
    assert client.post(FORM, json=body, headers=foreign).status_code == 404


def test_every_other_body_is_refused_with_its_field(client, token_for, on_record):
    """However deep it stands; a name that carries a mark is told without it."""
    on_record(NUMBER)
    lead = token_for(Role.PROVINCIAL_LEAD, authority="330000")
    for body, field in (
        ({"on_behalf": {"reason": MARK}}, "on_behalf.reason"),
        ({"values": {MARK: "1"}}, "values.██★██"),
        ({"whatever": [{"deep": [MARK]}]}, "whatever.0.deep.0"),
    ):
        answer = client.post(FORM, json=body, headers=lead)
        assert (answer.status_code, list(answer.json["fields"])) == (422, [field])
    refused = client.post(
        "/api/v1/bans",
        json={"platform": "x", "ground": "x", "decision": MARK, "decided_on": "2026-12-28"},
        headers=token_for(Role.MINISTRY_LEAD),
    )
    assert (refused.status_code, refused.json["fields"].keys()) == (422, {"decision"})
    assert "密级标志" in refused.json["fields"]["decision"]


def test_a_query_and_a_file_s_name_are_looked_at(client, token_for):
    """Both are 422 before anything is asked of the record."""
    lead = token_for(Role.PROVINCIAL_LEAD, authority="330000")
    asked = client.get("/api/v1/platforms", query_string={"q": MARK}, headers=lead)
    assert asked.status_code == 422
    content = (SAMPLES / "clean_330000_2026H2.xlsx").read_bytes()
    sent = client.post(
        "/api/v1/summary-sheets",
        data={
            "authority": "330000",
            "period": "2026H2",
            "file": (BytesIO(content), f"{MARK}.xlsx"),
        },
        headers=lead,
    )
    assert (sent.status_code, sent.json["fields"].keys()) == (422, {"file"})
    assert SummarySheet.objects.count() == 0


def test_a_number_of_a_person_is_told_in_a_header(client, token_for, host):
    """The act is done; X-Personal-Data names the fields. A refused one tells nothing of it."""
    officer = token_for(Role.PROVINCIAL_LEAD, authority="330000")
    grounds = {"reason": "电话 13800138000", "channel": "phone", "reference": "12月28日"}
    body = {"values": GOOD, "on_behalf": grounds}
    done = client.post(FORM, json=body, headers=officer)
    assert done.status_code == 201, done.json
    assert done.headers["X-Personal-Data"] == "on_behalf.reason"
    again = client.post(FORM, json=body | {"wrong": 1}, headers=officer)
    assert "X-Personal-Data" not in again.headers


def test_a_scan_of_pictures_wants_declared(client, token_for):
    """Without ``declared`` 422 naming it; with it the scan tells what was read and declared."""
    lead = token_for(Role.PROVINCIAL_LEAD, authority="330000")
    content = (SAMPLES / "clean_330000_2026H2.xlsx").read_bytes()
    ready_for(content, "汇总表.xlsx", "330000")
    data = {"authority": "330000", "period": "2026H2", "file": (BytesIO(content), "汇总表.xlsx")}
    sheet = client.post("/api/v1/summary-sheets", data=data, headers=lead).json["number"]
    picture = (SAMPLES / "scan_stamped_330000.jpg").read_bytes()
    for declared, status in (("", 422), ("false", 422), ("true", 200)):
        data = {"scan": (BytesIO(picture), "盖章.jpg")} | (
            {"declared": declared} if declared else {}
        )
        answer = client.post(
            f"/api/v1/summary-sheets/{sheet}/scan", data=data, headers=lead | {"If-Match": '"1"'}
        )
        assert answer.status_code == status, answer.json
        if status == 422:
            assert answer.json["code"] == "scan_declaration_missing"
            assert list(answer.json["fields"]) == ["declared"]
    scan = answer.json["scan"]
    assert (scan["declared"], scan["unread_pages"], scan["personal_pages"]) == (True, 1, [])
