"""What a person has to do, waits for and has done 待办: the first page after signing in.

Each noun makes its lines in its ``*_tasks`` module, as a reading; here they are read together,
so the page costs a few queries for every role, however large the library and however many nouns.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from registry.permissions import DIVISION, MINISTRY, PROVINCE, Actor, Role
from registry.policy.calendar import WorkingCalendar
from registry.policy.rulebook import Rulebook
from registry.policy.windows import Window
from registry.services.activation_tasks import activation_tasks_of
from registry.services.appeal_tasks import appeal_tasks_of
from registry.services.application_tasks import (
    application_lines,
    application_tasks_of,
    to_ministry_tasks_of,
)
from registry.services.ban_waiver_tasks import ban_waiver_tasks_of
from registry.services.condition_finding_tasks import condition_tasks_of
from registry.services.incident_tasks import incident_tasks_of
from registry.services.initial_load_tasks import load_tasks_of
from registry.services.major_change_tasks import major_change_tasks_of
from registry.services.messages import unread_count
from registry.services.quarterly_update_tasks import update_tasks_of
from registry.services.readings import Reading, together
from registry.services.removal_tasks import removal_tasks_of
from registry.services.reporting_tasks import reporting_tasks_of
from registry.services.review_tasks import review_tasks_of
from registry.services.round_tasks import RoundTasks, round_tasks_of
from registry.services.summary_sheet_tasks import own_sheet_tasks_of, sheet_tasks_of
from registry.services.support_request_tasks import (
    support_tasks_of_host,
    support_tasks_of_province,
)
from registry.services.task_lines import Day, Page, Task
from registry.services.transfer_tasks import transfer_tasks_of
from registry.services.unreported_change_tasks import unreported_tasks_of
from registry.services.update_return_tasks import returns_waiting
from registry.services.windows import windows_of_day


@dataclass(frozen=True, slots=True)
class Tasks:
    """The windows that concern a person, each open or the next of its kind, and their lines."""

    windows: tuple[Window, ...]
    lines: tuple[Task, ...]


@dataclass(frozen=True, slots=True)
class Home:
    """The first page: all lines in the order they are shown, the windows, and the round.

    ``unread`` is how many messages nobody of the reader's has read.
    """

    windows: tuple[Window, ...]
    round: RoundTasks
    lines: tuple[Task, ...]
    unread: int


def home_of(
    *, by: Actor, at: datetime, rulebook: Rulebook, calendar: WorkingCalendar
) -> Reading[Home]:
    """Return what the one who asks has to do, waits for and has done, of every noun.

    A host sees its own, a province its own, the ministry the whole. The three administrators
    see nothing of it. Three steps at most.
    """
    law: dict[str, Any] = {"rulebook": rulebook, "calendar": calendar}
    led = (
        unreported_tasks_of(by=by, at=at),
        removal_tasks_of(by=by, at=at),
        appeal_tasks_of(by=by, at=at, rulebook=rulebook),
        ban_waiver_tasks_of(by=by, at=at),
        condition_tasks_of(by=by),
    )
    beside = (
        to_ministry_tasks_of(by=by),
        major_change_tasks_of(by=by),
        incident_tasks_of(by=by, at=at),
    )
    first, (its_round, of_round), others, filings, unread = yield from together(
        together(*led),
        _of_round(by, at, law),
        together(*beside),
        tasks_of(by=by, at=at, **law),
        unread_count(by=by),
    )
    lines = (*chain(*first), *of_round, *chain(*others), *filings.lines)
    # What one may do and need not comes after what one has to.
    ordered = sorted(lines, key=lambda one: one.page is Page.APPEAL_NEW)
    return Home(filings.windows, its_round, tuple(ordered), unread)


def _of_round(
    by: Actor, at: datetime, law: Mapping[str, Any]
) -> Reading[tuple[RoundTasks, tuple[Task, ...]]]:
    """Return what the round asks, and a host's applications with the deadlines it gives them."""
    its_round, own = yield from together(
        round_tasks_of(by=by, at=at, **law), application_tasks_of(by=by, at=at)
    )
    return its_round, (*its_round.lines, *application_lines(own, its_round.deadlines, at))


def tasks_of(
    *, by: Actor, at: datetime, rulebook: Rulebook, calendar: WorkingCalendar
) -> Reading[Tasks]:
    """Return what the windows ask: updates, sheets and what has to be in place for them."""
    quarter, its_round = windows_of_day(at, rulebook=rulebook, calendar=calendar)
    day = Day(by, at, calendar, rulebook, quarter, its_round)
    windows, readings = _of_role(day)
    found = yield from together(*readings)
    return Tasks(windows, tuple(line for lines in found for line in lines))


def _of_role(day: Day) -> tuple[tuple[Window, ...], tuple[Reading[tuple[Task, ...]], ...]]:
    role, both = day.by.role, (day.quarter, day.round)
    reviews = review_tasks_of(by=day.by, at=day.at, calendar=day.calendar)
    if role is Role.HOST_OPERATOR:
        return (day.quarter,), (update_tasks_of(day), support_tasks_of_host(day))
    if role in DIVISION:
        return (day.round,), (reviews,)
    if role in PROVINCE:
        return both, (
            reviews,
            transfer_tasks_of(by=day.by),
            own_sheet_tasks_of(day),
            reporting_tasks_of(day),
            returns_waiting(day),
            support_tasks_of_province(day),
            activation_tasks_of(day),
        )
    if role in MINISTRY:
        return both, (reporting_tasks_of(day), load_tasks_of(day), sheet_tasks_of(day))
    return (), ()
