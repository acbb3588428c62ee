"""Possible unreported changes and register extracts over the API: versions, keys, whose it is."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from registry.documents.platforms import Platform
from registry.documents.register_extracts import RegisterExtract
from registry.documents.unreported_changes import UnreportedChange
from registry.permissions import Role
from tests.unreported_makers import NEW, PLATFORM, a_report, an_asked_case, an_extract, code_of

TokenFor = Callable[..., dict[str, str]]
CASES = "/api/v1/unreported-changes"
ONE = f"{CASES}/YS-330000-2026-0001"
EXTRACTS = "/api/v1/register-extracts"
TIP = {"field": "host_name", "new_value": NEW, "source": "举报 12 号", "facts": "公示已更名。"}
SAMPLE = Path(__file__).parents[1] / "samples" / "scan_without_stamp.pdf"


@pytest.fixture
def province(token_for: TokenFor, on_record: Callable[..., Platform]) -> dict[str, str]:
    """A token of Zhejiang's reviewer; a platform in the library."""
    on_record(PLATFORM, credit_code=code_of(PLATFORM))
    return token_for(Role.PROVINCIAL_REVIEWER, authority="330000")


@pytest.fixture
def host(token_for: TokenFor, province: dict[str, str]) -> dict[str, str]:
    """A token of the platform's host."""
    return token_for(Role.HOST_OPERATOR, host="host-1")


def at(version: int) -> dict[str, str]:
    """The version a change is made against."""
    return {"If-Match": f'"{version}"'}


def test_opened_asked_answered_and_found_on(
    client: FlaskClient, province: dict[str, str], host: dict[str, str]
) -> None:
    """The same key opens once; each act moves the ETag; the host never reads the source."""
    where = f"/api/v1/platforms/{PLATFORM}/unreported-changes"
    keyed = province | {"Idempotency-Key": "tip-0001-2026"}
    first, second = (client.post(where, headers=keyed, json=TIP) for _ in range(2))
    assert (first.status_code, second.json, first.headers["ETag"]) == (201, first.json, '"1"')
    assert first.headers["Location"] == ONE
    assert client.post(where, headers=province, json=TIP).json["code"] == "unreported_already_open"
    assert client.get(ONE, headers=host).status_code == 404
    body = {"question": "是否更名？"}
    assert client.post(f"{ONE}/question", headers=province, json=body).status_code == 428
    done = client.post(f"{ONE}/question", headers=province | at(1), json=body)
    assert (done.json["state"], done.json["answer_until"]) == ("asked", "2027-01-11")
    shown = client.get(ONE, headers=host)
    assert (shown.json["facts"], shown.json["sightings"]) == ("", [])
    assert "举报" not in shown.text
    early = {"outcome": "confirmed", "reason": "x"}
    refused = client.post(f"{ONE}/finding", headers=province | at(2), json=early)
    assert (refused.status_code, refused.json["code"]) == (409, "unreported_still_answering")
    said = client.post(f"{ONE}/answer", headers=host | at(2), json={"text": "已更名。"})
    assert (said.status_code, said.json["answers"][0]["late"]) == (200, False)
    stale = client.post(f"{ONE}/finding", headers=province | at(2), json=early)
    assert stale.status_code == 412
    found = client.post(f"{ONE}/finding", headers=province | at(3), json=early)
    assert (found.json["state"], found.headers["ETag"]) == ("confirmed", '"4"')
    (item,) = client.get(f"{CASES}?state=confirmed", headers=province).json["items"]
    assert item["number"] == found.json["number"]


@pytest.mark.parametrize(
    "change",
    [
        {"field": {"$gt": ""}},
        {"field": "declared"},
        {"new_value": ["x"]},
        {"source": ""},
        {"facts": None},
        {"more": "x"},
    ],
)
def test_only_what_is_asked_for_is_taken(
    client: FlaskClient, province: dict[str, str], change: dict[str, Any]
) -> None:
    """Operators, lists, blanks and further names are refused; nothing is kept."""
    where = f"/api/v1/platforms/{PLATFORM}/unreported-changes"
    assert client.post(where, headers=province, json=TIP | change).status_code == 422
    assert UnreportedChange.objects.count() == 0


