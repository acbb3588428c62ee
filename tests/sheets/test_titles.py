"""Whose sheet it is and of which round, from the lines around the table."""

import pytest

from registry.authorities import load_authorities
from registry.sheets.titles import read_titles

AUTHORITIES = load_authorities()


@pytest.mark.parametrize(
    ("line", "codes", "period"),
    [
        ("浙江省储备中试平台汇总表(2026年下半年)", {"330000"}, "2026H2"),
        ("2026年上半年宁波市储备中试平台汇总表", {"330200"}, "2026H1"),
        ("附件2:深圳市储备中试平台推荐汇总表(2026年12月)", {"440300"}, "2026H2"),
        ("新疆生产建设兵团储备中试平台汇总表2026年6月", {"660000"}, "2026H1"),
        ("北京市制造业中试平台汇总表", {"110000"}, ""),
        ("储备中试平台汇总表(2026H2)", set(), "2026H2"),
        ("填报单位(盖章):浙江省工业和信息化厅单位:万元", {"330000"}, ""),
        ("报送单位:青岛市工业和信息化局", {"370200"}, ""),
    ],
)
def test_a_line_tells_whose_sheet_it_is(line, codes, period):
    """Title and reporting line name the authority; the title names the round."""
    (title,) = read_titles([(1, line)], AUTHORITIES.places, AUTHORITIES.names)
    assert (title.authorities, title.period) == (codes, period)


@pytest.mark.parametrize(
    "line",
    [
        "填表人:张三",
        "日期:2026年12月28日",
        "填报单位(盖章):",
        "某某储备中试平台汇总表",
        "单位:万元",
    ],
)
def test_a_line_that_names_nobody_known_claims_nothing(line):
    """A footer's date is no round, and an unknown name contradicts nobody."""
    assert read_titles([(1, line)], AUTHORITIES.places, AUTHORITIES.names) == ()
