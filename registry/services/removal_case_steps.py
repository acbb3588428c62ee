"""The steps of a removal case between notice and signature: verified, prepared, held, closed."""

from dataclasses import dataclass
from datetime import date, datetime

from registry.clock import SHANGHAI
from registry.database import transact
from registry.documents.platforms import Platform
from registry.documents.removal_cases import (
    CaseClosing,
    GivenBack,
    Hold,
    Preparation,
    RemovalCase,
    Verification,
)
from registry.permissions import PROVINCE, Actor
from registry.policy.provisions import Consequence
from registry.policy.removal_cases import (
    CaseState,
    Closing,
    EffectiveDayError,
    Organ,
    Origin,
    Step,
    earliest_effect,
    effective_day,
    given_back_to,
    verified_as,
)
from registry.policy.removals import consequence_of
from registry.policy.rulebook import Rulebook
from registry.policy.vocabulary import LibraryState
from registry.services.as_read import change_as_read
from registry.services.exit_settlements import settle_proposal
from registry.services.recorded import Recorded
from registry.services.removal_case_acts import (
    Typed,
    for_office,
    readable,
    refuse_step,
    standing_of,
    today,
    write_down,
)
from registry.services.removal_case_refusals import RemovalPlatformGone
from registry.services.removal_statement_drafts import drop_drafts
from registry.services.round_notices import stated_reason

