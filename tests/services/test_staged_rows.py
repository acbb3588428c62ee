"""Rows on their way in: all of them or no sheet, and nothing left lying about."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from bson.decimal128 import Decimal128

from registry.clock import pause
from registry.documents.summary_sheets import SummarySheet, SummarySheetRow
from registry.embedded import EmbeddedServer
from registry.services import staged_rows
from registry.services.sheet_findings import as_decimal128
from registry.services.staged_rows import RowsLostError, sweep
from registry.services.summary_sheets import Received
from tests.application_makers import ready_for

MakeSheet = Callable[..., bytes]
Receive = Callable[..., Received]
SERIES = "330000-2026H2"

_CHILD = """
import sys
from datetime import datetime
from pathlib import Path
from registry import database
from registry.clock import pause
from registry.law import rulebook
from registry.permissions import Actor, Role
from registry.services import staged_rows
from registry.services.calendar import current_calendar
from registry.services.summary_sheets import Upload, receive
database.connect(sys.argv[1], "reserve_tests")
staged_rows.require_all = lambda *_: pause(60)
receive(
    Upload(Path(sys.argv[2]).read_bytes(), "a.csv", "330000", "2026H2"),
    by=Actor(account="lead", name="x", role=Role.PROVINCIAL_LEAD, authority="330000"),
    at=datetime.fromisoformat(sys.argv[3]), rulebook=rulebook(), calendar=current_calendar(),
)
"""


def test_killed_before_its_sheet_rows_are_unseen_and_swept_away(
    received: Receive, make_sheet: MakeSheet, at: datetime, *,
    mongod: EmbeddedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """Killed before its sheet, rows stay unseen, and are swept away once no sheet can come."""
    content = make_sheet(*[{}] * 30)
    (tmp_path / "a.csv").write_bytes(content)
    ready_for(content)
    child = subprocess.Popen(
        [sys.executable, "-c", _CHILD, mongod.uri, str(tmp_path / "a.csv"), at.isoformat()]
    )
    while SummarySheetRow.objects(sheet=f"{SERIES}-01").count() < 30:
        assert child.poll() is None
        pause(0.01)
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    assert SummarySheet.objects.count() == 0
    assert received(content).sheet.number == f"{SERIES}-02"
    assert SummarySheetRow.objects.count() == 60, "an upload under way may be as young"
    monkeypatch.setattr(staged_rows, "GRACE_MILLISECONDS", -60_000)
    sweep(SERIES)
    assert SummarySheetRow.objects.distinct("sheet") == [f"{SERIES}-02"]
    assert SummarySheetRow.objects.count() == 30


def test_another_rounds_rows_are_left_alone(
    database: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sweeping one round of one authority touches no other."""
    others = ["330000-2026H1-01", "330001-2026H2-01", "330000-2026H22-01"]
    for number in [f"{SERIES}-01", *others]:
        SummarySheetRow(sheet=number, row=2, opinion="approved", outcome="pending").save()
    monkeypatch.setattr(staged_rows, "GRACE_MILLISECONDS", -60_000)
    sweep(SERIES)
    assert sorted(SummarySheetRow.objects.scalar("sheet")) == sorted(others)


def test_a_sheet_stands_with_all_its_rows_or_not_at_all(
    received: Receive, make_sheet: MakeSheet, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a row kept before is gone by the time of the sheet, nothing is received."""
    keep = staged_rows.keep_rows

    def loses_one(number: str, checked: object) -> None:
        keep(number, checked)  # type: ignore[arg-type]
        SummarySheetRow.objects(sheet=number).first().delete()

    monkeypatch.setattr(staged_rows, "keep_rows", loses_one)
    with pytest.raises(RowsLostError):
        received(make_sheet({}, {}))
    assert SummarySheet.objects.count() == 0


@pytest.mark.parametrize(
    "figure",
    ["0", "1", "1350.5", "7985.22", "0.000001", "99999999999.999999", "-1", "-0.5", "1E+3",
     "1E-7", "999999999999999999", "9999999999999999999", "1" * 34, "1.10", "0.0"],
)  # fmt: skip
def test_a_figure_is_stored_as_the_driver_stores_it(figure: str) -> None:
    """Put together from its digits, a figure has the very bits the driver gives it."""
    assert as_decimal128(Decimal(figure)).bid == Decimal128(figure).bid


def test_pieces_are_kept_in_the_files_order(
    received: Receive, make_sheet: MakeSheet, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Many pieces make one sheet: every row once, in order."""
    monkeypatch.setattr(staged_rows, "_PIECE", 7)
    sheet = received(make_sheet(*[{}] * 30)).sheet
    assert list(SummarySheetRow.objects(sheet=sheet.number).order_by("id").scalar("row")) == list(
        range(2, 32)
    )
