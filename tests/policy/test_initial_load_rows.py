"""The shapes of an initial load: in which order rows are entered, and what a finding carries."""

from datetime import date

import pytest

from registry.policy.findings import Finding
from registry.policy.initial_load_rows import LoadSheet, Turn, in_words, of_sheet, turn_of
from registry.policy.vocabulary import Severity
from tests.policy.initial_load_cases import CONTEXT, case


@pytest.mark.parametrize(
    ("sheet", "platform_name", "turn"),
    [
        (LoadSheet.HOSTS, "", Turn.HOST),
        (LoadSheet.FORMER_NAMES, "", Turn.HOST_FORMER_NAME),
        (LoadSheet.PLATFORMS, "甲中试基地", Turn.PLATFORM),
        (LoadSheet.FORMER_NAMES, "甲中试基地", Turn.PLATFORM_FORMER_NAME),
        (LoadSheet.KEY_CULTIVATION, "甲中试基地", Turn.KEY_CULTIVATION),
        (LoadSheet.REMOVALS, "甲中试基地", Turn.REMOVAL),
    ],
)
def test_each_row_has_its_turn(sheet: LoadSheet, platform_name: str, turn: Turn) -> None:
    """A former name is the platform's where the row names one, else the host's."""
    assert turn_of(sheet, platform_name) is turn
    assert case(sheet, platform_name=platform_name).turn is turn


def test_what_others_rest_on_is_entered_first() -> None:
    """A host comes before its platform, a platform before its list entry and its removal."""
    sheets = ("removals", "key_cultivation", "platforms", "hosts")
    rows = [case(LoadSheet(sheet), platform_name="甲中试基地") for sheet in sheets]
    rows.sort(key=lambda row: row.turn)
    assert [row.sheet.value for row in rows] == list(reversed(sheets))


@pytest.mark.parametrize(
    ("day", "edition"),
    [
        (date(2024, 12, 31), None),
        (date(2025, 1, 1), "2025"),
        (date(2026, 12, 31), "2025"),
        (date(2027, 1, 1), "2027"),
        (date(2030, 6, 1), "2027"),
    ],
)
def test_terms_are_read_in_the_newest_edition_of_their_time(day: date, edition: str | None) -> None:
    """Not after the admission year; before the first edition there is none."""
    found = CONTEXT.taxonomy_of(day)
    assert (found and found.edition) == edition


def test_a_platform_is_named_by_code_and_name_key() -> None:
    """Spaces and the style of brackets make no other platform; a blank row names none."""
    row = case(LoadSheet.PLATFORMS, credit_code="X1", platform_name="甲 （杭州）中试基地")
    assert (row.code, row.key) == ("X1", ("X1", "甲(杭州)中试基地"))
    assert case(LoadSheet.PLATFORMS).key == ("", "")


def test_only_a_blocking_finding_refuses_a_row() -> None:
    """A note and a warning leave it in; one blocking finding keeps it out."""
    row = case(LoadSheet.HOSTS)
    row.find("told", Severity.NOTE, "host_name")
    row.find("held", Severity.WARNING, "host_name")
    assert not row.refused
    row.find("stopped", Severity.BLOCKING, "host_name")
    assert row.refused


def test_a_finding_says_where_it_stands_and_what_was_read() -> None:
    """Row, column and content of the cell go with it; a field the sheet lacks has no column."""
    row = case(LoadSheet.PLATFORMS, 7, credit_code="X1", batch="第一批")
    row.find("odd", Severity.WARNING, "batch", wanted="第二批", clause="二（五）", other="丙")
    row.find("gone", Severity.NOTE, "place", source="house_ruling")
    odd, gone = row.findings
    assert odd == Finding(
        code="odd", severity=Severity.WARNING, field="batch", read="第一批", wanted="第二批",
        clause="二（五）", row=7, column="C", params={"other": "丙"},
    )  # fmt: skip
    assert (gone.row, gone.column, gone.read, gone.source) == (7, "", "", "house_ruling")


def test_the_rows_of_one_sheet_keep_their_order() -> None:
    """Rows of other sheets in between are left out."""
    host, other = case(LoadSheet.HOSTS, 9), case(LoadSheet.HOSTS, 4)
    assert of_sheet([host, case(LoadSheet.REMOVALS), other], LoadSheet.HOSTS) == [host, other]


def test_a_day_in_words_has_no_leading_noughts() -> None:
    """Year, month and day, as one says them."""
    assert in_words(date(2026, 3, 5)) == "2026年3月5日"
