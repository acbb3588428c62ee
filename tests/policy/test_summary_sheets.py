"""Judging a summary sheet: thresholds, identity, place, taxonomy, opinion, bans, titles."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from registry.policy.findings import Finding
from registry.policy.places import Places
from registry.policy.rulebook import Programme
from registry.policy.summary_sheet_rows import (
    KnownBan,
    KnownPlatform,
    SheetContext,
    SheetRow,
    SheetTitle,
    name_key,
)
from registry.policy.summary_sheets import judge
from registry.policy.taxonomy import Direction, Taxonomy
from registry.policy.vocabulary import Opinion, Severity

CODE, OTHER_CODE = "91440800MAETQGDM02", "91440900MACT1MGCPU"
B, W, N = Severity.BLOCKING, Severity.WARNING, Severity.NOTE
GOOD: dict[str, Any] = {
    "platform_name": "广州甲中试基地",
    "host_name": "广州甲有限公司",
    "credit_code": CODE,
    "place": "广州市",
    "field": "装备制造",
    "direction": "工业母机",
    "equipment_value": Decimal(1000),
    "full_time_staff": 5,
    "service_income": Decimal(1000),
    "enterprises_served": 5,
    "opinion": Opinion.APPROVED,
}
PLACES = Places(
    names={
        "广州市": frozenset({"440000"}),
        "深圳市": frozenset({"440300"}),
        "昆明市": frozenset({"530000"}),
        "鼓楼区": frozenset({"320000", "350000"}),
    },
    provinces={"广东省": frozenset({"440000", "440300"}), "云南省": frozenset({"530000"})},
    own={"广东省": "440000", "云南省": "530000"},
)
TAXONOMY = Taxonomy(
    "2025",
    ("装备制造", "信息技术", "其他"),
    (
        Direction("工业母机", "装备制造", confirmed=True),
        Direction("集成电路", "信息技术", confirmed=True),
        Direction("元宇宙", "信息技术", confirmed=False),
    ),
)
CONTEXT = SheetContext(
    authority="440000",
    period="2026H2",
    on=date(2026, 12, 28),
    authority_names={"440000": "广东省厅", "440300": "深圳市局", "530000": "云南省厅"},
    places=PLACES,
    taxonomy=TAXONOMY,
)


def row(number: int = 4, **changes: object) -> SheetRow:
    """Return a row without fault, as changed."""
    unread = changes.pop("unread", frozenset())
    assert isinstance(unread, frozenset)
    values = GOOD | changes
    letters = {key: chr(ord("B") + index) for index, key in enumerate(GOOD)}
    return SheetRow(number, values, letters, {"opinion": "同意"}, unread)


@pytest.fixture
def found(programme: Programme) -> Callable[..., list[tuple[int | None, str, Severity]]]:
    """Return what judging finds: row, code and severity of each finding."""

    def find(
        rows: Sequence[SheetRow],
        context: SheetContext = CONTEXT,
        titles: Sequence[SheetTitle] = (),
    ) -> list[tuple[int | None, str, Severity]]:
        findings = judge(rows, context, programme, titles)
        return [(one.row, one.code, one.severity) for one in findings]

    return find


def one_finding(programme: Programme, rows: Sequence[SheetRow], **known: object) -> Finding:
    """Return the only finding on the rows."""
    (finding,) = judge(rows, replace(CONTEXT, **known), programme)
    return finding


def test_a_row_at_every_threshold_is_clean(found):
    """1000 万元, 5 people, 5 enterprises and 1000 万元 of income meet the conditions exactly."""
    assert found([row()]) == []


@pytest.mark.parametrize(
    ("changes", "code", "severity"),
    [
        ({"equipment_value": Decimal("999.99")}, "equipment_below", B),
        ({"full_time_staff": 4}, "staff_below", B),
        ({"enterprises_served": 4}, "enterprises_below", B),
        ({"service_income": Decimal("999.99")}, "income_below", W),
        ({"place": "昆明市"}, "place_of_other_authority", B),
        ({"place": "深圳市"}, "place_of_other_authority", B),
        ({"place": "火星"}, "place_unknown", W),
        ({"place": "鼓楼区"}, "place_unknown", W),
        ({"field": "农业"}, "field_unknown", W),
        ({"direction": "石油化工类"}, "direction_unknown", W),
        ({"direction": "集成电路"}, "direction_of_other_field", W),
        ({"opinion": Opinion.NOT_APPROVED}, "opinion_not_approved", N),
        ({"opinion": Opinion.DEFERRED}, "opinion_deferred", N),
        ({"opinion": Opinion.UNKNOWN}, "opinion_unknown", B),
        ({"opinion": None}, "opinion_blank", B),
    ],
)
def test_each_fault_of_a_row_is_found_once(found, changes, code, severity):
    """One fault in a row gives one finding with its severity."""
    assert found([row(**changes)]) == [(4, code, severity)]


@pytest.mark.parametrize(
    "changes",
    [
        {"direction": "元宇宙"},
        {"direction": "其他（石墨烯）"},
        {"field": "其他", "direction": "其他"},
        {"field": "", "direction": "工业母机"},
        {"field": "", "direction": "", "place": ""},
        {"place": "广东省"},
        {"place": "广东省某开发区"},
        {"place": "广东省广州市黄埔区"},
        {"place": "广州市 黄埔区"},
        {"full_time_staff": None},
        {"opinion": None, "unread": frozenset({"opinion"})},
        {"equipment_value": Decimal(1), "unread": frozenset({"equipment_value"})},
    ],
)
def test_what_is_no_fault_is_not_found(found, changes):
    """Self-filled and unconfirmed terms, wider places and cells found before say nothing."""
    assert found([row(**changes)]) == []


def test_a_place_that_contradicts_its_province_is_unknown(found):
    """广东省昆明市 is nowhere, so it is asked back."""
    assert found([row(place="广东省昆明市")]) == [(4, "place_unknown", W)]


def test_a_rejected_row_tells_its_shortfall_as_a_note(found):
    """A platform the authority does not approve may be refused for that very shortfall."""
    rejected = row(equipment_value=Decimal(1), opinion=Opinion.NOT_APPROVED)
    assert found([rejected]) == [(4, "equipment_below", N), (4, "opinion_not_approved", N)]


def test_a_shortfall_names_number_and_clause(programme):
    """The number and the clause come from the rulebook."""
    finding = one_finding(programme, [row(equipment_value=Decimal("860.5"))])
    assert (finding.read, finding.wanted, finding.clause, finding.column) == (
        "860.50 万元",
        "≥ 1,000.00 万元",
        "一（二）1",
        "H",
    )


def test_a_ruling_is_cited_as_one(programme):
    """A finding by a house ruling carries its page, not a clause."""
    finding = one_finding(programme, [row(opinion=Opinion.UNKNOWN)])
    assert (finding.source, finding.clause) == (
        "house_ruling",
        "docs/decisions/opinion-decides.md",
    )


def test_a_place_elsewhere_names_its_authority(programme):
    """Shenzhen reports for itself, and the finding says so."""
    assert one_finding(programme, [row(place="深圳市")]).params["other"] == "深圳市局"


def test_every_duplicate_names_the_others(programme):
    """Rows of one code and platform name all block and name each other, however spelt."""
    rows = [row(4), row(5, platform_name="广州 甲中试基地"), row(9)]
    findings = judge(rows, CONTEXT, programme)
    assert [(one.row, one.code, one.params["others"]) for one in findings] == [
        (4, "row_duplicated", "5、9"),
        (5, "row_duplicated", "4、9"),
        (9, "row_duplicated", "4、5"),
    ]


def test_one_code_with_two_names_blocks_both(found):
    """One credit code with two host names blocks each of the rows (ruling 16)."""
    rows = [row(4), row(5, platform_name="乙基地", host_name="广州乙有限公司")]
    assert found(rows) == [(4, "code_with_several_names", B), (5, "code_with_several_names", B)]


def test_one_name_with_two_codes_warns(found):
    """One host name with two credit codes warns on each row (ruling 16)."""
    rows = [row(4), row(5, platform_name="乙基地", credit_code=OTHER_CODE)]
    assert found(rows) == [(4, "name_with_several_codes", W), (5, "name_with_several_codes", W)]


def test_brackets_and_spaces_make_no_other_name(found):
    """（集团） and (集团) are one name."""
    rows = [
        row(4, host_name="甲（集团）公司"),
        row(5, host_name="甲(集团) 公司", platform_name="乙基地"),
    ]
    assert found(rows) == []


def test_a_name_that_is_not_on_record_blocks(found):
    """A credit code on record goes by its recorded names, former ones included."""
    former = replace(CONTEXT, hosts={CODE: frozenset({"广州旧有限公司", "广州甲有限公司"})})
    renamed = replace(CONTEXT, hosts={CODE: frozenset({"广州旧有限公司"})})
    assert found([row()], former) == []
    assert found([row()], renamed) == [(4, "host_name_not_on_record", B)]


def test_a_name_on_record_under_another_code_warns(found):
    """The host name stands in the register under another code."""
    known = replace(CONTEXT, hosts={OTHER_CODE: frozenset({"广州甲有限公司"})})
    assert found([row()], known) == [(4, "name_with_several_codes", W)]


def test_a_banned_host_blocks_with_its_last_day(programme):
    """A ban names decision and last day; the host's other platform is asked for by itself."""
    ban = KnownBan("工信部科函〔2026〕1号", date(2029, 3, 1))
    key = (CODE, name_key(GOOD["platform_name"]))
    finding = one_finding(programme, [row()], bans={key: ban})
    assert (finding.code, finding.severity, finding.params["until"]) == (
        "host_banned",
        B,
        "2029年3月1日",
    )


