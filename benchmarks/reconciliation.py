"""Reconciling a round of 2,000 rows: the sheet beside the authority's applications.

Figure: reading the sheet and putting it beside its applications, as staging does (the file in
its confined child, rows read, six look-ups, every field of every row compared), and the three
piles of the page from what was kept. Floor: reading the sheet, and one query for each of the
collections asked (rows, applications, versions, platforms), their answers taken and dropped.

Run ``PYTHONPATH=. python benchmarks/reconciliation.py`` from the project's root.
"""

import sys

from mongoengine.connection import get_db

from benchmarks.made_applications import recommend
from benchmarks.made_sheets import made_sheet
from benchmarks.ratios import Ceiling, interleaved, told
from benchmarks.service import NOW, service
from registry.law import NATIONAL, rulebook
from registry.permissions import Actor, Role
from registry.services.calendar import current_calendar
from registry.services.reconciliation import reconciliation_of
from registry.services.reconciliation_lines import counts_of
from registry.services.summary_sheets import Upload, context_of, receive
from registry.sheets.checking import judge_sheet, read_sheet

ROWS = 2_000
CEILING = 4.0
FLOOR = "read the sheet + one query a collection"
NAME = "汇总表.xlsx"
LEAD = Actor(account="lead", name="浙江负责人", role=Role.PROVINCIAL_LEAD, authority="330000")


def reconciled(content: bytes, number: str) -> None:
    """Judge the sheet against the applications, and take its piles apart."""
    read = read_sheet(content, NAME)
    context = context_of(read, Upload(content, NAME, "330000", "2026H2"), at=NOW)
    checked = judge_sheet(read, context, rulebook().programme(NATIONAL))
    piles = reconciliation_of(number, by=LEAD, rulebook=rulebook()).piles
    assert not checked.findings  # noqa: S101 - else nothing was measured
    assert counts_of(piles)["matched"] == ROWS  # noqa: S101 - as above


def bare(content: bytes, number: str) -> None:
    """Read the sheet; ask each collection once."""
    codes = list(read_sheet(content, NAME).credit_codes)
    asked = {
        "summary_sheet_rows": {"sheet": number},
        "applications": {"authority": "330000", "period": "2026H2"},
        "application_versions": {"authority": "330000"},
        "platforms": {"credit_code": {"$in": codes}},
    }
    for name, query in asked.items():
        list(get_db()[name].find(query))


def main() -> int:
    """Measure in turns; fail above the ceiling."""
    content = made_sheet(ROWS)
    with service("bench_reconciliation"):
        recommend(content, NAME, "330000", "2026H2")
        upload = Upload(content, NAME, "330000", "2026H2")
        law = {"rulebook": rulebook(), "calendar": current_calendar()}
        number = str(receive(upload, by=LEAD, at=NOW, **law).sheet.number)
        found = interleaved(
            {
                "reconcile": lambda _: reconciled(content, number),
                FLOOR: lambda _: bare(content, number),
            },
            rounds=9,
            repeat=1,
        )
    limits = "reading and comparing each field in Python, once at staging and once for the page"
    ceilings = [Ceiling(FLOOR, CEILING)]
    holds = told(f"Reconcile {ROWS:,} rows", found, "reconcile", ceilings, limited_by=limits)
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
