"""The course of an initial load 存量导入: carrying it out to its end, batch by batch.

Each batch is one transaction and begins with its rows' own outcomes. Killed in the middle,
the work goes on where it stopped, at the next look or by command; the lease only keeps two
workers from the same batch.
"""

import threading
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from registry.database import transact
from registry.documents.initial_loads import InitialLoad, InitialLoadRow
from registry.logs import log
from registry.permissions import Actor, Role
from registry.policy.initial_load_rows import LoadSheet, Turn, turn_of
from registry.policy.initial_load_states import LoadState, RowOutcome
from registry.policy.rulebook import Rulebook
from registry.services import batches, leases, ledger, outbox
from registry.services.initial_load_changes import (
    enter_host_former_names,
    enter_key_cultivation,
    enter_platform_former_names,
    enter_removals,
)
from registry.services.initial_load_entries import (
    CLAUSE,
    Enter,
    Entering,
    Results,
    Stored,
    enter_host_rows,
    enter_platform_rows,
    keep_outcomes,
    new_rows,
)

_ENTER: Mapping[Turn, Enter] = {
    Turn.HOST: enter_host_rows,
    Turn.HOST_FORMER_NAME: enter_host_former_names,
    Turn.PLATFORM: enter_platform_rows,
    Turn.PLATFORM_FORMER_NAME: enter_platform_former_names,
    Turn.KEY_CULTIVATION: enter_key_cultivation,
    Turn.REMOVAL: enter_removals,
}


@dataclass(frozen=True, slots=True)
class LoadProgress:
    """How far carrying out is, counted in the rows that were new at the check.

    ``outcomes`` counts all rows by what became of them; ``stopped_at`` is when it last broke
    off by a fault, None where it did not.
    """

    done: int
    total: int
    finished: bool
    outcomes: Mapping[str, int]
    stopped_at: datetime | None


def progress_of(load: InitialLoad) -> LoadProgress:
    """Return how far a load is; one query over an index."""
    outcomes = _outcomes(load.number)
    pending = outcomes.get(RowOutcome.NEW.value, 0)
    finished = load.state == LoadState.LOADED.value
    return LoadProgress(load.new_rows - pending, load.new_rows, finished, outcomes, load.stopped_at)


def _outcomes(number: str) -> dict[str, int]:
    groups = InitialLoadRow._get_collection().aggregate(  # noqa: SLF001 - a count without the mapper
        [{"$match": {"load": number}}, {"$group": {"_id": "$outcome", "rows": {"$sum": 1}}}],
        hint="load_1_outcome_1_place_1",
    )
    return {group["_id"]: group["rows"] for group in groups}


def start(number: str, *, at: datetime, rulebook: Rulebook) -> threading.Thread | None:
    """Carry a decided load out in the background, unless somebody is at it already.

    Called on the decision and whenever somebody looks at a load under way: nothing depends
    on a job. Returns the thread, or None where there is nothing to do.
    """
    holder = leases.new_holder()
    if not _take_lease(number, holder):
        return None
    return leases.in_background(f"load-{number}", _in_background, number, holder, at, rulebook)


def carry_on(number: str, *, at: datetime, rulebook: Rulebook) -> bool:
    """Carry a decided load out here and now, to its end; False where another is at it.

    ``at`` is when the rows are written down. There is no permission to ask for: it does what
    a lead decided, in the lead's name.
    """
    holder = leases.new_holder()
    return _take_lease(number, holder) and _carry_out(number, holder, at=at, rulebook=rulebook)


def _in_background(number: str, holder: str, at: datetime, rulebook: Rulebook) -> None:
    try:
        _carry_out(number, holder, at=at, rulebook=rulebook)
    except Exception:  # noqa: BLE001 - nobody waits for this thread: log and load are told instead
        leases.tell_stopped(InitialLoad, number, LoadState.LOADING.value, at)


def _take_lease(number: str, holder: str) -> bool:
    return leases.take(InitialLoad, number, LoadState.LOADING.value, holder)


