"""How an appeal 异议 ends: withdrawn, or decided, prepared by one person and signed by another.

The outcome is one transaction: library state, ban, the case's standing, ledger and messages are
written together or not at all. Nothing of the decision itself is changed or deleted.
"""

from dataclasses import dataclass
from datetime import date, datetime

from mongoengine.errors import NotUniqueError

from registry.database import transact
from registry.documents.appeals import Appeal, AppealOutcome, OutcomeGivenBack, OutcomePreparation
from registry.documents.removal_cases import RemovalCase
from registry.errors import Refusal
from registry.messages import say
from registry.permissions import Actor
from registry.policy.appeals import (
    AppealOrigin,
    AppealState,
    AppealStep,
    Outcome,
    keeper_on,
    milder,
)
from registry.policy.provisions import Consequence
from registry.policy.removals import BanPeriod, ban_for, consequence_of
from registry.policy.rulebook import Rulebook
from registry.services.appeal_acts import case_of, readable, refuse_step, write_down
from registry.services.appeal_digests import outcome_digest
from registry.services.appeal_suspensions import ended, hold_again, returning, stand, whose
from registry.services.as_read import change_as_read
from registry.services.ban_liftings import lift
from registry.services.bans import BanAlreadyRecorded, BanOrder, write_ban
from registry.services.decisions_now import DecisionNow, decision_now
from registry.services.library_returns import library_days_without, others_standing, undo
from registry.services.recorded import EVERYBODY, Recorded
from registry.services.removal_case_acts import Typed, today
from registry.services.round_notices import stated_reason


class AppealHeld(Refusal):
    """The ministry took the decision up by itself: there is nothing of the host's to withdraw."""

    code = "appeal_held"
    status = 409


class AppealSignerTookPart(Refusal):
    """Who prepared the outcome, or made the decision objected to, does not sign the outcome."""

    code = "appeal_signer_took_part"
    status = 409


@dataclass(frozen=True, slots=True)
class OutcomeDraft:
    """An outcome as it is prepared; ``ground`` is what a decision is changed to."""

    document: str
    outcome: str
    reasons: str
    ground: str = ""


@dataclass(frozen=True, slots=True)
class OutcomeOutlook:
    """What an outcome would do: to the platform's place, to the ban. Nothing is written.

    ``returns`` says whether the platform counts as never having left, from ``since``;
    ``kept_out_by`` is the case of another decision that keeps it out all the same. ``ban`` is
    the one that a changed decision brings, ``voids`` whether the old one falls.
    """

    returns: bool
    since: date | None
    kept_out_by: str
    voids: bool
    ban: BanPeriod | None


def withdraw(number: str, reason: str, *, version: int, by: Actor, at: datetime) -> Appeal:
    """Let a host take its appeal back, with a reason; a suspended decision holds again.

    Raises NotFound, AppealHeld, AppealEnded, AppealNotNow, Invalid, VersionConflict.
    """
    appeal = readable(number, "appeals:file", by)
    refuse_step(appeal, AppealStep.WITHDRAW, version)
    if appeal.origin != AppealOrigin.HOST:
        raise AppealHeld(number=number)
    why, case = stated_reason(reason), case_of(appeal)
    marks = {"withdrawn_at": at, "withdrawn_by_name": by.name, "withdrawn_reason": why}

    def work() -> Appeal:
        if appeal.suspended:
            now = hold_again(appeal, case, by=by, at=at)
            stand(case, now.upon_appeal, now.appeal)
        sets = {f"set__{name}": value for name, value in marks.items()}
        sets |= {"set__state": AppealState.WITHDRAWN.value, "set__open": False}
        changed = change_as_read(appeal, **sets, **ended(appeal, why, by=by, at=at))
        what = Recorded("withdraw", {"reason": why}, ("authority", "ministry"), {"reason": why})
        write_down(changed, what, by=by, at=at)
        return changed

    return transact(work)


def grounds_to_change(case: RemovalCase, rulebook: Rulebook) -> tuple[Consequence, ...]:
    """Return the grounds a decision may be changed to: never one with a longer ban."""
    programme, day = rulebook.programme(case.programme), case.decision.decided_on
    known = (one for one in programme.consequences if one.in_force(day))
    verified = any(one.confirmed for one in case.verifications)
    stands = consequence_of(decision_now(case).ground, day, programme)
    return milder(known, stands, verified=verified)


