"""Giving a summary sheet of 2,000 rows back marked, against openpyxl loading and saving it.

Figure: the uploader's own workbook, opened in its confined child, with a colour and a note at
some six hundred cells and a first page that lists them. Floor: openpyxl in this process loads
the same file and saves it, nothing more.

Run ``PYTHONPATH=. python benchmarks/annotated_workbook.py`` from the project's root.
"""

import sys
from io import BytesIO

from openpyxl import load_workbook

from benchmarks.made_sheets import FIRST_ROW, made_sheet
from benchmarks.ratios import Ceiling, interleaved, told
from registry.policy.findings import Finding
from registry.policy.vocabulary import Severity
from registry.sheets.annotated_workbook import annotated_workbook

ROWS = 2_000
EVERY = 10
CEILING = 2.0
FLOOR = "openpyxl load and save"


def findings() -> list[Finding]:
    """Return three findings in every tenth row: one that blocks, two that warn."""
    found = []
    for row in range(FIRST_ROW, FIRST_ROW + ROWS, EVERY):
        found += [
            Finding("staff_below", Severity.BLOCKING, "full_time_staff", "3 人", "≥ 5 人",
                    "一（二）2", row=row, column="I"),
            Finding("income_below", Severity.WARNING, "service_income", "9 万元", "≥ 1000 万元",
                    "一（四）3", row=row, column="J"),
            Finding("sheet_differs_from_application", Severity.WARNING, "place", "杭州市", "宁波市",
                    row=row, column="E", params={"application": "SB-330000-2026-0001"}),
        ]  # fmt: skip
    return found


def marked(content: bytes, found: list[Finding]) -> None:
    """Mark the workbook, and see that it is the uploader's own that came back."""
    out = annotated_workbook(content, "汇总表.xlsx", found, sheet="汇总表", rows=ROWS)
    assert out.startswith(b"PK")  # noqa: S101 - else nothing was measured


def bare(content: bytes) -> None:
    """Load and save."""
    load_workbook(BytesIO(content)).save(BytesIO())


def main() -> int:
    """Measure in turns; fail above the ceiling."""
    content, found = made_sheet(ROWS), findings()
    contenders = {"mark": lambda _: marked(content, found), FLOOR: lambda _: bare(content)}
    measured = interleaved(contenders, rounds=7, repeat=1)
    title = f"Mark a sheet of {ROWS:,} rows with {len(found)} findings"
    limits = "the child's start with openpyxl, six hundred notes, and the floor's own work"
    return 0 if told(title, measured, "mark", [Ceiling(FLOOR, CEILING)], limited_by=limits) else 1


if __name__ == "__main__":
    sys.exit(main())
