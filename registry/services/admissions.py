"""Admission 入库: carrying out an accepted sheet, row by row, to the end.

One transaction per row, each beginning with the row's own outcome: a row is settled once,
whoever comes and however often. Killed in the middle, admission goes on where it stopped;
the lease only keeps two workers from doing the same work at the same time.
"""

import secrets
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from mongoengine.errors import NotUniqueError, OperationError
from pymongo.errors import ExecutionTimeout, PyMongoError

from registry.clock import SHANGHAI
from registry.database import transact
from registry.documents.counters import take_number
from registry.documents.hosts import Host
from registry.documents.platforms import Platform, PlatformFact
from registry.documents.summary_sheets import SummarySheet, SummarySheetRow
from registry.law import NATIONAL
from registry.logs import log
from registry.permissions import Actor, Role
from registry.policy.rulebook import Rulebook
from registry.policy.standing import move
from registry.policy.summary_sheet_rows import name_key
from registry.policy.summary_sheet_states import RowOutcome, SheetState, outcome_of_opinion
from registry.policy.vocabulary import LibraryState, Opinion, Severity
from registry.services import ledger, outbox
from registry.services.authorities import taxonomy
from registry.services.bans import bans_in_force
from registry.services.hosts import enter_host, goes_by, host_of_code

# Fields of a row that are the platform's profile, under the keys of the quarterly form.
PROFILE = ("equipment_value", "full_time_staff", "service_income", "enterprises_served")
_LEASE_MILLISECONDS = 15_000
_BATCH = 50
_CLAUSE = "二（二）"


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


@dataclass(frozen=True, slots=True)
class _Admission:
    """What is the same for every row: the sheet, in whose name, when, under which law.

    ``on`` is the day of acceptance: what the lead decided takes effect then, however much
    later the machine comes to a row (``recorded_at``).
    """

    sheet: SummarySheet
    by: Actor
    accepted_at: datetime
    recorded_at: datetime
    rulebook: Rulebook

    @property
    def on(self) -> date:
        return self.accepted_at.astimezone(SHANGHAI).date()


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
    holder = secrets.token_hex(8)
    if not _take_lease(number, holder):
        return None
    thread = threading.Thread(
        target=_in_background,
        args=(number, holder, at, rulebook),
        name=f"admit-{number}",
        daemon=True,
    )
    thread.start()
    return thread


def admit(number: str, *, at: datetime, rulebook: Rulebook) -> bool:
    """Admit an accepted sheet here and now, to its end; return False where another is at it.

    ``at`` is when the rows are written down; they take effect with the acceptance. There is
    no permission to ask for: it carries out what a lead decided, in the lead's name.
    """
    holder = secrets.token_hex(8)
    return _take_lease(number, holder) and _carry_out(number, holder, at=at, rulebook=rulebook)


def _in_background(number: str, holder: str, at: datetime, rulebook: Rulebook) -> None:
    try:
        _carry_out(number, holder, at=at, rulebook=rulebook)
    except Exception:  # noqa: BLE001 - nobody waits for this thread: log and sheet are told instead
        # The next look at the sheet takes up the rest; rows already settled stay settled.
        log().exception("admission_stopped", sheet=number)
        _tell_stopped(number, at)


def _tell_stopped(number: str, at: datetime) -> None:
    try:
        SummarySheet.objects(number=number, state=SheetState.ADMITTING.value).update_one(
            set__stopped_at=at
        )
    except (OperationError, PyMongoError):
        # The database itself may be what failed; then the log above is all there is.
        log().exception("admission_stop_untold", sheet=number)


def _take_lease(number: str, holder: str) -> bool:
    """Claim a sheet under admission for some seconds of the database's own clock."""
    claimed = SummarySheet._get_collection().update_one(  # noqa: SLF001 - an update by expression
        {
            "number": number,
            "state": SheetState.ADMITTING.value,
            "$expr": {
                "$or": [
                    {"$eq": ["$lease_holder", holder]},
                    {"$lte": [{"$ifNull": ["$lease_until", None]}, None]},
                    {"$lt": ["$lease_until", "$$NOW"]},
                ]
            },
        },
        [
            {
                "$set": {
                    "lease_until": {"$add": ["$$NOW", _LEASE_MILLISECONDS]},
                    "lease_holder": holder,
                }
            }
        ],
    )
    return claimed.matched_count == 1


def _carry_out(number: str, holder: str, *, at: datetime, rulebook: Rulebook) -> bool:
    sheet = SummarySheet.objects(number=number).first()
    admission = _Admission(
        sheet=sheet,
        by=_acting(sheet),
        accepted_at=sheet.acceptance.accepted_at.astimezone(UTC),
        recorded_at=at,
        rulebook=rulebook,
    )
    while rows := _pending(number):
        if not _take_lease(number, holder):
            return False
        for row in rows:
            _settle(row, admission)
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


def _pending(number: str) -> list[int]:
    rows = (
        SummarySheetRow.objects(sheet=number, outcome=RowOutcome.PENDING.value)
        .only("row")
        .order_by("row")
        .limit(_BATCH)
        .as_pymongo()
    )  # index sheet_1_outcome_1_row_1
    return [row["row"] for row in rows]


