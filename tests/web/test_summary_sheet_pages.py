"""Summary sheets by page: from the file to the library, and what stops on the way."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook

from registry.clock import SHANGHAI, pause
from registry.documents.applications import Application, ApplicationVersion
from registry.documents.platforms import Platform
from registry.documents.summary_sheets import SummarySheet
from registry.law import rulebook
from registry.permissions import Actor, Role
from registry.policy.printed_codes import PrintedCode
from registry.policy.sheet_templates import TemplateStamp
from registry.services import scan_readings
from registry.services.admissions import admit
from registry.services.stamped_scans import ScanUpload
from registry.sheets.forms import load_form
from registry.sheets.worker import STAMP_SHEET
from tests import stamped_forms as forms
from tests.accepting import accepted_with
from tests.application_makers import ready_for

SAMPLES = Path(__file__).parents[1] / "samples"
SignIn = Callable[..., FlaskClient]


@pytest.fixture
def lead_page(sign_in: SignIn) -> FlaskClient:
    """Zhejiang's lead at the pages."""
    return sign_in(Role.PROVINCIAL_LEAD, authority="330000")


def _send(client: FlaskClient, name: str = "clean_330000_2026H2.xlsx", **form: str) -> Any:
    content = (SAMPLES / name).read_bytes()
    ready_for(content, name, name.split("_")[1])
    data = {"period": "2026H2"} | form | {"file": (BytesIO(content), name)}
    return client.post("/summary-sheets", data=data)


def _scan(**form: str) -> dict[str, Any]:
    content = (SAMPLES / "scan_stamped_330000.jpg").read_bytes()
    return form | {"scan": (BytesIO(content), "盖章.jpg"), "declared": "1"}


def test_from_file_to_library(lead_page: FlaskClient) -> None:
    """Upload, read the three numbers, accept with the scan, watch it go in, see the platform."""
    assert "上传并检查" in lead_page.get("/summary-sheets/new").text
    sent = _send(lead_page)
    assert (sent.status_code, sent.location) == (303, "/summary-sheets/330000-2026H2-01")
    page = lead_page.get(sent.location).text
    assert "可入库" in page
    assert "受理并入库" not in page
    early = lead_page.post(f"{sent.location}/acceptance", data=_scan(version="1"))
    assert (early.status_code, "须由人逐页核对" in early.text) == (409, True)
    lead_page.post(f"{sent.location}/scan", data=_scan(version="1"))
    assert f"{sent.location}/scan/pages" in lead_page.get(sent.location).text
    beside = lead_page.get(f"{sent.location}/scan/pages").text
    assert "第 1 页，共 1 页" in beside
    assert "第 50 行" in beside or "第 40 行" in beside
    ticked = lead_page.post(f"{sent.location}/scan/pages", data={"version": "2", "page": "1"})
    assert (ticked.status_code, ticked.location) == (303, sent.location)
    assert "受理并入库" in lead_page.get(sent.location).text
    done = lead_page.post(f"{sent.location}/acceptance", data={"version": "3"})
    assert done.status_code == 303, done.text
    for _ in range(400):
        now = lead_page.get(f"{sent.location}/progress").json
        if now["finished"]:
            break
        pause(0.05)
    assert now["done"] == now["total"] == Platform.objects.count()
    assert "已办理完毕" in lead_page.get(sent.location).text
    platform = Platform.objects.order_by("number").first()
    for tab in ("", "/quarters", "/papers", "/history"):
        shown = lead_page.get(f"/platforms/{platform.number}{tab}")
        assert (shown.status_code, platform.name in shown.text) == (200, True)
    assert platform.name in lead_page.get("/platforms").text
    assert lead_page.get(f"{sent.location}/scan.png").data.startswith(b"\x89PNG")
    assert lead_page.get(f"{sent.location}/scan").data.startswith(b"\xff\xd8")
    assert lead_page.get(f"{sent.location}/annotated.xlsx").data.startswith(b"PK")


