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


def draft(client: FlaskClient, typed: dict[str, str]) -> str:
    """Keep a draft, and return its form."""
    client.post(f"{BASE}/form", data=typed | {"next": "stay"})
    return text(client.get(f"{BASE}/form"))


def field(page: str, key: str) -> str:
    """What stands at one field of the form, its mark included."""
    blocks = page.split('<div class="field field-')
    (found,) = [one for one in blocks if f'id="f-{key}"' in one]
    return found


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


def test_a_correction_is_held_against_the_version_it_corrects(
    on_record: OnRecord, host: FlaskClient
) -> None:
    """Form and check mark what differs from the version on file, and show its value beside."""
    on_record(NUMBER)
    file_before = GOOD | {"full_time_staff": "13"}
    assert "已修改" in field(draft(host, file_before), "full_time_staff")
    host.post(f"{BASE}/submission", data={"version": "1"})
    changes = {"load": "80", "accidents": "yes", "accidents_text": "详见报告", "reason": "误填"}
    page = draft(host, GOOD | changes)
    assert [key for key in GOOD if f'id="f-{key}"' in page and "已修改" in field(page, key)] == [
        "load",
        "accidents",
    ]
    assert "已提交 <b>85</b> %" in field(page, "load")
    assert "已提交 <b>无</b>" in field(page, "accidents")
    check = text(host.get(f"{BASE}/check"))
    assert check.count("已修改") == 2
    assert "已提交 85 %" in check
    assert "原为" not in check


def test_every_amount_has_its_two_places(on_record: OnRecord, host: FlaskClient) -> None:
    """Filed version, check, form and record write 万元 alike; areas and shares keep their own."""
    on_record(NUMBER)
    amounts = {"equipment_value": "10660.2", "service_income_this_year": "1407"}
    host.post(f"{BASE}/form", data=GOOD | amounts)
    check = text(host.get(f"{BASE}/check"))
    host.post(f"{BASE}/submission", data={"version": "1"})
    version = text(host.get(f"{BASE}/versions/1"))
    for page in (check, version):
        for figure in ("10,660.20", "1,407.00", "2,600", "85"):
            assert f"<dd>{figure} " in page
    assert "10,660.20" in text(host.get(f"/platforms/{NUMBER}"))
    form = draft(host, GOOD | amounts | {"reason": "误填"})
    assert "<b>10,660.20</b> 万元" in field(form, "equipment_value")
