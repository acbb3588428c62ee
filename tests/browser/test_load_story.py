"""Staff check what existed before the service, a lead brings it in, the library answers for it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from registry.documents.platforms import Platform
from registry.permissions import Role
from tests.browser.people import somebody
from tests.browser.visitor import DESKTOP, PHONE, Visitor
from tests.services.workbooks import former, key, platform, removal, workbook

_PATIENCE = 60_000


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_from_the_empty_library_to_what_existed(
    visit: Callable[..., Visitor], service: str, tmp_path: Path, width: int
) -> None:
    """The empty library points the way; three numbers, one button, and the refused row's words."""
    book = tmp_path / "存量.xlsx"
    book.write_bytes(
        workbook(
            platforms=[
                *(platform(one) for one in range(1, 13)),
                platform(13, authority="浙江省", place="宁波市"),
            ],
            former_names=[former(1, "老有限公司", "2025-03-01")],
            key_cultivation=[key(1)],
            removals=[removal(2, ban_until="2027-12-08")],
        )
    )
    staff = visit(width)
    staff.sign_in(somebody("zhou-jing", Role.MINISTRY_STAFF))
    staff.go("/platforms")
    staff.page.get_by_role("main").get_by_role("link", name="存量导入").click()
    staff.sees("还没有上传过工作簿")
    assert not staff.stumbles()
    staff.follow("上传工作簿")
    staff.page.get_by_label("工作簿", exact=True).set_input_files(book)
    staff.press("上传并检查")
    staff.sees("新增", "不能载入", "宁波市", "将按 2028年12月8日 登记", "等待部级负责人执行")
    assert not staff.stumbles()
    assert Platform.objects.count() == 0

    lead = visit(width)
    lead.sign_in(somebody("zhao-yue", Role.MINISTRY_LEAD))
    lead.follow("执行存量导入 CL-2026-001")
    lead.press("执行，载入 15 行")
    lead.page.get_by_text("已办理完毕").wait_for(timeout=_PATIENCE)
    assert not lead.stumbles()
    lead.page.locator(".big-bad a").click()
    lead.sees("由宁波市", "不能载入")
    assert not lead.stumbles()
    assert Platform.objects(state="in_library").count() == 11
