"""A rename: reported in five minutes, verified by the province, both names on record."""

from datetime import date
from pathlib import Path

import pytest

from registry.database import transact
from registry.documents.platforms import Platform, PlatformFact
from registry.permissions import Role
from registry.services.lineages import HOST, connect
from tests.browser.people import (
    ENTERED,
    HOST_NAME,
    PLATFORM,
    PLATFORM_NAME,
    a_host_with_a_platform,
    somebody,
)
from tests.browser.visitor import DESKTOP, PHONE, Visitor
from tests.major_change_makers import REPORTED, a_host

BG = "BG-330000-2026-0001"
NEW = f"{HOST_NAME}有限公司"
PAPER = Path(__file__).parents[1] / "samples" / "scan_without_stamp.pdf"


@pytest.fixture
def people(service: str) -> tuple[str, str]:
    """The sign-ins of the host's operator and of a reviewer of its province."""
    host = a_host_with_a_platform()
    entered = {
        "state": "in_library", "host": host, "name": PLATFORM_NAME, "profile": {"load": 70},
    }  # fmt: skip
    for aspect, value in entered.items():
        PlatformFact(
            platform=PLATFORM, aspect=aspect, value=value, effective_on=ENTERED.date(),
            recorded_at=ENTERED, source="summary_sheet:330000-2026H1-01",
        ).save()  # fmt: skip
    operator = somebody("gao-yuan", Role.HOST_OPERATOR, host=host)
    return operator, somebody("zhe-reviewer", Role.PROVINCIAL_REVIEWER, authority="330000")


def reports(visitor: Visitor) -> None:
    """Kind first, then its fields alone; a slip is told at its field, the rest is kept."""
    visitor.go(f"/platforms/{PLATFORM}")
    visitor.page.get_by_role("link", name="报告重大事项").click()
    visitor.sees("发生了哪一种变化")
    assert not visitor.stumbles()
    visitor.follow("更名")
    visitor.sees("现登记为", HOST_NAME)
    assert not visitor.stumbles()
    visitor.type("发生日期", "2026-12-30")
    visitor.type("依托单位新名称", NEW)
    visitor.press("提交报告")
    visitor.sees("发生日期在今天之后")
    assert not visitor.stumbles()
    assert visitor.page.get_by_label("依托单位新名称", exact=True).input_value() == NEW
    visitor.type("发生日期", "2026-12-08")
    visitor.page.locator("input[type=file]").set_input_files(PAPER)
    visitor.press("提交报告")
    visitor.sees(BG, "待核实", "发生后第 20 天报告", PAPER.name)
    assert not visitor.stumbles()


def verifies(visitor: Visitor) -> None:
    """From the first page to the queue, the report, the decision and the time."""
    visitor.follow("核实重大事项报告：1 份")
    visitor.sees(PLATFORM_NAME)
    assert not visitor.stumbles()
    visitor.follow(PLATFORM_NAME)
    visitor.sees(NEW, "没有规定天数")
    visitor.page.get_by_text("判断是否及时").click()
    assert not visitor.stumbles()
    visitor.page.get_by_label("判断", exact=True).select_option("in_time")
    visitor.type("判断的理由", "登记后二十日内报告")
    visitor.press("写明判断")
    visitor.sees("判断为及时", "登记后二十日内报告")
    visitor.type("核实情况", "查看了变更通知书，与登记一致")
    visitor.press("核实并变更")
    visitor.sees("已核实", "查看了变更通知书")
    assert not visitor.stumbles()


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_a_rename_from_report_to_record(visit, people, width):
    """Number, host and history stay; the day before shows the old name, today the new."""
    operator, reviewer = people
    host = visit(width)
    host.sign_in(operator)
    reports(host)
    office = visit(width)
    office.sign_in(reviewer)
    verifies(office)
    host.go(f"/platforms/{PLATFORM}")
    host.sees(NEW, PLATFORM)
    host.go(f"/platforms/{PLATFORM}?on=2026-12-07")
    host.page.locator("main").get_by_text(HOST_NAME, exact=True).first.wait_for()
    assert not host.stumbles()
    host.go(f"/platforms/{PLATFORM}/history")
    host.sees("核实重大事项", BG)


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_a_lineage_can_be_looked_at(visit, people, width):
    """Drawn at a desk, a list on a phone; nothing scrolls sideways."""
    own = Platform.objects.get().host
    merger = type("Merger", (), {"number": BG, "kind": "merger", "event_on": date(2026, 12, 1)})
    for ordinal, name in ((21, "之江中试研究院"), (22, "西湖新材料检测中心有限责任公司")):
        other = a_host(ordinal, name)
        transact(lambda id_=other.id: connect(HOST, id_, own, by_change=merger, at=REPORTED))
    office = visit(width)
    office.sign_in(people[1])
    office.go(f"/platforms/{PLATFORM}/papers")
    office.follow("前身和承继")
    office.page.locator(".spaced").get_by_text("之江中试研究院").wait_for()
    assert office.page.locator("svg.lineage").is_visible() == (width == DESKTOP)
    assert not office.stumbles()