def test_a_platform_in_the_library_is_a_note(found):
    """A row already in the library is a note (ruling 12); one removed from it says nothing."""
    key = (CODE, name_key(GOOD["platform_name"]))
    inside = replace(CONTEXT, platforms={key: KnownPlatform("440000-0001", "甲", in_library=True)})
    removed = replace(
        CONTEXT, platforms={key: KnownPlatform("440000-0001", "甲", in_library=False)}
    )
    assert found([row()], inside) == [(4, "already_in_library", N)]
    assert found([row()], removed) == []


def test_a_title_of_another_authority_blocks(found):
    """The title's authority must be the reporting one; the round only asks back."""
    own = SheetTitle(1, "广东省", frozenset({"440000"}), "2026H2")
    other = SheetTitle(1, "云南省", frozenset({"530000"}), "2026H1")
    silent = SheetTitle(1, "汇总表")
    assert found([row()], titles=[own, silent]) == []
    assert found([row()], titles=[other]) == [
        (1, "title_of_other_authority", B),
        (1, "title_of_other_period", W),
    ]


def test_a_provinces_name_in_a_title_means_the_province(found):
    """广东省 in a title is the province's authority, never Shenzhen's."""
    assert found([], titles=[]) == []
    assert PLACES.named("广东省") == {"440000"}
    assert PLACES.named("深圳市") == {"440300"}


