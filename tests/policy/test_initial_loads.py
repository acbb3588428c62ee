"""Judging an initial load whole: what is there, what contradicts, what rests on what."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Any

import pytest

from registry.policy.initial_load_rows import (
    Case,
    Entered,
    Key,
    KnownHost,
    KnownSpan,
    LoadSheet,
)
from registry.policy.initial_loads import judge
from registry.policy.rulebook import Programme
from registry.policy.taxonomy import Direction, Taxonomy
from registry.policy.vocabulary import Severity
from tests.policy.initial_load_cases import CONTEXT, ZHEJIANG, case, told

B, W, N = Severity.BLOCKING, Severity.WARNING, Severity.NOTE
CODE = "91330100MA27XL0Q2E"
HOST, PLATFORM = "杭州甲有限公司", "杭州甲中试基地"
KEY: Key = (CODE, PLATFORM)
ADMITTED, NUMBER = date(2025, 3, 1), "330000-0001"
RECORDED = Entered(
    NUMBER, ZHEJIANG, "杭州市", "第一批", ADMITTED, names=frozenset({PLATFORM, "杭州旧基地"})
)
EDITIONS = {
    "2024": Taxonomy("2024", ("装备制造",), (Direction("工业母机", "装备制造", confirmed=True),)),
    "2026": Taxonomy("2026", ("智能装备",), ()),
}
WHO: Mapping[str, Any] = MappingProxyType({"credit_code": CODE, "host_name": HOST})

Found = list[tuple[int | None, str, Severity]]
Judged = Callable[..., Found]


def platform(number: int = 1, **changes: Any) -> Case:
    """Return a platform's row without fault, as changed."""
    good = {
        "platform_name": PLATFORM,
        "authority": "浙江省厅",
        "place": "杭州市",
        "admitted_on": ADMITTED,
        "batch": "第一批",
        "field": "装备制造",
        "direction": "工业母机",
    }
    return case(LoadSheet.PLATFORMS, number, **WHO | good | changes)


def former(number: int, name: str, changed_on: date | None, **changes: Any) -> Case:
    """Return a row of a former name, the host's where it names no platform."""
    stated = {"former_name": name, "changed_on": changed_on} | changes
    return case(LoadSheet.FORMER_NAMES, number, **WHO | stated)


def listed(number: int, listed_on: date | None) -> Case:
    """Return the platform's row of the key cultivation list."""
    stated = {"platform_name": PLATFORM, "listed_on": listed_on}
    return case(LoadSheet.KEY_CULTIVATION, number, **WHO | stated)


def removal(number: int, **changes: Any) -> Case:
    """Return the past removal of another platform of the host, with a ban by its ground."""
    good = {
        "platform_name": "杭州乙中试基地",
        "authority": "浙江省厅",
        "place": "杭州市",
        "admitted_on": date(2022, 1, 10),
        "removed_on": date(2023, 5, 10),
        "decided_on": date(2023, 5, 10),
        "ground": "数据资料弄虚作假",
        "decision": "工信部科函〔2023〕7号",
    }
    return case(LoadSheet.REMOVALS, number, **WHO | good | changes)


@pytest.fixture
def found(programme: Programme) -> Judged:
    """``found(*cases, **known)``: judge a workbook; row, code and severity of each finding."""

    def find(*cases: Case, **known: Any) -> Found:
        judge(cases, replace(CONTEXT, taxonomies=EDITIONS, **known), programme)
        return told(cases)

    return find


def recorded(**changes: Any) -> Mapping[Key, tuple[Entered, ...]]:
    """Return the record's platforms: the one, as changed."""
    return {KEY: (replace(RECORDED, **changes),)}


def test_a_platform_without_fault_is_new(found: Judged) -> None:
    """A clean row is new; its plan carries authority, edition, first day and first name."""
    one = platform()
    assert (found(one), one.matched, one.refused) == ([], False, False)
    assert one.plan == {
        "authority": ZHEJIANG,
        "edition": "2024",
        "since": "2025-03-01",
        "first_name": PLATFORM,
    }


