"""Returning a filed update 退回补正 by page: returned, seen, mended in its sections, withdrawn."""

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from registry.documents.platforms import Platform
from registry.documents.quarterly_updates import QuarterlyUpdate
from registry.documents.update_returns import UpdateReturn
from registry.permissions import Role

SignIn = Callable[..., FlaskClient]
NUMBER = "330000-2026-0001"
SAMPLE = Path(__file__).parents[1] / "samples" / "quarterly_update.toml"
GOOD = {"version": "0", "next": "check"} | tomllib.loads(SAMPLE.read_text())
BASE = f"/platforms/{NUMBER}/quarterly-updates/2026Q4"
NEW = f"{BASE}/return"
ONE = "/update-returns/TH-330000-2026-0001"
REASON = "新增服务企业与服务清单对不上，请核对"
ORDER = {"version": "1", "sections": ["service"], "reason": REASON}
MENDED = {
    "version": "0", "next": "check", "new_enterprises": "4", "projects_this_quarter": "0",
    "reason": "按服务清单核对",
}  # fmt: skip


@pytest.fixture
def host(sign_in: SignIn, on_record: Callable[..., Platform]) -> FlaskClient:
    """The host's operator, who has filed December's update today."""
    on_record(NUMBER)
    its = sign_in(Role.HOST_OPERATOR, host="host-1")
    its.post(f"{BASE}/form", data=GOOD)
    its.post(f"{BASE}/submission", data={"version": "1"})
    return its


@pytest.fixture
def reviewer(host: FlaskClient, sign_in: SignIn) -> FlaskClient:
    """A reviewer of Zhejiang's department, once the update is filed."""
    assert host is not None
    return sign_in(Role.PROVINCIAL_REVIEWER, authority="330000")


def test_from_the_quarter_to_the_return(reviewer: FlaskClient) -> None:
    """The start page leads to the form; sections and reason are wanted; then it is on record."""
    assert f'href="{NEW}"' in reviewer.get(BASE).text
    form = reviewer.get(NEW).text
    for told in ("本季度服务情况", "可以补正到窗口截止", "2026年12月31日"):
        assert told in form
    assert 'name="last_day"' not in form
    wrong = reviewer.post(NEW, data={"version": "1", "reason": REASON})
    assert (wrong.status_code, "f-sections-error" in wrong.text, REASON in wrong.text) == (
        422, True, True,
    )  # fmt: skip
    done = reviewer.post(NEW, data=ORDER)
    assert (done.status_code, done.location) == (303, ONE)
    shown = reviewer.get(ONE).text
    for told in ("待补正", REASON, "本季度服务情况", "撤回退回"):
        assert told in shown
    assert "待补正" in reviewer.get("/update-returns?state=open").text
    assert f'href="{NEW}"' not in reviewer.get(BASE).text
    again = reviewer.get(NEW).text
    assert "已经退回 TH-330000-2026-0001" in again
    assert 'name="reason"' not in again


def test_the_host_sees_what_why_and_until_when_and_mends_that_alone(
    host: FlaskClient, reviewer: FlaskClient
) -> None:
    """Home, start and form say it; only the named section has fields; the filing answers it."""
    reviewer.post(NEW, data=ORDER)
    assert "补正“" in host.get("/").text
    for path in ("", "/form"):
        page = host.get(f"{BASE}{path}").text
        for told in ("退回补正", REASON, "只补正：本季度服务情况", "12月31日"):
            assert told in page
    form = host.get(f"{BASE}/form").text
    assert 'name="new_enterprises"' in form
    assert 'name="full_time_staff"' not in form
    assert 'name="nothing_changed"' not in form
    assert "不在退回范围" in form
    host.post(f"{BASE}/form", data=MENDED)
    assert "提交更正" in host.get(f"{BASE}/check").text
    done = host.post(f"{BASE}/submission", data={"version": "1"})
    assert done.status_code == 303
    latest = QuarterlyUpdate.objects.order_by("-version").first()
    assert (latest.version, latest.content["new_enterprises"]) == (2, 4)
    assert str(latest.content["full_time_staff"]) == GOOD["full_time_staff"]
    assert (UpdateReturn.objects.get().state, latest.timeliness) == ("answered", "on_time")
    assert latest.number in host.get(ONE).text
    assert "退回后已补正" in reviewer.get(f"/platforms/{NUMBER}/quarters").text


