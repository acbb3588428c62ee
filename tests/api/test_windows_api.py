"""The windows of a year and the authorities, for everybody."""

import pytest
from flask.testing import FlaskClient


def test_windows_have_the_fixed_shape(client: FlaskClient) -> None:
    """Both kinds, five days each, in the shape offices script on, without signing in."""
    found = client.get("/api/v1/windows/2026").json
    assert len(found) == 6
    third = next(one for one in found if one["period"] == "2026Q3")
    assert third["days"] == ["2026-09-23", "2026-09-24", "2026-09-28", "2026-09-29", "2026-09-30"]
    assert (third["kind"], third["clause"], third["source"]) == (
        "quarterly_update",
        "二（三）",
        "text",
    )
    assert third["opens_at"] == "2026-09-23T00:00:00+08:00"
    assert third["closes_at"] == "2026-10-01T00:00:00+08:00"
    assert third["provisional"] is False
    assert third["notices"]
    last = next(one for one in found if one["period"] == "2026H2")
    assert (last["kind"], last["provisional"]) == ("adjustment", True)


@pytest.mark.parametrize("year", ["1999", "2200", "0000"])
def test_a_year_out_of_range_says_so(client: FlaskClient, year: str) -> None:
    """A year nobody can work out is a clear problem, naming the years that can be asked."""
    answer = client.get(f"/api/v1/windows/{year}")
    assert (answer.status_code, answer.json["code"]) == (404, "year_out_of_range")
    assert "2000" in answer.json["message"]


@pytest.mark.parametrize("year", ["x", "20266", "9" * 5000, "-2026"])
def test_what_is_no_year_is_not_found(client: FlaskClient, year: str) -> None:
    """Text that is no year is 404, never a fault."""
    assert client.get(f"/api/v1/windows/{year}").status_code == 404


def test_thirty_seven_authorities(client: FlaskClient) -> None:
    """31 provinces, five separately planned cities and the Corps."""
    items = client.get("/api/v1/authorities").json["items"]
    assert len(items) == 37
    kinds = [one["kind"] for one in items]
    assert (kinds.count("planned_city"), kinds.count("corps")) == (5, 1)
