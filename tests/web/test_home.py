"""The first page and the help: what a visitor meets, and what each role finds to do."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from registry.clock import SHANGHAI, Clock
from registry.documents.accounts import Account
from registry.documents.ban_waivers import BanWaiver
from registry.documents.bans import Ban
from registry.documents.platforms import Platform
from registry.messages import say
from registry.permissions import Role
from tests.ban_makers import a_ban, a_waiver

pytestmark = pytest.mark.usefixtures("opened_round")
PEOPLE = [role for role in Role if role is not Role.CONSOLE]
PLACE = {
    Role.HOST_OPERATOR: {"host": "host-1"},
    Role.PROVINCIAL_LEAD: {"authority": "330000"},
    Role.PROVINCIAL_REVIEWER: {"authority": "330000"},
}


def ban(platform: Platform) -> None:
    """Put a ban on a platform's host on record, past the desk."""
    Ban(
        host=platform.host,
        credit_code=platform.credit_code,
        host_name=platform.host_name,
        platform=platform.number,
        platform_name=platform.name,
        ground="data_falsification",
        clause="二（四）",
        decision="演练决〔2026〕3号",
        decided_on=date(2026, 5, 18),
        from_day=date(2026, 5, 18),
        until_day=date(2029, 5, 17),
        recorded_at=datetime(2026, 5, 18, 10, tzinfo=SHANGHAI),
    ).save()


def test_a_visitor_is_told_what_this_is_and_when_it_is_open(client: FlaskClient) -> None:
    """Without an account: the windows, the way in, the receipt check and the help."""
    page = client.get("/").text
    assert "2026年第四季度动态更新" in page
    assert "还剩 3 个工作日 15 小时" in page
    for href in ("/sign-in", "/receipts/check", "/help", "/windows"):
        assert f'href="{href}"' in page


@pytest.mark.parametrize("role", PEOPLE)
def test_every_role_has_a_first_page(sign_in: Callable[..., FlaskClient], role: Role) -> None:
    """Whoever signs in finds a page of their own, with the role named."""
    answer = sign_in(role, **PLACE.get(role, {})).get("/")
    assert answer.status_code == 200
    assert say(f"role_{role}") in answer.text


def test_a_line_leads_where_the_work_is(
    sign_in: Callable[..., FlaskClient], on_record: Callable[..., Platform]
) -> None:
    """The host's line opens the update; the province's lines open upload and reporting."""
    on_record("330000-2026-0001")
    host = sign_in(Role.HOST_OPERATOR, host="host-1").get("/").text
    assert 'href="/platforms/330000-2026-0001/quarterly-updates/2026Q4"' in host
    assert "12月31日（周四）截止" in host
    assert "未报</span>" in host
    lead = sign_in(Role.PROVINCIAL_LEAD, authority="330000").get("/").text
    assert "上传2026年下半年汇总表" in lead
    assert "还有 1 家未提交" in lead
    assert "/board?period=2026Q4" in lead


def test_each_line_s_page_is_there(
    sign_in: Callable[..., FlaskClient], on_record: Callable[..., Platform]
) -> None:
    """Following the lines of host, province and ministry never ends at a missing page."""
    on_record("330000-2026-0001")
    followed = {
        Role.HOST_OPERATOR: "/platforms/330000-2026-0001/quarterly-updates/2026Q4",
        Role.PROVINCIAL_LEAD: "/summary-sheets/new",
        Role.MINISTRY_LEAD: "/board?period=2026Q4",
    }
    for role, href in followed.items():
        someone = sign_in(role, **PLACE.get(role, {}))
        assert f'href="{href}"' in someone.get("/").text
        assert someone.get(href).status_code == 200


def test_with_nothing_to_do_the_next_window_is_named(
    app: Flask, sign_in: Callable[..., FlaskClient], on_record: Callable[..., Platform]
) -> None:
    """Between windows a host with nothing open reads which window comes and when."""
    on_record("330000-2026-0001", admitted_at=datetime(2026, 11, 2, 9, tzinfo=SHANGHAI))
    house = app.extensions["reserve"]
    object.__setattr__(house, "clock", Clock(datetime(2026, 11, 20, 9, tzinfo=SHANGHAI)))
    page = sign_in(Role.HOST_OPERATOR, host="host-1").get("/").text
    assert "下一个窗口是2026年第四季度，2026年12月25日（周五） 00:00 开放" in page


