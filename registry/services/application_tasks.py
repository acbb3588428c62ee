"""Where applications stand, as lines of home: a host's own, and those that reach the ministry."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from registry.clock import SHANGHAI
from registry.documents.applications import Application
from registry.permissions import MINISTRY, Actor, may
from registry.policy.adjustments import RoundTimes
from registry.policy.application_states import ApplicationState
from registry.services.application_forms import state_shown
from registry.services.readings import Reading, fetch
from registry.services.reviews import REACHES_MINISTRY, to_ministry
from registry.services.round_tasks import HostDeadline
from registry.services.task_counts import Counted, lines_of
from registry.services.task_lines import Group, Page, Task
from registry.services.windows import as_told

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
# Not submitted yet: a deadline binds them.
_TO_SEND = frozenset({_STATE.DRAFT, _STATE.FROZEN})
# What ended longer ago than this is history, not news.
_LOOKED_BACK = timedelta(days=200)
_MOMENT = timedelta(microseconds=1)
_HEAD = (
    "number",
    "platform_name",
    "authority",
    "state",
    "period",
    "return_until",
    "returned",
    "changed_at",
)


def application_tasks_of(*, by: Actor, at: datetime) -> Reading[tuple[Application, ...]]:
    """Return those of a host's applications that home tells of, as ``application_lines`` does."""
    if not (by.host and may(by, "applications:draft")):
        return ()
    own = {"host": by.host}
    rows = yield from fetch(Application, own, _HEAD, "host_1_number_-1", sort={"number": 1})
    return tuple(one for one in rows if _is_told(one, at))


def to_ministry_tasks_of(*, by: Actor) -> Reading[tuple[Task, ...]]:
    """Count the applications of hosts under the ministry, for the ministry (二（二）)."""
    if by.role not in MINISTRY:
        return lines_of()
    match, index = to_ministry(by)
    return lines_of(
        Counted(
            Application,
            match,
            index,
            "task_see_applications_to_ministry",
            Page.REVIEWS,
            "task_note_to_ministry",
            {"to_ministry": REACHES_MINISTRY},
            Group.WAITING,
            "waiting",
        )
    )


def application_lines(
    found: Iterable[Application], deadlines: Iterable[HostDeadline], at: datetime
) -> tuple[Task, ...]:
    """Return a line for each application; ``deadlines`` are the round's, by authority."""
    times = {one.code: one.times for one in deadlines}
    return tuple(_line(one, times.get(one.authority), at) for one in found)


def _is_told(one: Application, at: datetime) -> bool:
    state = _STATE(one.state)
    return state in _GROUPS and not (_GROUPS[state] is Group.DONE and _is_old(one, at))


def _line(one: Application, times: RoundTimes | None, at: datetime) -> Task:
    """Say what is to be done with an application, and until when."""
    state = _STATE(one.state)
    params = {"number": one.number, "name": one.platform_name or one.number}
    params |= {"count": len(one.returned)}
    code = f"task_application_{state}"
    task = Task(_GROUPS[state], code, state_shown(state), Page.APPLICATION, params)
    if state is _STATE.RETURNED:
        return replace(task, deadline=one.return_until)
    is_sent_again = one.period and one.return_until
    if state not in _TO_SEND or is_sent_again or times is None or times.opened_at is None:
        return task
    return _due(task, times, at)


def _due(task: Task, times: RoundTimes, at: datetime) -> Task:
    """Give a line its authority's deadline; after a cut-off nothing is asked to be sent."""
    params = {**task.params, "until": as_told(times.hosts_until)}
    if at < times.hosts_until:
        last = (times.hosts_until.astimezone(SHANGHAI) - _MOMENT).date()
        note = "task_note_cut_off" if times.has_cut_off else ""
        return replace(task, params=params, note=note, deadline=last)
    if not times.has_cut_off:
        return task
    late = replace(task, params=params, note="task_note_cut_off_over")
    if task.state != _STATE.FROZEN:
        return late
    return replace(late, group=Group.WAITING, code="task_application_frozen_late")


def _is_old(application: Application, at: datetime) -> bool:
    return bool(application.changed_at < at - _LOOKED_BACK)
