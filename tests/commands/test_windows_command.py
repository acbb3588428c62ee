"""``reserve windows`` and ``reserve calendar show``: no service, no database."""

import pytest

from registry.embedded import EmbeddedServer
from tests.commands.conftest import Call

KEYS = ["kind", "period", "days", "opens_at", "closes_at", "provisional", "clause", "source"]


def test_windows_have_the_fixed_shape(reserve: Call) -> None:
    """The list of a year's windows has exactly the agreed keys, in the agreed order."""
    answer = reserve("windows", "2026", "--json")
    assert answer.code == 0
    assert [list(one) for one in answer.json] == [KEYS] * 6
    third = next(one for one in answer.json if one["period"] == "2026Q3")
    assert third == {
        "kind": "quarterly_update",
        "period": "2026Q3",
        "days": ["2026-09-23", "2026-09-24", "2026-09-28", "2026-09-29", "2026-09-30"],
        "opens_at": "2026-09-23T00:00:00+08:00",
        "closes_at": "2026-10-01T00:00:00+08:00",
        "provisional": False,
        "clause": "二（三）",
        "source": "text",
    }


def test_december_is_marked_provisional(reserve: Call) -> None:
    """While the next year's notice is not known, the December windows say so in both outputs."""
    found = {one["period"]: one["provisional"] for one in reserve("windows", "2026", "--json").json}
    assert found == {
        "2026Q1": False, "2026Q2": False, "2026H1": False, "2026Q3": False,
        "2026Q4": True, "2026H2": True,
    }  # fmt: skip
    assert reserve("windows", "2026").out.count("（暂定）") == 2


def test_built_in_notices_are_said_beside_the_answer(reserve: Call) -> None:
    """Without a database the built-in notices serve, and standard error says so."""
    answer = reserve("windows", "2026", "--json")
    assert "未连接数据库" in answer.err


def test_a_database_is_used_where_one_answers(
    reserve: Call, mongod: EmbeddedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a database that answers, imported notices count, and standard error says so."""
    monkeypatch.setenv("RESERVE_MONGODB_URI", mongod.uri)
    monkeypatch.setenv("RESERVE_DATABASE", "reserve_by_command")
    answer = reserve("windows", "2026", "--json")
    assert "数据库中导入的放假通知" in answer.err
    assert len(answer.json) == 6


@pytest.mark.parametrize("year", ["26", "二〇二六", "20260", "1999", "2026Q3", "-1"])
def test_a_year_that_is_none_is_refused(reserve: Call, year: str) -> None:
    """Text that is no year of the law is answered with what was read and what is wanted."""
    answer = reserve("windows", "--", year)
    assert answer.code == 2
    assert year in answer.err


def test_the_calendar_names_its_notice(reserve: Call) -> None:
    """A year's working days come with the number of the notice they rest on."""
    answer = reserve("calendar", "show", "2026", "--json")
    (notice,) = answer.json["notices"]
    assert notice["number"] == "国办发明电〔2025〕7号"
    assert "2026-10-10" in notice["work_days"]


def test_a_year_without_notice_says_so(reserve: Call) -> None:
    """For a year nobody has arranged yet, the calendar says what is counted instead."""
    assert "尚无放假通知" in reserve("calendar", "show", "2030").out
