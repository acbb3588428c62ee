"""Applications over the API: begun, filled in by revision, seen by whom they were sent to."""

from collections.abc import Callable
from datetime import datetime

import pytest
from flask.testing import FlaskClient

from registry.documents.applications import Application
from registry.documents.hosts import Host
from registry.permissions import Role
from tests.application_makers import a_version, an_application
from tests.application_papers import GOOD, rows
from tests.services.conftest import credit_code

BASE = "/api/v1/applications"
NUMBER = "SB-330000-2026-0001"
ONE = f"{BASE}/{NUMBER}"
BEGIN = {"platform_name": "临江高端装备中试平台", "place": "杭州市"}
KNOWN = {"host_name", "credit_code", "authority", "taxonomy_edition"}


@pytest.fixture
def operator(database: None, token_for: Callable[..., dict[str, str]], at: datetime):
    """The token of a host on record."""
    name = "临江装备研究院有限公司"
    host = Host(credit_code=credit_code(1), name=name, name_key=name, recorded_at=at).save()
    return token_for(Role.HOST_OPERATOR, host=str(host.id))


def test_an_application_is_begun_and_filled_in(client: FlaskClient, operator):
    """Begin, values, table, read: each answer carries the next ETag."""
    begun = client.post(BASE, json=BEGIN, headers=operator)
    assert (begun.status_code, begun.headers["Location"], begun.headers["ETag"]) == (
        201,
        ONE,
        '"1"',
    )
    assert begun.json["authority_name"] == "浙江省工业和信息化厅"
    values = {key: text for key, text in GOOD.items() if key not in KNOWN} | {
        "full_time_staff": 5,
        "violations": False,
        "services": ["生产验证", "设计验证"],
        "truthful": True,
        "contact_mail": None,
    }  # fmt: skip - kinds of entries
    saved = client.patch(
        f"{ONE}/draft", json={"values": values}, headers=operator | {"If-Match": '"1"'}
    )
    assert (saved.status_code, saved.headers["ETag"]) == (200, '"2"')
    assert saved.json["draft"]["values"]["services"] == "生产验证\n设计验证"
    table = client.put(
        f"{ONE}/equipment", json={"rows": rows()}, headers=operator | {"If-Match": '"2"'}
    )
    assert {one["code"] for one in table.json["draft"]["findings"]} == {"application_file_missing"}
    read = client.get(ONE, headers=operator)
    assert (read.headers["ETag"], read.json["draft"]["revision"]) == ('"3"', 3)
    assert read.json["draft"]["equipment"] == rows()
    assert read.json["submitted"] is None
    assert not read.json["draft"]["is_complete"]


def test_a_change_names_what_it_is_made_on(client, operator):
    """Without If-Match nothing is taken; on an old one nothing is overwritten."""
    client.post(BASE, json=BEGIN, headers=operator)
    body = {"values": {"address": "一号"}}
    assert client.patch(f"{ONE}/draft", json=body, headers=operator).status_code == 428
    stale = client.patch(f"{ONE}/draft", json=body, headers=operator | {"If-Match": '"7"'})
    assert (stale.status_code, stale.json["code"]) == (412, "application_moved")
    rows_stale = client.put(
        f"{ONE}/equipment", json={"rows": []}, headers=operator | {"If-Match": '"7"'}
    )
    assert rows_stale.status_code == 412
    assert Application.objects.get().revision == 1


@pytest.mark.parametrize(
    "values",
    [
        {"nothing": "1"},
        {"host_name": "别人"},
        {"address": {"$gt": ""}},
        {"services": [1]},
        {"$set": "x"},
        {"address": "长" * 10_001},
    ],
)
def test_what_the_form_does_not_ask_is_refused(client, operator, values):
    """Unknown fields, objects and operators: 422, nothing kept."""
    client.post(BASE, json=BEGIN, headers=operator)
    answer = client.patch(
        f"{ONE}/draft", json={"values": values}, headers=operator | {"If-Match": '"1"'}
    )
    assert answer.status_code == 422
    assert answer.json["fields"]
    assert Application.objects.get().revision == 1


def test_a_table_takes_only_its_own_columns(client, operator):
    """Unknown columns and too many rows: 422, nothing kept."""
    client.post(BASE, json=BEGIN, headers=operator)
    for table in ([{"nothing": "1"}], [{"name": "x"}] * 2001, [{"name": {"$ne": 1}}]):
        answer = client.put(
            f"{ONE}/equipment", json={"rows": table}, headers=operator | {"If-Match": '"1"'}
        )
        assert answer.status_code == 422
    assert Application.objects.get().revision == 1


