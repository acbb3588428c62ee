"""Who a row of the initial load speaks of: authority, place, days, names, doubles."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from registry.policy.findings import Finding
from registry.policy.initial_load_identity import (
    earliest_days,
    former_host_names,
    judge_authority,
    judge_days,
    judge_doubles,
    judge_host_names,
    judge_terms,
)
from registry.policy.initial_load_rows import Case, KnownHost, LoadSheet
from registry.policy.vocabulary import Severity
from tests.policy.initial_load_cases import CONTEXT, TODAY, ZHEJIANG, case, told

B, W = Severity.BLOCKING, Severity.WARNING
PAGE = "docs/decisions/identity.md"
PLATFORMS, HOSTS, FORMER = LoadSheet.PLATFORMS, LoadSheet.HOSTS, LoadSheet.FORMER_NAMES


@pytest.mark.parametrize(
    "name", ["admitted_on", "changed_on", "used_from", "listed_on", "removed_on", "decided_on"]
)
def test_no_day_lies_ahead_of_the_check(name: str) -> None:
    """The day of the check itself has come; the next one has not happened."""
    today = case(PLATFORMS, **{name: TODAY})
    tomorrow = case(PLATFORMS, **{name: TODAY + timedelta(days=1)})
    for row in (today, tomorrow):
        judge_days(row, CONTEXT)
    assert not today.findings
    (finding,) = tomorrow.findings
    assert (finding.code, finding.severity, finding.field) == ("load_day_ahead", B, name)
    assert finding.params == {"today": "2026年12月28日"}


def test_the_last_day_of_a_ban_may_lie_ahead() -> None:
    """A ban that still runs ends after the check."""
    row = case(LoadSheet.REMOVALS, ban_until=TODAY + timedelta(days=1))
    judge_days(row, CONTEXT)
    assert not row.findings


@pytest.mark.parametrize(
    ("written", "place", "wanted"),
    [
        ("浙江省厅", "杭州市", []),
        ("浙江 省厅", "", []),
        ("330000", "浙江省", []),
        ("浙江省厅", "宁波市", [("load_place_elsewhere", B)]),
        ("浙江省厅", "鼓楼区", [("place_unknown", W)]),
        ("浙江省厅", "某地", [("place_unknown", W)]),
    ],
)
def test_the_place_is_held_against_the_authority(
    written: str, place: str, wanted: list[tuple[str, Severity]]
) -> None:
    """Elsewhere for certain is refused; a place of nobody's or of several others is told."""
    row = case(PLATFORMS, authority=written, place=place)
    judge_authority(row, CONTEXT)
    assert [(one.code, one.severity) for one in row.findings] == wanted
    assert row.plan == {"authority": ZHEJIANG}
    assert {one.clause for one in row.findings} <= {"二（一）"}


def test_a_place_elsewhere_names_both_authorities() -> None:
    """Ningbo reports for itself (separately planned): the province cannot have entered it."""
    row = case(PLATFORMS, authority="浙江省厅", place="宁波市")
    judge_authority(row, CONTEXT)
    (finding,) = row.findings
    assert (finding.read, finding.wanted) == ("宁波市", "浙江省厅")
    assert finding.params == {"other": "宁波市局", "own": "浙江省厅"}


def test_an_authority_nobody_knows_is_refused_and_a_blank_one_left_alone() -> None:
    """A blank cell is the reader's to tell; neither plans an authority."""
    unknown, blank = case(PLATFORMS, authority="某省厅", place="某地"), case(PLATFORMS)
    for row in (unknown, blank):
        judge_authority(row, CONTEXT)
    assert told([unknown, blank]) == [(5, "load_authority_unknown", B)]
    assert (unknown.plan, blank.plan) == ({}, {})


