"""Late filing 补报 on the desk: leave to file after the window is given, ended and listed.

Leave is given after the window closed, with a reason (ruling 8). A province gives it to a platform
of its own, the ministry to a platform or a whole authority, and it alone excuses. Whom a leave
covers is told in the same transaction.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from registry.clock import SHANGHAI, to_millisecond
from registry.database import transact
from registry.documents.counters import take_number
from registry.documents.late_filings import LONGEST_REASON, LateFilingLeave
from registry.documents.platforms import Platform
from registry.errors import Invalid, NotAllowed, NotFound, Refusal, VersionConflict
from registry.law import NATIONAL
from registry.messages import say
from registry.permissions import MINISTRY, Actor, Role, may, require, side_of
from registry.policy.calendar import WorkingCalendar
from registry.policy.late_filings import faults_of_leave, is_over, longest_leave
from registry.policy.removal_cases import end_of
from registry.policy.rulebook import Rulebook
from registry.policy.typed_text import seen
from registry.policy.windows import Window
from registry.services import ledger, outbox, platforms
from registry.services.authorities import authorities, authority_name
from registry.services.by_time import Order
from registry.services.case_lists import CaseList, numbered
from registry.services.quarterly_update_forms import quarter_name, refuse_outside_library
from registry.services.quarters import platform_owes
from registry.services.reporting import unreported_hosts
from registry.services.round_notices import stated_reason
from registry.services.windows import quarter_window

CLAUSE = "二（三）"
LEAST_REASON = 5


class LateFilingTooEarly(Refusal):
    """The quarter's window is not over: it can still be filed on time."""

    code = "late_filing_too_early"
    status = 409


class LateFilingNotOwed(Refusal):
    """The platform owes nothing for this quarter: there is nothing to file late."""

    code = "late_filing_not_owed"
    status = 409


class LateFilingOver(Refusal):
    """The leave is over, by its last day or by having been ended."""

    code = "late_filing_over"
    status = 409


@dataclass(frozen=True, slots=True)
class LeaveOrder:
    """What leave is given: for a quarter of a platform, or of a whole authority without one.

    ``last_day`` is the last day to file; ``excused`` is the ministry's word.
    """

    authority: str
    period: str
    reason: str
    last_day: date | None
    platform: str = ""
    excused: bool = False


@dataclass(frozen=True, slots=True)
class LeaveFilter:
    """What a list is narrowed to; empty narrows nothing."""

    authority: str = ""
    period: str = ""


_LEAVES: CaseList[LateFilingLeave, LeaveFilter] = CaseList(
    LateFilingLeave,
    "late_filings:read",
    Order("opens_at", "number", str),
    ("authority", "period"),
    (("host",), ("authority",)),
)
list_leaves = _LEAVES.page


def give_leave(
    order: LeaveOrder, *, by: Actor, at: datetime, rulebook: Rulebook, calendar: WorkingCalendar
) -> LateFilingLeave:
    """Let a platform, or a whole authority, file a quarter whose window is over.

    Raises NotFound for another's platform or authority, NotAllowed where a province excuses or
    names an authority instead of a platform, QuarterUnknown, LateFilingTooEarly,
    LateFilingNotOwed, Invalid.
    """
    platform = _whose(order, by)
    its = quarter_window(order.period, rulebook.programme(NATIONAL), calendar)
    refuse_leave(platform, its, at)
    reason = _checked(order, at, rulebook)

    def work() -> LateFilingLeave:
        made = _made(order, platform, reason, by=by, at=at, rulebook=rulebook)
        _write_down("give", made, by=by, at=at)
        hosts = [made.host] if platform else unreported_hosts(its, made.authority)
        _tell("give", made, hosts, by=by, at=at)
        return made

    return transact(work)


def give_with(
    order: LeaveOrder, platform: Platform, *, by: Actor, at: datetime, rulebook: Rulebook
) -> LateFilingLeave:
    """Give a platform leave with another act, in its transaction; that act tells the host.

    Raises NotAllowed, NotFound, and Invalid naming every fault.
    """
    require(by, "late_filings:give", authority=platform.authority)
    made = _made(order, platform, _checked(order, at, rulebook), by=by, at=at, rulebook=rulebook)
    _write_down("give", made, by=by, at=at)
    _tell("give", made, (), by=by, at=at)
    return made


