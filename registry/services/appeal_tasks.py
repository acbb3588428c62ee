"""What appeals 异议 ask of a person: the lines of home. One step for every role."""

from collections.abc import Mapping
from datetime import datetime

from registry.documents.appeals import Appeal
from registry.documents.removal_cases import RemovalCase
from registry.permissions import MINISTRY, Actor, Role, authority_in_view, may, require
from registry.policy.appeals import AppealOrigin, AppealState, Outcome
from registry.policy.removal_cases import CaseState, end_of
from registry.policy.rulebook import Rulebook
from registry.services.appeals import last_day_of
from registry.services.readings import Read, Reading, Stage, fetch, together
from registry.services.task_counts import lines_of
from registry.services.task_lines import Group, Page, Task

# Whose turn it is by the state of an appeal: the permission, and the sentence.
_TURNS: Mapping[AppealState, tuple[str, str]] = {
    AppealState.FILED: ("appeals:prepare", "task_appeal_prepare"),
    AppealState.PREPARED: ("appeals:decide", "task_appeal_sign"),
}
_MOST = 20


def appeal_tasks_of(*, by: Actor, at: datetime, rulebook: Rulebook) -> Reading[tuple[Task, ...]]:
    """Return what open appeals ask of the one who looks; nothing of who sees none.

    To a host also until when it may object to a decision.
    """
    if not may(by, "appeals:read"):
        return lines_of()
    if by.role is Role.HOST_OPERATOR:
        return _of_host(by, at, rulebook)
    require(by, "appeals:read", authority=authority_in_view(by))
    return _of_office(by)


def _of_host(by: Actor, at: datetime, rulebook: Rulebook) -> Reading[tuple[Task, ...]]:
    require(by, "appeals:read", host=by.host)
    own, decided = yield from together(
        fetch(
            Appeal,
            {"host": by.host},
            ("number", "platform_name", "case", "origin", "state", "open"),
            "host_1_filed_at_-1_number_-1",
            sort={"filed_at": -1, "number": -1},
            limit=_MOST,
        ),
        fetch(
            RemovalCase,
            {
                "host": by.host,
                "open": False,
                "state": CaseState.DECIDED.value,
                "upon_appeal": {"$ne": Outcome.ANNULLED.value},
            },
            ("number", "platform_name", "programme", "decision"),
            "host_1_open_1",
            sort={"number": -1},
            limit=_MOST,
        ),
    )  # fmt: skip - two lists
    settled = {
        one.case
        for one in own
        if one.open or (one.origin == AppealOrigin.HOST and one.state == AppealState.DECIDED)
    }
    return (
        *(_waiting(one) for one in own if one.open),
        *(
            _may_object(one, rulebook)
            for one in decided
            if one.number not in settled and at < end_of(last_day_of(one, rulebook))
        ),
    )


def _waiting(one: Appeal) -> Task:
    params = {"number": one.number, "name": one.platform_name}
    return Task(Group.WAITING, "task_appeal_own", "waiting", Page.APPEAL, params)


def _may_object(one: RemovalCase, rulebook: Rulebook) -> Task:
    params = {
        "case": one.number, "name": one.platform_name, "decision": one.decision.document,
    }  # fmt: skip
    return Task(
        Group.TODO, "task_appeal_object", "", Page.APPEAL_NEW, params, "task_note_appeal_object",
        last_day_of(one, rulebook),
    )  # fmt: skip


def _of_office(by: Actor) -> Reading[tuple[Task, ...]]:
    """Count the open appeals by what they wait for; a province waits for all of its own."""
    scope = {} if by.role in MINISTRY else {"authority": by.authority}
    stages: tuple[Stage, ...] = (
        {"$match": {"authority": {"$gte": ""}} | scope | {"state": {"$in": list(_TURNS)}}},
        {"$group": {"_id": "$state", "count": {"$sum": 1}}},
    )
    (groups,) = yield [Read(Appeal, stages, "authority_1_state_1")]
    counts = {AppealState(group["_id"]): group["count"] for group in groups}
    if by.role not in MINISTRY:
        waiting = {"count": sum(counts.values())}
        line = Task(Group.WAITING, "task_appeal_wait", "", Page.APPEALS, waiting)
        return (line,) if counts else ()
    return tuple(
        Task(
            Group.TODO if may(by, permission) else Group.WAITING,
            code, "", Page.APPEALS, {"state": state.value, "count": counts[state]},
        )
        for state, (permission, code) in _TURNS.items()
        if state in counts
    )  # fmt: skip
