"""Appeals over the API: from objection to outcome, what each side sees, what is refused."""

from collections.abc import Callable
from datetime import date, datetime
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient

from registry.clock import SHANGHAI
from registry.documents.appeals import Appeal
from registry.documents.outbox import OutboxMessage
from registry.documents.platforms import Platform
from registry.documents.removal_cases import RemovalCase
from registry.permissions import Role
from tests.appeal_makers import DOCUMENT, GROUNDS, REASONS, WHY, decided_way, facts_on_record
from tests.contract.seeding import SAMPLES
from tests.removal_makers import NUMBER, a_case

Headers = Callable[..., dict[str, str]]
API = "/api/v1"
APPEALS = f"{API}/appeals"
ONE = f"{APPEALS}/YY-330000-2026-0001"
CODE = "91330000MA00000001"
SCANS = ("scan_without_stamp.pdf", "scan_stamped_330000.pdf")
PREPARED = {"document": DOCUMENT, "outcome": "annulled", "reasons": REASONS}


@pytest.fixture
def at() -> datetime:
    """A week after the decision, well within the period."""
    return datetime(2026, 9, 9, 9, tzinfo=SHANGHAI)


@pytest.fixture
def case(on_record: Callable[..., Platform]) -> str:
    """A case decided with removal and ban, on a platform of Zhejiang."""
    on_record(NUMBER, credit_code=CODE)
    facts_on_record()
    return str(decided_way().case.number)


@pytest.fixture
def host(token_for: Headers) -> dict[str, str]:
    """The host's token."""
    return token_for(Role.HOST_OPERATOR, host="host-1")


@pytest.fixture
def lead(token_for: Headers) -> dict[str, str]:
    """A lead of the ministry who had no part in the decision."""
    return token_for(Role.MINISTRY_LEAD)


@pytest.fixture
def staff(token_for: Headers) -> dict[str, str]:
    """Somebody of the ministry's staff."""
    return token_for(Role.MINISTRY_STAFF)


@pytest.fixture
def filed(client: FlaskClient, case: str, host: dict[str, str]) -> Any:
    """The answer to the host's objection."""
    return client.post(APPEALS, json=_objection(case), headers=host)


def _objection(case: str, **more: Any) -> dict[str, Any]:
    return {"case": case, "asks": "annulled", "grounds": GROUNDS, "asks_suspension": True} | more


def _with(headers: dict[str, str], version: int) -> dict[str, str]:
    return headers | {"If-Match": f'"{version}"'}


def test_a_host_objects(client: FlaskClient, case: str, host: dict[str, str], filed: Any) -> None:
    """201 with its place and ETag; the case names the last day to object, and stands as it was."""
    assert (filed.status_code, filed.headers["ETag"]) == (201, '"1"'), filed.text
    assert filed.headers["Location"] == ONE
    assert (filed.json["origin"], filed.json["last_day"]) == ("host", "2026-11-01")
    told = client.get(f"{API}/removal-cases/{case}", headers=host).json
    assert (told["objection_until"], told["upon_appeal"], told["appeal"]) == ("2026-11-01", "", "")
    assert Platform.objects.get().state == "removed"
    listed = client.get(f"{APPEALS}?state=filed&authority=330000", headers=host).json["items"]
    assert [one["number"] for one in listed] == ["YY-330000-2026-0001"]


def test_a_case_not_decided_has_no_last_day(
    client: FlaskClient, on_record: Callable[..., Platform], host: dict[str, str]
) -> None:
    """Before the decision there is nothing to object to: null, and 409 for who tries."""
    on_record(NUMBER)
    number = a_case().number
    told = client.get(f"{API}/removal-cases/{number}", headers=host).json
    assert (told["objection_until"], told["upon_appeal"]) == (None, "")
    refused = client.post(APPEALS, json=_objection(number), headers=host)
    assert (refused.status_code, refused.json["code"]) == (409, "appeal_nothing_decided")


def test_suspended_and_resumed(
    client: FlaskClient, case: str, filed: Any, lead: dict[str, str]
) -> None:
    """A lead suspends: in the library, the ban lifted and says so; then it holds again."""
    done = client.post(f"{ONE}/suspension", json={"reason": WHY}, headers=_with(lead, 1))
    assert (done.status_code, done.headers["ETag"]) == (200, '"2"'), done.text
    assert (done.json["suspended"], done.json["suspensions"][0]["restored"]) == (True, True)
    told = client.get(f"{API}/removal-cases/{case}", headers=lead).json
    assert (told["upon_appeal"], told["appeal"]) == ("suspended", filed.json["number"])
    check = client.get(f"{API}/bans?credit_code={CODE}", headers=lead).json
    (ban,) = check["items"]
    assert (check["in_force"], ban["in_force"], ban["until_day"]) == (False, False, "2029-09-02")
    assert (ban["lifted"], ban["appeal"]) == ("suspended", filed.json["number"])
    assert "暂停执行" in check["message"]
    again = client.post(f"{ONE}/resumption", json={"reason": WHY}, headers=_with(lead, 2))
    assert (again.status_code, again.json["suspended"]) == (200, False)
    check = client.get(f"{API}/bans?credit_code={CODE}", headers=lead).json
    assert (check["in_force"], check["items"][0]["lifted"]) == (True, "")


