"""The adjustment round by page: opened, followed, cut off; what is asked where it is not there."""

from collections.abc import Callable
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from registry.clock import SHANGHAI, Clock
from registry.documents.adjustments import AdjustmentRound, HostCutOff
from registry.law import rulebook
from registry.permissions import Role
from registry.services.calendar import current_calendar
from registry.services.round_closings import tell_of_closed_round
from tests.application_makers import an_application
from tests.round_makers import a_cut_off, a_round, an_exit
from tests.services.test_tasks import send

SignIn = Callable[..., FlaskClient]
ROUND = "/adjustments/2026H2"
ZHEJIANG = f"{ROUND}/authorities/330000"
NOTICE = {"number": "工信厅科函〔2026〕11号", "dated": "2026-11-18", "asks": "请组织\n新一批申报。"}


@pytest.fixture
def ministry_page(sign_in: SignIn) -> FlaskClient:
    """The ministry's lead at the pages."""
    return sign_in(Role.MINISTRY_LEAD)


@pytest.fixture
def lead_page(sign_in: SignIn) -> FlaskClient:
    """Zhejiang's lead at the pages."""
    return sign_in(Role.PROVINCIAL_LEAD, authority="330000")


def _set_clock(app: Flask, *when: int) -> None:
    house = app.extensions["reserve"]
    object.__setattr__(house, "clock", Clock(datetime(*when, tzinfo=SHANGHAI)))


def test_the_lead_opens_a_round_and_corrects_its_notice(ministry_page: FlaskClient) -> None:
    """From the task on the first page to the notice and its correction, both shown."""
    assert 'href="/adjustments/2026H2"' in ministry_page.get("/").text
    page = ministry_page.get(ROUND).text
    assert "还没有登记通知" in page
    assert f'href="{ROUND}/notice"' in page
    done = ministry_page.post(f"{ROUND}/notice", data={**NOTICE, "version": "0"})
    assert (done.status_code, done.location) == (303, ROUND)
    page = ministry_page.get(ROUND).text
    assert "工信厅科函〔2026〕11号" in page
    assert "还没有登记通知" not in page
    form = ministry_page.get(f"{ROUND}/notice").text
    assert 'value="2026-11-18"' in form
    assert "更正原因" in form
    changed = NOTICE | {"number": "工信厅科函〔2026〕12号", "reason": "文号写错", "version": "1"}
    assert ministry_page.post(f"{ROUND}/notice", data=changed).status_code == 303
    page = ministry_page.get(ROUND).text
    for word in ("更正过 1 次", "文号写错", "〔2026〕11号", "〔2026〕12号"):
        assert word in page


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"dated": "18.11."}, "dated"), ({"dated": "2027-01-01"}, "dated"), ({"asks": " "}, "asks")],
)
def test_what_does_not_hold_is_told_at_its_field(
    ministry_page: FlaskClient, changed: dict[str, str], field: str
) -> None:
    """The typed words stay in the form, and nothing is kept."""
    answer = ministry_page.post(f"{ROUND}/notice", data=NOTICE | {"version": "0"} | changed)
    assert (answer.status_code, f"f-{field}-error" in answer.text) == (422, True)
    assert 'value="工信厅科函〔2026〕11号"' in answer.text
    assert AdjustmentRound.objects.count() == 0


def test_a_form_sent_twice_opens_once(ministry_page: FlaskClient) -> None:
    """The second is told that the round is open; an old correction that it changed."""
    for status in (303, 409):
        answer = ministry_page.post(f"{ROUND}/notice", data=NOTICE | {"version": "0"})
        assert answer.status_code == status
    assert "没有重复登记" in answer.text
    old = NOTICE | {"asks": "另一个要求", "reason": "改", "version": "7"}
    assert ministry_page.post(f"{ROUND}/notice", data=old).status_code == 412


