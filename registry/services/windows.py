"""Windows on the desk: a quarter's, the two of the day, the one in question; how one is said."""

from datetime import datetime

from registry.clock import SHANGHAI
from registry.errors import Refusal
from registry.law import NATIONAL
from registry.messages import say
from registry.policy import periods
from registry.policy.calendar import WorkingCalendar
from registry.policy.rulebook import Programme, Rulebook
from registry.policy.vocabulary import WindowKind
from registry.policy.windows import Window, open_window, window, window_at_hand


class QuarterUnknown(Refusal):
    """The text names no quarter."""

    code = "update_quarter_unknown"
    status = 404


class YearOutOfRange(Refusal):
    """No window can be worked out for this year."""

    code = "year_out_of_range"
    status = 404


def quarter_window(period: str, programme: Programme, calendar: WorkingCalendar) -> Window:
    """Return the update window of a quarter. Raises QuarterUnknown for any other text."""
    try:
        return window(WindowKind.QUARTERLY_UPDATE, period, calendar, programme)
    except periods.PeriodError as error:
        raise QuarterUnknown(read=period[:20]) from error


def windows_of_day(
    at: datetime, *, rulebook: Rulebook, calendar: WorkingCalendar
) -> tuple[Window, Window]:
    """Return the quarterly window and the adjustment window: open now, else the next."""
    programme = rulebook.programme(NATIONAL)
    quarter = window_at_hand(WindowKind.QUARTERLY_UPDATE, at, calendar, programme)
    return quarter, window_at_hand(WindowKind.ADJUSTMENT, at, calendar, programme)


def update_window(
    period: str, *, at: datetime, rulebook: Rulebook, calendar: WorkingCalendar
) -> Window:
    """Return the window of a quarter; without one the window that is open, else the next.

    Raises QuarterUnknown for no quarter.
    """
    law = rulebook.programme(NATIONAL)
    if period:
        return quarter_window(period, law, calendar)
    return window_at_hand(WindowKind.QUARTERLY_UPDATE, at, calendar, law)


def window_in_question(*, at: datetime, rulebook: Rulebook, calendar: WorkingCalendar) -> Window:
    """Return the update window that is open, else the one that closed last."""
    programme = rulebook.programme(NATIONAL)
    kind = WindowKind.QUARTERLY_UPDATE
    if opened := open_window(kind, at, calendar, programme):
        return opened
    this = periods.quarter_of(at.astimezone(SHANGHAI).date())
    its = quarter_window(this, programme, calendar)
    if at >= its.accepts_until:
        return its
    return quarter_window(periods.previous(this), programme, calendar)


def span(window: Window) -> str:
    """Return from when to when a window is open, in words."""
    first, last = window.days[0], window.days[-1]
    return say(
        "window_span",
        year=first.year,
        month=first.month,
        day=first.day,
        last_month=last.month,
        last_day=last.day,
    )
