"""Admission 入库: carrying out an accepted sheet, batch of rows by batch, to the end.

Each batch is one transaction and begins with its rows' own outcomes: a row is settled once,
whoever comes and however often. Killed in the middle, admission goes on where it stopped;
the lease only keeps two workers from doing the same work at the same time.
"""

import threading
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from registry.database import transact
from registry.documents.summary_sheets import SummarySheet, SummarySheetRow
from registry.logs import log
from registry.permissions import Actor, Role
from registry.policy.rulebook import Rulebook
from registry.policy.summary_sheet_states import RowOutcome, SheetState
from registry.services import batches, leases, ledger, outbox
from registry.services.admission_rows import CLAUSE, Admission, settle_rows


@dataclass(frozen=True, slots=True)
class Progress:
    """How far admission is. ``outcomes`` counts settled rows by what became of them.

    ``stopped_at`` is when it last broke off by a fault, None where it did not.
    """

    done: int
    total: int
    finished: bool
    outcomes: Mapping[str, int]
    stopped_at: datetime | None


def progress_of(sheet: SummarySheet) -> Progress:
    """Return how far a sheet's admission is; one query over an index."""
    groups = SummarySheetRow._get_collection().aggregate(  # noqa: SLF001 - a count without the mapper
        [{"$match": {"sheet": sheet.number}}, {"$group": {"_id": "$outcome", "rows": {"$sum": 1}}}],
        hint="sheet_1_outcome_1_row_1",
    )
    outcomes = {group["_id"]: group["rows"] for group in groups}
    pending = outcomes.pop(RowOutcome.PENDING.value, 0)
    finished = sheet.state == SheetState.ADMITTED.value
    return Progress(
        sheet.row_count - pending, sheet.row_count, finished, outcomes, sheet.stopped_at
    )


def start(number: str, *, at: datetime, rulebook: Rulebook) -> threading.Thread | None:
    """Admit an accepted sheet in the background, unless somebody is at it already.

    Called on acceptance and whenever somebody looks at a sheet under admission: nothing
    depends on a job. Returns the thread, or None where there is nothing to do.
    """
    holder = leases.new_holder()
    if not _take_lease(number, holder):
        return None
    return leases.in_background(f"admit-{number}", _in_background, number, holder, at, rulebook)


def admit(number: str, *, at: datetime, rulebook: Rulebook) -> bool:
    """Admit an accepted sheet here and now, to its end; return False where another is at it.

    ``at`` is when the rows are written down; they take effect with the acceptance. There is
    no permission to ask for: it carries out what a lead decided, in the lead's name.
    """
    holder = leases.new_holder()
    return _take_lease(number, holder) and _carry_out(number, holder, at=at, rulebook=rulebook)


def _in_background(number: str, holder: str, at: datetime, rulebook: Rulebook) -> None:
    try:
        _carry_out(number, holder, at=at, rulebook=rulebook)
    except Exception:  # noqa: BLE001 - nobody waits for this thread: log and sheet are told instead
        leases.tell_stopped(SummarySheet, number, SheetState.ADMITTING.value, at)


def _take_lease(number: str, holder: str) -> bool:
    return leases.take(SummarySheet, number, SheetState.ADMITTING.value, holder)


def _carry_out(number: str, holder: str, *, at: datetime, rulebook: Rulebook) -> bool:
    sheet = SummarySheet.objects(number=number).first()
    admission = Admission(
        sheet=sheet,
        by=_acting(sheet),
        accepted_at=sheet.acceptance.accepted_at.astimezone(UTC),
        recorded_at=at,
        rulebook=rulebook,
    )
    failed: dict[int, Exception] = {}
    while rows := _pending(number, failed):
        if not _take_lease(number, holder):
            return False
        failed |= batches.settle(rows, lambda some: settle_rows(some, admission))
    for row, error in failed.items():
        log().error("row_not_admitted", sheet=number, row=row, exc_info=error)
    if failed:
        raise failed[min(failed)]
    transact(lambda: _finish(admission))
    return True


def _acting(sheet: SummarySheet) -> Actor:
    acceptance = sheet.acceptance
    return Actor(
        account=acceptance.account,
        name=acceptance.account_name,
        role=Role(acceptance.role),
        authority=sheet.authority,
        door=acceptance.door,
        request_id=acceptance.request_id,
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
    finished = SummarySheet.objects(number=sheet.number, state=SheetState.ADMITTING.value).modify(
        set__state=SheetState.ADMITTED.value,
        set__admitted_at=admission.recorded_at,
        set__outcomes=outcomes,
        unset__stopped_at=True,
        unset__lease_until=True,
        unset__lease_holder=True,
        inc__version=1,
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
