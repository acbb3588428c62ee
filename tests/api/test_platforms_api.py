"""The reserve library over the API: who sees what, and what was true on a day."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask.testing import FlaskClient

from registry.documents.hosts import HostName
from registry.documents.platforms import Platform, PlatformFact
from registry.permissions import Role
from registry.policy.summary_sheet_rows import name_key
from registry.services.hosts import enter_host
from schemas.platforms import PlatformLineSchema, line_shape

PLATFORMS = "/api/v1/platforms"
TokenFor = Callable[..., dict[str, str]]
ENTERED = datetime(2025, 6, 27, 2, tzinfo=UTC)
RENAMED = datetime(2026, 11, 3, 2, tzinfo=UTC)


def _platform(ordinal: int, host: str, authority: str = "330000", **more: Any) -> Platform:
    name = more.pop("name", f"杭州示例{ordinal}中试平台")
    return Platform(
        **{
            "number": f"{authority}-2025-{ordinal:04d}",
            "authority": authority,
            "host": host,
            "credit_code": f"91330100MA{ordinal:07d}X",
            "host_name": "杭州示例有限公司",
            "name": name,
            "name_key": name_key(name),
            "taxonomy_field": "原材料工业",
            "state": "in_library",
            "basis": "sheet_only",
            "admitted_at": ENTERED,
            "changed_at": ENTERED,
            **more,
        }
    ).save()


def _fact(platform: Platform, aspect: str, value: object, day: date, at: datetime) -> None:
    PlatformFact(
        platform=platform.number,
        aspect=aspect,
        value=value,
        effective_on=day,
        recorded_at=at,
        source="test",
    ).save()


@pytest.fixture
def platform(database: None) -> Platform:
    """A platform of 2025 whose host was renamed on 1 October 2026, recorded in November."""
    host = enter_host(
        "91330100MA0000001X", "杭州旧名有限公司",
        effective_on=date(2025, 6, 27), recorded_at=ENTERED,
    )  # fmt: skip
    HostName(
        host=str(host.id), name="杭州新名有限公司", name_key="杭州新名有限公司",
        effective_on=date(2026, 10, 1), recorded_at=RENAMED,
    ).save()  # fmt: skip
    made = _platform(1, str(host.id))
    _fact(made, "state", "in_library", date(2025, 6, 27), ENTERED)
    _fact(made, "host", str(host.id), date(2025, 6, 27), ENTERED)
    _fact(made, "authority", "330000", date(2025, 6, 27), ENTERED)
    _fact(made, "name", "旧名平台", date(2025, 6, 27), ENTERED)
    _fact(made, "name", "新名平台", date(2026, 10, 1), RENAMED)
    _fact(made, "profile", {"full_time_staff": 7}, date(2025, 6, 27), ENTERED)
    _fact(made, "profile", {"full_time_staff": 9}, date(2026, 10, 1), ENTERED)
    # A correction of the same effective day, recorded later, wins.
    _fact(made, "profile", {"full_time_staff": 11}, date(2026, 10, 1), RENAMED)
    return made


@pytest.mark.parametrize(
    ("on", "name", "host", "staff"),
    [
        ("2025-06-27", "旧名平台", "杭州旧名有限公司", 7),
        ("2026-09-30", "旧名平台", "杭州旧名有限公司", 7),
        ("2026-10-01", "新名平台", "杭州新名有限公司", 11),
        ("2027-01-01", "新名平台", "杭州新名有限公司", 11),
    ],
)
def test_a_day_tells_what_was_true_then(
    client: FlaskClient,
    token_for: TokenFor,
    platform: Platform,
    *,
    on: str,
    name: str,
    host: str,
    staff: int,
) -> None:
    """Name, host and profile are those of the day, the newest record of each effective day."""
    headers = token_for(Role.MINISTRY_STAFF)
    answer = client.get(f"{PLATFORMS}/{platform.number}?on={on}", headers=headers)
    assert answer.status_code == 200, answer.text
    found = answer.json
    assert (found["name"], found["host_name"], found["on"]) == (name, host, on)
    assert found["profile"] == {"full_time_staff": staff}
    assert found["facts"]["name"]["effective_on"] in {"2025-06-27", "2026-10-01"}


def test_effective_and_recorded_days_are_two(
    client: FlaskClient, token_for: TokenFor, platform: Platform
) -> None:
    """A name of October that was recorded in November says both."""
    headers = token_for(Role.MINISTRY_STAFF)
    found = client.get(f"{PLATFORMS}/{platform.number}?on=2026-10-02", headers=headers).json
    fact = found["facts"]["name"]
    assert (fact["effective_on"], fact["recorded_at"]) == (
        "2026-10-01",
        "2026-11-03T10:00:00+08:00",
    )


def test_before_it_entered_there_is_nothing(
    client: FlaskClient, token_for: TokenFor, platform: Platform
) -> None:
    """A day before admission is answered 404, with the day it entered."""
    headers = token_for(Role.MINISTRY_STAFF)
    answer = client.get(f"{PLATFORMS}/{platform.number}?on=2025-06-26", headers=headers)
    assert (answer.status_code, answer.json["code"]) == (404, "platform_not_on_record")
    assert "2025-06-27" in answer.json["message"]


@pytest.mark.parametrize("on", ["2026-13-01", "yesterday", "2026", "0000-00-00", "%00"])
def test_a_day_must_be_a_day(
    client: FlaskClient, token_for: TokenFor, platform: Platform, on: str
) -> None:
    """Anything but a day is refused by field, in Chinese."""
    headers = token_for(Role.MINISTRY_STAFF)
    answer = client.get(f"{PLATFORMS}/{platform.number}?on={on}", headers=headers)
    assert (answer.status_code, set(answer.json["fields"])) == (422, {"on"})


def test_who_sees_a_platform(client: FlaskClient, token_for: TokenFor, platform: Platform) -> None:
    """Its host, its province and the ministry see it; anybody else's answer is 404."""
    reviewer, host = Role.PROVINCIAL_REVIEWER, Role.HOST_OPERATOR
    allowed = [
        token_for(host, host=platform.host),
        token_for(reviewer, authority="330000"),
        token_for(Role.MINISTRY_LEAD),
    ]
    foreign = [
        token_for(host, host="0" * 24),
        token_for(reviewer, authority="330200"),
        token_for(host),
    ]
    paths = [f"{PLATFORMS}/{platform.number}{tail}" for tail in ("", "?on=2026-10-01", "/history")]
    for path in paths:
        assert [client.get(path, headers=one).status_code for one in allowed] == [200] * 3
        assert [client.get(path, headers=one).status_code for one in foreign] == [404] * 3
    assert all(len(client.get(PLATFORMS, headers=one).json["items"]) == 1 for one in allowed)
    assert all(client.get(PLATFORMS, headers=one).json["items"] == [] for one in foreign)


