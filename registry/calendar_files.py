"""Calendar files 日历文件: events as an iCalendar text (RFC 5545), written by ``icalendar``.

The same events give the same bytes: a program that asks again is told that nothing changed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache

from icalendar import Alarm, Calendar, Event, Timezone

from registry.clock import SHANGHAI

MEDIA_TYPE = "text/calendar; charset=utf-8"
_MAKER = "-//pilot-scale-platform-reserve//calendar feed//ZH"
# What follows the at sign of an identifier: of this register, wherever it runs.
_REGISTER = "pilot-scale-platform-reserve"
_ASK_AGAIN = timedelta(hours=6)
_OFFSETS_FROM, _OFFSETS_TO = date(2020, 1, 1), date(2100, 1, 1)


@dataclass(frozen=True, slots=True)
class Happening:
    """One event. ``key`` tells it from every other for good, also where it is moved.

    All moments are aware; ``ends_at`` is excluded. ``revised_at`` is when what it says last
    changed, ``moved`` how often its times may have. ``tentative`` says that they may again.
    With ``alarm`` a program rings so long before the end.
    """

    key: str
    title: str
    text: str
    starts_at: datetime
    ends_at: datetime
    revised_at: datetime
    moved: int = 0
    tentative: bool = False
    address: str = ""
    alarm: timedelta | None = None


def calendar_file(name: str, happenings: Iterable[Happening]) -> bytes:
    """Return a calendar of that name with these events, in their order."""
    made = Calendar()
    made.add("version", "2.0")
    made.add("prodid", _MAKER)
    made.add("calscale", "GREGORIAN")
    for property_name in ("name", "x-wr-calname"):
        made.add(property_name, name)
    made.add("x-wr-timezone", str(SHANGHAI))
    for property_name in ("refresh-interval", "x-published-ttl"):
        made.add(property_name, _ASK_AGAIN, parameters={"VALUE": "DURATION"})
    made.add_component(_zone())
    for one in happenings:
        made.add_component(_event(one))
    return bytes(made.to_ical())


def _event(one: Happening) -> Event:
    made = Event()
    made.add("uid", f"{one.key}@{_REGISTER}")
    # Without a METHOD the stamp is the last revision (RFC 5545, 3.8.7.2).
    made.add("dtstamp", one.revised_at.astimezone(UTC))
    made.add("last-modified", one.revised_at.astimezone(UTC))
    made.add("sequence", one.moved)
    made.add("dtstart", one.starts_at.astimezone(SHANGHAI))
    made.add("dtend", one.ends_at.astimezone(SHANGHAI))
    made.add("summary", one.title)
    made.add("description", one.text)
    made.add("status", "TENTATIVE" if one.tentative else "CONFIRMED")
    made.add("transp", "TRANSPARENT")
    if one.address:
        made.add("url", one.address)
    if one.alarm:
        made.add_component(_alarm(one.title, one.alarm))
    return made


def _alarm(title: str, before_end: timedelta) -> Alarm:
    made = Alarm()
    made.add("action", "DISPLAY")
    made.add("description", title)
    made.add("trigger", -before_end, parameters={"RELATED": "END"})
    return made


@cache
def _zone() -> Timezone:
    return Timezone.from_tzid(str(SHANGHAI), first_date=_OFFSETS_FROM, last_date=_OFFSETS_TO)