def test_a_prepared_outcome_waits_for_another(
    client: FlaskClient, filed: Any, host: dict[str, str], lead: dict[str, str]
) -> None:
    """Its host does not read it, who prepared it does not sign it; given back, it may be anew."""
    made = client.post(f"{ONE}/preparation", json=PREPARED, headers=_with(lead, 1))
    assert (made.status_code, made.json["state"]) == (200, "prepared"), made.text
    assert client.get(ONE, headers=lead).json["preparation"]["outcome"] == "annulled"
    assert client.get(ONE, headers=host).json["preparation"] is None
    own = client.post(f"{ONE}/outcome", headers=_with(lead, 2))
    assert (own.status_code, own.json["code"]) == (409, "appeal_signer_took_part")
    assert Platform.objects.get().state == "removed"
    back = client.post(f"{ONE}/return", json={"reason": "文号有误"}, headers=_with(lead, 2))
    assert (back.status_code, back.json["state"], back.json["preparation"]) == (200, "filed", None)


def test_what_an_outcome_says(
    client: FlaskClient, case: str, filed: Any, staff: dict[str, str], lead: dict[str, str]
) -> None:
    """Signed by another, the appeal, its case, the ban and the check of receipts say the same."""
    client.post(f"{ONE}/preparation", json=PREPARED, headers=_with(staff, 1))
    done = client.post(f"{ONE}/outcome", headers=_with(lead, 2))
    made = done.json["outcome"]
    assert (done.status_code, done.json["state"]) == (200, "decided"), done.text
    assert (made["in_library"], made["library_from"], made["ban_voided"]) == (
        True, "2026-09-02", True,
    )  # fmt: skip
    assert Platform.objects.get().state == "in_library"
    told = client.get(f"{API}/removal-cases/{case}", headers=lead).json
    assert (told["upon_appeal"], told["decision"]["ban_until"]) == ("annulled", "2029-09-02")
    check = client.get(f"{API}/bans?credit_code={CODE}", headers=lead).json
    assert (check["in_force"], check["items"][0]["lifted"]) == (False, "annulled")
    decision = {"number": case, "digest": told["decision"]["digest"]}
    outcome = {"number": done.json["number"], "digest": made["digest"]}
    for asked, state in ((decision, "annulled"), (outcome, "current")):
        checked = client.post(f"{API}/receipts/check", json=asked)
        assert checked.json["state"] == state


def test_the_ministry_corrects_itself(
    client: FlaskClient, case: str, host: dict[str, str], staff: dict[str, str]
) -> None:
    """Its own correction has no last day; its host reads it and cannot withdraw it."""
    body = _objection(case)
    assert client.post(f"{API}/appeal-corrections", json=body, headers=staff).status_code == 422
    del body["asks_suspension"]
    made = client.post(f"{API}/appeal-corrections", json=body, headers=staff)
    assert (made.status_code, made.headers["Location"]) == (201, ONE), made.text
    assert (made.json["origin"], made.json["last_day"]) == ("ministry", None)
    assert client.get(ONE, headers=host).status_code == 200
    refused = client.post(f"{ONE}/withdrawal", json={"reason": "误立"}, headers=_with(host, 1))
    assert (refused.status_code, refused.json["code"]) == (409, "appeal_held")


def test_the_host_s_look_is_noted(
    client: FlaskClient, filed: Any, host: dict[str, str], lead: dict[str, str]
) -> None:
    """What the host was told counts as read once it reads the appeal, not when others do."""
    client.post(f"{ONE}/suspension", json={"reason": WHY}, headers=_with(lead, 1))
    asked = {"audience": "host", "code": "notice_appeal_suspend"}
    client.get(ONE, headers=lead)
    assert OutboxMessage.objects.get(**asked).read_at is None
    client.get(ONE, headers=host)
    assert OutboxMessage.objects.get(**asked).read_at


