"""What reported major changes 重大事项 ask of a person on the first page."""

from registry.documents.major_changes import MajorChange
from registry.messages import say
from registry.permissions import Actor, may
from registry.policy.major_changes import ChangeState
from registry.services.readings import Reading, fetch
from registry.services.task_counts import Counted, lines_of
from registry.services.task_lines import Group, Page, Task

_RETURNED, _REPORTED = ChangeState.RETURNED.value, ChangeState.REPORTED.value


def major_change_tasks_of(*, by: Actor) -> Reading[tuple[Task, ...]]:
    """Return a host's reports to mend, how many wait for a province; to anybody else nothing."""
    if by.host and may(by, "major_changes:report"):
        return _of_host(by.host)
    if not (by.authority and may(by, "major_changes:decide")):
        return lines_of()
    return lines_of(
        Counted(
            MajorChange,
            {"authority": by.authority, "state": _REPORTED},
            "authority_1_state_1_reported_at_-1_number_-1",
            "task_verify_major_changes",
            Page.MAJOR_CHANGES,
            "task_note_major_changes",
            {"state": _REPORTED},
        )
    )


def _of_host(host: str) -> Reading[tuple[Task, ...]]:
    rows = yield from fetch(
        MajorChange,
        {"hosts": host, "host": host, "state": _RETURNED},
        ("number", "platform_name", "kind"),
        "hosts_1_reported_at_-1_number_-1",
        sort={"reported_at": -1},
    )
    return tuple(
        Task(
            Group.TODO,
            "task_mend_major_change",
            "change_returned",
            Page.MAJOR_CHANGE,
            {
                "number": one.number,
                "name": one.platform_name,
                "kind": say(f"major_change_{one.kind}"),
            },
        )
        for one in rows
    )
