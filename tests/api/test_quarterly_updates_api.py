"""The quarterly update, its receipt and the board, over the API."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from registry.clock import Clock
from registry.documents.platforms import Platform
from registry.documents.quarterly_updates import QuarterlyUpdate, UpdateDraft
from registry.permissions import Role
from schemas.quarterly_updates import VersionSchema, version_shape

NUMBER = "330000-2026-0001"
FORM = f"/api/v1/platforms/{NUMBER}/quarterly-updates/2026Q4"
GOOD: dict[str, Any] = {
    "equipment_value": 1350.5,
    "site_area": "2,600",
    "full_time_staff": 13,
    "load": "８５",
    "projects_in_hand": 4,
    "enterprises_served": 24,
    "new_enterprises": 3,
    "projects_this_quarter": 0,
    "service_income_this_year": "1180.25",
    "major_changes": False,
    "accidents": "no",
    "penalties": "无",
}


@pytest.fixture
def host(on_record: Callable[..., Platform], token_for: Callable[..., dict[str, str]]):
    """The headers of the host's operator, its platform being on record."""
    on_record(NUMBER)
    return token_for(Role.HOST_OPERATOR, host="host-1")


def submitted(client: FlaskClient, headers: dict[str, str], **body: Any):
    """Post the good update, or what is given instead."""
    return client.post(FORM, json={"values": GOOD} | body, headers=headers)


def test_a_submission_answers_with_its_receipt(client, host):
    """201 with number, digest and exact figures; the version can be read back as it was."""
    answer = submitted(client, host)
    assert answer.status_code == 201, answer.json
    assert answer.json["number"] == f"2026Q4-{NUMBER}-1"
    assert answer.json["content"]["service_income_this_year"] == "1180.25"
    assert answer.json["content"]["load"] == "85"
    assert client.get(answer.headers["Location"], headers=host).json == answer.json
    listed = client.get(f"/api/v1/platforms/{NUMBER}/quarterly-updates", headers=host).json
    assert listed == {"items": [answer.json], "next_cursor": None}


def test_a_receipt_is_what_its_schema_says(client, host):
    """Written without the schema, it has its fields, none more, each as the schema writes it."""
    told = submitted(client, host).json
    schema, kept = VersionSchema(), QuarterlyUpdate.objects.get()
    assert set(told) == set(schema.fields)
    assert told == json.loads(json.dumps(schema.dump(version_shape(kept, for_office=False))))


def test_the_same_again_is_the_same_receipt(client, host):
    """With or without an Idempotency-Key a repeated POST files nothing new."""
    keyed = host | {"Idempotency-Key": "first-try-0001"}
    first = submitted(client, keyed)
    again, bare = submitted(client, keyed), submitted(client, host)
    assert (first.status_code, again.status_code, bare.status_code) == (201, 201, 200)
    assert first.json == again.json == bare.json
    assert QuarterlyUpdate.objects.count() == 1


def test_the_form_tells_fields_values_and_findings(client, host):
    """The form gives every field with its value before, and what is still open."""
    answer = client.get(FORM, headers=host)
    assert answer.headers["ETag"] == '"0"'
    fields = {one["key"]: one for one in answer.json["fields"]}
    assert fields["equipment_value"]["before"] == "1350.5"
    assert answer.json["values"]["full_time_staff"] == "12"
    assert answer.json["window"]["period"] == "2026Q4"
    assert "update_flow_missing" in {one["code"] for one in answer.json["findings"]}


def test_a_draft_needs_and_moves_its_version(client, host):
    """Without If-Match 428, with a stale one 412, with the right one the next version."""
    body = {"values": {"load": 70}}
    assert client.put(f"{FORM}/draft", json=body, headers=host).status_code == 428
    first = client.put(f"{FORM}/draft", json=body, headers=host | {"If-Match": '"0"'})
    assert (first.status_code, first.headers["ETag"]) == (200, '"1"')
    other = {"values": {"load": 71}}
    for stale in ('"0"', '"7"', "x", "*"):
        moved = client.put(f"{FORM}/draft", json=other, headers=host | {"If-Match": stale})
        assert moved.status_code == 412, stale
    assert UpdateDraft.objects.get().values == {"load": "70"}


def test_a_draft_can_be_submitted_as_it_stands(client, host):
    """A POST without values files the draft."""
    client.put(f"{FORM}/draft", json={"values": GOOD}, headers=host | {"If-Match": '"0"'})
    answer = client.post(FORM, json={}, headers=host)
    assert answer.status_code == 201, answer.json
    assert UpdateDraft.objects.count() == 0


