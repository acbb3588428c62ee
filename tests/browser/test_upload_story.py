"""Files are sent by a script where one runs: what is said of them is seen all the same."""

import re
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook
from playwright.sync_api import expect

from registry.database import transact
from registry.documents.applications import Application
from registry.permissions import Role
from registry.services.hosts import enter_host
from tests.application_makers import an_application
from tests.application_papers import row, typed
from tests.browser.people import ENTERED, HOST_CODE, HOST_NAME, somebody
from tests.browser.visitor import DESKTOP, PHONE, Visitor

NUMBER = "SB-330000-2026-0001"
TABLE = f"/applications/{NUMBER}/equipment"
SAMPLE = Path(__file__).parents[1] / "samples" / "scan_without_stamp.pdf"
Visit = Callable[..., Visitor]


@pytest.fixture
def operator(service: str) -> str:
    """The sign-in of a host's operator with a draft of sixty rows."""
    rows = [row(name=f"设备{n}") for n in range(60)]

    def enter() -> str:
        host = enter_host(HOST_CODE, HOST_NAME, effective_on=date(2026, 6, 25), recorded_at=ENTERED)
        return str(host.id)

    host = transact(enter)
    draft = {"state": "draft", "version": 0, "period": "", "host": host}
    an_application(NUMBER, values=typed(), equipment=rows, **draft)
    return somebody("li-xiao", Role.HOST_OPERATOR, host=host)


def sheet(*lines: list[object]) -> dict[str, object]:
    """A workbook of these lines under a header, as a browser takes it."""
    book = Workbook()
    for line in (["名称", "数量", "原值（万元）", "国产或进口", "购置年份"], *lines):
        book.active.append(line)
    stream = BytesIO()
    book.save(stream)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return {"name": "设备.xlsx", "mimeType": kind, "buffer": stream.getvalue()}


def sends(visitor: Visitor, file: object, button: str = "上传并读入") -> None:
    """Choose a file and send it."""
    visitor.page.locator("input[type=file]").set_input_files(file)
    visitor.press(button)


@pytest.mark.parametrize("javascript", [True, False])
def test_what_was_taken_is_said(visit: Visit, operator: str, javascript: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """The page after an upload says so, with the script as without."""
    visitor = visit(javascript=javascript)
    visitor.sign_in(operator)
    visitor.go(f"/applications/{NUMBER}/evidence")
    sends(visitor, SAMPLE, "上传")
    visitor.sees("已上传。系统只检查文件能否安全打开")


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_a_refused_file_is_told_where_one_looks(visit: Visit, operator: str, width: int) -> None:
    """What is wrong is in sight and has the focus; it leads to the field, which says it too."""
    visitor = visit(width)
    visitor.sign_in(operator)
    visitor.go(TABLE)
    sends(visitor, {"name": "a.csv", "mimeType": "text/csv", "buffer": b"hello"})
    summary = visitor.page.locator(".error-summary")
    expect(summary).to_be_focused()
    expect(summary).to_be_in_viewport()
    expect(summary).to_contain_text("没有找到表头，没有读入，已有各行不变")
    expect(visitor.page.locator("#f-file-error")).to_contain_text("没有找到表头")
    assert not visitor.stumbles()
    assert len(Application.objects.get(number=NUMBER).equipment) == 60
    summary.get_by_role("link").click()
    expect(visitor.page.locator("#f-file")).to_be_in_viewport()


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
@pytest.mark.parametrize("javascript", [True, False])
def test_rows_are_replaced_after_a_question(
    visit: Visit,
    operator: str,
    width: int,
    javascript: bool,  # noqa: FBT001 - as above
) -> None:  # fmt: skip - the arguments on one line
    """The counts are shown first; then the file's rows stand there, and it is said."""
    visitor = visit(width, javascript=javascript)
    visitor.sign_in(operator)
    visitor.go(TABLE)
    sends(visitor, sheet(["甲", 1, 5, "国产", 2023], ["乙", 2, 6, "进口", 2024]))
    visitor.sees("替换设备要素表？", "已有的 60 行不再保留")
    assert not visitor.stumbles()
    assert len(Application.objects.get(number=NUMBER).equipment) == 60
    visitor.press("替换已有的 60 行")
    visitor.sees("读到 2 行，已保存")
    names = [one["name"] for one in Application.objects.get(number=NUMBER).equipment]
    assert names == ["甲", "乙"]


def test_a_row_s_number_is_masked_by_its_button(visit: Visit, operator: str) -> None:
    """While one types, the row offers it; pressed, the number stands masked."""
    visitor = visit()
    visitor.sign_in(operator)
    visitor.go(TABLE)
    button = visitor.page.get_by_role("button", name=re.compile("替换为掩码.*第 1 行$"))
    expect(button).to_be_hidden()
    visitor.page.get_by_label("第 1 行型号", exact=True).fill("请拨 13812345678")
    expect(button).to_be_visible()
    button.click()
    visitor.sees("已替换为掩码")
    first = visitor.page.get_by_label("第 1 行型号", exact=True)
    expect(first).to_have_value("请拨 138****5678")
    assert len(Application.objects.get(number=NUMBER).equipment) == 60
