"""From a printed slip, or a registration, to a first sign-in; and handing over at the end."""

import re
from collections.abc import Callable

import pytest

from registry.permissions import Role
from tests.browser.people import HOST_CODE, HOST_NAME, a_host_with_a_platform, somebody
from tests.browser.visitor import DESKTOP, PASSWORD, PHONE, Visitor

WIDTHS = pytest.mark.parametrize("width", [DESKTOP, PHONE])


def fill_in(visitor: Visitor, **typed: str) -> None:
    """Fill in labelled fields."""
    for label, text in typed.items():
        visitor.type(label, text)


def the_code(visitor: Visitor) -> str:
    """The code on the one slip shown."""
    return visitor.page.locator(".slip-code").inner_text()


def open_account(visitor: Visitor, code: str, username: str) -> None:
    """Use a code and sign in with what was chosen."""
    visitor.go("/sign-in")
    visitor.follow("启用账号")
    assert not visitor.stumbles()
    fill_in(
        visitor,
        统一社会信用代码=HOST_CODE.lower(),
        **{"激活码（交接码、找回码也填在这里）": code.lower()},
        姓名="李思",
        用户名=username,
        密码=PASSWORD,
        再输一次密码=PASSWORD,
    )
    visitor.press("启用账号")
    visitor.sees("账号已启用")
    assert not visitor.stumbles()
    visitor.sign_in(username)


def register(applicant: Visitor) -> tuple[str, str]:
    """Register under another name than the one on record; return reference and username."""
    applicant.go("/registrations/new")
    applicant.press("提交注册申请")
    applicant.sees("处需要修改")
    assert not applicant.stumbles()
    fill_in(
        applicant,
        统一社会信用代码=HOST_CODE,
        单位全称="钱江新材料研究所",
        姓名="李思",
        工作电话或工作邮箱="0571-88880000",
        想用的用户名="li.si",
        密码=PASSWORD,
        再输一次密码=PASSWORD,
    )
    applicant.page.get_by_label("主管部门").select_option("330000")
    applicant.press("提交注册申请")
    applicant.sees("注册申请已收到")
    assert not applicant.stumbles()
    reference = applicant.page.locator("#reference").inner_text()
    username = re.search(r"li\.si-\w{4}", applicant.text())[0]
    return reference, username


@WIDTHS
def test_a_slip_opens_an_account_that_hands_over(visit: Callable[..., Visitor], width: int) -> None:
    """The clerk prints a slip, the host's operator uses it, files, hands over and is gone."""
    a_host_with_a_platform()
    clerk = visit(width)
    clerk.sign_in(somebody("reviewer-zj", Role.PROVINCIAL_REVIEWER, authority="330000"))
    clerk.follow("为还没有账号的依托单位发放激活码：1 家")
    assert not clerk.stumbles()
    clerk.page.get_by_label(HOST_NAME).check()
    clerk.press("为所选单位发码")
    clerk.sees("激活码通知单", HOST_NAME)
    assert not clerk.stumbles()
    clerk.page.emulate_media(media="print")
    assert clerk.page.locator(".slip-qr img").is_visible()
    assert not clerk.page.get_by_role("button", name="打印").is_visible()
    code = the_code(clerk)

    operator = visit(width)
    open_account(operator, code, "li.si")
    operator.sees("动态更新")
    operator.go("/handovers")
    operator.sees("李思（本人）", "这是贵单位唯一可用的账号")
    assert not operator.stumbles()
    operator.page.get_by_label("接任人启用账号后").select_option("yes")
    operator.type("当前密码", PASSWORD)
    operator.press("生成交接码")
    handed = the_code(operator)

    successor = visit(width)
    open_account(successor, handed, "zhao.liu")
    operator.go("/handovers")
    assert "/sign-in" in operator.page.url


@WIDTHS
def test_a_registration_waits_for_the_authority(visit: Callable[..., Visitor], width: int) -> None:
    """The applicant gets a reference, the lead compares and confirms, the applicant signs in."""
    a_host_with_a_platform()
    applicant = visit(width)
    reference, username = register(applicant)
    applicant.go("/registrations/state")
    applicant.type("受理号", reference)
    applicant.press("查询")
    applicant.sees("等待他人")
    assert not applicant.stumbles()

    lead = visit(width)
    lead.sign_in(somebody("lead-zj", Role.PROVINCIAL_LEAD, authority="330000"))
    lead.follow("确认注册申请：1 份")
    lead.follow("钱江新材料研究所")
    lead.sees("单位名称与在册的不一致", HOST_NAME, "0571-88880000")
    assert not lead.stumbles()
    lead.press("已核实，确认开通")
    lead.sees("已确认")

    applicant.type("受理号", reference)
    applicant.press("查询")
    applicant.sees("去登录")
    applicant.sign_in(username)
    applicant.sees("动态更新")


@WIDTHS
def test_a_lost_account_is_recovered(visit: Callable[..., Visitor], width: int) -> None:
    """The lead names the lost account, reason and proof; the code makes a new one in its place."""
    host = a_host_with_a_platform()
    lost = visit(width)
    lost.sign_in(somebody("lost-one", Role.HOST_OPERATOR, host=host))
    lead = visit(width)
    lead.sign_in(somebody("lead-zj", Role.PROVINCIAL_LEAD, authority="330000"))
    lead.go("/activations")
    lead.sees("都已有可用账号")
    assert not lead.stumbles()
    lead.page.get_by_role("link", name="账号遗失找回").click()
    lead.type("统一社会信用代码", HOST_CODE)
    lead.press("下一步")
    lead.page.get_by_label("测试lost-one").check()
    fill_in(lead, 遗失情况="原经办人离职，无法联系", 核对过的证明="钱研函〔2026〕8号")
    assert not lead.stumbles()
    lead.press("发放找回码")
    code = the_code(lead)
    lead.go("/activations/issued")
    lead.sees("找回码", "待启用")
    assert not lead.stumbles()
    found = visit(width)
    open_account(found, code, "new.one")
    lost.go("/")
    lost.sees("不登录也可以办理")
