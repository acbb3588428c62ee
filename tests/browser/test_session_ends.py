"""A session ends while a form is being filled in; nothing that was typed is lost."""

from collections.abc import Callable

from registry.documents.accounts import Account
from registry.documents.quarterly_updates import UpdateDraft
from registry.permissions import Role
from tests.browser.people import PLATFORM, a_host_with_a_platform, somebody
from tests.browser.visitor import PASSWORD, Visitor

FORM = f"/platforms/{PLATFORM}/quarterly-updates/2026Q4/form"
NEXT = "保存，下一步核对"


def test_typing_goes_on_after_signing_in_anew(visit: Callable[..., Visitor]) -> None:
    """Sending stays on the page with the figures, and they are saved after a new sign-in."""
    visitor = visit()
    operator = somebody("gao-yuan", Role.HOST_OPERATOR, host=a_host_with_a_platform())
    visitor.sign_in(operator)
    visitor.go(FORM)
    Account.objects(username=operator).update_one(set__sessions=[])
    visitor.type("中试运行载荷", "85")
    visitor.press(NEXT)
    visitor.sees("登录已过期，暂未保存")
    assert visitor.page.get_by_label("中试运行载荷", exact=True).input_value() == "85"
    assert not UpdateDraft.objects.count()
    beside = visitor.context.new_page()
    beside.goto(f"{visitor.address}/sign-in")
    beside.get_by_label("用户名", exact=True).fill(operator)
    beside.get_by_label("密码", exact=True).fill(PASSWORD)
    beside.get_by_role("button", name="登录", exact=True).click()
    beside.wait_for_url(f"{visitor.address}/")
    visitor.press(NEXT)
    visitor.page.wait_for_url("**/form?checked=1")
    assert UpdateDraft.objects.get(platform=PLATFORM).values["load"] == "85"
