"""A province uploads its summary sheet in the window, and its platforms enter the library."""

from collections.abc import Callable
from pathlib import Path

import pytest

from registry.documents.adjustments import AdjustmentRound
from registry.documents.platforms import Platform
from registry.documents.summary_sheets import SummarySheet
from registry.permissions import Role
from tests.browser.people import somebody
from tests.browser.visitor import DESKTOP, PHONE, Visitor
from tests.round_makers import a_round

SAMPLES = Path(__file__).parents[1] / "samples"
_PATIENCE = 60_000


@pytest.fixture(autouse=True)
def opened(service: str) -> AdjustmentRound:
    """The round's notice is on record, so that sheets are asked for and taken."""
    return a_round()


def upload(visitor: Visitor, name: str) -> None:
    """Choose the sheet and have it checked; end on the sheet's page."""
    visitor.page.get_by_label("汇总表文件").set_input_files(SAMPLES / name)
    visitor.press("上传并检查")
    visitor.page.get_by_role("heading", name="检查结果").wait_for(timeout=_PATIENCE)


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_from_upload_to_the_library(
    visit: Callable[..., Visitor], service: str, width: int
) -> None:
    """The reviewer uploads and sees the numbers, the lead accepts, forty platforms are in."""
    reviewer = visit(width)
    reviewer.sign_in(somebody("lin-xia", Role.PROVINCIAL_REVIEWER, authority="330000"))
    reviewer.follow("上传2026年下半年汇总表")
    assert not reviewer.stumbles()
    upload(reviewer, "clean_330000_2026H2.xlsx")
    sheet = SummarySheet.objects.get(authority="330000")
    assert (sheet.state, sheet.approved_rows, sheet.blocking_rows) == ("staged", 40, 0)
    reviewer.sees("可入库", "40", "下一步")
    assert Platform.objects.count() == 0
    assert not reviewer.stumbles()

    lead = visit(width)
    lead.sign_in(somebody("chen-gang", Role.PROVINCIAL_LEAD, authority="330000"))
    lead.follow(f"受理汇总表 {sheet.number}")
    lead.page.get_by_label("盖章扫描件", exact=True).set_input_files(
        SAMPLES / "scan_stamped_330000.pdf"
    )
    lead.page.get_by_label("我已核对：文件不含涉密内容").check()
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
    lead.sign_in(somebody("wu-di", Role.PROVINCIAL_LEAD, authority="440000"))
    lead.go("/summary-sheets/new")
    upload(lead, "messy_440000_2026H2.xlsx")
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
    lead = visit(javascript=False)
    lead.sign_in(somebody("chen-gang", Role.PROVINCIAL_LEAD, authority="330000"))
    lead.follow("上传2026年下半年汇总表")
    upload(lead, "clean_330000_2026H2.ods")
    lead.page.get_by_label("盖章扫描件", exact=True).set_input_files(
        SAMPLES / "scan_stamped_330000.jpg"
    )
    lead.page.get_by_label("我已核对：文件不含涉密内容").check()
    lead.press("受理并入库 40 个平台")
    lead.page.get_by_text("40 个平台进入储备库").wait_for(timeout=_PATIENCE)
    assert Platform.objects(authority="330000").count() == 40
