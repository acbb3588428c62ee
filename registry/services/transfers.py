"""Transfers 移交 on the desk: proposed by the lead of one authority, received by another's.

Both sides see it, nobody else. The platform keeps its number, its filings and its history;
what it owes it owes as before. Open applications for it move along.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from mongoengine.errors import NotUniqueError

from registry.clock import SHANGHAI
from registry.database import transact
from registry.documents.applications import Application
from registry.documents.counters import take_number
from registry.documents.incidents import Incident
from registry.documents.platforms import Platform, PlatformFact
from registry.documents.transfers import Transfer
from registry.errors import Invalid, NotAllowed, NotFound, Refusal, VersionConflict
from registry.messages import say
from registry.permissions import PROVINCE, Actor, authority_in_view, require
from registry.policy.application_states import ApplicationState
from registry.policy.application_states import move as move_application
from registry.policy.transfers import (
    MOVES_ALONG,
    TransferState,
    after_transfer,
    effective_days,
    move,
)
from registry.policy.vocabulary import LibraryState
from registry.services import (
    appeals,
    condition_finding_records,
    late_filings,
    major_change_records,
    outbox,
    platforms,
    removal_cases,
    support_requests,
    uncompared_filings,
    unreported_change_records,
    update_returns,
)
from registry.services.authorities import authorities, authority_name
from registry.services.by_time import Order, page_by_time
from registry.services.ledger import Act, record_all
from registry.services.outbox import Notice
from registry.services.review_claims import end_hold
from registry.services.review_notices import day_words
from registry.services.review_texts import stated

_PROPOSED = Order("proposed_at", "number", str)
_CLAUSE = "二（五）"


class TransferUnderWay(Refusal):
    """The platform has a transfer that is not settled yet."""

    code = "transfer_under_way"
    status = 409


class TransferSettled(Refusal):
    """The transfer was received, handed back or withdrawn before."""

    code = "transfer_settled"
    status = 409


class TransferNotYet(Refusal):
    """The day it takes effect has not come."""

    code = "transfer_not_yet"
    status = 409


class PlatformNotTransferable(Refusal):
    """A platform that left the library is nobody's to hand on."""

    code = "transfer_not_in_library"
    status = 409


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a lead proposes: to whom, why, from which day on."""

    receiving: str
    reason: str
    effective_on: date | None


def propose(platform: str, proposal: Proposal, *, by: Actor, at: datetime) -> Transfer:
    """Propose to hand a platform on; nothing changes until the other authority receives it.

    Raises NotFound, Invalid, PlatformNotTransferable, TransferUnderWay.
    """
    found = platforms.readable(platform, "transfers:propose", by)
    if found.state != LibraryState.IN_LIBRARY:
        raise PlatformNotTransferable
    reason, day = _checked(proposal, found, at)

    def work() -> Transfer:
        year = at.astimezone(SHANGHAI).year
        made = Transfer(
            number=f"YJ-{year}-{take_number(f'transfer:{year}'):04d}",
            platform=found.number,
            platform_name=found.name,
            host=found.host,
            host_name=found.host_name,
            giving=found.authority,
            receiving=proposal.receiving,
            parties=[found.authority, proposal.receiving],
            reason=reason,
            effective_on=day,
            state=TransferState.PROPOSED.value,
            account=by.account,
            account_name=by.name,
            proposed_at=at,
        ).save(force_insert=True)
        after = {"state": made.state, "giving": made.giving, "receiving": made.receiving,
                 "effective_on": day}  # fmt: skip
        _record("transfer.propose", made, None, after, by=by, at=at)
        _tell("notice_transfer_proposed", made, (made.receiving,), at=at)
        return made

    try:
        return transact(work)
    except NotUniqueError as error:
        raise TransferUnderWay from error


def receive(number: str, *, version: int, by: Actor, at: datetime) -> Transfer:
    """Receive a platform: from its effective day it is this authority's, on both sides.

    Raises NotFound, NotAllowed for the giving side, TransferSettled, TransferNotYet,
    VersionConflict.
    """
    transfer = for_party(number, "transfers:decide", by)
    _require_open(transfer)
    if at.astimezone(SHANGHAI).date() < transfer.effective_on:
        raise TransferNotYet(day=day_words(transfer.effective_on))

    def work() -> Transfer:
        _hand_over(transfer, by=by, at=at)
        along = _move_applications(transfer, by=by, at=at)
        changed = _settle(
            transfer, TransferState.RECEIVED, version, by=by, at=at, applications=along
        )
        after = {"state": changed.state, "moved_applications": along}
        _record("transfer.receive", changed, {"state": transfer.state}, after, by=by, at=at)
        _tell("notice_transfer_received", changed, changed.parties, at=at, everybody=True)
        return changed

    return transact(work)


def hand_back(number: str, reason: str, *, version: int, by: Actor, at: datetime) -> Transfer:
    """Refuse a transfer, with a reason; the platform stays where it is. Raises as ``receive``."""
    transfer = for_party(number, "transfers:decide", by)
    why = stated("reason", reason, "transfer_reason_wanted")
    to, verb = TransferState.HANDED_BACK, "transfer.hand_back"
    return _end(transfer, to, verb, why, version=version, by=by, at=at)


def withdraw(number: str, reason: str, *, version: int, by: Actor, at: datetime) -> Transfer:
    """Take back a proposal that was not answered, with a reason. Raises as ``receive``."""
    transfer = for_party(number, "transfers:withdraw", by)
    why = stated("reason", reason, "transfer_reason_wanted")
    to, verb = TransferState.WITHDRAWN, "transfer.withdraw"
    return _end(transfer, to, verb, why, version=version, by=by, at=at)


def read_transfer(number: str, *, by: Actor) -> Transfer:
    """Return a transfer to one of its two sides, or to the ministry. Raises NotFound."""
    require(by, "transfers:read")
    transfer: Transfer | None = Transfer.objects(number=number).first()  # index number_1
    if transfer is None or (by.role in PROVINCE and by.authority not in transfer.parties):
        raise NotFound
    return transfer


def list_transfers(
    *, by: Actor, after: Sequence[str] = (), limit: int
) -> tuple[list[Transfer], list[str]]:
    """Return a page of the transfers one is part of, newest first; the ministry's are all."""
    require(by, "transfers:read")
    authority = authority_in_view(by)
    found = Transfer.objects if authority is None else Transfer.objects(parties=authority)
    # index parties_1_proposed_at_-1_number_-1, or proposed_at_-1_number_-1
    return page_by_time(found, after, limit, order=_PROPOSED)


