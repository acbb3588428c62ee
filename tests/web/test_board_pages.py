"""Window week by page: the board, one click to chase, whom to call, and the rates."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook

from registry.documents.accounts import Account
from registry.documents.applications import Application, ApplicationVersion
from registry.documents.chases import Chase
from registry.documents.ledger import LedgerEntry
from registry.documents.outbox import OutboxMessage
from registry.documents.platforms import Platform
from registry.law import rulebook
from registry.permissions import Role
from registry.services.application_contacts import MASK, sealed
from registry.services.calendar import current_calendar
from registry.services.duty_ledger import settle_all
from tests.services.records import begin, file

SignIn = Callable[..., FlaskClient]
CHASE = {"period": "2026Q4", "whom": "hosts"}


@pytest.fixture(autouse=True)
def library(on_record: Callable[..., Platform], at: datetime) -> None:
    """Zhejiang: one filed, one begun, two missing; Guangdong: one missing. The window is open."""
    for ordinal in range(1, 5):
        on_record(f"330000-2026-{ordinal:04d}", host=f"host-{ordinal}", place="杭州市")
    on_record("440000-2026-0001", host="host-9", place="深圳市")
    file("330000-2026-0001", at)
    begin("330000-2026-0002", at)


@pytest.fixture
def lead(sign_in: SignIn) -> FlaskClient:
    """A lead of Zhejiang's department."""
    return sign_in(Role.PROVINCIAL_LEAD, authority="330000", name="周敏")


@pytest.fixture
def ministry(sign_in: SignIn) -> FlaskClient:
    """Staff of the ministry."""
    return sign_in(Role.MINISTRY_STAFF)


def words(page: str) -> str:
    """A page's words, without its markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_a_province_sees_its_own_at_a_glance(lead: FlaskClient) -> None:
    """Counts, place, field, when it was read, and one button; without a script as well."""
    page = lead.get("/board").text
    assert "应报 4：已提交 1，草稿 1，未报 2" in page
    said = words(page)
    assert "2026年第四季度填报看板" in said
    assert "读取于 09:00:00" in said
    assert "刷新本页即可更新" in said
    assert "杭州市" in said
    assert "深圳市" not in said
    assert "历史数据不足" in said
    assert "催报全部" in said
    for table in ("各地市填报进度（家）", "各领域填报进度（家）"):
        assert "退回补正" in page[page.index(table) :].split("</thead>")[0]
    assert "style=" not in page
    assert "按主管部门" not in said


def test_the_ministry_sees_each_authority_and_goes_into_one(ministry: FlaskClient) -> None:
    """Sorted by what is missing; those with nobody to report are counted, not listed."""
    page = ministry.get("/board?sort=-expected").text
    said = words(page)
    assert said.index("浙江省") < said.index("广东省")
    assert "另有 35 个主管部门没有应报的平台" in said
    assert "催报未报齐的主管部门" in said
    assert 'href="/board?period=2026Q4&amp;authority=440000"' in page
    one = words(ministry.get("/board?authority=440000").text)
    assert "深圳市" in one
    assert "催主管部门" in one
    assert ministry.get("/board?sort=-%24where").status_code == 200
    for wrong in ("authority=999999", "period=2026H1", "period=x"):
        assert ministry.get(f"/board?{wrong}").status_code == 404


def test_before_after_and_where_nobody_owes(lead: FlaskClient, sign_in: SignIn) -> None:
    """Each says what is the matter and what comes next; nobody can be chased then."""
    before = words(lead.get("/board?period=2027Q1").text)
    assert "这个季度还没有应报的平台" in before
    after = lead.get("/board?period=2026Q3").text
    assert "窗口已经截止，还有 4 家没有提交" in words(after)
    assert 'data-live="0"' in after
    assert "催报全部" not in after
    nobody = sign_in(Role.PROVINCIAL_LEAD, authority="110000")
    assert "本季度没有应报的平台" in words(nobody.get("/board").text)


def test_the_old_page_leads_to_the_board(lead: FlaskClient, sign_in: SignIn) -> None:
    """An address kept from before still leads to the counts, and refuses whom it refused."""
    assert lead.get("/reporting?period=2026Q3").location == "/board?period=2026Q3"
    assert sign_in(Role.HOST_OPERATOR, host="host-1").get("/reporting").status_code == 403


def test_one_click_chases_and_the_second_says_who_was_told(lead: FlaskClient) -> None:
    """Back on the board: three hosts told; once more, the same three by name and time."""
    done = lead.post("/chases", data=CHASE)
    assert done.location == "/board?period=2026Q4"
    assert "已催报 3 家，编号 CB-330000-20261228-01" in lead.get(done.location).text
    again = lead.get(lead.post("/chases", data=CHASE).location).text
    assert "今天已催过、没有再发的 3 家" in again
    assert "（09:00，周敏）" in again
    assert "今天已催 3 家依托单位，最近一次 09:00" in words(again)
    assert OutboxMessage.objects(code="notice_chase_host").count() == 3
    listed = lead.get("/chases").text
    assert 'href="/chases/CB-330000-20261228-01"' in listed
    record = words(lead.get("/chases/CB-330000-20261228-01").text)
    assert "330000-2026-0003" in record
    assert "周敏" in record


def test_chosen_ones_are_chased_from_the_list(lead: FlaskClient) -> None:
    """Only they are told; the list then says when, and so does the platform's page."""
    page = lead.get("/reporting/missing").text
    assert 'name="platforms" value="330000-2026-0003"' in page
    form = {"period": "2026Q4", "chosen": "1"}
    done = lead.post("/chases", data=form | {"platforms": ["330000-2026-0003", "440000-2026-0001"]})
    assert done.location == "/reporting/missing?period=2026Q4"
    (told,) = OutboxMessage.objects(code="notice_chase_host")
    assert told.recipient == "host-3"
    assert "今天已催" in lead.get(done.location).text
    quarters = lead.get("/platforms/330000-2026-0003/quarters").text
    assert "催报记录" in quarters
    assert "周敏" in quarters
    assert "催报记录" not in lead.get("/platforms/330000-2026-0004/quarters").text
    nothing = lead.post("/chases", data=form)
    assert "请先选择要催报的平台" in lead.get(nothing.location).text


