"""What the pages of removal cases show: lines, filters, the timeline, the steps one may take."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from flask import url_for

from registry import edge
from registry.documents.removal_cases import RemovalCase
from registry.law import NATIONAL
from registry.messages import say
from registry.permissions import PROVINCE, Actor, Role, may
from registry.policy.appeals import Outcome
from registry.policy.removal_cases import CaseState, Step, hindrance
from registry.services.authorities import authority_name, authority_place
from registry.services.ban_liftings import SUSPENDED
from registry.services.removal_case_acts import standing_of
from registry.services.removal_cases import CaseCount, CaseFilter
from registry.web.filters import counted_filters

# Which permission a step takes; the first that may be taken now is the next one.
_STEPS: Mapping[Step, str] = {
    Step.NOTIFY: "removal_cases:notify",
    Step.STATE: "removal_cases:state",
    Step.VERIFY: "removal_cases:verify",
    Step.PREPARE: "removal_cases:prepare",
    Step.SIGN: "removal_cases:decide",
    Step.ADD_EVIDENCE: "removal_cases:add_evidence",
    Step.GIVE_BACK: "removal_cases:decide",
    Step.RESUME: "removal_cases:hold",
    Step.HOLD: "removal_cases:hold",
    Step.CLOSE: "removal_cases:decide",
}
NEXT = (Step.RESUME, Step.NOTIFY, Step.SIGN, Step.STATE, Step.PREPARE, Step.VERIFY)


def steps_for(case: RemovalCase, actor: Actor, at: datetime) -> list[Step]:
    """Return the steps somebody may take on a case now."""
    led = actor.role not in PROVINCE or case.wants_verification
    standing = standing_of(case)
    return [
        step
        for step, permission in _STEPS.items()
        if led and may(actor, permission) and not hindrance(step, standing, at)
    ]


def next_step(steps: Iterable[Step]) -> Step | None:
    """Return the one step that the page asks for first."""
    allowed = set(steps)
    return next((step for step in NEXT if step in allowed), None)


def grounds(actor: Actor, platform_removed: bool = False) -> list[tuple[str, str]]:  # noqa: FBT001, FBT002 - one question
    """Return the grounds somebody may open a case on; a province those that are verified."""
    consequences = edge.rulebook().programme(NATIONAL).consequences
    return [
        (one.id, f"{one.clause} {say(f'ground_{one.id}')}")
        for one in consequences
        if (one.verified or actor.role not in PROVINCE)
        and (one.ban_years is not None or not platform_removed)
    ]


def state_tag(case: RemovalCase) -> str:
    """Return the tag of a case: how far it came, or what stopped it or undid its decision."""
    if case.on_hold:
        return "removal_on_hold"
    undone = case.upon_appeal in {SUSPENDED, Outcome.CHANGED, Outcome.ANNULLED}
    return f"removal_{case.upon_appeal if undone else case.state}"


def line(case: RemovalCase) -> dict[str, Any]:
    """Return a case as a line of a list."""
    return {
        "platform_name": case.platform_name,
        "host_name": case.host_name,
        "number": case.number,
        "whose": authority_place(case.authority),
        "ground": say(f"ground_{case.ground}"),
        "clause": case.clause,
        "opened_at": case.opened_at,
        "state": state_tag(case),
        "href": url_for("removal_cases.show", number=case.number),
    }


def filters(asked: CaseFilter, counts: Iterable[CaseCount]) -> list[dict[str, Any]]:
    """Return the filters as links, each with how many it would show beside the others."""
    consequences = edge.rulebook().programme(NATIONAL).consequences
    options = (
        ("进展", "state", [(one.value, say(f"state_removal_{one}")) for one in CaseState]),
        ("情形", "ground", [(one.id, say(f"ground_{one.id}")) for one in consequences]),
    )
    return counted_filters(options, asked, counts)


def timeline_of(case: RemovalCase, actor: Actor) -> list[dict[str, Any]]:
    """Tell a case, newest first; a host reads of a decision once it is made."""
    told = [*_begun(case), *_heard(case), *_stood_still(case), *_ended(case)]
    if actor.role is not Role.HOST_OPERATOR:
        told += _prepared(case)
    return sorted(told, key=lambda one: one["at"], reverse=True)


def _begun(case: RemovalCase) -> Iterable[dict[str, Any]]:
    opened_by = authority_name(case.authority) if case.opened_by == "province" else "部级"
    yield {
        "at": case.opened_at, "title": f"{opened_by}立案", "by": case.account_name,
        "text": say(f"ground_{case.ground}"), "clause": case.clause,
    }  # fmt: skip
    if notice := case.notice:
        yield {
            "at": notice.given_at, "title": "告知依托单位", "by": notice.account_name,
            "text": f"{notice.number}；陈述截止 {notice.last_day:%Y-%m-%d}"
                    f"（{notice.days} 个工作日）",
        }  # fmt: skip


def _heard(case: RemovalCase) -> Iterable[dict[str, Any]]:
    for one in case.statements:
        title = "依托单位陈述（逾期）" if one.late else "依托单位陈述"
        yield {"at": one.received_at, "title": title, "by": one.account_name}
    for one in case.verifications:
        found = say(f"removal_confirmed_{'yes' if one.confirmed else 'no'}")
        organ = authority_name(one.authority) if one.authority else say("removal_organ_ministry")
        yield {
            "at": one.recorded_at, "title": f"核实：{found}", "by": one.account_name,
            "text": f"{organ} {one.person}，{one.verified_on:%Y-%m-%d} 核实",
        }  # fmt: skip


def _stood_still(case: RemovalCase) -> Iterable[dict[str, Any]]:
    for one in case.holds:
        yield {"at": one.held_at, "title": "中止办理", "by": one.account_name, "text": one.reason}
        if one.resumed_at:
            yield {
                "at": one.resumed_at, "title": "恢复办理", "by": one.resumed_by_name,
                "text": one.resumed_reason,
            }  # fmt: skip


def _prepared(case: RemovalCase) -> Iterable[dict[str, Any]]:
    if one := case.preparation:
        yield {
            "at": one.prepared_at, "title": "拟定移出决定", "by": one.account_name,
            "text": one.document,
        }  # fmt: skip
    for back in case.given_back:
        yield {
            "at": back.given_back_at, "title": "退回移出决定", "by": back.account_name,
            "text": back.reason,
        }  # fmt: skip


def _ended(case: RemovalCase) -> Iterable[dict[str, Any]]:
    if made := case.decision:
        yield {
            "at": made.decided_at, "title": "作出移出决定", "by": made.signed_by_name,
            "text": made.document, "effective": made.effective_on, "clause": case.clause,
            "href": url_for("removal_decisions.show", number=case.number),
        }  # fmt: skip
    if closed := case.closing:
        yield {
            "at": closed.closed_at, "title": f"结案：{say(f'removal_closing_{closed.outcome}')}",
            "by": closed.account_name, "text": closed.reason,
        }  # fmt: skip
