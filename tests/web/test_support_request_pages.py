"""Requests for support 支持诉求 by page: asked on the form, answered, followed, counted."""

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from registry.documents.platforms import Platform
from registry.documents.support_requests import SupportRequest
from registry.permissions import Role

SignIn = Callable[..., FlaskClient]
NUMBER = "330000-2026-0001"
SAMPLE = Path(__file__).parents[1] / "samples" / "quarterly_update.toml"
GOOD = {"version": "0", "next": "check"} | tomllib.loads(SAMPLE.read_text())
WANTED = "二期中试线需 20 亩工业用地指标"
BASE = f"/platforms/{NUMBER}/quarterly-updates/2026Q4"
LIST = "/support-requests"
ONE = f"{LIST}/ZC-330000-2026-0001"
ANSWER = {"outcome": "referred", "department": "浙江省自然资源厅", "answer_text": "已致函"}


@pytest.fixture
def host(sign_in: SignIn, on_record: Callable[..., Platform]) -> FlaskClient:
    """The host's operator in December's window."""
    on_record(NUMBER)
    return sign_in(Role.HOST_OPERATOR, host="host-1")


@pytest.fixture
def asked(host: FlaskClient) -> FlaskClient:
    """The operator, who asked for land with the update."""
    host.post(f"{BASE}/form", data=GOOD | {"support_land": WANTED})
    host.post(f"{BASE}/submission", data={"version": "1"})
    return host


@pytest.fixture
def reviewer(asked: FlaskClient, sign_in: SignIn) -> FlaskClient:
    """A reviewer of Zhejiang's department, once support is asked."""
    assert asked is not None
    return sign_in(Role.PROVINCIAL_REVIEWER, authority="330000")


def version() -> dict[str, str]:
    """The version of the one request, as a form sends it."""
    return {"version": str(SupportRequest.objects.get().version)}


def test_support_is_asked_on_the_form_of_the_quarter(host: FlaskClient) -> None:
    """A field for each kind, none wanted; kept in the draft, told on the check, then on record."""
    form = host.get(f"{BASE}/form").text
    for kind in ("land", "energy", "emergency", "safety", "environment"):
        assert f'name="support_{kind}"' in form
    host.post(f"{BASE}/form", data=GOOD | {"next": "stay", "support_land": WANTED})
    assert WANTED in host.get(f"{BASE}/form").text
    check = host.get(f"{BASE}/check").text
    assert WANTED in check
    assert "项目用地" in check
    host.post(f"{BASE}/submission", data={"version": "1"})
    assert SupportRequest.objects.get().wanted == WANTED
    assert "支持诉求等待受理（1 件）" in host.get("/").text
    assert WANTED in host.get(ONE).text


def test_a_second_request_is_refused_on_the_form(asked: FlaskClient) -> None:
    """What was typed still stands there, with the reason and the number of the first."""
    asked.post(f"{BASE}/form", data=GOOD | {"support_land": "另需 5 亩"})
    page = asked.post(f"{BASE}/submission", data={"version": "1"})
    assert page.status_code == 422
    assert "另需 5 亩" in page.text
    assert "ZC-330000-2026-0001 还没有办结" in page.text
    assert 'href="#f-support_land"' in page.text


def test_a_number_of_a_person_is_told_at_its_field_and_masked(host: FlaskClient) -> None:
    """It holds nothing up; the button replaces it."""
    typed = GOOD | {"next": "stay", "support_land": "联系 13800138000"}
    host.post(f"{BASE}/form", data=typed)
    assert "手机号" in host.get(f"{BASE}/form").text
    host.post(f"{BASE}/form", data=typed | {"version": "1", "mask": "support_land"})
    assert "13800138000" not in host.get(f"{BASE}/form").text


def test_the_province_answers_and_the_host_settles(
    asked: FlaskClient, reviewer: FlaskClient
) -> None:
    """Taken in hand, referred to a named department, seen and settled by the host."""
    assert "受理支持诉求（1 件）" in reviewer.get("/").text
    reviewer.post(f"{ONE}/handling/take", data=version())
    wrong = reviewer.post(f"{ONE}/handling/answer", data=version() | ANSWER | {"department": ""})
    assert (wrong.status_code, "f-department-error" in wrong.text) == (422, True)
    done = reviewer.post(f"{ONE}/handling/answer", data=version() | ANSWER)
    assert (done.status_code, done.location) == (303, ONE)
    page = asked.get(ONE).text
    for told in ("已转浙江省自然资源厅", "已致函", "确认办结", "再次提出"):
        assert told in page
    asked.post(f"{ONE}/following/settle", data=version())
    assert "已办结" in reviewer.get(ONE).text


def test_asked_again_or_withdrawn_by_the_host(asked: FlaskClient, reviewer: FlaskClient) -> None:
    """Each with its words; a stale version is refused."""
    reviewer.post(f"{ONE}/handling/answer", data=version() | ANSWER)
    again = {"ask_again_text": "没有答复"}
    stale = asked.post(f"{ONE}/following/ask-again", data=again | {"version": "1"})
    assert stale.status_code == 412
    asked.post(f"{ONE}/following/ask-again", data=version() | again)
    assert "待受理" in reviewer.get(ONE).text
    blank = asked.post(f"{ONE}/following/withdraw", data=version())
    assert (blank.status_code, "f-withdraw_text-error" in blank.text) == (422, True)
    asked.post(f"{ONE}/following/withdraw", data=version() | {"withdraw_text": "已自行解决"})
    assert SupportRequest.objects.get().state == "withdrawn"


def test_the_ministry_reads_and_counts(reviewer: FlaskClient, sign_in: SignIn) -> None:
    """By kind and authority, those not answered beside; it takes no step."""
    assert reviewer is not None
    staff = sign_in(Role.MINISTRY_STAFF)
    for told in ("项目用地", "浙江省工业和信息化厅", "其中未答复"):
        assert told in staff.get(f"{LIST}/counts").text
    assert ONE in staff.get(f"{LIST}?kind=land&state=asked&authority=330000").text
    assert ONE not in staff.get(f"{LIST}?kind=energy").text
    assert 'name="outcome"' not in staff.get(ONE).text
    assert staff.post(f"{ONE}/handling/take", data=version()).status_code == 403
    workbook = staff.get(f"{LIST}/export.xlsx?kind=land")
    assert workbook.data.startswith(b"PK")


def test_another_sees_nothing(reviewer: FlaskClient, sign_in: SignIn) -> None:
    """Another province and another host: no request, no count, no step; no unknown step either."""
    other = sign_in(Role.PROVINCIAL_LEAD, authority="440000")
    stranger = sign_in(Role.HOST_OPERATOR, host="host-2")
    for its in (other, stranger):
        assert its.get(ONE).status_code == 404
        assert ONE not in its.get(LIST).text
    assert other.post(f"{ONE}/handling/take", data=version()).status_code == 404
    assert stranger.post(f"{ONE}/following/withdraw", data=version()).status_code == 404
    assert other.get(f"{LIST}?authority=330000").status_code == 404
    assert stranger.get(f"{LIST}/counts").status_code == 403
    for step in ("settle", "nothing"):
        assert reviewer.post(f"{ONE}/handling/{step}", data=version()).status_code == 404
