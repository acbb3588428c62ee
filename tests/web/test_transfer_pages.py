"""The pages of a transfer, of the offices that look first, and of their people."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from registry.documents.accounts import Account
from registry.documents.pre_reviews import DivisionOffice, PreReview
from registry.documents.transfers import Transfer
from registry.permissions import Role
from tests.review_makers import a_submitted, a_whole_one

PLATFORM = "330000-2026-0001"
NUMBER = "SB-330000-2026-0001"

SignIn = Callable[..., FlaskClient]


@pytest.fixture
def giving(sign_in: SignIn) -> FlaskClient:
    """The lead of Zhejiang, signed in."""
    return sign_in(Role.PROVINCIAL_LEAD, authority="330000", name="浙江负责人")


@pytest.fixture
def receiving(sign_in: SignIn) -> FlaskClient:
    """The lead of Ningbo, signed in."""
    return sign_in(Role.PROVINCIAL_LEAD, authority="330200", name="宁波负责人")


def test_a_platform_is_handed_on_page_by_page(giving, receiving, on_record):
    """From the platform's papers to the other side's first page, and on record at both."""
    on_record(PLATFORM)
    papers = giving.get(f"/platforms/{PLATFORM}/papers").text
    assert f'href="/platforms/{PLATFORM}/transfers/new"' in papers
    form = giving.get(f"/platforms/{PLATFORM}/transfers/new").text
    assert 'value="2026-12-28"' in form
    assert '<option value="330000"' not in form
    sent = {"receiving": "330200", "effective_on": "2026-12-28", "reason": "平台迁至宁波"}
    made = giving.post(f"/platforms/{PLATFORM}/transfers", data=sent)
    page = giving.get(made.location).text
    assert "等待宁波市" in page
    assert "撤回这次移交" in page
    assert "接收或退回平台移交：1 个" in receiving.get("/").text
    page = receiving.get(made.location).text
    assert "接收平台" in page
    assert f'href="/platforms/{PLATFORM}"' not in page
    receiving.post(f"{made.location}/acceptance", data={"version": "1"})
    page = receiving.get(made.location).text
    assert "已接收" in page
    assert f'href="/platforms/{PLATFORM}"' in page
    assert giving.get(f"/platforms/{PLATFORM}").status_code == 404
    assert "移交主管部门" in receiving.get(f"/platforms/{PLATFORM}/history").text
    assert made.location in receiving.get(f"/platforms/{PLATFORM}/papers").text


def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(giving, on_record):
    """Each field by its own sentence; what was typed stays."""
    on_record(PLATFORM)
    sent = {"receiving": "", "effective_on": "2026-01-01", "reason": "平台迁至宁波"}
    answer = giving.post(f"/platforms/{PLATFORM}/transfers", data=sent)
    assert answer.status_code == 422
    assert "请选择接收的主管部门" in answer.text
    assert "请填写生效日期" in answer.text
    assert "平台迁至宁波" in answer.text
    assert Transfer.objects.count() == 0


def test_handed_back_with_a_reason(giving, receiving, on_record):
    """Without a reason the page says so; with one the other side reads it."""
    on_record(PLATFORM)
    sent = {"receiving": "330200", "effective_on": "2026-12-30", "reason": "迁址"}
    made = giving.post(f"/platforms/{PLATFORM}/transfers", data=sent)
    second = giving.post(f"/platforms/{PLATFORM}/transfers", data=sent)
    assert (second.status_code, "等待对方接收" in second.text) == (409, True)
    assert "还没到生效日期" in receiving.get(made.location).text
    early = receiving.post(f"{made.location}/acceptance", data={"version": "1"})
    assert (early.status_code, "2026年12月30日起生效" in early.text) == (409, True)
    wrong = receiving.post(f"{made.location}/refusal", data={"version": "1"})
    assert (wrong.status_code, "请写明原因" in wrong.text) == (422, True)
    receiving.post(f"{made.location}/refusal", data={"version": "1", "reason": "尚未迁入"})
    page = giving.get(made.location).text
    assert "尚未迁入" in page
    assert "接收平台" not in page
    listed = giving.get("/transfers").text
    assert "已退回" in listed


def test_another_authority_and_a_host_see_nothing(giving, sign_in, on_record):
    """A third finds no transfer; the host reads on its platform that there was one."""
    on_record(PLATFORM)
    sent = {"receiving": "330200", "effective_on": "2026-12-28", "reason": "迁址"}
    made = giving.post(f"/platforms/{PLATFORM}/transfers", data=sent)
    far = sign_in(Role.PROVINCIAL_LEAD, authority="440000")
    assert far.get(made.location).status_code == 404
    assert "还没有平台移交" in far.get("/transfers").text
    assert far.post(f"{made.location}/acceptance", data={"version": "1"}).status_code == 404
    host = sign_in(Role.HOST_OPERATOR, host="host-1")
    papers = host.get(f"/platforms/{PLATFORM}/papers").text
    assert "YJ-2026-0001" in papers
    assert made.location not in papers
    assert host.get(made.location).status_code == 403


def test_a_lead_sets_up_an_office_and_switches_it(giving, sign_in):
    """Wrong codes are told at their field; an office is switched off and on."""
    wrong = giving.post("/division-offices", data={"name": "某局", "division": "440100"})
    assert (wrong.status_code, "例如杭州市为 330100" in wrong.text) == (422, True)
    sent = {"name": "杭州市经济和信息化局", "division": "330100"}
    giving.post("/division-offices", data=sent)
    page = giving.get("/division-offices").text
    assert "杭州市经济和信息化局" in page
    assert giving.post("/division-offices", data=sent).status_code == 409
    giving.post("/division-offices/330100/standing", data={"active": "0", "version": "1"})
    assert not DivisionOffice.objects.get().active
    again = giving.post(
        "/division-offices/330100/standing", data={"active": "1", "version": "1"}
    )  # fmt: skip
    assert (again.status_code, "已被他人修改" in again.text) == (412, True)
    assert not DivisionOffice.objects.get().active
    reviewer = sign_in(Role.PROVINCIAL_REVIEWER, authority="330000")
    assert "<form" not in reviewer.get("/division-offices").text.split("<main")[1]


def test_an_office_gives_its_opinion(giving, sign_in):
    """Its people see the version without contacts; what they say, the province reads."""
    giving.post("/division-offices", data={"name": "杭州市经信局", "division": "330100"})
    a_whole_one(NUMBER, division="330110")
    office = sign_in(
        Role.DIVISION_REVIEWER, authority="330000", division="330100", name="沈初"
    )  # fmt: skip
    assert "提出初审意见：1 份" in office.get("/").text
    listed = office.get("/pre-reviews").text
    assert "临江高端装备中试平台" in listed
    page = office.get(f"/pre-reviews/{NUMBER}").text
    assert "五轴联动加工中心" in page
    assert "0571-8000 0001" not in page
    assert '<input type="hidden" name="version" value="1">' in page
    good = {"opinion": "forward", "reason": "材料齐全", "version": "1"}
    wrong = office.post(f"/pre-reviews/{NUMBER}", data=good | {"reason": ""})
    assert (wrong.status_code, "请写明理由" in wrong.text) == (422, True)
    moved = office.post(f"/pre-reviews/{NUMBER}", data=good | {"version": "7"})
    assert (moved.status_code, "请查看新的版本后再提" in moved.text) == (412, True)
    office.post(f"/pre-reviews/{NUMBER}", data=good)
    assert PreReview.objects.get().account_name == "沈初"
    again = office.post(f"/pre-reviews/{NUMBER}", data=good)
    assert (again.status_code, "不能更改" in again.text) == (409, True)
    page = giving.get(f"/reviews/{NUMBER}").text
    assert "市县初审意见：同意上报" in page
    assert "材料齐全" in page
    assert "同意上报" in giving.get("/reviews?pre_review=forward").text
    assert "没有符合条件的申报" in giving.get("/reviews?pre_review=none_given").text
    for path in ("/reviews", f"/reviews/{NUMBER}", "/platforms", "/summary-sheets", "/transfers"):
        assert office.get(path).status_code == 403


def test_another_division_finds_nothing(giving, sign_in):
    """The office of Jiaxing does not see what lies in Hangzhou."""
    for division in ("330100", "330400"):
        giving.post("/division-offices", data={"name": "某局", "division": division})
    a_submitted(NUMBER, division="330110")
    other = sign_in(Role.DIVISION_REVIEWER, authority="330000", division="330400")
    assert other.get(f"/pre-reviews/{NUMBER}").status_code == 404
    sent = {"opinion": "forward", "reason": "x"}
    assert other.post(f"/pre-reviews/{NUMBER}", data=sent).status_code == 404
    assert "现在没有待初审的申报" in other.get("/pre-reviews").text


def test_the_role_is_granted_on_the_account_s_page(giving, sign_in, person_of):
    """Authority and office are named, and the account then says for whom it acts."""
    giving.post("/division-offices", data={"name": "杭州市经信局", "division": "330100"})
    account = person_of(Role.PROVINCIAL_REVIEWER, authority="330000")
    security = sign_in(Role.SECURITY_ADMINISTRATOR)
    path = f"/accounts/{account.id}"
    sent = {"role": "division_reviewer", "authority": "330000"}
    wrong = security.post(f"{path}/grant", data=sent)
    assert (wrong.status_code, "须指定初审单位" in wrong.text) == (422, True)
    security.post(f"{path}/grant", data=sent | {"division": "330100"})
    kept = Account.objects.get(id=account.id)
    assert (kept.role, kept.authority, kept.division) == ("division_reviewer", "330000", "330100")
    assert "（330100）" in security.get(path).text
    security.post(f"{path}/grant", data={"act": "take_away"})
    assert Account.objects.get(id=account.id).division == ""
