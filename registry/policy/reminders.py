"""When somebody is reminded of a window 提醒: which step is due at a moment. House data.

The steps of a window follow one another: each of its working days has a morning, the last of
them is told that it is the last, and at the end the window is closed. Hosts are told the mornings
the data name, by how many working days are left; authorities every one. Only the newest that is
due is told; nobody is told afterwards what is over, nor on another day how many days are left.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from registry.policy.calendar import SHANGHAI, WorkingCalendar
from registry.policy.windows import Window


class Step(StrEnum):
    """What is told of a window. A morning is one that the data do not name."""

    OPENS = "opens"
    MORNING = "morning"
    DAYS_LEFT = "days_left"
    LAST_DAY = "last_day"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class NoticeRules:
    """When a missing holiday notice is told: from a month and day of the year before its own.

    Until it is loaded, or its year ends, it is told again every so many days; from
    ``urgent_from`` on in stronger words, more often.
    """

    from_day: tuple[int, int]
    every_days: int
    urgent_from: tuple[int, int]
    urgent_every_days: int


@dataclass(frozen=True, slots=True)
class ReminderRules:
    """The data of ``config/reminders.toml``.

    ``morning`` is the hour of a day's step, in Asia/Shanghai. ``working_days_left`` are the
    mornings on which hosts are told, each counting the day itself. A step is told until
    ``told_within_days`` days after it was due.
    """

    morning: time
    working_days_left: tuple[int, ...]
    told_within_days: int
    holiday_notice: NoticeRules


@dataclass(frozen=True, slots=True)
class Moment:
    """A step of a window and when it is due; ``left`` working days, the day itself included."""

    step: Step
    left: int
    when: datetime

    @property
    def name(self) -> str:
        """Return what tells it from every other moment of its window, though that be moved."""
        return f"{self.step}_{self.left}" if self.step in _OFTEN else str(self.step)


@dataclass(frozen=True, slots=True)
class MissingNotice:
    """The notice of a year is missing; ``turn`` counts how often that was to be told before."""

    year: int
    urgent: bool
    turn: int


_OFTEN = frozenset({Step.MORNING, Step.DAYS_LEFT})


def moment_for_hosts(window: Window, at: datetime, rules: ReminderRules) -> Moment | None:
    """Return the newest moment that hosts are told and that is due; None without one."""
    return _newest(window, at, rules, lambda one: one.step is not Step.MORNING)


def moment_for_authorities(window: Window, at: datetime, rules: ReminderRules) -> Moment | None:
    """Return the newest moment of all that is due; None without one."""
    return _newest(window, at, rules, lambda _: True)


def names_from(moment: Moment, window: Window, rules: ReminderRules) -> tuple[str, ...]:
    """Name a moment and those after it: who was told one of them is not told this one."""
    order = [one.name for one in _moments(window, rules)]
    return tuple(order[order.index(moment.name) :])


def missing_notice(
    at: datetime, calendar: WorkingCalendar, rules: ReminderRules
) -> MissingNotice | None:
    """Return what is to be told of a notice where it should be there and is not.

    This year's, while its year lasts, before the next year's: the turns of December go on.
    """
    today, its = at.astimezone(SHANGHAI).date(), rules.holiday_notice
    if not calendar.has_notice(today.year):
        urgent_since = date(today.year - 1, *its.urgent_from)
        turn = (today - urgent_since).days // its.urgent_every_days
        return MissingNotice(today.year, urgent=True, turn=turn)
    coming, first = today.year + 1, date(today.year, *its.from_day)
    if today < first or calendar.has_notice(coming):
        return None
    urgent_first = date(today.year, *its.urgent_from)
    if today < urgent_first:
        return MissingNotice(coming, urgent=False, turn=(today - first).days // its.every_days)
    turn = (today - urgent_first).days // its.urgent_every_days
    return MissingNotice(coming, urgent=True, turn=turn)


def _newest(
    window: Window, at: datetime, rules: ReminderRules, is_told: Callable[[Moment], bool]
) -> Moment | None:
    """Return the newest told moment that is due at an aware moment, if it is still worth telling.

    Between two readings' ends (ruling 3) none is: the window is over as it is shown, and is
    still accepted.
    """
    due = [one for one in _moments(window, rules) if one.when <= at and is_told(one)]
    if not due:
        return None
    newest = due[-1]
    if newest.step is not Step.CLOSED and at >= window.closes_at:
        return None
    if newest.step in _OFTEN and at.astimezone(SHANGHAI).date() != newest.when.date():
        return None  # it counts the days with its own
    return newest if at < newest.when + timedelta(days=rules.told_within_days) else None


def _moments(window: Window, rules: ReminderRules) -> list[Moment]:
    """Return when each step is due, in order; the closing by the reading that closes last."""
    count = len(window.days)
    named = {min(left, count) for left in rules.working_days_left}
    mornings = [
        Moment(
            _step_of(count - passed, count, named),
            count - passed,
            datetime.combine(day, rules.morning, SHANGHAI),
        )
        for passed, day in enumerate(window.days)
    ]
    return [*mornings, Moment(Step.CLOSED, 0, window.accepts_until)]


def _step_of(left: int, count: int, named: set[int]) -> Step:
    if left not in named:
        return Step.MORNING
    if left == 1:
        return Step.LAST_DAY
    return Step.OPENS if left == count else Step.DAYS_LEFT
