"""Requests for support 支持诉求 on the desk: taken in hand, answered, settled, listed 二（三）."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from registry.clock import to_millisecond
from registry.database import transact
from registry.documents.platforms import Platform
from registry.documents.support_requests import LONGEST_TEXT, SupportRequest, SupportStep
from registry.errors import Invalid, Refusal, VersionConflict
from registry.messages import say
from registry.permissions import Actor, Role, authority_in_view, may, require, side_of
from registry.policy.support_requests import (
    OF_PROVINCE,
    SupportMove,
    SupportState,
    faults_of_step,
    moved,
    moves_from,
)
from registry.policy.typed_text import seen
from registry.policy.vocabulary import Side
from registry.services import ledger, outbox
from registry.services.authorities import authority_name
from registry.services.by_time import Order
from registry.services.case_lists import CaseList
from registry.services.quarterly_update_forms import quarter_name
from registry.support_kinds import support_kinds

LONGEST_DEPARTMENT = 60


class SupportNotNow(Refusal):
    """The step may not be taken from where the request stands."""

    code = "support_not_now"
    status = 409


@dataclass(frozen=True, slots=True)
class SupportOrder:
    """One step: what is done, in which words; an answer's outcome and named department."""

    move: SupportMove
    text: str = ""
    outcome: str = ""
    department: str = ""


@dataclass(frozen=True, slots=True)
class SupportFilter:
    """What a list is narrowed to; empty narrows nothing."""

    authority: str = ""
    kind: str = ""
    state: str = ""
    period: str = ""


_REQUESTS: CaseList[SupportRequest, SupportFilter] = CaseList(
    SupportRequest,
    "support_requests:read",
    Order("asked_at", "number", str),
    ("authority", "kind", "state", "period"),
    (("host",), ("authority",)),
)
readable, list_requests = _REQUESTS.readable, _REQUESTS.page


@dataclass(frozen=True, slots=True)
class SupportCount:
    """How many requests of one authority and kind stand how."""

    authority: str
    kind: str
    state: str
    count: int


def step_on(
    number: str, order: SupportOrder, *, version: int, by: Actor, at: datetime
) -> SupportRequest:
    """Take a step on a request: the responsible authority's, or its host's; the other is told.

    Raises NotFound, NotAllowed, SupportNotNow, Invalid naming every fault, VersionConflict.
    """
    found = readable(number, permission_of(order.move), by)
    _next(found, order.move)
    order = _checked(order)

    def work() -> SupportRequest:
        one: SupportRequest | None = SupportRequest.objects(number=number, version=version).first()
        if one is None:  # index number_1
            raise VersionConflict
        _take(one, order, by=by, at=at)
        _write_down(one, order, by=by, at=at)
        _tell(one, order, by=by, at=at)
        return one

    return transact(work)


def outcome_words(outcome: str, department: str) -> str:
    """Say what an answer says, with the department it names; empty without one."""
    return say(f"support_outcome_{outcome}", department=department) if outcome else ""


def permission_of(move: SupportMove) -> str:
    """Return the permission that a step wants."""
    side = "handle" if move in OF_PROVINCE else "follow"
    return f"support_requests:{side}"


def moves_of(one: SupportRequest, by: Actor) -> frozenset[SupportMove]:
    """Return the steps that somebody who reads a request may take on it now."""
    is_theirs = by.host == one.host or by.authority == one.authority
    possible = moves_from(SupportState(one.state)) if is_theirs else ()
    return frozenset(move for move in possible if may(by, permission_of(move)))


def counts_of_requests(*, authority: str = "", by: Actor) -> list[SupportCount]:
    """Count requests by authority, kind and state: a host's, a province's own, or all; one query.

    Raises NotFound for another's authority. Index authority_1_kind_1_state_1 answers it alone;
    of a host host_1_state_1_asked_at_1.
    """
    require(by, "support_requests:read", host=by.host or None, authority=authority or None)
    own = authority_in_view(by, authority)
    match: dict[str, Any] = {"authority": {"$gte": ""} if own is None else own}
    index = "authority_1_kind_1_state_1"
    if by.role is Role.HOST_OPERATOR:
        match, index = {"host": by.host}, "host_1_state_1_asked_at_1"
    named = {name: f"${name}" for name in ("authority", "kind", "state")}
    stages = [{"$match": match}, {"$group": {"_id": named, "count": {"$sum": 1}}}]
    groups = SupportRequest._get_collection().aggregate(stages, hint=index)  # noqa: SLF001 - past the mapper
    return [SupportCount(**one["_id"], count=one["count"]) for one in groups]


