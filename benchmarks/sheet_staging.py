"""Checking and staging a summary sheet of 20,000 rows and 13 columns, from bytes to record.

Figure: the whole use-case. The file is opened in its confined child, laid out, read, judged
against the database, and kept: content, every row with its findings, sheet, ledger, notice.
Floor: python-calamine reading the file in this process, one ``insert_many`` of its rows, and
one query each for the applications they are compared with and their versions.
Rival: pandas with openpyxl and a MongoEngine ``save`` per row, as most would write it.

Run ``PYTHONPATH=. python benchmarks/sheet_staging.py`` from the project's root.
"""

import sys
from io import BytesIO

import pandas as pd
from mongoengine import Document, DynamicField, IntField
from mongoengine.connection import get_db
from python_calamine import CalamineWorkbook

from benchmarks.made_applications import recommend
from benchmarks.made_sheets import made_sheet
from benchmarks.ratios import Ceiling, interleaved, told
from benchmarks.service import NOW, service
from registry.documents.summary_sheets import SummarySheet
from registry.law import rulebook
from registry.permissions import Actor, Role
from registry.services.calendar import current_calendar
from registry.services.summary_sheets import Received, Upload, receive
from registry.sheets.forms import load_form

ROWS = 20_000
FLOOR, RIVAL = "calamine + insert_many + finds", "pandas + save per row"
KEYS = tuple(column.key for column in load_form().columns)
LEAD = Actor(account="lead", name="浙江负责人", role=Role.PROVINCIAL_LEAD, authority="330000")


class RivalRow(Document):
    """A row as most would keep it."""

    row = IntField()
    values = DynamicField()

    meta = {"collection": "bench_rival", "auto_create_index": False}  # noqa: RUF012 - read by the mapper


def stage(content: bytes) -> Received:
    """Receive the sheet; nothing else is timed."""
    upload = Upload(content, "汇总表.xlsx", "330000", "2026H2")
    return receive(upload, by=LEAD, at=NOW, rulebook=rulebook(), calendar=current_calendar())


def bare(content: bytes) -> None:
    """Read with python-calamine, keep the rows with one insert_many."""
    sheet = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0)
    rows = [dict(zip(KEYS, row, strict=True)) for row in sheet.to_python()[1:]]
    get_db()["bench_floor"].insert_many(rows)
    for name in ("applications", "application_versions"):
        list(get_db()[name].find({"authority": "330000"}))


def as_most_would(content: bytes) -> None:
    """Read with pandas and openpyxl, save each row with MongoEngine."""
    frame = pd.read_excel(BytesIO(content), engine="openpyxl")
    for number, row in enumerate(frame.itertuples(index=False), start=2):
        RivalRow(row=number, values=dict(zip(KEYS, row, strict=True))).save()


def main() -> int:
    """Measure in turns; fail above a ceiling."""
    content = made_sheet(ROWS)

    def ours(_: int) -> None:
        received = stage(content)
        assert received.sheet.row_count == ROWS  # noqa: S101 - else nothing was measured
        assert received.sheet.finding_count == 0  # noqa: S101 - as above
        # The same file is the same sheet: make way for the next round.
        SummarySheet.objects(live=True).update(set__live=False)

    with service("bench_staging"):
        recommend(content, "汇总表.xlsx", "330000", "2026H2")
        contenders = {"check and stage": ours, FLOOR: lambda _: bare(content)}
        found = interleaved(contenders, rounds=9, repeat=1)
        rival = interleaved(
            {"check and stage": ours, RIVAL: lambda _: as_most_would(content)},
            rounds=1,
            repeat=1,
        )
    name = "check and stage"
    limits = "the child's start, reading each cell in Python, and rows with findings and indexes"
    holds = told(
        f"Check and stage {ROWS:,} rows", found, name, [Ceiling(FLOOR, 4.0)], limited_by=limits
    )
    holds &= told("The same beside a save for each row", rival, name, [Ceiling(RIVAL, 1.0)])
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
