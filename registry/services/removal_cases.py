"""Removal cases 移出案件 on the desk: opened, noticed to the host, stated upon; found and counted.

A case removes nothing: ``services.removal_decisions`` does, after the steps before it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from mongoengine.errors import NotUniqueError

from registry.database import transact
from registry.documents.accounts import Account
from registry.documents.counters import take_number
from registry.documents.exit_proposals import ExitProposal
from registry.documents.platforms import Platform
from registry.documents.removal_cases import CaseNotice, CaseStatement, RemovalCase
from registry.errors import Invalid
from registry.law import NATIONAL
from registry.messages import say
from registry.permissions import MINISTRY, Actor, Role, authority_in_view, require
from registry.policy.calendar import WorkingCalendar
from registry.policy.exit_proposals import ExitState
from registry.policy.provisions import Consequence
from registry.policy.removal_cases import (
    CaseState,
    Organ,
    Origin,
    Step,
    end_of,
    last_day_to_state,
    statement_days,
)
from registry.policy.rulebook import NoSuchProvisionError, Rulebook
from registry.policy.vocabulary import LibraryState
from registry.services import platforms
from registry.services.as_read import change_as_read
from registry.services.by_time import Order
from registry.services.case_lists import CaseList
from registry.services.incidents import is_incident_of, note_case
from registry.services.outbox import Delivery, deliveries_to
from registry.services.recorded import Recorded
from registry.services.removal_case_acts import (
    Typed,
    for_office,
    readable,
    refuse_ministrys_ground,
    refuse_step,
    subject_of,
    today,
    write_down,
)
from registry.services.removal_case_refusals import RemovalCaseAlreadyOpen, RemovalPlatformGone
from registry.services.removal_statement_drafts import drop_draft

_ORIGIN = re.compile(r"[A-Z]{2}-[0-9A-Z]{1,12}(?:-[0-9A-Z]{1,8}){1,3}")
_COUNTED_BY = "authority_1_state_1_ground_1"


@dataclass(frozen=True, slots=True)
class CaseOrder:
    """What a case is opened with; ``origin`` is the number of what it came from."""

    platform: str
    ground: str
    facts: str
    occurred_on: date | None = None
    origin_kind: str = ""
    origin: str = ""


@dataclass(frozen=True, slots=True)
class NoticeOrder:
    """What the host is told: number and day of the document, and what is asked of it."""

    number: str
    dated: date | None
    asks: str


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """What a list is narrowed to; empty narrows nothing."""

    authority: str = ""
    state: str = ""
    ground: str = ""


_CASES: CaseList[RemovalCase, CaseFilter] = CaseList(
    RemovalCase,
    "removal_cases:read",
    Order("opened_at", "number", str),
    ("authority", "state", "ground"),
    (("host",), ("authority",), ("state",)),
    of_host={"noticed": True},
)
list_cases = _CASES.page


@dataclass(frozen=True, slots=True)
class CaseCount:
    """How many cases share authority, state and ground."""

    authority: str
    state: str
    ground: str
    count: int


def open_case(order: CaseOrder, *, by: Actor, at: datetime, rulebook: Rulebook) -> RemovalCase:
    """Open a case against a platform; nothing happens to it. The other office is told.

    Raises NotFound for another's platform, Invalid, RemovalGroundByMinistry,
    RemovalPlatformGone, RemovalCaseAlreadyOpen.
    """
    platform = platforms.readable(order.platform, "removal_cases:open", by)
    found, facts = _checked(order, platform, at, rulebook)
    refuse_ministrys_ground(by, wants_verification=found.verified)
    if platform.state != LibraryState.IN_LIBRARY and found.ban_years is None:
        raise RemovalPlatformGone(name=platform.name)

    def work() -> RemovalCase:
        made = _write(order, platform, found, facts, by=by, at=at, rulebook=rulebook)
        after = {
            "ground": made.ground, "facts": facts, "origin": made.origin,
            "occurred_on": made.occurred_on,
        }  # fmt: skip
        told = ("authority",) if by.role in MINISTRY else ("ministry",)
        write_down(made, Recorded("open", after, told), by=by, at=at)
        if made.origin_kind == Origin.INCIDENT:
            note_case(made.origin, made.number)
        return made

    try:
        return transact(work)
    except NotUniqueError as error:
        standing = RemovalCase.objects(platform=platform.number, ground=order.ground, open=True)
        if (one := standing.first()) is None:  # index one_open_per_ground
            raise
        raise RemovalCaseAlreadyOpen(name=platform.name, number=one.number) from error


def notify(
    number: str,
    order: NoticeOrder,
    *,
    version: int,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
    calendar: WorkingCalendar,
) -> RemovalCase:
    """Give the host notice: from now on it sees the case, and may state within the period.

    Raises NotFound, RemovalGroundByMinistry, a hindrance, Invalid, VersionConflict.
    """
    case = for_office(number, "removal_cases:notify", by)
    refuse_step(case, Step.NOTIFY, version, at)
    notice = _notice(case, order, by=by, at=at, rulebook=rulebook, calendar=calendar)

    def work() -> RemovalCase:
        changed = change_as_read(
            case, set__state=CaseState.NOTIFIED.value, set__notice=notice, set__noticed=True
        )
        after = {
            "document": notice.number, "dated": notice.dated, "last_day": notice.last_day,
            "facts": notice.asks,
        }  # fmt: skip
        params = {"document": notice.number, "last_day": notice.last_day.isoformat()}
        told = ("host", "authority" if by.role in MINISTRY else "ministry")
        what = Recorded("notify", after, told, params, rulebook.version)
        write_down(changed, what, by=by, at=at)
        return changed

    return transact(work)


def _notice(
    case: RemovalCase,
    order: NoticeOrder,
    *,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
    calendar: WorkingCalendar,
) -> CaseNotice:
    """Return a notice with the host's last day. Raises Invalid naming every fault."""
    typed, day = Typed(), today(at)
    document = typed.line("number", order.number, "removal_notice_number_wanted")
    asks = typed.text("asks", order.asks, "removal_notice_asks_wanted")
    if order.dated is None or order.dated > day:
        typed.fault("dated", "removal_notice_dated_wanted")
    typed.refuse()
    days = statement_days(day, rulebook.programme(case.programme))
    last = last_day_to_state(day, days, calendar)
    return CaseNotice(
        number=document, dated=order.dated, asks=asks, days=days, last_day=last,
        until=end_of(last), account_name=by.name, given_at=at,
    )  # fmt: skip


