"""Admission 入库: carrying out an accepted sheet, in its course, to the end."""

from collections.abc import Collection
from datetime import UTC, datetime

from registry.documents.summary_sheets import SummarySheet, SummarySheetRow
from registry.permissions import Actor, Role
from registry.policy.rulebook import Rulebook
from registry.policy.summary_sheet_states import RowOutcome, SheetState
from registry.services import batches, ledger, outbox
from registry.services.admission_rows import CLAUSE, Admission, count_admissible, settle_rows
from registry.services.courses import Course, Progress, Work, in_whose_name, outcomes_of


def progress_of(sheet: SummarySheet) -> Progress:
    """Return how far a sheet's admission is, counted in settled rows; one query."""
    of_sheet = {"sheet": sheet.number}
    outcomes = outcomes_of(SummarySheetRow, of_sheet, "sheet_1_outcome_1_row_1")
    pending = outcomes.pop(RowOutcome.PENDING.value, 0)
    finished = sheet.state == SheetState.ADMITTED.value
    return Progress(
        sheet.row_count - pending, sheet.row_count, finished, outcomes, sheet.stopped_at
    )


def admissible_now(sheet: SummarySheet, *, at: datetime, rulebook: Rulebook) -> int:
    """Return how many platforms of a sheet would enter if it were accepted at this moment.

    What entered by another sheet since it came, or was banned, does not count. Six queries.
    """
    rows = (
        SummarySheetRow.objects(sheet=sheet.number, outcome=RowOutcome.PENDING.value)
        .exclude("findings", "raw")
        .order_by("row")
        .hint("sheet_1_outcome_1_row_1")
        .as_pymongo()
    )
    nobody = Actor(account="", name="", role=Role.CONSOLE)
    return count_admissible(rows, Admission(sheet, nobody, at, at, rulebook))


def _work(number: str, at: datetime, rulebook: Rulebook) -> Work:
    sheet = SummarySheet.objects(number=number).first()
    admission = Admission(
        sheet=sheet,
        by=in_whose_name(sheet.decision, authority=sheet.authority),
        accepted_at=sheet.decision.decided_at.astimezone(UTC),
        recorded_at=at,
        rulebook=rulebook,
    )
    return Work(
        pending=lambda failed: _pending(number, failed),
        settle=lambda rows: settle_rows(rows, admission),
        finish=lambda: _finish(admission),
    )


def _pending(number: str, failed: Collection[int]) -> list[int]:
    rows = (
        SummarySheetRow.objects(
            sheet=number, outcome=RowOutcome.PENDING.value, row__nin=list(failed)
        )
        .only("row")
        .order_by("row")
        .limit(batches.SIZE)
        .as_pymongo()
    )  # index sheet_1_outcome_1_row_1
    return [row["row"] for row in rows]


def _finish(admission: Admission) -> None:
    sheet = admission.sheet
    outcomes = dict(progress_of(sheet).outcomes)
    finished = _COURSE.end(
        sheet.number,
        state=SheetState.ADMITTED.value,
        admitted_at=admission.recorded_at,
        outcomes=outcomes,
    )
    if finished is None:
        return
    subject = f"summary_sheet:{sheet.number}"
    after = {"state": SheetState.ADMITTED.value, "outcomes": outcomes}
    act = ledger.Act(
        "summary_sheet.admit", subject, after=after, clause=CLAUSE,
        rulebook=admission.rulebook.version,
    )  # fmt: skip
    ledger.record(act, by=admission.by, at=admission.recorded_at)
    admitted = str(outcomes.get(RowOutcome.ADMITTED.value, 0))
    params = {"number": sheet.number, "admitted": admitted, "rows": str(sheet.row_count)}
    notice = outbox.Notice("authority", sheet.authority, "notice_sheet_admitted", subject, params)
    outbox.post(notice, at=admission.recorded_at)


_COURSE = Course(SummarySheet, SheetState.ADMITTING.value, _work)
start, admit = _COURSE.start, _COURSE.carry_out
