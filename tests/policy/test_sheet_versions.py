"""What became of the findings of an earlier sheet in the one sent instead."""

from registry.policy.findings import Finding
from registry.policy.sheet_versions import PlacedFinding, compare
from registry.policy.vocabulary import Severity


def found(code: str, field: str = "", row: int | None = None, platform: str = "") -> PlacedFinding:
    """A finding at a platform's row."""
    return PlacedFinding(Finding(code, Severity.WARNING, field=field, row=row), platform)


def test_a_finding_is_known_again_though_its_row_moved() -> None:
    """The same fault of the same platform stays, whichever row it stands in now."""
    done = compare(
        [found("below", "staff", 4, "甲 平台"), found("below", "staff", 5, "乙平台")],
        [found("below", "staff", 9, "甲平台"), found("place", "place", 9, "甲平台")],
    )
    assert [one.row for one in done.still] == [9]
    assert [one.row for one in done.gone] == [5]
    assert [one.code for one in done.new] == ["place"]


def test_what_has_no_platform_is_known_by_its_row() -> None:
    """Findings of the header or of a row without a name are matched at their place."""
    done = compare([found("column", row=3), found("blank", row=7)], [found("column", row=3)])
    assert ([one.code for one in done.still], [one.code for one in done.gone]) == (
        ["column"], ["blank"],
    )  # fmt: skip


def test_a_fault_told_twice_counts_twice() -> None:
    """Of two alike one mended leaves one."""
    twice = [found("x", "f", 4, "甲"), found("x", "f", 5, "甲")]
    done = compare(twice, twice[:1])
    assert (len(done.gone), len(done.still), len(done.new)) == (1, 1, 0)