def test_a_file_and_a_prompted_report(
    client: FlaskClient, province: dict[str, str], host: dict[str, str]
) -> None:
    """A host's file is read by the office; a report after the question is told as prompted."""
    case = an_asked_case()
    given = {"file": (BytesIO(SAMPLE.read_bytes()), "通知书.pdf"), "declared": "true"}
    done = client.post(f"{ONE}/papers", headers=host | at(1), data=given)
    paper = done.json["papers"][0]["id"]
    assert client.get(f"{ONE}/papers/{paper}", headers=province).data == SAMPLE.read_bytes()
    a_report(case.asked_at.replace(hour=23))
    shown = client.get(ONE, headers=province).json
    assert (shown["report"], shown["prompted"], shown["state"]) == (
        "BG-330000-2026-0001",
        True,
        "asked",
    )  # fmt: skip - one answer


def test_another_s_case_is_none(client: FlaskClient, token_for: TokenFor) -> None:
    """For another province and another host there is no such case, whatever they send."""
    an_asked_case()
    lead = token_for(Role.PROVINCIAL_LEAD, authority="440000")
    stranger = token_for(Role.HOST_OPERATOR, host="host-2")
    for headers, path in (
        (lead, "question"),
        (lead, "finding"),
        (stranger, "answer"),
        (stranger, "papers"),
    ):  # fmt: skip - four doors
        assert client.post(f"{ONE}/{path}", headers=headers, json={}).status_code == 404
    assert client.get(ONE, headers=lead).status_code == 404
    assert client.get(CASES, headers=stranger).json["items"] == []


def test_an_extract_over_the_api(
    client: FlaskClient, province: dict[str, str], token_for: TokenFor
) -> None:
    """201 and compared in the background; the same file again is 200; a province has no right."""
    staff = token_for(Role.MINISTRY_STAFF)
    content = an_extract([(code_of(PLATFORM), NEW)]).getvalue()

    def sent(headers: dict[str, str]) -> Any:
        return client.post(EXTRACTS, headers=headers, data={"file": (BytesIO(content), "x.csv")})

    assert sent(province).status_code == 403
    first = sent(staff)
    assert (first.status_code, first.json["number"]) == (201, "DJ-2026-001")
    for _ in range(300):
        shown = client.get(first.headers["Location"], headers=staff).json
        if shown["progress"]["finished"]:
            break
    assert (shown["state"], shown["opened"], shown["columns"]) == (
        "compared",
        1,
        ["credit_code", "name", "kind", "domicile", "status", "approved_on"],
    )  # fmt: skip - one answer
    assert sent(staff).status_code == 200
    assert len(client.get(EXTRACTS, headers=staff).json["items"]) == 1
    late = client.post(
        f"{EXTRACTS}/DJ-2026-001/cancellation", headers=staff | at(2), json={"reason": "x"}
    )
    assert (late.status_code, late.json["code"]) == (409, "extract_ended")


def test_an_extract_is_cancelled_over_the_api(
    client: FlaskClient, token_for: TokenFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the version that was read; what was compared stays."""
    monkeypatch.setattr("registry.services.register_extract_course.start", lambda *_, **__: None)
    staff = token_for(Role.MINISTRY_STAFF)
    content = {"file": (an_extract([]), "x.csv")}
    assert client.post(EXTRACTS, headers=staff, data=content).status_code == 201
    where, body = f"{EXTRACTS}/DJ-2026-001/cancellation", {"reason": "传错文件"}
    assert client.post(where, headers=staff, json=body).status_code == 428
    done = client.post(where, headers=staff | at(1), json=body)
    assert (done.json["state"], done.json["cancelled_reason"]) == ("cancelled", "传错文件")
    assert RegisterExtract.objects.get().live is False
