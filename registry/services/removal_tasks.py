"""What removal cases ask of a person: the lines of home. One step for every role."""

from collections.abc import Mapping
from datetime import datetime

from registry.documents.removal_cases import RemovalCase
from registry.permissions import MINISTRY, Actor, Role, authority_in_view, may, require
from registry.policy.removal_cases import CaseState
from registry.services.readings import Read, Reading, Stage, fetch
from registry.services.task_counts import lines_of
from registry.services.task_lines import Group, Page, Task

_STATE = CaseState
# Whose turn it is by the state of a case: the permission, and the sentence.
_TURNS: Mapping[CaseState, tuple[str, str]] = {
    _STATE.OPENED: ("removal_cases:notify", "task_removal_notify"),
    _STATE.NOTIFIED: ("removal_cases:verify", "task_removal_verify"),
    _STATE.VERIFIED: ("removal_cases:prepare", "task_removal_prepare"),
    _STATE.PREPARED: ("removal_cases:decide", "task_removal_sign"),
}
_MOST = 20


def removal_tasks_of(*, by: Actor, at: datetime) -> Reading[tuple[Task, ...]]:
    """Return what open cases ask of the one who looks; nothing of who sees none."""
    if not may(by, "removal_cases:read"):
        return lines_of()
    if by.role is Role.HOST_OPERATOR:
        return _of_host(by, at)
    require(by, "removal_cases:read", authority=authority_in_view(by))
    return _of_office(by)


def _of_host(by: Actor, at: datetime) -> Reading[tuple[Task, ...]]:
    """Ask for the statement while it is awaited; say that a case goes on after that."""
    require(by, "removal_cases:read", host=by.host)
    rows = yield from fetch(
        RemovalCase,
        {"host": by.host, "open": True, "noticed": True},
        ("number", "platform_name", "notice", "statements"),
        "host_1_open_1",
        sort={"number": 1},
        limit=_MOST,
    )
    lines = []
    for one in rows:
        params = {"case": one.number, "name": one.platform_name}
        if not one.statements and at < one.notice.until:
            line = Task(
                Group.TODO, "task_removal_state", "todo", Page.REMOVAL, params,
                "task_note_removal_state", one.notice.last_day,
            )  # fmt: skip
        else:
            line = Task(Group.WAITING, "task_removal_await", "waiting", Page.REMOVAL, params)
        lines.append(line)
    return tuple(lines)


def _of_office(by: Actor) -> Reading[tuple[Task, ...]]:
    """Count the open cases by what they wait for."""
    scope = {} if by.role in MINISTRY else {"authority": by.authority}
    stages: tuple[Stage, ...] = (
        {"$match": {"authority": {"$gte": ""}} | scope | {"state": {"$in": list(_TURNS)}}},
        {"$group": {"_id": "$state", "count": {"$sum": 1}}},
    )
    (groups,) = yield [Read(RemovalCase, stages, "authority_1_state_1_ground_1")]
    counts = {group["_id"]: group["count"] for group in groups}
    return tuple(
        Task(
            Group.TODO if may(by, permission) else Group.WAITING,
            code, "", Page.REMOVALS, {"state": state.value, "count": counts[state]},
        )
        for state, (permission, code) in _TURNS.items()
        if state in counts
    )  # fmt: skip
