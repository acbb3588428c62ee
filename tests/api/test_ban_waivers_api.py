"""Waivers over the API: prepared, approved by another, withdrawn; bans asked with the way."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from flask.testing import FlaskClient

from registry.clock import SHANGHAI
from registry.documents.ban_waivers import BanWaiver
from registry.documents.lineages import Lineage
from registry.permissions import Role
from tests.ban_makers import PLATFORM, a_ban, an_approved_waiver
from tests.major_change_makers import a_host, code_of

TokenFor = Callable[..., dict[str, str]]
WAIVERS, BANS = "/api/v1/ban-waivers", "/api/v1/bans"
GOOD = {
    "credit_code": code_of(1), "decision": "工信部移出〔2026〕1号", "platform": PLATFORM,
    "from_day": "2026-12-30", "until_day": "2027-01-31", "reason": "承担国家重大专项",
}  # fmt: skip
WITHDRAWN = {"reason": "情况有变"}


def test_prepared_approved_and_withdrawn(client: FlaskClient, token_for: TokenFor) -> None:
    """The same key prepares once; each step wants the version read; the list has it."""
    a_ban()
    staff, lead = token_for(Role.MINISTRY_STAFF), token_for(Role.MINISTRY_LEAD)
    keyed = staff | {"Idempotency-Key": "waiver-0001-2026"}
    first, second = (client.post(WAIVERS, headers=keyed, json=GOOD) for _ in range(2))
    assert (first.status_code, second.json) == (201, first.json)
    again = client.post(WAIVERS, headers=staff, json=GOOD)
    assert (again.status_code, again.json["code"]) == (409, "waiver_already_prepared")
    where = first.headers["Location"]
    read = client.get(where, headers=lead)
    assert (read.json, read.headers["ETag"]) == (first.json, '"1"')
    assert client.post(f"{where}/approval", headers=lead).status_code == 428
    assert client.post(f"{where}/approval", headers=staff | {"If-Match": '"1"'}).status_code == 403
    done = client.post(f"{where}/approval", headers=lead | {"If-Match": '"1"'})
    assert (done.status_code, done.json["state"], done.headers["ETag"]) == (200, "approved", '"2"')
    old = client.post(f"{where}/withdrawal", headers=lead | {"If-Match": '"1"'}, json=WITHDRAWN)
    assert old.status_code == 412
    (listed,) = client.get(f"{WAIVERS}?state=approved", headers=staff).json["items"]
    assert listed == done.json
    done = client.post(f"{where}/withdrawal", headers=lead | {"If-Match": '"2"'}, json=WITHDRAWN)
    assert (done.status_code, done.json["withdrawn_reason"]) == (200, "情况有变")


def test_who_prepared_is_refused_by_name_of_the_rule(
    client: FlaskClient, token_for: TokenFor
) -> None:
    """A lead does not approve its own."""
    a_ban()
    lead = token_for(Role.MINISTRY_LEAD)
    where = client.post(WAIVERS, headers=lead, json=GOOD).headers["Location"]
    own = client.post(f"{where}/approval", headers=lead | {"If-Match": '"1"'})
    assert (own.status_code, own.json["code"]) == (403, "waiver_own")
    assert BanWaiver.objects.get().state == "prepared"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"decision": {"$gt": ""}}, "decision"),
        ({"credit_code": "1"}, "credit_code"),
        ({"credit_code": code_of(2)}, "credit_code"),
        ({"until_day": "2029-06-02"}, "until_day"),
        ({"from_day": "2026-12-27"}, "from_day"),
        ({"state": "approved"}, "state"),
    ],
)
def test_a_waiver_that_does_not_hold(
    client: FlaskClient, token_for: TokenFor, *, changed: dict[str, object], field: str
) -> None:
    """The field is named, nothing is kept."""
    a_ban()
    headers = token_for(Role.MINISTRY_STAFF)
    answer = client.post(WAIVERS, headers=headers, json=GOOD | changed)
    assert (answer.status_code, field in answer.json["fields"]) == (422, True)
    assert BanWaiver.objects.count() == 0


def test_a_check_tells_way_waiver_and_merger(client: FlaskClient, token_for: TokenFor) -> None:
    """Touched through a merger; waived for other platforms; with another code, what comes out."""
    banned, group, free = a_host(1), a_host(2, "浙江中试集团"), a_host(3, "无关单位")
    Lineage(
        kind="host", predecessor=banned.id, successor=group.id, how="merger",
        change="BG-330000-2026-0001", effective_on=date(2026, 7, 1),
        recorded_at=datetime(2026, 7, 2, tzinfo=SHANGHAI),
    ).save()  # fmt: skip
    ban = a_ban(host=banned.id)
    an_approved_waiver(ban, credit_code=group.credit_code, host=group.id)
    province = token_for(Role.PROVINCIAL_REVIEWER, authority="650000")
    asked = f"{BANS}?credit_code={group.credit_code.lower()}&with={free.credit_code}"
    answer = client.get(asked, headers=province).json
    assert (answer["in_force"], answer["until_day"]) == (True, "2029-06-01")
    (item,) = answer["items"]
    assert "由“钱江新材料研究院”合并而来（BG-330000-2026-0001，2026-07-01）" in item["way"]
    assert item["waiver"]["number"] == answer["waivers"][0]["number"] == "HM-2026-0001"
    assert (answer["merged"]["in_force"], answer["merged"]["with"]) == (True, free.credit_code)
    assert answer["merged"]["items"][0]["waiver"] is None
    alone = client.get(f"{BANS}?credit_code={free.credit_code}", headers=province).json
    assert (alone["in_force"], alone["items"], alone["merged"]) == (False, [], None)


def test_a_host_asks_about_no_other(client: FlaskClient, token_for: TokenFor) -> None:
    """Neither alone nor as the other side of a merger; the waivers are not its business."""
    host, other = a_host(1), a_host(2, "别的单位")
    own = token_for(Role.HOST_OPERATOR, host=host.id)
    for query, status in (
        (f"credit_code={host.credit_code}", 200),
        (f"credit_code={other.credit_code}", 404),
        (f"credit_code={host.credit_code}&with={other.credit_code}", 404),
        (f"credit_code={host.credit_code}&with={host.credit_code}", 422),
        (f"credit_code={host.credit_code}&with=1", 422),
    ):
        assert client.get(f"{BANS}?{query}", headers=own).status_code == status, query
    assert client.get(WAIVERS, headers=own).status_code == 403