def test_whom_nobody_answers_for_is_named(
    lead: FlaskClient, person_of: Callable[..., Account]
) -> None:
    """Where the chase came from and on its record: who has no account, and how to give one."""
    person_of(Role.HOST_OPERATOR, host="host-3")
    Platform.objects(host="host-4").update(set__host_name="越州研究院")
    Platform.objects(host="host-2").update(set__host_name="钱塘研究院")
    done = lead.post("/chases", data=CHASE)
    sentence = "其中 2 家没有可用账号，站内消息没有人能看到：越州研究院、钱塘研究院。"
    assert sentence in lead.get(done.location).text
    record = lead.get(f"/chases/{Chase.objects.get().number}").text
    assert sentence in record
    assert record.count(">没有账号<") == 2
    assert 'href="/activations?authority=330000"' in record
    assert "没有账号" in lead.get("/chases").text


def test_the_ministry_chases_authorities_or_one_s_hosts(
    ministry: FlaskClient, lead: FlaskClient
) -> None:
    """Authorities all at once; hosts of one that it names. A province reads of it in its inbox."""
    ministry.post("/chases", data={"period": "2026Q4", "whom": "authority"})
    assert {one.recipient for one in OutboxMessage.objects(code="notice_chase_authority")} == {
        "330000", "440000",
    }  # fmt: skip
    assert "工业和信息化部催报" in lead.get("/messages").text
    ministry.post("/chases", data=CHASE | {"authority": "440000"})
    assert OutboxMessage.objects(recipient="host-9").count() == 1
    assert "今天已催 1 家依托单位、 2 个主管部门" in words(ministry.get("/board").text)
    assert ministry.post("/chases", data=CHASE).status_code == 422


def test_strangers_chase_nobody(lead: FlaskClient, sign_in: SignIn) -> None:
    """Another's authority and record are not found, a host may not, a closed quarter is said."""
    assert lead.post("/chases", data=CHASE | {"authority": "440000"}).status_code == 404
    assert lead.post("/chases", data=CHASE | {"whom": "authority"}).status_code == 403
    assert lead.post("/chases", data=CHASE | {"period": "x"}).status_code == 404
    host = sign_in(Role.HOST_OPERATOR, host="host-1")
    for answer in (host.post("/chases", data=CHASE), host.get("/chases"), host.get("/board")):
        assert answer.status_code == 403
    closed = lead.post("/chases", data=CHASE | {"period": "2026Q3"})
    assert "现在不能填报" in lead.get(closed.location).text
    assert Chase.objects.count() == 0
    assert lead.get("/chases/CB-440000-20261228-01").status_code == 404


