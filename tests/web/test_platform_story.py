"""A platform's history reads like a story: what, by whom and for whom, why, on which papers."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from mongoengine.connection import get_db

from registry.database import transact
from registry.documents.platforms import Platform
from registry.permissions import Actor, Role
from registry.services.ledger import Act, broken_at, record
from tests.removal_makers import Way
from tests.services.records import file

NUMBER = "330000-2026-0001"
PAGE = f"/platforms/{NUMBER}/history"
SignIn = Callable[..., FlaskClient]
REVIEWER = Actor(account="r", name="王五", role=Role.PROVINCIAL_REVIEWER, authority="330000")


@pytest.fixture
def platform(on_record: Callable[..., Platform]) -> Platform:
    """A platform of Zhejiang."""
    return on_record(NUMBER)


def write(act: Act, at: datetime, by: Actor = REVIEWER, **more: Any) -> None:
    """Put an act into the platform's chain."""
    transact(lambda: record(act, by=by, at=at, **more))


def act(verb: str, **more: Any) -> Act:
    """An act on the platform."""
    return Act(verb, f"platform:{NUMBER}", **more)


def words(page: str) -> str:
    """What a page says, without its marks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_a_filing_on_behalf_is_told_with_its_people(
    platform: Platform, sign_in: SignIn, at: datetime
) -> None:
    """Which authority's person, in which role, for which host, why, and how the figures came."""
    after = {"receipt": f"2026Q4-{NUMBER}-1", "channel": "phone", "reference": "通话 12"}
    whom = f"host:{platform.credit_code}"
    filed = act("quarterly_update.submit_on_behalf", after=after, reason="断网", acting_for=whom,
                clause="二（三）")  # fmt: skip
    write(filed, at)
    said = words(sign_in(Role.MINISTRY_STAFF).get(PAGE).text)
    for told in (
        "代填2026年第四季度动态更新",
        f"浙江省工业和信息化厅 王五（省级审核员），代{platform.host_name}办理",
        "数据由电话取得，凭据：通话 12",
        "原因：断网",
        "依据：二（三）",
    ):
        assert told in said


def test_what_took_effect_on_another_day_says_so(
    platform: Platform, sign_in: SignIn, ministry: Actor, at: datetime
) -> None:
    """When it happened, since when it holds, when it was written down: each where it differs."""
    decided = at - timedelta(days=3)
    loaded = act("platform.load", after={"basis": "initial_load", "admitted_on": "2024-06-27"})
    write(loaded, decided, ministry, recorded_at=at)
    removed = {
        "ground": "credit_breach",
        "decision": "决〔2026〕1号",
        "removed_on": date(2026, 12, 28),
    }
    write(act("platform.remove", after=removed), at, ministry)
    said = words(sign_in(Role.MINISTRY_STAFF).get(PAGE).text)
    assert "自 2024年6月27日（周四） 起生效" in said
    assert "2026-12-28 09:00 记录" in said
    assert said.count("起生效") == 1
    assert "移出储备库：失信，决〔2026〕1号" in said


def test_papers_open_for_who_may_open_them(
    platform: Platform, sign_in: SignIn, at: datetime
) -> None:
    """A receipt opens for its host, its authority and the ministry; named it is for all."""
    file(NUMBER, at)
    receipt = f"2026Q4-{NUMBER}-1"
    write(act("quarterly_update.submit", after={"receipt": receipt}), at)
    write(act("platform.admit", after={"sheet": "330000-2026H2-01", "row": 3, "basis": "sheet_only",
                                       "application": "SB-330000-2026-0001"}), at)  # fmt: skip
    opens = f'href="/receipts/{receipt}"'
    readers = [
        sign_in(Role.HOST_OPERATOR, host=platform.host),
        sign_in(Role.PROVINCIAL_REVIEWER, authority="330000"),
        sign_in(Role.MINISTRY_STAFF),
    ]
    for reader in readers:
        page = reader.get(PAGE).text
        assert opens in page
        assert reader.get(f"/receipts/{receipt}").status_code == 200
        # Named, and led nowhere: neither sheet nor application is there to be opened.
        assert "汇总表 330000-2026H2-01" in page
        assert "申报 SB-330000-2026-0001" in page
        assert 'href="/summary-sheets/330000-2026H2-01"' not in page
        assert "汇总表第 3 行" in page
    Platform.objects.update(set__authority="330200")
    ningbo = sign_in(Role.PROVINCIAL_REVIEWER, authority="330200")
    page = ningbo.get(PAGE).text
    assert f"回执 {receipt}" in page
    assert opens not in page
    assert ningbo.get(f"/receipts/{receipt}").status_code == 404


