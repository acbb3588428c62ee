"""The ministry sees the library, a record, and by name who has not reported."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from registry.documents.platforms import Platform
from registry.permissions import Role
from tests.browser.people import PLATFORM, PLATFORM_NAME, a_host_with_a_platform, somebody
from tests.browser.visitor import DESKTOP, PHONE, Visitor


def sees_the_library(ministry: Visitor) -> None:
    """Narrow the library by a field and open a record, tab by tab."""
    ministry.go("/platforms")
    ministry.sees(PLATFORM_NAME, "岭南封装测试中试平台")
    assert not ministry.stumbles()
    ministry.follow("原材料工业")
    ministry.page.get_by_text("岭南封装测试中试平台").wait_for(state="detached")
    ministry.follow(PLATFORM_NAME)
    ministry.sees("登记信息", "1,350.5", "钱江新材料研究院")
    assert not ministry.stumbles()
    tabs = {"动态更新": "未报", "材料": "没有入库材料", "办理记录": "还没有办理记录"}
    for tab, wanted in tabs.items():
        strip = ministry.page.get_by_role("navigation", name="本页内容")
        strip.get_by_role("link", name=tab).click()
        ministry.sees(wanted)
        assert not ministry.stumbles()


def sees_who_is_missing(ministry: Visitor) -> list[object]:
    """Go from the first page to the names, and return the cells of the list taken away."""
    ministry.go("/")
    ministry.follow("跟进2026年第四季度动态更新")
    ministry.sees("浙江省工业和信息化厅", "广东省工业和信息化厅")
    assert not ministry.stumbles()
    ministry.follow("未提交名单")
    ministry.sees(PLATFORM_NAME, "岭南封装测试中试平台")
    assert not ministry.stumbles()
    with ministry.page.expect_download() as download:
        ministry.follow("导出名单")
    content = BytesIO(Path(download.value.path()).read_bytes())
    return [cell for row in load_workbook(content).active.values for cell in row]


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_the_library_and_who_is_missing(
    visit: Callable[..., Visitor],
    on_record: Callable[..., Platform],
    service: str,
    width: int,
) -> None:
    """Filter the library, open a record, see who is missing by name, take it away as xlsx."""
    a_host_with_a_platform()
    on_record("440000-2026-0001", name="岭南封装测试中试平台", name_key="岭南封装测试中试平台")
    ministry = visit(width)
    ministry.sign_in(somebody("zhao-yue", Role.MINISTRY_LEAD))
    ministry.sees("还有 2 家未提交")
    assert not ministry.stumbles()
    sees_the_library(ministry)
    cells = sees_who_is_missing(ministry)
    assert PLATFORM in cells
    assert PLATFORM_NAME in cells
