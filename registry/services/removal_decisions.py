"""The decision 移出决定 of a case: one transaction, signed by another than who prepared it.

Removal, ban, library state, what stood open, ledger and messages are written together or not at
all. There is no other door: without the steps before it nothing is removed.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from mongoengine.errors import NotUniqueError

from registry.clock import SHANGHAI
from registry.database import transact
from registry.documents.applications import Application
from registry.documents.counters import take_numbers
from registry.documents.platforms import Platform, PlatformFact
from registry.documents.quarterly_updates import UpdateDraft
from registry.documents.removal_cases import CaseDecision, RemovalCase
from registry.errors import NotFound, VersionConflict
from registry.law import NATIONAL
from registry.messages import say
from registry.permissions import Actor
from registry.policy import standing
from registry.policy.printed_codes import PrintedCode
from registry.policy.provisions import Consequence
from registry.policy.removal_cases import CaseState, Step, daily_limit
from registry.policy.removals import BanPeriod, ban_for, consequence_of
from registry.policy.rulebook import Rulebook
from registry.policy.vocabulary import LibraryState
from registry.services import ledger
from registry.services.as_read import change_as_read
from registry.services.bans import BanAlreadyRecorded, BanOrder, write_ban
from registry.services.condition_finding_records import end_with
from registry.services.exit_settlements import settle_proposal
from registry.services.library_returns import write_removal
from registry.services.recorded import EVERYBODY, Recorded
from registry.services.removal_case_acts import Typed, readable, refuse_step, today, write_down
from registry.services.removal_case_refusals import (
    RemovalDailyLimit,
    RemovalPlatformGone,
    RemovalPreparerMaySignNot,
)
from registry.services.removal_case_steps import day_of_effect
from registry.services.removal_statement_drafts import drop_drafts
from registry.services.update_return_states import wait_no_more


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a decision of today would do, each by its ground's consequence in the rulebook.

    ``removes`` is false where the platform left before; ``ban`` None where the ground brings
    none. ``quarters`` are drafts of updates that nobody will ask for, ``applications`` the
    open ones for the same platform.
    """

    removes: bool
    effective_on: date
    consequence: Consequence
    ban: BanPeriod | None
    quarters: tuple[str, ...]
    applications: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Signature:
    """Under which document a case is decided; ``batch`` where it is one of several."""

    document: str
    batch: str = ""


def outlook_of(case: RemovalCase, *, at: datetime, rulebook: Rulebook) -> Outlook:
    """Return what deciding a case now would do; nothing is written. Three queries.

    Raises Invalid where the day prepared is one that the ground does not allow,
    RemovalPlatformGone where nothing is left to do.
    """
    platform = Platform.objects(number=case.platform).first()  # index number_1
    if platform is None:
        raise NotFound
    programme = rulebook.programme(case.programme)
    found = consequence_of(case.ground, today(at), programme)
    removes = platform.state == LibraryState.IN_LIBRARY.value
    if not removes and found.ban_years is None:
        raise RemovalPlatformGone(name=case.platform_name)
    typed = Typed()
    asked = case.preparation.effective_on if case.preparation else None
    day = day_of_effect(case, platform, found, asked, typed, at=at)
    typed.refuse()
    quarters = UpdateDraft.objects(platform=platform.number).scalar("period")
    waiting = Application.objects(
        credit_code=platform.credit_code, name_key=platform.name_key, live=True
    ).scalar("number")  # index credit_code_1_name_key_1
    return Outlook(
        removes=removes,
        effective_on=day,
        consequence=found,
        ban=ban_for(case.ground, today(at), programme),
        quarters=tuple(sorted(quarters)),
        applications=tuple(sorted(waiting)),
    )


def decide(
    number: str, *, version: int, by: Actor, at: datetime, rulebook: Rulebook
) -> RemovalCase:  # fmt: skip - one line of names
    """Sign a prepared decision: from now on it holds.

    Raises NotFound, a hindrance (RemovalUnverified above all), RemovalPreparerMaySignNot,
    RemovalPlatformGone, RemovalDailyLimit, Invalid, BanAlreadyRecorded, VersionConflict.
    """
    case = readable(number, "removal_cases:decide", by)
    refuse_step(case, Step.SIGN, version, at)
    refuse_preparer(case, by)

    def work() -> RemovalCase:
        take_from_day(1, at, rulebook)
        signature = Signature(case.preparation.document)
        return write_decision(case, signature, by=by, at=at, rulebook=rulebook)

    try:
        return transact(work)
    except NotUniqueError as error:
        raise BanAlreadyRecorded(decision=case.preparation.document) from error