_DOUBLES = {
    HOSTS: ({"host_name": "甲公司"}, {"host_name": "乙公司"}, {"credit_code": "X2"}),
    PLATFORMS: (
        {"platform_name": "甲（一）基地"}, {"platform_name": "甲(一) 基地"},
        {"platform_name": "甲（二）基地"},
    ),
    FORMER: ({"former_name": "老公司"}, {"former_name": "老 公司"}, {"former_name": "更老公司"}),
    LoadSheet.REMOVALS: (
        {"platform_name": "甲基地", "decision": "1号"},
        {"platform_name": "甲基地", "decision": "1 号"},
        {"platform_name": "甲基地", "decision": "2号"},
    ),
    LoadSheet.KEY_CULTIVATION: (
        {"platform_name": "甲基地"}, {"platform_name": "甲基地", "batch": "第一批"},
        {"platform_name": "乙基地"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("sheet", _DOUBLES)
def test_rows_that_say_the_same_twice_are_both_refused(sheet: LoadSheet) -> None:
    """Each names the other; a row of another host, name or decision is none of them."""
    contents = _DOUBLES[sheet]
    rows = [case(sheet, at, **{"credit_code": "X1"} | has) for at, has in enumerate(contents, 4)]
    judge_doubles(rows, PAGE)
    assert told(rows) == [(4, "load_row_twice", B), (5, "load_row_twice", B)]
    found = [one for row in rows for one in row.findings]
    assert [one.params for one in found] == [{"others": "5"}, {"others": "4"}]
    assert {(one.clause, one.source) for one in found} == {(PAGE, "house_ruling")}


def test_rows_without_code_or_name_are_nobodys_double() -> None:
    """What could not be read is not compared; nor are rows of different sheets."""
    rows = [case(PLATFORMS, at, platform_name="甲基地") for at in (4, 5)]
    rows += [case(PLATFORMS, at, credit_code="X1") for at in (6, 7)]
    rows += [
        case(PLATFORMS, 8, credit_code="X1", platform_name="甲基地"),
        case(LoadSheet.KEY_CULTIVATION, 8, credit_code="X1", platform_name="甲基地"),
    ]
    judge_doubles(rows, PAGE)
    assert told(rows) == []


def test_only_twenty_of_many_doubles_are_named_in_order_of_number() -> None:
    """Rows 4 to 25: the first names the twenty after it, 24 the last; by number, not by sign."""
    rows = [case(HOSTS, at, credit_code="X1") for at in range(4, 26)]
    judge_doubles(rows, PAGE)
    assert len(rows) == len(told(rows)) == 22
    wanted = "、".join(str(number) for number in range(5, 25))
    assert rows[0].findings[0].params["others"] == wanted


def _named(number: int, name: str, code: str = "X1") -> Case:
    return case(PLATFORMS, number, credit_code=code, host_name=name)


def _formerly(name: str, unread: str = "", **more: str) -> Case:
    return case(FORMER, 20, unread, credit_code="X1", former_name=name, **more)


def test_a_code_under_two_names_is_refused_in_every_row() -> None:
    """Each row names those under the other name; a row alike in name is not among them."""
    rows = [_named(4, "甲公司"), _named(5, "甲 公司"), _named(6, "乙公司"), _named(7, "")]
    judge_host_names(rows, CONTEXT, PAGE)
    assert told(rows) == [(at, "load_code_with_names", B) for at in (4, 5, 6)]
    others = [row.findings[0].params["others"] for row in rows[:3]]
    assert others == ["6", "6", "4、5"]


def test_a_listed_former_name_is_no_other_name() -> None:
    """With 乙 listed as former, 甲 is the one present name: nothing is found."""
    rows = [_named(4, "甲公司"), _named(5, "乙公司"), _formerly("乙公司")]
    judge_host_names(rows, CONTEXT, PAGE)
    assert told(rows) == []


def test_two_present_names_beside_a_former_one() -> None:
    """The row under the former name stays in; those under the other two are refused."""
    rows = [_named(4, "甲公司"), _named(5, "乙公司"), _named(6, "丙公司"), _formerly("乙公司")]
    judge_host_names(rows, CONTEXT, PAGE)
    assert told(rows) == [(4, "load_code_with_names", B), (6, "load_code_with_names", B)]


def test_a_platforms_former_name_is_not_its_hosts() -> None:
    """Nor is a row's whose platform's name could not be read: it may be the platform's."""
    rows = [
        _formerly("老公司"),
        _formerly("老基地", platform_name="甲基地"),
        _formerly("不明", unread="platform_name"),
    ]
    assert former_host_names(rows) == {"X1": {"老公司"}}


def test_the_load_never_renames_a_host_on_record() -> None:
    """Its present and former names pass; any other is refused, and told the present one."""
    known = KnownHost("甲公司", frozenset({"甲公司", "老公司"}))
    context = replace(CONTEXT, hosts={"X1": known})
    rows = [_named(4, "甲公司"), _named(5, "老公司"), _named(6, "乙公司")]
    judge_host_names(rows, context, PAGE)
    assert told(rows) == [(6, "load_host_name_differs", B)]
    (finding,) = rows[2].findings
    assert (finding.wanted, finding.params) == ("甲公司", {"credit_code": "X1"})


def test_a_name_under_several_codes_is_told_not_refused() -> None:
    """Of the workbook or of the record: each row names the other codes."""
    context = replace(CONTEXT, codes={"甲公司": frozenset({"X3"})})
    rows = [_named(4, "甲公司"), _named(5, "甲公司", "X2"), _named(6, "乙公司", "X4")]
    judge_host_names(rows, context, PAGE)
    assert told(rows) == [(4, "name_with_several_codes", W), (5, "name_with_several_codes", W)]
    assert [row.findings[0].params["others"] for row in rows[:2]] == ["X2、X3", "X1、X3"]
    assert not any(row.refused for row in rows)


@pytest.mark.parametrize(
    ("day", "edition"), [(date(2026, 5, 1), "2025"), (date(2024, 5, 1), ""), (None, "")]
)
def test_the_edition_of_the_admission_year_is_planned(day: date | None, edition: str) -> None:
    """None before the first, none without a day; what was found of the terms is taken over."""
    row = case(PLATFORMS, admitted_on=day)
    finding = Finding("direction_unknown", W)
    judge_terms(row, CONTEXT, [finding])
    assert (row.plan, row.findings) == ({"edition": edition}, [finding])


def test_a_host_is_known_from_the_earliest_day_of_its_rows() -> None:
    """Admission and first use count, over all sheets; neither removal nor a row without code."""
    rows = [
        case(PLATFORMS, credit_code="X1", admitted_on=date(2025, 6, 1)),
        case(FORMER, credit_code="X1", used_from=date(2023, 1, 2)),
        case(PLATFORMS, credit_code="X1", admitted_on=date(2024, 6, 1)),
        case(PLATFORMS, credit_code="X2", admitted_on=date(2026, 1, 5)),
        case(LoadSheet.REMOVALS, credit_code="X3", removed_on=date(2020, 1, 1)),
        case(PLATFORMS, admitted_on=date(2019, 1, 1)),
    ]
    assert earliest_days(rows) == {"X1": date(2023, 1, 2), "X2": date(2026, 1, 5)}