_OFFICES = ("authority", "ministry")


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found by whom and when; ``organ`` is named by the ministry, a province's own."""

    organ: str
    person: str
    verified_on: date | None
    confirmed: bool | None
    findings: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A decision as it is prepared; ``effective_on`` None is the day of signing."""

    document: str
    reasons: str
    effective_on: date | None = None


def verify(
    number: str, finding: Finding, *, version: int, by: Actor, at: datetime
) -> RemovalCase:  # fmt: skip - one line of names
    """Write down a verification; one that confirms nothing leads to no decision (ruling 19).

    Raises NotFound, RemovalGroundByMinistry, a hindrance, Invalid, VersionConflict.
    """
    case = for_office(number, "removal_cases:verify", by)
    refuse_step(case, Step.VERIFY, version, at)
    made = _verification(case, finding, by=by, at=at)

    def work() -> RemovalCase:
        to = verified_as(confirmed=made.confirmed)
        changed = change_as_read(case, set__state=to.value, push__verifications=made)
        after = {
            "organ": made.organ, "verified_on": made.verified_on, "confirmed": made.confirmed,
            "facts": made.findings,
        }  # fmt: skip
        write_down(changed, Recorded("verify", after, _OFFICES), by=by, at=at)
        return changed

    return transact(work)


def prepare(
    number: str, draft: Draft, *, version: int, by: Actor, at: datetime, rulebook: Rulebook
) -> RemovalCase:
    """Write a decision for another to sign; nothing happens to the platform yet.

    Raises NotFound, a hindrance, Invalid, RemovalPlatformGone, VersionConflict.
    """
    case = readable(number, "removal_cases:prepare", by)
    refuse_step(case, Step.PREPARE, version, at)
    typed = Typed()
    document = typed.line("document", draft.document, "removal_document_wanted")
    reasons = typed.text("reasons", draft.reasons, "removal_reasons_wanted")
    found = consequence_of(case.ground, today(at), rulebook.programme(case.programme))
    platform = Platform.objects(number=case.platform).get()  # index number_1
    if platform.state != LibraryState.IN_LIBRARY and found.ban_years is None:
        raise RemovalPlatformGone(name=case.platform_name)
    day_of_effect(case, platform, found, draft.effective_on, typed, at=at)
    typed.refuse()
    made = Preparation(
        document=document, reasons=reasons, effective_on=draft.effective_on, account=by.account,
        account_name=by.name, prepared_at=at,
    )  # fmt: skip

    def work() -> RemovalCase:
        changed = change_as_read(case, set__state=CaseState.PREPARED.value, set__preparation=made)
        after = {"document": document, "effective_on": draft.effective_on, "facts": reasons}
        what = Recorded("prepare", after, ("ministry",), {}, rulebook.version)
        write_down(changed, what, by=by, at=at)
        return changed

    return transact(work)


def day_of_effect(
    case: RemovalCase,
    platform: Platform,
    found: Consequence,
    asked: date | None,
    typed: Typed,
    *,
    at: datetime,
) -> date:
    """Return the day a removal decided now takes effect; a fault where the ground forbids it."""
    decided_on = today(at)
    first = earliest_effect(
        found, decided_on, occurred_on=case.occurred_on,
        admitted_on=platform.admitted_at.astimezone(SHANGHAI).date(),
    )  # fmt: skip
    try:
        return effective_day(asked, first, decided_on)
    except EffectiveDayError as wrong:
        words = {"first": wrong.first.isoformat(), "last": wrong.last.isoformat()}
        typed.fault("effective_on", "removal_effective_day_wanted", clause=found.clause, **words)
        return decided_on


def give_back(number: str, reason: str, *, version: int, by: Actor, at: datetime) -> RemovalCase:
    """Send a prepared decision back unsigned, with a reason.

    Raises NotFound, a hindrance, Invalid, VersionConflict.
    """
    case = readable(number, "removal_cases:decide", by)
    refuse_step(case, Step.GIVE_BACK, version, at)
    why = stated_reason(reason)
    to = given_back_to(standing_of(case))
    made = GivenBack(reason=why, account_name=by.name, given_back_at=at)

    def work() -> RemovalCase:
        changed = change_as_read(
            case, set__state=to.value, unset__preparation=True, push__given_back=made
        )  # fmt: skip - one change
        what = Recorded("give_back", {"reason": why}, ("ministry",), {"reason": why})
        write_down(changed, what, by=by, at=at)
        return changed

    return transact(work)


def close(
    number: str, outcome: str, reason: str, *, version: int, by: Actor, at: datetime
) -> RemovalCase:
    """End a case without a removal, with a reason; the proposal it came from is settled.

    Raises NotFound, a hindrance, Invalid, VersionConflict.
    """
    case = readable(number, "removal_cases:decide", by)
    refuse_step(case, Step.CLOSE, version, at)
    typed = Typed()
    if outcome not in list(Closing):
        typed.fault("outcome", "removal_closing_wanted")
    typed.refuse()
    why = stated_reason(reason)
    made = CaseClosing(outcome=outcome, reason=why, account_name=by.name, closed_at=at)

    def work() -> RemovalCase:
        changed = change_as_read(
            case, set__state=CaseState.CLOSED.value, set__open=False, set__closing=made
        )
        drop_drafts(number)
        after = {"outcome": outcome, "reason": why}
        told = ("host", *_OFFICES)
        write_down(changed, Recorded("close", after, told, {"reason": why}), by=by, at=at)
        if case.origin_kind == Origin.EXIT_PROPOSAL:
            settle_proposal(
                case.platform, case.number, removed=False, by=by, at=at, only=case.origin
            )
        return changed

    return transact(work)


def hold(number: str, reason: str, *, version: int, by: Actor, at: datetime) -> RemovalCase:
    """Let a case stand still, with a reason; the host is still heard.

    Raises NotFound, a hindrance, Invalid, VersionConflict.
    """
    case = readable(number, "removal_cases:hold", by)
    refuse_step(case, Step.HOLD, version, at)
    why = stated_reason(reason)
    made = Hold(reason=why, account_name=by.name, held_at=at)

    def work() -> RemovalCase:
        changed = change_as_read(case, set__on_hold=True, push__holds=made)
        what = Recorded("hold", {"reason": why}, ("host", "authority"), {"reason": why})
        write_down(changed, what, by=by, at=at)
        return changed

    return transact(work)


def resume(number: str, reason: str, *, version: int, by: Actor, at: datetime) -> RemovalCase:
    """Let a case go on, with a reason. Raises as ``hold``."""
    case = readable(number, "removal_cases:hold", by)
    refuse_step(case, Step.RESUME, version, at)
    why, last = stated_reason(reason), len(case.holds) - 1
    ended = {"resumed_at": at, "resumed_by_name": by.name, "resumed_reason": why}

    def work() -> RemovalCase:
        sets = {f"set__holds__{last}__{name}": value for name, value in ended.items()}
        changed = change_as_read(case, set__on_hold=False, **sets)
        what = Recorded("resume", {"reason": why}, ("host", "authority"), {"reason": why})
        write_down(changed, what, by=by, at=at)
        return changed

    return transact(work)


def _verification(
    case: RemovalCase, finding: Finding, *, by: Actor, at: datetime
) -> Verification:  # fmt: skip - one line of names
    """Return a verification as it is kept. Raises Invalid naming every fault."""
    typed = Typed()
    organ = Organ.PROVINCE.value if by.role in PROVINCE else finding.organ
    if organ not in list(Organ):
        typed.fault("organ", "removal_organ_wanted")
    person = typed.line("person", finding.person, "removal_person_wanted")
    findings = typed.text("findings", finding.findings, "removal_findings_wanted")
    day = finding.verified_on
    if day is None or not case.notice.given_at.astimezone(SHANGHAI).date() <= day <= today(at):
        typed.fault("verified_on", "removal_verified_on_wanted")
    if finding.confirmed is None:
        typed.fault("confirmed", "removal_confirmed_wanted")
    typed.refuse()
    return Verification(
        organ=organ,
        authority=case.authority if organ == Organ.PROVINCE else "",
        person=person,
        verified_on=day,
        confirmed=finding.confirmed,
        findings=findings,
        account_name=by.name,
        recorded_at=at,
    )
