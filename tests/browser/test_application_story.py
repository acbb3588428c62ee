"""A host applies for a new platform: from an empty list to the receipt, at desk and phone."""

from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import expect

from registry.database import transact
from registry.documents.applications import Application
from registry.forms import application_form
from registry.permissions import Role
from registry.policy.application_forms import ApplicationField
from registry.policy.forms import FieldType
from registry.scans.reading import read_scan
from registry.services.application_freezing import code_of
from registry.services.hosts import enter_host
from tests.application_papers import GOOD
from tests.browser.people import ENTERED, HOST_CODE, HOST_NAME, somebody
from tests.browser.visitor import DESKTOP, PHONE, Visitor
from tests.round_makers import a_round
from tests.stamped_forms import as_pdf, form, photographed

NAME = GOOD["platform_name"]
NUMBER = "SB-330000-2026-0001"
FORM = application_form()
SAMPLE = Path(__file__).parents[1] / "samples" / "scan_without_stamp.pdf"
PASTED = (
    "序号\t设备名称\t数量\t原值（万元）\t国产/进口\t购置年份\n"
    "1\t五轴联动加工中心\t2\t600\t国产\t2023\n"
    "2\t三坐标测量机\t1\t400\t进口\t2024\n"
    "合计\t\t3\t1000\t\t\n"
)


@pytest.fixture
def operator(service: str) -> str:
    """The sign-in of a host's operator that has nothing in the library yet."""

    def enter() -> str:
        host = enter_host(HOST_CODE, HOST_NAME, effective_on=date(2026, 6, 25), recorded_at=ENTERED)
        return str(host.id)

    return somebody("li-xiao", Role.HOST_OPERATOR, host=transact(enter))


def fill_in(visitor: Visitor, field: ApplicationField) -> None:
    """Answer one field as a person does."""
    text = GOOD.get(field.key, "")
    if not text:
        return
    page = visitor.page
    if field.type is FieldType.CHOICES:
        for one in text.split("\n"):
            page.get_by_label(one, exact=True).check()
    elif field.type is FieldType.FLAG:
        page.get_by_label(field.label, exact=True).check()
    elif field.type in {FieldType.ANSWER, FieldType.CHOICE}:
        page.locator(f"#f-{field.key}").select_option(text)
    else:
        page.locator(f"#f-{field.key}").fill(text)


def begins(visitor: Visitor, operator: str) -> None:
    """From the empty list to the first section."""
    visitor.sign_in(operator)
    visitor.go("/applications")
    visitor.sees("本单位还没有申报")
    assert not visitor.stumbles()
    visitor.follow("开始申报")
    assert not visitor.stumbles()
    visitor.type("平台名称", NAME)
    visitor.type("平台所在地市", "杭州市")
    visitor.press("开始填写")
    visitor.sees(NAME, NUMBER, "各部分")
    assert not visitor.stumbles()
    visitor.follow("开始填写")


def fills_in_every_section(visitor: Visitor) -> None:
    """Each section leads to the next; the table is passed on the way."""
    for section in FORM.sections:
        if section.key == FORM.equipment.section:
            visitor.sees("设备要素表")
            visitor.go(f"/applications/{NUMBER}/sections/standing")
            continue
        expect(visitor.page.locator("h1")).to_have_text(section.title)
        for field in FORM.in_section(section.key):
            if field.is_typed:
                fill_in(visitor, field)
        assert not visitor.stumbles()
        visitor.press("保存，下一部分")
        visitor.page.wait_for_url(lambda url, own=section.key: not url.endswith(f"/{own}"))


def pastes_the_table(visitor: Visitor) -> None:
    """A sheet with its header; the sum stands beside the declared value."""
    visitor.go(f"/applications/{NUMBER}/equipment")
    visitor.type("粘贴的内容", PASTED)
    visitor.press("读入粘贴的内容")
    visitor.sees("读到 2 行", "合计行 1 行没有读入")
    assert "1,000.00" in visitor.text()
    assert not visitor.stumbles()


def hands_in_papers(visitor: Visitor) -> None:
    """From what the check misses to the upload, the condition chosen already."""
    for _ in range(3):
        visitor.go(f"/applications/{NUMBER}/check")
        visitor.follow("去修改")
        visitor.page.locator("input[type=file]").set_input_files(SAMPLE)
        visitor.press("上传")
        visitor.sees("已上传")
    assert not visitor.stumbles()


def seals_and_sends(visitor: Visitor, scan: Path) -> None:
    """Freeze, look at the paper, bring the stamped scan, submit: the receipt."""
    visitor.press("定稿")
    visitor.sees("盖章和提交", "打开打印页")
    assert not visitor.stumbles()
    visitor.follow("打开打印页")
    visitor.sees("依托单位盖章")
    assert not visitor.stumbles()
    paper = read_scan(visitor.page.pdf(prefer_css_page_size=True))
    assert {one.page for one in paper.codes} == set(range(1, paper.pages + 1))
    code = code_of(Application.objects.get(number=NUMBER))
    scan.write_bytes(as_pdf([photographed(form(code))]))
    visitor.page.get_by_role("link", name="返回盖章和提交").click()
    visitor.page.locator("input[type=file]").set_input_files(scan)
    visitor.page.get_by_label("我已核对：文件不含涉密内容").check()
    visitor.press("上传")
    visitor.sees("二维码与本材料一致", "须人工核对")
    assert not visitor.stumbles()
    visitor.page.get_by_label("我已核对信息表、证明材料和扫描件").check()
    visitor.press("提交申报")
    visitor.sees("申报回执", f"{NUMBER}-1", "收回修改")
    assert not visitor.stumbles()


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_a_host_fills_in_an_application(visit, operator, width, tmp_path):
    """From the empty list to the receipt: every section, table, papers, seal and scan."""
    a_round()
    visitor = visit(width)
    begins(visitor, operator)
    fills_in_every_section(visitor)
    pastes_the_table(visitor)
    visitor.go(f"/applications/{NUMBER}/check")
    visitor.sees("还有 3 处要填写或修改")
    assert not visitor.stumbles()
    hands_in_papers(visitor)
    visitor.go(f"/applications/{NUMBER}/check")
    visitor.sees("没有要修改的内容")
    visitor.go(f"/applications/{NUMBER}/eligibility")
    visitor.sees("待评判")
    assert not visitor.stumbles()
    assert Application.objects.get(number=NUMBER).values["plan_years"] == "3"
    visitor.go(f"/applications/{NUMBER}/check")
    seals_and_sends(visitor, tmp_path / "盖章.pdf")
    sent = Application.objects.get(number=NUMBER)
    assert (sent.state, sent.period, sent.scan.match) == ("submitted", "2026H2", "matches")


def test_the_panel_follows_what_is_typed(visit, operator):
    """While one types, the draft is saved, and the condition at hand is marked anew."""
    visitor = visit()
    begins(visitor, operator)
    visitor.go(f"/applications/{NUMBER}/sections/plan")
    note = visitor.page.locator('[data-outcome="plan_years"] .tag')
    expect(note).to_have_text("未填")
    visitor.type("规划建设方案覆盖的年数", "2")
    expect(note).to_have_text("未达到")
    visitor.type("规划建设方案覆盖的年数", "3")
    expect(note).to_have_text("达到")
    expect(visitor.page.locator("[data-autosave-status]")).to_contain_text("已保存")