def transfers_of(platform: Platform, *, by: Actor) -> list[Transfer]:
    """Return a platform's transfers, newest first, to who may see them; a host sees its own."""
    require(by, "platforms:read", host=platform.host, authority=platform.authority)
    return list(
        Transfer.objects(platform=platform.number).order_by("-proposed_at")
    )  # index platform_1_proposed_at_-1


def to_receive(by: Actor) -> dict[str, str]:
    """Return, as a filter, the transfers that wait for one's authority."""
    require(by, "transfers:read")
    receiving, state = by.authority, TransferState.PROPOSED.value
    return {"parties": receiving, "receiving": receiving, "state": state}


def _checked(proposal: Proposal, platform: Platform, at: datetime) -> tuple[str, date]:
    """Return reason and day as they are kept. Raises Invalid naming every field at fault."""
    faults: dict[str, str] = {}
    known = proposal.receiving in authorities().codes
    if not known or proposal.receiving == platform.authority:
        faults["receiving"] = say("transfer_receiving_wanted")
    days = effective_days(at.astimezone(SHANGHAI).date())
    if proposal.effective_on is None or proposal.effective_on not in days:
        first, last = day_words(days.first), day_words(days.last)
        faults["effective_on"] = say("transfer_day_wanted", first=first, last=last)
    reason = ""
    try:
        reason = stated("reason", proposal.reason, "transfer_reason_wanted")
    except Invalid as refused:
        faults |= refused.fields
    if faults or proposal.effective_on is None:
        raise Invalid(fields=faults)
    return reason, proposal.effective_on


def for_party(number: str, permission: str, by: Actor) -> Transfer:
    """Return a transfer to the side that acts; the other side sees it and may not do this.

    What was given is withdrawn by the giving side; all else is the receiving side's.
    """
    side = "giving" if permission == "transfers:withdraw" else "receiving"
    require(by, permission)
    transfer = read_transfer(number, by=by)
    if transfer[side] != by.authority:
        raise NotAllowed(permission=permission)
    return transfer


def _require_open(transfer: Transfer) -> None:
    if not transfer.open:
        raise TransferSettled


def _end(
    transfer: Transfer,
    to: TransferState,
    verb: str,
    why: str,
    *,
    version: int,
    by: Actor,
    at: datetime,
) -> Transfer:
    _require_open(transfer)

    def work() -> Transfer:
        changed = _settle(transfer, to, version, by=by, at=at, answer=why)
        after = {"state": changed.state}
        _record(verb, changed, {"state": transfer.state}, after, by=by, at=at)
        told = [one for one in changed.parties if one != by.authority]
        _tell(f"notice_transfer_{to}", changed, told, at=at)
        return changed

    return transact(work)


