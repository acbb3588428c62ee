"""Major changes over the API: reported, papers added, corrected, decided; lineage; bad input."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from registry.documents.major_changes import MajorChange
from registry.documents.platforms import Platform
from registry.permissions import Role
from tests.major_change_makers import NUMBER, a_host, carried_by, code_of

TokenFor = Callable[..., dict[str, str]]
CHANGES = "/api/v1/major-changes"
ON_PLATFORM = f"/api/v1/platforms/{NUMBER}/major-changes"
ONE = f"{CHANGES}/BG-330000-2026-0001"
PAPER = Path(__file__).parents[1] / "samples" / "scan_without_stamp.pdf"
GOOD = {
    "kind": "rename",
    "event_on": "2026-12-01",
    "values": {"host_name": "钱江新材料研究院有限公司"},
}
MERGER = {
    "kind": "merger",
    "event_on": "2026-12-01",
    "values": {
        "merging": [{"credit_code": code_of(2), "name": "之江中试研究院"}],
        "successor": code_of(3),
        "successor_name": "浙江中试集团",
    },
}


def at(version: int, headers: dict[str, str]) -> dict[str, str]:
    """The headers of a change made against a version."""
    return headers | {"If-Match": f'"{version}"'}


@pytest.fixture
def operator(token_for: TokenFor, on_record: Callable[..., Platform]) -> dict[str, str]:
    """A token of the host of a platform in Zhejiang's library."""
    host = a_host()
    on_record(NUMBER, **carried_by(host))
    return token_for(Role.HOST_OPERATOR, host=host.id)


@pytest.fixture
def lead(token_for: TokenFor) -> dict[str, str]:
    """A token of Zhejiang's lead."""
    return token_for(Role.PROVINCIAL_LEAD, authority="330000")


def test_reported_returned_corrected_and_verified(
    client: FlaskClient, token_for: TokenFor, operator: dict[str, str], lead: dict[str, str]
) -> None:
    """The same key reports once; each step moves the ETag; the library follows at the end."""
    keyed = operator | {"Idempotency-Key": "change-0001-2026"}
    made, again = (client.post(ON_PLATFORM, headers=keyed, json=GOOD) for _ in range(2))
    assert (made.status_code, again.json, made.headers["Location"]) == (201, made.json, ONE)
    twice = client.post(ON_PLATFORM, headers=operator, json=GOOD)
    assert (twice.status_code, twice.json["code"]) == (409, "major_change_already_reported")
    assert client.post(f"{ONE}/return", headers=lead, json={"reason": "x"}).status_code == 428
    returned = client.post(f"{ONE}/return", headers=at(1, lead), json={"reason": "请附通知书"})
    assert (returned.json["state"], returned.headers["ETag"]) == ("returned", '"2"')
    fixed = {"event_on": "2026-12-02", "values": {"host_name": "新名有限公司"}}
    corrected = client.post(f"{ONE}/correction", headers=at(2, operator), json=fixed)
    assert [one["event_on"] for one in corrected.json["versions"]] == ["2026-12-01", "2026-12-02"]
    with PAPER.open("rb") as file:
        taken = client.post(f"{ONE}/papers", headers=at(3, operator), data={"file": file})
    (paper,) = taken.json["papers"]
    got = client.get(f"{ONE}/papers/{paper['id']}", headers=lead)
    assert got.data == PAPER.read_bytes()
    body = {"judgement": "in_time", "reason": "登记后二十六日"}
    judged = client.post(f"{ONE}/timeliness", headers=at(4, lead), json=body)
    assert (judged.json["judgement"], judged.json["timeliness"]) == ("in_time", "to_be_judged")
    found = {"findings": "查看了变更通知书"}
    done = client.post(f"{ONE}/verification", headers=at(5, lead), json=found)
    assert (done.status_code, done.json["state"], done.json["elapsed_days"]) == (
        200,
        "verified",
        26,
    )
    assert Platform.objects.get().host_name == "新名有限公司"
    ministry = token_for(Role.MINISTRY_STAFF)
    (item,) = client.get(f"{CHANGES}?state=verified", headers=ministry).json["items"]
    assert item == client.get(ONE, headers=ministry).json
    late = client.post(f"{ONE}/withdrawal", headers=at(6, operator), json={"reason": "x"})
    assert (late.status_code, late.json["code"]) == (409, "major_change_settled")


