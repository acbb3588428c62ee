"""Workbooks made to harm: each is refused in words or read, within the child's limits."""

from collections.abc import Iterator

import pytest

from registry.messages import say
from registry.sheets import limits
from registry.sheets.reading import read_workbook
from registry.sheets.refusals import SheetError
from tests.sheets.hostile_books import READ, REFUSED
from tests.watching import Child, watched


@pytest.fixture(autouse=True)
def children() -> Iterator[list[Child]]:
    """Whatever comes, a child ends in time, under its cap, and wants nothing it may not have."""
    with watched() as seen:
        yield seen
    for child in seen:
        assert child.peak_mb <= limits.MEMORY_BYTES // 2**20, child
        assert child.seconds < limits.WALL_SECONDS + 10, child
        assert child.fault == "", child


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_made_to_harm_is_refused(name: str) -> None:
    """Each has its refusal, and the refusal its Chinese sentence."""
    make, codes = REFUSED[name]
    content = make()
    with pytest.raises(SheetError) as refused:
        read_workbook(content, "汇总表.xlsx" if content.startswith(b"PK") else "汇总表.csv")
    assert refused.value.code in codes
    assert say(refused.value.code, **refused.value.params).endswith("。")


@pytest.mark.parametrize("name", READ)
def test_what_is_passed_over_does_no_harm(name: str) -> None:
    """What no reader follows, fetches or lays out leaves the rows as they are."""
    (grid,) = read_workbook(READ[name](), "汇总表.xlsx")
    assert (len(grid.rows), grid.formulas) == (44, {})
