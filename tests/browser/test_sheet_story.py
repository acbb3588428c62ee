"""A province uploads its summary sheet in the window, and its platforms enter the library."""

from collections.abc import Callable
from pathlib import Path

import pytest

from registry.documents.platforms import Platform
from registry.documents.summary_sheets import SummarySheet
from registry.permissions import Role
from registry.policy.printed_codes import PrintedCode
from tests.application_makers import ready_for
from tests.browser.people import somebody
from tests.browser.visitor import DESKTOP, PHONE, Visitor
from tests.stamped_forms import as_pdf, form

SAMPLES = Path(__file__).parents[1] / "samples"
_PATIENCE = 60_000


def apply_for(name: str) -> None:
    """Open the round, and put a recommended application on record for each row of a sample."""
    ready_for((SAMPLES / name).read_bytes(), name, name.split("_")[1])


def upload(visitor: Visitor, file: Path) -> None:
    """Choose the sheet and have it checked; end on the sheet's page."""
    visitor.page.get_by_label("汇总表文件").set_input_files(file)
    visitor.press("上传并检查")
    visitor.page.get_by_role("heading", name="检查结果").wait_for(timeout=_PATIENCE)


def compare_pages(visitor: Visitor, scan: str) -> None:
    """Upload the stamped scan of one page, compare it with the rows, come back to the sheet."""
    visitor.page.get_by_label("盖章扫描件", exact=True).set_input_files(SAMPLES / scan)
    visitor.page.get_by_label("我已核对：文件不含涉密内容").check()
    visitor.press("上传盖章扫描件")
    visitor.page.get_by_role("link", name="逐页核对扫描件").click()
    visitor.sees("第 1 页，共 1 页")
    visitor.page.get_by_label("已逐页核对：第 1 页与本表一致").check()
    visitor.press("记录")
    visitor.page.get_by_text("已记录：第 1 页由您核对").wait_for(timeout=_PATIENCE)


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_a_round_of_forty_rows_from_template_to_admitted(
    visit: Callable[..., Visitor], service: str, tmp_path: Path, width: int
) -> None:
    """Template filled in already, sent back, reconciled, stamped, compared, accepted: 40 are in."""
    apply_for("clean_330000_2026H2.xlsx")
    lead = visit(width)
    lead.sign_in(somebody("chen-gang", Role.PROVINCIAL_LEAD, authority="330000"))
    lead.go("/summary-sheets/new")
    lead.sees("从系统生成汇总表")
    assert not lead.stumbles()
    with lead.page.expect_download() as download:
        lead.page.get_by_role("link", name="下载汇总表模板").click()
    template = tmp_path / download.value.suggested_filename
    download.value.save_as(template)
    upload(lead, template)
    sheet = SummarySheet.objects.get(authority="330000")
    assert (sheet.state, sheet.row_count, sheet.finding_count) == ("staged", 40, 0)
    lead.page.get_by_role("link", name="与申报核对").click()
    lead.sees("两边都有", "新入库", "共 40 条")
    assert not lead.stumbles()
    lead.page.get_by_role("link", name="仅系统有").click()
    lead.sees("没有漏列")
    lead.go(f"/summary-sheets/{sheet.number}")
    compare_pages(lead, "scan_stamped_330000.pdf")
    assert not lead.stumbles()
    lead.press("受理并入库 40 个平台")
    lead.page.get_by_text("40 个平台进入储备库").wait_for(timeout=_PATIENCE)
    assert Platform.objects(authority="330000", basis="application").count() == 40


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_the_system_s_own_sheet_by_its_code(
    visit: Callable[..., Visitor], service: str, tmp_path: Path, width: int
) -> None:
    """Written with one press, printed, stamped: the code on the scan is enough for acceptance."""
    apply_for("clean_330000_2026H2.xlsx")
    lead = visit(width)
    lead.sign_in(somebody("chen-gang", Role.PROVINCIAL_LEAD, authority="330000"))
    lead.go("/summary-sheets/new")
    lead.press("从系统生成汇总表")
    lead.sees("打印、盖章并上传扫描件")
    sheet = SummarySheet.objects.get(authority="330000")
    lead.page.get_by_role("link", name="打印", exact=True).click()
    lead.sees("填报单位（盖章）", sheet.number)
    assert not lead.stumbles()
    scan = tmp_path / "盖章.pdf"
    scan.write_bytes(as_pdf([form(PrintedCode("summary_sheet", sheet.number, sheet.digest))]))
    lead.go(f"/summary-sheets/{sheet.number}")
    lead.page.get_by_label("盖章扫描件", exact=True).set_input_files(scan)
    lead.page.get_by_label("我已核对：文件不含涉密内容").check()
    lead.press("上传盖章扫描件")
    lead.page.get_by_role("button", name="受理并入库 40 个平台").wait_for(timeout=_PATIENCE)
    assert not lead.stumbles()
    lead.press("受理并入库 40 个平台")
    lead.page.get_by_text("40 个平台进入储备库").wait_for(timeout=_PATIENCE)


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_from_upload_to_the_library(
    visit: Callable[..., Visitor], service: str, width: int
) -> None:
    """The reviewer uploads and compares, the lead accepts, forty platforms are in."""
    apply_for("clean_330000_2026H2.xlsx")
    reviewer = visit(width)
    reviewer.sign_in(somebody("lin-xia", Role.PROVINCIAL_REVIEWER, authority="330000"))
    reviewer.follow("上传2026年下半年汇总表")
    assert not reviewer.stumbles()
    upload(reviewer, SAMPLES / "clean_330000_2026H2.xlsx")
    sheet = SummarySheet.objects.get(authority="330000")
    assert (sheet.state, sheet.approved_rows, sheet.blocking_rows) == ("staged", 40, 0)
    reviewer.sees("可入库", "40", "下一步")
    assert Platform.objects.count() == 0
    assert not reviewer.stumbles()
    compare_pages(reviewer, "scan_stamped_330000.pdf")
    reviewer.sees("等待负责人受理")

    lead = visit(width)
    lead.sign_in(somebody("chen-gang", Role.PROVINCIAL_LEAD, authority="330000"))
    lead.follow(f"受理汇总表 {sheet.number}")
    lead.press("受理并入库 40 个平台")
    lead.page.get_by_text("40 个平台进入储备库").wait_for(timeout=_PATIENCE)
    assert not lead.stumbles()
    assert Platform.objects(authority="330000", state="in_library").count() == 40
    lead.follow("查看储备库")
    lead.sees("共 40 条")
    assert not lead.stumbles()
    lead.page.locator(".row-link").first.click()
    lead.sees("登记信息")
    assert not lead.stumbles()
    lead.go("/")
    lead.sees("已完成", sheet.number, "没有应报平台")


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_a_messy_sheet_says_what_is_wrong_where(
    visit: Callable[..., Visitor], service: str, width: int
) -> None:
    """Findings come with row and column, grouped; nothing can be accepted, nothing entered."""
    lead = visit(width)
    apply_for("messy_440000_2026H2.xlsx")
    lead.sign_in(somebody("wu-di", Role.PROVINCIAL_LEAD, authority="440000"))
    lead.go("/summary-sheets/new")
    upload(lead, SAMPLES / "messy_440000_2026H2.xlsx")
    lead.sees("这份表还不能受理", "须修改", "校验位不对")
    assert lead.page.get_by_role("button", name="受理并入库").count() == 0
    assert not lead.stumbles()
    lead.page.locator(".big-bad a").click()
    lead.sees("第 21 行", "（B 列）", "公式")
    assert not lead.stumbles()
    with lead.page.expect_download() as download:
        lead.go("/summary-sheets")
        lead.page.locator(".row-link").first.click()
        lead.page.get_by_role("link", name="下载标注后的文件").click()
    assert download.value.suggested_filename.endswith(".xlsx")
    assert Platform.objects.count() == 0
    lead.go("/")
    lead.sees("修改汇总表")


