"""Windows on the desk: the two of the day, and how a window is said."""

from datetime import datetime

from registry.law import NATIONAL
from registry.messages import say
from registry.policy.calendar import WorkingCalendar
from registry.policy.rulebook import Rulebook
from registry.policy.vocabulary import WindowKind
from registry.policy.windows import Window, window_at_hand


def windows_of_day(
    at: datetime, *, rulebook: Rulebook, calendar: WorkingCalendar
) -> tuple[Window, Window]:
    """Return the quarterly window and the adjustment window: open now, else the next."""
    programme = rulebook.programme(NATIONAL)
    quarter = window_at_hand(WindowKind.QUARTERLY_UPDATE, at, calendar, programme)
    return quarter, window_at_hand(WindowKind.ADJUSTMENT, at, calendar, programme)


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
