"""The sample files give exactly what their notes say."""

import json
from decimal import Decimal

import pytest

from registry.policy.findings import worst
from registry.policy.vocabulary import Severity
from registry.sheets.checking import as_json

MESSY = ["messy_440000_2026H2.xlsx", "messy_440000_2026H2.libreoffice.xlsx"]


@pytest.mark.parametrize("name", MESSY)
def test_the_messy_sheet_gives_what_its_notes_say(check, sample, name):
    """Each row's worst severity is the noted one, and no other row has any finding."""
    notes = json.loads(sample("messy_440000_2026H2.notes.json"))
    expected = {
        int(row): note["severity"] for row, note in notes.items() if note["severity"] != "none"
    }
    found = check(sample(name), name).by_row()
    assert {row: worst(findings) for row, findings in found.items()} == expected


@pytest.mark.parametrize("name", MESSY)
def test_both_variants_give_the_same_single_finding_on_the_formula(check, sample, name):
    """The cached value of the formula differs between the programs; the finding does not."""
    (finding,) = check(sample(name), name).by_row()[21]
    assert (finding.column, finding.code, finding.severity) == (
        "B",
        "cell_formula",
        Severity.BLOCKING,
    )
    assert finding.read == '=HYPERLINK("http://127.0.0.1/","平台")'


@pytest.mark.parametrize("name", MESSY)
def test_the_messy_sheets_answer_has_the_fixed_shape(check, sample, name):
    """The subtotal is left out of 30 rows, and every finding has its eight keys and a sentence."""
    answer = as_json(check(sample(name), name))
    assert answer["rows"] == 29
    keys = {"row", "column", "severity", "code", "message", "read", "wanted", "clause"}
    assert all(finding.keys() == keys and finding["message"] for finding in answer["findings"])
    assert json.loads(json.dumps(answer)) == answer


@pytest.mark.parametrize(
    ("name", "authority", "rows"),
    [
        ("clean_330000_2026H2.xlsx", "330000", 40),
        ("clean_330000_2026H2.xls", "330000", 40),
        ("clean_330000_2026H2.ods", "330000", 40),
        ("clean_210000_2026H2.gb18030.csv", "210000", 15),
        ("large_440000_2026H2.xlsx", "440000", 2000),
    ],
)
def test_a_clean_sheet_has_no_finding(check, sample, name, authority, rows):
    """A clean sheet gives all its rows and not a single finding."""
    checked = check(sample(name), name, authority)
    assert (len(checked.rows), checked.findings) == (rows, ())


def test_the_three_formats_give_the_same_rows(check, sample):
    """xlsx, xls and ods of one sheet are read alike, to the last decimal."""
    read = [
        check(sample(f"clean_330000_2026H2.{suffix}"), f"a.{suffix}", "330000").rows
        for suffix in ("xlsx", "xls", "ods")
    ]
    assert read[0] == read[1] == read[2]
    assert read[0][0].values["equipment_value"] == Decimal("10292.5")


def test_the_sheet_of_another_authority_is_told_in_title_and_rows(check, sample):
    """Guangdong uploading Zhejiang's file: the title blocks the whole sheet, each row blocks."""
    checked = check(sample("clean_330000_2026H2.xlsx"), "a.xlsx", "440000")
    codes = {finding.code for finding in checked.findings}
    assert codes == {"title_of_other_authority", "place_of_other_authority"}
    assert checked.blocks_whole_sheet