@pytest.mark.parametrize(
    "raw",
    ['{"$ne": null}', '["1"]', '{"$gt": ""}'],
)
def test_an_operator_in_a_figure_is_no_value(client, host, raw):
    """A list or object where a figure belongs is refused by field, and nothing is kept."""
    body = f'{{"values": {{"load": {raw}}}}}'
    for act in (client.post, client.put):
        address = FORM if act == client.post else f"{FORM}/draft"
        answer = act(
            address, data=body, content_type="application/json", headers=host | {"If-Match": '"0"'}
        )
        assert answer.status_code == 422
        assert "不能是列表或对象" in next(iter(answer.json["fields"].values()))
    assert UpdateDraft.objects.count() == QuarterlyUpdate.objects.count() == 0


@pytest.mark.parametrize("raw", ["NaN", "Infinity", "-Infinity", "1e400", "1e300", "-2", '"-２"'])
def test_what_is_no_sound_figure_is_refused(client, host, raw):
    """NaN, infinities, floods and negative figures are findings at their field, never a 500."""
    body = f'{{"values": {{"new_enterprises": {raw}}}}}'
    answer = client.post(FORM, data=body, content_type="application/json", headers=host)
    assert answer.status_code == 422
    assert answer.json["code"] == "update_not_acceptable"
    assert "本季度新增服务企业" in answer.json["fields"]["new_enterprises"]
    assert QuarterlyUpdate.objects.count() == 0


@pytest.mark.parametrize(
    "body",
    [
        '{"values": {"load": ' + "9" * 6000 + "}}",
        '{"values": ' + "[" * 100_000,
        '{"values": {"accidents_text": "\\ud800"}}',
        "[]",
        '"x"',
        "{",
        '{"values": []}',
        '{"x": 1}',
        '{"values": {"$where": "1"}}',
        '{"reason": {"$ne": 1}}',
        '{"values": {"load": "' + "8" * 10001 + '"}}',
    ],
)  # fmt: skip - one list
def test_what_is_no_update_is_refused(client, host, body):
    """Broken, foreign or endless bodies get a Chinese answer and leave nothing behind."""
    answer = client.post(FORM, data=body, content_type="application/json", headers=host)
    assert answer.status_code in {400, 422}, answer.json
    assert answer.json["message"]
    assert UpdateDraft.objects.count() == 0


def test_a_quarter_that_is_not_open_is_refused(client, host):
    """The answer names both windows and the clause, and keeps what was sent as a draft."""
    closed = FORM.replace("2026Q4", "2026Q3")
    answer = client.post(closed, json={"values": GOOD}, headers=host)
    assert (answer.status_code, answer.json["code"]) == (409, "update_window_closed")
    assert answer.json["clause"] == "二（三）"
    assert "2027年第一季度" in answer.json["message"]
    kept = client.get(closed, headers=host)
    assert kept.json["values"]["service_income_this_year"] == "1180.25"
    assert client.get(FORM.replace("2026Q4", "2026Q9"), headers=host).status_code == 404


def test_outside_the_library_and_outside_the_house(client, host, token_for):
    """A removed platform is refused, another host's and an unknown one are not there."""
    stranger = token_for(Role.HOST_OPERATOR, host="host-2")
    assert submitted(client, stranger).status_code == 404
    unknown = FORM.replace("0001", "0009")
    assert client.post(unknown, json={"values": GOOD}, headers=host).status_code == 404
    Platform.objects(number=NUMBER).update(set__removed_at=Platform.objects.get().admitted_at)
    answer = submitted(client, host)
    assert (answer.status_code, answer.json["code"]) == (409, "update_platform_not_in_library")


def test_a_correction_says_why(client, host):
    """A second content without a reason is refused at the field, with one it is version 2."""
    submitted(client, host)
    changed = GOOD | {"load": 80}
    refused = submitted(client, host, values=changed)
    assert (refused.status_code, list(refused.json["fields"])) == (422, ["reason"])
    second = submitted(client, host, values=changed, reason="载荷误填")
    assert (second.status_code, second.json["version"]) == (201, 2)