def test_a_correction_leads_to_both_receipts(
    platform: Platform, sign_in: SignIn, at: datetime
) -> None:
    """What was filed before, and what stands in its place, with the reason; an old entry's too."""
    receipts = [f"2026Q4-{NUMBER}-{version}" for version in (1, 2, 3)]
    for version in (1, 2, 3):
        file(NUMBER, at, version)
    corrected = act("quarterly_update.correct", before={"receipt": receipts[0]},
                    after={"receipt": receipts[1]}, reason="载荷误填")  # fmt: skip
    write(corrected, at)
    # As it was written before there was a field for it.
    write(act("quarterly_update.correct", after={"receipt": receipts[2], "reason": "收入误填"}), at)
    get_db().ledger.update_many({}, {"$unset": {"form": 1}})
    page = sign_in(Role.MINISTRY_STAFF).get(PAGE).text
    assert "更正2026年第四季度动态更新" in page
    assert "原因：载荷误填" in page
    assert "原因：收入误填" in page
    for receipt in receipts:
        assert f'href="/receipts/{receipt}"' in page
    assert f"更正前的回执 {receipts[0]}" in page


def test_a_verified_change_tells_what_is_another_now(
    platform: Platform, sign_in: SignIn, at: datetime
) -> None:
    """Kind, what was and what is, and since when."""
    changed = act(
        "major_change.verify", before={"host_name": "旧所", "address": ""},
        after={"change": "BG-1", "kind": "rename", "host_name": "新院", "address": "西湖路 1 号",
               "effective_on": date(2026, 12, 1)},
        reason="与登记一致",
    )  # fmt: skip
    write(changed, at)
    said = words(sign_in(Role.MINISTRY_STAFF).get(PAGE).text)
    for told in (
        "核实重大事项：更名",
        "依托单位名称由“旧所”变为“新院”；地址：西湖路 1 号",
        "原因：与登记一致",
        "自 2026年12月1日（周二） 起生效",
        "重大事项报告 BG-1",
    ):
        assert told in said


def test_a_removal_case_is_told_to_its_host_from_the_notice_on(
    platform: Platform, sign_in: SignIn, token_for: Callable[..., dict[str, str]], app: Flask
) -> None:
    """Before it nothing, and never what the ministry only prepares; at the end the decision."""
    host, office = sign_in(Role.HOST_OPERATOR, host=platform.host), sign_in(Role.MINISTRY_STAFF)
    headers = token_for(Role.HOST_OPERATOR, host=platform.host)
    program, api = app.test_client(), f"/api/v1/platforms/{NUMBER}/history"
    way = Way()
    number = way.opened().number
    assert number in office.get(PAGE).text
    assert number not in host.get(PAGE).text
    assert number not in program.get(api, headers=headers).text
    way.notified()
    assert "移出立案" in host.get(PAGE).text
    way.stated()
    way.verified()
    way.prepared()
    assert "拟定移出决定" in office.get(PAGE).text
    for page in (host.get(PAGE).text, program.get(api, headers=headers).text):
        assert "拟定移出决定" not in page
        assert "工信部科〔2026〕88号" not in page
    way.decided()
    page = host.get(PAGE).text
    assert "签发移出决定" in page
    assert f'href="/removal-cases/{number}"' in page
    assert f'href="/removal-cases/{number}/decision"' in page
    assert host.get(f"/removal-cases/{number}/decision").status_code == 200
    assert broken_at(f"platform:{NUMBER}") is None


def test_years_have_their_heads(platform: Platform, sign_in: SignIn, at: datetime) -> None:
    """Newest first, a head for each year."""
    for days in (800, 400, 0):
        write(act("platform.name", after={"former_name": f"旧名{days}"}), at - timedelta(days=days))
    page = sign_in(Role.MINISTRY_STAFF).get(PAGE).text
    heads = re.findall(r"<h2>(\d{4}年)</h2>", page)
    assert heads == ["2026年", "2025年", "2024年"]
    assert page.index("旧名0") < page.index("旧名400") < page.index("旧名800")


def test_a_story_asks_once_for_each_kind_of_paper(
    platform: Platform,
    sign_in: SignIn,
    commands: Callable[[], AbstractContextManager[list[str]]],
    at: datetime,
) -> None:
    """With two filings or with forty the database is asked the same."""
    reader = sign_in(Role.MINISTRY_STAFF)

    def costs(count: int) -> list[str]:
        for version in range(count):
            after = {"receipt": f"2026Q4-{NUMBER}-{version}", "application": f"SB-{version}",
                     "sheet": f"x-{version}", "exit_proposal": f"TC-{version}"}  # fmt: skip
            write(act("quarterly_update.submit", after=after), at)
        with commands() as seen:
            assert reader.get(PAGE).status_code == 200
        return sorted(seen)

    few = costs(2)
    assert costs(40) == few


def test_a_text_somebody_wrote_is_no_markup(
    platform: Platform, sign_in: SignIn, at: datetime
) -> None:
    """Reason, names and numbers are shown as text."""
    hostile = "<script>alert(1)</script>"
    written = act("quarterly_update.submit", after={"receipt": hostile}, reason=hostile,
                  acting_for=f"host:{hostile}")  # fmt: skip
    write(written, at)
    page = sign_in(Role.MINISTRY_STAFF).get(PAGE).text
    assert hostile not in page
    assert "&lt;script&gt;" in page
