"""Real-time updates over the API: reported daily by a platform's own system."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook

from registry.documents.platforms import Platform
from registry.documents.realtime_updates import RealtimeUpdate
from registry.permissions import Role

NUMBER = "330000-2026-0001"
SERIES = f"/api/v1/platforms/{NUMBER}/realtime-updates"
MEASURED = "2026-12-28T08:00:00+08:00"


@pytest.fixture
def host(
    on_record: Callable[..., Platform], token_for: Callable[..., dict[str, str]]
) -> dict[str, str]:
    """The headers of the host's operator, its platform being on record."""
    on_record(NUMBER)
    return token_for(Role.HOST_OPERATOR, host="host-1")


def sent(
    client: FlaskClient, headers: dict[str, str], measured_at: str = MEASURED, **values: Any
) -> Any:
    """Report values."""
    body = {"values": values, "measured_at": measured_at}
    return client.post(SERIES, json=body, headers=headers)


def test_a_report_is_answered_with_what_counts(client: FlaskClient, host: dict[str, str]) -> None:
    """201 with exact values; it can be read back at its address and in the series."""
    answer = sent(client, host, load="78.50", full_time_staff=13)
    assert answer.status_code == 201, answer.json
    assert answer.json["values"] == {
        "load": {"value": "78.5", "state": "counted", "questions": []},
        "full_time_staff": {"value": "13", "state": "counted", "questions": []},
    }
    assert (answer.json["serial"], answer.json["measured_at"]) == (1, MEASURED)
    assert (answer.json["door"], answer.json["open"]) == ("api", False)
    assert client.get(answer.headers["Location"], headers=host).json == answer.json
    assert client.get(SERIES, headers=host).json == {"items": [answer.json], "next_cursor": None}


def test_the_same_call_again_is_one_report(client: FlaskClient, host: dict[str, str]) -> None:
    """Under one Idempotency-Key a lost answer is given again and nothing is kept twice."""
    keyed = host | {"Idempotency-Key": "2026-12-28-load"}
    first, again = sent(client, keyed, load=80), sent(client, keyed, load=80)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json == again.json
    assert again.headers["Idempotent-Replayed"] == "true"
    assert RealtimeUpdate.objects.count() == 1


@pytest.mark.parametrize(
    ("values", "measured_at", "fields"),
    [
        ({"load": -1, "full_time_staff": "many"}, MEASURED, ["full_time_staff", "load"]),
        ({"load": {"$gt": 0}}, MEASURED, ["values.load.value"]),
        ({"new_enterprises": 3}, MEASURED, ["new_enterprises"]),
        ({}, MEASURED, ["values"]),
        ({"load": 80}, "2026-12-28T08:00:00", ["measured_at"]),
        ({"load": 80}, "0001-01-01T00:00:00+08:00", ["measured_at"]),
    ],
)
def test_what_is_unreadable_is_refused_by_field(
    client: FlaskClient,
    host: dict[str, str],
    values: dict[str, Any],
    measured_at: str,
    fields: list[str],
) -> None:
    """Negative, wrong types, fields of the quarter, times without a zone: 422 and nothing kept."""
    answer = sent(client, host, measured_at, **values)
    assert (answer.status_code, sorted(answer.json["fields"])) == (422, fields)
    assert RealtimeUpdate.objects.count() == 0


def test_a_questioned_value_is_answered_back_and_confirmed(
    client: FlaskClient, host: dict[str, str]
) -> None:
    """The sender learns why; a word of explanation makes it count; a second word is refused."""
    asked = sent(client, host, load=120)
    assert asked.status_code == 201
    assert asked.json["values"]["load"] == {
        "value": "120", "state": "questioned", "questions": ["over_full_load"],
    }  # fmt: skip
    address = f"{SERIES}/1/confirmation"
    assert client.post(address, json={"reason": ""}, headers=host).status_code == 422
    done = client.post(address, json={"reason": "两班并线"}, headers=host)
    assert (done.status_code, done.json["values"]["load"]["state"]) == (200, "confirmed")
    assert (done.json["outcome"], done.json["reason"]) == ("confirmed", "两班并线")
    again = client.post(f"{SERIES}/1/withdrawal", json={}, headers=host)
    assert (again.status_code, again.json["code"]) == (409, "realtime_update_settled")


def test_the_series_is_paged_narrowed_and_exported(
    client: FlaskClient, host: dict[str, str]
) -> None:
    """By cursor and field, newest first; the same as a workbook."""
    for load in (70, 71, 72):
        sent(client, host, load=load)
    sent(client, host, site_area=2600)
    page = client.get(f"{SERIES}?field=load&limit=2", headers=host).json
    assert [one["serial"] for one in page["items"]] == [3, 2]
    rest = client.get(f"{SERIES}?field=load&cursor={page['next_cursor']}", headers=host).json
    assert [one["serial"] for one in rest["items"]] == [1]
    assert client.get(f"{SERIES}?field=voltage", headers=host).status_code == 422
    book = load_workbook(BytesIO(client.get(f"{SERIES}/export.xlsx?field=load", headers=host).data))
    assert [row[2] for row in book.active.iter_rows(min_row=3, values_only=True)] == [72, 71, 70]


def test_the_form_of_the_quarter_says_what_is_newer(
    client: FlaskClient, host: dict[str, str]
) -> None:
    """The form starts from the newest value and names it; the quarter is owed all the same."""
    sent(client, host, load="78.5")
    form = client.get(f"/api/v1/platforms/{NUMBER}/quarterly-updates/2026Q4", headers=host).json
    load = next(one for one in form["fields"] if one["key"] == "load")
    assert form["values"]["load"] == "78.5"
    assert (load["realtime_value"], load["realtime_measured_at"]) == ("78.5", MEASURED)
    assert form["latest"] is None


def test_a_platform_outside_the_library_is_refused(
    client: FlaskClient, host: dict[str, str]
) -> None:
    """409 with its own code."""
    Platform.objects.update(set__removed_at="2026-12-01", set__state="removed")
    answer = sent(client, host, load=80)
    assert (answer.status_code, answer.json["code"]) == (409, "update_platform_not_in_library")