def test_a_list_of_versions_pages_by_cursor(client, host):
    """Pages follow each other without gap or double; a forged cursor is refused."""
    for load in (1, 2, 3):
        submitted(client, host, values=GOOD | {"load": load}, reason="改")
    address = f"/api/v1/platforms/{NUMBER}/quarterly-updates?limit=2"
    first = client.get(address, headers=host).json
    second = client.get(f"{address}&cursor={first['next_cursor']}", headers=host).json
    assert [one["version"] for one in first["items"] + second["items"]] == [3, 2, 1]
    assert client.get(f"{address}&cursor=forged", headers=host).status_code == 400


def test_anybody_can_check_a_receipt(client, host):
    """Without an account: current, superseded, or not ours; never a figure."""
    first = submitted(client, host).json
    asked = {"number": first["number"], "digest": first["digest"].upper()}
    answer = client.post("/api/v1/receipts/check", json=asked)
    assert (answer.status_code, answer.json["state"]) == (200, "current")
    assert "1180.25" not in answer.text
    second = submitted(client, host, values=GOOD | {"load": 80}, reason="改").json
    answer = client.post("/api/v1/receipts/check", json=asked)
    assert (answer.json["state"], answer.json["current_number"]) == (
        "superseded",
        second["number"],
    )  # fmt: skip - one pair
    wrong = client.post("/api/v1/receipts/check", json=asked | {"digest": "0" * 64})
    unknown = client.post("/api/v1/receipts/check", json=asked | {"number": "2026Q4-x-1"})
    assert wrong.json == unknown.json
    assert wrong.json["state"] == "not_ours"


@pytest.mark.parametrize("body", [{}, {"number": {"$ne": ""}, "digest": "x"}, {"number": "x"}])
def test_a_check_without_both_is_asked_for_both(client, body):
    """A blank or an operator in a check is answered in Chinese."""
    answer = client.post("/api/v1/receipts/check", json=body)
    assert answer.status_code == 422
    assert "回执编号和内容摘要" in str(answer.json["fields"])


def test_a_receipt_tampered_with_in_the_record_is_not_ours(client, host):
    """The digest is worked out again: a figure changed in the database shows."""
    first = submitted(client, host).json
    QuarterlyUpdate.objects.update(set__content__load=99)
    asked = {"number": first["number"], "digest": first["digest"]}
    assert client.post("/api/v1/receipts/check", json=asked).json["state"] == "not_ours"


def test_the_board_over_the_api(client, host, token_for, on_record):
    """A province reads its counts and names, another's it does not find."""
    on_record("330000-2026-0002")
    on_record("440000-2026-0001")
    submitted(client, host)
    lead = token_for(Role.PROVINCIAL_LEAD, authority="330000")
    board = client.get("/api/v1/reporting/2026Q4", headers=lead).json
    assert board["total"] | {"name": ""} == {
        "authority": "",
        "name": "",
        "expected": 2,
        "submitted": 1,
        "on_behalf": 0,
        "draft": 0,
        "missing": 1,
    }  # fmt: skip - one line
    names = client.get("/api/v1/reporting/2026Q4/platforms?state=missing", headers=lead).json
    assert [one["number"] for one in names["items"]] == ["330000-2026-0002"]
    foreign = "/api/v1/reporting/2026Q4/platforms?authority=440000"
    assert client.get(foreign, headers=lead).status_code == 404
    assert client.get("/api/v1/reporting/2026Q4", headers=host).status_code == 403
    assert client.get("/api/v1/reporting/whatever", headers=lead).status_code == 404
    ministry = token_for(Role.MINISTRY_STAFF)
    whole = "/api/v1/reporting/2026Q4/platforms?limit=2"
    first = client.get(whole, headers=ministry).json
    rest = client.get(f"{whole}&cursor={first['next_cursor']}", headers=ministry).json
    assert len(first["items"] + rest["items"]) == 3
    book = client.get("/api/v1/reporting/2026Q4/platforms.xlsx", headers=ministry)
    assert book.data[:2] == b"PK"


def test_arrival_decides_and_not_the_hour_of_writing(app: Flask, client, host, at):
    """The instant the request arrived decides: one second before opening is refused."""
    house = app.extensions["reserve"]
    before = at.replace(day=24, hour=23, minute=59, second=58)
    object.__setattr__(house, "clock", Clock(before))
    assert submitted(client, host).json["code"] == "update_window_not_open"


GROUNDS = {"reason": "单位断网", "channel": "mail", "reference": "12月28日来信"}


