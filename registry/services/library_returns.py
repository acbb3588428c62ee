"""What an appeal does to a platform's place in the library: back, out again, or as if never out.

All by new facts: what was known before stays askable by the day it was recorded on.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from mongoengine.errors import NotUniqueError

from registry.clock import SHANGHAI
from registry.documents.appeals import Appeal
from registry.documents.platforms import Absence, Platform, PlatformFact
from registry.documents.removal_cases import RemovalCase
from registry.documents.removals import Removal
from registry.errors import Refusal, VersionConflict
from registry.permissions import Actor
from registry.policy import standing
from registry.policy.appeals import Outcome, Standing, keeper_on, library_days
from registry.policy.removal_cases import CaseState
from registry.policy.summary_sheet_rows import name_key
from registry.policy.vocabulary import LibraryState
from registry.services import ledger
from registry.services.condition_finding_records import end_with, stand_again
from registry.services.update_return_states import wait_again, wait_no_more

_IN, _OUT = LibraryState.IN_LIBRARY.value, LibraryState.REMOVED.value


class AppealSuccessorInLibrary(Refusal):
    """Another platform of the same host and name entered meanwhile, under a new number."""

    code = "appeal_successor_in_library"
    status = 409


@dataclass(frozen=True, slots=True)
class Returning:
    """Which appeal moves a platform, against which case; ``clause`` is the decision's."""

    appeal: str
    case: RemovalCase
    rulebook: str

    @property
    def source(self) -> str:
        """Return how the facts it writes name it."""
        return f"appeal:{self.appeal}"


def took_out(case: RemovalCase) -> bool:
    """Say whether a decision itself took its platform out of the library; one query."""
    written = Removal.objects(platform=case.platform, source=f"removal_case:{case.number}")
    return written.first() is not None  # index platform_1_recorded_at_1


def write_removal(case: RemovalCase, removed_on: date, *, at: datetime) -> None:
    """Write that a case's decision took its platform out, inside the caller's transaction."""
    platform = Platform.objects(number=case.platform).only("credit_code", "name_key").get()
    made = case.decision
    Removal(
        platform=case.platform, credit_code=platform.credit_code, name_key=platform.name_key,
        ground=case.ground, clause=case.clause, decision=made.document,
        decision_key=name_key(made.document), decided_on=made.decided_on,
        removed_on=removed_on, recorded_at=at, source=f"removal_case:{case.number}",
    ).save(force_insert=True)  # fmt: skip # index number_1


def others_standing(case: RemovalCase) -> tuple[Standing, ...]:
    """Return the other decisions on a case's platform that were not annulled; three queries.

    Removals of before this service are among them, by their documents.
    """
    cases = {
        one.number: one.decision.effective_on
        for one in RemovalCase.objects(
            platform=case.platform, state=CaseState.DECIDED.value, number__ne=case.number,
            upon_appeal__ne=Outcome.ANNULLED.value,
        ).only("number", "decision")
    }  # fmt: skip # index platform_1_opened_at_-1
    pauses: dict[str, list[tuple[date, date | None]]] = defaultdict(list)
    for appeal in Appeal.objects(case__in=list(cases)).only("case", "suspensions"):
        for one in appeal.suspensions:  # index case_1_filed_at_-1
            end = day_of(one.resumed_at) if one.resumed_at else None
            pauses[appeal.case].append((day_of(one.suspended_at), end))
    before = Removal.objects(platform=case.platform, undone_by__in=("", None))
    return (
        *(Standing(number, day, tuple(pauses[number])) for number, day in cases.items()),
        *(
            Standing(one.decision, one.removed_on)
            for one in before  # index platform_1_recorded_at_1
            if not one.source.startswith("removal_case:")
        ),
    )


def library_days_without(
    case: RemovalCase, others: Iterable[Standing]
) -> tuple[tuple[date, bool], ...]:
    """Return how its platform would stand from a decision's day on, had it not been made."""
    written = [one.effective_on for one in _state_facts(case.platform)]
    return library_days(case.decision.effective_on, written, others)


def bring_back(which: Returning, *, by: Actor, at: datetime) -> bool:
    """Bring a platform back for as long as the decision on it is suspended; say whether it came.

    Inside the caller's transaction. It stays out where another decision keeps it out, one of
    before this service among them. Raises AppealSuccessorInLibrary.
    """
    today = day_of(at)
    if _is(which.case.platform, _IN) or keeper_on(today, others_standing(which.case)):
        return False
    _enter(which, at=at)
    _fact(which, _IN, today, at)
    after = {"state": _IN, "effective_on": today, "appeal": which.appeal}
    _write_down("platform.restore", which, after, by=by, at=at)
    return True