def outlook_of(
    case: RemovalCase, outcome: str, ground: str, *, at: datetime, rulebook: Rulebook
) -> OutcomeOutlook:
    """Return what an outcome would do; nothing is written. Five queries at most."""
    undoes, changes = outcome == Outcome.ANNULLED, outcome == Outcome.CHANGED
    since, keeper = None, None
    if undoes:
        others = others_standing(case)
        keeper = keeper_on(today(at), others)
        days = library_days_without(case, others)
        since = next((day for day, is_in in days if is_in), None)
    ban = None
    if changes and ground:
        programme = rulebook.programme(case.programme)
        ban = ban_for(ground, case.decision.decided_on, programme)
    return OutcomeOutlook(
        returns=undoes and keeper is None,
        since=since,
        kept_out_by=keeper.name if keeper else "",
        voids=(undoes or changes) and bool(decision_now(case).banned_by),
        ban=ban,
    )


def prepare(
    number: str, draft: OutcomeDraft, *, version: int, by: Actor, at: datetime, rulebook: Rulebook
) -> Appeal:
    """Write an outcome for another to sign; nothing happens yet.

    Raises NotFound, AppealEnded, AppealNotNow, Invalid naming every fault, VersionConflict.
    """
    appeal = readable(number, "appeals:prepare", by)
    refuse_step(appeal, AppealStep.PREPARE, version)
    case = case_of(appeal)
    made = _preparation(case, draft, by=by, at=at, rulebook=rulebook)

    def work() -> Appeal:
        changed = change_as_read(
            appeal, set__state=AppealState.PREPARED.value, set__preparation=made
        )
        after = {
            "document": made.document, "outcome": made.outcome, "ground": made.ground,
            "facts": made.reasons,
        }  # fmt: skip
        what = Recorded("prepare", after, ("ministry",), {}, rulebook.version)
        write_down(changed, what, by=by, at=at)
        return changed

    return transact(work)


def give_back(number: str, reason: str, *, version: int, by: Actor, at: datetime) -> Appeal:
    """Send a prepared outcome back unsigned, with a reason.

    Raises NotFound, AppealEnded, AppealNotNow, Invalid, VersionConflict.
    """
    appeal = readable(number, "appeals:decide", by)
    refuse_step(appeal, AppealStep.GIVE_BACK, version)
    why = stated_reason(reason)
    made = OutcomeGivenBack(reason=why, account_name=by.name, given_back_at=at)

    def work() -> Appeal:
        changed = change_as_read(
            appeal,
            set__state=AppealState.FILED.value,
            unset__preparation=True,
            push__given_back=made,
        )  # fmt: skip - one change
        what = Recorded("give_back", {"reason": why}, ("ministry",), {"reason": why})
        write_down(changed, what, by=by, at=at)
        return changed

    return transact(work)


def decide(number: str, *, version: int, by: Actor, at: datetime, rulebook: Rulebook) -> Appeal:
    """Sign a prepared outcome: from now on it holds.

    Raises NotFound, AppealEnded, AppealNotNow, AppealSignerTookPart, AppealSuccessorInLibrary,
    BanAlreadyRecorded, VersionConflict.
    """
    appeal = readable(number, "appeals:decide", by)
    refuse_step(appeal, AppealStep.SIGN, version)
    case = case_of(appeal)
    refuse_who_took_part(appeal, case, by)

    def work() -> Appeal:
        return _decided(appeal, case, by=by, at=at, rulebook=rulebook)

    try:
        return transact(work)
    except NotUniqueError as error:
        raise BanAlreadyRecorded(decision=appeal.preparation.document) from error


def refuse_who_took_part(appeal: Appeal, case: RemovalCase, by: Actor) -> None:
    """Refuse the signature of who prepared the outcome, or prepared or signed the decision."""
    prepared = appeal.preparation
    took_part = {prepared.account: prepared.account_name, **decision_now(case).took_part}
    if by.account in took_part:
        raise AppealSignerTookPart(name=took_part[by.account])


def what_follows(outlook: OutcomeOutlook, outcome: str) -> str:
    """Say in words what an outcome does: to the platform, to the ban."""
    if outcome == Outcome.UPHELD:
        return say("appeal_follows_upheld")
    said = []
    if outlook.returns and outlook.since:
        said.append(say("appeal_follows_returned", day=outlook.since.isoformat()))
    elif outlook.kept_out_by:
        said.append(say("appeal_follows_kept_out", case=outlook.kept_out_by))
    else:
        said.append(say("appeal_follows_stays_out"))
    if outlook.voids:
        said.append(say("appeal_follows_ban_voided"))
    if outlook.ban:
        first, last = outlook.ban.from_day.isoformat(), outlook.ban.last_day.isoformat()
        said.append(say("appeal_follows_ban", first=first, last=last))
    return "".join(said)


