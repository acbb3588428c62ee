"""An objection from the decision to the printed outcome, by four people at four browsers."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from registry.clock import SHANGHAI
from registry.documents.appeals import Appeal
from registry.documents.hosts import Host
from registry.documents.platforms import Platform
from registry.documents.removal_cases import RemovalCase
from registry.permissions import Role
from tests.appeal_makers import DOCUMENT, GROUNDS, REASONS, WHY, facts_on_record
from tests.browser.people import ENTERED, somebody
from tests.browser.visitor import DESKTOP, PHONE, Visitor
from tests.removal_makers import NUMBER, Way

CODE = "91330000MA27U00012"


def _as(visit: Callable[..., Visitor], width: int, name: str, role: Role, **more: str) -> Visitor:
    visitor = visit(width)
    visitor.sign_in(somebody(name, role, **more))
    return visitor


def _decided() -> None:
    """Decide upon a case whose host stated nothing, eighteen days before the day at hand."""
    way = Way(at=datetime(2026, 11, 20, 9, tzinfo=SHANGHAI))
    way.opened()
    way.notified()
    way.at += timedelta(days=20)
    way.verified()
    way.prepared()
    way.decided()


def _objected(host: Visitor) -> None:
    """Object from the line of home, and ask that nothing happens until then."""
    host.go("/")
    host.page.get_by_role("link", name="可以提出异议").click()
    host.sees("最晚提出")
    host.page.get_by_label("撤销决定").check()
    host.page.get_by_label("理由和依据").fill(GROUNDS)
    host.page.get_by_label("请暂停执行决定").check()
    assert not host.stumbles()
    host.press("提出异议")
    host.sees("异议已收到", "现在等待部里处理")
    assert not host.stumbles()


def _suspended(lead: Visitor) -> None:
    """Suspend, from the line of home; the check of bans says so."""
    lead.go("/")
    lead.page.get_by_role("link", name="1 件异议待处理").click()
    lead.page.locator("main").get_by_role("link", name="先进材料中试平台0001").first.click()
    lead.sees("下一步：是否暂停执行")
    lead.page.get_by_label("暂停执行的原因").fill(WHY)
    assert not lead.stumbles()
    lead.press("暂停执行决定")
    lead.sees("决定已暂停执行")
    lead.go(f"/bans?credit_code={CODE}")
    lead.sees("现在不限制申报")
    assert not lead.stumbles()


def _prepared(staff: Visitor) -> None:
    """Prepare that the decision is annulled."""
    staff.go(f"/appeals/{Appeal.objects.get().number}")
    staff.sees("下一步：拟定处理结果", "视为没有移出")
    staff.page.get_by_label("撤销原决定").check()
    staff.page.get_by_label("处理决定文号").fill(DOCUMENT)
    staff.page.get_by_label("认定和理由").fill(REASONS)
    assert not staff.stumbles()
    staff.press("拟定，送另一位负责人签发")
    staff.sees("待另一位部级负责人签发")


def _signed(lead: Visitor) -> None:
    """Sign, from the line of home."""
    lead.go("/")
    lead.page.get_by_role("link", name="1 件异议处理结果待签发").click()
    lead.page.locator("main").get_by_role("link", name="先进材料中试平台0001").first.click()
    lead.sees("签发后将会")
    assert not lead.stumbles()
    lead.press("签发处理决定")
    lead.sees("处理结果已签发并生效")


def _seen(host: Visitor) -> None:
    """See the platform in the library, and the outcome as it is printed."""
    host.go("/platforms")
    host.sees("先进材料中试平台0001", "在库")
    host.go(f"/platforms/{NUMBER}")
    host.sees("自始无效")
    host.page.get_by_role("link", name="查看移出案件").click()
    host.sees("移出决定已撤销")
    assert not host.stumbles()
    host.follow("查看异议")
    host.page.get_by_role("link", name="查看和打印处理决定书").click()
    host.sees("异议处理决定书", "视为没有移出", "自始无效")
    assert host.page.get_by_role("button", name="打印").is_visible()
    assert not host.stumbles()


def _checked_by_anybody(anybody: Visitor) -> None:
    """Check the decision and the outcome, without an account."""
    made, case = Appeal.objects.get(), RemovalCase.objects.get()
    for number, digest, answer in (
        (made.number, made.outcome.digest, "属实，有效"),
        (case.number, case.decision.digest, "属实，已撤销"),
    ):
        anybody.go("/receipts/check")
        anybody.page.get_by_label("回执编号").fill(number)
        anybody.page.get_by_label("内容摘要（SHA-256）").fill(digest)
        anybody.press("核对")
        anybody.sees(answer)


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_from_the_objection_to_the_printed_outcome(
    visit: Callable[..., Visitor],
    on_record: Callable[..., Platform],
    service: str,
    width: int,
) -> None:
    """The host objects, a lead suspends, staff prepares, another signs; the host is back."""
    unit = Host(credit_code=CODE, name="钱江新材料研究院", name_key="钱江新材料研究院",
                recorded_at=ENTERED).save()  # fmt: skip
    on_record(NUMBER, host=str(unit.id), credit_code=CODE)
    facts_on_record()
    _decided()
    host = _as(visit, width, "li-na", Role.HOST_OPERATOR, host=str(unit.id))
    _objected(host)
    _suspended(_as(visit, width, "wu-jun", Role.MINISTRY_LEAD))
    _prepared(_as(visit, width, "zhou-min", Role.MINISTRY_STAFF))
    _signed(_as(visit, width, "he-jie", Role.MINISTRY_LEAD))
    _seen(host)
    _checked_by_anybody(visit(width))
    assert Platform.objects.get(number=NUMBER).state == "in_library"
