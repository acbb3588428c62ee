"""The page of a year's windows: how far it leads."""

import pytest
from flask.testing import FlaskClient


@pytest.mark.parametrize(
    ("year", "neighbours"),
    [(2000, [2001]), (2026, [2025, 2027]), (2199, [2198])],
)
def test_no_year_leads_where_no_year_is(
    client: FlaskClient, year: int, neighbours: list[int]
) -> None:
    """Each neighbour that is linked can be asked for; beyond the first and last there is none."""
    page = client.get(f"/windows/{year}").text
    offered = [one for one in (year - 1, year + 1) if f'href="/windows/{one}"' in page]
    assert offered == neighbours
    assert all(client.get(f"/windows/{one}").status_code == 200 for one in offered)


@pytest.mark.parametrize("year", [1999, 2200, 99999])
def test_a_year_out_of_range_says_which_can_be_asked(client: FlaskClient, year: int) -> None:
    """Not that a record was not found, but which years there are."""
    answer = client.get(f"/windows/{year}")
    assert answer.status_code == 404
    assert "只能查询 2000 年至 2199 年" in answer.text
