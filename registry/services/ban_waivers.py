"""Waivers of a ban 豁免 on the desk: the ministry prepares, another lead approves, either ends.

A waiver lets another platform of a banned host apply on its days (ruling 21). Each act is one
transaction with its ledger entry in the banned platform's chain, and messages.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from mongoengine.errors import NotUniqueError

from registry.clock import SHANGHAI, to_millisecond
from registry.database import transact
from registry.documents.ban_waivers import BanWaiver
from registry.documents.bans import Ban
from registry.documents.counters import take_number
from registry.documents.platforms import Platform
from registry.errors import Invalid, Refusal, VersionConflict
from registry.messages import say
from registry.permissions import Actor, require
from registry.policy.ban_waivers import Days, WaiverState, faults_of_days, may_move
from registry.policy.rulebook import Rulebook
from registry.services import ledger, outbox
from registry.services.ban_reach import bans_reaching
from registry.services.by_time import Order, page_by_time
from registry.services.case_lists import numbered
from registry.services.hosts import host_of_code
from registry.services.review_texts import stated

PREPARED = WaiverState.PREPARED.value
_PREPARED = Order("prepared_at", "number", str)
_BY_STATE, _ALL = "state_1_prepared_at_-1_number_-1", "prepared_at_-1_number_-1"
_OF_HOST = "credit_code_1_prepared_at_-1"


class WaiverAlreadyPrepared(Refusal):
    """One waits for approval already, of the same ban for the same host."""

    code = "waiver_already_prepared"
    status = 409


class WaiverSettled(Refusal):
    """The waiver is at no step for this: approved or withdrawn before."""

    code = "waiver_settled"
    status = 409


class WaiverLapsed(Refusal):
    """Its last day is over: nothing is left to approve."""

    code = "waiver_lapsed"
    status = 409


class WaiverOwn(Refusal):
    """Who prepared a waiver does not approve it."""

    code = "waiver_own"
    status = 403


@dataclass(frozen=True, slots=True)
class WaiverOrder:
    """What is asked for: from which ban, for which host, on which days, and why."""

    credit_code: str
    decision: str
    platform: str
    from_day: date
    until_day: date
    reason: str


def prepare(order: WaiverOrder, *, by: Actor, at: datetime, rulebook: Rulebook) -> BanWaiver:
    """Prepare a waiver; nothing is waived before another approves it.

    Raises Invalid where no running ban of this decision and platform binds the host, for days
    outside the ban's or in the past, without a reason; WaiverAlreadyPrepared.
    """
    require(by, "ban_waivers:prepare")
    today = at.astimezone(SHANGHAI).date()
    code = order.credit_code.upper()
    ban = ban_binding(code, order.decision, order.platform, today)
    if ban is None:
        raise Invalid(fields={"credit_code": say("waiver_no_such_ban")})
    asked, its = Days(order.from_day, order.until_day), Days(ban.from_day, ban.until_day)
    faults = {
        field: say(sentence, last=ban.until_day.isoformat())
        for field, sentence in faults_of_days(asked, its, today).items()
    }
    try:
        reason = stated("reason", order.reason, "waiver_reason_wanted")
    except Invalid as refused:
        faults |= refused.fields
    if faults:
        raise Invalid(fields=faults)

    def work() -> BanWaiver:
        made = _write(ban, code, asked, reason, by=by, at=at, rulebook=rulebook)
        _record(made, "prepare", by=by, at=at)
        _tell(made, "prepare", [("ministry", "ministry")], at=at)
        return made

    try:
        return transact(work)
    except NotUniqueError as error:
        raise WaiverAlreadyPrepared(host_name=ban.host_name, decision=ban.decision) from error


def approve(number: str, *, version: int, by: Actor, at: datetime) -> BanWaiver:
    """Approve a prepared waiver: it holds on its days that are still to come, and today.

    Raises NotFound, WaiverOwn for who prepared it, WaiverSettled, WaiverLapsed, VersionConflict.
    """
    found = readable(number, "ban_waivers:approve", by)
    _require_step(found, WaiverState.APPROVED)
    if found.account == by.account:
        raise WaiverOwn
    if found.until_day < at.astimezone(SHANGHAI).date():
        raise WaiverLapsed(number=number, until=found.until_day.isoformat())

    def work() -> BanWaiver:
        changed = _settle(
            found, WaiverState.APPROVED, version,
            approved_by=by.account, approved_by_name=by.name, approved_at=at,
        )  # fmt: skip
        _record(changed, "approve", by=by, at=at)
        _tell(changed, "approve", _concerned(changed), at=at)
        return changed

    return transact(work)


def withdraw(number: str, reason: str, *, version: int, by: Actor, at: datetime) -> BanWaiver:
    """End a waiver with a reason: one that waits, whoever prepares; an approved one, a lead.

    What was submitted on its days stays submitted. Raises NotFound, NotAllowed, Invalid,
    WaiverSettled, VersionConflict.
    """
    found = readable(number, "ban_waivers:prepare", by)
    if found.state == WaiverState.APPROVED.value:
        require(by, "ban_waivers:approve")
    _require_step(found, WaiverState.WITHDRAWN)
    why = stated("reason", reason, "waiver_withdrawal_reason_wanted")

    def work() -> BanWaiver:
        changed = _settle(
            found, WaiverState.WITHDRAWN, version,
            withdrawn_by_name=by.name, withdrawn_reason=why, withdrawn_at=at,
        )  # fmt: skip
        _record(changed, "withdraw", by=by, at=at)
        told = _concerned(changed) if changed.approved_at else [("ministry", "ministry")]
        _tell(changed, "withdraw", told, at=at)
        return changed

    return transact(work)


def readable(number: str, permission: str, by: Actor) -> BanWaiver:
    """Return a waiver that the actor may act on by this permission. Raises NotFound."""
    return numbered(BanWaiver, number, permission, by)


def list_waivers(
    state: str = "", *, by: Actor, after: Sequence[str] = (), limit: int
) -> tuple[list[BanWaiver], list[str]]:
    """Return a page of all waivers, newest first, narrowed by state; the key it ends with."""
    require(by, "ban_waivers:read")
    query = {"state": state} if state else {}
    found = BanWaiver.objects(__raw__=query).hint(_BY_STATE if state else _ALL)
    return page_by_time(found, after, limit, order=_PREPARED)


def to_approve(by: Actor, at: datetime) -> dict[str, Any]:
    """Return, as a filter, the waivers that one may approve: another's, not over yet."""
    require(by, "ban_waivers:approve")
    today = at.astimezone(SHANGHAI)
    day = datetime(today.year, today.month, today.day)  # noqa: DTZ001 - a day is stored so
    return {"state": PREPARED, "account": {"$ne": by.account}, "until_day": {"$gte": day}}


