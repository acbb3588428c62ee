"""Returning a filed update 退回补正 on the desk: returned, withdrawn, listed 二（三）.

The responsible authority returns the newest version of a quarter to named sections, with a
reason. The window decides until when the host corrects; after closing a leave (补报) that runs,
or one that is given with the return. How the quarter counts is not touched by any of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from mongoengine.errors import NotUniqueError

from registry.clock import SHANGHAI, to_millisecond
from registry.database import transact
from registry.documents.counters import take_number
from registry.documents.late_filings import LateFilingLeave
from registry.documents.platforms import Platform
from registry.documents.quarterly_updates import OnFile, QuarterlyUpdate
from registry.documents.update_returns import LONGEST_REASON, UpdateReturn
from registry.errors import Invalid, NotAllowed, Refusal, VersionConflict
from registry.forms import quarterly_update_form
from registry.law import NATIONAL
from registry.messages import say
from registry.permissions import Actor, may
from registry.policy.calendar import WorkingCalendar
from registry.policy.late_filings import is_over, running_longest
from registry.policy.rulebook import Rulebook
from registry.policy.typed_text import seen
from registry.policy.update_returns import (
    ReturnState,
    answered_until,
    in_form_order,
    return_state,
)
from registry.services import ledger, outbox
from registry.services.authorities import authority_name
from registry.services.by_time import Order
from registry.services.case_lists import CaseList
from registry.services.late_filing_cover import leaves_for, leaves_of_quarters
from registry.services.late_filings import LeaveOrder, end_with, give_with
from registry.services.quarterly_update_forms import (
    Desk,
    quarter_name,
    quarter_on_file,
    refuse_outside_library,
)
from registry.services.round_notices import stated_reason
from registry.services.windows import quarter_window

CLAUSE = "二（三）"
LEAST_REASON = 5


class NothingToReturn(Refusal):
    """The quarter was never filed: there is nothing to return."""

    code = "update_return_nothing_filed"
    status = 409


class AlreadyReturned(Refusal):
    """The quarter was returned already, and nobody answered yet."""

    code = "update_return_open_already"
    status = 409


class ReturnOfOlder(Refusal):
    """A newer version was filed than the one that was read."""

    code = "update_return_of_older"
    status = 409


class ReturnOfOwn(Refusal):
    """The authority filled the newest version in itself, and corrects it itself."""

    code = "update_return_of_own"
    status = 409


class ReturnNeedsLeave(Refusal):
    """The window is over and no leave runs: the host could not answer."""

    code = "update_return_needs_leave"
    status = 409


class ReturnOver(Refusal):
    """The return was answered or withdrawn."""

    code = "update_return_over"
    status = 409


@dataclass(frozen=True, slots=True)
class ReturnOrder:
    """What is returned: the version that was read, to which sections, and why.

    ``last_day`` gives leave with the return, where the window is over; None uses leave that runs.
    """

    platform: str
    period: str
    version: int
    sections: tuple[str, ...]
    reason: str
    last_day: date | None = None


@dataclass(frozen=True, slots=True)
class ReturnFilter:
    """What a list is narrowed to; empty narrows nothing."""

    authority: str = ""
    period: str = ""
    state: str = ""


_RETURNS: CaseList[UpdateReturn, ReturnFilter] = CaseList(
    UpdateReturn,
    "update_returns:read",
    Order("returned_at", "number", str),
    ("authority", "period", "state"),
    (("host",), ("authority",)),
)
readable, list_returns = _RETURNS.readable, _RETURNS.page


@dataclass(frozen=True, slots=True)
class ReturnStanding:
    """How a return stands now, and until when (excluded) it can or could be answered."""

    state: ReturnState
    until: datetime


def return_update(
    order: ReturnOrder, *, by: Actor, at: datetime, rulebook: Rulebook, calendar: WorkingCalendar
) -> UpdateReturn:
    """Return the newest version of a quarter to named sections, and tell its host.

    Whoever files or returns the same quarter at the same moment writes to the platform's chain
    in the ledger, so one of the two is done again and sees the other. Raises NotFound,
    QuarterUnknown, Invalid naming every fault, NotAllowed, NothingToReturn, AlreadyReturned,
    ReturnOfOlder, ReturnOfOwn, ReturnNeedsLeave, PlatformNotInLibrary.
    """
    desk = Desk(by, at, rulebook, calendar)
    quarter_on_file(order.platform, order.period, "update_returns:return", by)
    sections, reason = _checked(order)

    def work() -> UpdateReturn:
        there = quarter_on_file(order.platform, order.period, "update_returns:return", by)
        latest = refuse_return(there, order.period, order.version, desk)
        leave, until = _time(there, order, desk)
        made = _made(there, latest, leave, desk)
        made.sections, made.reason = list(sections), reason
        made.save(force_insert=True)
        _write_down("return", made, by=by, at=at)
        _tell("return", made, {"until": day_before(until).isoformat()}, at=at)
        return made

    try:
        return transact(work)
    except NotUniqueError as error:  # index one_open_of_a_quarter
        raise AlreadyReturned(quarter=quarter_name(order.period), number="") from error


def refuse_return(there: OnFile, period: str, version: int, desk: Desk) -> QuarterlyUpdate:
    """Return the version that can be returned; refuse what no reason mends.

    ``version`` is the one that was read, 0 for whichever is the newest.
    """
    platform, latest, quarter = there.platform, there.latest, quarter_name(period)
    if latest is None:
        raise NothingToReturn(name=platform.name, quarter=quarter, clause=CLAUSE)
    if there.returned:
        raise AlreadyReturned(quarter=quarter, number=there.returned.number)
    if version not in {0, latest.version}:
        raise ReturnOfOlder(quarter=quarter, read=version, newest=latest.version)
    if latest.on_behalf and latest.on_behalf.authority == platform.authority:
        raise ReturnOfOwn(quarter=quarter)
    refuse_outside_library(platform, desk.at)
    return latest


def may_grant(by: Actor) -> bool:
    """Say whether who returns may give leave with it."""
    return may(by, "late_filings:give")


def withdraw_return(
    number: str, reason: str, *, version: int, by: Actor, at: datetime
) -> UpdateReturn:
    """Withdraw a return that nobody answered, with a reason; leave given with it ends.

    Raises NotFound, NotAllowed where leave goes with it and the actor may end none, ReturnOver,
    Invalid, VersionConflict.
    """
    found = readable(number, "update_returns:return", by)
    if not may_withdraw(found, by):
        raise NotAllowed
    if found.state != ReturnState.OPEN.value:
        raise ReturnOver(number=number)
    why = stated_reason(reason)
    marks = {"withdrawn_at": at, "withdrawn_by_name": by.name, "withdrawn_reason": why}

    def work() -> UpdateReturn:
        changed: UpdateReturn | None = UpdateReturn.objects(
            number=number, version=version, state=ReturnState.OPEN.value
        ).modify(
            new=True,
            inc__version=1,
            set__state=ReturnState.WITHDRAWN.value,
            **{f"set__{key}": one for key, one in marks.items()},
        )  # index number_1
        if changed is None:
            raise VersionConflict
        if changed.leave:
            end_with(changed.leave, say("update_return_ended_leave", number=number), by=by, at=at)
        _write_down("withdraw", changed, reason=why, by=by, at=at)
        _tell("withdraw", changed, {"reason": why}, at=at)
        return changed

    return transact(work)


def may_withdraw(found: UpdateReturn, by: Actor) -> bool:
    """Say whether whose return it is may withdraw it: who may end the leave given with it, too."""
    return may(by, "update_returns:return") and (not found.leave or may(by, "late_filings:give"))


def standings_of(
    found: Sequence[UpdateReturn], *, at: datetime, rulebook: Rulebook, calendar: WorkingCalendar
) -> Mapping[str, ReturnStanding]:
    """Return by number how returns stand now; one query for the leaves of them all."""
    keys = {one.number: (one.authority, one.period, one.platform) for one in found}
    leaves = leaves_of_quarters(keys.values())
    programme = rulebook.programme(NATIONAL)
    standings = {}
    for one in found:
        its = quarter_window(one.period, programme, calendar)
        until = answered_until(its, leaves[keys[one.number]])
        standings[one.number] = ReturnStanding(return_state(one.state, until, at), until)
    return standings


def titles_of(one: UpdateReturn) -> tuple[str, ...]:
    """Return the titles of the sections that a return names."""
    return tuple(
        each.title for each in quarterly_update_form().sections if each.key in one.sections
    )


def move_along(platform: str, authority: str) -> None:
    """Hand a platform's returns to the authority that receives it, in its transaction."""
    UpdateReturn.objects(platform=platform).update(
        set__authority=authority, inc__version=1
    )  # index platform_1_period_1_returned_at_-1


