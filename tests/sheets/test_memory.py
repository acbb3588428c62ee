"""Memory grows with the rows of a sheet, and by a bounded amount for each."""

import gc
import subprocess
import sys
import tracemalloc

from registry.sheets.checking import read_grids
from registry.sheets.forms import load_form
from registry.sheets.reading import Grid

FORM = load_form()
CODE = "91330100MA0000001F"


def _peak(rows: int) -> int:
    """Return the most bytes that reading so many rows takes, the rows as sent not counted."""
    heading = tuple(column.heading for column in FORM.columns)
    lines = tuple(
        (
            float(ordinal), f"示例{ordinal}中试平台", f"示例{ordinal}有限公司",
            CODE, "杭州市", "原材料工业", "石化化工", 1200.5, 12.0,
            1100.25, 6.0, "同意推荐", "",
        )
        for ordinal in range(rows)
    )  # fmt: skip
    gc.collect()
    tracemalloc.start()
    try:
        read = read_grids([Grid("汇总表", (heading, *lines))], FORM)
        assert len(read.rows) == rows
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_memory_grows_by_a_bounded_amount_for_each_row() -> None:
    """Each row takes at most two kilobytes beside what was sent: fifty thousand, a hundred MB."""
    few, many = _peak(200), _peak(700)
    assert (many - few) / 500 < 2048


def test_the_child_that_opens_a_file_loads_no_writer_of_workbooks() -> None:
    """Reading needs none, and every upload would wait for it."""
    asked = "import registry.sheets.worker, sys; print({'openpyxl', 'numpy'} & {*sys.modules})"
    said = subprocess.run([sys.executable, "-c", asked], check=True, capture_output=True, text=True)
    assert said.stdout.strip() == "set()"