def waivers_of(credit_code: str) -> tuple[BanWaiver, ...]:
    """Return a host's waivers that were ever approved, newest first, for who may ask of it."""
    found = BanWaiver.objects(credit_code=credit_code, approved_at__ne=None)
    return tuple(found.order_by("-prepared_at").hint(_OF_HOST))


def ban_binding(credit_code: str, decision: str, platform: str, on: date) -> Ban | None:
    """Return the running ban of a decision on a platform that reaches a host, or None."""
    reaches = bans_reaching([credit_code], on).get(credit_code, [])
    found = (one.ban for one in reaches)
    return next(
        (one for one in found if (one.decision, one.platform) == (decision, platform)), None
    )


def _write(
    ban: Ban,
    credit_code: str,
    days: Days,
    reason: str,
    *,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
) -> BanWaiver:
    host, year = host_of_code(credit_code), at.astimezone(SHANGHAI).year
    made: BanWaiver = BanWaiver(
        number=f"HM-{year}-{take_number(f'ban_waiver:{year}'):04d}",
        ban=str(ban.id),
        decision=ban.decision,
        platform=ban.platform,
        platform_name=ban.platform_name,
        credit_code=credit_code,
        host=str(host.id) if host else ban.host,
        host_name=host.name if host else ban.host_name,
        from_day=days.first,
        until_day=days.last,
        reason=reason,
        clause=ban.clause,
        rulebook=rulebook.version,
        state=WaiverState.PREPARED.value,
        account=by.account,
        account_name=by.name,
        prepared_at=to_millisecond(at),
    ).save(force_insert=True)
    return made


def _require_step(found: BanWaiver, to: WaiverState) -> None:
    if not may_move(WaiverState(found.state), to):
        raise WaiverSettled(number=found.number, state=say(f"state_waiver_{found.state}"))


def _settle(found: BanWaiver, to: WaiverState, version: int, **changes: Any) -> BanWaiver:  # noqa: ANN401 - values of fields
    """Write a step, where nobody else moved the waiver meanwhile. Raises VersionConflict."""
    changed: BanWaiver | None = BanWaiver.objects(
        number=found.number, version=version, state=found.state
    ).modify(
        new=True,
        inc__version=1,
        set__state=to.value,
        **{f"set__{name}": value for name, value in changes.items()},
    )
    if changed is None:
        raise VersionConflict
    return changed


def _concerned(found: BanWaiver) -> list[tuple[str, str]]:
    """Return who is told of what holds: the host, and the authority of the banned platform."""
    platform = Platform.objects(number=found.platform).only("authority").first()  # index number_1
    told = [("host", found.host)]
    return [*told, ("authority", platform.authority)] if platform else told


def _record(found: BanWaiver, verb: str, *, by: Actor, at: datetime) -> None:
    after = {
        "waiver": found.number,
        "state": found.state,
        "decision": found.decision,
        "credit_code": found.credit_code,
        "from_day": found.from_day,
        "until_day": found.until_day,
    }
    act = ledger.Act(
        f"ban_waiver.{verb}", f"platform:{found.platform}", after=after, clause=found.clause,
        rulebook=found.rulebook,
        reason=found.withdrawn_reason if verb == "withdraw" else found.reason,
    )  # fmt: skip
    ledger.record(act, by=by, at=at)


def _tell(found: BanWaiver, verb: str, told: Sequence[tuple[str, str]], *, at: datetime) -> None:
    params = {
        "number": found.number,
        "host_name": found.host_name,
        "decision": found.decision,
        "platform": found.platform_name,
        "first": found.from_day.isoformat(),
        "last": found.until_day.isoformat(),
        "reason": found.withdrawn_reason,
    }
    outbox.post_all(
        [
            outbox.Notice(
                audience, recipient, f"notice_waiver_{verb}", f"platform:{found.platform}", params
            )
            for audience, recipient in told
        ],
        at=at,
    )
