"""A removal from opening to the printed decision, by four people at four browsers."""

from collections.abc import Callable

import pytest

from registry.documents.bans import Ban
from registry.documents.hosts import Host
from registry.documents.platforms import Platform
from registry.documents.removal_cases import RemovalCase
from registry.permissions import Role
from tests.browser.people import ENTERED, somebody
from tests.browser.visitor import DESKTOP, PHONE, Visitor

NUMBER = "330000-2026-0001"
FACTS = "抽查发现第二季度动态更新所附合同三份系伪造，签约企业书面否认。"
SAID = "三份合同由经办人提供，本单位正在核对原件，愿意配合核查。"
FOUND = "实地核查，三份合同所列企业均否认签约，印章不符。"
REASONS = "经核实，数据资料弄虚作假属实，陈述意见不予采纳。"


def _as(visit: Callable[..., Visitor], width: int, name: str, role: Role, **more: str) -> Visitor:
    visitor = visit(width)
    visitor.sign_in(somebody(name, role, **more))
    return visitor


def _opened(staff: Visitor) -> str:
    """Open the case from the platform's page and give notice; return the case's address."""
    staff.go(f"/platforms/{NUMBER}")
    staff.page.get_by_role("link", name="移出立案").click()
    staff.page.get_by_label("移出情形").select_option(label="二（四） 数据资料弄虚作假")
    staff.page.get_by_label("事实").fill(FACTS)
    assert not staff.stumbles()
    staff.press("立案")
    staff.sees("下一步：告知依托单位")
    staff.page.get_by_label("告知书文号").fill("工信厅科函〔2026〕31号")
    staff.page.get_by_label("请依托单位说明和提交的").fill("请说明三份合同的来源并提交原件。")
    assert not staff.stumbles()
    staff.press("告知依托单位")
    staff.sees("已告知依托单位")
    return f"/removal-cases/{RemovalCase.objects.get().number}"


def _stated(host: Visitor) -> None:
    """State, from the line of home."""
    host.go("/")
    host.page.get_by_role("link", name="移出案件陈述").click()
    host.sees("请陈述")
    host.page.get_by_label("陈述意见").fill(SAID)
    host.sees("已保存")
    host.page.reload()
    assert host.page.get_by_label("陈述意见").input_value() == SAID
    assert not host.stumbles()
    host.press("提交陈述")
    host.sees("陈述已收到")


def _verified(province: Visitor, case: str) -> None:
    """Write down that it was found true."""
    province.go(case)
    province.sees(SAID)
    province.page.get_by_label("核实人").fill("核查组 张三")
    province.page.get_by_label("核实情况").fill(FOUND)
    province.page.get_by_label("结论").select_option(label="属实")
    assert not province.stumbles()
    province.press("登记核实结果")
    province.sees("核实结果已登记")


def _signed(lead: Visitor) -> None:
    """Sign, from the line of home; end on the decision as it is printed."""
    lead.go("/")
    lead.page.get_by_role("link", name="1 件移出决定待签发").click()
    lead.page.get_by_role("link", name="先进材料中试平台0001").first.click()
    lead.sees("2029-12-28")
    assert not lead.stumbles()
    lead.press("签发移出决定")
    lead.sees("已作出移出决定")
    lead.page.get_by_role("link", name="查看和打印决定书").click()
    lead.sees("3 年内不得再次申报")
    lead.sees("经核实后")
    assert not lead.stumbles()


def _checked_by_anybody(anybody: Visitor) -> None:
    """Check the decision where receipts are checked, without an account."""
    case = RemovalCase.objects.get()
    anybody.go("/receipts/check")
    anybody.page.get_by_label("回执编号").fill(case.number)
    anybody.page.get_by_label("内容摘要（SHA-256）").fill(case.decision.digest)
    anybody.press("核对")
    anybody.sees("移出决定书")


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_from_opening_to_the_printed_decision(
    visit: Callable[..., Visitor],
    on_record: Callable[..., Platform],
    service: str,
    width: int,
) -> None:
    """Staff opens, the host states, the province verifies, a lead signs; anybody checks it."""
    unit = Host(credit_code="91330000MA27U00012", name="钱江新材料研究院",
                name_key="钱江新材料研究院", recorded_at=ENTERED).save()  # fmt: skip
    on_record(NUMBER, host=str(unit.id), credit_code=unit.credit_code)
    staff = _as(visit, width, "zhou-min", Role.MINISTRY_STAFF)
    case = _opened(staff)
    host = _as(visit, width, "li-na", Role.HOST_OPERATOR, host=str(unit.id))
    _stated(host)
    province = _as(visit, width, "chen-gang", Role.PROVINCIAL_LEAD, authority="330000")
    _verified(province, case)
    staff.go(case)
    staff.sees("签发后将会")
    staff.page.get_by_label("决定文号").fill("工信部科〔2026〕88号")
    staff.page.get_by_label("认定和理由").fill(REASONS)
    assert not staff.stumbles()
    staff.press("拟定，送另一位负责人签发")
    staff.sees("待另一位部级负责人签发")
    lead = _as(visit, width, "wu-jun", Role.MINISTRY_LEAD)
    _signed(lead)
    _checked_by_anybody(visit(width))
    host.go(f"/platforms/{NUMBER}")
    host.sees("已作出决定")
    assert Platform.objects.get(number=NUMBER).state == "removed"
    assert Ban.objects.count() == 1