def test_a_lineage_is_given_with_its_steps(
    client: FlaskClient, operator: dict[str, str], lead: dict[str, str]
) -> None:
    """After a merger: three hosts by credit code, two steps, the report that made them."""
    client.post(ON_PLATFORM, headers=operator, json=MERGER)
    with PAPER.open("rb") as file:
        client.post(f"{ONE}/papers", headers=at(1, operator), data={"file": file})
    done = client.post(f"{ONE}/verification", headers=at(2, lead), json={"findings": "看了批复"})
    assert (done.status_code, done.json["values"]) == (200, MERGER["values"])
    found = client.get(f"/api/v1/platforms/{NUMBER}/lineage", headers=lead).json
    hosts = {one["key"]: one["generation"] for one in found["members"] if one["kind"] == "host"}
    assert hosts == {code_of(1): 0, code_of(2): 0, code_of(3): 1}
    assert {(one["predecessor"], one["successor"]) for one in found["steps"]} == {
        (code_of(1), code_of(3)), (code_of(2), code_of(3)),
    }  # fmt: skip
    assert {one["change"] for one in found["steps"]} == {"BG-330000-2026-0001"}


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"kind": "fire"}, "kind"),
        ({"event_on": "2026-12-29"}, "event_on"),
        ({"event_on": "2026-02-30"}, "event_on"),
        ({"values": {}}, "host_name"),
        ({"values": {"host_name": {"$gt": ""}}}, "values.host_name"),
        ({"values": {"evil": "x"}}, "values.evil"),
        ({"prompted_by": "TC-1"}, "prompted_by"),
        (MERGER | {"values": MERGER["values"] | {"merging": [{"credit_code": "91330100MA00000020",
                                                              "name": "x"}]}}, "merging"),
        (MERGER | {"values": {"merging": [{"credit_code": code_of(2)}]}}, "values.merging.0.name"),
        ({"state": "verified"}, "state"),
    ],
)  # fmt: skip
def test_a_report_that_does_not_hold(
    client: FlaskClient, operator: dict[str, str], changed: dict[str, Any], field: str
) -> None:
    """The field is named, nothing is kept."""
    answer = client.post(ON_PLATFORM, headers=operator, json=GOOD | changed)
    assert (answer.status_code, field in answer.json["fields"]) == (422, True), answer.json
    assert MajorChange.objects.count() == 0


def test_refused_or_withdrawn_with_a_reason(
    client: FlaskClient, operator: dict[str, str], lead: dict[str, str]
) -> None:
    """The province ends one, the host the next; neither changes the library."""
    client.post(ON_PLATFORM, headers=operator, json=GOOD)
    done = client.post(f"{ONE}/refusal", headers=at(1, lead), json={"reason": "与登记不符"})
    assert (done.json["state"], done.json["outcome_reason"]) == ("refused", "与登记不符")
    made = client.post(ON_PLATFORM, headers=operator, json=GOOD)
    where = made.headers["Location"]
    gone = client.post(f"{where}/withdrawal", headers=at(1, operator), json={"reason": "写错了"})
    assert gone.json["state"] == "withdrawn"
    assert Platform.objects.get().host_name == "钱江新材料研究院"


def test_another_s_is_answered_as_none(
    client: FlaskClient, token_for: TokenFor, operator: dict[str, str]
) -> None:
    """Platform, report, paper, act, list and lineage of another authority or host."""
    client.post(ON_PLATFORM, headers=operator, json=GOOD)
    far = token_for(Role.PROVINCIAL_LEAD, authority="440000")
    other = token_for(Role.HOST_OPERATOR, host="host-9")
    for headers in (far, other):
        assert client.get(ONE, headers=headers).status_code == 404
        assert client.get(f"{ONE}/papers/x", headers=headers).status_code == 404
        assert client.get(CHANGES, headers=headers).json["items"] == []
        lineage = client.get(f"/api/v1/platforms/{NUMBER}/lineage", headers=headers)
        assert lineage.status_code == 404
    assert client.post(f"{ONE}/verification", headers=at(1, far), json={}).status_code == 404
    assert client.post(ON_PLATFORM, headers=other, json={}).status_code == 404
    assert client.get(f"{CHANGES}?authority=330000", headers=far).status_code == 404