def test_a_host_on_record_is_there_already(found: Judged) -> None:
    """A host row whose code is on record is matched with a note; any other is new."""
    there, new = case(LoadSheet.HOSTS, 2, **WHO), case(LoadSheet.HOSTS, 2, **WHO)
    known = {CODE: KnownHost(HOST, frozenset({HOST}))}
    assert (found(there, hosts=known), there.matched) == ([(2, "load_host_there", N)], True)
    assert (found(new), new.matched) == ([], False)


@pytest.mark.parametrize(
    ("row", "record", "findings", "matched"),
    [
        ({}, {}, [(1, "load_platform_there", N)], True),
        ({"batch": "", "place": ""}, {}, [(1, "load_platform_there", N)], True),
        ({}, {"batch": "第二批"}, [(1, "load_platform_differs", W)], True),
        ({}, {"removed_on": date(2025, 9, 1)}, [(1, "load_platform_removed", W)], True),
        (
            {"admitted_on": date(2025, 8, 31)},
            {"removed_on": date(2025, 9, 1)},
            [(1, "load_admission_overlaps", B)],
            False,
        ),
        ({"admitted_on": date(2025, 9, 1)}, {"removed_on": date(2025, 9, 1)}, [], False),
        ({"admitted_on": None}, {}, [], False),
    ],
)
def test_what_is_on_record_is_told_and_never_overwritten(found, row, record, findings, matched):
    """The same stay is matched, an overlapping one refused, one from the removal on is new."""
    one = platform(**row)
    assert (found(one, platforms=recorded(**record)), one.matched) == (findings, matched)
    assert one.plan.get("number") == (NUMBER if matched else None)


def test_a_difference_names_both_sides(found: Judged) -> None:
    """Every field that differs is told: what the record has, and what the workbook says."""
    one = platform(batch="第二批", admitted_on=date(2025, 4, 1))
    assert found(one, platforms=recorded()) == [(1, "load_platform_differs", W)]
    assert (one.findings[0].field, one.findings[0].params) == (
        "admitted_on",
        {"number": NUMBER, "there": "2025年3月1日、第一批", "words": "2025-04-01、第二批"},
    )


def test_overlapping_stays_name_their_days(found: Judged) -> None:
    """The refusal of an overlapping admission names the stay on record with both days."""
    one = platform(admitted_on=date(2024, 1, 1))
    found(one, platforms=recorded(removed_on=date(2025, 9, 1)))
    assert one.findings[0].params == {
        "number": NUMBER,
        "admitted": "2025年3月1日",
        "removed": "2025年9月1日",
    }


@pytest.mark.parametrize(
    ("admitted_on", "edition", "findings"),
    [
        (date(2023, 12, 31), "", []),
        (date(2024, 1, 1), "2024", []),
        (date(2025, 12, 31), "2024", []),
        (date(2026, 1, 1), "2026", [(1, "field_unknown", W), (1, "direction_unknown", W)]),
        (None, "", []),
    ],
)
def test_terms_are_read_in_the_edition_of_the_admission_year(found, admitted_on, edition, findings):
    """Field and direction are held against the newest edition not after that year, or none."""
    one = platform(admitted_on=admitted_on)
    assert (found(one), one.plan["edition"]) == (findings, edition)


@pytest.mark.parametrize(
    ("admitted_on", "told"),
    [
        (date(2024, 6, 4), False),
        (date(2024, 6, 5), True),
        (date(2025, 6, 5), True),
        (date(2025, 6, 6), False),
    ],
)
def test_an_admission_under_a_ban_on_record_is_told(found, admitted_on, told):
    """First and last day of a ban belong to it; the row is warned of, not refused."""
    ban = KnownSpan("工信部科函〔2024〕1号", date(2024, 6, 5), date(2025, 6, 5))
    one = platform(admitted_on=admitted_on)
    assert found(one, bans={CODE: (ban,)}) == [(1, "load_admitted_under_ban", W)] * told


def test_a_platform_that_is_there_is_not_held_against_bans(found: Judged) -> None:
    """A matched row brings nothing, so a ban on its host says nothing of it."""
    ban = KnownSpan("工信部科函〔2024〕1号", date(2024, 6, 5), date(2027, 6, 5))
    known = {"bans": {CODE: (ban,)}, "platforms": recorded()}
    assert found(platform(), **known) == [(1, "load_platform_there", N)]