def test_another_round_than_the_one_at_hand_is_not_opened(ministry_page: FlaskClient) -> None:
    """A past one offers no form's success; an address that names no round is not found."""
    answer = ministry_page.post("/adjustments/2026H1/notice", data=NOTICE | {"version": "0"})
    assert answer.status_code == 409
    assert "只能开启正在进行或者即将到来的一轮" in answer.text
    for period in ("2026Q4", "x", "2026H3"):
        assert ministry_page.get(f"/adjustments/{period}").status_code == 404


def test_the_ministry_follows_by_authority(ministry_page: FlaskClient) -> None:
    """37 lines that sort and narrow by plain links, each leading to its authority."""
    a_round()
    an_application("SB-1", state="recommended")
    an_application("SB-2", state="submitted", authority="440000")
    an_exit("TC-440000-2026H2-001", "440000")
    page = ministry_page.get(ROUND).text
    assert page.count('class="row-link"') == 37
    assert "未上传" in page
    for only, names in (
        ("open", {"330000", "440000"}),
        ("no_sheet", {"330000"}),
        ("exits", {"440000"}),
    ):
        page = ministry_page.get(f"{ROUND}?only={only}").text
        assert page.count('class="row-link"') == len(names)
        assert all(f"{ROUND}/authorities/{one}" in page for one in names)
    first = ministry_page.get(f"{ROUND}?sort=-review").text.split('class="row-link"')[1]
    assert "authorities/440000" in first
    for sort in ("-last_activity", "last_activity", "$where", "open_items"):
        assert ministry_page.get(f"{ROUND}?sort={sort}").status_code == 200


def test_a_province_is_led_to_its_own_round(lead_page: FlaskClient) -> None:
    """Without a notice it reads that nothing is taken; with one what is asked and what is left."""
    assert lead_page.get("/adjustments").location == ROUND
    assert lead_page.get(ROUND).location == ZHEJIANG
    page = lead_page.get(ZHEJIANG).text
    assert "还没有登记这一轮的通知" in page
    assert "上传汇总表" in page
    a_round()
    an_application("SB-1", state="submitted")
    send("330000-2026H2-01", datetime(2026, 12, 28, 8, tzinfo=SHANGHAI))
    page = lead_page.get(ZHEJIANG).text
    for word in ("请组织新一批平台申报", "审核 1 份申报", "受理汇总表", "330000-2026H2-01",
                 "还剩 3 个工作日", "至窗口结束：2026年12月31日 24:00"):  # fmt: skip
        assert word in page


def test_a_lead_sets_and_puts_off_its_cut_off(lead_page: FlaskClient, sign_in: SignIn) -> None:
    """A day and an hour; afterwards only later, with a reason; 24:00 of the last day lifts it."""
    a_round()
    where = f"{ZHEJIANG}/cut-off"
    first = {"until": "2026-12-30", "hour": "12", "version": "0"}
    assert lead_page.post(where, data=first).status_code == 303
    assert "2026年12月30日 12:00" in lead_page.get(ZHEJIANG).text
    assert lead_page.post(where, data=first).status_code == 412
    earlier = first | {"hour": "9", "version": "1", "reason": "提前"}
    answer = lead_page.post(where, data=earlier)
    assert (answer.status_code, "f-until-error" in answer.text) == (422, True)
    assert "只能推迟，不能提前" in answer.text
    later = {"until": "2026-12-31", "hour": "24", "version": "1"}
    answer = lead_page.post(where, data=later)
    assert (answer.status_code, "f-reason-error" in answer.text) == (422, True)
    assert lead_page.post(where, data=later | {"reason": "系统故障"}).status_code == 303
    assert "没有另定" in lead_page.get(ZHEJIANG).text
    assert HostCutOff.objects.count() == 2
    reviewer = sign_in(Role.PROVINCIAL_REVIEWER, authority="330000")
    assert "推迟截止时间" not in reviewer.get(ZHEJIANG).text


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"until": "2026-12-30"},
        {"until": "x", "hour": "9"},
        {"until": "2026-12-30", "hour": "25"},
    ],
)
def test_an_hour_that_is_none_is_asked_for(lead_page: FlaskClient, typed: dict[str, str]) -> None:
    """The field says what is wanted; nothing is kept."""
    a_round()
    answer = lead_page.post(f"{ZHEJIANG}/cut-off", data={"version": "0", **typed})
    assert (answer.status_code, "请选择截止的日期和钟点" in answer.text) == (422, True)
    assert HostCutOff.objects.count() == 0