def test_administrators_see_no_platform(
    client: FlaskClient, token_for: TokenFor, platform: Platform
) -> None:
    """The three administrators are kept from filings."""
    for role in (
        Role.SYSTEM_ADMINISTRATOR,
        Role.SECURITY_ADMINISTRATOR,
        Role.AUDIT_ADMINISTRATOR,
    ):
        headers = token_for(role, scopes=["platforms:read"])
        assert client.get(f"{PLATFORMS}/{platform.number}", headers=headers).status_code == 403


def test_the_list_narrows(client: FlaskClient, token_for: TokenFor) -> None:
    """Filters, number and code beginnings, and parts of a name find what they should."""
    _platform(1, "a" * 24, name="广州恒和（集团）中试平台", key_cultivation=True)
    _platform(2, "b" * 24, taxonomy_field="装备制造")
    _platform(3, "c" * 24, authority="440300", state="removed")
    headers = token_for(Role.MINISTRY_LEAD)

    def found(**asked: str) -> list[str]:
        items = client.get(PLATFORMS, headers=headers, query_string=asked).json["items"]
        return [one["number"][-1] for one in items]

    assert found() == ["1", "2", "3"]
    assert found(authority="440300") == ["3"]
    assert found(field="装备制造") == ["2"]
    assert found(state="removed") == ["3"]
    assert found(key_cultivation="true") == ["1"]
    assert found(search="恒和(集团)") == ["1"]
    assert found(search="330000-2025") == ["1", "2"]
    host = enter_host(
        "91330100MA0000009X", "钱江（集团）公司", effective_on=ENTERED.date(), recorded_at=ENTERED
    )
    Platform.objects(number__endswith="2").update(set__host=str(host.id))
    assert found(search="钱江(集") == ["2"]
    assert found(search="91330100ma0000002") == ["2"]
    assert found(search="(.*") == []
    assert found(search="$ne") == []


