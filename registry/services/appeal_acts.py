"""What every act on an appeal 异议 shares: whose it is, whether its step may be taken, its record.

Each act changes the appeal where it stands as it was read, or refuses: of two at once one holds.
"""

from collections.abc import Mapping
from datetime import datetime

from registry.documents.appeals import Appeal
from registry.documents.removal_cases import RemovalCase
from registry.errors import Refusal, VersionConflict
from registry.messages import say
from registry.permissions import Actor, Role
from registry.policy.appeals import AppealState, AppealStep, hindrance
from registry.services import case_lists, ledger, outbox
from registry.services.authorities import authority_name
from registry.services.recorded import Recorded, notices_of


class AppealEnded(Refusal):
    """The appeal was decided or withdrawn."""

    code = "appeal_ended"
    status = 409


class AppealNotNow(Refusal):
    """Another step comes first."""

    code = "appeal_not_now"
    status = 409


class AppealSuspendedAlready(Refusal):
    """The decision is suspended."""

    code = "appeal_suspended_already"
    status = 409


class AppealNotSuspended(Refusal):
    """The decision is not suspended: there is nothing to resume."""

    code = "appeal_not_suspended"
    status = 409


_HINDRANCES: Mapping[str, type[Refusal]] = {
    one.code: one for one in (AppealEnded, AppealNotNow, AppealSuspendedAlready, AppealNotSuspended)
}


def readable(number: str, permission: str, by: Actor) -> Appeal:
    """Return an appeal that the actor may act on by this permission, or refuse.

    Raises NotAllowed, and NotFound also where it is another's.
    """
    return case_lists.readable(Appeal, number, permission, by)


def case_of(appeal: Appeal) -> RemovalCase:
    """Return the case whose decision an appeal objects to."""
    found: RemovalCase = RemovalCase.objects.get(number=appeal.case)  # index number_1
    return found


def refuse_step(appeal: Appeal, step: AppealStep, version: int) -> None:
    """Refuse a step that may not be taken now, and one asked for from an old page."""
    code = hindrance(step, AppealState(appeal.state), suspended=appeal.suspended)
    if code:
        raise _HINDRANCES[code](
            number=appeal.number,
            step=say(f"appeal_step_{step}"),
            state=say(f"state_appeal_{appeal.state}"),
        )  # fmt: skip - one refusal
    if appeal.version != version:
        raise VersionConflict


def write_down(appeal: Appeal, what: Recorded, *, by: Actor, at: datetime) -> None:
    """Write an act into the platform's chain, and its messages, inside the transaction."""
    left = dict(what.after)
    act = ledger.Act(
        f"appeal.{what.verb}",
        f"platform:{appeal.platform}",
        reason=str(left.pop("reason", "")),
        after={"appeal": appeal.number, "removal_case": appeal.case, "state": appeal.state, **left},
        clause="二（四）、（六）",
        rulebook=what.rulebook or appeal.rulebook,
    )
    ledger.record(act, by=by, at=at)
    words = {
        "number": appeal.number, "name": appeal.platform_name, "decision": appeal.decision,
        "case": appeal.case, "authority": authority_name(appeal.authority), **what.params,
    }  # fmt: skip
    code = f"notice_appeal_{what.verb}"
    notices = notices_of(appeal, what.told, code, subject_of(appeal.number), words)
    outbox.post_all(notices, at=at)


def subject_of(number: str) -> str:
    """Return by what messages about an appeal are found."""
    return f"appeal:{number}"


def seen_by_host(appeal: Appeal, *, by: Actor, at: datetime) -> None:
    """Note that the host saw what it was told about its appeal; the first time stands."""
    if by.role is Role.HOST_OPERATOR:
        outbox.mark_read("host", appeal.host, subject_of(appeal.number), at=at)
