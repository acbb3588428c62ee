"""Reviews and transfers over the API: what a program can do, and what it cannot."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from registry.documents.applications import Application, ApplicationVersion
from registry.documents.platforms import Platform
from registry.documents.reviews import Review
from registry.permissions import Role
from tests.house.kept_records import a_paper_of_version
from tests.house.test_routes import Holder
from tests.review_makers import FIGURE, JUDGEMENT, a_submitted, a_whole_one

NUMBER = "SB-330000-2026-0001"
ONE = f"/api/v1/reviews/{NUMBER}"
PLATFORM = "330000-2026-0001"
ANSWERS = {
    "answers": {
        JUDGEMENT["id"]: {"answer": "meets", "reason": "体系完整"},
        FIGURE["id"]: {"answer": "confirmed"},
    },
    "opinion": "同意推荐。",
}

TokenFor = Callable[..., dict[str, str]]


@pytest.fixture
def reviewing(token_for: TokenFor) -> dict[str, str]:
    """The token of a reviewer of Zhejiang."""
    return token_for(Role.PROVINCIAL_REVIEWER, authority="330000")


def test_from_the_queue_to_a_recommendation(client: FlaskClient, reviewing: dict[str, str]):
    """Queue, claim, answers with If-Match, decision: each gives the next ETag."""
    a_submitted()
    (line,) = client.get("/api/v1/reviews", headers=reviewing).get_json()["items"]
    assert (line["number"], line["age"], line["deadline"], line["holder"]) == (
        NUMBER, 1, "2026-12-31", "nobody",
    )  # fmt: skip
    before = client.get(ONE, headers=reviewing)
    assert (before.headers["ETag"], before.get_json()["state"]) == ('"0"', "submitted")
    claimed = client.post(f"{ONE}/claim", headers=reviewing)
    assert claimed.headers["ETag"] == '"1"'
    assert len(claimed.get_json()["open_points"]) == 2
    saved = client.put(f"{ONE}/answers", json=ANSWERS, headers=reviewing | {"If-Match": '"1"'})
    assert (saved.status_code, saved.headers["ETag"]) == (200, '"2"')
    assert saved.get_json()["open_points"] == []
    done = client.post(
        f"{ONE}/decision", json={"outcome": "recommended"}, headers=reviewing | {"If-Match": '"2"'}
    )
    assert done.get_json()["state"] == "recommended"
    assert done.get_json()["decision"]["opinion"] == "同意推荐。"
    assert done.get_json()["told"][0]["state"] == "to_be_sent"


def test_a_stale_revision_overwrites_nothing(client: FlaskClient, reviewing: dict[str, str]):
    """409 with a kind sentence; without If-Match 428; with nonsense 412."""
    a_submitted()
    client.post(f"{ONE}/claim", headers=reviewing)
    put = f"{ONE}/answers"
    assert client.put(put, json=ANSWERS, headers=reviewing).status_code == 428
    nonsense = client.put(put, json=ANSWERS, headers=reviewing | {"If-Match": "x"})
    assert nonsense.status_code == 412
    stale = client.put(put, json=ANSWERS, headers=reviewing | {"If-Match": '"7"'})
    assert (stale.status_code, stale.get_json()["code"]) == (409, "review_moved")
    assert Review.objects.get().answers == []


def test_what_is_missing_is_told_by_field(client: FlaskClient, reviewing: dict[str, str]):
    """A decision that cannot be made names every point."""
    a_submitted()
    client.post(f"{ONE}/claim", headers=reviewing)
    answer = client.post(
        f"{ONE}/decision", json={"outcome": "recommended"}, headers=reviewing | {"If-Match": '"1"'}
    )
    assert answer.status_code == 409
    assert set(answer.get_json()["fields"]) == {JUDGEMENT["id"], FIGURE["id"], "opinion"}


@pytest.mark.parametrize(
    "body",
    [
        {"answers": {"technical_system": {"$gt": ""}}},
        {"answers": {"technical_system": {"answer": "yes"}}},
        {"answers": {"no_such": {"answer": "meets"}}},
        {"answers": ["technical_system"]},
        {"notes": {"basics": {"$ne": 1}}},
        {"notes": {"__proto__": "x"}},
        {"opinion": "长" * 1001},
        {"state": "recommended"},
    ],
)
def test_what_is_no_answer_is_refused(client: FlaskClient, reviewing: dict[str, str], body):
    """Operators, unknown criteria, other shapes: 422, and nothing is kept."""
    a_submitted()
    client.post(f"{ONE}/claim", headers=reviewing)
    answer = client.put(f"{ONE}/answers", json=body, headers=reviewing | {"If-Match": '"1"'})
    assert answer.status_code == 422
    assert Review.objects.get().revision == 1


def test_another_s_is_not_there(client: FlaskClient, token_for: TokenFor):
    """Another authority gets 404, a host 403, on every operation."""
    a_submitted()
    far = token_for(Role.PROVINCIAL_LEAD, authority="440000") | {"If-Match": '"1"'}
    host = token_for(Role.HOST_OPERATOR, host="host-1") | {"If-Match": '"1"'}
    asks = (
        lambda who: client.get(ONE, headers=who),
        lambda who: client.post(f"{ONE}/claim", headers=who),
        lambda who: client.post(f"{ONE}/release", json={}, headers=who),
        lambda who: client.put(f"{ONE}/answers", json=ANSWERS, headers=who),
        lambda who: client.post(f"{ONE}/decision", json={"outcome": "refused"}, headers=who),
    )
    assert [ask(far).status_code for ask in asks] == [404] * 5
    assert [ask(host).status_code for ask in asks] == [403] * 5
    listed = client.get("/api/v1/reviews?authority=330000", headers=far)
    assert listed.status_code == 404
    assert client.get("/api/v1/reviews", headers=far).get_json()["items"] == []
    assert Application.objects.get().state == "submitted"


def test_the_content_is_exact_and_without_contacts(client: FlaskClient, reviewing: dict[str, str]):
    """Money as text, the table row by row; who to call stands elsewhere."""
    a_whole_one()
    ApplicationVersion.objects.update(set__content__contact_phone="sealed")
    given = client.get(ONE, headers=reviewing).get_json()
    assert given["content"]["equipment_value"] == "1000"
    assert given["equipment"][0]["value"] == "600"
    assert len(given["criteria"]) == 46
    assert not {"contact_phone", "contact_name", "person_in_charge"} & given["content"].keys()


def test_a_queue_pages_by_cursor(client: FlaskClient, reviewing: dict[str, str]):
    """Five in pages of two: all once, the oldest first; a foreign cursor is refused."""
    for ordinal in range(5):
        a_submitted(f"SB-330000-2026-000{ordinal}")
    seen, cursor = [], ""
    while True:
        query = f"?limit=2&cursor={cursor}" if cursor else "?limit=2"
        page = client.get(f"/api/v1/reviews{query}", headers=reviewing).get_json()
        seen += [one["number"] for one in page["items"]]
        cursor = page["next_cursor"]
        if not cursor:
            break
    assert seen == [f"SB-330000-2026-000{ordinal}" for ordinal in range(5)]
    forged = client.get("/api/v1/reviews?cursor=abc", headers=reviewing)
    assert forged.status_code == 400


def test_a_queue_narrowed_to_hosts_under_the_ministry(client: FlaskClient, token_for: TokenFor):
    """Those alone, each marked; another word is 422, and a province still reads its own only."""
    a_submitted(NUMBER, to_ministry=True)
    a_submitted("SB-330000-2026-0002")
    a_submitted("SB-440000-2026-0003", authority="440000", to_ministry=True)
    ministry = token_for(Role.MINISTRY_STAFF)
    path = "/api/v1/reviews?to_ministry=yes&limit=1"
    first = client.get(path, headers=ministry).get_json()
    then = client.get(f"{path}&cursor={first['next_cursor']}", headers=ministry).get_json()
    lines = first["items"] + then["items"]
    assert [(one["number"], one["to_ministry"]) for one in lines] == [
        (NUMBER, True), ("SB-440000-2026-0003", True),
    ]  # fmt: skip
    assert then["next_cursor"] is None
    assert client.get(ONE, headers=ministry).get_json()["to_ministry"] is True
    assert client.get("/api/v1/reviews?to_ministry=1", headers=ministry).status_code == 422
    far = token_for(Role.PROVINCIAL_LEAD, authority="440000")
    (own,) = client.get("/api/v1/reviews?to_ministry=yes", headers=far).get_json()["items"]
    assert own["authority"] == "440000"


def test_a_transfer_over_the_api(
    client: FlaskClient, token_for: TokenFor, on_record: Callable[..., Platform]
):
    """Proposed by one side, received by the other; a third finds nothing."""
    on_record(PLATFORM)
    giving = token_for(Role.PROVINCIAL_LEAD, authority="330000")
    receiving = token_for(Role.PROVINCIAL_LEAD, authority="330200")
    far = token_for(Role.PROVINCIAL_LEAD, authority="440000")
    body = {"receiving": "330200", "reason": "迁址", "effective_on": "2026-12-28"}
    made = client.post(f"/api/v1/platforms/{PLATFORM}/transfers", json=body, headers=giving)
    assert made.status_code == 201
    path = made.headers["Location"]
    assert client.get(path, headers=far).status_code == 404
    tag = {"If-Match": made.headers["ETag"]}
    assert client.post(f"{path}/acceptance", headers=far | tag).status_code == 404
    assert client.post(f"{path}/acceptance", headers=giving | tag).status_code == 403
    assert client.post(f"{path}/acceptance", headers=receiving).status_code == 428
    done = client.post(f"{path}/acceptance", headers=receiving | tag)
    assert (done.status_code, done.get_json()["state"]) == (200, "received")
    again = client.post(f"{path}/refusal", json={"reason": "x"}, headers=receiving | tag)
    assert (again.status_code, again.get_json()["code"]) == (409, "transfer_settled")
    assert Platform.objects.get().authority == "330200"
    assert len(client.get("/api/v1/transfers", headers=giving).get_json()["items"]) == 1
    assert client.get("/api/v1/transfers", headers=far).get_json()["items"] == []


def test_papers_versions_take_over_and_several(
    client: FlaskClient, reviewing: dict[str, str], token_for: TokenFor
):
    """Papers are listed and fetched, versions read, several claimed; a lead takes over."""
    made = a_paper_of_version(Holder("x", "host-1", "330000"))
    found = client.get(f"/api/v1/reviews/{made['number']}", headers=reviewing).get_json()
    assert [one["id"] for one in found["papers"]] == [made["paper_id"]]
    assert found["scan"] is None
    version = f"/api/v1/reviews/{made['number']}/versions/1"
    assert client.get(version, headers=reviewing).get_json()["version"] == 1
    paper = f"{version}/papers/{made['paper_id']}"
    assert client.get(paper, headers=reviewing).data == b"a paper"
    assert client.get(f"{version}/scan", headers=reviewing).status_code == 404
    far = token_for(Role.PROVINCIAL_REVIEWER, authority="440000", username="far")
    for address in (version, paper, f"{version}/scan", f"{version}0000000"):
        assert client.get(address, headers=far).status_code == 404
    a_submitted("SB-330000-2026-0901", state="in_review", claimed_by="x", claimed_by_name="王五")
    numbers = {"numbers": [made["number"], "SB-330000-2026-0901", "SB-440000-2026-0001"]}
    told = client.post("/api/v1/review-claims", json=numbers, headers=reviewing).get_json()
    assert {one["number"]: (one["claimed"], one["code"]) for one in told} == {
        made["number"]: (True, ""),
        "SB-330000-2026-0901": (False, "review_held_by_other"),
    }
    lead = token_for(Role.PROVINCIAL_LEAD, authority="330000", username="chen")
    over = f"/api/v1/reviews/{made['number']}/take-over"
    assert client.post(over, json={"reason": "x"}, headers=reviewing).status_code == 403
    taken = client.post(over, json={"reason": "休假"}, headers=lead)
    assert (taken.status_code, taken.get_json()["state"]) == (200, "in_review")