@pytest.fixture
def office(host, token_for: Callable[..., dict[str, str]]) -> dict[str, str]:
    """The headers of a program of Zhejiang's department, its platform being on record."""
    return token_for(Role.PROVINCIAL_REVIEWER, authority="330000")


def test_an_authority_s_program_files_on_behalf(client, host, office):
    """Draft and submission with grounds; version, board and receipt check name the authority."""
    body = {"values": {"load": 70}, "on_behalf": GROUNDS}
    draft = client.put(f"{FORM}/draft", json=body, headers=office | {"If-Match": '"0"'})
    assert draft.status_code == 200, draft.json
    assert draft.json["on_behalf"]["authority"] == "330000"
    filed = submitted(client, office)
    assert filed.status_code == 201, filed.json
    assert filed.json["on_behalf"] == GROUNDS | {
        "authority": "330000",
        "authority_name": "浙江省工业和信息化厅",
    }
    board = client.get("/api/v1/reporting/2026Q4", headers=office).json
    assert board["total"]["on_behalf"] == 1
    listed = client.get("/api/v1/reporting/2026Q4/platforms", headers=office).json["items"]
    assert [one["on_behalf"] for one in listed] == ["330000"]
    held = {"number": filed.json["number"], "digest": filed.json["digest"]}
    check = client.post("/api/v1/receipts/check", json=held).json
    assert check["filed_by"] == "由浙江省工业和信息化厅代填"
    assert client.get(FORM, headers=host).json["latest"]["on_behalf"]["channel"] == "mail"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (None, None),
        ({}, "on_behalf.reason"),
        (GROUNDS | {"channel": "telegram"}, "on_behalf.channel"),
        (GROUNDS | {"reason": {"$ne": None}}, "on_behalf.reason"),
        (GROUNDS | {"authority": "440000"}, "on_behalf.authority"),
        ("x", "on_behalf"),
    ],
)
def test_grounds_over_the_api_are_asked_for(client, office, given, field):
    """Missing, unknown or operator-like grounds are 422 by name, and file nothing."""
    answer = submitted(client, office, on_behalf=given)
    assert answer.status_code == 422, answer.json
    if field:
        assert field in answer.json["fields"], answer.json
    else:
        assert answer.json["code"] == "update_grounds_wanted"
    assert QuarterlyUpdate.objects.count() == 0


def test_over_the_api_the_host_comes_first(client, host, office):
    """A host's draft is 409 to the authority and shows no figure; so is its own filing."""
    client.put(f"{FORM}/draft", json={"values": {"load": 66}}, headers=host | {"If-Match": '"0"'})
    seen = client.get(FORM, headers=office).json
    assert (seen["draft"], seen["values"]["load"]) == (None, "")
    assert seen["host_saved_at"].startswith("2026-12-28T09:0")
    begun = submitted(client, office, on_behalf=GROUNDS)
    assert (begun.status_code, begun.json["code"]) == (409, "update_host_has_begun")
    assert submitted(client, host).status_code == 201
    again = submitted(client, office, on_behalf=GROUNDS)
    assert (again.status_code, again.json["code"]) == (409, "update_host_has_filed")
    assert submitted(client, host, on_behalf=GROUNDS).status_code == 422


def test_a_foreign_authority_s_program_finds_nothing(client, host, token_for):
    """Another authority's token gets 404 whatever it sends; one without the scope 403."""
    other = token_for(Role.PROVINCIAL_LEAD, authority="440000")
    for body in ({"on_behalf": GROUNDS}, {"on_behalf": "x"}, {}):
        assert submitted(client, other, **body).status_code == 404
    reads = token_for(
        Role.PROVINCIAL_LEAD, authority="330000", scopes=["quarterly_updates:read"]
    )  # fmt: skip - one token
    assert submitted(client, reads, on_behalf=GROUNDS).status_code == 403


def test_the_document_tells_of_filing_on_behalf(client):
    """The OpenAPI document describes the grounds, who gives them and what refuses."""
    document = client.get("/api/v1/openapi.json").json
    post = document["paths"]["/api/v1/platforms/{number}/quarterly-updates/{period}"]["post"]
    assert "on_behalf" in post["description"]
    schemas = document["components"]["schemas"]
    assert "on_behalf" in schemas["SubmitBody"]["properties"]
    assert "on_behalf" in schemas["Version"]["properties"]
    assert set(schemas["GroundsBody"]["properties"]) == {"reason", "channel", "reference"}
