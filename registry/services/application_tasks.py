"""Where applications stand, as lines of home: a host's own, and those that reach the ministry."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from registry.documents.applications import Application
from registry.permissions import MINISTRY, Actor, may
from registry.policy.application_states import ApplicationState
from registry.services.application_forms import state_shown
from registry.services.reviews import REACHES_MINISTRY, count_to_ministry
from registry.services.tasks import Group, Page, Task

_STATE = ApplicationState
_GROUPS = {
    _STATE.DRAFT: Group.TODO,
    _STATE.RETURNED: Group.TODO,
    _STATE.FROZEN: Group.TODO,
    _STATE.SUBMITTED: Group.WAITING,
    _STATE.IN_REVIEW: Group.WAITING,
    _STATE.RECOMMENDED: Group.WAITING,
    _STATE.REFUSED: Group.DONE,
    _STATE.ADMITTED: Group.DONE,
}
# What ended longer ago than this is history, not news.
_LOOKED_BACK = timedelta(days=200)
_HEAD = ("number", "platform_name", "state", "return_until", "returned", "changed_at")


def application_tasks_of(*, by: Actor, at: datetime) -> tuple[Task, ...]:
    """Return a line for each of a host's applications, and one for all that reach the ministry.

    One query for either, nothing for anybody else.
    """
    if by.role in MINISTRY:
        return _of_ministry(by)
    if not (by.host and may(by, "applications:draft")):
        return ()
    found = Application.objects(host=by.host).only(*_HEAD).order_by("number")
    return tuple(_lines(found, at))  # index host_1_number_-1


def _of_ministry(by: Actor) -> tuple[Task, ...]:
    """Say how many of hosts under the ministry are with their authorities (二（二）)."""
    if not (count := count_to_ministry(by=by)):
        return ()
    code, note = "task_see_applications_to_ministry", "task_note_to_ministry"
    params = {"count": count, "to_ministry": REACHES_MINISTRY}
    return (Task(Group.WAITING, code, "waiting", Page.REVIEWS, params, note),)


def _lines(found: Any, at: datetime) -> Iterator[Task]:  # noqa: ANN401 - a query carries no types
    for one in found:
        state = _STATE(one.state)
        if state not in _GROUPS or (_GROUPS[state] is Group.DONE and _is_old(one, at)):
            continue
        params = {"number": one.number, "name": one.platform_name or one.number}
        params |= {"count": len(one.returned)}
        yield Task(
            _GROUPS[state],
            f"task_application_{state}",
            state_shown(state),
            Page.APPLICATION,
            params,
            deadline=one.return_until if state is _STATE.RETURNED else None,
        )


def _is_old(application: Application, at: datetime) -> bool:
    return bool(application.changed_at < at - _LOOKED_BACK)
