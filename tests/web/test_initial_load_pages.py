"""The initial load by page: from the workbook to the library, and what stops on the way."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from openpyxl import Workbook, load_workbook

from registry.clock import pause
from registry.documents.initial_loads import InitialLoad
from registry.documents.platforms import Platform
from registry.permissions import Role
from registry.sheets.reading import read_workbook
from tests.services.workbooks import former, key, platform, removal, workbook

SignIn = Callable[..., FlaskClient]


@pytest.fixture
def ministry_page(sign_in: SignIn) -> FlaskClient:
    """A lead of the ministry at the pages."""
    return sign_in(Role.MINISTRY_LEAD)


def _send(client: FlaskClient, content: bytes, name: str = "存量.xlsx") -> Any:
    return client.post("/initial-loads", data={"file": (BytesIO(content), name)})


def _finished(client: FlaskClient, address: str) -> dict[str, Any]:
    for _ in range(400):
        now: dict[str, Any] = client.get(f"{address}/progress").json
        if now["finished"]:
            return now
        pause(0.05)
    raise AssertionError(now)


def test_from_workbook_to_library(ministry_page: FlaskClient) -> None:
    """Upload, read three numbers, carry out, watch it, see platform, papers and history."""
    assert "存量导入" in ministry_page.get("/platforms").text
    content = workbook(
        platforms=[platform(1), platform(2), platform(3, credit_code="123")],
        former_names=[former(1, "老有限公司", "2025-03-01")],
        key_cultivation=[key(1)],
        removals=[removal(2)],
    )
    sent = _send(ministry_page, content)
    assert (sent.status_code, sent.location) == (303, "/initial-loads/CL-2026-001")
    page = ministry_page.get(sent.location).text
    assert "执行，载入 5 行" in page
    assert "统一社会信用代码写的是“123”" in page
    assert "执行存量导入 CL-2026-001" in ministry_page.get("/").text
    done = ministry_page.post(f"{sent.location}/carrying-out", data={"version": "1"})
    assert done.status_code == 303, done.text
    now = _finished(ministry_page, sent.location)
    assert (now["done"], now["total"], now["failed"]) == (5, 5, False)
    assert "已办理完毕" in ministry_page.get(sent.location).text
    number = Platform.objects.get(name="存量1中试平台").number
    for tab in ("", "?on=2025-01-01", "/papers", "/history"):
        shown = ministry_page.get(f"/platforms/{number}{tab}")
        assert (shown.status_code, "存量1中试平台" in shown.text) == (200, True)
    assert "服务启用前已在库" in ministry_page.get(f"/platforms/{number}/papers").text
    assert "登记在库平台（存量导入）" in ministry_page.get(f"/platforms/{number}/history").text
    for wanted, shown in (("outcome=refused", "存量3"), ("sheet=removals", "存量2")):
        assert shown in ministry_page.get(f"{sent.location}/rows?{wanted}").text
    assert ministry_page.get(f"{sent.location}/rows?outcome=$ne").status_code == 404


def test_the_refused_rows_come_back_to_be_mended(ministry_page: FlaskClient) -> None:
    """The file of refused rows names why, and once mended it goes in as it is."""
    sent = _send(ministry_page, workbook(platforms=[platform(1), platform(2, admitted_on="某年")]))
    content = ministry_page.get(f"{sent.location}/refused.xlsx").data
    (helped, grid) = read_workbook(content, "未载入.xlsx")
    assert (helped.sheet, grid.sheet, len(grid.rows)) == ("填写说明", "平台", 2)
    assert "看不出是哪一天" in str(grid.rows[1][-1])
    again = _send(ministry_page, content)
    load = InitialLoad.objects.get(number=again.location.rpartition("/")[2])
    assert (load.row_count, load.refused_rows) == (1, 1)


def test_the_template_tells_what_the_check_asks_for(ministry_page: FlaskClient) -> None:
    """A removal's day must be given; the sheet for removals goes by the name it has."""
    content = ministry_page.get("/initial-loads/template.xlsx").data
    book = load_workbook(BytesIO(content))
    told = {str(row[0]): str(row[1]) for row in book["填写说明"].values}
    assert (told["移出日期"], told["批次"]) == ("必填", "选填")
    text = " ".join(str(cell) for row in book["填写说明"].values for cell in row)
    assert "只填在“移出与限制申报”表" in text
    assert "移出与限制申报" in book.sheetnames


def test_the_template_is_read_back(ministry_page: FlaskClient) -> None:
    """The empty template is a workbook of ours: five sheets, no finding but that they are empty."""
    content = ministry_page.get("/initial-loads/template.xlsx").data
    sent = _send(ministry_page, content)
    load = InitialLoad.objects.get(number=sent.location.rpartition("/")[2])
    assert [one["sheet"] for one in load.sheets] == [
        "platforms", "hosts", "former_names", "key_cultivation", "removals",
    ]  # fmt: skip
    codes = {group["examples"][0]["code"] for group in load.groups}
    assert (load.state, codes) == ("unloadable", {"load_sheet_empty"})
    assert "没有读到任何记录" in ministry_page.get(sent.location).text


def test_the_annotated_copy_says_it_beside_the_row(ministry_page: FlaskClient) -> None:
    """Each sheet comes back with its rows and what was found of them; formulas stay text."""
    rows = [platform(1, place='=HYPERLINK("http://x")'), platform(2)]
    sent = _send(ministry_page, workbook(platforms=rows, hosts=[]))
    content = ministry_page.get(f"{sent.location}/annotated.xlsx").data
    (grid, *_) = read_workbook(content, "检查结果.xlsx")
    assert "公式" in str(grid.rows[1][-1])
    assert grid.rows[2][-1] == "未发现问题"
    assert grid.formulas == {}


def test_what_is_no_workbook_is_refused_with_words(ministry_page: FlaskClient) -> None:
    """No file, no spreadsheet, no sheet of ours: the page says which."""
    assert "请选择要上传的工作簿" in ministry_page.post("/initial-loads", data={}).text
    assert "PDF" in _send(ministry_page, b"%PDF-1.4").text
    book = Workbook()
    book.active.title = "别的"
    book.active.append(["平台名称"])
    book.create_sheet("还有别的").append(["依托单位"])
    stream = BytesIO()
    book.save(stream)
    answer = _send(ministry_page, stream.getvalue())
    assert (answer.status_code, "没有找到可以导入的工作表" in answer.text) == (422, True)
    assert InitialLoad.objects.count() == 0


def test_staff_check_and_withdraw_but_do_not_decide(sign_in: SignIn) -> None:
    """Staff see no button to carry out; their withdrawal wants a reason, kept as typed."""
    staff = sign_in(Role.MINISTRY_STAFF)
    sent = _send(staff, workbook(platforms=[platform(1)]))
    page = staff.get(sent.location).text
    assert ("等待部级负责人执行" in page, "carrying-out" in page) == (True, False)
    assert staff.post(f"{sent.location}/carrying-out", data={"version": "1"}).status_code == 403
    empty = staff.post(f"{sent.location}/withdrawal", data={"version": "1", "reason": " "})
    assert (empty.status_code, "请写明撤回的原因" in empty.text) == (422, True)
    stale = staff.post(f"{sent.location}/withdrawal", data={"version": "$ne", "reason": "误传"})
    assert stale.status_code == 412
    assert (
        staff.post(
            f"{sent.location}/withdrawal", data={"version": "1", "reason": "误传"}
        ).status_code
        == 303
    )
    assert "误传" in staff.get(sent.location).text
