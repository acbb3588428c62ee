"""The equipment table: rows read, bad ones told, the sum held against the declared value."""

from decimal import Decimal

import pytest

from registry.forms import application_form
from registry.policy.equipment_rows import read_equipment, sum_findings, summarised
from registry.policy.vocabulary import Severity
from tests.application_papers import row, rows

TABLE = application_form().equipment


def found(*typed, declared="1000"):
    """Return code, field and row of everything found in these rows."""
    read = read_equipment(TABLE, typed, 2026)
    both = [*read.findings, *sum_findings(TABLE, read, Decimal(declared) if declared else None)]
    return [(one.code, one.field, one.row) for one in both]


def test_a_good_table_is_read_to_the_last_figure():
    """Values, sum and pieces of every row; nothing is found."""
    read = read_equipment(TABLE, rows(), 2026)
    assert (read.total, read.pieces, read.findings) == (Decimal(1000), 3, ())
    assert read.rows[0]["value"] == Decimal(600)
    assert "model" not in read.rows[1]
    assert found(*rows()) == []


def test_a_bad_row_is_told_and_the_rest_counts():
    """What cannot be read blocks at its row and column; the other cells still count."""
    bad = row(name="", quantity="0", value="约六百", origin="国货", year="2031")
    assert found(row(), bad, declared="600") == [
        ("equipment_cell_missing", "equipment.name", 2),
        ("equipment_quantity_nought", "equipment.quantity", 2),
        ("update_not_a_figure", "equipment.value", 2),
        ("application_choice_unknown", "equipment.origin", 2),
        ("equipment_year_ahead", "equipment.year", 2),
    ]
    read = read_equipment(TABLE, [row(), bad], 2026)
    assert read.bad_rows == {2}
    assert read.total == Decimal(600)


def test_a_figure_in_yuan_is_asked_back_and_one_with_a_unit_is_told():
    """6000000 in a 万元 column looks like 元; 600万 is understood and said."""
    assert ("update_off_by_ten_thousand", "equipment.value", 1) in found(
        row(value="6000000"), declared=""
    )
    assert found(row(value="600万"), declared="600") == [
        ("update_normalised", "equipment.value", 1)
    ]


@pytest.mark.parametrize(
    ("declared", "codes"),
    [
        ("998.9", ["equipment_sum_above"]),
        ("999", []),
        ("1001", []),
        ("1001.000001", ["equipment_sum_below"]),
        ("", []),
    ],
)
def test_the_sum_is_held_against_the_declared_value(declared, codes):
    """Within one 万元 it is rounding; below blocks, above asks back; both figures are said."""
    assert [code for code, _, _ in found(*rows(), declared=declared)] == codes


def test_what_is_said_of_a_sum_that_contradicts():
    """Both figures, the difference, the tolerance, and the house's ruling."""
    read = read_equipment(TABLE, rows(), 2026)
    (said,) = sum_findings(TABLE, read, Decimal(1500))
    assert (said.severity, said.read, said.wanted) == (Severity.BLOCKING, "1000 万元", "1500 万元")
    assert dict(said.params) == {"tolerance": "1", "difference": "500", "rows": "2"}
    assert (said.source, said.clause) == ("house_ruling", "docs/decisions/equipment-sum.md")


def test_an_endless_table_is_read_to_its_limit():
    """Beyond the limit rows are not read, and that is said; without rows there is no sum."""
    assert found(*[row()] * (TABLE.most_rows + 1), declared="")[0] == (
        "equipment_too_many_rows",
        "equipment",
        None,
    )  # fmt: skip - one line of a finding
    assert found(declared="1000") == []


def test_a_long_entry_is_shown_from_its_beginning():
    """What was read is quoted short."""
    (said,) = read_equipment(TABLE, [row(quantity="二" * 90)], 2026).findings
    assert said.read == "二" * 40 + "……"


def test_a_table_summed_up_says_what_its_rows_would():
    """Count, sum and number of bad rows are enough to tell that some must be mended."""
    read = summarised(TABLE, 3, Decimal(900), 4, 2)
    assert (read.count, read.pieces, [one.code for one in read.findings]) == (
        3,
        4,
        ["equipment_rows_to_mend"],
    )  # fmt: skip - one line of a summary
    assert [one.code for one in sum_findings(TABLE, read, Decimal(1000))] == ["equipment_sum_below"]
    assert summarised(TABLE, 3, Decimal(900), 4, 0).findings == ()


def test_a_person_s_number_in_a_cell_is_asked_back():
    """At its row and column."""
    assert found(row(model="找 13912345678"), declared="") == [
        ("mobile_found", "equipment.model", 1)
    ]
