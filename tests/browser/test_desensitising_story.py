"""What must not be kept is said at the field, the rest is saved, and a button masks numbers."""

import pytest
from playwright.sync_api import expect

from registry.documents.quarterly_updates import UpdateDraft
from registry.permissions import Role
from tests.browser.people import PLATFORM, a_host_with_a_platform, somebody
from tests.browser.visitor import DESKTOP, PHONE

FORM = f"/platforms/{PLATFORM}/quarterly-updates/2026Q4/form"
MARK = "机密★10年"


@pytest.fixture
def operator(service: str) -> str:
    """The sign-in of a host's operator, whose one platform owes its update."""
    return somebody("gao-yuan", Role.HOST_OPERATOR, host=a_host_with_a_platform())


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_a_mark_is_not_kept_and_a_number_is_masked(visit, operator, width):
    """With the script: both findings appear while typing; masking saves the masked text."""
    visitor = visit(width)
    visitor.sign_in(operator)
    visitor.go(FORM)
    page = visitor.page
    mask = page.locator("[data-mask-for=accidents_text]")
    expect(mask).to_be_hidden()
    page.get_by_label("处罚或失信说明").fill(f"依据{MARK}文件")
    page.get_by_label("事故说明").fill("联系人 13800138000")
    findings = page.locator("[data-findings-for=penalties_text]")
    expect(findings).to_contain_text("第 3 个字处有密级标志")
    expect(page.locator("[data-findings-for=accidents_text]")).to_contain_text("138****8000")
    expect(mask).to_be_visible()
    assert not visitor.stumbles()
    values = UpdateDraft.objects.get(platform=PLATFORM).values
    assert (values["penalties_text"], values["accidents_text"]) == ("", "联系人 13800138000")
    assert page.get_by_label("处罚或失信说明").input_value() == f"依据{MARK}文件"
    page.get_by_label("处罚或失信说明").fill("")
    mask.get_by_role("button", name="替换为掩码").click()
    visitor.sees("已替换为掩码并保存")
    assert page.get_by_label("事故说明").input_value() == "联系人 138****8000"
    expect(mask).to_be_hidden()
    assert not visitor.stumbles()


def test_without_the_script_the_page_says_the_same(visit, operator):
    """The form comes back with the sentence at the field; the button masks by a plain post."""
    visitor = visit(javascript=False)
    visitor.sign_in(operator)
    visitor.go(FORM)
    visitor.page.get_by_label("处罚或失信说明").fill(MARK)
    visitor.page.get_by_label("事故说明").fill("联系人 13800138000")
    visitor.press("保存草稿")
    visitor.sees("第 1 个字处有密级标志", "138****8000")
    assert visitor.page.get_by_label("处罚或失信说明").input_value() == ""
    visitor.press("替换为掩码")
    visitor.sees("已替换为掩码并保存")
    assert visitor.page.get_by_label("事故说明").input_value() == "联系人 138****8000"