def test_another_s_round_is_not_found(sign_in: SignIn) -> None:
    """Page and act of a foreign authority are 404."""
    a_round()
    other = sign_in(Role.PROVINCIAL_LEAD, authority="440000")
    assert other.get(ZHEJIANG).status_code == 404
    assert other.post(f"{ZHEJIANG}/cut-off", data={"version": "0"}).status_code == 404


def test_after_its_month_a_round_says_what_it_left(app: Flask, sign_in: SignIn) -> None:
    """Before the job told it and after; the next round has it."""
    a_round()
    an_application("SB-1", state="in_review")
    an_application("SB-2", state="draft", period="")
    _set_clock(app, 2027, 1, 4, 9)
    lead_page = sign_in(Role.PROVINCIAL_LEAD, authority="330000")
    page = lead_page.get(ZHEJIANG).text
    assert "没有办完的申报转入下一轮" in page
    assert "推迟截止时间" not in page
    assert (
        "其中 1 份从以前的轮次转来" in lead_page.get("/adjustments/2027H1/authorities/330000").text
    )


def test_what_a_round_left_is_listed_by_number(app: Flask, sign_in: SignIn) -> None:
    """Each leads to its record; a draft, which its host alone reads, is named without a link."""
    a_round()
    an_application("SB-1", state="in_review")
    an_application("SB-2", state="draft", period="", version=0)
    send("330000-2026H2-01", datetime(2026, 12, 30, 9, tzinfo=SHANGHAI), "needs_mending")
    send("330000-2026H2-02", datetime(2026, 12, 31, 9, tzinfo=SHANGHAI))
    _set_clock(app, 2027, 1, 4, 9)
    tell_of_closed_round(
        at=datetime(2027, 1, 1, tzinfo=SHANGHAI), rulebook=rulebook(), calendar=current_calendar()
    )
    page = sign_in(Role.PROVINCIAL_LEAD, authority="330000").get(ZHEJIANG).text
    left = page[page.index("本轮结束时没有办完的 3 项") :]
    left = left[: left.index("</details>")]
    assert 'href="/reviews/SB-1"' in left
    assert 'href="/summary-sheets/330000-2026H2-02"' in left
    assert "SB-2" in left
    assert "/reviews/SB-2" not in left
    assert "330000-2026H2-01" not in left


def test_a_host_reads_the_round_and_its_authority_s_cut_off(sign_in: SignIn) -> None:
    """On its first page, with whose hour it is; without a notice that it must wait."""
    an_application(state="draft", host="host-1")
    host = sign_in(Role.HOST_OPERATOR, host="host-1")
    assert "通知尚未登记" in host.get("/").text
    a_round()
    a_cut_off(datetime(2026, 12, 30, 12, tzinfo=SHANGHAI))
    page = host.get("/").text
    assert "2026年下半年名单动态调整" in page
    assert "浙江省工业和信息化厅规定的申报截止时间：2026年12月30日 12:00" in page
    assert host.get(ROUND).status_code == 403


def test_what_is_typed_is_never_markup(ministry_page: FlaskClient) -> None:
    """A notice is shown as text."""
    evil = "<script>alert(1)</script>"
    data = {"number": evil, "dated": "2026-11-18", "asks": evil, "version": "0"}
    assert ministry_page.post(f"{ROUND}/notice", data=data).status_code == 303
    for path in (ROUND, f"{ROUND}/notice", ZHEJIANG):
        assert evil not in ministry_page.get(path).text
