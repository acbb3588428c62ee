"""What incidents ask of an office: the lines of home.

One query for the ministry, a few more for an authority, however many incidents there are.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from registry.permissions import PROVINCE, Actor, may
from registry.policy.incidents import IncidentState
from registry.services.incidents import PROPOSED, count_incidents
from registry.services.stated_incidents import count_stated
from registry.services.task_lines import Group, Page, Task


def incident_tasks_of(*, by: Actor, at: datetime) -> tuple[Task, ...]:
    """Return what incidents ask of the one who looks; nothing of a host or an administrator."""
    return tuple(_lines(by, at)) if may(by, "incidents:examine") else ()


def _lines(by: Actor, at: datetime) -> Iterator[Task]:
    counts = count_incidents(by=by)
    params: dict[str, Any] = {"count": sum(one.count for one in counts if one.proposed)}
    if params["count"]:
        note = "task_note_incident_cases"
        narrowed = params | {"line": PROPOSED}
        yield Task(Group.TODO, "task_incident_cases", "todo", Page.INCIDENTS, narrowed, note)
    if by.role not in PROVINCE:
        return
    waiting = sum(one.count for one in counts if one.state == IncidentState.RECORDED)
    if waiting:
        note = "task_note_examine_incidents"
        narrowed = {"count": waiting, "state": IncidentState.RECORDED.value}
        yield Task(Group.TODO, "task_examine_incidents", "todo", Page.INCIDENTS, narrowed, note)
    if stated := count_stated(by=by, at=at):
        note = "task_note_stated_incidents"
        yield Task(
            Group.TODO, "task_stated_incidents", "todo", Page.STATED_INCIDENTS, {"count": stated},
            note,
        )  # fmt: skip
