"""What findings of conditions no longer met ask of a person: the lines of home."""

from registry.documents.condition_findings import ConditionFinding
from registry.permissions import MINISTRY, PROVINCE, Actor, Role, may, require
from registry.policy.condition_findings import FindingState
from registry.services.condition_finding_records import COUNTED_BY, READ, scope
from registry.services.readings import Reading, fetch
from registry.services.task_counts import Counted, lines_of
from registry.services.task_lines import Group, Page, Task

_MOST = 20


def condition_tasks_of(*, by: Actor) -> Reading[tuple[Task, ...]]:
    """Return what findings ask of the one who looks; nothing of who sees none.

    A province looks at its own, the ministry is told how many wait; a host is told of each.
    """
    if not may(by, READ):
        return lines_of()
    if by.role is Role.HOST_OPERATOR:
        return _of_host(by)
    if by.role in PROVINCE | MINISTRY:
        return lines_of(_counted(by))
    return lines_of()


def _counted(by: Actor) -> Counted:
    state = FindingState.OPEN.value
    is_province = by.role in PROVINCE
    return Counted(
        ConditionFinding,
        {"authority": {"$gte": ""}} | scope(by) | {"state": state},
        COUNTED_BY,
        "task_look_at_conditions" if is_province else "task_await_conditions",
        Page.CONDITIONS,
        params={"state": state},
        group=Group.TODO if is_province else Group.WAITING,
        state="todo" if is_province else "waiting",
    )


def _of_host(by: Actor) -> Reading[tuple[Task, ...]]:
    require(by, READ, host=by.host)
    rows = yield from fetch(
        ConditionFinding,
        {"host": by.host, "open": True},
        ("number", "platform_name"),
        "host_1_opened_at_-1_number_-1",
        sort={"opened_at": -1, "number": -1},
        limit=_MOST,
    )
    return tuple(
        Task(
            Group.TODO,
            "task_mend_condition",
            "todo",
            Page.CONDITION,
            {"finding": one.number, "name": one.platform_name},
        )
        for one in rows
    )
