"""Batches of removals 批量移出: prepared cases under one document, signed once by another person.

Looked at before (dry run), bounded by the day, carried out case by case in transactions of their
own; killed in the middle, it goes on at the next look.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from registry.clock import SHANGHAI
from registry.database import transact
from registry.documents.bans import Ban
from registry.documents.counters import take_number
from registry.documents.removal_batches import BatchRow, RemovalBatch
from registry.documents.removal_cases import RemovalCase
from registry.errors import Invalid, Refusal, VersionConflict
from registry.law import NATIONAL
from registry.messages import say
from registry.permissions import Actor, require
from registry.policy.removal_cases import CaseState, Step, daily_limit, hindrance
from registry.policy.rulebook import Rulebook
from registry.services import ledger
from registry.services.as_read import change_as_read
from registry.services.by_time import Order, page_by_time
from registry.services.case_lists import numbered
from registry.services.courses import Course, Progress, Work, decision_of, in_whose_name
from registry.services.removal_case_acts import Typed, standing_of, today
from registry.services.removal_case_refusals import (
    RemovalBatchSettled,
    RemovalPreparerMaySignNot,
)
from registry.services.removal_decisions import (
    Outlook,
    Signature,
    outlook_of,
    take_from_day,
    write_decision,
)

PREPARED, SIGNING, DONE, WITHDRAWN = "prepared", "signing", "done", "withdrawn"
MOST_CASES = 50
_DECIDED, _REFUSED = "decided", "refused"
_PREPARED = Order("prepared_at", "number", str)


@dataclass(frozen=True, slots=True)
class Foreseen:
    """One case of a batch as it would go today; ``why_not`` is a sentence, empty where it would."""

    row: BatchRow
    outlook: Outlook | None
    why_not: str


def compose(
    cases: Collection[str], document: str, *, by: Actor, at: datetime, rulebook: Rulebook
) -> RemovalBatch:
    """Put prepared cases together under one document; nothing is decided.

    Raises Invalid for no cases, too many, unknown ones and ones that are not prepared.
    """
    require(by, "removal_cases:prepare")
    number, found = _chosen(cases, document, at, rulebook)
    rows = [
        BatchRow(
            case=one.number, version=one.version, platform=one.platform,
            platform_name=one.platform_name, ground=one.ground,
        )
        for one in found
    ]  # fmt: skip

    def work() -> RemovalBatch:
        year = today(at).year
        made: RemovalBatch = RemovalBatch(
            number=f"YCP-{year}-{take_number(f'removal_batch:{year}'):04d}",
            document=number, state=PREPARED, account=by.account, account_name=by.name,
            prepared_at=at, rows=rows,
        ).save(force_insert=True)  # fmt: skip
        after: dict[str, object] = {"document": number, "cases": [one.case for one in rows]}
        _record("prepare", made, after, by=by, at=at)
        return made

    return transact(work)


def _chosen(
    cases: Collection[str], document: str, at: datetime, rulebook: Rulebook
) -> tuple[str, list[RemovalCase]]:
    """Return the document's number and the cases, in the order chosen. Raises Invalid."""
    typed = Typed()
    number = typed.line("document", document, "removal_document_wanted")
    wanted = list(dict.fromkeys(cases))
    most = min(MOST_CASES, daily_limit(today(at), rulebook.programme(NATIONAL)))
    if not 1 <= len(wanted) <= most:
        typed.fault("cases", "removal_batch_cases_wanted", most=most)
        typed.refuse()
    found = {one.number: one for one in RemovalCase.objects(number__in=wanted)}  # index number_1
    left = [one for one in wanted if one not in found or not _is_ready(found[one], at)]
    if left:
        named = "、".join(one[:40] for one in left)
        typed.fault("cases", "removal_batch_not_prepared", cases=named)
    typed.refuse()
    return number, [found[one] for one in wanted]


def foresee(batch: RemovalBatch, *, by: Actor, at: datetime, rulebook: Rulebook) -> list[Foreseen]:
    """Return what each case of a batch would do if it were signed now: the dry run."""
    require(by, "removal_batches:read")
    cases = {one.number: one for one in RemovalCase.objects(number__in=_numbers(batch))}
    return [_foreseen(row, cases.get(row.case), batch.document, at, rulebook) for row in batch.rows]


def sign(
    number: str, *, version: int, by: Actor, at: datetime, rulebook: Rulebook
) -> RemovalBatch:  # fmt: skip - one line of names
    """Sign a batch; its cases are then decided one by one, by whoever looks at it next.

    Raises NotFound, RemovalBatchSettled, RemovalPreparerMaySignNot for who prepared the batch
    or a case of it, RemovalDailyLimit, VersionConflict.
    """
    batch = readable(number, "removal_cases:decide", by)
    _refuse_settled(batch, version)
    cases = RemovalCase.objects(number__in=_numbers(batch)).only("preparation")
    preparers = {batch.account} | {one.preparation.account for one in cases if one.preparation}
    if by.account in preparers:
        raise RemovalPreparerMaySignNot(name=by.name)

    def work() -> RemovalBatch:
        take_from_day(len(batch.rows), at, rulebook)
        changed = change_as_read(batch, set__state=SIGNING, set__decision=decision_of(by, at))
        _record("sign", changed, {"document": changed.document}, by=by, at=at)
        return changed

    return transact(work)


