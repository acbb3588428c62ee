"""Late filing 补报 over the API: leave is given, read, ended; lines tell until when."""

from collections.abc import Callable
from datetime import datetime

import pytest
from flask.testing import FlaskClient

from registry.clock import SHANGHAI
from registry.documents.late_filings import LateFilingLeave
from registry.documents.platforms import Platform
from registry.permissions import Role
from tests.late_filing_makers import a_leave

TokenFor = Callable[..., dict[str, str]]
NUMBER = "330000-2026-0001"
LEAVES = "/api/v1/late-filings"
GOOD = {
    "platform": NUMBER, "period": "2026Q3", "last_day": "2027-01-08",
    "reason": "十月初台风停电，机房恢复晚于窗口截止",
}  # fmt: skip
ENDED = {"reason": "已全部报齐"}


@pytest.fixture(autouse=True)
def platform(on_record: Callable[..., Platform]) -> Platform:
    """A platform of Zhejiang that filed nothing in September's window, long over."""
    return on_record(NUMBER)


@pytest.fixture
def lead(token_for: TokenFor) -> dict[str, str]:
    """The headers of a lead of Zhejiang's department."""
    return token_for(Role.PROVINCIAL_LEAD, authority="330000")


def test_given_read_and_ended(client: FlaskClient, lead: dict[str, str]) -> None:
    """The same key gives once; ending wants the version read, and closes it at once."""
    keyed = lead | {"Idempotency-Key": "leave-0001-2026"}
    first, second = (client.post(LEAVES, headers=keyed, json=GOOD) for _ in range(2))
    assert (first.status_code, second.json) == (201, first.json)
    assert LateFilingLeave.objects.count() == 1
    where = first.headers["Location"]
    read = client.get(where, headers=lead)
    assert (read.json, read.headers["ETag"]) == (first.json, '"1"')
    assert (read.json["state"], read.json["late_until"]) == (
        "running", "2027-01-09T00:00:00+08:00",
    )  # fmt: skip
    (listed,) = client.get(f"{LEAVES}?period=2026Q3", headers=lead).json["items"]
    assert listed == read.json
    assert client.post(f"{where}/end", headers=lead, json=ENDED).status_code == 428
    old = client.post(f"{where}/end", headers=lead | {"If-Match": '"7"'}, json=ENDED)
    assert old.status_code == 412
    done = client.post(f"{where}/end", headers=lead | {"If-Match": '"1"'}, json=ENDED)
    assert (done.status_code, done.json["state"], done.headers["ETag"]) == (200, "ended", '"2"')
    over = client.post(f"{where}/end", headers=lead | {"If-Match": '"2"'}, json=ENDED)
    assert (over.status_code, over.json["code"]) == (409, "late_filing_over")


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"last_day": "2027-01-28"}, "last_day"),
        ({"last_day": "2026-12-27"}, "last_day"),
        ({"last_day": "soon"}, "last_day"),
        ({"reason": "无"}, "reason"),
        ({"reason": {"$gt": ""}}, "reason"),
        ({"until": "2027-01-08"}, "until"),
    ],
)
def test_a_leave_that_does_not_hold(
    client: FlaskClient, lead: dict[str, str], *, changed: dict[str, object], field: str
) -> None:
    """The field is named, nothing is kept."""
    answer = client.post(LEAVES, headers=lead, json=GOOD | changed)
    assert (answer.status_code, field in answer.json["fields"]) == (422, True)
    assert LateFilingLeave.objects.count() == 0


def test_too_early_and_not_owed_are_conflicts(
    client: FlaskClient, lead: dict[str, str], on_record: Callable[..., Platform]
) -> None:
    """December's window is open; who came in after September's has nothing to file late."""
    early = client.post(LEAVES, headers=lead, json=GOOD | {"period": "2026Q4"})
    assert (early.status_code, early.json["code"]) == (409, "late_filing_too_early")
    on_record("330000-2026-0002", admitted_at=datetime(2026, 9, 24, 10, tzinfo=SHANGHAI))
    unowed = client.post(LEAVES, headers=lead, json=GOOD | {"platform": "330000-2026-0002"})
    assert (unowed.status_code, unowed.json["code"]) == (409, "late_filing_not_owed")


def test_who_may_not(client: FlaskClient, lead: dict[str, str], token_for: TokenFor) -> None:
    """Another province sees nothing; a host reads its own alone; a province excuses nobody."""
    a_leave()
    one = f"{LEAVES}/BB-330000-2026-0101"
    other = token_for(Role.PROVINCIAL_LEAD, authority="440000")
    assert client.get(one, headers=other).status_code == 404
    assert client.post(f"{one}/end", headers=other, json=ENDED).status_code == 404
    assert client.post(LEAVES, headers=other, json=GOOD).status_code == 404
    host = token_for(Role.HOST_OPERATOR, host="host-1")
    assert client.get(one, headers=host).json["number"] == "BB-330000-2026-0101"
    assert client.post(LEAVES, headers=host, json=GOOD).status_code == 403
    assert client.post(f"{one}/end", headers=host, json=ENDED).status_code == 403
    another = token_for(Role.HOST_OPERATOR, host="host-2")
    assert client.get(one, headers=another).status_code == 404
    assert client.get(LEAVES, headers=another).json["items"] == []
    for changed in ({"excused": True}, {"platform": "", "authority": "330000"}):
        assert client.post(LEAVES, headers=lead, json=GOOD | changed).status_code == 403


def test_the_ministry_lets_a_whole_authority_in(client: FlaskClient, token_for: TokenFor) -> None:
    """And the board and the form say until when, and how a filing of now would count."""
    staff = token_for(Role.MINISTRY_STAFF)
    line = "/api/v1/reporting/2026Q3/platforms"
    form = f"/api/v1/platforms/{NUMBER}/quarterly-updates/2026Q3"
    (before,) = client.get(line, headers=staff).json["items"]
    closed = client.get(form, headers=staff).json
    assert (before["late_until"], closed["late_until"], closed["timeliness"]) == (None,) * 3
    whole = GOOD | {"platform": "", "authority": "330000", "excused": True}
    made = client.post(LEAVES, headers=staff, json=whole)
    assert (made.status_code, made.json["platform"], made.json["side"]) == (201, "", "ministry")
    until = "2027-01-09T00:00:00+08:00"
    (after,) = client.get(line, headers=staff).json["items"]
    assert (after["state"], after["late_until"]) == ("missing", until)
    opened = client.get(form, headers=staff).json
    assert (opened["late_until"], opened["timeliness"]) == (until, "excused")
