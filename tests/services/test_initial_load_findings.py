"""What a check of the initial load finds, each by the row that brings it about."""

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

import pytest

from registry.law import rulebook
from registry.messages import say_finding
from registry.services.initial_loads import check
from tests.services.workbooks import credit_code, former, key, platform, removal, workbook

Found = Callable[..., dict[str, str]]
TODAY = date(2026, 12, 28)


@pytest.fixture
def found(database: None) -> Found:
    """``found(**sheets) -> {code: severity}``: checked against an empty library."""

    def checked(**sheets: Any) -> dict[str, str]:
        done = check(workbook(**sheets), "存量.xlsx", on=TODAY, rulebook=rulebook())
        findings = [one for case in done.cases for one in case.findings]
        assert all(say_finding(one) for one in findings)
        return {one.code: one.severity.value for one in findings}

    return checked


_PLATFORM = {
    "load_day_ahead": {"admitted_on": "2027-01-04"},
    "load_authority_unknown": {"authority": "某省"},
    "load_place_elsewhere": {"place": "宁波市"},
    "credit_code_check_digit": {"credit_code": "91330100MB00000010"},
    "date_unknown": {"admitted_on": "2024年12月"},
    "date_as_number": {"admitted_on": 45653},
    "cell_missing": {"admitted_on": None},
}


@pytest.mark.parametrize("code", _PLATFORM)
def test_what_keeps_a_platform_out(found: Found, code: str) -> None:
    """Each of these is blocking, and the only thing found."""
    assert found(platforms=[platform(1, **_PLATFORM[code])]) == {code: "blocking"}


@pytest.mark.parametrize(
    "written",
    ["2024-12-27", "2024.12.27", "2024/12/27", "2024年12月27日", "20241227", 20241227,
     date(2024, 12, 27), datetime.combine(date(2024, 12, 27), time(8, 30))],
)  # fmt: skip
def test_every_way_to_write_a_day(database: None, written: object) -> None:
    """Texts, numbers of eight digits and real date cells are the same day, without a word."""
    content = workbook(platforms=[platform(1, admitted_on=written)])
    (case,) = check(content, "存量.xlsx", on=TODAY, rulebook=rulebook()).cases
    assert (case.row.day("admitted_on"), case.findings) == (date(2024, 12, 27), [])


_REMOVAL = {
    "load_ground_unknown": ("blocking", {"ground": "省里建议退出"}),
    "load_ban_without_removal": ("blocking", {"removed_on": None, "banned": "是"}),
    "load_removal_undated": ("blocking", {"removed_on": None}),
    "load_removal_undecided": ("blocking", {"removed_on": "2025-12-01"}),
    "load_ban_not_by_ground": ("blocking", {"ground": "不满足基本条件", "banned": "是"}),
    "load_ban_differs": ("warning", {"ban_until": "2028-12-09"}),
    "load_ban_by_law": ("warning", {"banned": "否"}),
    "load_admission_differs": ("blocking", {"admitted_on": "2024-06-28"}),
    "answer_unknown": ("blocking", {"banned": "也许"}),
}


@pytest.mark.parametrize("code", _REMOVAL)
def test_what_is_found_of_a_removal(found: Found, code: str) -> None:
    """The law's ban stands, whatever is stated; a contradiction keeps the row out."""
    severity, changes = _REMOVAL[code]
    codes = found(platforms=[platform(1)], removals=[removal(1, **changes)])
    assert codes == {code: severity}


@pytest.mark.parametrize("ground", ["data_falsification", "二（四）数据资料弄虚作假"])
def test_a_ground_by_id_or_with_its_clause(found: Found, ground: str) -> None:
    """The stated last day that is the law's own brings no finding."""
    row = removal(1, ground=ground, ban_until="2028-12-08", banned="是")
    assert found(platforms=[platform(1)], removals=[row]) == {}


def test_a_removal_before_its_admission(found: Found) -> None:
    """Nobody leaves before having come; with an earlier admission day it is another stay."""
    late = platform(1, admitted_on="2026-06-30")
    unbanned = removal(1, ground="不满足基本条件")
    assert found(platforms=[late], removals=[unbanned]) == {
        "load_removed_before_admission": "blocking"
    }
    earlier = removal(1, admitted_on="2024-12-27", authority="330000")
    codes = found(platforms=[late], removals=[earlier])
    assert codes == {"load_admitted_under_ban": "warning"}


def test_a_removal_of_nobody_known(found: Found) -> None:
    """Without admission day and authority nothing can be entered."""
    assert found(removals=[removal(1)]) == {"load_removal_of_nobody": "blocking"}
    dated = removal(1, admitted_on="2024-12-27")
    assert found(removals=[dated]) == {"load_authority_wanted": "blocking"}


def test_doubles_and_names_within_the_file(found: Found) -> None:
    """Twice the same, one code under two names, one name under two codes."""
    assert found(platforms=[platform(1), platform(1)]) == {"load_row_twice": "blocking"}
    other = platform(2, credit_code=credit_code(1), host_name="另一有限公司")
    assert found(platforms=[platform(1), other]) == {"load_code_with_names": "blocking"}
    same = platform(2, host_name="存量1有限公司")
    assert found(platforms=[platform(1), same]) == {"name_with_several_codes": "warning"}
    listed = former(1, "另一有限公司", "2025-03-01")
    assert found(platforms=[platform(1), other], former_names=[listed]) == {}


def test_former_names_that_cannot_be(found: Found) -> None:
    """The present name, days the wrong way round, two ends on one day."""
    rows = {
        "load_former_is_present": [former(1, "存量1有限公司", "2025-03-01")],
        "load_former_days": [former(1, "老有限公司", "2025-03-01", used_from="2025-03-01")],
        "load_former_same_day": [
            former(1, "老有限公司", "2025-03-01"), former(1, "更老有限公司", "2025-03-01"),
        ],
    }  # fmt: skip
    for code, names in rows.items():
        assert found(platforms=[platform(1)], former_names=names) == {code: "blocking"}


def test_what_rests_on_a_refused_row_is_refused_with_it(found: Found) -> None:
    """A listed platform whose own row stays out stays out; so does one listed too early."""
    bad = platform(1, authority="某省")
    assert found(platforms=[bad], key_cultivation=[key(1)])["load_rests_on_refused"] == "blocking"
    early = key(1, listed_on="2024-01-05")
    assert found(platforms=[platform(1)], key_cultivation=[early]) == {
        "load_listed_too_early": "blocking"
    }