def refuse_preparer(case: RemovalCase, by: Actor) -> None:
    """Refuse the signature of who prepared the decision (two persons, house ruling)."""
    if case.preparation.account == by.account:
        raise RemovalPreparerMaySignNot(name=case.preparation.account_name)


def take_from_day(count: int, at: datetime, rulebook: Rulebook) -> None:
    """Take removals from what one day may bring, inside the transaction. Raises RemovalDailyLimit.

    One counter a day: two batches at once cannot exceed it together.
    """
    day = today(at)
    limit = daily_limit(day, rulebook.programme(NATIONAL))
    if take_numbers(f"removals_on:{day.isoformat()}", count)[-1] > limit:
        raise RemovalDailyLimit(limit=limit)


def write_decision(
    case: RemovalCase, signature: Signature, *, by: Actor, at: datetime, rulebook: Rulebook
) -> RemovalCase:
    """Write a decision with all that follows, inside the caller's transaction.

    The caller has asked for permission, step and second person. Raises as ``decide``.
    """
    outlook = outlook_of(case, at=at, rulebook=rulebook)
    decision = _decision(case, signature, outlook, by=by, at=at, rulebook=rulebook)
    changed = change_as_read(
        case, set__state=CaseState.DECIDED.value, set__open=False, set__decision=decision
    )
    drop_drafts(case.number)
    order = BanOrder(case.platform, case.ground, decision.document, decision.decided_on)
    if outlook.removes:
        _remove(changed, by=by, at=at, rulebook=rulebook)
    if outlook.ban:
        write_ban(order, outlook.ban, by=by, at=at, rulebook=rulebook)
    proposal = (
        settle_proposal(case.platform, case.number, removed=True, by=by, at=at)
        if outlook.removes
        else None
    )
    after = {
        "ground": case.ground, "document": decision.document, "decided_on": decision.decided_on,
        "effective_on": decision.effective_on, "removed": decision.removed,
        "ban_until": decision.ban_until, "prepared_by": decision.prepared_by_name,
        "digest": decision.digest, "removal_batch": signature.batch,
        "drafts": list(outlook.quarters), "applications": list(outlook.applications),
        "exit_proposal": proposal.number if proposal else "",
    }  # fmt: skip
    params = {"document": decision.document, "what": what_follows(outlook)}
    what = Recorded("decide", after, EVERYBODY, params, rulebook.version)
    write_down(changed, what, by=by, at=at)
    return changed


def what_follows(outlook: Outlook) -> str:
    """Say in words what a decision does: to the platform, by ban, to what stands open."""
    said = [say("removal_follows_removed", day=outlook.effective_on.isoformat())]
    if not outlook.removes:
        said = [say("removal_follows_removed_before")]
    if outlook.ban:
        last = outlook.ban.last_day.isoformat()
        said.append(say("removal_follows_ban", first=outlook.ban.from_day.isoformat(), last=last))
    else:
        said.append(say("removal_follows_no_ban", clause=outlook.consequence.clause))
    if outlook.removes:
        said.append(say("removal_follows_duties"))
    if outlook.quarters:
        said.append(say("removal_follows_drafts", quarters="、".join(outlook.quarters)))
    if outlook.applications:
        said.append(
            say("removal_follows_applications", numbers="、".join(outlook.applications))
        )  # fmt: skip - one sentence
    return "".join(said)


