"""Which applications wait for the one who asks, as lines of home: for review, or a first look."""

from datetime import date, datetime
from typing import Any

from registry.clock import SHANGHAI
from registry.documents.applications import Application
from registry.permissions import DIVISION, Actor, require
from registry.policy import periods
from registry.policy.application_states import ApplicationState
from registry.policy.calendar import WorkingCalendar
from registry.policy.reviews import age
from registry.services.pre_reviews import count_waiting
from registry.services.readings import Read, Reading
from registry.services.reviews import MINE, NOBODY, OTHERS
from registry.services.task_lines import Group, Page, Task

_STATES = [ApplicationState.SUBMITTED.value, ApplicationState.IN_REVIEW.value]
# The sentence by who holds them; what others hold is theirs.
_CODES = {MINE: "task_finish_reviews", NOBODY: "task_claim_applications"}


def review_tasks_of(
    *, by: Actor, at: datetime, calendar: WorkingCalendar
) -> Reading[tuple[Task, ...]]:
    """Return what waits for a province, or for the office of a division."""
    if by.role in DIVISION:
        params = {"count": count_waiting(by=by)}
        code, note = "task_pre_review", "task_note_pre_review"
        line = Task(Group.TODO, code, "todo", Page.PRE_REVIEWS, params, note)
        return (line,) if params["count"] else ()
    require(by, "applications:review", authority=by.authority)
    today = at.astimezone(SHANGHAI).date()
    (groups,) = yield [_waiting(by)]
    by_holder = {one["_id"]: one for one in groups}
    return tuple(
        _line(by_holder[holder], today, calendar) for holder in _CODES if holder in by_holder
    )


def _waiting(by: Actor) -> Read:
    is_mine = {"$eq": ["$claimed_by", by.account]}
    is_free = {"$eq": ["$state", ApplicationState.SUBMITTED.value]}
    stages: list[dict[str, Any]] = [
        {"$match": {"authority": by.authority, "state": {"$in": _STATES}}},
        {
            "$group": {
                "_id": {"$cond": [is_free, NOBODY, {"$cond": [is_mine, MINE, OTHERS]}]},
                "count": {"$sum": 1},
                "oldest": {"$min": "$submitted_at"},
                "period": {"$min": "$period"},
            }
        },
    ]
    return Read(Application, stages, "authority_1_state_1_submitted_at_1")


def _line(one: dict[str, Any], today: date, calendar: WorkingCalendar) -> Task:
    waits = age(one["oldest"].astimezone(SHANGHAI).date(), today, calendar)
    params = {"count": one["count"], "age": waits, "holder": one["_id"]}
    last = periods.last_day(one["period"])
    until = last if last >= today else None
    note = "task_note_reviews"
    return Task(Group.TODO, _CODES[one["_id"]], "todo", Page.REVIEWS, params, note, until)
