"""Appeals 异议 on the desk: a host objects, or the ministry corrects itself; listed and found.

Filing changes nothing about the decision: ``services.appeal_suspensions`` suspends it,
``services.appeal_outcomes`` decides upon it.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from mongoengine.errors import NotUniqueError

from registry.database import transact
from registry.documents.appeals import Appeal
from registry.documents.counters import take_number
from registry.documents.removal_cases import RemovalCase
from registry.errors import Refusal, VersionConflict
from registry.permissions import Actor, Role, require
from registry.policy.appeals import (
    AppealOrigin,
    AppealState,
    Outcome,
    appeal_days,
    last_day_to_object,
)
from registry.policy.removal_cases import CaseState, end_of
from registry.policy.rulebook import Rulebook
from registry.services import removal_case_acts
from registry.services.appeal_acts import subject_of, write_down
from registry.services.by_time import Order
from registry.services.case_lists import CaseList
from registry.services.library_returns import day_of
from registry.services.recorded import EVERYBODY, Recorded
from registry.services.removal_case_acts import Typed, today
from registry.services.removal_cases import Deliveries, deliveries_to_host

ASKABLE = (Outcome.ANNULLED, Outcome.CHANGED)


class AppealNothingDecided(Refusal):
    """The case has no decision: there is nothing to object to."""

    code = "appeal_nothing_decided"
    status = 409


class AppealTooLate(Refusal):
    """The period to object is over."""

    code = "appeal_too_late"
    status = 409


class AppealAlreadyOpen(Refusal):
    """An appeal against the same decision is open."""

    code = "appeal_already_open"
    status = 409


class AppealSettled(Refusal):
    """The host objected to this decision before and was answered, or it stands no more."""

    code = "appeal_settled"
    status = 409


@dataclass(frozen=True, slots=True)
class AppealOrder:
    """What an appeal is filed with: the case, the outcome asked for, on what grounds."""

    case: str
    asks: str
    grounds: str
    asks_suspension: bool = False


@dataclass(frozen=True, slots=True)
class AppealFilter:
    """What a list is narrowed to; empty narrows nothing."""

    authority: str = ""
    state: str = ""


_APPEALS: CaseList[Appeal, AppealFilter] = CaseList(
    Appeal,
    "appeals:read",
    Order("filed_at", "number", str),
    ("authority", "state"),
    (("host",), ("authority",), ("state",)),
)
list_appeals = _APPEALS.page


def last_day_of(case: RemovalCase, rulebook: Rulebook) -> date:
    """Return the last day the host may object to a decision: the law's of the decision's day."""
    decided_on = case.decision.decided_on
    days = appeal_days(decided_on, rulebook.programme(case.programme))
    return last_day_to_object(decided_on, days)


def file_appeal(order: AppealOrder, *, by: Actor, at: datetime, rulebook: Rulebook) -> Appeal:
    """Let a host object to a decision on its platform; nothing changes by it.

    Raises NotFound for another's case, AppealNothingDecided, AppealTooLate, AppealSettled,
    AppealAlreadyOpen, Invalid naming every fault.
    """
    case = removal_case_acts.readable(order.case, "appeals:file", by)
    last = refuse_objection(case, at=at, rulebook=rulebook)
    return _made(order, case, AppealOrigin.HOST, last, by=by, at=at, rulebook=rulebook)


def refuse_objection(case: RemovalCase, *, at: datetime, rulebook: Rulebook) -> date:
    """Refuse what its host may not object to any more; else return the last day to object.

    Raises AppealNothingDecided, AppealTooLate, AppealSettled.
    """
    refuse_undecided(case)
    last = last_day_of(case, rulebook)
    if at >= end_of(last):
        last += _taken_by_ministry(case, last)
    if at >= end_of(last):
        raise AppealTooLate(decision=case.decision.document, last=last.isoformat())
    if _objected_before(case):
        raise AppealSettled(decision=case.decision.document, number=case.number)
    return last


def correct(order: AppealOrder, *, by: Actor, at: datetime, rulebook: Rulebook) -> Appeal:
    """Let the ministry take a decision up again by itself, on any day; all are told.

    Raises as ``file_appeal``, but for the period.
    """
    case = removal_case_acts.readable(order.case, "appeals:correct", by)
    refuse_undecided(case)
    return _made(order, case, AppealOrigin.MINISTRY, None, by=by, at=at, rulebook=rulebook)


def may_object(case: RemovalCase, *, at: datetime, rulebook: Rulebook) -> bool:
    """Say whether its host may object to a decision now; three queries at most."""
    try:
        refuse_objection(case, at=at, rulebook=rulebook)
    except Refusal:
        return False
    return not Appeal.objects(case=case.number, open=True).first()  # index one_open_per_case


def appeals_of(case: RemovalCase, *, by: Actor) -> list[Appeal]:
    """Return the appeals against a case's decision, newest first; one query."""
    require(by, "appeals:read", host=case.host, authority=case.authority)
    return list(Appeal.objects(case=case.number).order_by("-filed_at"))  # index case_1_filed_at_-1