def test_a_file_that_is_no_sheet_is_refused_at_the_field(
    visit: Callable[..., Visitor], service: str, tmp_path: Path
) -> None:
    """A picture called .xlsx: one clear sentence where the file was chosen, nothing kept."""
    wrong = tmp_path / "汇总表.xlsx"
    wrong.write_bytes((SAMPLES / "scan_stamped_330000.jpg").read_bytes())
    lead = visit()
    lead.sign_in(somebody("wu-di", Role.PROVINCIAL_LEAD, authority="330000"))
    apply_for("clean_330000_2026H2.xlsx")
    lead.go("/summary-sheets/new")
    lead.page.get_by_label("汇总表文件").set_input_files(wrong)
    lead.press("上传并检查")
    lead.sees("不是电子表格")
    assert SummarySheet.objects.count() == 0
    assert not lead.stumbles()


def test_the_whole_way_works_without_javascript(
    visit: Callable[..., Visitor], service: str
) -> None:
    """Upload, scan and acceptance by plain forms; the page reloads itself to the end."""
    apply_for("clean_330000_2026H2.ods")
    lead = visit(javascript=False)
    lead.sign_in(somebody("chen-gang", Role.PROVINCIAL_LEAD, authority="330000"))
    lead.follow("上传2026年下半年汇总表")
    upload(lead, SAMPLES / "clean_330000_2026H2.ods")
    compare_pages(lead, "scan_stamped_330000.jpg")
    lead.press("受理并入库 40 个平台")
    lead.page.get_by_text("40 个平台进入储备库").wait_for(timeout=_PATIENCE)
    assert Platform.objects(authority="330000").count() == 40