def move_along(platform: str, authority: str) -> None:
    """Hand a platform's requests to the authority that receives it, in its transaction."""
    SupportRequest.objects(platform=platform).update(
        set__authority=authority, inc__version=1
    )  # index platform_1_period_1_kind_1


def follow_host(platform: str) -> None:
    """Let a platform's requests be its host's of today, in the transaction that changed it."""
    here = Platform.objects(number=platform).only("host", "host_name").get()  # index number_1
    SupportRequest.objects(platform=platform).update(
        set__host=here.host, set__host_name=here.host_name, inc__version=1
    )  # index platform_1_period_1_kind_1


def _next(one: SupportRequest, move: SupportMove) -> SupportState:
    """Return where a step leads. Raises SupportNotNow."""
    found = moved(SupportState(one.state), move)
    if found is None:
        raise SupportNotNow(number=one.number, state=say(f"state_support_{one.state}"))
    return found


def _checked(order: SupportOrder) -> SupportOrder:
    """Return a step as it is kept. Raises Invalid naming every fault."""
    text, department = seen(order.text), " ".join(seen(order.department).split())
    faults = {
        field: say(code)
        for field, code in faults_of_step(order.move, text, order.outcome, department).items()
    }
    if len(text) > LONGEST_TEXT:
        faults["text"] = say("support_text_too_long", most=LONGEST_TEXT)
    if len(department) > LONGEST_DEPARTMENT:
        faults["department"] = say("support_department_too_long", most=LONGEST_DEPARTMENT)
    if faults:
        raise Invalid(fields=faults)
    answers = order.move is SupportMove.ANSWER
    outcome = order.outcome if answers else ""
    kept = department if answers and outcome == "referred" else ""
    return replace(order, text=text, outcome=outcome, department=kept)


def _take(one: SupportRequest, order: SupportOrder, *, by: Actor, at: datetime) -> None:
    """Write a step into the request it was read from."""
    at = to_millisecond(at)
    one.state = _next(one, order.move).value
    one.steps.append(
        SupportStep(
            step=order.move.value, side=side_of(by).value, at=at, by_name=by.name,
            text=order.text, outcome=order.outcome, department=order.department,
        )
    )  # fmt: skip
    if order.move is SupportMove.ANSWER:
        one.outcome, one.department, one.answered_at = order.outcome, order.department, at
    if order.move is SupportMove.ASK_AGAIN:
        one.outcome, one.department, one.answered_at = "", "", None
    if order.move in OF_PROVINCE:
        one.handler_name = by.name
    one.version += 1
    one.moved_at = at
    one.save()


def _write_down(one: SupportRequest, order: SupportOrder, *, by: Actor, at: datetime) -> None:
    kind = support_kinds().label(one.kind)
    after: dict[str, Any] = {"support_request": one.number, "support_kind": kind}
    if order.outcome:
        after["support_outcome"] = outcome_words(order.outcome, order.department)
    act = ledger.Act(
        f"support_request.{order.move.value}", f"platform:{one.platform}", after=after,
        clause=support_kinds().clause, rulebook=one.rulebook, reason=order.text,
    )  # fmt: skip
    ledger.record(act, by=by, at=at)


def _tell(one: SupportRequest, order: SupportOrder, *, by: Actor, at: datetime) -> None:
    """Tell the other side of a step."""
    words = {
        "number": one.number, "name": one.platform_name, "quarter": quarter_name(one.period),
        "kind": support_kinds().label(one.kind), "authority": authority_name(one.authority),
        "text": order.text, "outcome": outcome_words(order.outcome, order.department),
    }  # fmt: skip
    by_host = side_of(by) is Side.HOST
    audience, recipient = ("authority", one.authority) if by_host else ("host", one.host)
    code, subject = f"notice_support_{order.move}", f"support_request:{one.number}"
    outbox.post(outbox.Notice(audience, recipient, code, subject, words), at=at)
