"""The two national windows: quarterly update 二（三） and adjustment round 二（五）.

A window is the last working days of a month, as many as the provision says. It
is open from 00:00 of the first to 24:00 of the last in Asia/Shanghai, weekend
days between included (ruling 1). While the next year's holiday notice is not
known, December is provisional, and so is a year without any notice (ruling 3):
``days`` is the newest reading, ``readings`` holds each one that stood since the
quarter began, and a filing that any of them allows is accepted.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import islice

from registry.policy import periods
from registry.policy.calendar import SHANGHAI, WorkingCalendar
from registry.policy.provisions import WindowRule
from registry.policy.rulebook import Programme
from registry.policy.vocabulary import WindowKind

LETTER_OF = {WindowKind.QUARTERLY_UPDATE: "Q", WindowKind.ADJUSTMENT: "H"}
_DECEMBER = 12
_ONE_DAY = timedelta(days=1)
# Those of some years, under the few calendars and programmes that a process has at once.
_WINDOWS_KEPT = 512

Days = tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Window:
    """One window of one period, with all its readings (newest last) and the notices it rests on.

    ``opens_at`` (included) and ``closes_at`` (excluded) are aware, in Asia/Shanghai,
    and follow ``days``; ``clause`` and ``source`` are those of the provision.
    """

    kind: WindowKind
    period: str
    days: Days
    opens_at: datetime
    closes_at: datetime
    provisional: bool
    clause: str
    source: str
    readings: tuple[Days, ...]
    notices: tuple[str, ...] = ()

    @property
    def accepts_from(self) -> datetime:
        """Return the first moment any reading allows."""
        return min(_opens(days) for days in self.readings)

    @property
    def accepts_until(self) -> datetime:
        """Return the moment (excluded) after which no reading allows a filing."""
        return max(_closes(days) for days in self.readings)

    def accepts(self, instant: datetime) -> bool:
        """Say whether a filing arriving then (aware) is in time by any reading (ruling 3)."""
        return any(_opens(days) <= instant < _closes(days) for days in self.readings)


@lru_cache(maxsize=_WINDOWS_KEPT)
def window(
    kind: WindowKind, period: str, calendar: WorkingCalendar, programme: Programme
) -> Window:
    """Return the window of this kind and period.

    Raises ``PeriodError`` where the period is not one of this kind, and
    ``NoSuchProvisionError`` where the programme had no such window then.
    """
    if periods.letter_of(period) != LETTER_OF[kind]:
        raise periods.PeriodError(period)
    rule = programme.window_rule(kind, periods.last_day(period))
    year, month = periods.last_month(period)
    bears_on = _bears_on(year, month)
    readings = _readings(year, month, rule.days, calendar, bears_on)
    newest = readings[-1]
    return Window(
        kind=kind,
        period=period,
        days=newest,
        opens_at=_opens(newest),
        closes_at=_closes(newest),
        provisional=not all(calendar.has_notice(one) for one in bears_on),
        clause=rule.clause,
        source=rule.source,
        readings=readings,
        notices=_rests_on(bears_on, calendar),
    )


def windows_of_year(
    year: int, calendar: WorkingCalendar, programme: Programme
) -> tuple[Window, ...]:
    """Return all windows of a year by closing time, quarterly updates before rounds.

    Raises ``PeriodError`` for a year outside 2000–2199.
    """
    found = [
        window(rule.window, period, calendar, programme)
        for rule in programme.window_rules
        for period in _periods(rule, year)
        if rule.in_force(periods.last_day(period))
    ]
    order = list(WindowKind)
    return tuple(sorted(found, key=lambda one: (one.closes_at, order.index(one.kind))))


def learned(window: Window, calendar: WorkingCalendar) -> tuple[datetime, ...]:
    """Return the moments at which what a window rests on became known, the oldest first.

    At each its days may have moved; a December's also rests on the year that follows.
    """
    year, month = periods.last_month(window.period)
    return calendar.learned_after(datetime.min.replace(tzinfo=SHANGHAI), _bears_on(year, month))


def open_window(
    kind: WindowKind, at: datetime, calendar: WorkingCalendar, programme: Programme
) -> Window | None:
    """Return the window of this kind that accepts a filing at this aware moment, or None."""
    return next((one for one in _from(kind, at, calendar, programme) if one.accepts(at)), None)


def next_window(
    kind: WindowKind, at: datetime, calendar: WorkingCalendar, programme: Programme
) -> Window:
    """Return the first window of this kind that opens after this aware moment."""
    return next(one for one in _from(kind, at, calendar, programme) if one.accepts_from > at)


def window_at_hand(
    kind: WindowKind, at: datetime, calendar: WorkingCalendar, programme: Programme
) -> Window:
    """Return the window of this kind that is open at this aware moment, else the next."""
    opened = open_window(kind, at, calendar, programme)
    return opened or next_window(kind, at, calendar, programme)


def _from(
    kind: WindowKind, at: datetime, calendar: WorkingCalendar, programme: Programme
) -> Iterator[Window]:
    """Yield this and the next period's window: windows lie at the end of their period."""
    today = at.astimezone(SHANGHAI).date()
    period = periods.quarter_of(today) if LETTER_OF[kind] == "Q" else periods.round_of(today)
    for one in (period, periods.following(period)):
        yield window(kind, one, calendar, programme)


def _periods(rule: WindowRule, year: int) -> Iterator[str]:
    letter = LETTER_OF[rule.window]
    return (periods.period_ending(year, month, letter) for month in rule.months)


def _bears_on(year: int, month: int) -> tuple[int, ...]:
    return (year, year + 1) if month == _DECEMBER else (year,)


def _rests_on(bears_on: tuple[int, ...], calendar: WorkingCalendar) -> tuple[str, ...]:
    """Name the year's notices, and for December the one that first arranged the next year."""
    own = calendar.notices_of(bears_on[0])
    later = [one for year in bears_on[1:] for one in calendar.notices_of(year)[:1]]
    return tuple(one.number for one in (*own, *later))


# A calendar is built once and never changes; a handful of windows is asked for all day.
@lru_cache(maxsize=32)
def _readings(
    year: int, month: int, count: int, calendar: WorkingCalendar, bears_on: tuple[int, ...]
) -> tuple[Days, ...]:
    """Return each distinct reading since the quarter began, the newest last."""
    quarter_began = datetime(year, month - 2, 1, tzinfo=SHANGHAI)
    learned = calendar.learned_after(quarter_began, bears_on)
    known = [calendar.as_known_at(moment) for moment in (quarter_began, *learned[:-1])]
    seen = [
        _last_working_days(year, month, count, one)
        for one in ([*known, calendar] if learned else [calendar])
    ]
    return (*dict.fromkeys(days for days in seen if days != seen[-1]), seen[-1])


def _last_working_days(year: int, month: int, count: int, calendar: WorkingCalendar) -> Days:
    last = periods.add_months(date(year, month, 1), 1) - _ONE_DAY
    backwards = (last - timedelta(days=back) for back in range(last.day))
    worked = islice((day for day in backwards if calendar.is_working(day)), count)
    return tuple(sorted(worked))


def _opens(days: Days) -> datetime:
    return datetime.combine(days[0], time(), SHANGHAI)


def _closes(days: Days) -> datetime:
    return datetime.combine(days[-1] + _ONE_DAY, time(), SHANGHAI)
