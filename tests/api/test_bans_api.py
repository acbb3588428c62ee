"""Bans over the API: in force or not, until which day, by which decision."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient

from registry.documents.bans import Ban
from registry.documents.platforms import Platform
from registry.law import rulebook
from registry.permissions import Role
from registry.services.hosts import enter_host

BANS = "/api/v1/bans"
CODE = "91330100MA0000001X"
NUMBER = "330000-2025-0001"
ENTERED = datetime(2025, 6, 27, 2, tzinfo=UTC)
TokenFor = Callable[..., dict[str, str]]


@pytest.fixture
def host(database: None) -> str:
    """A host with a platform in the library."""
    made = enter_host(CODE, "示例有限公司", effective_on=ENTERED.date(), recorded_at=ENTERED)
    Platform(
        number=NUMBER, authority="330000", host=str(made.id), credit_code=CODE,
        host_name=made.name, name="示例平台", name_key="示例平台", state="in_library",
        basis="sheet_only", admitted_at=ENTERED, changed_at=ENTERED,
    ).save()  # fmt: skip
    return str(made.id)


def _grounds(*, ban: bool) -> str:
    consequences = rulebook().programme("national_reserve").consequences
    return next(one.id for one in consequences if bool(one.ban_years) is ban)


def _order(**more: str) -> dict[str, str]:
    good = {
        "platform": NUMBER,
        "ground": _grounds(ban=True),
        "decision": "工信部函〔2026〕1号",
        "decided_on": "2026-12-28",
    }
    return good | more


def test_a_ban_runs_from_day_to_day(client: FlaskClient, token_for: TokenFor, host: str) -> None:
    """Three years, the last day included, worked out from the ground 二（四）."""
    lead = token_for(Role.MINISTRY_LEAD)
    made = client.post(BANS, headers=lead, json=_order())
    assert made.status_code == 201, made.text
    assert (made.json["from_day"], made.json["until_day"]) == ("2026-12-28", "2029-12-28")
    for headers in (
        lead,
        token_for(Role.PROVINCIAL_REVIEWER, authority="650000"),
        token_for(Role.HOST_OPERATOR, host=host),
    ):
        check = client.get(f"{BANS}?credit_code={CODE}", headers=headers).json
        assert (check["in_force"], check["until_day"]) == (True, "2029-12-28")
        assert "工信部函〔2026〕1号" in check["message"]


def test_the_same_decision_twice_is_refused(
    client: FlaskClient, token_for: TokenFor, host: str
) -> None:
    """One decision bans a platform once."""
    lead = token_for(Role.MINISTRY_LEAD)
    assert client.post(BANS, headers=lead, json=_order()).status_code == 201
    again = client.post(BANS, headers=lead, json=_order())
    assert (again.status_code, again.json["code"]) == (409, "ban_already_recorded")
    assert Ban.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "status", "code"),
    [
        ({"ground": "no_such_ground"}, 422, "invalid"),
        ({"decided_on": "2026-12-29"}, 422, "invalid"),
        ({"decided_on": "soon"}, 422, "invalid"),
        ({"platform": "330000-2025-9999"}, 404, "not_found"),
        ({"platform": {"$ne": None}}, 422, "invalid"),
        ({"until_day": "2099-01-01"}, 422, "invalid"),
    ],
)
def test_an_order_that_does_not_hold(
    client: FlaskClient,
    token_for: TokenFor,
    host: str,
    *,
    changed: dict[str, str],
    status: int,
    code: str,
) -> None:
    """Unknown ground, a decision of tomorrow, another platform, a typed length: refused."""
    answer = client.post(BANS, headers=token_for(Role.MINISTRY_LEAD), json=_order(**changed))
    assert (answer.status_code, answer.json["code"]) == (status, code)
    assert Ban.objects.count() == 0


def test_a_ground_without_ban_brings_none(
    client: FlaskClient, token_for: TokenFor, host: str
) -> None:
    """二（六） states no ban, so none can be recorded (ruling 18)."""
    order = _order(ground=_grounds(ban=False))
    answer = client.post(BANS, headers=token_for(Role.MINISTRY_LEAD), json=order)
    assert (answer.status_code, answer.json["code"]) == (422, "ground_brings_no_ban")


def test_a_host_asks_about_itself_alone(
    client: FlaskClient, token_for: TokenFor, host: str
) -> None:
    """Another host's ban, or an unknown code, is 404 to a host."""
    enter_host("91330100MA0000002X", "另一公司", effective_on=ENTERED.date(), recorded_at=ENTERED)
    headers = token_for(Role.HOST_OPERATOR, host=host)
    for code in ("91330100MA0000002X", "91330100MA0000009X"):
        assert client.get(f"{BANS}?credit_code={code}", headers=headers).status_code == 404


@pytest.mark.parametrize("query", ["", "credit_code=", "credit_code=x", "credit_code[$ne]=1"])
def test_a_code_is_wanted(client: FlaskClient, token_for: TokenFor, query: str) -> None:
    """Without a readable credit code the field is named."""
    answer = client.get(f"{BANS}?{query}", headers=token_for(Role.MINISTRY_STAFF))
    assert (answer.status_code, set(answer.json["fields"])) == (422, {"credit_code"})


def test_only_the_ministry_lead_records(
    client: FlaskClient, token_for: TokenFor, host: str
) -> None:
    """A province verifies and proposes; it records no ban (ruling 20)."""
    for headers in (
        token_for(Role.PROVINCIAL_LEAD, authority="330000"),
        token_for(Role.MINISTRY_STAFF),
        token_for(Role.HOST_OPERATOR, host=host),
    ):
        assert client.post(BANS, headers=headers, json=_order()).status_code == 403