def test_flags_stand_beside_the_state(host: FlaskClient, reviewer: FlaskClient) -> None:
    """The platform's record, the host's list and the office's export say that it was returned."""
    reviewer.post(NEW, data=ORDER)
    for address in (f"/platforms/{NUMBER}", f"/platforms/{NUMBER}/quarters", "/quarterly-updates"):
        assert "退回待补正" in host.get(address).text
    assert "查看退回后等待补正的动态更新（1 件）" in reviewer.get("/").text


def test_a_draft_of_before_is_not_sent_unseen(host: FlaskClient, reviewer: FlaskClient) -> None:
    """It changes another section: sending leads back to the form, which says what is left out."""
    draft = GOOD | {"full_time_staff": "14", "reason": "更正人数"}
    host.post(f"{BASE}/form", data=draft)
    reviewer.post(NEW, data=ORDER)
    assert "没有带入" in host.get(f"{BASE}/check").text
    sent = host.post(f"{BASE}/submission", data={"version": "1"})
    assert (sent.status_code, sent.location) == (303, f"{BASE}/form")
    form = host.get(sent.location).text
    assert "专职技术或管理人员" in form
    assert "没有带入" in form
    assert QuarterlyUpdate.objects.count() == 1


def test_what_a_check_finds_in_a_closed_section_is_told_and_does_not_block(
    host: FlaskClient, reviewer: FlaskClient
) -> None:
    """The form says that its section would have to be returned too, and the check can be sent."""
    QuarterlyUpdate.objects.update(set__content__load=101)
    reviewer.post(NEW, data=ORDER)
    for page in (host.get(f"{BASE}/form"), host.post(f"{BASE}/form", data=MENDED)):
        shown = page if page.status_code == 200 else host.get(page.location)
        assert "请主管部门把“现状数据”也退回" in shown.text
    assert "提交更正" in host.get(f"{BASE}/check").text
    host.post(f"{BASE}/submission", data={"version": "1"})
    assert UpdateReturn.objects.get().state == "answered"


def test_withdrawn_with_a_reason(host: FlaskClient, reviewer: FlaskClient) -> None:
    """The form is whole again, and the return says who withdrew it and why."""
    reviewer.post(NEW, data=ORDER)
    blank = reviewer.post(f"{ONE}/withdraw", data={"version": "1", "reason": ""})
    assert (blank.status_code, "f-reason-error" in blank.text) == (422, True)
    done = reviewer.post(f"{ONE}/withdraw", data={"version": "1", "reason": "看错了平台"})
    assert done.location == ONE
    assert "看错了平台" in reviewer.get(ONE).text
    assert 'name="full_time_staff"' in host.get(f"{BASE}/form").text


def test_where_leave_goes_with_it_a_reviewer_is_sent_to_a_lead(
    reviewer: FlaskClient, sign_in: SignIn
) -> None:
    """The reviewer's page has no form and says whose it is; the act is refused; a lead has it."""
    reviewer.post(NEW, data=ORDER)
    UpdateReturn.objects.update(set__leave="BB-330000-2026-0001")
    page = reviewer.get(ONE).text
    assert "由负责人撤回" in page
    assert f'action="{ONE}/withdraw"' not in page
    refused = reviewer.post(f"{ONE}/withdraw", data={"version": "1", "reason": "看错了平台"})
    assert refused.status_code == 403
    lead = sign_in(Role.PROVINCIAL_LEAD, authority="330000", username="own-lead")
    page = lead.get(ONE).text
    assert f'action="{ONE}/withdraw"' in page
    assert "由负责人撤回" not in page


def test_who_returns_nothing(host: FlaskClient, sign_in: SignIn) -> None:
    """The host and the ministry have no form; another province sees no quarter and no return."""
    staff = sign_in(Role.MINISTRY_STAFF)
    other = sign_in(Role.PROVINCIAL_LEAD, authority="440000")
    for its, status in ((host, 403), (staff, 403), (other, 404)):
        assert its.get(NEW).status_code == status
        assert its.post(NEW, data=ORDER).status_code == status
    own = sign_in(Role.PROVINCIAL_LEAD, authority="330000", username="own-lead")
    own.post(NEW, data=ORDER)
    assert staff.get(ONE).status_code == host.get(ONE).status_code == 200
    assert other.get(ONE).status_code == 404
    assert "撤回退回" not in staff.get(ONE).text
    assert other.post(f"{ONE}/withdraw", data={"version": "1"}).status_code == 404


@pytest.mark.parametrize("query", ["?authority[$ne]=x", "?state[$gt]=", "?period=2026Q4&cursor=x"])
def test_a_list_takes_no_operators(reviewer: FlaskClient, query: str) -> None:
    """What looks like one narrows nothing; a forged cursor is refused."""
    assert reviewer.get(f"/update-returns{query}").status_code in {200, 400}