def test_the_list_pages_by_cursor(client: FlaskClient, token_for: TokenFor) -> None:
    """Each platform stands on one page only; a forged cursor is refused."""
    for ordinal in range(1, 6):
        _platform(ordinal, "a" * 24)
    headers = token_for(Role.PROVINCIAL_LEAD, authority="330000")
    seen: list[str] = []
    asked: dict[str, Any] = {"limit": 2}
    while True:
        page = client.get(PLATFORMS, headers=headers, query_string=asked).json
        seen += [one["number"] for one in page["items"]]
        if page["next_cursor"] is None:
            break
        asked["cursor"] = page["next_cursor"]
    assert seen == [f"330000-2025-{ordinal:04d}" for ordinal in range(1, 6)]
    answer = client.get(f"{PLATFORMS}?cursor=x", headers=headers)
    assert (answer.status_code, answer.json["code"]) == (400, "cursor_forged")


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=9999", "limit=x", "state=nowhere", "key_cultivation=maybe"]
)
def test_unreadable_filters_are_refused(
    client: FlaskClient, token_for: TokenFor, query: str
) -> None:
    """A filter that cannot be read is told by its field."""
    headers = token_for(Role.MINISTRY_LEAD)
    answer = client.get(f"{PLATFORMS}?{query}", headers=headers)
    assert (answer.status_code, answer.json["code"]) == (422, "invalid")


def test_a_line_is_what_its_schema_says(client: FlaskClient, token_for: TokenFor) -> None:
    """A platform in the list has the schema's fields, none more, each as the schema writes it."""
    kept = _platform(1, "host-1", key_cultivation=True)
    headers = token_for(Role.PROVINCIAL_REVIEWER, authority="330000")
    (line,) = client.get(PLATFORMS, headers=headers).json["items"]
    schema = PlatformLineSchema()
    assert set(line) == set(schema.fields)
    assert line == schema.dump(kept)
    assert line_shape({"admitted_at": ENTERED}) == {"admitted_at": "2025-06-27T10:00:00+08:00"}


def test_the_duties_of_a_platform_with_what_decided_them(
    client: FlaskClient, token_for: TokenFor, platform: Platform
) -> None:
    """Newest first, with code, days and sentence; another authority finds no such platform."""
    address = f"{PLATFORMS}/{platform.number}/duties"
    lead = token_for(Role.PROVINCIAL_LEAD, authority="330000")
    items = client.get(address, headers=lead).json["items"]
    assert [one["period"] for one in items][-1] == "2025Q2"
    assert items[-1]["state"] == "not_required"
    assert items[-1]["reason"] == {
        "code": "admitted_in_window", "since": "2025-06-27T10:00:00+08:00",
        "until": "2025-07-01T00:00:00+08:00", "reference": "",
        "text": "2025年6月27日在窗口期内入库，本季度免报，从下一季度起填报",
    }  # fmt: skip
    assert items[-2]["reason"]["code"] == "nothing_filed"
    other = token_for(Role.PROVINCIAL_LEAD, authority="440000")
    assert client.get(address, headers=other).status_code == 404
