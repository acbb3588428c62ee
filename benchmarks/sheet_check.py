"""How much dearer checking a summary sheet is than reading it: prints the ratio.

The floor is python-calamine reading every cell of the same file in this process, without
child, limits, findings or words. Run ``python benchmarks/sheet_check.py`` from the project's
root; fails above the ceiling.
"""

import sys
import timeit
from datetime import date
from io import BytesIO
from pathlib import Path

from python_calamine import CalamineWorkbook

from registry.authorities import load_authorities
from registry.law import NATIONAL, rulebook
from registry.policy.summary_sheet_rows import SheetContext
from registry.sheets.checking import check_file
from registry.taxonomies import latest_taxonomy

SHEET = Path(__file__).parents[1] / "tests" / "samples" / "large_440000_2026H2.xlsx"
CEILING = 40.0


def main() -> int:
    """Compare the best of five checks with the best of five bare readings of 2,000 rows."""
    content = SHEET.read_bytes()
    authorities = load_authorities()
    context = SheetContext(
        authority="440000",
        period="2026H2",
        on=date(2026, 12, 28),
        authority_names=authorities.names,
        places=authorities.places,
        taxonomy=latest_taxonomy(),
    )
    programme = rulebook().programme(NATIONAL)

    def bare() -> None:
        CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()

    def ours() -> None:
        check_file(content, SHEET.name, context, programme)

    floor = min(timeit.repeat(bare, number=1, repeat=5))
    checked = min(timeit.repeat(ours, number=1, repeat=5))
    print(f"2,000 rows checked in {checked:.2f} s, {checked / floor:.0f} x a bare reading")
    print(f"ceiling: {CEILING:.0f} x; the child's start and the second scan for formulas are in it")
    return 0 if checked / floor <= CEILING else 1


if __name__ == "__main__":
    sys.exit(main())