def test_a_ban_follows_from_a_removal_in_the_workbook(found: Judged) -> None:
    """Three years from the decision of 2023-05-10 bind the host's other platform (二（四）)."""
    one = platform()
    assert found(one, removal(9)) == [(1, "load_admitted_under_ban", W), (9, "load_ban_over", N)]
    finding = one.findings[0]
    assert (finding.clause, finding.params) == (
        "二（四）",
        {"decision": "工信部科函〔2023〕7号", "until": "2026年5月10日"},
    )


@pytest.mark.parametrize(
    ("changes", "findings"),
    [
        ({"ground": "不满足条件"}, []),
        ({"decided_on": None}, []),
        ({"ground": "旧规定"}, [(9, "load_ground_unknown", B)]),
        ({"ground": "搬家"}, [(9, "load_ground_unknown", B)]),
        (
            {
                "admitted_on": date(1998, 1, 1),
                "removed_on": date(1999, 12, 31),
                "decided_on": date(1999, 12, 31),
            },
            [(9, "load_ground_unknown", B)],
        ),
    ],
)
def test_no_ban_is_made_up_where_none_follows(found, changes, findings):
    """A ground without ban, unknown, undated or before the rules brings no ban on others."""
    assert found(platform(), removal(9, **changes)) == findings


@pytest.mark.parametrize(
    ("rows", "known", "findings"),
    [
        ([platform], {}, []),
        ([], {"platforms": recorded()}, []),
        ([], {}, [(5, "load_platform_nowhere", B)]),
        (
            [],
            {"platforms": recorded(removed_on=date(2025, 9, 1))},
            [(5, "load_platform_nowhere", B)],
        ),
        (
            [lambda: platform(authority="火星省")],
            {},
            [(1, "load_authority_unknown", B), (5, "load_rests_on_refused", B)],
        ),
    ],
)
@pytest.mark.parametrize(
    "resting",
    [
        lambda: listed(5, date(2025, 6, 1)),
        lambda: former(5, "杭州老基地", date(2024, 1, 1), platform_name=PLATFORM),
    ],
)
def test_what_rests_on_a_platform_needs_it_in_the_library(found, rows, known, findings, resting):
    """A listing or former name stands on a platform on record or coming in, or is refused."""
    assert found(*(make() for make in rows), resting(), **known) == findings


def test_a_listing_on_record_is_there_already(found: Judged) -> None:
    """A platform on the key cultivation list already is matched with a note."""
    one = listed(5, ADMITTED)
    known = recorded(key_cultivation=True)
    assert (found(one, platforms=known), one.matched) == ([(5, "load_key_there", N)], True)


@pytest.mark.parametrize("known", [{}, {"platforms": recorded()}])
@pytest.mark.parametrize(("listed_on", "early"), [(date(2025, 2, 28), True), (ADMITTED, False)])
def test_only_what_is_in_the_library_can_be_listed(found, known, listed_on, early):
    """Key platforms are chosen from the library: a listing before admission is refused 二（三）."""
    one = listed(5, listed_on)
    found(*([] if known else [platform()]), one, **known)
    assert [
        (finding.code, finding.severity, finding.clause, finding.params) for finding in one.findings
    ] == [("load_listed_too_early", B, "二（三）", {"admitted": "2025年3月1日"})] * early


def test_a_listing_without_a_day_is_not_judged_on_it(found: Judged) -> None:
    """A day that could not be read carries its own finding and gets no second one."""
    assert found(platform(), listed(5, None)) == []


@pytest.mark.parametrize("platform_name", ["", PLATFORM])
def test_a_former_name_is_not_the_present_one(found: Judged, platform_name: str) -> None:
    """A former name that is the present one, however spaced, is refused."""
    spaced = (platform_name or HOST).replace("杭州", "杭州 ")
    one = former(5, spaced, date(2024, 1, 1), platform_name=platform_name)
    assert found(platform(), one) == [(5, "load_former_is_present", B)]


