"""The form the first time and when it is corrected: what stands beside a field, what is asked."""

import html
import tomllib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from registry.documents.platforms import Platform
from registry.permissions import Role
from tests.services.records import file

NUMBER = "330000-2026-0001"
BASE = f"/platforms/{NUMBER}/quarterly-updates/2026Q4"
SAMPLE = Path(__file__).parents[1] / "samples" / "quarterly_update.toml"
GOOD = {"version": "0", "next": "check"} | tomllib.loads(SAMPLE.read_text(encoding="utf-8"))
BROUGHT = "已带出上次填报的数据"
FIRST = "第一次填报，请填写季度末的数，没有的填 0。"
ENTERED = "第一次填报，已带出入库时的数据"

OnRecord = Callable[..., Platform]


@pytest.fixture
def host(sign_in: Callable[..., FlaskClient]) -> FlaskClient:
    """The operator of the platform's host."""
    return sign_in(Role.HOST_OPERATOR, host="host-1")


def text(answer: TestResponse) -> str:
    """The page as it is read."""
    return html.unescape(answer.get_data(as_text=True))


def sent(client: FlaskClient) -> None:
    """Fill in the form and send it."""
    client.post(f"{BASE}/form", data=GOOD)
    client.post(f"{BASE}/submission", data={"version": "1"})


@pytest.mark.parametrize(
    ("profile", "said"),
    [({}, FIRST), ({"full_time_staff": 12}, ENTERED)],
    ids=["nothing on file", "figures of the admission"],
)
def test_the_first_time_the_help_says_what_is_there(
    on_record: OnRecord, host: FlaskClient, profile: dict[str, object], said: str
) -> None:
    """Start and form speak of figures brought along only where there are some, and of which."""
    on_record(NUMBER, profile=profile)
    for address in (BASE, f"{BASE}/form"):
        page = text(host.get(address))
        assert said in page
        assert BROUGHT not in page


def test_the_second_time_the_help_speaks_of_the_last_filing(
    on_record: OnRecord, host: FlaskClient, at: datetime
) -> None:
    """With a quarter filed before, its figures are there to be checked, and the help says so."""
    on_record(NUMBER)
    file(NUMBER, at, period="2026Q3")
    page = text(host.get(f"{BASE}/form"))
    assert BROUGHT in page
    assert FIRST not in page


def test_a_correction_without_its_reason_is_told_on_top(
    on_record: OnRecord, host: FlaskClient
) -> None:
    """The summary leads to the reason, also where nothing else is at fault."""
    on_record(NUMBER)
    sent(host)
    page = text(host.post(f"{BASE}/form", data=GOOD | {"load": "80"}, follow_redirects=True))
    assert '<a href="#f-reason">' in page
    assert "<title>有误：" in page
    assert page.count("本季度已经提交过，请写明更正原因。") == 2