def _preparation(
    case: RemovalCase, draft: OutcomeDraft, *, by: Actor, at: datetime, rulebook: Rulebook
) -> OutcomePreparation:
    typed = Typed()
    document = typed.line("document", draft.document, "appeal_document_wanted")
    reasons = typed.text("reasons", draft.reasons, "appeal_reasons_wanted")
    if draft.outcome not in list(Outcome):
        typed.fault("outcome", "appeal_outcome_wanted")
    changes = draft.outcome == Outcome.CHANGED
    if document == case.decision.document:
        typed.fault("document", "appeal_document_used")
    if changes and draft.ground not in {one.id for one in grounds_to_change(case, rulebook)}:
        typed.fault("ground", "appeal_ground_wanted")
    typed.refuse()
    return OutcomePreparation(
        document=document, outcome=draft.outcome, ground=draft.ground if changes else "",
        reasons=reasons, account=by.account, account_name=by.name, prepared_at=at,
    )  # fmt: skip


def _decided(
    appeal: Appeal, case: RemovalCase, *, by: Actor, at: datetime, rulebook: Rulebook
) -> Appeal:
    """Write an outcome with all that follows, inside the caller's transaction."""
    prepared = appeal.preparation
    outlook = outlook_of(case, prepared.outcome, prepared.ground, at=at, rulebook=rulebook)
    made = _outcome(appeal, case, outlook, by=by, at=at, rulebook=rulebook)
    now = decision_now(case)
    _carry_out(appeal, case, outlook, now, by=by, at=at, rulebook=rulebook)
    reason = say(f"appeal_outcome_{made.outcome}")
    changed = change_as_read(
        appeal,
        set__state=AppealState.DECIDED.value,
        set__open=False,
        set__outcome=made,
        **ended(appeal, reason, by=by, at=at),
    )  # fmt: skip - one change
    if made.outcome == Outcome.UPHELD and now.upon_appeal == Outcome.CHANGED:
        stand(case, now.upon_appeal, now.appeal)
    else:
        stand(case, made.outcome, appeal.number)
    after = {
        "document": made.document, "outcome": made.outcome, "ground": made.ground,
        "library_from": made.library_from, "ban_voided": made.ban_voided,
        "ban_until": made.ban_until, "prepared_by": made.prepared_by_name, "digest": made.digest,
    }  # fmt: skip
    params = {
        "document": made.document, "what": what_follows(outlook, made.outcome), "outcome": reason,
    }  # fmt: skip
    what = Recorded("decide", after, EVERYBODY, params, rulebook.version)
    write_down(changed, what, by=by, at=at)
    return changed


def _carry_out(
    appeal: Appeal,
    case: RemovalCase,
    outlook: OutcomeOutlook,
    now: DecisionNow,
    *,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
) -> None:
    """Let library state and ban follow the outcome."""
    prepared = appeal.preparation
    if prepared.outcome == Outcome.ANNULLED:
        undo(returning(appeal, case), by=by, at=at)
    elif appeal.suspended:
        hold_again(appeal, case, by=by, at=at)
    if outlook.voids:
        lift(whose(appeal, now), prepared.outcome, by=by, at=at)
    if outlook.ban:
        order = BanOrder(case.platform, prepared.ground, prepared.document, today(at))
        write_ban(order, outlook.ban, by=by, at=at, rulebook=rulebook)


def _outcome(
    appeal: Appeal,
    case: RemovalCase,
    outlook: OutcomeOutlook,
    *,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
) -> AppealOutcome:
    prepared = appeal.preparation
    made = AppealOutcome(
        document=prepared.document,
        outcome=prepared.outcome,
        ground=prepared.ground,
        clause=_clause_of(prepared.ground, case, rulebook),
        reasons=prepared.reasons,
        decided_on=today(at),
        in_library=outlook.returns,
        library_from=outlook.since if outlook.returns else None,
        ban_voided=outlook.voids,
        ban_from=outlook.ban.from_day if outlook.ban else None,
        ban_until=outlook.ban.last_day if outlook.ban else None,
        prepared_by=prepared.account,
        prepared_by_name=prepared.account_name,
        signed_by=by.account,
        signed_by_name=by.name,
        decided_at=at,
        rulebook=rulebook.version,
    )
    made.digest = outcome_digest(appeal, made)
    return made


def _clause_of(ground: str, case: RemovalCase, rulebook: Rulebook) -> str:
    """Return the clause of the ground a decision is changed to; its own where it is not."""
    if not ground:
        return str(case.clause)
    programme = rulebook.programme(case.programme)
    return consequence_of(ground, case.decision.decided_on, programme).clause
