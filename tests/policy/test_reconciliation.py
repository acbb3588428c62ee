"""Reconciling a sheet with applications: three piles, differences, and entry without one."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from registry.policy.reconciliation import (
    Difference,
    Pile,
    Standing,
    by_platform,
    differences,
    entering,
    entries,
    reconcile,
    ruling_on_entry,
)
from registry.policy.rulebook import Programme
from registry.policy.summary_sheet_rows import FiledApplication, SheetRow, name_key
from registry.policy.vocabulary import Opinion, Severity

CODE, OTHER = "91440800MAETQGDM02", "91440900MACT1MGCPU"
DAY = date(2026, 12, 28)


def row(number: int = 2, **changed: Any) -> SheetRow:
    """A row of the sheet, changed as asked."""
    good = {
        "platform_name": "甲中试基地",
        "host_name": "甲有限公司",
        "credit_code": CODE,
        "equipment_value": Decimal("2000.50"),
        "full_time_staff": 12,
        "service_income": Decimal(1500),
        "opinion": Opinion.APPROVED,
    }
    letters = {name: chr(ord("A") + place) for place, name in enumerate(good)}
    return SheetRow(number, good | changed, letters)


def application(
    number: str = "SB-1", state: str = "recommended", **changed: Any
) -> FiledApplication:
    """An application of the same platform, changed as asked."""
    given: dict[str, Any] = {
        "credit_code": CODE,
        "platform_name": "甲中试基地",
        "host_name": "甲有限公司",
        "recommended": state == "recommended",
        "values": {
            "platform_name": ("甲 中试基地",),
            "equipment_value": (Decimal("2000.5"),),
            "full_time_staff": (12,),
            "service_income": (Decimal(1400), Decimal("1500.00")),
        },
    } | changed
    return FiledApplication(
        number=number, state=state, name_key=name_key(given["platform_name"]), **given
    )


def filed(*ones: FiledApplication) -> dict[tuple[str, str], FiledApplication]:
    """Applications by platform."""
    return by_platform(ones)


def test_what_says_the_same_is_no_difference() -> None:
    """Spaces in a name, zeros in a figure, and one of two incomes stated are the same."""
    assert differences(row(), application()) == ()


def test_a_difference_gives_both_sides() -> None:
    """A figure that differs comes with what the sheet and what the application says."""
    found = differences(row(full_time_staff=9, service_income=Decimal(1)), application())
    assert found == (
        Difference("full_time_staff", "9", "12"),
        Difference("service_income", "1", "1400 / 1500.00"),
    )


def test_a_blank_or_unread_cell_does_not_contradict() -> None:
    """What the sheet does not say, or could not be read, is told elsewhere and no difference."""
    unread = replace(row(full_time_staff=9), unread=frozenset({"full_time_staff"}))
    assert differences(unread, application()) == ()
    assert differences(row(equipment_value=None), application()) == ()


def test_an_opinion_against_a_recommendation_differs() -> None:
    """不同意 on a platform that was recommended is pointed out."""
    against = replace(row(opinion=Opinion.DEFERRED), raw={"opinion": "暂缓"})
    assert differences(against, application()) == (Difference("opinion", "暂缓", ""),)


@pytest.mark.parametrize(
    ("states", "chosen"),
    [
        (["refused", "recommended"], "SB-1"),
        (["recommended", "in_review"], "SB-0"),
        (["returned", "returned"], "SB-1"),
        (["submitted", "admitted"], "SB-1"),
    ],
)
def test_the_application_that_came_furthest_counts(states: list[str], chosen: str) -> None:
    """Of several for one platform the furthest counts, of two alike the later."""
    ones = [application(f"SB-{place}", state) for place, state in enumerate(states)]
    assert [one.number for one in filed(*ones).values()] == [chosen]


def test_three_piles_and_four_counts() -> None:
    """Matched, only in the sheet, only online; new, already there, differing, refused."""
    online = application("SB-9", credit_code=OTHER, platform_name="乙中试基地")
    elsewhere = application("SB-8", "in_review", credit_code=OTHER, platform_name="丙中试基地")
    rows = [
        row(2),
        row(3, platform_name="没有申报的"),
        row(4, platform_name="已在库的"),
        row(5, platform_name="不同意的", opinion=Opinion.NOT_APPROVED),
        row(6, platform_name="有须修改的"),
        row(7, credit_code=OTHER, platform_name="丙中试基地"),
    ]
    blocked = application("SB-6", platform_name="有须修改的", values={"full_time_staff": (1,)})
    found = reconcile(
        rows,
        filed(application(), online, elsewhere, blocked),
        {(CODE, "已在库的")},
        blocked={6},
        needs_application=True,
    )
    assert [one.pile for one in found.rows] == [
        Pile.MATCHED, Pile.ONLY_IN_SHEET, Pile.ONLY_IN_SHEET, Pile.ONLY_IN_SHEET, Pile.MATCHED,
        Pile.ONLY_IN_SHEET,
    ]  # fmt: skip
    assert [one.standing for one in found.rows] == [
        Standing.NEW, Standing.KEPT_OUT, Standing.ALREADY_IN_LIBRARY, Standing.KEPT_OUT,
        Standing.KEPT_OUT, Standing.KEPT_OUT,
    ]  # fmt: skip
    assert [one.number for one in found.only_online] == ["SB-9"]
    assert [one.row.number for one in found.pile(Pile.MATCHED)] == [2, 6]
    assert (found.count(Standing.NEW), found.differing) == (1, 1)


def test_before_applications_were_kept_a_row_alone_was_new() -> None:
    """Where no application is wanted, its absence keeps nobody out."""
    found = reconcile([row()], {}, (), needs_application=False)
    assert found.rows[0].standing is Standing.NEW


def test_the_ruling_has_its_days(programme: Programme) -> None:
    """An application is wanted from 1 December 2026 on, and not before (ruling 14)."""
    assert ruling_on_entry(programme, date(2026, 11, 30)) is None
    ruling = ruling_on_entry(programme, date(2026, 12, 1))
    assert ruling is not None
    assert ruling.page == "docs/decisions/entry-by-sheet.md"
    with pytest.raises(LookupError):
        programme.ruling("entry_by_sheet", date(2026, 12, 1))


@pytest.mark.parametrize("state", ["submitted", "in_review", "returned", "refused", "admitted"])
def test_a_row_whose_application_is_not_recommended_blocks(
    programme: Programme, state: str
) -> None:
    """The finding names the application and where it stands."""
    (found,) = entries(
        [row()], filed(application(state=state)), (), ruling_on_entry(programme, DAY)
    )
    assert (found.code, found.severity) == (f"sheet_row_application_{state}", Severity.BLOCKING)
    assert (found.params["application"], found.column, found.source) == (
        "SB-1", "A", "house_ruling",
    )  # fmt: skip


def test_a_row_without_any_application_blocks(programme: Programme) -> None:
    """No application at all is its own finding, with the code that was looked for."""
    (found,) = entries([row()], {}, (), ruling_on_entry(programme, DAY))
    assert (found.code, found.params) == ("sheet_row_without_application", {"credit_code": CODE})


def test_what_is_not_looked_for(programme: Programme) -> None:
    """Platforms in the library, rows not approved and rows unread want no application."""
    ruling = ruling_on_entry(programme, DAY)
    unread = replace(row(), unread=frozenset({"credit_code"}))
    rows = [row(opinion=Opinion.NOT_APPROVED), row(platform_name=None), unread]
    assert list(entries(rows, {}, (), ruling)) == []
    assert list(entries([row()], {}, {(CODE, "甲中试基地")}, ruling)) == []
    assert list(entries([row()], {}, (), None)) == []


def test_a_difference_is_a_warning_at_its_cell(programme: Programme) -> None:
    """A differing figure and a differing opinion warn, each in its own words."""
    apart = row(full_time_staff=9)
    (found,) = entries([apart], filed(application()), (), ruling_on_entry(programme, DAY))
    assert (found.code, found.severity, found.column) == (
        "sheet_differs_from_application", Severity.WARNING, "E",
    )  # fmt: skip
    assert (found.read, found.wanted) == ("9", "12")
    against = row(opinion=Opinion.NOT_APPROVED)
    (found,) = entries([against], filed(application()), (), None)
    assert found.code == "sheet_opinion_differs"


def test_the_sealed_application_enters_where_the_two_differ() -> None:
    """One of several stated figures may stand in the sheet; what nobody stated is the sheet's."""
    listed = {"equipment_value": Decimal("23919.46"), "service_income": 7, "remark": "x"}
    stated = {
        "equipment_value": (Decimal("23919.45"),),
        "service_income": (9, 7),
        "place": ("杭州市",),
    }
    assert entering(listed, stated) == {
        "equipment_value": Decimal("23919.45"),
        "service_income": 7,
        "remark": "x",
        "place": "杭州市",
    }
    assert entering({"service_income": 8}, {"service_income": (9, 7)}) == {"service_income": 9}
    assert entering(listed, {}) == listed
