"""Rounds over the API: read, opened, corrected, followed, cut off."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from registry.documents.adjustments import AdjustmentRound, HostCutOff
from registry.permissions import Role
from tests.application_makers import an_application
from tests.round_makers import a_round

TokenFor = Callable[..., dict[str, str]]
ROUNDS = "/api/v1/adjustments"
ROUND = f"{ROUNDS}/2026H2"
ZHEJIANG = f"{ROUND}/authorities/330000"
NOTICE = {"number": "工信厅科函〔2026〕11号", "dated": "2026-11-18", "asks": "请组织新一批申报。"}
NOON = {"until": "2026-12-30T12:00:00+08:00"}


def test_a_round_is_opened_and_corrected(client: FlaskClient, token_for: TokenFor) -> None:
    """Unopened it has no notice and ETag 0; opened 1; corrected 2, with what it said before."""
    lead = token_for(Role.MINISTRY_LEAD)
    before = client.get(ROUND, headers=lead)
    assert (before.json["notice"], before.headers["ETag"]) == (None, '"0"')
    made = client.post(ROUND, headers=lead, json=NOTICE)
    assert (made.status_code, made.headers["ETag"], made.headers["Location"]) == (
        201, '"1"', ROUND,
    )  # fmt: skip
    changed = NOTICE | {"asks": "请于窗口内完成。", "reason": "补充要求"}
    again = client.put(f"{ROUND}/notice", headers=lead | {"If-Match": '"1"'}, json=changed)
    assert (again.status_code, again.json["notice"]["reason"]) == (200, "补充要求")
    for headers, status in ((lead, 428), (lead | {"If-Match": '"1"'}, 412)):
        answer = client.put(f"{ROUND}/notice", headers=headers, json=NOTICE | {"reason": "x"})
        assert answer.status_code == status
    listed = client.get(ROUNDS, headers=token_for(Role.HOST_OPERATOR, host="host-1")).json
    assert [(one["period"], one["notice"]["version"]) for one in listed] == [("2026H2", 2)]


def test_the_same_key_opens_once(client: FlaskClient, token_for: TokenFor) -> None:
    """A repeat is answered as the first; without the key it is told that the round is open."""
    lead = token_for(Role.MINISTRY_LEAD)
    keyed = lead | {"Idempotency-Key": "open-2026H2"}
    first, second = (client.post(ROUND, headers=keyed, json=NOTICE) for _ in range(2))
    assert (first.status_code, second.status_code, second.json) == (201, 201, first.json)
    third = client.post(ROUND, headers=lead, json=NOTICE)
    assert (third.status_code, third.json["code"]) == (409, "round_already_open")
    assert AdjustmentRound.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"dated": "soon"}, "dated"),
        ({"dated": "2027-01-01"}, "dated"),
        ({"number": {"$ne": None}}, "number"),
        ({"asks": ""}, "asks"),
        ({"opened_at": "2020-01-01"}, "opened_at"),
    ],
)
def test_a_notice_that_does_not_hold(
    client: FlaskClient, token_for: TokenFor, changed: dict[str, Any], field: str
) -> None:
    """The field is named, nothing is kept."""
    answer = client.post(ROUND, headers=token_for(Role.MINISTRY_LEAD), json=NOTICE | changed)
    assert (answer.status_code, field in answer.json["fields"]) == (422, True)
    assert AdjustmentRound.objects.count() == 0


def test_the_ministry_follows_all_a_province_itself(
    client: FlaskClient, token_for: TokenFor
) -> None:
    """37 lines or one; another's is not found."""
    a_round()
    an_application(state="submitted")
    ministry = token_for(Role.MINISTRY_STAFF)
    lines = client.get(f"{ROUND}/authorities", headers=ministry).json
    assert len(lines) == 37
    own = token_for(Role.PROVINCIAL_REVIEWER, authority="330000")
    (line,) = client.get(f"{ROUND}/authorities", headers=own).json
    assert (line["applications"], line["left"], line["sheet"]) == (
        {"submitted": 1}, {"review": 1}, "no_sheet",
    )  # fmt: skip
    assert line in lines
    assert client.get(f"{ROUND}/authorities/440000", headers=own).status_code == 404
    assert client.get(f"{ROUNDS}/2026Q4/authorities", headers=ministry).status_code == 404


def test_a_cut_off_is_set_and_put_off(client: FlaskClient, token_for: TokenFor) -> None:
    """Against the version read; earlier is refused at its field; another's is not found."""
    a_round()
    lead = token_for(Role.PROVINCIAL_LEAD, authority="330000")
    shown = client.get(ZHEJIANG, headers=lead)
    assert (shown.headers["ETag"], shown.json["hosts_until"]) == (
        '"0"', "2027-01-01T00:00:00+08:00",
    )  # fmt: skip
    where = f"{ZHEJIANG}/cut-off"
    done = client.put(where, headers=lead | {"If-Match": '"0"'}, json=NOON)
    assert (done.status_code, done.json["hosts_until"], done.headers["ETag"]) == (
        200, "2026-12-30T12:00:00+08:00", '"1"',
    )  # fmt: skip
    assert client.put(where, headers=lead | {"If-Match": '"0"'}, json=NOON).status_code == 412
    earlier = {"until": "2026-12-30T03:00:00Z", "reason": "提前"}
    answer = client.put(where, headers=lead | {"If-Match": '"1"'}, json=earlier)
    assert (answer.status_code, set(answer.json["fields"])) == (422, {"until"})
    other = token_for(Role.PROVINCIAL_LEAD, authority="440000")
    assert client.put(where, headers=other | {"If-Match": '"1"'}, json=NOON).status_code == 404
    assert HostCutOff.objects.count() == 1


@pytest.mark.parametrize("until", ["2026-12-30T12:00:00", "noon", None, 12])
def test_a_moment_without_zone_is_none(
    client: FlaskClient, token_for: TokenFor, until: object
) -> None:
    """The field is named."""
    a_round()
    lead = token_for(Role.PROVINCIAL_LEAD, authority="330000") | {"If-Match": '"0"'}
    answer = client.put(f"{ZHEJIANG}/cut-off", headers=lead, json={"until": until})
    assert (answer.status_code, set(answer.json["fields"])) == (422, {"until"})
