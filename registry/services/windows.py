"""Windows on the desk: a quarter's or a round's, those of the day; how one is said."""

from datetime import datetime, time, timedelta

from registry.clock import SHANGHAI
from registry.errors import Invalid, Refusal
from registry.law import NATIONAL
from registry.messages import say
from registry.policy import periods
from registry.policy.calendar import WorkingCalendar
from registry.policy.rulebook import NoSuchProvisionError, Programme, Rulebook
from registry.policy.vocabulary import WindowKind
from registry.policy.windows import Window, open_window, window, window_at_hand

_JUNE = 6
_ONE_DAY = timedelta(days=1)


class QuarterUnknown(Refusal):
    """The text names no quarter."""

    code = "update_quarter_unknown"
    status = 404


class YearOutOfRange(Refusal):
    """No window can be worked out for this year."""

    code = "year_out_of_range"
    status = 404


class AdjustmentWindowClosed(Refusal):
    """Sheets and scans come only in the adjustment window of their half-year (ruling 9)."""

    code = "adjustment_window_closed"
    status = 409

    @classmethod
    def of(cls, window: Window, following: Window) -> "AdjustmentWindowClosed":
        """Return the refusal that names a round's window and the one that comes."""
        return cls(
            clause=window.clause,
            period=window.period,
            days=span(window),
            next_period=following.period,
            next_days=span(following),
        )


def quarter_window(period: str, programme: Programme, calendar: WorkingCalendar) -> Window:
    """Return the update window of a quarter. Raises QuarterUnknown for any other text."""
    try:
        return window(WindowKind.QUARTERLY_UPDATE, period, calendar, programme)
    except periods.PeriodError as error:
        raise QuarterUnknown(read=period[:20]) from error


def round_window(period: str, programme: Programme, calendar: WorkingCalendar) -> Window:
    """Return the window of an adjustment round. Raises Invalid where the text names none."""
    try:
        return window(WindowKind.ADJUSTMENT, period, calendar, programme)
    except (periods.PeriodError, NoSuchProvisionError) as error:
        raise Invalid(fields={"period": say("round_unknown", read=period[:20])}) from error


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


def round_name(period: str) -> str:
    """Return an adjustment round in words, such as 2026年下半年."""
    half = "first" if periods.last_month(period)[1] == _JUNE else "second"
    return say(f"period_{half}_half", year=period[:4])


def as_told(end: datetime) -> str:
    """Return until when something can be done: midnight is 24:00 of the day before."""
    local = end.astimezone(SHANGHAI)
    if local.time() == time():
        return f"{_day(local - _ONE_DAY)} 24:00"
    return f"{_day(local)} {local:%H:%M}"


def _day(local: datetime) -> str:
    return f"{local.year}年{local.month}月{local.day}日"
