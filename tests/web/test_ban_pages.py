"""Bans and waivers by page: asked by an office and by a host, waived by two of the ministry."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from flask.testing import FlaskClient

from registry.clock import SHANGHAI
from registry.documents.ban_waivers import BanWaiver
from registry.documents.platforms import Platform
from registry.permissions import Role
from registry.policy.summary_sheet_rows import name_key
from tests.ban_makers import PLATFORM, a_ban, an_approved_waiver
from tests.major_change_makers import a_change, a_host, carried_by, code_of

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


WAIVED = (
    "豁免 HM-2026-0001：2026年12月1日（周二）至2026年12月31日（周四）（含当日）可以申报其他平台；"
    "“旧中试平台”和它变成的平台仍然不能申报。"
)
LONG = "限制申报中：至 2029年6月1日（周五）（含当日），依据决定“工信部移出〔2026〕1号”。"
SHORT = "限制申报中：至 2028年6月1日（周四）（含当日），依据决定“工信部移出〔2025〕9号”。"


def _two_bans(host: str) -> None:
    """Two running bans on one host: the longer is waived in December, the shorter is not."""
    an_approved_waiver(a_ban(host=host))
    a_ban(
        host=host, platform="330000-2023-0007", platform_name="另一旧平台",
        decision="工信部移出〔2025〕9号", until_day=date(2028, 6, 1),
    )  # fmt: skip


def test_a_platform_s_page_tells_each_ban_with_its_waiver(
    sign_in: SignIn, on_record: Callable[..., Platform]
) -> None:
    """The longer ban and its waiver stand together, the shorter one stands without."""
    host = a_host()
    _two_bans(host.id)
    on_record("330000-2026-0001", **carried_by(host))
    page = sign_in(Role.MINISTRY_STAFF).get("/platforms/330000-2026-0001").text
    assert page.index(LONG) < page.index(WAIVED) < page.index(SHORT)
    assert page.count("可以申报其他平台") == 1


def test_a_host_without_platforms_is_told_what_a_waiver_leaves_it(
    sign_in: SignIn, on_record: Callable[..., Platform]
) -> None:
    """Under the waiver another platform that left may apply, the banned one may not."""
    host = a_host()
    ban = a_ban(host=host.id)
    left = {"state": "removed", "removed_at": datetime(2026, 6, 1, 10, tzinfo=SHANGHAI)}
    old = {"name": "旧中试平台", "name_key": name_key("旧中试平台")}
    on_record(PLATFORM, **carried_by(host), **left, **old)
    on_record("330000-2026-0002", **carried_by(host), **left)
    client = sign_in(Role.HOST_OPERATOR, host=host.id)
    page = client.get("/").text
    assert page.count("移出储备库，至2029年6月1日（周五）（含当日）不得再次申报。") == 2
    assert LONG not in page
    an_approved_waiver(ban)
    page = client.get("/").text
    assert page.count("移出储备库，至2029年6月1日（周五）（含当日）不得再次申报。") == 1
    assert "先进材料中试平台0002</a>已于2026年6月1日（周一）移出储备库。" in page
    assert page.index(LONG) < page.index(WAIVED)


def test_a_reported_change_tells_each_ban_of_who_takes_part(sign_in: SignIn) -> None:
    """Whoever verifies reads both bans, and the waiver beside the one that it eases."""
    host = a_host()
    _two_bans(host.id)
    a_change(host=host.id)
    client = sign_in(Role.PROVINCIAL_REVIEWER, authority="330000")
    page = client.get("/major-changes/BG-330000-2026-0001").text
    told = [page.index(f"受“工信部移出{one}号”限制申报至") for one in ("〔2026〕1", "〔2025〕9")]
    assert told[0] < page.index(WAIVED) < told[1]
    assert page.count("可以申报其他平台") == 1