def test_a_messy_sheet_says_what_to_mend(sign_in: SignIn) -> None:
    """Findings stand on the sheet's page in groups and at their rows; nothing can be accepted."""
    client = sign_in(Role.PROVINCIAL_LEAD, authority="440000")
    sent = _send(client, "messy_440000_2026H2.xlsx")
    page = client.get(sent.location).text
    assert "这份表还不能受理" in page
    assert "受理并入库" not in page
    assert f"{sent.location}/rows?from=6" in page
    for read in ("昆明市", "深圳市", "“领域”没有填写", "“设备原值”没有填写"):
        assert read in page
    rows = client.get(f"{sent.location}/rows?worst=blocking").text
    assert "第 6 行" in rows
    assert "第 4 行" not in rows
    assert "<script>" not in page + rows


def test_a_file_that_is_no_sheet_is_told_at_the_form(lead_page: FlaskClient) -> None:
    """The refusal stands on the upload page with its reason; nothing is kept."""
    ready_for(b"%PDF-1.7")
    data = {"period": "2026H2", "file": (BytesIO(b"%PDF-1.7"), "汇总表.xlsx")}
    answer = lead_page.post("/summary-sheets", data=data)
    assert answer.status_code == 415
    assert "这个文件没有收下" in answer.text
    assert SummarySheet.objects.count() == 0


def test_no_file_is_asked_for(lead_page: FlaskClient) -> None:
    """A form without a file asks for one, at the field."""
    answer = lead_page.post("/summary-sheets", data={"period": "2026H2"})
    assert (answer.status_code, "f-file-error" in answer.text) == (422, True)


def test_a_reviewer_sends_the_scan_and_the_lead_accepts(
    sign_in: SignIn, lead_page: FlaskClient
) -> None:
    """The reviewer's page offers the scan, not the acceptance; the lead's the acceptance."""
    reviewer = sign_in(Role.PROVINCIAL_REVIEWER, authority="330000")
    where = _send(reviewer).location
    assert "受理并入库" not in reviewer.get(where).text
    assert reviewer.post(f"{where}/acceptance", data=_scan(version="1")).status_code == 403
    assert reviewer.post(f"{where}/scan", data=_scan(version="1")).status_code == 303
    assert "逐页核对扫描件" in reviewer.get(where).text
    reviewer.post(f"{where}/scan/pages", data={"version": "2", "page": "1"})
    assert "等待负责人受理" in reviewer.get(where).text
    page = lead_page.get(where).text
    assert "疑似印章痕迹：有" in page
    assert "须人工核对" in page


def test_an_old_page_is_told_so(lead_page: FlaskClient) -> None:
    """Acceptance from a page that is no longer true is refused, and says so."""
    where = _send(lead_page).location
    assert lead_page.post(f"{where}/scan", data=_scan(version="1")).status_code == 303
    lead_page.post(f"{where}/scan/pages", data={"version": "2", "page": "1"})
    for version in ("1", "", "x"):
        answer = lead_page.post(f"{where}/acceptance", data={"version": version})
        assert answer.status_code == 412
        assert "已被他人修改" in answer.text
    assert SummarySheet.objects.get().state == "staged"


def test_withdrawal_asks_for_a_reason(lead_page: FlaskClient) -> None:
    """Without a reason the field says so; with one the sheet is withdrawn."""
    where = _send(lead_page).location
    answer = lead_page.post(f"{where}/withdrawal", data={"version": "1", "reason": " "})
    assert (answer.status_code, "f-reason-error" in answer.text) == (422, True)
    done = lead_page.post(f"{where}/withdrawal", data={"version": "1", "reason": "误传"})
    assert done.status_code == 303
    assert "误传" in lead_page.get(where).text


