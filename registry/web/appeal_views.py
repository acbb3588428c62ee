"""What the pages of appeals 异议 show: lines, steps, the timeline, how a decision stands."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for

from registry.clock import SHANGHAI
from registry.documents.appeals import Appeal
from registry.documents.removal_cases import RemovalCase
from registry.messages import say
from registry.permissions import Actor, Role, may
from registry.policy.appeals import AppealOrigin, AppealState, AppealStep, Outcome, hindrance
from registry.policy.provisions import Consequence
from registry.policy.rulebook import Rulebook
from registry.services.appeal_outcomes import grounds_to_change
from registry.services.appeals import AppealFilter
from registry.services.authorities import authority_place
from registry.web.formats import day
from registry.web.shell import address

# Which permission a step takes; the page asks for the first of ``NEXT`` that may be taken now.
_STEPS: Mapping[AppealStep, str] = {
    AppealStep.SIGN: "appeals:decide",
    AppealStep.PREPARE: "appeals:prepare",
    AppealStep.SUSPEND: "appeals:suspend",
    AppealStep.RESUME: "appeals:suspend",
    AppealStep.GIVE_BACK: "appeals:decide",
    AppealStep.WITHDRAW: "appeals:file",
    AppealStep.ADD_EVIDENCE: "appeals:add_evidence",
}
NEXT = (AppealStep.SIGN, AppealStep.PREPARE)
# How pressing it is that a decision stands so.
_TONES = {"suspended": "due", "upheld": "bad", "changed": "due", "annulled": "good"}


@dataclass(frozen=True, slots=True)
class HowItStands:
    """How a decision stands upon an appeal, in words, and which appeal that is."""

    said: str
    tone: str
    appeal: str


def steps_for(appeal: Appeal, actor: Actor) -> list[AppealStep]:
    """Return the steps somebody may take on an appeal now."""
    state = AppealState(appeal.state)
    return [
        step
        for step, permission in _STEPS.items()
        if may(actor, permission)
        and not hindrance(step, state, suspended=appeal.suspended)
        and not (step is AppealStep.WITHDRAW and appeal.origin != AppealOrigin.HOST)
    ]


def next_step(appeal: Appeal, steps: Iterable[AppealStep]) -> AppealStep | None:
    """Return the one step that the page asks for first.

    A suspension that was asked for is answered before the outcome is written.
    """
    allowed = set(steps)
    asked = appeal.asks_suspension and not appeal.suspensions
    if asked and AppealStep.SUSPEND in allowed:
        return AppealStep.SUSPEND
    return next((step for step in NEXT if step in allowed), None)


def state_tag(appeal: Appeal) -> str:
    """Return the tag of an appeal: that its decision is suspended goes before how far it came."""
    suspended = appeal.suspended and appeal.state == AppealState.FILED
    return "appeal_suspended" if suspended else f"appeal_{appeal.state}"


def line(appeal: Appeal) -> dict[str, Any]:
    """Return an appeal as a line of a list."""
    made = appeal.outcome
    return {
        "platform_name": appeal.platform_name,
        "host_name": appeal.host_name,
        "number": appeal.number,
        "whose": authority_place(appeal.authority),
        "origin": say(f"appeal_origin_{appeal.origin}"),
        "asks": say(f"appeal_asks_{appeal.asks}"),
        "filed_at": appeal.filed_at,
        "state": state_tag(appeal),
        "outcome": say(f"appeal_outcome_{made.outcome}") if made else "",
        "href": url_for("appeals.show", number=appeal.number),
    }


def filters(asked: AppealFilter) -> list[dict[str, Any]]:
    """Return the filter by state as links."""
    words = [("", "全部"), *((one.value, say(f"state_appeal_{one}")) for one in AppealState)]
    choices = [
        {"label": word, "href": address(state=value or None), "active": value == asked.state}
        for value, word in words
    ]
    return [{"label": "进展", "choices": choices}]


def grounds_offered(case: RemovalCase, rulebook: Rulebook) -> list[tuple[str, str]]:
    """Return the grounds a decision may be changed to, each with the ban it brings."""
    return [(one.id, _ground_words(one)) for one in grounds_to_change(case, rulebook)]


def how_it_stands(case: RemovalCase, appeals: Iterable[Appeal]) -> HowItStands | None:
    """Say how a case's decision stands upon the appeal that made it so; None where none did."""
    appeal = next((one for one in appeals if case.appeal and one.number == case.appeal), None)
    if appeal is None or not case.upon_appeal:
        return None
    since = appeal.suspensions[-1].suspended_at if appeal.suspensions else None
    said = say(
        f"decision_{case.upon_appeal}",
        number=appeal.number,
        day=day(since.astimezone(SHANGHAI).date()) if since else "",
        document=appeal.outcome.document if appeal.outcome else "",
    )
    return HowItStands(said, _TONES[case.upon_appeal], appeal.number)