def take_out_again(which: Returning, *, by: Actor, at: datetime) -> bool:
    """Take a platform out again that is in the library for a suspension; say whether it went.

    From that day on: while the decision was suspended it was in the library. Inside the
    caller's transaction.
    """
    case = which.case
    moved = Platform.objects(number=case.platform, state=_IN).update_one(
        set__state=standing.move(LibraryState.IN_LIBRARY, LibraryState.REMOVED).value,
        set__removed_at=at, set__changed_at=at,
    )  # fmt: skip # index number_1
    if not moved:
        return False
    day = day_of(at)
    end_with([case.platform])
    wait_no_more([case.platform])
    _fact(which, _OUT, day, at)
    if not took_out(case):
        write_removal(case, day, at=at)
    after = {"state": _OUT, "removed_on": day, "appeal": which.appeal}
    _write_down("platform.remove", which, after, by=by, at=at)
    return True


def undo(which: Returning, *, by: Actor, at: datetime) -> None:
    """Write a platform's place as if an annulled decision had not been.

    Where another decision stands, that one keeps it out on its own days. Inside the caller's
    transaction. Raises AppealSuccessorInLibrary.
    """
    case, others = which.case, others_standing(which.case)
    days = library_days_without(case, others)
    Removal.objects(platform=case.platform, source=f"removal_case:{case.number}").update(
        set__undone_by=which.appeal, set__undone_at=at
    )  # index platform_1_recorded_at_1
    _rewrite(which, days, at=at)
    keeper = keeper_on(day_of(at), others)
    if keeper:
        _keep_out(which, keeper, days, at=at)
    elif _is(case.platform, _OUT):
        _enter(which, at=at)
    after = {
        "state": _OUT if keeper else _IN, "effective_on": case.decision.effective_on,
        "appeal": which.appeal, "kept_out_by": keeper.name if keeper else "",
    }  # fmt: skip
    _write_down("platform.restore", which, after, by=by, at=at)


def day_of(at: datetime) -> date:
    """Return the day of a moment, in Beijing."""
    return at.astimezone(SHANGHAI).date()


def _state_facts(platform: str) -> list[PlatformFact]:
    """Return what was written of a platform's state, in the order in which it counts."""
    facts = PlatformFact.objects(platform=platform, aspect="state")
    return list(facts.order_by("effective_on", "recorded_at", "id"))


def _rewrite(which: Returning, days: Iterable[tuple[date, bool]], *, at: datetime) -> None:
    """Write the facts that make a platform's days what they should be; nothing that is so."""
    known = [(one.effective_on, one.value) for one in _state_facts(which.case.platform)]
    for day, is_in in days:
        wanted = _IN if is_in else _OUT
        stands = [value for when, value in known if when <= day]
        if stands and stands[-1] == wanted:
            continue
        _fact(which, wanted, day, at)
        place = sum(when <= day for when, _ in known)
        known.insert(place, (day, wanted))


def _keep_out(
    which: Returning, keeper: Standing, days: Iterable[tuple[date, bool]], *, at: datetime
) -> None:
    """Let another decision keep a platform out: its own removal, from the day it does so."""
    out_since = keeper.effective_on
    for day, is_in in days:
        if is_in:
            out_since = date.max
        elif out_since == date.max:
            out_since = day
    kept = RemovalCase.objects(number=keeper.name).first()  # index number_1
    if kept and not took_out(kept):
        write_removal(kept, out_since, at=at)
    platform = Platform.objects.get(number=which.case.platform)  # index number_1
    left_at = datetime.combine(out_since, time(), SHANGHAI)
    if platform.removed_at is None or platform.removed_at >= left_at:
        return
    away = Absence(left_at=platform.removed_at, back_at=left_at, appeal=which.appeal)
    Platform.objects(number=platform.number).update_one(
        set__removed_at=left_at, set__changed_at=at, push__absences=away
    )


def _enter(which: Returning, *, at: datetime) -> None:
    """Put a platform back into the library, with the time it was out."""
    platform = Platform.objects.get(number=which.case.platform)  # index number_1
    newer = Platform.objects(
        credit_code=platform.credit_code, name_key=platform.name_key, state=_IN
    ).first()  # index credit_code_1_name_key_1
    if newer:
        raise AppealSuccessorInLibrary(name=platform.name, number=newer.number)
    back = standing.give_back(LibraryState(platform.state)).value
    away = Absence(left_at=platform.removed_at, back_at=at, appeal=which.appeal)
    try:
        moved = Platform.objects(number=platform.number, state=_OUT).update_one(
            set__state=back, unset__removed_at=True, set__changed_at=at, push__absences=away
        )  # index number_1
    except NotUniqueError as error:
        raise VersionConflict from error
    if not moved:
        raise VersionConflict
    stand_again(platform.number)
    wait_again(platform.number)


def _is(number: str, state: str) -> bool:
    return Platform.objects(number=number, state=state).first() is not None  # index number_1


def _fact(which: Returning, state: str, day: date, at: datetime) -> None:
    PlatformFact(
        platform=which.case.platform, aspect="state", value=state, effective_on=day,
        recorded_at=at, source=which.source,
    ).save(force_insert=True)  # fmt: skip


def _write_down(
    verb: str, which: Returning, after: dict[str, Any], *, by: Actor, at: datetime
) -> None:
    act = ledger.Act(
        verb, f"platform:{which.case.platform}", after=after, clause=which.case.clause,
        rulebook=which.rulebook,
    )  # fmt: skip
    ledger.record(act, by=by, at=at)