def test_names_from_a_sheet_are_never_markup(lead_page: FlaskClient) -> None:
    """What stands in a cell is shown as text."""
    content = (
        "平台名称,依托单位,统一社会信用代码,所在地市,领域,重点方向,设备原值（万元）,专职人员（人）,"
        "上年度服务收入（万元）,服务企业数（家）,审核意见\n"
        "<script>alert(1)</script>,<b>单位</b>,坏码,杭州市,原材料工业,石化化工,2000,9,1500,9,同意\n"
    ).encode()
    ready_for(content)
    data = {"period": "2026H2", "file": (BytesIO(content), "<i>.csv")}
    where = lead_page.post("/summary-sheets", data=data).location
    for path in ("", "/rows"):
        text = lead_page.get(f"{where}{path}").text
        assert "<script>alert" not in text
        assert "<b>单位" not in text
        assert "<i>.csv" not in text


def test_another_authority_finds_no_page(sign_in: SignIn, lead_page: FlaskClient) -> None:
    """Pages, files and acts of a foreign sheet are 404."""
    where = _send(lead_page).location
    other = sign_in(Role.PROVINCIAL_LEAD, authority="320000")
    for path in (
        "", "/rows", "/progress", "/annotated.xlsx", "/scan", "/scan.png", "/reconciliation",
        "/print", "/scan/pages", "/scan/pages/1.png",
    ):  # fmt: skip
        assert other.get(f"{where}{path}").status_code == 404
    for act in ("scan", "scan/pages", "acceptance", "withdrawal"):
        assert other.post(f"{where}/{act}", data={"version": "1"}).status_code == 404


@pytest.mark.parametrize("query", ["cursor=x", "worst=x", "from=x", "from=-1", "from=999999999"])
def test_odd_addresses_are_no_fault(lead_page: FlaskClient, query: str) -> None:
    """A forged cursor or an odd row is a clear answer, never a 500."""
    where = _send(lead_page).location
    answer = lead_page.get(f"{where}/rows?{query}")
    assert answer.status_code in {200, 400, 404}


