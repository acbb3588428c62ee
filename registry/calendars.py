"""The edge of the working-day calendar: notices from TOML files and ``chinesecalendar``.

Notices win over the library, which fills in only the years no notice file
arranges; everything becomes plain ``Notice`` values before the law sees it.
"""

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import cast

from chinese_calendar import Holiday
from chinese_calendar.constants import holidays, workdays

from config.settings import CONFIG
from registry.errors import Refusal
from registry.policy.calendar import SHANGHAI, Notice, WorkingCalendar

NOTICE_FOLDER = CONFIG / "calendar"
LARGEST_NOTICE = 64 * 1024
LIBRARY = f"chinesecalendar {version('chinesecalendar')}"

_KEYS = frozenset({"number", "year", "issued", "published", "off_days", "work_days"})
_WANTED = _KEYS - {"published"}
_FIRST_YEAR, _LAST_YEAR = 2000, 2199
_DECEMBER = 12
_LONGEST_NUMBER = 60


class CalendarNoticeError(Refusal):
    """A holiday notice that cannot be read; ``params`` name the file or entry and what is wrong."""

    code = "calendar_notice_unreadable"
    status = 422


class CalendarNoticeKeyError(CalendarNoticeError):
    """A key is missing, unknown or holds a value of another type."""

    code = "calendar_notice_key"


class CalendarNoticeDayError(CalendarNoticeError):
    """A day lies outside the year the notice arranges and the December before it."""

    code = "calendar_notice_day"


class CalendarNoticeTwiceError(CalendarNoticeError):
    """A day is said to be off and worked, or stands twice in one list."""

    code = "calendar_notice_twice"


def parse_notice(text: str, *, name: str = "", known_at: datetime | None = None) -> Notice:
    """Read one notice from TOML text; raises a CalendarNoticeError that says what to mend.

    ``known_at`` is the moment a notice is brought in by hand; without it the
    notice is known from its publication (``published``, else ``issued``), 00:00
    in Asia/Shanghai. ``name`` is what the error calls the text.
    """
    raw = _open(text, name)
    if odd := sorted((_WANTED - raw.keys()) | (raw.keys() - _KEYS)):
        raise CalendarNoticeKeyError(name=name, key=odd[0])
    issued = _day(raw, "issued", name)
    published = _day(raw, "published", name) if "published" in raw else issued
    year = _year(raw, name)
    off_days, work_days = (_days(raw, key, year, name) for key in ("off_days", "work_days"))
    if both := sorted(off_days & work_days):
        raise CalendarNoticeTwiceError(name=name, day=both[0].isoformat())
    return Notice(
        number=_number(raw, name),
        year=year,
        issued=issued,
        known_at=known_at or _midnight(published),
        off_days=off_days,
        work_days=work_days,
    )


def load_notices(folder: Path = NOTICE_FOLDER) -> tuple[Notice, ...]:
    """Read every notice file of a folder, by name."""
    return tuple(
        parse_notice(path.read_text(encoding="utf-8"), name=path.name)
        for path in sorted(folder.glob("*.toml"))
    )


@cache
def library_notices() -> Mapping[int, Notice]:
    """Return what ``chinesecalendar`` knows, as one notice per year.

    The library keeps no dates of issue: a year counts as known from the first
    day it speaks of, the latest it can have been. A New Year's bridge day in
    December belongs to the next year's notice.
    """
    off: dict[int, set[date]] = defaultdict(set)
    work: dict[int, set[date]] = defaultdict(set)
    for days, by_year in ((holidays, off), (workdays, work)):
        for day, occasion in days.items():
            bridge = day.month == _DECEMBER and occasion == Holiday.new_years_day.value
            by_year[day.year + bridge].add(day)
    return {year: _library_notice(year, off[year], work[year]) for year in off}


def working_calendar(
    extra_notices: Iterable[Notice] = (), *, folder: Path = NOTICE_FOLDER
) -> WorkingCalendar:
    """Build the calendar: notice files, imported notices, and the library for the other years."""
    notices = (*load_notices(folder), *extra_notices)
    arranged = {notice.year for notice in notices}
    fallback = (one for year, one in library_notices().items() if year not in arranged)
    return WorkingCalendar((*notices, *fallback))


def _library_notice(year: int, off: set[date], work: set[date]) -> Notice:
    first = min(off | work)
    return Notice(
        number=LIBRARY,
        year=year,
        issued=first,
        known_at=_midnight(first),
        off_days=frozenset(off),
        work_days=frozenset(work),
        source=LIBRARY,
    )


def _open(text: str, name: str) -> dict[str, object]:
    if len(text) > LARGEST_NOTICE:
        raise CalendarNoticeError(name=name, problem=f"> {LARGEST_NOTICE}")
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as fault:
        raise CalendarNoticeError(name=name, problem=str(fault)) from fault


def _number(raw: Mapping[str, object], name: str) -> str:
    number = raw["number"]
    if not isinstance(number, str) or not 0 < len(number.strip()) <= _LONGEST_NUMBER:
        raise CalendarNoticeKeyError(name=name, key="number")
    return number.strip()


def _year(raw: Mapping[str, object], name: str) -> int:
    year = raw["year"]
    if type(year) is not int or not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise CalendarNoticeKeyError(name=name, key="year")
    return year


def _day(raw: Mapping[str, object], key: str, name: str) -> date:
    value = raw[key]
    if type(value) is not date:
        raise CalendarNoticeKeyError(name=name, key=key)
    return value


def _days(raw: Mapping[str, object], key: str, year: int, name: str) -> frozenset[date]:
    listed = raw[key]
    if not isinstance(listed, list) or not all(type(day) is date for day in listed):
        raise CalendarNoticeKeyError(name=name, key=key)
    days = cast("list[date]", listed)
    for day in days:
        if not date(year - 1, _DECEMBER, 1) <= day <= date(year, _DECEMBER, 31):
            raise CalendarNoticeDayError(name=name, day=day.isoformat(), year=year)
        if days.count(day) > 1:
            raise CalendarNoticeTwiceError(name=name, day=day.isoformat())
    return frozenset(days)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)