def follow_host(platform: str) -> None:
    """Let a platform's returns be its host's of today, in the transaction that changed it."""
    here = Platform.objects(number=platform).only("host").get()  # index number_1
    UpdateReturn.objects(platform=platform).update(
        set__host=here.host, inc__version=1
    )  # index platform_1_period_1_returned_at_-1


def _checked(order: ReturnOrder) -> tuple[tuple[str, ...], str]:
    """Return sections and reason as they are kept. Raises Invalid naming every fault."""
    form = quarterly_update_form()
    sections = in_form_order(order.sections, form)
    reason = " ".join(seen(order.reason).split())
    faults = {}
    if not sections or len(sections) != len(set(order.sections)):
        faults["sections"] = say("update_return_sections_wanted")
    if not LEAST_REASON <= len(reason) <= LONGEST_REASON:
        words = {"least": LEAST_REASON, "most": LONGEST_REASON}
        faults["reason"] = say("update_return_reason_wanted", **words)
    if faults:
        raise Invalid(fields=faults)
    return sections, reason


def _time(there: OnFile, order: ReturnOrder, desk: Desk) -> tuple[LateFilingLeave | None, datetime]:
    """Return the leave that is given with a return, if any, and until when it can be answered."""
    platform, at = there.platform, desk.at
    its = quarter_window(order.period, desk.programme(platform), desk.calendar)
    if not is_over(its, at):
        if order.last_day:
            raise Invalid(fields={"last_day": say("update_return_window_is_open")})
        return None, its.accepts_until
    running = running_longest(leaves_for(platform, order.period), at)
    if order.last_day is None and running:
        return None, running.until
    if order.last_day is None or not may_grant(desk.by):
        raise ReturnNeedsLeave(quarter=quarter_name(order.period), clause=CLAUSE)
    leave = LeaveOrder(
        platform.authority, order.period, order.reason, order.last_day, platform=platform.number
    )
    given = give_with(leave, platform, by=desk.by, at=at, rulebook=desk.rulebook)
    return given, max([given.until, *([running.until] if running else [])])


