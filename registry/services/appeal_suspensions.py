"""Suspending a decision 暂停执行 while an appeal against it is open, as the ministry decides.

Suspended, the platform is in the library and no ban binds, from that day on; nothing is
suspended by itself (house ruling 26).
"""

from datetime import datetime

from registry.database import transact
from registry.documents.appeals import Appeal, Suspension
from registry.documents.removal_cases import RemovalCase
from registry.permissions import Actor
from registry.policy.appeals import AppealStep
from registry.services.appeal_acts import case_of, readable, refuse_step, write_down
from registry.services.as_read import change_as_read
from registry.services.ban_liftings import SUSPENDED, Whose, bind_again, lift
from registry.services.decisions_now import DecisionNow, decision_now
from registry.services.library_returns import Returning, bring_back, take_out_again
from registry.services.recorded import EVERYBODY, Recorded
from registry.services.round_notices import stated_reason


def suspend(number: str, reason: str, *, version: int, by: Actor, at: datetime) -> Appeal:
    """Suspend the decision an appeal objects to, with a reason, until resumed or decided.

    Raises NotFound, AppealEnded, AppealNotNow, AppealSuspendedAlready, Invalid,
    AppealSuccessorInLibrary, VersionConflict.
    """
    appeal = readable(number, "appeals:suspend", by)
    refuse_step(appeal, AppealStep.SUSPEND, version)
    why, case = stated_reason(reason), case_of(appeal)

    def work() -> Appeal:
        came = bring_back(returning(appeal, case), by=by, at=at)
        lifted = lift(whose(appeal, decision_now(case)), SUSPENDED, by=by, at=at)
        made = Suspension(reason=why, restored=came, account_name=by.name, suspended_at=at)
        changed = change_as_read(appeal, set__suspended=True, push__suspensions=made)
        stand(case, SUSPENDED, appeal.number)
        after = {"reason": why, "in_library": came, "ban_lifted": lifted is not None}
        write_down(changed, Recorded("suspend", after, EVERYBODY, {"reason": why}), by=by, at=at)
        return changed

    return transact(work)


def resume(number: str, reason: str, *, version: int, by: Actor, at: datetime) -> Appeal:
    """Let a suspended decision hold again, with a reason. Raises as ``suspend``."""
    appeal = readable(number, "appeals:suspend", by)
    refuse_step(appeal, AppealStep.RESUME, version)
    why, case = stated_reason(reason), case_of(appeal)

    def work() -> Appeal:
        now = hold_again(appeal, case, by=by, at=at)
        changed = change_as_read(appeal, **ended(appeal, why, by=by, at=at))
        stand(case, now.upon_appeal, now.appeal)
        what = Recorded("resume", {"reason": why}, EVERYBODY, {"reason": why})
        write_down(changed, what, by=by, at=at)
        return changed

    return transact(work)


def hold_again(appeal: Appeal, case: RemovalCase, *, by: Actor, at: datetime) -> DecisionNow:
    """Let a suspended decision take effect again from this day, inside the transaction.

    Return how it stands.
    """
    now = decision_now(case)
    take_out_again(returning(appeal, case), by=by, at=at)
    bind_again(whose(appeal, now), by=by, at=at)
    return now


def ended(appeal: Appeal, reason: str, *, by: Actor, at: datetime) -> dict[str, object]:
    """Return the change that ends an appeal's suspension; nothing where there is none."""
    if not appeal.suspended:
        return {}
    last = len(appeal.suspensions) - 1
    marks = {"resumed_at": at, "resumed_by_name": by.name, "resumed_reason": reason}
    sets = {f"set__suspensions__{last}__{name}": value for name, value in marks.items()}
    return {"set__suspended": False, **sets}


def stand(case: RemovalCase, upon_appeal: str, appeal: str) -> None:
    """Write beside a case how its decision stands, inside the caller's transaction."""
    RemovalCase.objects(number=case.number).update_one(
        set__upon_appeal=upon_appeal, set__appeal=appeal, inc__version=1
    )  # index number_1


def returning(appeal: Appeal, case: RemovalCase) -> Returning:
    """Return how an appeal moves the platform."""
    return Returning(appeal.number, case, appeal.rulebook)


def whose(appeal: Appeal, now: DecisionNow) -> Whose:
    """Return whose ban an appeal lifts: the one that the decision brings as it stands."""
    return Whose(now.banned_by, now.ground, appeal.platform, appeal.number, appeal.rulebook)
