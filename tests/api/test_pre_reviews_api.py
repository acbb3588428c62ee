"""Pre-review over the API: a lead's offices; what waits for their people, and what they say."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from registry.documents.applications import Application, ApplicationVersion
from registry.documents.ledger import LedgerEntry
from registry.documents.pre_reviews import DivisionOffice, PreReview
from registry.permissions import Actor, Role
from registry.services.tokens import grantable
from tests.house.kept_records import DIVISION, a_filed_paper, an_office
from tests.house.test_routes import HERE, Holder
from tests.review_makers import a_submitted, a_whole_one, sent_again

OFFICES = "/api/v1/division-offices"
OFFICE = f"{OFFICES}/{DIVISION}"
WAITING = "/api/v1/pre-reviews"
NUMBER = "SB-330000-2026-0001"
ONE = f"{WAITING}/{NUMBER}"
GOOD = {"opinion": "forward", "reason": "材料齐全"}
FIRST = {"If-Match": '"1"'}

TokenFor = Callable[..., dict[str, str]]


@pytest.fixture
def leading(token_for: TokenFor) -> dict[str, str]:
    """The token of the lead of Zhejiang."""
    return token_for(Role.PROVINCIAL_LEAD, authority="330000")


@pytest.fixture
def hangzhou(token_for: TokenFor) -> dict[str, str]:
    """The token of a division reviewer of Hangzhou, whose office is there."""
    an_office("330000")
    return token_for(Role.DIVISION_REVIEWER, authority="330000", division=DIVISION)


def test_an_office_is_set_up_read_and_switched(client: FlaskClient, leading: dict[str, str]):
    """Made once, listed, switched with If-Match; each answer carries the next ETag."""
    body = {"name": "杭州市经济和信息化局", "division": DIVISION, "covers": ["330110", "330111"]}
    keyed = leading | {"Idempotency-Key": "office-330100"}
    made = client.post(OFFICES, json=body, headers=keyed)
    assert (made.status_code, made.headers["ETag"]) == (201, '"1"')
    assert made.headers["Location"] == OFFICE
    assert made.get_json()["covers"] == ["330110", "330111"]
    again = client.post(OFFICES, json=body, headers=keyed)
    assert (again.status_code, again.headers["Idempotent-Replayed"]) == (201, "true")
    twice = client.post(OFFICES, json=body, headers=leading)
    assert (twice.status_code, twice.get_json()["code"]) == (409, "division_office_exists")
    client.post(OFFICES, json={"name": "嘉兴市局", "division": "330400"}, headers=leading)
    page = client.get(f"{OFFICES}?limit=1", headers=leading).get_json()
    rest = client.get(f"{OFFICES}?cursor={page['next_cursor']}", headers=leading).get_json()
    assert [one["division"] for one in page["items"] + rest["items"]] == [DIVISION, "330400"]
    off = client.put(f"{OFFICE}/standing", json={"active": False}, headers=leading | FIRST)
    assert (off.get_json()["active"], off.headers["ETag"]) == (False, '"2"')
    assert client.get(OFFICE, headers=leading).headers["ETag"] == '"2"'
    stale = client.put(f"{OFFICE}/standing", json={"active": True}, headers=leading | FIRST)
    assert stale.status_code == 412
    assert (
        client.put(f"{OFFICE}/standing", json={"active": True}, headers=leading).status_code == 428
    )
    assert not DivisionOffice.objects.get(division=DIVISION).active


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": "某局", "division": "440100"}, "division"),
        ({"name": "某局", "division": {"$gt": ""}}, "division"),
        ({"name": " ", "division": DIVISION}, "name"),
        ({"name": "某局", "division": DIVISION, "covers": ["440100"]}, "covers"),
        ({"name": "某局", "division": DIVISION, "covers": "330110"}, "covers"),
        ({"name": "某局", "division": DIVISION, "covers": [DIVISION] * 51}, "covers"),
        ({"name": "某局", "division": DIVISION, "authority": "440000"}, "authority"),
    ],
)
def test_what_is_no_office_is_refused(client: FlaskClient, leading: dict[str, str], body, field):
    """Another place, operators, other shapes: 422 at the field, and nothing is kept."""
    answer = client.post(OFFICES, json=body, headers=leading)
    assert answer.status_code == 422
    assert field in answer.get_json()["fields"]
    assert DivisionOffice.objects.count() == 0


def test_an_office_is_its_authority_s_alone(client: FlaskClient, token_for: TokenFor):
    """A reviewer reads and changes nothing; another authority finds none; the ministry has none."""
    an_office("330000")
    reviewer = token_for(Role.PROVINCIAL_REVIEWER, authority="330000") | FIRST
    far = token_for(Role.PROVINCIAL_LEAD, authority="440000") | FIRST
    ministry = token_for(Role.MINISTRY_LEAD) | FIRST
    switched = f"{OFFICE}/standing"
    off = {"active": False}
    assert client.get(OFFICE, headers=reviewer).status_code == 200
    assert client.put(switched, json=off, headers=reviewer).status_code == 403
    assert client.get(OFFICES, headers=far).get_json()["items"] == []
    assert client.get(OFFICE, headers=far).status_code == 404
    assert client.put(switched, json=off, headers=far).status_code == 404
    assert client.get(OFFICE, headers=ministry).status_code == 403
    assert DivisionOffice.objects.get().active


def test_from_what_waits_to_an_opinion(client: FlaskClient, hangzhou, leading):
    """List, read, say: once a version, kept with its name, and the province reads it."""
    a_whole_one(NUMBER, division="330110")
    ApplicationVersion.objects.update(set__content__contact_phone="sealed")
    (line,) = client.get(WAITING, headers=hangzhou).get_json()["items"]
    assert (line["number"], line["division"], line["pre_review"]) == (NUMBER, "330110", "")
    opened = client.get(ONE, headers=hangzhou)
    told = opened.get_json()
    assert (opened.headers["ETag"], told["may_give"], told["pre_review"]) == ('"1"', True, None)
    assert told["content"]["equipment_value"] == "1000"
    assert "contact_phone" not in told["content"]
    assert told["equipment"][0]["value"] == "600"
    assert {"title", "clause", "outcome", "read", "wanted"} <= told["criteria"][0].keys()
    keyed = hangzhou | FIRST | {"Idempotency-Key": "opinion-0001"}
    given = client.post(f"{ONE}/opinion", json=GOOD, headers=keyed)
    assert given.status_code == 200
    assert (given.get_json()["application"], given.get_json()["version"]) == (NUMBER, 1)
    again = client.post(f"{ONE}/opinion", json=GOOD, headers=keyed)
    assert again.headers["Idempotent-Replayed"] == "true"
    twice = client.post(f"{ONE}/opinion", json=GOOD, headers=hangzhou | FIRST)
    assert (twice.status_code, twice.get_json()["code"]) == (409, "pre_review_given")
    assert client.get(ONE, headers=hangzhou).get_json()["may_give"] is False
    read = client.get(f"/api/v1/reviews/{NUMBER}", headers=leading).get_json()
    assert read["pre_review"]["reason"] == "材料齐全"
    assert LedgerEntry.objects.get(verb="application.pre_review").door == "api"


def test_nothing_is_said_of_what_was_not_read(client: FlaskClient, hangzhou: dict[str, str]):
    """Sent again meanwhile: 412 and a kind sentence; without If-Match 428; decided: 409."""
    made = a_submitted(NUMBER, division="330110")
    opinion = f"{ONE}/opinion"
    assert client.post(opinion, json=GOOD, headers=hangzhou).status_code == 428
    sent_again(made)
    stale = client.post(opinion, json=GOOD, headers=hangzhou | FIRST)
    assert (stale.status_code, stale.get_json()["code"]) == (412, "pre_review_moved")
    assert "第 2 版" in stale.get_json()["message"]
    Application.objects.update(set__state="returned")
    closed = client.post(opinion, json=GOOD, headers=hangzhou | {"If-Match": '"2"'})
    assert (closed.status_code, closed.get_json()["code"]) == (409, "pre_review_closed")
    assert PreReview.objects.count() == 0


@pytest.mark.parametrize(
    "body",
    [
        {"opinion": "recommended", "reason": "x"},
        {"opinion": {"$ne": ""}, "reason": "x"},
        {"opinion": "forward", "reason": {"$gt": ""}},
        {"opinion": "forward", "reason": "  "},
        {"opinion": "forward", "reason": "长" * 1001},
        {"opinion": "forward"},
        GOOD | {"office": "省厅"},
    ],
)
def test_what_is_no_opinion_is_refused(client: FlaskClient, hangzhou: dict[str, str], body):
    """Other words, operators, no reason: 422, and nothing is kept."""
    a_submitted(NUMBER, division="330110")
    answer = client.post(f"{ONE}/opinion", json=body, headers=hangzhou | FIRST)
    assert answer.status_code == 422
    assert PreReview.objects.count() == 0


def test_an_office_reads_the_evidence_of_its_division(client: FlaskClient, hangzhou, token_for):
    """The file as it came; to another office there is none."""
    made = a_filed_paper(Holder("x", *HERE))
    path = f"{WAITING}/{made['number']}"
    (listed,) = client.get(path, headers=hangzhou).get_json()["evidence"]
    answer = client.get(f"{path}/evidence/{listed['id']}", headers=hangzhou)
    assert (answer.status_code, answer.data) == (200, b"a paper")
    assert client.get(f"{path}/evidence/none", headers=hangzhou).status_code == 404
    an_office("330000", "330400")
    far = token_for(Role.DIVISION_REVIEWER, authority="330000", division="330400")
    assert client.get(f"{path}/evidence/{listed['id']}", headers=far).status_code == 404


def test_another_division_and_another_role_find_nothing(client: FlaskClient, hangzhou, token_for):
    """Jiaxing and Guangdong get 404, a province and the ministry 403; switched off, so does one."""
    a_submitted(NUMBER, division="330110")
    an_office("330000", "330400")
    an_office("440000")
    jiaxing = token_for(Role.DIVISION_REVIEWER, authority="330000", division="330400") | FIRST
    guangdong = token_for(Role.DIVISION_REVIEWER, authority="440000", division=DIVISION) | FIRST
    lead = token_for(Role.PROVINCIAL_LEAD, authority="330000") | FIRST
    asks = (
        lambda who: client.get(ONE, headers=who),
        lambda who: client.post(f"{ONE}/opinion", json=GOOD, headers=who),
    )
    for who, status in ((jiaxing, 404), (guangdong, 404), (lead, 403)):
        assert [ask(who).status_code for ask in asks] == [status] * 2
        assert client.get(WAITING, headers=who).get_json().get("items", []) == []
    DivisionOffice.objects.update(set__active=False)
    assert [ask(hangzhou | FIRST).status_code for ask in asks] == [404] * 2
    assert client.get(WAITING, headers=hangzhou).status_code == 404


def test_a_division_reviewer_s_token_opens_nothing_else(client: FlaskClient, hangzhou):
    """Beside calendar, checks and tokens it carries two permissions; any other door is 403."""
    actor = Actor(account="hz", name="某人", role=Role.DIVISION_REVIEWER, authority="330000")
    assert set(grantable(actor)) == {
        "pre_reviews:read", "applications:pre_review", "calendar:read", "tokens:read",
        "tokens:revoke", "update_checks:read",
    }  # fmt: skip
    a_submitted(NUMBER, division="330110")
    for path in (f"reviews/{NUMBER}", f"applications/{NUMBER}", "platforms", "division-offices"):
        assert client.get(f"/api/v1/{path}", headers=hangzhou).status_code == 403


def test_a_token_to_read_gives_no_opinion(client: FlaskClient, token_for: TokenFor):
    """Reading is one permission, saying what the office thinks another."""
    a_submitted(NUMBER, division="330110")
    an_office("330000")
    whose = {"authority": "330000", "division": DIVISION}
    reads = token_for(Role.DIVISION_REVIEWER, **whose, scopes=["pre_reviews:read"])
    gives = token_for(Role.DIVISION_REVIEWER, **whose, scopes=["applications:pre_review"])
    opinion = f"{ONE}/opinion"
    assert client.get(ONE, headers=reads).status_code == 200
    assert client.post(opinion, json=GOOD, headers=reads | FIRST).status_code == 403
    assert client.get(ONE, headers=gives).status_code == 403
    assert client.post(opinion, json=GOOD, headers=gives | FIRST).status_code == 200
