"""Bans and waivers by page: asked by an office and by a host, waived by two of the ministry."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from registry.documents.ban_waivers import BanWaiver
from registry.permissions import Role
from tests.ban_makers import PLATFORM, a_ban, an_approved_waiver
from tests.major_change_makers import a_host, code_of

SignIn = Callable[..., FlaskClient]
NAMED = {"credit_code": code_of(1), "decision": "工信部移出〔2026〕1号", "platform": PLATFORM}
GOOD = NAMED | {"from_day": "2026-12-30", "until_day": "2027-01-31", "reason": "承担专项"}
ASKED = f"/bans?credit_code={code_of(1)}"
ONE = "/ban-waivers/HM-2026-0001"


@pytest.fixture
def banned(database: None) -> str:
    """A banned host on record."""
    host = a_host()
    a_ban(host=host.id)
    return host.id


def test_an_office_asks_and_is_told_why(sign_in: SignIn, banned: str) -> None:
    """Until when, by which decision, why; a province neither lists all nor waives."""
    a_host(2, "之江中试研究院")
    page = sign_in(Role.PROVINCIAL_REVIEWER, authority="650000")
    assert "正在执行的限制申报" not in page.get("/bans").text
    shown = page.get(ASKED).text
    for told in ("限制申报中：至 2029-06-01", "决定是对本单位作出的", "数据资料弄虚作假"):
        assert told in shown
    assert "提出豁免" not in shown
    merged = page.get(f"{ASKED}&with={code_of(2).lower()}").text
    assert "合并后的单位在 2029-06-01（含当日）之前不得申报" in merged
    assert "没有限制申报的记录" in merged


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("credit_code=123", "f-credit_code-error"),
        (f"with={code_of(2)}", "f-credit_code-error"),
        (f"credit_code={code_of(1)}&with=123", "f-with-error"),
        (f"credit_code={code_of(1)}&with={code_of(1)}", "f-with-error"),
    ],
)
def test_a_code_that_is_none_is_named(sign_in: SignIn, banned: str, query: str, field: str) -> None:
    """At its field, with what is wanted."""
    answer = sign_in(Role.MINISTRY_STAFF).get(f"/bans?{query}")
    assert (answer.status_code, field in answer.text) == (422, True)


def test_a_host_sees_itself_alone(sign_in: SignIn, banned: str) -> None:
    """Without asking; its waiver too; another is none, and so is a merger with another."""
    a_host(2, "之江中试研究院")
    page = sign_in(Role.HOST_OPERATOR, host=banned)
    assert "限制申报中：至 2029-06-01" in page.get("/bans").text
    assert page.get(f"/bans?credit_code={code_of(2)}").status_code == 404
    assert page.get(f"{ASKED}&with={code_of(2)}").status_code == 404
    assert page.get("/ban-waivers").status_code == 403


def test_the_ministry_waives_by_two(sign_in: SignIn, banned: str) -> None:
    """From the list to the ban, the form, another's approval, and the end with a reason."""
    staff, lead = sign_in(Role.MINISTRY_STAFF), sign_in(Role.MINISTRY_LEAD)
    assert ASKED.replace("&", "&amp;") in staff.get("/bans?ground=data_falsification").text
    assert "没有正在执行的限制申报" in staff.get("/bans?ground=credit_breach").text
    assert "/ban-waivers/new?" in staff.get(ASKED).text
    assert "旧中试平台" in staff.get("/ban-waivers/new", query_string=NAMED).text
    wrong = staff.post("/ban-waivers", data=GOOD | {"until_day": "", "reason": "承担专项任务"})
    assert (wrong.status_code, "f-until_day-error" in wrong.text) == (422, True)
    assert "承担专项任务" in wrong.text
    done = staff.post("/ban-waivers", data=GOOD)
    assert (done.status_code, done.location) == (303, ONE)
    assert f'action="{ONE}/approval"' not in staff.get(ONE).text
    assert f'action="{ONE}/approval"' in lead.get(ONE).text
    assert lead.post(f"{ONE}/approval", data={"version": "1"}).status_code == 303
    assert "HM-2026-0001" in sign_in(Role.HOST_OPERATOR, host=banned).get("/bans").text
    refused = lead.post(f"{ONE}/withdrawal", data={"version": "2"})
    assert (refused.status_code, "f-reason-error" in refused.text) == (422, True)
    ended = lead.post(f"{ONE}/withdrawal", data={"version": "2", "reason": "情况有变"})
    assert (ended.status_code, BanWaiver.objects.get().state) == (303, "withdrawn")
    assert "情况有变" in staff.get(ONE).text
    assert "HM-2026-0001" in staff.get("/ban-waivers?state=withdrawn").text


def test_who_prepared_is_told_that_another_approves(sign_in: SignIn, banned: str) -> None:
    """No button, and the act itself is refused."""
    lead = sign_in(Role.MINISTRY_LEAD)
    lead.post("/ban-waivers", data=GOOD)
    assert "须由另一位负责人批准" in lead.get(ONE).text
    assert lead.post(f"{ONE}/approval", data={"version": "1"}).status_code == 403
    assert BanWaiver.objects.get().state == "prepared"


def test_the_notice_of_a_ban_tells_of_a_waiver(sign_in: SignIn, database: None) -> None:
    """A host that begins an application reads that other platforms may be applied for."""
    host = a_host()
    an_approved_waiver(a_ban(host=host.id))
    shown = sign_in(Role.HOST_OPERATOR, host=host.id).get("/applications").text
    assert "现在处在豁免 HM-2026-0001 的期间" in shown
    assert 'href="/bans"' in shown