def test_a_name_that_is_prefecture_and_province_means_either():
    """海南 is a prefecture of Qinghai and a province."""
    both = Places(
        names={"海南": frozenset({"630000"})},
        provinces={"海南": frozenset({"460000"})},
        own={"海南": "460000"},
    )
    assert both.of("海南") == {"460000", "630000"}


def test_a_condition_without_a_number_stops(programme):
    """A criterion the sheet checks by number must carry one: nothing passes by accident."""
    criteria = tuple(replace(one, threshold=None) for one in programme.all_criteria)
    with pytest.raises(ValueError, match="carries no threshold"):
        judge([row()], CONTEXT, replace(programme, all_criteria=criteria))


def test_rows_without_a_readable_code_are_compared_with_none(found):
    """Two rows whose credit code could not be read are no duplicates of each other."""
    assert found([row(4, credit_code=None), row(5, credit_code=None)]) == []


@pytest.mark.parametrize(
    "written",
    [
        "广州 恒和（集团）有限公司",
        "广州恒和(集团)有限公司",
        "广州恒和【集团】有限公司",
        "广州恒和（集团）有限公司\u200b",
        "广州\ufe00恒和（集团）有限公司",
    ],
)
def test_one_name_written_in_many_ways_is_one(written):
    """Spaces, full-width forms, brackets and unseen marks make no other name (ruling 16)."""
    assert name_key(written) == "广州恒和(集团)有限公司"


@pytest.mark.parametrize(
    ("values", "raw", "wrote", "day"),
    [
        ({"on": date(2026, 3, 1)}, {}, "2026-03-01", date(2026, 3, 1)),
        ({"on": date(2026, 3, 1)}, {"on": "26年3月1日"}, "26年3月1日", date(2026, 3, 1)),
        ({"on": None}, {"on": "三月"}, "三月", None),
        ({"on": "三月"}, {}, "三月", None),
        ({"on": None}, {}, "", None),
        ({}, {}, "", None),
    ],
)
def test_a_row_tells_the_day_and_what_stood_in_its_cell(values, raw, wrote, day):
    """What stood in the cell goes before the value read from it; only a day is a day."""
    read = SheetRow(4, values, {}, raw)
    assert (read.wrote("on"), read.day("on")) == (wrote, day)


def test_against_the_record_a_row_wants_its_application(found):
    """With the round's applications known, a row without one blocks, unless it is in already."""
    context = replace(CONTEXT, applications={})
    assert found([row()], context) == [(4, "sheet_row_without_application", B)]
    there = KnownPlatform("440000-2024-0001", "广州甲中试基地", in_library=True)
    known = replace(context, platforms={(CODE, name_key("广州甲中试基地")): there})
    assert "sheet_row_without_application" not in [code for _, code, _ in found([row()], known)]
