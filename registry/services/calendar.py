"""The working calendar in force: what came with the program and the notices imported since."""

from datetime import UTC, datetime

from registry.calendars import working_calendar
from registry.clock import stopwatch
from registry.database import transact
from registry.documents.calendar import CalendarNotice
from registry.permissions import Actor, require
from registry.policy.calendar import Notice, WorkingCalendar
from registry.services.ledger import Act, record

_FRESH_SECONDS = 5.0
_kept: dict[str, tuple[float, tuple[object, ...], WorkingCalendar]] = {}


def current_calendar() -> WorkingCalendar:
    """Return the working calendar, at most five seconds behind an import.

    One query when it is older than that, none otherwise: every page asks for a window. It is
    built anew only where a notice came in, so that what is worked out from it can be kept.
    """
    kept = _kept.get("calendar")
    if kept and stopwatch() - kept[0] < _FRESH_SECONDS:
        return kept[2]
    notices = list(CalendarNotice.objects.order_by("id"))
    known = tuple(one.id for one in notices)
    fresh = kept[2] if kept and kept[1] == known else working_calendar(map(_as_notice, notices))
    _kept["calendar"] = (stopwatch(), known, fresh)
    return fresh


def import_notice(notice: Notice, *, by: Actor, at: datetime) -> bool:
    """Take in a State Council notice; return False where the same one is already there.

    A notice with the number of an imported one replaces its days from now on.
    Windows follow at once; what was filed in time stays in time (ruling 2).
    """
    require(by, "calendar:import")
    changed = transact(lambda: _write(notice, by=by, at=at))
    _kept.clear()
    return changed


def _write(notice: Notice, *, by: Actor, at: datetime) -> bool:
    earlier = CalendarNotice.objects(number=notice.number).order_by("-recorded_at").first()
    content = _content(notice)
    before = _content(_as_notice(earlier)) if earlier else None
    if before == content:
        return False
    CalendarNotice(
        number=notice.number,
        year=notice.year,
        issued=notice.issued,
        off_days=sorted(notice.off_days),
        work_days=sorted(notice.work_days),
        recorded_at=at,
    ).save(force_insert=True)
    act = Act("calendar.import", f"calendar:{notice.number}", before=before, after=content)
    record(act, by=by, at=at)
    return True


def _content(notice: Notice) -> dict[str, object]:
    return {
        "year": notice.year,
        "issued": notice.issued.isoformat(),
        "off_days": [day.isoformat() for day in sorted(notice.off_days)],
        "work_days": [day.isoformat() for day in sorted(notice.work_days)],
    }


def _as_notice(stored: CalendarNotice) -> Notice:
    return Notice(
        number=stored.number,
        year=stored.year,
        issued=stored.issued,
        known_at=stored.recorded_at.astimezone(UTC),
        off_days=frozenset(stored.off_days),
        work_days=frozenset(stored.work_days),
    )