def _carry_out(number: str, holder: str, *, at: datetime, rulebook: Rulebook) -> bool:
    entering = _entering(number, at, rulebook)
    failed: dict[int, Exception] = {}
    while places := _pending(number, failed):
        if not _take_lease(number, holder):
            return False
        failed |= batches.settle(places, lambda some: settle(some, entering))
    for place, error in failed.items():
        log().error("row_not_loaded", load=number, place=place, exc_info=error)
    if failed:
        raise failed[min(failed)]
    transact(lambda: _finish(entering))
    return True


def _entering(number: str, at: datetime, rulebook: Rulebook) -> Entering:
    decision = InitialLoad.objects(number=number).only("decision").first().decision
    by = Actor(
        account=decision.account,
        name=decision.account_name,
        role=Role(decision.role),
        door=decision.door,
        request_id=decision.request_id,
    )
    return Entering(number, by, decision.decided_at.astimezone(UTC), at, rulebook.version)


def _pending(number: str, failed: Collection[int]) -> list[int]:
    rows = (
        InitialLoadRow.objects(load=number, outcome=RowOutcome.NEW.value, place__nin=list(failed))
        .only("place")
        .order_by("place")
        .limit(batches.SIZE)
        .as_pymongo()
    )  # index load_1_outcome_1_place_1
    return [row["place"] for row in rows]


def settle(places: Sequence[int], entering: Entering) -> None:
    """Enter a batch of rows in their turns, inside the caller's transaction."""
    rows = new_rows(entering.load, places)
    results: Results = {}
    for turn, own in groupby(rows, key=_turn):
        results |= _ENTER[turn](list(own), entering)
    if rows:
        keep_outcomes(rows, results)


def _turn(row: Stored) -> Turn:
    return turn_of(LoadSheet(row["sheet"]), row["values"].get("platform_name") or "")


def _finish(entering: Entering) -> None:
    outcomes = _outcomes(entering.load)
    load = InitialLoad.objects(number=entering.load, state=LoadState.LOADING.value).modify(
        new=True,
        set__state=LoadState.LOADED.value,
        set__loaded_at=entering.recorded_at,
        set__outcomes=outcomes,
        unset__stopped_at=True,
        unset__lease_until=True,
        unset__lease_holder=True,
        inc__version=1,
    )
    if load is None:
        return
    subject = f"initial_load:{load.number}"
    after = {"state": load.state, "outcomes": outcomes}
    act = ledger.Act(
        "initial_load.load", subject, after=after, clause=CLAUSE, rulebook=entering.rulebook
    )
    ledger.record(act, by=entering.by, at=entering.recorded_at)
    loaded = outcomes.get(RowOutcome.LOADED.value, 0)
    refused = outcomes.get(RowOutcome.REFUSED.value, 0)
    params = {"number": load.number, "loaded": str(loaded), "refused": str(refused)}
    notices = [outbox.Notice("ministry", "ministry", "notice_load_loaded", subject, params)]
    for authority, count in _entered_by_authority(load.number).items():
        told = {"number": load.number, "count": str(count)}
        notices.append(
            outbox.Notice("authority", authority, "notice_load_of_authority", subject, told)
        )
    outbox.post_all(notices, at=entering.recorded_at)


def _entered_by_authority(number: str) -> dict[str, int]:
    """Return how many platforms each authority got, for a word to each."""
    match: dict[str, Any] = {
        "load": number,
        "sheet": LoadSheet.PLATFORMS.value,
        "outcome": RowOutcome.LOADED.value,
    }
    groups = InitialLoadRow._get_collection().aggregate(  # noqa: SLF001 - as in _outcomes
        [{"$match": match}, {"$group": {"_id": "$plan.authority", "rows": {"$sum": 1}}}],
        hint="load_1_sheet_1_outcome_1_place_1",
    )
    return {group["_id"]: group["rows"] for group in groups}
