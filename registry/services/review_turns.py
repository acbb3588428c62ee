"""Whose turn it is: what of applications and transfers waits for the one who asks."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from registry.clock import SHANGHAI
from registry.documents.applications import Application
from registry.permissions import DIVISION, Actor, may, require
from registry.policy import periods
from registry.policy.application_states import ApplicationState
from registry.policy.calendar import WorkingCalendar
from registry.policy.reviews import age
from registry.services.pre_reviews import count_waiting
from registry.services.reviews import MINE, NOBODY
from registry.services.transfers import count_to_receive

_OF_STATE = {ApplicationState.SUBMITTED: NOBODY, ApplicationState.IN_REVIEW: MINE}


@dataclass(frozen=True, slots=True)
class Turn:
    """One thing to do: its sentences, the page it leads to, until when."""

    code: str
    page: str
    params: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""
    deadline: date | None = None


def turns_of(*, by: Actor, at: datetime, calendar: WorkingCalendar) -> Iterator[Turn]:
    """Return what waits for a province, or for the office of a division.

    One query for the applications, one for a lead's transfers, two for an office.
    """
    if by.role in DIVISION:
        if count := count_waiting(by=by):
            params = {"count": count}
            yield Turn("task_pre_review", "pre_reviews", params, "task_note_pre_review")
        return
    yield from _reviews(by, at.astimezone(SHANGHAI).date(), calendar)
    if may(by, "transfers:decide") and (count := count_to_receive(by=by)):
        yield Turn("task_receive_transfers", "transfers", {"count": count})


def _reviews(by: Actor, today: date, calendar: WorkingCalendar) -> Iterator[Turn]:
    require(by, "applications:review", authority=by.authority)
    mine = {"state": ApplicationState.IN_REVIEW.value, "claimed_by": by.account}
    open_to_all = {"state": ApplicationState.SUBMITTED.value}
    groups = Application._get_collection().aggregate(  # noqa: SLF001 - a count reads without the mapper
        [
            {
                "$match": {
                    "authority": by.authority,
                    "state": {"$in": [one.value for one in _OF_STATE]},
                    "$or": [open_to_all, mine],
                }
            },
            {
                "$group": {
                    "_id": "$state",
                    "count": {"$sum": 1},
                    "oldest": {"$min": "$submitted_at"},
                    "period": {"$min": "$period"},
                }
            },
        ],
        hint="authority_1_state_1_submitted_at_1",
    )
    for one in sorted(groups, key=lambda group: group["_id"]):
        holder = _OF_STATE[ApplicationState(one["_id"])]
        waits = age(one["oldest"].astimezone(SHANGHAI).date(), today, calendar)
        params = {"count": one["count"], "age": waits, "holder": holder}
        code = "task_finish_reviews" if holder == MINE else "task_claim_applications"
        last = periods.last_day(one["period"])
        yield Turn(code, "reviews", params, "task_note_reviews", last if last >= today else None)