def end_with(number: str, why: str, *, by: Actor, at: datetime) -> None:
    """End a leave with another act, in its transaction; one that is over stays as it is."""
    marks = {"until": at, "ended_at": at, "ended_by_name": by.name, "ended_reason": why}
    changed: LateFilingLeave | None = LateFilingLeave.objects(
        number=number, until__gt=at, ended_at=None
    ).modify(new=True, inc__version=1, **{f"set__{key}": one for key, one in marks.items()})
    if changed is not None:  # index number_1
        _write_down("end", changed, reason=why, by=by, at=at)
        _tell("end", changed, (), by=by, at=at)


def refuse_leave(platform: Platform | None, its: Window, at: datetime) -> None:
    """Refuse what no reason mends: the window is not over, or the platform owes nothing for it.

    Raises LateFilingTooEarly, LateFilingNotOwed, PlatformNotInLibrary.
    """
    if not is_over(its, at):
        raise LateFilingTooEarly(quarter=quarter_name(its.period), clause=CLAUSE)
    if platform is not None and not platform_owes(platform, its):
        raise LateFilingNotOwed(name=platform.name, quarter=quarter_name(its.period), clause=CLAUSE)
    if platform is not None:
        refuse_outside_library(platform, at)


def latest_day(at: datetime, rulebook: Rulebook) -> date:
    """Return the latest day that leave given now may run to."""
    today = at.astimezone(SHANGHAI).date()
    return today + timedelta(days=longest_leave(today, rulebook.programme(NATIONAL)))


def may_end(leave: LateFilingLeave, by: Actor) -> bool:
    """Say whether somebody who reads a leave may end it: whose office gave it, or the ministry."""
    return may(by, "late_filings:give") and (by.role in MINISTRY or leave.side == side_of(by).value)


def end_leave(
    number: str,
    reason: str,
    *,
    version: int,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
    calendar: WorkingCalendar,
) -> LateFilingLeave:
    """End a leave before its last day, with a reason; what was filed under it stays.

    Whom it covered and who filed nothing is told.

    A province ends its own alone. Raises NotFound, LateFilingOver, Invalid, VersionConflict.
    """
    leave = readable(number, "late_filings:give", by)
    if not may_end(leave, by):
        raise NotAllowed
    if leave.until <= at:
        raise LateFilingOver(number=number)
    why = stated_reason(reason)
    marks = {"until": at, "ended_at": at, "ended_by_name": by.name, "ended_reason": why}

    def work() -> LateFilingLeave:
        changed: LateFilingLeave | None = LateFilingLeave.objects(
            number=number, version=version, ended_at=None
        ).modify(new=True, inc__version=1, **{f"set__{key}": one for key, one in marks.items()})
        if changed is None:  # index number_1
            raise VersionConflict
        _write_down("end", changed, reason=why, by=by, at=at)
        its = quarter_window(changed.period, rulebook.programme(NATIONAL), calendar)
        hosts = [changed.host] if changed.platform else unreported_hosts(its, changed.authority)
        _tell("end", changed, hosts, by=by, at=at)
        return changed

    return transact(work)


def readable(number: str, permission: str, by: Actor) -> LateFilingLeave:
    """Return a leave that the actor may act on by this permission. Raises NotFound.

    A host reads one that covers its platform, its authority's for all among them.
    """
    found = numbered(LateFilingLeave, number, permission, by)
    if by.role is Role.HOST_OPERATOR:
        if not _covers(found, by):
            raise NotFound
        return found
    require(by, permission, authority=found.authority)
    return found


def _whose(order: LeaveOrder, by: Actor) -> Platform | None:
    """Return the platform a leave is for, None for a whole authority; refuse what is another's."""
    require(by, "late_filings:give")
    if order.excused and by.role not in MINISTRY:
        raise NotAllowed
    if order.platform:
        return platforms.readable(order.platform, "late_filings:give", by)
    if by.role not in MINISTRY:
        if order.authority:
            raise NotAllowed
        raise Invalid(fields={"platform": say("late_filing_platform_wanted")})
    if order.authority not in authorities().codes:
        raise Invalid(fields={"authority": say("late_filing_authority_wanted")})
    return None


