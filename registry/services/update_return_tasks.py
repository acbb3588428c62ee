"""What returned updates 退回补正 ask, as lines of home: to answer, or to watch."""

from collections.abc import Collection
from typing import Any

from registry.documents.late_filings import LateFilingLeave
from registry.documents.platforms import Platform
from registry.documents.update_returns import UpdateReturn
from registry.permissions import require
from registry.policy.late_filings import Leave
from registry.policy.update_returns import ReturnState, answered_until, return_state
from registry.services.quarterly_update_forms import quarter_name
from registry.services.readings import Reading, fetch
from registry.services.task_counts import Counted, lines_of
from registry.services.task_lines import Day, Group, Page, Task
from registry.services.update_return_states import WAITED_FOR
from registry.services.update_returns import day_before, titles_of
from registry.services.windows import quarter_window


def open_returns(day: Day) -> Reading[list[UpdateReturn]]:
    """Return what was returned to a host and is not answered; one step."""
    require(day.by, "update_returns:read", host=day.by.host)
    return fetch(
        UpdateReturn,
        {"host": day.by.host, "state": ReturnState.OPEN.value},
        ("number", "authority", "platform", "platform_name", "period", "programme", "sections"),
        "host_1_state_1_period_1",
        sort={"host": 1, "state": 1, "period": 1},
    )


def returned_of(
    found: Collection[UpdateReturn], platforms: Collection[Platform], day: Day
) -> Reading[tuple[Task, ...]]:
    """Return what its open returns ask of a host, of platforms in the library; one step."""
    numbers = {one.number for one in platforms}
    returned = [one for one in found if one.platform in numbers]
    if not returned:
        return ()
    leaves = yield from fetch(
        LateFilingLeave,
        {
            "authority": {"$in": sorted({one.authority for one in returned})},
            "period": {"$in": sorted({one.period for one in returned})},
            "platform": {"$in": ["", *sorted(numbers)]},
        },
        ("authority", "period", "platform", "opens_at", "until"),
        "authority_1_period_1_platform_1",
        sort={"authority": 1, "period": 1, "platform": 1},
    )
    return tuple(_line(one, leaves, day) for one in returned)


def returns_waiting(day: Day) -> Reading[tuple[Task, ...]]:
    """Say to an authority how many of its returns nobody answered yet; one step."""
    require(day.by, "update_returns:read", authority=day.by.authority)
    match: dict[str, Any] = {"authority": day.by.authority, **WAITED_FOR}
    line = Counted(
        UpdateReturn, match, "authority_1_state_1_period_1", "task_returns_waiting",
        Page.UPDATE_RETURNS, params={"state": ReturnState.OPEN.value}, group=Group.WAITING,
        state="returned",
    )  # fmt: skip
    return lines_of(line)


def _line(one: UpdateReturn, leaves: Collection[LateFilingLeave], day: Day) -> Task:
    its = quarter_window(one.period, day.rulebook.programme(one.programme), day.calendar)
    own = [
        Leave(leave.opens_at, leave.until)
        for leave in leaves
        if (leave.authority, leave.period) == (one.authority, one.period)
        and leave.platform in {"", one.platform}
    ]
    until = answered_until(its, own)
    params = {
        "number": one.platform, "name": one.platform_name, "period": one.period,
        "quarter": quarter_name(one.period), "sections": "、".join(titles_of(one)),
    }  # fmt: skip
    if return_state(one.state, until, day.at) is ReturnState.UNANSWERED:
        note = "task_note_return_unanswered"
        return Task(
            Group.WAITING, "task_return_unanswered", "return_unanswered", Page.UPDATE, params, note
        )  # fmt: skip - one line
    return Task(
        Group.TODO, "task_answer_return", "returned", Page.UPDATE, params,
        "task_note_answer_return", day_before(until),
    )  # fmt: skip
