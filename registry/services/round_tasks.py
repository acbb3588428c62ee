"""What the adjustment round asks of a person: the lines of home, and a host's deadline.

Two steps at most. Nothing is said of a round whose window is far off.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from registry.documents.adjustments import AdjustmentRound, HostCutOff
from registry.documents.applications import Application
from registry.documents.platforms import Platform
from registry.permissions import MINISTRY, PROVINCE, Actor, Role, may, require
from registry.policy.adjustments import RoundTimes
from registry.policy.application_states import LIVE, ApplicationState
from registry.policy.calendar import WorkingCalendar
from registry.policy.rulebook import Rulebook
from registry.policy.vocabulary import LibraryState
from registry.policy.windows import Window
from registry.services.adjustment_overview import count_applications
from registry.services.adjustments import (
    cut_off_of,
    cut_offs_of,
    reading_round,
    round_at_hand,
    round_of,
    times_in,
)
from registry.services.authorities import authority_name
from registry.services.readings import Reading, distinct, together
from registry.services.task_lines import Group, Page, Task

# How long before its window a round that nobody has opened is work.
_NEAR = timedelta(days=40)
_LIVE = sorted(state.value for state in LIVE)
_STATE = ApplicationState


@dataclass(frozen=True, slots=True)
class HostDeadline:
    """Until when (excluded) a host may submit to one authority; ``times`` tells why."""

    code: str
    authority: str
    times: RoundTimes


@dataclass(frozen=True, slots=True)
class RoundTasks:
    """The lines; for a host whom the round concerns its window, and its deadlines."""

    lines: tuple[Task, ...] = ()
    window: Window | None = None
    deadlines: tuple[HostDeadline, ...] = ()


def binding(deadlines: Sequence[HostDeadline], at: datetime) -> datetime | None:
    """Return the cut-off that binds a host now: the next that comes, else the last that passed.

    None where the end of the window does.
    """
    times = [one.times for one in deadlines]
    if not times:
        return None
    ahead = [one.hosts_until for one in times if one.hosts_until > at]
    until = min(ahead) if ahead else max(one.hosts_until for one in times)
    return until if until < times[0].window.closes_at else None


def deadline_at(
    authority: str, *, at: datetime, rulebook: Rulebook, calendar: WorkingCalendar
) -> HostDeadline:
    """Return until when a host may submit to an authority in the round at hand: two queries."""
    window = round_at_hand(at, rulebook=rulebook, calendar=calendar)
    return _deadline(
        authority, window, round_of(window.period), cut_off_of(window.period, authority)
    )


def _deadline(
    code: str, window: Window, opened: AdjustmentRound | None, cut_off: HostCutOff | None
) -> HostDeadline:
    return HostDeadline(code, authority_name(code), times_in(window, opened, cut_off))


def round_tasks_of(
    *, by: Actor, at: datetime, rulebook: Rulebook, calendar: WorkingCalendar
) -> Reading[RoundTasks]:
    """Return what the round at hand asks of the one who looks; nothing of administrators."""
    if not may(by, "adjustments:read"):
        return RoundTasks()
    window = round_at_hand(at, rulebook=rulebook, calendar=calendar)
    if by.role is Role.HOST_OPERATOR:
        return (yield from _of_host(window, by))
    if window.opens_at - at > _NEAR:
        return RoundTasks()
    if by.role in PROVINCE:
        return RoundTasks((yield from _of_province(window, by, at)))
    if by.role in MINISTRY:
        opened = yield from reading_round(window.period)
        return RoundTasks(tuple(_of_ministry(window, opened, by)))
    return RoundTasks()


def _of_ministry(window: Window, opened: AdjustmentRound | None, by: Actor) -> Iterator[Task]:
    """Ask for the notice where none is on record, else lead to the round."""
    params: dict[str, Any] = {"period": window.period, "opens": window.opens_at}
    if opened is not None:
        params["number"] = opened.notice_number
        code, note = "task_follow_round", "task_note_noticed"
        yield Task(
            Group.WAITING, code, "", Page.ROUNDS, params, note, window.days[-1]
        )  # fmt: skip
    elif may(by, "adjustments:open"):
        code, note = "task_open_round", "task_note_not_opened"
        yield Task(Group.TODO, code, "todo", Page.ROUNDS, params, note, window.days[-1])
    else:
        code, note = "task_await_opening", "task_note_not_opened"
        yield Task(Group.WAITING, code, "waiting", Page.ROUNDS, params, note, window.days[-1])


def _of_province(window: Window, by: Actor, at: datetime) -> Reading[tuple[Task, ...]]:
    """Lead to the authority's round and say how it stands."""
    require(by, "adjustments:follow", authority=by.authority)
    params: dict[str, Any] = {
        "period": window.period,
        "opens": window.opens_at,
        "authority": by.authority,
    }
    last = window.days[-1]
    opened, tallies = yield from together(
        reading_round(window.period), count_applications(window.period, by.authority, at)
    )
    if opened is None:
        code, note = "task_await_notice", "task_note_not_opened"
        return (Task(Group.WAITING, code, "waiting", Page.ROUND, params, note, last),)
    tally = tallies[by.authority]
    states = tally.applications
    params |= {
        "drafts": states[_STATE.DRAFT] + states[_STATE.FROZEN],
        "review": states[_STATE.SUBMITTED] + states[_STATE.IN_REVIEW],
        "recommended": states[_STATE.RECOMMENDED],
    }
    is_open = window.accepts(at)
    code = "task_run_round" if is_open else "task_prepare_round"
    note = "task_note_run_round" if is_open else "task_note_prepare_round"
    return (Task(Group.TODO, code, "", Page.ROUND, params, note, last),)


def _of_host(window: Window, by: Actor) -> Reading[RoundTasks]:
    """Say until when a host may submit, to each authority that concerns it.

    That is where its application lies, else where its platforms stand. A host without an
    application reads of a round once it is opened.
    """
    require(by, "adjustments:read", host=by.host)
    live = {"host": by.host, "state": {"$in": _LIVE}}
    library = {"host": by.host, "state": LibraryState.IN_LIBRARY.value}
    applying, carrying, opened = yield from together(
        distinct(Application, live, "authority", "host_1_number_-1"),
        distinct(Platform, library, "authority", "host_1_number_1"),
        reading_round(window.period),
    )
    if not applying and opened is None:
        return RoundTasks()
    here = applying or carrying
    cut_offs = yield from cut_offs_of(window.period, here)
    deadlines = tuple(_deadline(code, window, opened, cut_offs.get(code)) for code in sorted(here))
    return RoundTasks(window=window, deadlines=deadlines)