def _covers(leave: LateFilingLeave, by: Actor) -> bool:
    """Say whether a leave covers a platform of a host's."""
    if leave.platform:
        return bool(leave.host == by.host)
    its = Platform.objects(host=by.host, authority=leave.authority).only("id")
    return its.first() is not None  # index host_1_number_1


def _checked(order: LeaveOrder, at: datetime, rulebook: Rulebook) -> str:
    """Return the reason as it is kept. Raises Invalid naming every fault."""
    today, reason = at.astimezone(SHANGHAI).date(), " ".join(seen(order.reason).split())
    longest = longest_leave(today, rulebook.programme(NATIONAL))
    faults = {
        field: say(code, most=longest)
        for field, code in faults_of_leave(order.last_day, today, longest).items()
    }
    if not LEAST_REASON <= len(reason) <= LONGEST_REASON:
        words = {"least": LEAST_REASON, "most": LONGEST_REASON}
        faults["reason"] = say("late_filing_reason_wanted", **words)
    if faults:
        raise Invalid(fields=faults)
    return reason


def _made(
    order: LeaveOrder,
    platform: Platform | None,
    reason: str,
    *,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
) -> LateFilingLeave:
    authority = platform.authority if platform else order.authority
    series = f"{authority}-{at.astimezone(SHANGHAI).year}"
    last_day = order.last_day or at.astimezone(SHANGHAI).date()
    made: LateFilingLeave = LateFilingLeave(
        number=f"BB-{series}-{take_number(f'late_filing:{series}'):04d}",
        authority=authority,
        platform=platform.number if platform else "",
        platform_name=platform.name if platform else "",
        host=platform.host if platform else "",
        period=order.period,
        excused=order.excused,
        reason=reason,
        side=side_of(by).value,
        last_day=last_day,
        opens_at=to_millisecond(at),
        until=end_of(last_day),
        rulebook=rulebook.version,
        account=by.account,
        account_name=by.name,
    ).save(force_insert=True)
    return made


def subject_of(leave: LateFilingLeave) -> str:
    """Return in whose chain a leave stands: its platform's, or its authority's."""
    platform = f"platform:{leave.platform}"
    return platform if leave.platform else f"authority:{leave.authority}"


def _write_down(
    verb: str, leave: LateFilingLeave, *, reason: str = "", by: Actor, at: datetime
) -> None:
    after = {
        "late_filing": leave.number, "period": leave.period, "last_day": leave.last_day,
        "excused": leave.excused, "until": leave.until,
    }  # fmt: skip
    act = ledger.Act(
        f"late_filing.{verb}", subject_of(leave), after=after, clause=CLAUSE,
        rulebook=leave.rulebook, reason=reason or leave.reason,
    )  # fmt: skip
    ledger.record(act, by=by, at=at)


def _tell(
    verb: str, leave: LateFilingLeave, hosts: Iterable[str], *, by: Actor, at: datetime
) -> None:
    """Tell whom a leave covers, and the office that did not give it."""
    who = leave.platform_name or authority_name(leave.authority)
    words = {
        "number": leave.number, "name": who, "quarter": quarter_name(leave.period),
        "last_day": leave.last_day.isoformat(), "reason": leave.ended_reason or leave.reason,
        "authority": authority_name(leave.authority),
    }  # fmt: skip
    code = f"notice_late_filing_{verb}" + ("_excused" if leave.excused and verb == "give" else "")
    office = ("authority", leave.authority) if by.role in MINISTRY else ("ministry", "ministry")
    told = [office, *(("host", host) for host in dict.fromkeys(hosts))]
    subject = f"late_filing:{leave.number}"
    outbox.post_all(
        [outbox.Notice(audience, one, code, subject, words) for audience, one in told], at=at
    )


def move_along(platform: str, authority: str) -> None:
    """Hand a platform's own leaves to the authority that receives it, in its transaction."""
    LateFilingLeave.objects(platform=platform).update(
        set__authority=authority, inc__version=1
    )  # index platform_1_period_1