def state(number: str, text: str, *, version: int, by: Actor, at: datetime) -> RemovalCase:
    """Take a host's statement; one that comes late says so and is read all the same.

    Raises NotFound, a hindrance, Invalid, VersionConflict.
    """
    case = readable(number, "removal_cases:state", by)
    refuse_step(case, Step.STATE, version, at)
    typed = Typed()
    words = typed.text("text", text, "removal_statement_wanted")
    typed.refuse()
    late = at >= case.notice.until
    made = CaseStatement(text=words, late=late, account_name=by.name, received_at=at)

    def work() -> RemovalCase:
        changed = change_as_read(case, push__statements=made)
        drop_draft(number, by)
        after = {"facts": words, "late": late}
        what = Recorded("state", after, ("authority", "ministry"))
        write_down(changed, what, by=by, at=at)
        return changed

    return transact(work)


def count_cases(*, by: Actor) -> tuple[CaseCount, ...]:
    """Return how the cases an office may see divide; one query over an index alone."""
    require(by, "removal_cases:read", authority=authority_in_view(by))
    keys = ("authority", "state", "ground")
    groups = RemovalCase._get_collection().aggregate(  # noqa: SLF001 - a count without the mapper
        [
            {"$match": {"authority": {"$gte": ""}} | _CASES.scope(by)},
            {"$group": {"_id": {key: f"${key}" for key in keys}, "count": {"$sum": 1}}},
        ],
        hint=_COUNTED_BY,
    )
    return tuple(CaseCount(**group["_id"], count=group["count"]) for group in groups)


def cases_of(platform: Platform, *, by: Actor) -> list[RemovalCase]:
    """Return a platform's cases, newest first, to who may read the platform; one query."""
    require(by, "removal_cases:read", host=platform.host, authority=platform.authority)
    found = RemovalCase.objects(platform=platform.number).order_by("-opened_at")
    if by.role is Role.HOST_OPERATOR:  # index platform_1_opened_at_-1
        found = found.filter(noticed=True)
    return list(found)