def _settle(row: int, admission: _Admission) -> None:
    try:
        transact(lambda: _settle_row(row, admission))
    except (NotUniqueError, ExecutionTimeout):
        # Another sheet entered the same host or platform at this moment, or a worker that
        # was killed still held the row: now it is there, or let go.
        transact(lambda: _settle_row(row, admission))


def _settle_row(row: int, admission: _Admission) -> None:
    stored = SummarySheetRow.objects(
        sheet=admission.sheet.number, row=row, outcome=RowOutcome.PENDING.value
    ).first()
    if stored is None:
        return
    outcome, platform, detail = _decide(stored, admission)
    SummarySheetRow.objects(id=stored.id).update_one(
        set__outcome=outcome.value, set__platform=platform, set__detail=detail
    )


def _decide(row: SummarySheetRow, admission: _Admission) -> tuple[RowOutcome, str, str]:
    """Return what becomes of a row, its platform's number, and what else there is to say."""
    if settled := outcome_of_opinion(Opinion(row.opinion)):
        return settled, "", ""
    if row.worst == Severity.BLOCKING.value:
        return RowOutcome.NOT_APPROVED, "", ""
    code, key = row.values["credit_code"], name_key(row.values["platform_name"])
    there = Platform.objects(
        credit_code=code, name_key=key, state=LibraryState.IN_LIBRARY.value
    ).first()  # index credit_code_1_name_key_1
    if there:
        return RowOutcome.ALREADY_IN_LIBRARY, there.number, ""
    # A ban recorded since the sheet was judged binds too.
    for day in {admission.on, admission.recorded_at.astimezone(SHANGHAI).date()}:
        if ban := bans_in_force([code], day).get(code):
            return RowOutcome.BANNED, "", f"{ban.decision}（{ban.until_day.isoformat()}）"
    host = host_of_code(code)
    if host and not goes_by(host, row.values["host_name"]):
        return RowOutcome.HOST_NAME_DIFFERS, "", host.name
    host = host or enter_host(
        code, row.values["host_name"], effective_on=admission.on, recorded_at=admission.recorded_at
    )
    return RowOutcome.ADMITTED, _enter(row, host, admission), ""


def _enter(row: SummarySheetRow, host: Host, admission: _Admission) -> str:
    sheet, values = admission.sheet, row.values
    series = f"{sheet.authority}-{admission.on.year}"
    number = f"{series}-{take_number(f'platform:{series}'):04d}"
    profile = {key: values[key] for key in PROFILE if values.get(key) is not None}
    Platform(
        number=number,
        programme=NATIONAL,
        authority=sheet.authority,
        host=str(host.id),
        credit_code=host.credit_code,
        host_name=host.name,
        name=values["platform_name"],
        name_key=name_key(values["platform_name"]),
        place=values.get("place") or "",
        taxonomy_edition=taxonomy().edition,
        taxonomy_field=values.get("field") or "",
        direction=values.get("direction") or "",
        state=move(None, LibraryState.IN_LIBRARY).value,
        basis="sheet_only",
        batch=sheet.period,
        admitted_at=admission.accepted_at,
        profile=profile,
        changed_at=admission.recorded_at,
    ).save(force_insert=True)
    _write_facts(number, row, str(host.id), profile, admission)
    subject = f"platform:{number}"
    after = {"sheet": sheet.number, "row": row.row, "basis": "sheet_only", "state": "in_library"}
    act = ledger.Act(
        "platform.admit", subject, after=after, clause=_CLAUSE, rulebook=admission.rulebook.version
    )
    at, recorded_at = admission.accepted_at, admission.recorded_at
    ledger.record(act, by=admission.by, at=at, recorded_at=recorded_at)
    params = {"number": number, "name": values["platform_name"], "batch": sheet.period}
    notice = outbox.Notice("host", str(host.id), "notice_platform_admitted", subject, params)
    outbox.post(notice, at=recorded_at)
    return number


def _write_facts(
    number: str, row: SummarySheetRow, host: str, profile: dict[str, Any], admission: _Admission
) -> None:
    values = row.values
    facts = {
        "name": values["platform_name"],
        "host": host,
        "authority": admission.sheet.authority,
        "place": values.get("place") or "",
        "taxonomy": {
            "edition": taxonomy().edition,
            "field": values.get("field") or "",
            "direction": values.get("direction") or "",
        },
        "state": LibraryState.IN_LIBRARY.value,
        "profile": profile,
    }
    PlatformFact.objects.insert(
        [
            PlatformFact(
                platform=number,
                aspect=aspect,
                value=value,
                effective_on=admission.on,
                recorded_at=admission.recorded_at,
                source=f"summary_sheet:{admission.sheet.number}",
            )
            for aspect, value in facts.items()
        ],
        load_bulk=False,
    )


def _finish(admission: _Admission) -> None:
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
        "summary_sheet.admit", subject, after=after, clause=_CLAUSE,
        rulebook=admission.rulebook.version,
    )  # fmt: skip
    ledger.record(act, by=admission.by, at=admission.recorded_at)
    admitted = str(outcomes.get(RowOutcome.ADMITTED.value, 0))
    params = {"number": sheet.number, "admitted": admitted, "rows": str(sheet.row_count)}
    notice = outbox.Notice("authority", sheet.authority, "notice_sheet_admitted", subject, params)
    outbox.post(notice, at=admission.recorded_at)
