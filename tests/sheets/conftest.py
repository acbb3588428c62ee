"""The sample files, a summary sheet made on the spot, and what it is judged against."""

from collections.abc import Callable, Sequence
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook

from config.settings import CONFIG
from registry.authorities import load_authorities
from registry.policy.rulebook import load_rulebook
from registry.policy.summary_sheet_rows import SheetContext
from registry.sheets.checking import CheckedSheet, check_file
from registry.taxonomies import latest_taxonomy

SAMPLES = Path(__file__).parents[1] / "samples"
HEADER = (
    "序号",
    "平台名称",
    "依托单位",
    "统一社会信用代码",
    "所在地市",
    "领域",
    "重点方向",
    "设备原值（万元）",
    "专职人员（人）",
    "上年度服务收入（万元）",
    "服务企业数（家）",
    "审核意见",
    "备注",
)
ROW = (
    1,
    "广州恒和低空装备中试基地",
    "广州恒和低空装备科技有限公司",
    "91440800MAETQGDM02",
    "广州市",
    "装备制造",
    "医疗装备",
    7985.22,
    112,
    5216.03,
    67,
    "同意推荐",
    "",
)
Cells = Sequence[object]


@pytest.fixture(scope="session")
def sample() -> Callable[[str], bytes]:
    """Return a reader of the sample files."""
    return lambda name: (SAMPLES / name).read_bytes()


@pytest.fixture(scope="session")
def header() -> list[object]:
    """Return the form's usual headings."""
    return list(HEADER)


@pytest.fixture(scope="session")
def changed() -> Callable[..., list[object]]:
    """Return a maker of a row without fault, changed by column letter."""

    def change(**cells: object) -> list[object]:
        row = list(ROW)
        for letter, value in cells.items():
            row[ord(letter) - ord("A")] = value
        return row

    return change


@pytest.fixture(scope="session")
def book() -> Callable[..., bytes]:
    """Return a maker of an xlsx: one sheet, or several by name."""

    def make(rows: Sequence[Cells] = (), **sheets: Sequence[Cells]) -> bytes:
        workbook = Workbook()
        workbook.remove(workbook.active)
        for name, lines in ({"汇总表": rows} | sheets if rows else sheets).items():
            sheet = workbook.create_sheet(name)
            for line in lines:
                sheet.append(list(line))
        stream = BytesIO()
        workbook.save(stream)
        return stream.getvalue()

    return make


@pytest.fixture(scope="session")
def check() -> Callable[..., CheckedSheet]:
    """Return a check of a file without any record to compare it with."""
    authorities = load_authorities()
    programme = load_rulebook(CONFIG / "policy").programme("national_reserve")
    taxonomy = latest_taxonomy()

    def run(content: bytes, filename: str = "a.xlsx", authority: str = "440000") -> CheckedSheet:
        context = SheetContext(
            authority=authority,
            period="2026H2",
            on=date(2026, 12, 28),
            authority_names=authorities.names,
            places=authorities.places,
            taxonomy=taxonomy,
        )
        return check_file(content, filename, context, programme)

    return run


@pytest.fixture(scope="session")
def told(check) -> Callable[..., list[tuple[int | None, str, str]]]:
    """Return a check that gives row, column and code of each finding."""

    def run(content: bytes, filename: str = "a.xlsx") -> list[tuple[int | None, str, str]]:
        return [(one.row, one.column, one.code) for one in check(content, filename).findings]

    return run