@dataclass(frozen=True, slots=True)
class Deliveries:
    """What the host was told of a record, newest first, and whether it has an account to see it."""

    told: Sequence[Delivery]
    has_account: bool


def deliveries_of(case: RemovalCase, *, by: Actor) -> Deliveries | None:
    """Return how far the messages to a case's host have come, to an office.

    A host without an account loses nothing: they are kept, and shown to its next one.
    """
    if by.role is Role.HOST_OPERATOR or not case.noticed:
        return None
    require(by, "removal_cases:read", authority=case.authority)
    return deliveries_to_host(case.host, subject_of(case.number))


def deliveries_to_host(host: str, subject: str) -> Deliveries:
    """Return how far messages to a host have come; two queries. Whose it is, ask before."""
    served = Account.objects(host=host, role=Role.HOST_OPERATOR.value, active=True)
    told = deliveries_to("host", host, subject)
    return Deliveries(told, served.only("id").first() is not None)  # index host_1_username_1


def proposal_for(platform: str, number: str) -> ExitProposal | None:
    """Return the open exit proposal of this number on this platform, or None."""
    found: ExitProposal | None = ExitProposal.objects(
        number=number, platform=platform, state=ExitState.OPEN.value
    ).first()  # index number_1
    return found


def _checked(
    order: CaseOrder, platform: Platform, at: datetime, rulebook: Rulebook
) -> tuple[Consequence, str]:
    """Return the ground's consequence and the facts. Raises Invalid naming every fault."""
    typed = Typed()
    facts = typed.text("facts", order.facts, "removal_facts_wanted")
    if order.occurred_on and order.occurred_on > today(at):
        typed.fault("occurred_on", "removal_occurred_in_the_future")
    if not _is_origin(order, platform.number):
        typed.fault("origin", "removal_origin_unknown", read=order.origin[:40])
    try:
        found = rulebook.programme(NATIONAL).consequence(order.ground, today(at))
    except NoSuchProvisionError as error:
        wanted = {"ground": say("removal_ground_wanted")}
        raise Invalid(fields=typed.faults | wanted) from error
    typed.refuse()
    return found, facts


def _is_origin(order: CaseOrder, platform: str) -> bool:
    """Say whether a case can come from what it names; proposals and incidents are looked up."""
    if not order.origin_kind and not order.origin:
        return True
    if order.origin_kind == Origin.EXIT_PROPOSAL:
        return proposal_for(platform, order.origin) is not None
    if order.origin_kind == Origin.INCIDENT:
        return is_incident_of(platform, order.origin)
    return order.origin_kind in list(Origin) and bool(_ORIGIN.fullmatch(order.origin))


def _write(
    order: CaseOrder,
    platform: Platform,
    found: Consequence,
    facts: str,
    *,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
) -> RemovalCase:
    series = f"{platform.authority}-{today(at).year}"
    made: RemovalCase = RemovalCase(
        number=f"YC-{series}-{take_number(f'removal_case:{series}'):04d}",
        programme=platform.programme,
        authority=platform.authority,
        platform=platform.number,
        platform_name=platform.name,
        host=platform.host,
        host_name=platform.host_name,
        credit_code=platform.credit_code,
        ground=found.id,
        clause=found.clause,
        wants_verification=found.verified,
        facts=facts,
        occurred_on=order.occurred_on,
        origin_kind=order.origin_kind,
        origin=order.origin,
        state=CaseState.OPENED.value,
        rulebook=rulebook.version,
        account=by.account,
        account_name=by.name,
        opened_by=(Organ.MINISTRY if by.role in MINISTRY else Organ.PROVINCE).value,
        opened_at=at,
    ).save(force_insert=True)
    return made


def move_along(platform: str, authority: str) -> None:
    """Hand a platform's cases to the authority that receives it, in its transaction.

    Those that were decided go with it, too: whoever answers for the platform reads them.
    """
    RemovalCase.objects(platform=platform).update(
        set__authority=authority, inc__version=1
    )  # index platform_1_opened_at_-1