def deliveries_of(appeal: Appeal, *, by: Actor) -> Deliveries | None:
    """Return how far the messages to an appeal's host have come, to an office."""
    if by.role is Role.HOST_OPERATOR:
        return None
    require(by, "appeals:read", authority=appeal.authority)
    return deliveries_to_host(appeal.host, subject_of(appeal.number))


def move_along(platform: str, authority: str) -> None:
    """Hand a platform's open appeals to the authority that receives it, in its transaction."""
    Appeal.objects(platform=platform, open=True).update(
        set__authority=authority, inc__version=1
    )  # index platform_1_filed_at_-1


def refuse_undecided(case: RemovalCase) -> None:
    """Refuse a case without a decision, and one whose decision stands no more.

    Raises AppealNothingDecided, AppealSettled.
    """
    if case.state != CaseState.DECIDED:
        raise AppealNothingDecided(number=case.number)
    if case.upon_appeal == Outcome.ANNULLED:
        raise AppealSettled(decision=case.decision.document, number=case.number)


def _taken_by_ministry(case: RemovalCase, last: date) -> timedelta:
    """Return for how long a correction by the ministry kept its host from objecting in time.

    While it was open nothing else could be filed: the period runs on for as long afterwards.
    """
    ended = Appeal.objects(
        case=case.number, origin=AppealOrigin.MINISTRY.value, state=AppealState.DECIDED.value
    )  # index case_1_filed_at_-1
    spans = (
        (day_of(one.outcome.decided_at) - day_of(one.filed_at))
        for one in ended
        if day_of(one.filed_at) <= last
    )
    return sum(spans, timedelta())


def _objected_before(case: RemovalCase) -> bool:
    """Say whether the host's objection to a decision was answered before."""
    answered = {"origin": AppealOrigin.HOST.value, "state": AppealState.DECIDED.value}
    return (
        Appeal.objects(case=case.number, **answered).first() is not None
    )  # index case_1_filed_at_-1


def _made(
    order: AppealOrder,
    case: RemovalCase,
    origin: AppealOrigin,
    last_day: date | None,
    *,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
) -> Appeal:
    typed = Typed()
    grounds = typed.text("grounds", order.grounds, "appeal_grounds_wanted")
    if order.asks not in ASKABLE:
        typed.fault("asks", "appeal_asks_wanted")
    typed.refuse()

    def work() -> Appeal:
        fresh: RemovalCase = RemovalCase.objects.get(number=case.number)  # index number_1
        refuse_undecided(fresh)
        if origin is AppealOrigin.HOST and _objected_before(fresh):
            raise AppealSettled(decision=fresh.decision.document, number=fresh.number)
        made = _written(order, fresh, origin, grounds, by=by, at=at, rulebook=rulebook)
        made.last_day = last_day
        made.save(force_insert=True)
        after = {
            "origin": made.origin, "document": made.decision, "asks": made.asks, "facts": grounds,
            "asks_suspension": made.asks_suspension, "last_day": last_day,
        }  # fmt: skip
        verb = "file" if origin is AppealOrigin.HOST else "correct"
        write_down(made, Recorded(verb, after, EVERYBODY), by=by, at=at)
        return made

    try:
        return transact(work)
    except NotUniqueError as error:
        standing = Appeal.objects(case=case.number, open=True).first()
        if standing is None:  # index one_open_per_case
            raise VersionConflict from error
        raise AppealAlreadyOpen(number=standing.number) from error


def _written(
    order: AppealOrder,
    case: RemovalCase,
    origin: AppealOrigin,
    grounds: str,
    *,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
) -> Appeal:
    series = f"{case.authority}-{today(at).year}"
    return Appeal(
        number=f"YY-{series}-{take_number(f'appeal:{series}'):04d}",
        programme=case.programme,
        origin=origin.value,
        case=case.number,
        decision=case.decision.document,
        authority=case.authority,
        platform=case.platform,
        platform_name=case.platform_name,
        host=case.host,
        host_name=case.host_name,
        credit_code=case.credit_code,
        asks=order.asks,
        asks_suspension=order.asks_suspension,
        grounds=grounds,
        state=AppealState.FILED.value,
        rulebook=rulebook.version,
        account=by.account,
        account_name=by.name,
        filed_at=at,
    )