def decision_digest(case: RemovalCase) -> str:
    """Return the SHA-256 digest of a decision: parties, ground, findings, evidence, consequence."""
    made = case.decision
    content = {
        "number": case.number, "platform": case.platform, "platform_name": case.platform_name,
        "host_name": case.host_name, "credit_code": case.credit_code, "ground": case.ground,
        "clause": case.clause, "facts": case.facts,
        "notice": [case.notice.number, case.notice.dated, case.notice.last_day],
        "statements": [[one.text, one.received_at] for one in case.statements],
        "verifications": [
            [one.organ, one.authority, one.person, one.verified_on, one.confirmed, one.findings]
            for one in case.verifications
        ],
        "evidence": [one.file.digest for one in case.evidence if not one.withdrawn_at],
        **{
            name: made[name]
            for name in (
                "document", "reasons", "decided_on", "effective_on", "removed", "ban_from",
                "ban_until", "prepared_by", "signed_by", "decided_at", "rulebook", "batch",
            )
        },
    }  # fmt: skip
    return content_digest(content)


def content_digest(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 digest of what stands on a paper, written in one way alone."""
    text = json.dumps(
        content, default=_plain, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    return hashlib.sha256(text.encode()).hexdigest()


FORM = "removal_decision"


@dataclass(frozen=True, slots=True)
class PrintedDecision:
    """A decision and what its QR code carries."""

    case: RemovalCase
    code: PrintedCode


def printed_decision(number: str, *, by: Actor) -> PrintedDecision:
    """Return a decision to be printed, to whoever may read its case. Raises NotFound before it."""
    case = readable(number, "removal_cases:read", by)
    if case.decision is None:
        raise NotFound
    return PrintedDecision(case, PrintedCode(FORM, case.number, case.decision.digest))


def _plain(value: date | datetime) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="milliseconds")
    return value.isoformat()


def _decision(
    case: RemovalCase,
    signature: Signature,
    outlook: Outlook,
    *,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
) -> CaseDecision:
    prepared = case.preparation
    made = CaseDecision(
        document=signature.document,
        reasons=prepared.reasons,
        decided_on=today(at),
        effective_on=outlook.effective_on,
        removed=outlook.removes,
        ban_years=outlook.consequence.ban_years,
        ban_from=outlook.ban.from_day if outlook.ban else None,
        ban_until=outlook.ban.last_day if outlook.ban else None,
        prepared_by=prepared.account,
        prepared_by_name=prepared.account_name,
        signed_by=by.account,
        signed_by_name=by.name,
        decided_at=at,
        rulebook=rulebook.version,
        batch=signature.batch,
    )
    as_decided = case._from_son(case.to_mongo())  # noqa: SLF001 - a copy: a retry must find the case as it was
    as_decided.decision = made
    made.digest = decision_digest(as_decided)
    return made


def _remove(case: RemovalCase, *, by: Actor, at: datetime, rulebook: Rulebook) -> None:
    """Take the platform out of the library: its state, its fact, its removal, its story."""
    made, left = case.decision, standing.move(LibraryState.IN_LIBRARY, LibraryState.REMOVED).value
    removed_at = _instant(made.effective_on, made.decided_on, at)
    moved = Platform.objects(
        number=case.platform, state=LibraryState.IN_LIBRARY.value
    ).update_one(set__state=left, set__removed_at=removed_at, set__changed_at=at)  # fmt: skip
    if not moved:
        raise VersionConflict
    PlatformFact(
        platform=case.platform, aspect="state", value=left, effective_on=made.effective_on,
        recorded_at=at, source=f"removal_case:{case.number}",
    ).save(force_insert=True)  # fmt: skip
    write_removal(case, made.effective_on, at=at)
    end_with([case.platform])
    wait_no_more([case.platform])
    after: Mapping[str, Any] = {
        "state": left, "removed_on": made.effective_on, "ground": case.ground,
        "decision": made.document, "decided_on": made.decided_on,
    }  # fmt: skip
    act = ledger.Act(
        "platform.remove", f"platform:{case.platform}",
        before={"state": LibraryState.IN_LIBRARY.value}, after=after, clause=case.clause,
        rulebook=rulebook.version,
    )  # fmt: skip
    ledger.record(act, by=by, at=at)


def _instant(effective_on: date, decided_on: date, at: datetime) -> datetime:
    """Return when a platform left: the moment of the decision, or the start of an earlier day."""
    return at if effective_on == decided_on else datetime.combine(effective_on, time(), SHANGHAI)