def test_evidence_of_both_sides(
    client: FlaskClient, filed: Any, host: dict[str, str], staff: dict[str, str]
) -> None:
    """Each side hands in, withdraws its own alone, and reads all."""
    for version, headers in ((1, host), (2, staff)):
        answer = _hand_in(client, version, headers, SCANS[version - 1])
        assert answer.status_code == 200, answer.text
    mine, theirs = answer.json["evidence"]
    assert (mine["side"], theirs["side"]) == ("host", "ministry")
    body = {"reason": "传错文件"}
    not_own = client.post(
        f"{ONE}/evidence/{theirs['id']}/withdrawal", json=body, headers=_with(host, 3)
    )
    assert not_own.status_code == 404
    gone = client.post(f"{ONE}/evidence/{mine['id']}/withdrawal", json=body, headers=_with(host, 3))
    assert gone.json["evidence"][0]["withdrawn_reason"] == "传错文件"
    read = client.get(f"{ONE}/evidence/{mine['id']}", headers=staff)
    assert read.data == (SAMPLES / SCANS[0]).read_bytes()


def _hand_in(client: FlaskClient, version: int, headers: dict[str, str], name: str) -> Any:
    data = {"file": (BytesIO((SAMPLES / name).read_bytes()), name), "declared": "true"}
    return client.post(f"{ONE}/evidence", data=data, headers=_with(headers, version))


def test_anothers_appeal_is_none(
    client: FlaskClient, case: str, filed: Any, token_for: Headers
) -> None:
    """Another host and another province find neither appeal nor case; a wrong role gets 403."""
    other_host = token_for(Role.HOST_OPERATOR, host="host-9")
    other_lead = token_for(Role.PROVINCIAL_LEAD, authority="440000")
    for headers in (other_host, other_lead):
        assert client.get(ONE, headers=headers).status_code == 404
        assert client.get(APPEALS, headers=headers).json["items"] == []
    assert client.get(f"{APPEALS}?authority=330000", headers=other_lead).status_code == 404
    assert client.post(APPEALS, json=_objection(case), headers=other_host).status_code == 404
    own_lead = token_for(Role.PROVINCIAL_LEAD, authority="330000")
    assert client.get(ONE, headers=own_lead).status_code == 200
    assert client.post(APPEALS, json=_objection(case), headers=own_lead).status_code == 403
    body = {"reason": WHY}
    for role, act in (
        (Role.MINISTRY_STAFF, "suspension"),
        (Role.MINISTRY_STAFF, "return"),
        (Role.MINISTRY_LEAD, "withdrawal"),
    ):
        answer = client.post(f"{ONE}/{act}", json=body, headers=_with(token_for(role), 1))
        assert (act, answer.status_code) == (act, 403)


def test_refusals_say_why(
    client: FlaskClient, case: str, filed: Any, host: dict[str, str], lead: dict[str, str]
) -> None:
    """Twice is 409, a step out of turn 409, an old version 412, none 428, a bad body 422."""
    twice = client.post(APPEALS, json=_objection(case), headers=host)
    assert (twice.status_code, twice.json["code"]) == (409, "appeal_already_open")
    early = client.post(f"{ONE}/outcome", headers=_with(lead, 1))
    assert (early.status_code, early.json["code"]) == (409, "appeal_not_now")
    body = {"reason": WHY}
    assert client.post(f"{ONE}/suspension", json=body, headers=lead).status_code == 428
    assert client.post(f"{ONE}/suspension", json=body, headers=_with(lead, 7)).status_code == 412
    wrong = client.post(
        APPEALS, json={"case": case, "asks": "upheld", "grounds": "短"}, headers=host
    )
    assert (wrong.status_code, set(wrong.json["fields"])) == (422, {"asks", "grounds"})
    harsher = PREPARED | {"outcome": "changed", "ground": "no_such_ground"}
    wrong = client.post(f"{ONE}/preparation", json=harsher, headers=_with(lead, 1))
    assert (wrong.status_code, set(wrong.json["fields"])) == (422, {"ground"})


def test_after_the_last_day(client: FlaskClient, case: str, host: dict[str, str]) -> None:
    """A day late is 409 with the day that was the last."""
    RemovalCase.objects.update(set__decision__decided_on=date(2026, 7, 10))
    late = client.post(APPEALS, json=_objection(case), headers=host)
    assert (late.status_code, late.json["code"]) == (409, "appeal_too_late")
    assert "2026-09-08" in late.json["message"]
    assert Appeal.objects.count() == 0


def test_a_repeated_key_objects_once(client: FlaskClient, case: str, host: dict[str, str]) -> None:
    """The same key and content get the first answer again, another content 422."""
    keyed = host | {"Idempotency-Key": "appeal-0001"}
    made = client.post(APPEALS, json=_objection(case), headers=keyed)
    again = client.post(APPEALS, json=_objection(case), headers=keyed)
    assert (again.json, again.headers["Idempotent-Replayed"]) == (made.json, "true")
    assert again.headers["Location"] == ONE
    assert Appeal.objects.count() == 1
    other = client.post(APPEALS, json=_objection(case, asks="changed"), headers=keyed)
    assert other.status_code == 422