@pytest.mark.parametrize(
    ("used_from", "findings"),
    [
        (date(2023, 12, 31), []),
        (date(2024, 1, 1), [(5, "load_former_days", B)]),
        (None, []),
    ],
)
def test_a_name_is_used_before_it_is_given_up(found, used_from, findings):
    """A former name's first day lies before the day it ended."""
    assert found(former(5, "杭州旧公司", date(2024, 1, 1), used_from=used_from)) == findings


def test_two_names_given_up_on_one_day_have_no_order(found: Judged) -> None:
    """Both rows are refused; a platform's name given up on that day is another bearer's."""
    day = date(2024, 1, 1)
    rows = former(5, "杭州旧公司", day), former(6, "杭州老公司", day)
    other = former(7, "杭州旧基地", day, platform_name=PLATFORM)
    assert found(platform(), *rows, other) == [
        (5, "load_former_same_day", B),
        (6, "load_former_same_day", B),
    ]


@pytest.mark.parametrize(("name", "platform_name"), [("杭州旧公司", ""), ("杭州 旧基地", PLATFORM)])
@pytest.mark.parametrize(
    ("changed_on", "findings"),
    [
        (date(2024, 1, 1), [(5, "load_former_there", N)]),
        (None, [(5, "load_former_there", N)]),
        (date(2026, 12, 29), [(5, "load_day_ahead", B)]),
    ],
)
def test_a_former_name_on_record_is_there_already(found, name, platform_name, changed_on, findings):
    """A former name the record knows is matched, unless the row is refused for another fault."""
    known = {
        "hosts": {CODE: KnownHost(HOST, frozenset({HOST, "杭州旧公司"}))},
        "platforms": recorded(),
    }
    one = former(5, name, changed_on, platform_name=platform_name)
    assert (found(one, **known), one.matched) == (findings, not one.refused)


@pytest.mark.parametrize(
    ("admitted_on", "first"),
    [
        (date(2020, 5, 31), "第一名基地"),
        (date(2020, 6, 1), "第二名基地"),
        (date(2022, 3, 31), "第二名基地"),
        (date(2022, 4, 1), PLATFORM),
    ],
)
def test_a_platform_enters_under_the_name_of_its_day(found, admitted_on, first):
    """On the day a name ended the following one holds already; rows may come in any order."""
    one = platform(admitted_on=admitted_on)
    later = former(5, "第二名基地", date(2022, 4, 1), platform_name=PLATFORM)
    earlier = former(6, "第一名基地", date(2020, 6, 1), platform_name=PLATFORM)
    assert (found(one, later, earlier), one.plan["first_name"]) == ([], first)
    assert (earlier.plan["successor"], later.plan["successor"]) == ("第二名基地", PLATFORM)
    assert (earlier.plan.get("used_from"), later.plan["used_from"]) == (None, "2020-06-01")


def test_a_hosts_names_are_planned_from_the_first_day_known(found: Judged) -> None:
    """Every row of a host carries its first day and last change; a stated first day stands."""
    rows = (
        platform(),
        former(5, "杭州一公司", date(2020, 6, 1), used_from=date(2018, 1, 2)),
        former(6, "杭州二公司", date(2022, 4, 1), used_from=date(2020, 7, 1)),
    )
    of_platform = former(7, "杭州旧基地", date(2023, 1, 1), platform_name=PLATFORM)
    assert found(*rows, of_platform) == []
    assert {(one.plan["since"], one.plan["last_change"]) for one in rows} == {
        ("2018-01-02", "2022-04-01")
    }
    assert [(one.plan["successor"], one.plan["used_from"]) for one in rows[1:]] == [
        ("杭州二公司", "2018-01-02"),
        (HOST, "2020-07-01"),
    ]


def test_a_refused_former_name_plans_nothing(found: Judged) -> None:
    """A former name that is refused leaves the platform's first name and the host alone."""
    one, code = platform(), "load_former_days"
    day = date(2025, 6, 1)
    bad = former(5, "杭州旧基地", day, used_from=day, platform_name=PLATFORM)
    assert found(one, bad) == [(5, code, B)]
    assert (one.plan["first_name"], bad.plan.get("successor")) == (PLATFORM, None)