def _settle(
    transfer: Transfer,
    to: TransferState,
    version: int,
    *,
    by: Actor,
    at: datetime,
    **values: object,
) -> Transfer:
    """Settle a transfer that stands at a version, inside the caller's transaction."""
    move(TransferState(transfer.state), to)
    changed: Transfer | None = Transfer.objects(
        number=transfer.number, version=version, open=True
    ).modify(
        new=True, set__state=to.value, set__open=False, inc__version=1, set__settled_at=at,
        set__settled_by_name=by.name, **{f"set__{name}": one for name, one in values.items()},
    )  # fmt: skip
    if changed is None:
        raise VersionConflict
    return changed


def _hand_over(transfer: Transfer, *, by: Actor, at: datetime) -> None:
    """Let the platform be the receiving authority's, inside the caller's transaction."""
    changed = Platform.objects(
        number=transfer.platform,
        authority=transfer.giving,
        state=LibraryState.IN_LIBRARY.value,
    ).update_one(set__authority=transfer.receiving, set__changed_at=at)
    if not changed:
        raise PlatformNotTransferable
    PlatformFact(
        platform=transfer.platform,
        aspect="authority",
        value=transfer.receiving,
        effective_on=transfer.effective_on,
        recorded_at=at,
        source=f"transfer:{transfer.number}",
    ).save(force_insert=True)
    for noun in (
        major_change_records, unreported_change_records, uncompared_filings, removal_cases, appeals,
        late_filings, update_returns, support_requests, condition_finding_records,
    ):  # fmt: skip
        noun.move_along(transfer.platform, transfer.receiving)
    # What is on record of a platform goes with it; index platform_1_recorded_at_-1_number_-1.
    Incident.objects(platform=transfer.platform).update(set__authority=transfer.receiving)
    act = Act(
        "platform.transfer",
        f"platform:{transfer.platform}",
        before={"authority": transfer.giving},
        after={"authority": transfer.receiving, "effective_on": transfer.effective_on,
               "transfer": transfer.number},
        clause=_CLAUSE,
    )  # fmt: skip
    record_all([act], by=by, at=at)


def _move_applications(transfer: Transfer, *, by: Actor, at: datetime) -> list[str]:
    """Let the platform's open applications move along; who held one holds it no more."""
    platform = Platform.objects(number=transfer.platform).only("credit_code", "name_key").get()
    found = Application.objects(
        credit_code=platform.credit_code,
        name_key=platform.name_key,
        authority=transfer.giving,
        state__in=[one.value for one in MOVES_ALONG],
    )  # index credit_code_1_name_key_1
    acts = []
    for one in found:
        current = ApplicationState(one.state)
        to = after_transfer(current)
        if to is not current:
            move_application(current, to)
            end_hold(one, say("transfer_ended_hold"), at=at)
        Application.objects(number=one.number, revision=one.revision).update_one(
            set__authority=transfer.receiving, set__state=to.value, set__claimed_by="",
            set__claimed_by_name="", set__claimed_at=None, set__changed_at=at, inc__revision=1,
        )  # fmt: skip
        before = {"authority": one.authority, "state": one.state}
        after = {"authority": transfer.receiving, "state": to.value, "transfer": transfer.number}
        subject = f"application:{one.number}"
        acts.append(Act("application.transfer", subject, before=before, after=after))
    if acts:
        record_all(acts, by=by, at=at)
    return [act.subject.partition(":")[2] for act in acts]


def _record(
    verb: str,
    transfer: Transfer,
    before: dict[str, object] | None,
    after: dict[str, object],
    *,
    by: Actor,
    at: datetime,
) -> None:
    subject = f"transfer:{transfer.number}"
    reason = transfer.answer or transfer.reason
    act = Act(verb, subject, before=before, after=after, clause=_CLAUSE, reason=reason)
    record_all([act], by=by, at=at)


def _tell(
    code: str,
    transfer: Transfer,
    authorities_told: Sequence[str],
    *,
    at: datetime,
    everybody: bool = False,
) -> None:
    """Write to the authorities named; where the platform moved, to host and ministry too."""
    params = {
        "number": transfer.number,
        "platform": transfer.platform,
        "name": transfer.platform_name,
        "giving": authority_name(transfer.giving),
        "receiving": authority_name(transfer.receiving),
        "day": day_words(transfer.effective_on),
        "reason": transfer.answer or transfer.reason,
    }
    told = [("authority", one) for one in authorities_told]
    if everybody:
        told += [("host", transfer.host), ("ministry", "ministry")]
    subject = f"transfer:{transfer.number}"
    outbox.post_all([Notice(*one, code, subject, params) for one in told], at=at)
