"""When somebody is reminded of a window 提醒: which step is due at a moment. House data.

The steps follow one another: the window opens, few working days are left, its last day begins,
it is closed. Only the newest that is due is told; nobody is told afterwards what is over.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from registry.policy.calendar import SHANGHAI, WorkingCalendar
from registry.policy.windows import Window


class Step(StrEnum):
    """What is told of a window, in the order of time."""

    OPENS = "opens"
    DAYS_LEFT = "days_left"
    LAST_DAY = "last_day"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class ReminderRules:
    """The data of ``config/reminders.toml``.

    ``morning`` is the hour of a day's step, in Asia/Shanghai. ``working_days_left`` counts the
    day itself. A step is told until ``told_within_days`` days after it was due.
    ``notice_from`` is the month and day from which a missing holiday notice is told.
    """

    morning: time
    working_days_left: int
    told_within_days: int
    notice_from: tuple[int, int]


def step_due(window: Window, at: datetime, rules: ReminderRules) -> Step | None:
    """Return the newest step of a window that is due at an aware moment; None without one.

    Between two readings' ends (ruling 3) none is: the window is over as it is shown, and is
    still accepted.
    """
    due = [(step, when) for step, when in _moments(window, rules) if when <= at]
    if not due:
        return None
    step, when = due[-1]
    if step is not Step.CLOSED and at >= window.closes_at:
        return None
    return step if at < when + timedelta(days=rules.told_within_days) else None


def steps_from(step: Step) -> tuple[Step, ...]:
    """Return a step and those after it: who was told one of them is not told this one."""
    order = list(Step)
    return tuple(order[order.index(step) :])


def year_without_notice(at: datetime, calendar: WorkingCalendar, rules: ReminderRules) -> int:
    """Return the next year where its holiday notice is missing and should be there; else 0."""
    today = at.astimezone(SHANGHAI).date()
    coming = today.year + 1
    is_expected = (today.month, today.day) >= rules.notice_from
    return coming if is_expected and not calendar.has_notice(coming) else 0


def _moments(window: Window, rules: ReminderRules) -> list[tuple[Step, datetime]]:
    """Return when each step is due, in order; the closing by the reading that closes last."""
    days = window.days
    near = days[-rules.working_days_left :]
    told = ((Step.OPENS, days[0]), (Step.DAYS_LEFT, near[0]), (Step.LAST_DAY, days[-1]))
    mornings = [(step, datetime.combine(day, rules.morning, SHANGHAI)) for step, day in told]
    return [*mornings, (Step.CLOSED, window.accepts_until)]