def test_a_host_whose_platform_was_removed_is_not_told_to_file(
    sign_in: Callable[..., FlaskClient], on_record: Callable[..., Platform]
) -> None:
    """It reads since when its platform is out and, under a ban alone, until when it must wait."""
    left = datetime(2026, 5, 18, 10, tzinfo=SHANGHAI)
    gone = on_record("330000-2026-0001", state="removed", removed_at=left)
    host = sign_in(Role.HOST_OPERATOR, host="host-1")
    page = host.get("/").text
    assert "本单位没有在库平台，不需要填报动态更新。" in page
    assert (
        f'<a href="/platforms/{gone.number}">{gone.name}</a>已于2026年5月18日（周一）移出储备库。'
        in page
    )
    assert "填写本季度数据" not in page
    assert "随时可以查看或更正" not in page
    assert "不得再次申报" not in page
    listed = host.get("/quarterly-updates").text
    assert "本单位没有在库平台，不需要填报动态更新。" in listed
    assert "填写本季度数据" not in listed
    ban(gone)
    said = "移出储备库，至2029年5月17日（周四）（含当日）不得再次申报。"
    assert said in host.get("/").text
    on_record("330000-2026-0002")
    assert "本单位没有在库平台" not in host.get("/").text


def test_a_host_without_any_platform_is_told_what_will_stand_there(
    sign_in: Callable[..., FlaskClient],
) -> None:
    """Before its first platform a host is asked for nothing, and reads what comes after."""
    page = sign_in(Role.HOST_OPERATOR, host="host-9").get("/").text
    assert "本单位没有在库平台，不需要填报动态更新。" in page
    assert "平台入库后，每季度的动态更新会列在这里。" in page
    assert "填写本季度数据" not in page


def test_an_administrator_is_shown_no_filing(
    sign_in: Callable[..., FlaskClient], on_record: Callable[..., Platform]
) -> None:
    """The audit administrator's first page leads to the logs alone."""
    on_record("330000-2026-0001")
    page = sign_in(Role.AUDIT_ADMINISTRATOR).get("/").text
    assert 'href="/ledger"' in page
    assert 'href="/sign-ins"' in page
    assert "quarterly-updates" not in page
    assert "未提交" not in page


@pytest.mark.parametrize(
    ("role", "part"),
    [
        (Role.PROVINCIAL_REVIEWER, "province"),
        (Role.MINISTRY_STAFF, "ministry"),
        (Role.AUDIT_ADMINISTRATOR, "office"),
    ],
)
def test_the_help_leads_each_to_their_part(
    sign_in: Callable[..., FlaskClient], role: Role, part: str
) -> None:
    """Who is signed in is told their role and sent to a part that the page has."""
    page = sign_in(role, **PLACE.get(role, {})).get("/help").text
    assert f"您是{say(f'role_{role}')}" in page
    assert page.count(f'href="#{part}"') == 2
    assert f'id="{part}"' in page


def test_the_help_is_open_to_everybody(client: FlaskClient) -> None:
    """The help names both windows with their clauses and the receipt check."""
    page = client.get("/help").text
    for text in ("二（三）", "二（五）", "汇总表常见问题怎么改", 'href="/receipts/check"'):
        assert text in page


def test_a_waiver_waits_on_the_page_of_who_may_approve_it(
    sign_in: Callable[..., FlaskClient],
) -> None:
    """The ministry's lead is led to those that wait; staff is told of none."""
    a_waiver(a_ban())
    lead, staff = sign_in(Role.MINISTRY_LEAD), sign_in(Role.MINISTRY_STAFF)
    shown = lead.get("/").text
    assert "批准限制申报的豁免：1 份" in shown
    assert 'href="/ban-waivers?state=prepared"' in shown
    assert "HM-2026-0001" in lead.get("/ban-waivers?state=prepared").text
    assert "批准限制申报的豁免" not in staff.get("/").text
    own = Account.objects.get(role=Role.MINISTRY_LEAD.value)
    BanWaiver.objects.update(account=str(own.id))
    assert "批准限制申报的豁免" not in lead.get("/").text
