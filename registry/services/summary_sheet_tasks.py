"""Where summary sheets stand, as lines of home: a province's own, and how many wait anywhere."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from registry.documents.adjustments import AdjustmentRound
from registry.documents.summary_sheets import SummarySheet
from registry.permissions import may, require
from registry.policy.summary_sheet_states import SheetState
from registry.policy.vocabulary import Severity
from registry.services.adjustments import reading_round
from registry.services.readings import Read, Reading, fetch, together
from registry.services.sheet_findings import places_with
from registry.services.task_lines import Day, Group, Page, Task

_MOST_SHEETS = 20
_LOOKED_BACK = timedelta(days=200)  # sheets of rounds longer past are history, not work
_SHEET = (
    "number", "authority", "period", "filename", "state", "row_count", "blocking_rows", "findings",
    "scan.digest",
)  # fmt: skip
_WAITING_SHEETS = {
    SheetState.STAGED: "task_await_authorities",
    SheetState.NEEDS_MENDING: "task_await_mending",
    SheetState.ADMITTING: "task_await_admission",
}


def own_sheet_tasks_of(day: Day) -> Reading[tuple[Task, ...]]:
    """Say where the province's own sheets stand.

    A sheet is asked for once the round's notice is on record.
    """
    require(day.by, "summary_sheets:read", authority=day.by.authority)
    own = {"authority": day.by.authority, "received_at": {"$gte": day.at - _LOOKED_BACK}}
    sheets, opened = yield from together(
        fetch(
            SummarySheet,
            own,
            _SHEET,
            "authority_1_received_at_-1_number_-1",
            sort={"received_at": -1, "number": -1},
            limit=_MOST_SHEETS,
        ),
        reading_round(day.round.period),
    )
    return tuple(_of_own(sheets, opened, day))


def _of_own(
    sheets: Sequence[SummarySheet], opened: AdjustmentRound | None, day: Day
) -> Iterator[Task]:
    of_round = [one for one in sheets if one.period == day.round.period]
    last = day.round.days[-1]
    is_wanted = day.round_is_open and all(one.state == SheetState.WITHDRAWN for one in of_round)
    if is_wanted and opened:
        params, note = {"period": day.round.period}, "task_note_none_new"
        yield Task(Group.TODO, "task_upload_sheet", "", Page.NEW_SHEET, params, note, last)
    settled: set[str] = set()
    for sheet in sheets:
        if sheet.state == SheetState.WITHDRAWN:
            continue
        still = last if sheet in of_round and day.round_is_open else None
        # The newest live sheet of a round counts: an older one needing mending was replaced
        # by it, and after the window no mended one can come.
        is_past = sheet.period in settled or still is None
        settled.add(sheet.period)
        if not (is_past and sheet.state == SheetState.NEEDS_MENDING):
            yield _of_sheet(sheet, day, still)


def _of_sheet(sheet: SummarySheet, day: Day, last: date | None) -> Task:
    params = {"sheet": sheet.number, "filename": sheet.filename, "rows": sheet.row_count}
    params["period"] = sheet.period
    if sheet.state == SheetState.NEEDS_MENDING:
        params["rows"] = places_with(sheet, Severity.BLOCKING)
        note = "task_note_mend" if sheet.row_count else "task_note_no_rows"
        return Task(Group.TODO, "task_mend_sheet", sheet.state, Page.SHEET, params, note, last)
    if sheet.state == SheetState.STAGED:
        return _of_staged(sheet, day, last, params)
    group, code, note = {
        SheetState.ADMITTING: (Group.WAITING, "task_admitting_sheet", "task_note_await"),
        SheetState.ADMITTED: (Group.DONE, "task_admitted_sheet", "task_note_admitted"),
    }[SheetState(sheet.state)]
    return Task(group, code, sheet.state, Page.SHEET, params, note)


def _of_staged(sheet: SummarySheet, day: Day, last: date | None, params: Mapping[str, Any]) -> Task:
    """Say whose turn a staged sheet is; ``last`` is the last day its scan can still come.

    Sheet and scan are bound by the window, acceptance is not (ruling 9).
    """
    state, is_scanned = sheet.state, bool(sheet.scan)
    if not is_scanned and last is None:
        code, note = "task_withdraw_sheet", "task_note_too_late"
        return Task(Group.TODO, code, state, Page.SHEET, params, note)
    if may(day.by, "summary_sheets:accept"):
        note = "task_note_scanned" if is_scanned else "task_note_accept"
        due = None if is_scanned else last
        return Task(Group.TODO, "task_accept_sheet", state, Page.SHEET, params, note, due)
    if not is_scanned:
        code, note = "task_attach_scan", "task_note_await"
        return Task(Group.TODO, code, state, Page.SHEET, params, note, last)
    code, note = "task_await_acceptance", "task_note_await"
    return Task(Group.WAITING, code, state, Page.SHEET, params, note)


def sheet_tasks_of(day: Day) -> Reading[tuple[Task, ...]]:
    """Count the sheets that wait somewhere."""
    require(day.by, "summary_sheets:read")
    stages = (
        {"$match": {"received_at": {"$gte": day.at - _LOOKED_BACK}}},
        {"$group": {"_id": "$state", "count": {"$sum": 1}}},
    )
    (groups,) = yield [Read(SummarySheet, stages, "received_at_-1_number_-1")]
    counts = {group["_id"]: group["count"] for group in groups}
    return tuple(
        Task(Group.WAITING, code, state.value, Page.SHEETS, {"count": counts[state.value]})
        for state, code in _WAITING_SHEETS.items()
        if state.value in counts
    )
