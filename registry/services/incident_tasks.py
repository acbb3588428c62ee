"""What incidents ask of an office: the lines of home."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from registry.permissions import PROVINCE, Actor, may
from registry.policy.incidents import IncidentState
from registry.services.incidents import PROPOSED, IncidentCount, count_incidents
from registry.services.readings import Reading, together
from registry.services.stated_incidents import count_stated
from registry.services.task_lines import Group, Page, Task


def incident_tasks_of(*, by: Actor, at: datetime) -> Reading[tuple[Task, ...]]:
    """Return what incidents ask of the one who looks; nothing of a host or an administrator."""
    if not may(by, "incidents:examine"):
        return ()
    if by.role in PROVINCE:
        counts, stated = yield from together(count_incidents(by=by), count_stated(by=by, at=at))
        return (*_proposed(counts), *_of_province(counts, stated))
    counts = yield from count_incidents(by=by)
    return tuple(_proposed(counts))


def _proposed(counts: Iterable[IncidentCount]) -> Iterator[Task]:
    params: dict[str, Any] = {"count": sum(one.count for one in counts if one.proposed)}
    if params["count"]:
        note = "task_note_incident_cases"
        narrowed = params | {"line": PROPOSED}
        yield Task(Group.TODO, "task_incident_cases", "todo", Page.INCIDENTS, narrowed, note)


def _of_province(counts: Iterable[IncidentCount], stated: int) -> Iterator[Task]:
    waiting = sum(one.count for one in counts if one.state == IncidentState.RECORDED)
    if waiting:
        note = "task_note_examine_incidents"
        narrowed = {"count": waiting, "state": IncidentState.RECORDED.value}
        yield Task(Group.TODO, "task_examine_incidents", "todo", Page.INCIDENTS, narrowed, note)
    if stated:
        note = "task_note_stated_incidents"
        yield Task(
            Group.TODO, "task_stated_incidents", "todo", Page.STATED_INCIDENTS, {"count": stated},
            note,
        )  # fmt: skip
