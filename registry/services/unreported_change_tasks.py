"""What possible unreported changes ask of a person: the lines of home. One step for every role."""

from datetime import datetime

from registry.clock import SHANGHAI
from registry.documents.register_extracts import RegisterExtract
from registry.documents.unreported_changes import UnreportedChange
from registry.messages import say
from registry.permissions import MINISTRY, PROVINCE, Actor, Role, may, require
from registry.policy.register_extracts import ExtractState
from registry.policy.unreported_changes import CaseState
from registry.services.readings import Reading, fetch, together
from registry.services.task_counts import lines_of
from registry.services.task_lines import Group, Page, Task
from registry.services.uncompared_filings import counted_uncompared
from registry.services.unreported_change_records import READ, count_cases

_MOST = 20


def unreported_tasks_of(*, by: Actor, at: datetime) -> Reading[tuple[Task, ...]]:
    """Return what cases ask of the one who looks; nothing of who sees none."""
    if not may(by, READ):
        return lines_of()
    if by.role is Role.HOST_OPERATOR:
        return _of_host(by, at)
    if by.role in PROVINCE:
        return _of_office(by, _of_province(by))
    return _of_office(by, _of_ministry(by)) if by.role in MINISTRY else lines_of()


def _of_office(by: Actor, cases: Reading[tuple[Task, ...]]) -> Reading[tuple[Task, ...]]:
    """Put the filings that could not be compared, and wait for a person, before the cases."""
    uncompared, others = yield from together(lines_of(counted_uncompared(by=by)), cases)
    return (*uncompared, *others)


def _of_host(by: Actor, at: datetime) -> Reading[tuple[Task, ...]]:
    """Ask for each answer until its last day; one that was given waits for the office."""
    require(by, READ, host=by.host)
    rows = yield from fetch(
        UnreportedChange,
        {"told_host": by.host, "state": CaseState.ASKED.value},
        ("number", "platform_name", "field", "answer_until", "answered"),
        "told_host_by_time",
        sort={"opened_at": -1, "number": -1},
        limit=_MOST,
    )
    return tuple(_asked(one, at) for one in rows)


def _asked(one: UnreportedChange, at: datetime) -> Task:
    params = {
        "case": one.number,
        "name": one.platform_name,
        "field": say(f"unreported_field_{one.field}"),
    }
    if one.answered:
        code = "task_answered_unreported"
        return Task(Group.WAITING, code, "waiting", Page.UNREPORTED_CASE, params)
    is_late = at.astimezone(SHANGHAI).date() > one.answer_until
    return Task(
        Group.TODO,
        "task_answer_unreported",
        "overdue" if is_late else "todo",
        Page.UNREPORTED_CASE,
        params,
        "task_note_unreported_late" if is_late else "",
        one.answer_until,
    )  # fmt: skip - one line of home


def _of_province(by: Actor) -> Reading[tuple[Task, ...]]:
    """Count what waits to be asked, to be found on, and to be answered."""
    counts: dict[str, int] = {}
    for one in (yield from count_cases(by=by)):
        key = "answered" if one.state == CaseState.ASKED and one.answered else one.state
        counts[key] = counts.get(key, 0) + one.count
    turns = (
        ("suspected", Group.TODO, "task_ask_unreported", "todo", "suspected"),
        ("answered", Group.TODO, "task_judge_unreported", "todo", "asked"),
        ("asked", Group.WAITING, "task_await_unreported", "waiting", "asked"),
    )
    return tuple(
        Task(group, code, word, Page.UNREPORTED, {"count": counts[key], "state": state})
        for key, group, code, word, state in turns
        if counts.get(key)
    )


def _of_ministry(by: Actor) -> Reading[tuple[Task, ...]]:
    """Say which extracts of the register are being compared."""
    require(by, "register_extracts:read")
    rows = yield from fetch(
        RegisterExtract,
        {"state": ExtractState.COMPARING.value},
        ("number",),
        "state_1_received_at_-1",
        sort={"received_at": -1},
        limit=_MOST,
    )
    return tuple(
        Task(
            Group.WAITING,
            "task_comparing_extract",
            "waiting",
            Page.EXTRACT,
            {"extract": one.number},
        )
        for one in rows
    )