def _made(
    there: OnFile, latest: QuarterlyUpdate, leave: LateFilingLeave | None, desk: Desk
) -> UpdateReturn:
    platform = there.platform
    series = f"{platform.authority}-{desk.at.astimezone(SHANGHAI).year}"
    return UpdateReturn(
        number=f"TH-{series}-{take_number(f'update_return:{series}'):04d}",
        programme=platform.programme,
        authority=platform.authority,
        platform=platform.number,
        platform_name=platform.name,
        host=platform.host,
        period=latest.period,
        receipt=latest.number,
        returned_version=latest.version,
        leave=leave.number if leave else "",
        rulebook=desk.rulebook.version,
        account=desk.by.account,
        account_name=desk.by.name,
        returned_at=to_millisecond(desk.at),
    )


def _write_down(verb: str, one: UpdateReturn, *, reason: str = "", by: Actor, at: datetime) -> None:
    after = {
        "update_return": one.number, "period": one.period, "receipt": one.receipt,
        "sections": list(titles_of(one)),
    }  # fmt: skip
    act = ledger.Act(
        f"update_return.{verb}", f"platform:{one.platform}", after=after, clause=CLAUSE,
        rulebook=one.rulebook, reason=reason or one.reason,
    )  # fmt: skip
    ledger.record(act, by=by, at=at)


def _tell(verb: str, one: UpdateReturn, told: Mapping[str, str], *, at: datetime) -> None:
    """Tell the host what was returned, or that nothing is wanted any more."""
    words = {
        "number": one.number, "name": one.platform_name, "quarter": quarter_name(one.period),
        "receipt": one.receipt, "sections": "、".join(titles_of(one)), "reason": one.reason,
        "authority": authority_name(one.authority), **told,
    }  # fmt: skip
    subject = f"update_return:{one.number}"
    notice = outbox.Notice("host", one.host, f"notice_update_return_{verb}", subject, words)
    outbox.post(notice, at=at)


def day_before(until: datetime) -> date:
    """Return the last day on which something can be done that ends before a moment."""
    return (until.astimezone(SHANGHAI) - timedelta(microseconds=1)).date()
