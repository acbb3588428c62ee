"""How figures, dates and digests read on a page: 1,350.00, 2026年12月25日（周五）, 3f9a 1c07 be42.

Every function takes ``None`` (nothing on file) and shows a dash; none of them queries
or reads the clock. Money is in 万元.
"""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Protocol

from registry.clock import SHANGHAI
from registry.messages import say
from registry.policy.windows import Window

NOTHING = "—"
_WEEKDAYS = "一二三四五六日"
_ORDINALS = "一二三四"
_CENTS = Decimal("0.01")
_DIGEST_SHOWN = 12
_KILO = 1024
_MINUTE = timedelta(minutes=1)
_DAY = 24 * 60


class _StoredDecimal(Protocol):
    """What the record keeps money in (BSON's Decimal128)."""

    def to_decimal(self) -> Decimal: ...


def money(value: Decimal | int | _StoredDecimal | None) -> str:
    """Show an amount in 万元 with separators and at least two places; finer places are kept."""
    amount = _exact(value)
    if amount is None:
        return NOTHING
    rounded = amount.quantize(_CENTS)
    return f"{rounded:,f}" if rounded == amount else f"{amount.normalize():,f}"


def figure(value: Decimal | int | _StoredDecimal | None) -> str:
    """Show a number that is no money, such as 85.5 or 2,600, with the places it has."""
    amount = _exact(value)
    return NOTHING if amount is None else f"{amount.normalize():,f}"


def _exact(value: Decimal | int | _StoredDecimal | None) -> Decimal | None:
    if value is None:
        return None
    amount = Decimal(value) if isinstance(value, Decimal | int) else value.to_decimal()
    return amount if amount.is_finite() else None


def count(value: int | None) -> str:
    """Show a whole number with separators."""
    return NOTHING if value is None else f"{value:,}"


def _shanghai_day(value: date | datetime) -> date:
    return value.astimezone(SHANGHAI).date() if isinstance(value, datetime) else value


def day(value: date | datetime | None) -> str:
    """Show a day in full, such as 2026年12月25日（周五）; an instant is read in Asia/Shanghai."""
    return NOTHING if value is None else f"{_shanghai_day(value).year}年{short_day(value)}"


def short_day(value: date | datetime | None) -> str:
    """Show a day of a year that stands nearby, such as 12月25日（周五）."""
    if value is None:
        return NOTHING
    its_day = _shanghai_day(value)
    return f"{its_day.month}月{its_day.day}日（周{_WEEKDAYS[its_day.weekday()]}）"


def moment(value: datetime | None) -> str:
    """Show an instant in Asia/Shanghai, such as 2026-12-28 14:03."""
    return NOTHING if value is None else f"{value.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


def clock(value: datetime, *, seconds: bool = False) -> str:
    """Show the time of day of an instant in Asia/Shanghai, such as 14:03."""
    local = value.astimezone(SHANGHAI)
    return f"{local:%H:%M:%S}" if seconds else f"{local:%H:%M}"


def short_digest(value: str | None) -> str:
    """Show the first twelve characters of a digest in groups of four, to compare by eye."""
    if not value:
        return NOTHING
    return " ".join(value[at : at + 4] for at in range(0, min(len(value), _DIGEST_SHOWN), 4))


def period(value: str | None) -> str:
    """Show a period such as 2026Q4 or 2026H2 in words; anything else is shown as it stands."""
    year, kind, ordinal = (value or "")[:4], (value or "")[4:5], (value or "")[5:]
    if kind == "Q" and ordinal in {"1", "2", "3", "4"}:
        return say("period_quarter", year=year, ordinal=_ORDINALS[int(ordinal) - 1])
    if kind == "H" and ordinal in {"1", "2"}:
        return say("period_first_half" if ordinal == "1" else "period_second_half", year=year)
    return value or NOTHING


def last_day(closes_at: datetime) -> date:
    """Return the day whose 24:00 a half-open window ends at."""
    return (closes_at.astimezone(SHANGHAI) - timedelta(microseconds=1)).date()


def end(closes_at: datetime) -> str:
    """Show when a half-open time ends: midnight is 24:00 of the day before."""
    local = closes_at.astimezone(SHANGHAI)
    return f"{short_day(last_day(local))} {f'{local:%H:%M}' if local.time() != time() else '24:00'}"


def remaining(window: Window, at: datetime, until: datetime | None = None) -> str:
    """Say how much of a window is left: whole working days, and hours besides.

    Working days are the window's own; ``until`` ends it earlier than its last day does. A
    provisional window may still accept a filing after its stored five days are over (rulings,
    3); it then says so instead of counting.
    """
    ends_at = until or window.closes_at
    if at >= ends_at:
        is_read_otherwise = until is None and window.accepts(at)
        return say("remaining_other_reading" if is_read_otherwise else "remaining_none")
    days, minutes = _left(window, at.astimezone(SHANGHAI), ends_at.astimezone(SHANGHAI))
    if not minutes:
        return say("remaining_days", days=days)
    if days:
        return say("remaining_days_hours", days=days, hours=minutes // 60)
    hours, minutes = divmod(minutes, 60)
    code = "remaining_hours" if minutes else "remaining_whole_hours"
    return say(code if hours else "remaining_minutes", hours=hours, minutes=minutes)


def _left(window: Window, at: datetime, ends_at: datetime) -> tuple[int, int]:
    """Return the working days from one local moment to another, and the minutes besides.

    Of a day without work only the hours of its own end count.
    """
    today, ends = at.date(), last_day(ends_at)
    if today == ends:
        return 0, -((at - ends_at) // _MINUTE)
    days = sum(1 for each in window.days if today < each < ends)
    midnight = datetime.combine(today + timedelta(days=1), time(), SHANGHAI)
    minutes = -((at - midnight) // _MINUTE) if today in window.days else 0
    last = (ends_at - datetime.combine(ends, time(), SHANGHAI)) // _MINUTE
    if last == _DAY:
        return days + 1, minutes
    minutes += last
    return (days + 1, minutes - _DAY) if minutes > _DAY else (days, minutes)


def file_size(value: int | None) -> str:
    """Show how large a file is, in KB or MB of 1,024."""
    if value is None:
        return NOTHING
    kilobytes = max(1, round(value / 1024))
    return f"{kilobytes} KB" if kilobytes < _KILO else f"{value / 1024 / 1024:.1f} MB"


FILTERS = {
    "money": money,
    "figure": figure,
    "count": count,
    "file_size": file_size,
    "day": day,
    "short_day": short_day,
    "last_day": last_day,
    "moment": moment,
    "clock": clock,
    "short_digest": short_digest,
    "period": period,
    "remaining": remaining,
}
