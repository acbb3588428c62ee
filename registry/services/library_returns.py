"""What an appeal does to a platform's place in the library: back, out again, or as if never out.

All by new facts: what was known before stays askable by the day it was recorded on.
"""

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
from registry.policy.appeals import Outcome, Standing, removed_by
from registry.policy.removal_cases import CaseState
from registry.policy.summary_sheet_rows import name_key
from registry.policy.vocabulary import LibraryState
from registry.services import ledger

_IN, _OUT = LibraryState.IN_LIBRARY.value, LibraryState.REMOVED.value
_STANDS_NOT = ("suspended", Outcome.ANNULLED.value)


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


def others_standing(case: RemovalCase) -> Standing | None:
    """Return another decision that keeps the platform out, or None; one query."""
    found = RemovalCase.objects(
        platform=case.platform, state=CaseState.DECIDED.value, number__ne=case.number,
        upon_appeal__nin=_STANDS_NOT,
    ).only("number", "decision")  # fmt: skip # index platform_1_opened_at_-1
    return removed_by(Standing(one.number, one.decision.effective_on) for one in found)


def bring_back(which: Returning, *, by: Actor, at: datetime) -> bool:
    """Bring a platform back for as long as the decision on it is suspended; say whether it came.

    Inside the caller's transaction. It stays out where another decision keeps it out, one of
    before this service among them. Raises AppealSuccessorInLibrary.
    """
    if _is(which.case.platform, _IN) or others_standing(which.case):
        return False
    if not _left_by_cases_alone(which.case.platform):
        return False
    _enter(which, at=at)
    _fact(which, _IN, at.astimezone(SHANGHAI).date(), at)
    after = {"state": _IN, "effective_on": at.astimezone(SHANGHAI).date(), "appeal": which.appeal}
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
    day = at.astimezone(SHANGHAI).date()
    _fact(which, _OUT, day, at)
    if not took_out(case):
        write_removal(case, day, at=at)
    after = {"state": _OUT, "removed_on": day, "appeal": which.appeal}
    _write_down("platform.remove", which, after, by=by, at=at)
    return True


def undo(which: Returning, *, by: Actor, at: datetime) -> date | None:
    """Write a platform's place as if an annulled decision had not been; the day it counts from.

    None where the decision had not taken it out. Where another decision stands, that one keeps
    it out from its own day. Inside the caller's transaction. Raises AppealSuccessorInLibrary.
    """
    case = which.case
    if not took_out(case):
        return None
    days = _days_out(case)
    for day in days:
        _fact(which, _IN, day, at)
    Removal.objects(platform=case.platform, source=f"removal_case:{case.number}").update(
        set__undone_by=which.appeal, set__undone_at=at
    )  # index platform_1_recorded_at_1
    keeper = others_standing(case)
    if keeper:
        _keep_out(which, keeper, days, at=at)
    elif _is(case.platform, _OUT):
        _enter(which, at=at)
    after = {
        "state": _OUT if keeper else _IN, "effective_on": min(days), "appeal": which.appeal,
        "kept_out_by": keeper.case if keeper else "",
    }  # fmt: skip
    _write_down("platform.restore", which, after, by=by, at=at)
    return min(days)


def _left_by_cases_alone(platform: str) -> bool:
    """Say whether all that took a platform out, and was not undone, are cases of this service."""
    stands = Removal.objects(platform=platform, undone_by__in=("", None)).scalar("source")
    return all(one.startswith("removal_case:") for one in stands)  # index platform_1_recorded_at_1


def _days_out(case: RemovalCase) -> list[date]:
    """Return the days on which a decision, or an end of its suspension, took the platform out."""
    sources = [f"removal_case:{case.number}", *_appeals_against(case)]
    facts = PlatformFact.objects(platform=case.platform, aspect="state", value=_OUT)
    return sorted(set(facts.filter(source__in=sources).scalar("effective_on")))


def _appeals_against(case: RemovalCase) -> Iterable[str]:
    """Return how facts name the appeals against a case."""
    return [f"appeal:{number}" for number in Appeal.objects(case=case.number).scalar("number")]


def _keep_out(which: Returning, keeper: Standing, days: Iterable[date], *, at: datetime) -> None:
    """Let another decision keep a platform out: its own removal, from its own day.

    Where it did so already, only a day that both had taken it out on is written again.
    """
    kept: RemovalCase = RemovalCase.objects.get(number=keeper.case)
    source = f"removal_case:{kept.number}"
    if took_out(kept):
        for day in set(_days_out(kept)).intersection(days):
            _fact(which, _OUT, day, at, source=source)
        return
    platform = Platform.objects.get(number=kept.platform)  # index number_1
    left_at = datetime.combine(keeper.effective_on, time(), SHANGHAI)
    _fact(which, _OUT, keeper.effective_on, at, source=source)
    write_removal(kept, keeper.effective_on, at=at)
    changes: dict[str, Any] = {"set__removed_at": left_at}
    if platform.removed_at and platform.removed_at < left_at:
        away = Absence(left_at=platform.removed_at, back_at=left_at, appeal=which.appeal)
        changes["push__absences"] = away
    Platform.objects(number=kept.platform).update_one(
        set__state=_OUT, set__changed_at=at, **changes
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


def _is(number: str, state: str) -> bool:
    return Platform.objects(number=number, state=state).first() is not None  # index number_1


def _fact(which: Returning, state: str, day: date, at: datetime, *, source: str = "") -> None:
    PlatformFact(
        platform=which.case.platform, aspect="state", value=state, effective_on=day,
        recorded_at=at, source=source or which.source,
    ).save(force_insert=True)  # fmt: skip


def _write_down(
    verb: str, which: Returning, after: dict[str, Any], *, by: Actor, at: datetime
) -> None:
    act = ledger.Act(
        verb, f"platform:{which.case.platform}", after=after, clause=which.case.clause,
        rulebook=which.rulebook,
    )  # fmt: skip
    ledger.record(act, by=by, at=at)
