"""The course of an initial load 存量导入: carrying it out to its end."""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from registry.documents.initial_loads import InitialLoad, InitialLoadRow
from registry.policy.initial_load_rows import LoadSheet, Turn, turn_of
from registry.policy.initial_load_states import LoadState, RowOutcome
from registry.policy.rulebook import Rulebook
from registry.services import batches, ledger, outbox
from registry.services.courses import Course, Progress, Work, in_whose_name, outcomes_of
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


def progress_of(load: InitialLoad) -> Progress:
    """Return how far a load is, counted in the rows that were new at the check; one query."""
    outcomes = _outcomes(load.number)
    pending = outcomes.get(RowOutcome.NEW.value, 0)
    finished = load.state == LoadState.LOADED.value
    return Progress(load.new_rows - pending, load.new_rows, finished, outcomes, load.stopped_at)


def _outcomes(number: str) -> dict[str, int]:
    return outcomes_of(InitialLoadRow, {"load": number}, "load_1_outcome_1_place_1")


def _work(number: str, at: datetime, rulebook: Rulebook) -> Work:
    decision = InitialLoad.objects(number=number).only("decision").first().decision
    decided_at = decision.decided_at.astimezone(UTC)
    entering = Entering(number, in_whose_name(decision), decided_at, at, rulebook.version)
    return Work(
        pending=lambda failed: _pending(number, failed),
        settle=lambda places: settle(places, entering),
        finish=lambda: _finish(entering),
    )


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
    load = _COURSE.end(
        entering.load,
        state=LoadState.LOADED.value,
        loaded_at=entering.recorded_at,
        outcomes=outcomes,
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
    groups = InitialLoadRow._get_collection().aggregate(  # noqa: SLF001 - a count without the mapper
        [{"$match": match}, {"$group": {"_id": "$plan.authority", "rows": {"$sum": 1}}}],
        hint="load_1_sheet_1_outcome_1_place_1",
    )
    return {group["_id"]: group["rows"] for group in groups}


_COURSE = Course(InitialLoad, LoadState.LOADING.value, _work)
start, carry_on = _COURSE.start, _COURSE.carry_out
