"""Working days as the State Council's notices make them (ruling 1), as plain data.

A notice says which days are off and which weekend days are worked. Days no
notice speaks of follow the week: Monday to Friday worked, the weekend not.
Reading notices from files and libraries is the edge's business
(``registry/calendars.py``); nothing here opens anything.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Notice:
    """One holiday notice: ``year`` is the year it arranges, ``issued`` the date it bears.

    ``known_at`` is the aware moment from which the service could know it; a
    notice brought in late is known from when it was brought in. ``off_days`` and
    ``work_days`` may reach into the December before (New Year's bridge days).
    ``source`` says where the data come from when it is not the notice itself.
    """

    number: str
    year: int
    issued: date
    known_at: datetime
    off_days: frozenset[date]
    work_days: frozenset[date]
    source: str = ""


def _in_order(notices: Iterable[Notice]) -> tuple[Notice, ...]:
    return tuple(sorted(notices, key=lambda one: (one.issued, one.known_at, one.number)))


def _in_force(notices: Iterable[Notice]) -> tuple[Notice, ...]:
    """Keep the last known version of each notice: one that comes again replaces itself."""
    by_arrival = sorted(notices, key=lambda one: one.known_at)
    return _in_order({(one.year, one.number): one for one in by_arrival}.values())


class _Days(dict[date, bool]):
    """Whether each day is worked; one no notice speaks of follows the week and is remembered."""

    def __missing__(self, day: date) -> bool:
        if isinstance(day, datetime):  # it would equal no day, and the week would decide
            raise TypeError("a day is wanted, not a moment")
        worked = self[day] = day.weekday() < _SATURDAY
        return worked


@dataclass(frozen=True, eq=False)
class WorkingCalendar:
    """The working days a set of notices makes; where two speak of a day, the later issued wins.

    ``is_working(day)`` says whether people work on this day; without a notice Monday
    to Friday are worked. It is the dictionary's own access, so that counting days
    costs no more than that. ``in_force`` holds, of each notice that came more than
    once under its number, the last known version. Built once and shared.
    """

    notices: tuple[Notice, ...]
    in_force: tuple[Notice, ...] = field(init=False, repr=False)
    is_working: Callable[[date], bool] = field(init=False, repr=False)
    _years: frozenset[int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        in_force = _in_force(self.notices)
        days = _Days()
        for notice in in_force:
            days.update(dict.fromkeys(notice.off_days, False))
            days.update(dict.fromkeys(notice.work_days, True))
        object.__setattr__(self, "in_force", in_force)
        object.__setattr__(self, "is_working", days.__getitem__)
        object.__setattr__(self, "_years", frozenset(notice.year for notice in in_force))

    def has_notice(self, year: int) -> bool:
        """Say whether any notice arranging this year is known."""
        return year in self._years

    def notices_of(self, year: int) -> tuple[Notice, ...]:
        """Return the notices in force that arrange this year, earlier issued first."""
        return tuple(notice for notice in self.in_force if notice.year == year)

    def learned_after(self, instant: datetime, years: Collection[int]) -> tuple[datetime, ...]:
        """Return the moments after ``instant`` at which a notice of these years became known."""
        late = (one for one in self.notices if one.year in years and one.known_at > instant)
        return tuple(sorted({one.known_at for one in late}))

    def as_known_at(self, instant: datetime) -> "WorkingCalendar":
        """Return the calendar as it could be read at this aware moment."""
        return WorkingCalendar(tuple(one for one in self.notices if one.known_at <= instant))