def test_a_begin_is_repeated_without_harm(client, operator):
    """The same key gets the first answer; another key is told of the one there is."""
    keyed = operator | {"Idempotency-Key": "begin-0001"}
    first = client.post(BASE, json=BEGIN, headers=keyed)
    assert client.post(BASE, json=BEGIN, headers=keyed).json == first.json
    again = client.post(BASE, json=BEGIN, headers=operator)
    assert (again.status_code, again.json["code"]) == (409, "application_already_there")
    elsewhere = client.post(BASE, json=BEGIN | {"place": "鼓楼区"}, headers=operator)
    assert (elsewhere.status_code, list(elsewhere.json["fields"])) == (422, ["authority"])


def test_how_it_stands_is_told_condition_by_condition(client, operator):
    """Clause, phrase, what was read with its label, and the sentence."""
    client.post(BASE, json=BEGIN, headers=operator)
    client.patch(
        f"{ONE}/draft",
        json={"values": {"full_time_staff": 4}},
        headers=operator | {"If-Match": '"1"'},
    )
    answer = client.get(f"{ONE}/eligibility", headers=operator)
    assert len(answer.json["assessments"]) == 46
    staff = next(one for one in answer.json["assessments"] if one["criterion"] == "full_time_staff")
    assert staff["outcome"] == "not_met"
    assert staff["read"] == [
        {"fact": "full_time_staff", "label": "专职技术或管理人员", "value": "4", "unit": "人"}
    ]
    assert "填报 4 人，要求 ≥ 5 人（一（二）2）" in staff["message"]


def test_a_list_is_paged_and_holds_what_one_may_see(client, operator, token_for):
    """Drafts to their host; to an office what was submitted to it, without contacts."""
    client.post(BASE, json=BEGIN, headers=operator)
    content = {"platform_name": "某平台", "contact_phone": "sealed", "services": ["设计验证"]}
    a_version(an_application("SB-330000-2026-0002"), content=content)
    an_application("SB-330000-2026-0003")
    assert [one["number"] for one in client.get(BASE, headers=operator).json["items"]] == [NUMBER]
    lead = token_for(Role.PROVINCIAL_LEAD, authority="330000")
    page = client.get(BASE, headers=lead, query_string={"limit": 1}).json
    assert [one["number"] for one in page["items"]] == ["SB-330000-2026-0002"]
    more = client.get(BASE, headers=lead, query_string={"cursor": page["next_cursor"]}).json
    assert [one["number"] for one in more["items"]] == ["SB-330000-2026-0003"]
    assert more["next_cursor"] is None
    read = client.get(f"{BASE}/SB-330000-2026-0002", headers=lead).json
    assert read["draft"] is None
    assert read["submitted"]["content"] == {"platform_name": "某平台", "services": ["设计验证"]}
    assert client.get(ONE, headers=lead).status_code == 404
    elsewhere = token_for(Role.PROVINCIAL_LEAD, authority="440000")
    assert client.get(f"{BASE}/SB-330000-2026-0002", headers=elsewhere).status_code == 404
    assert client.get(BASE, headers=elsewhere).json["items"] == []
    asked = client.get(BASE, headers=elsewhere, query_string={"authority": "330000"})
    assert asked.status_code == 404


def test_an_application_is_withdrawn(client, operator):
    """Once; again is refused."""
    client.post(BASE, json=BEGIN, headers=operator)
    assert client.post(f"{ONE}/withdrawal", headers=operator).json["state"] == "withdrawn"
    again = client.post(f"{ONE}/withdrawal", headers=operator)
    assert (again.status_code, again.json["code"]) == (409, "application_not_withdrawable")


def test_anybody_may_try_the_conditions(client):
    """Numbers, answers and days by fact; what cannot be read is told."""
    answers = {
        "full_time_staff": 5,
        "equipment_original_value": 999.9999,
        "technical_leader": True,
        "violations": False,
        "serious_safety_accidents": ["2025-01-01", "2024-01-01"],
        "enterprises_served": "几家",
    }
    answer = client.post("/api/v1/eligibility", json={"answers": answers})
    outcomes = {one["criterion"]: one["outcome"] for one in answer.json["assessments"]}
    assert outcomes["full_time_staff"] == "met"
    assert outcomes["equipment_original_value"] == "not_met"
    assert outcomes["technical_leader"] == "met"
    assert outcomes["no_violations"] == "met"
    assert outcomes["no_serious_safety_accident"] == "not_met"
    assert [one["field"] for one in answer.json["findings"]] == ["enterprises_served"]
    unknown = client.post("/api/v1/eligibility", json={"answers": {"nothing": 1}})
    assert unknown.status_code == 422


def test_the_document_shows_the_form_s_own_fields(client):
    """Each typed field of the form stands in the document, with its label and unit."""
    shapes = client.get("/api/v1/openapi.json").json["components"]["schemas"]
    values = shapes["ApplicationValues"]["properties"]
    assert "中试设备或设施原值（万元）" in values["equipment_value"]["description"]
    assert "host_name" not in values
    assert "原值（万元）" in shapes["EquipmentRow"]["properties"]["value"]["description"]
