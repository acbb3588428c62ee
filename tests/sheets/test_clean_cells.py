"""A clean cell is read fast, and exactly as care would have read it."""

import random
from datetime import date

import pytest
from stdnum.cn import uscc

from registry.sheets.cells import Cell, read_cell, show
from registry.sheets.clean_cells import UNCLEAR, clean_reader
from registry.sheets.forms import load_form

FORM = load_form()
TEXTS = [
    "", " ", "无", "—", "-", "杭州示例中试平台", "示例（集团）有限公司", "示例有限公司（牵头）",
    "示例 公司", "示例公司 ", "=1+1", "＝1", "A公司", "示例Ａ公司", "示例\n公司", "示例\u200b公司",
    "长" * 200, "长" * 201, "长" * 501, "石化化工", "同意推荐", "同意推荐。", "暂缓", "不同意",
    "同意吗", "1500",
    "1,500", "1500万元", "12人", "1e5", "true", "甲", "豈公司", "示例①公司",
]  # fmt: skip
FIGURES = [
    0.0, -0.0, 1.0, -1.0, 0.1, 7985.22, 1500.5, 0.1 + 0.2, 1e-7, 1e11, 1e15, 1e16, 1e22,
    99999999999.0,
    123456.1234567, 2.5, 1e308, 5e-324, 100000.0, 99999.99, 1000000.0, 999999.999999, 3, 0, True,
    False,
]  # fmt: skip
STEMS = [f"91330100MA{ordinal:07d}" for ordinal in range(200)]
CODES = [stem + uscc.calc_check_digit(stem) for stem in STEMS]


def _spoilt(code: str, chance: random.Random) -> str:
    signs = list(code)
    signs[chance.randrange(18)] = chance.choice("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ o-")
    return "".join(signs)


CHANCE = random.Random(1)  # noqa: S311 - only varies the examples
CELLS = [
    *TEXTS, *FIGURES, *CODES, *(_spoilt(code, CHANCE) for code in CODES * 5),
    *(round(CHANCE.uniform(0, 10 ** CHANCE.randrange(13)), place % 8) for place in range(2000)),
    *(float(CHANCE.randrange(10 ** CHANCE.randrange(1, 13))) for _ in range(500)),
]  # fmt: skip


@pytest.mark.parametrize("column", FORM.columns, ids=lambda column: column.key)
@pytest.mark.parametrize("unit", ["", "万元", "元", "亿元", "?"])
def test_a_clean_reading_is_what_care_reads(column, unit):
    """Whatever is read at a glance has the same value, of the same type, and no finding."""
    read = clean_reader(column, unit, FORM)
    clear = 0
    for raw, value in zip(CELLS, read(CELLS), strict=True):
        if value is UNCLEAR:
            continue
        clear += 1
        careful = read_cell(Cell(raw, column, "", unit), FORM)
        assert (repr(careful.value), careful.code) == (repr(value), ""), raw
    assert clear or column.required


def test_ordinary_cells_are_clean():
    """The cells of a sheet without fault need no care: all are read at a glance."""
    row = {
        "serial": 1.0, "platform_name": "杭州示例中试平台", "host_name": "示例（集团）有限公司",
        "credit_code": CODES[0], "place": "杭州市", "field": "原材料工业", "direction": "石化化工",
        "equipment_value": 7985.22, "full_time_staff": 112.0, "service_income": 1500.0,
        "enterprises_served": 67.0, "opinion": "同意推荐", "remarks": "",
    }  # fmt: skip
    readers = {column.key: clean_reader(column, "", FORM) for column in FORM.columns}
    assert [key for key, read in readers.items() if read([row.get(key, "")]) == [UNCLEAR]] == []


def test_figures_are_shown_as_typed():
    """1200 for 1200.0, all decimals of others, and no exponent."""
    shown = [show(raw) for raw in (1200.0, -0.5, 0.1 + 0.2, 1e22, 1e-7, -0.0)]
    assert shown == [
        "1200", "-0.5", "0.30000000000000004", "10000000000000000000000", "0.0000001", "-0",
    ]  # fmt: skip
    assert show(float("inf")) == "inf"
    assert show(date(2026, 1, 1)) == "2026-01-01"