def withdraw(number: str, *, version: int, by: Actor, at: datetime) -> RemovalBatch:
    """Take a batch apart that was not signed; its cases stay prepared.

    Raises NotFound, RemovalBatchSettled, VersionConflict.
    """
    batch = readable(number, "removal_cases:prepare", by)
    _refuse_settled(batch, version)

    def work() -> RemovalBatch:
        changed = change_as_read(batch, set__state=WITHDRAWN, set__withdrawn_at=at)
        _record("withdraw", changed, {}, by=by, at=at)
        return changed

    return transact(work)


def readable(number: str, permission: str, by: Actor) -> RemovalBatch:
    """Return a batch that the actor may act on by this permission. Raises NotFound."""
    return numbered(RemovalBatch, number, permission, by)


def list_batches(
    *, by: Actor, after: Sequence[str] = (), limit: int
) -> tuple[list[RemovalBatch], list[str]]:
    """Return a page of batches, newest first, and the key it ends with."""
    require(by, "removal_batches:read")
    found = RemovalBatch.objects.hint("prepared_at_-1_number_-1")
    return page_by_time(found, after, limit, order=_PREPARED)


def progress_of(batch: RemovalBatch) -> Progress:
    """Return how far a signed batch is."""
    settled = [one.outcome for one in batch.rows if one.outcome]
    outcomes = {one: settled.count(one) for one in set(settled)}
    finished = batch.state == DONE
    return Progress(len(settled), len(batch.rows), finished, outcomes, batch.stopped_at)


def _work(number: str, at: datetime, rulebook: Rulebook) -> Work:
    """Say how a batch is carried out: one case at a time, in the name of who signed."""

    def pending(failed: Collection[int]) -> list[int]:
        batch = RemovalBatch.objects(number=number).get()
        left = [place for place, row in enumerate(batch.rows) if not row.outcome]
        return [place for place in left if place not in failed][:1]

    def settle(places: Sequence[int]) -> None:
        for place in places:
            _settle(number, place, rulebook)

    def finish() -> None:
        _COURSE.end(number, state=DONE, finished_at=at)

    return Work(pending, settle, finish)


def _settle(number: str, place: int, rulebook: Rulebook) -> None:
    """Decide one case by its own row, inside the caller's transaction; a replay finds it done."""
    batch = RemovalBatch.objects(number=number, state=SIGNING).get()
    row = batch.rows[place]
    if row.outcome:
        return
    by, at = in_whose_name(batch.decision), batch.decision.decided_at.astimezone(SHANGHAI)
    outcome, why = _DECIDED, ""
    case = RemovalCase.objects(number=row.case).first()
    foreseen = _foreseen(row, case, batch.document, at, rulebook)
    if foreseen.why_not:
        outcome, why = _REFUSED, foreseen.why_not
    else:
        signature = Signature(batch.document, batch.number)
        write_decision(case, signature, by=by, at=at, rulebook=rulebook)
    sets = {f"set__rows__{place}__outcome": outcome, f"set__rows__{place}__detail": why}
    RemovalBatch.objects(number=number, state=SIGNING).update_one(**sets)


def _foreseen(
    row: BatchRow, case: RemovalCase | None, document: str, at: datetime, rulebook: Rulebook
) -> Foreseen:  # fmt: skip - one line of names
    if case is None or case.version != row.version or not _is_ready(case, at):
        return Foreseen(row, None, say("removal_batch_case_changed"))
    if Ban.objects(decision=document, platform=row.platform).first():  # index decision_1_platform_1
        return Foreseen(row, None, say("ban_already_recorded", decision=document))
    try:
        return Foreseen(row, outlook_of(case, at=at, rulebook=rulebook), "")
    except Invalid as wrong:
        return Foreseen(row, None, "".join(wrong.fields.values()))
    except Refusal as refused:
        return Foreseen(row, None, say(refused.code, **refused.params))


def _is_ready(case: RemovalCase, at: datetime) -> bool:
    is_prepared = case.state == CaseState.PREPARED.value
    return is_prepared and not hindrance(Step.SIGN, standing_of(case), at)


def _numbers(batch: RemovalBatch) -> list[str]:
    return [row.case for row in batch.rows]


def _refuse_settled(batch: RemovalBatch, version: int) -> None:
    if batch.state != PREPARED:
        raise RemovalBatchSettled(number=batch.number)
    if batch.version != version:
        raise VersionConflict


def _record(
    verb: str, batch: RemovalBatch, after: dict[str, object], *, by: Actor, at: datetime
) -> None:
    subject = f"removal_batch:{batch.number}"
    act = ledger.Act(f"removal_batch.{verb}", subject, after={"state": batch.state, **after})
    ledger.record(act, by=by, at=at)


_COURSE = Course(RemovalBatch, SIGNING, _work)
start, carry_out = _COURSE.start, _COURSE.carry_out