def followed(appeal: Appeal) -> list[str]:
    """Say what followed from an outcome, as it was written down; nothing before there is one."""
    made = appeal.outcome
    if made is None:
        return []
    if made.outcome == Outcome.UPHELD:
        return [say("appeal_follows_upheld")]
    if made.in_library:
        said = [say("appeal_follows_returned", day=day(made.library_from))]
    elif made.outcome == Outcome.CHANGED:
        said = [say("appeal_follows_stays_out")]
    else:
        said = [say("appeal_follows_kept_out_all_the_same")]
    if made.ban_voided:
        said.append(say("appeal_follows_ban_voided"))
    if made.ban_until:
        said.append(
            say("appeal_follows_ban", first=day(made.ban_from), last=day(made.ban_until))
        )  # fmt: skip - one sentence
    return said


def timeline_of(appeal: Appeal, actor: Actor) -> list[dict[str, Any]]:
    """Tell an appeal, newest first; a host reads of an outcome once it is signed."""
    told = [*_begun(appeal), *_suspended(appeal), *_ended(appeal)]
    if actor.role is not Role.HOST_OPERATOR:
        told += _prepared(appeal)
    return sorted(told, key=lambda one: one["at"], reverse=True)


def _ground_words(one: Consequence) -> str:
    ban = say("appeal_ground_bans", years=one.ban_years) if one.ban_years else ""
    ban = ban or say("appeal_ground_bans_not")
    return f"{one.clause} {say(f'ground_{one.id}')}（{ban}）"


def _begun(appeal: Appeal) -> Iterable[dict[str, Any]]:
    asked = f"；{say('ledger_asks_suspension')}" if appeal.asks_suspension else ""
    yield {
        "at": appeal.filed_at, "title": say(f"appeal_origin_{appeal.origin}"),
        "by": appeal.account_name, "text": f"{say(f'appeal_asks_{appeal.asks}')}{asked}",
    }  # fmt: skip


def _suspended(appeal: Appeal) -> Iterable[dict[str, Any]]:
    for one in appeal.suspensions:
        yield {
            "at": one.suspended_at, "title": "决定暂停执行", "by": one.account_name,
            "reason": one.reason,
        }  # fmt: skip
        # What ended with the appeal is told by its end.
        if one.resumed_at and one.resumed_at not in {appeal.withdrawn_at, _decided_at(appeal)}:
            yield {
                "at": one.resumed_at, "title": "决定恢复执行", "by": one.resumed_by_name,
                "reason": one.resumed_reason,
            }  # fmt: skip


def _decided_at(appeal: Appeal) -> Any:  # noqa: ANN401 - MongoEngine's
    return appeal.outcome.decided_at if appeal.outcome else None


def _prepared(appeal: Appeal) -> Iterable[dict[str, Any]]:
    if one := appeal.preparation:
        yield {
            "at": one.prepared_at, "title": "拟定处理结果", "by": one.account_name,
            "text": f"{say(f'appeal_outcome_{one.outcome}')}；{one.document}",
        }  # fmt: skip
    for back in appeal.given_back:
        yield {
            "at": back.given_back_at, "title": "退回处理结果", "by": back.account_name,
            "reason": back.reason,
        }  # fmt: skip


def _ended(appeal: Appeal) -> Iterable[dict[str, Any]]:
    if appeal.withdrawn_at:
        yield {
            "at": appeal.withdrawn_at, "title": "撤回异议", "by": appeal.withdrawn_by_name,
            "reason": appeal.withdrawn_reason,
        }  # fmt: skip
    if made := appeal.outcome:
        said = say(f"appeal_outcome_{made.outcome}")
        yield {
            "at": made.decided_at, "title": f"作出处理决定：{said}",
            "by": made.signed_by_name, "text": made.document,
            "href": url_for("appeal_outcomes.show", number=appeal.number),
        }  # fmt: skip
