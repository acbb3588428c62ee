"""Reading initial loads 存量导入: the list, a load's rows, its files."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from registry.database import transact
from registry.documents.initial_loads import InitialLoad, InitialLoadRow
from registry.permissions import Actor, require
from registry.policy.findings import Finding
from registry.policy.initial_load_rows import LoadSheet
from registry.policy.initial_load_states import RowOutcome
from registry.services import files, ledger
from registry.services.by_time import RECEIVED, page_by_time
from registry.services.files import FileOut
from registry.services.findings import as_finding
from registry.services.initial_loads import readable
from registry.sheets.initial_loads import (
    RefusedRow,
    annotated_load,
    read_load,
    refused_workbook,
)
from registry.sheets.writing import XLSX

_READ = "initial_loads:read"


def list_loads(
    *, by: Actor, after: Sequence[str] = (), limit: int
) -> tuple[list[InitialLoad], list[str]]:
    """Return a page of the loads, newest first, and the key it ends with.

    The key is empty on the last page. Raises CursorForged for another list's key.
    """
    require(by, _READ)
    loads = InitialLoad.objects.exclude("findings", "groups", "sheets")
    return page_by_time(loads.hint("received_at_-1_number_-1"), after, limit, order=RECEIVED)


@dataclass(frozen=True, slots=True)
class RowFilter:
    """What a list of rows is narrowed to: a sheet, from a row of it on, an outcome."""

    sheet: str = ""
    outcome: str = ""
    first_row: int = 0


def rows_of(
    number: str, asked: RowFilter, *, by: Actor, after: int = 0, limit: int
) -> tuple[list[InitialLoadRow], int]:
    """Return a page of a load's rows in their turn, and the last place, or 0."""
    readable(number, _READ, by)
    sheet, outcome = asked.sheet, asked.outcome
    narrowed: dict[str, Any] = {
        name: value for name, value in (("sheet", sheet), ("outcome", outcome)) if value
    }
    if asked.first_row:
        narrowed["row__gte"] = asked.first_row
    rows = InitialLoadRow.objects(load=number, place__gt=after, **narrowed)
    index = "load_1_sheet_1_outcome_1_place_1" if sheet and outcome else "load_1_place_1"
    if outcome and not sheet:
        index = "load_1_outcome_1_place_1"
    found = list(rows.order_by("place").hint(index).limit(limit + 1))
    return found[:limit], found[limit - 1].place if len(found) > limit else 0


def annotated_file(number: str, *, by: Actor, at: datetime) -> FileOut:
    """Return the workbook as it was sent, with what was found beside each row; the ledger notes it.

    The findings are those of the day it was received, not judged anew.
    """
    load = readable(number, _READ, by)
    findings: dict[str, list[Finding]] = {
        one["sheet"]: [as_finding(finding) for finding in one["findings"]] for one in load.sheets
    }
    rows = InitialLoadRow.objects(load=number).only("sheet", "findings").order_by("place")
    for row in rows.as_pymongo():  # index load_1_place_1
        findings[row["sheet"]] += [as_finding(one) for one in row.get("findings", ())]
    read = read_load(files.content_of(load.digest), load.filename)
    _note_export(number, "annotated", by=by, at=at)
    return FileOut(annotated_load(read, findings), f"{number}-检查结果.xlsx", XLSX)


def refused_file(number: str, *, by: Actor, at: datetime) -> FileOut:
    """Return the refused rows as a workbook to mend and send again; the ledger notes it."""
    readable(number, _READ, by)
    refused: dict[LoadSheet, list[RefusedRow]] = {}
    rows = InitialLoadRow.objects(load=number, outcome=RowOutcome.REFUSED.value)
    for row in rows.order_by("place").as_pymongo():  # index load_1_outcome_1_place_1
        findings = tuple(as_finding(one) for one in row.get("findings", ()))
        one = RefusedRow(row["raw"], findings, row.get("detail", ""))
        refused.setdefault(LoadSheet(row["sheet"]), []).append(one)
    _note_export(number, "refused", by=by, at=at)
    return FileOut(refused_workbook(refused), f"{number}-未载入.xlsx", XLSX)


def _note_export(number: str, what: str, *, by: Actor, at: datetime) -> None:
    act = ledger.Act("initial_load.export", f"initial_load:{number}", after={"file": what})
    transact(lambda: ledger.record(act, by=by, at=at))