def _entered(app: Flask, platform: str, host: str) -> None:
    """Let a platform have entered by an application with contacts."""
    number = f"SB-{platform}"
    values = {"contact_name": "钱进", "contact_phone": "0571-88881234", "contact_mail": "q@x.cn"}
    held = sealed(values, number, app.extensions["reserve"].vault)
    shared = {"host": host, "host_name": "h", "credit_code": "c", "authority": platform[:6]}
    Application._get_collection().insert_one(
        {"number": number, "platform": platform, "version": 1, "state": "admitted", **shared}
    )
    ApplicationVersion._get_collection().insert_one(
        {"number": f"{number}-1", "application": number, "version": 1, "content": held}
    )


def test_whom_to_call_is_shown_to_who_may_read_it(
    app: Flask, lead: FlaskClient, ministry: FlaskClient
) -> None:
    """The province reads contacts, the ministry a mask; the ledger says whose were shown."""
    _entered(app, "330000-2026-0003", "host-3")
    _entered(app, "330000-2026-0004", "host-before")  # of a host that has it no more
    address = "/reporting/export.xlsx?period=2026Q4&what=missing&authority=330000"
    found = {}
    for who in (lead, ministry):
        rows = load_workbook(BytesIO(who.get(address).data)).active.iter_rows(values_only=True)
        found[who] = {row[1]: row[5:] for row in rows}
    told = ("入库申报 SB-330000-2026-0003", "该单位没有账号")
    assert found[lead]["330000-2026-0003"] == ("钱进", "0571-88881234", "q@x.cn", *told)
    assert found[ministry]["330000-2026-0003"] == (MASK, MASK, MASK, *told)
    nobody = (None, None, None, None, "该单位没有账号，没有联系方式")
    assert found[lead]["330000-2026-0004"] == found[ministry]["330000-2026-0004"] == nobody
    told = [
        one.after["contacts"]
        for one in LedgerEntry.objects(verb="reporting.export").order_by("sequence")
    ]
    assert told == [1, 0]


def test_a_board_left_open_does_not_keep_one_signed_in(lead: FlaskClient, app: Flask) -> None:
    """What the page asks by itself is no use of the session; a look is."""
    house = app.extensions["reserve"]
    long_ago = house.clock.now().replace(microsecond=0) - timedelta(minutes=10)
    Account.objects(name="周敏").update(set__sessions__0__seen_at=long_ago)
    assert lead.get("/board", headers={"X-Looking-On": "1"}).status_code == 200
    assert Account.objects.get(name="周敏").sessions[0].seen_at == long_ago
    lead.get("/board")
    assert Account.objects.get(name="周敏").sessions[0].seen_at > long_ago


def test_the_rates_over_the_quarters(
    lead: FlaskClient, ministry: FlaskClient, at: datetime
) -> None:
    """Definitions, a chart in words, its table, every authority; and where there is nothing yet."""
    assert "还没有已截止并有提交的季度" in words(lead.get("/board/rates").text)
    for period, day in (("2026Q2", "2026-06-25"), ("2026Q3", "2026-09-24")):
        file("330000-2026-0001", datetime.fromisoformat(f"{day}T09:00+08:00"), period=period)
    settle_all(at=at, rulebook=rulebook(), calendar=current_calendar())
    page = lead.get("/board/rates").text
    assert "已提交（按时和补报）÷ 应报" in page
    assert "2026年第三季度完整率 25.0%，按时率 25.0%" in page
    assert page.count("<polyline") == 2
    assert "广东省" not in page
    all_of_them = ministry.get("/board/rates").text
    assert "广东省" in all_of_them
    assert "各主管部门按时率" in all_of_them
    assert ministry.get("/board/rates?authority=440000").status_code == 200
    assert ministry.get("/board/rates?authority=x").status_code == 404
    assert lead.get("/board/rates?authority=440000").status_code == 404
    assert lead.get("/board/rates.xlsx").data[:2] == b"PK"