def test_an_admission_that_broke_off_says_so(
    lead_page: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page tells the fault and how to go on instead of showing work; its script is told too."""
    sent = _send(lead_page)
    moment = datetime(2026, 12, 28, 1, 5, tzinfo=UTC)
    monkeypatch.setattr("registry.services.admissions.start", lambda *_, **__: None)
    SummarySheet.objects.update(set__state="admitting", set__stopped_at=moment)
    page = lead_page.get(sent.location).text
    assert "2026-12-28 09:05 办理入库时出现系统问题，40 行中已办完 0 行" in page
    assert "data-progress=" not in page
    assert lead_page.get(f"{sent.location}/progress").json["failed"] is True
    SummarySheet.objects.update(unset__stopped_at=True)
    assert lead_page.get(f"{sent.location}/progress").json["failed"] is False
    assert "data-progress=" in lead_page.get(sent.location).text


def test_three_piles_on_one_page(lead_page: FlaskClient) -> None:
    """Each pile has its count and its lines; what differs is told field by field."""
    content = (SAMPLES / "clean_330000_2026H2.xlsx").read_bytes()
    ready_for(content, "a.xlsx")
    left_out, alone, apart = Application.objects.order_by("number").limit(3)
    left_out.update(set__platform_name="漏列的平台", set__name_key="漏列的平台")
    alone.update(set__state="in_review")
    version = ApplicationVersion.objects.get(application=apart.number)
    ApplicationVersion.objects(id=version.id).update(
        set__content=version.content | {"full_time_staff": 99}
    )
    data = {"period": "2026H2", "file": (BytesIO(content), "a.xlsx")}
    where = lead_page.post("/summary-sheets", data=data).location
    assert "还在审核，没有推荐" in lead_page.get(where).text
    first = lead_page.get(f"{where}/reconciliation").text
    for told in (alone.platform_name, alone.number, "审核中", "不会入库"):
        assert told in first
    assert "漏列的平台" in lead_page.get(f"{where}/reconciliation?pile=only_online").text
    differing = lead_page.get(f"{where}/reconciliation?pile=differing").text
    assert "申报 99" in differing
    assert "没有不一致" not in differing
    assert lead_page.get(f"{where}/reconciliation?pile=x").status_code == 404
    assert lead_page.get(f"{where}/reconciliation?cursor=x").status_code == 400


def test_the_systems_own_sheet_is_written_and_printed(lead_page: FlaskClient) -> None:
    """One press makes it; its page for paper carries the code, every row and where to stamp."""
    ready_for((SAMPLES / "clean_330000_2026H2.xlsx").read_bytes(), "a.xlsx")
    assert "从系统生成汇总表" in lead_page.get("/summary-sheets/new").text
    made = lead_page.post("/summary-sheets/written", data={"period": "2026H2"})
    assert (made.status_code, made.location) == (303, "/summary-sheets/330000-2026H2-01")
    again = lead_page.post("/summary-sheets/written", data={"period": "2026H2"})
    assert again.location == made.location
    paper = lead_page.get(f"{made.location}/print").text
    assert paper.count("data:image/svg+xml") == 1
    assert paper.count("<tr>") == 41
    for told in (
        "330000-2026H2-01",
        "填报单位（盖章）：浙江省工业和信息化厅",
        "同意推荐",
        "日期：",
    ):
        assert told in paper


def test_an_authority_s_own_way(sign_in: SignIn, lead_page: FlaskClient) -> None:
    """The lead decides on two people; the reviewer reads it; an old page is refused."""
    assert lead_page.get("/authority-settings").status_code == 200
    done = lead_page.post("/authority-settings", data={"version": "0", "four_eyes": "yes"})
    assert done.status_code == 303
    assert lead_page.post("/authority-settings", data={"version": "0"}).status_code == 412
    reviewer = sign_in(Role.PROVINCIAL_REVIEWER, authority="330000")
    assert "由本地区负责人更改" in reviewer.get("/authority-settings").text
    assert reviewer.post("/authority-settings", data={"version": "1"}).status_code == 403


def _send_scan(client: FlaskClient, where: str, content: bytes, version: str = "1") -> None:
    data = {"version": version, "declared": "yes", "scan": (BytesIO(content), "盖章.pdf")}
    assert client.post(f"{where}/scan", data=data).status_code == 303


def test_the_page_says_how_the_scan_fits(lead_page: FlaskClient) -> None:
    """A scan of the printed sheet fits; of another round not, in red; without a code, plainly."""
    where = _send(lead_page).location
    sheet = SummarySheet.objects.get()
    own = PrintedCode("summary_sheet", sheet.number, sheet.digest)
    earlier = PrintedCode("summary_sheet", "330000-2026H1-01", sheet.digest)
    _send_scan(lead_page, where, forms.as_pdf([forms.form(own)]))
    page = lead_page.get(where).text
    assert f"二维码与本材料一致：读到编号 {sheet.number}" in page
    assert "扫描件与本材料不符" not in page
    _send_scan(lead_page, where, forms.as_jpeg(forms.form(earlier)), "2")
    page = lead_page.get(where).text
    assert "扫描件与本材料不符" in page
    assert "换一份扫描件" in page
    assert f"读到 330000-2026H1-01；应为 {sheet.number}" in page
    _send_scan(lead_page, where, forms.as_jpeg(forms.form()), "3")
    assert "没有读到二维码" in lead_page.get(where).text


def test_a_long_scan_shows_how_far_it_is_read(lead_page: FlaskClient) -> None:
    """The page follows the later pages of a long scan, and then says what they tell."""
    where = _send(lead_page).location
    assert lead_page.get(f"{where}/scan/progress").status_code == 404
    sheet = SummarySheet.objects.get()
    own = PrintedCode("summary_sheet", sheet.number, sheet.digest)
    pages = [forms.form(words=one) for one in range(5)]
    _send_scan(lead_page, where, forms.as_pdf([*pages, forms.form(own)], 40))
    with patch.object(scan_readings, "start"):
        page = lead_page.get(where).text
        assert "共 6 页，已读 3 页" in page
        assert f'data-progress="{where}/scan/progress"' in page
        now = lead_page.get(f"{where}/scan/progress").json
        assert now == {"done": 3, "total": 6, "finished": False, "failed": False}
    for _ in range(200):
        if lead_page.get(f"{where}/scan/progress").json["finished"]:
            break
        pause(0.05)
    page = lead_page.get(where).text
    assert "二维码与本材料一致" in page
    assert "data-progress" not in page


def _in_template_of(authority: str, period: str, stamp: str = "") -> bytes:
    """The good sheet, with the hidden page of a template that was made for somebody."""
    book = load_workbook(SAMPLES / "clean_330000_2026H2.xlsx")
    page = book.create_sheet(STAMP_SHEET)
    page.sheet_state = "hidden"
    page["A1"] = stamp or TemplateStamp(load_form().version, authority, period, "x").written()
    made = BytesIO()
    book.save(made)
    return made.getvalue()


def _numbers(page: str) -> list[str]:
    """The three big numbers of a sheet's page."""
    return re.findall(r'<p class="big-value">(?:<a [^>]*>)?([0-9,]+)', page)


@pytest.mark.parametrize(
    ("stamp", "numbers", "said"),
    [
        (("440000", "2026H2", ""), ["0", "1", "0"], "这份表用的是为"),
        (("330000", "2026H1", ""), ["40", "0", "1"], "2026H1 轮次的模板"),
        (("", "", "CNPSP-TEMPLATE|hello"), ["40", "0", "1"], "模板标识已损坏"),
    ],
)
def test_the_three_numbers_count_what_is_found_of_the_whole_sheet(
    lead_page: FlaskClient, stamp: tuple[str, str, str], numbers: list[str], said: str
) -> None:
    """A template of others, of another round, or damaged: counted as it is said below."""
    content = _in_template_of(*stamp)
    form = {"period": "2026H2", "file": (BytesIO(content), "表.xlsx")}
    ready_for(content, "表.xlsx", "330000")
    sent = lead_page.post("/summary-sheets", data=form)
    page = lead_page.get(sent.location).text
    assert said in page
    assert _numbers(page) == numbers
    assert "没有发现问题" not in page
    listed = lead_page.get("/summary-sheets").text
    assert f'data-label="须修改">{numbers[1]}<' in listed


def test_nothing_is_offered_where_another_sheet_admitted_all(lead_page: FlaskClient) -> None:
    """The same platforms entered by the second upload: the first says so and offers nothing."""
    first = _send(lead_page)
    second = lead_page.post(
        "/summary-sheets",
        data={"period": "2026H2", "file": (BytesIO(_in_template_of("330000", "2026H2")), "b.xlsx")},
    )
    assert _numbers(lead_page.get(first.location).text)[0] == "40"
    number = second.location.rpartition("/")[2]
    lead = Actor("a", "负责人", Role.PROVINCIAL_LEAD, authority="330000")
    at = datetime(2026, 12, 28, 9, tzinfo=SHANGHAI)
    scan = (SAMPLES / "scan_stamped_330000.jpg").read_bytes()
    upload = ScanUpload(scan, "盖章.jpg", declared=True)
    accepted_with(SummarySheet.objects.get(number=number), upload, by=lead, at=at)
    admit(number, at=at, rulebook=rulebook())
    assert Platform.objects.count() == 40
    page = lead_page.get(first.location).text
    assert _numbers(page)[0] == "0"
    assert "现在都已由别的汇总表入库" in page
    assert "受理并入库" not in page
    assert "上传盖章扫描件" not in page
    assert _numbers(lead_page.get(second.location).text)[0] == "40"
