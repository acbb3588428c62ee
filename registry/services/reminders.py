"""Reminding 提醒: the quarterly window opens, nears its end, ends; each told once to each.

Of a step, one transaction an authority: what it is told, what its hosts are told, and the
record that they were. A run that is killed leaves the authorities it came to whole, the others
to the next run. A host with platforms under several authorities is told with the first.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from mongoengine.errors import NotUniqueError

from registry.database import transact
from registry.documents.platforms import Platform
from registry.documents.quarterly_updates import QuarterlyUpdate
from registry.documents.reminders import Reminder
from registry.insertion import insert_all
from registry.logs import log
from registry.policy.calendar import WorkingCalendar
from registry.policy.reminders import Step, step_due, steps_from, year_without_notice
from registry.policy.rulebook import Rulebook
from registry.policy.windows import Window
from registry.reminder_rules import reminder_rules
from registry.services import outbox
from registry.services.authorities import authorities
from registry.services.outbox import Notice
from registry.services.quarterly_update_forms import quarter_name
from registry.services.reporting import owing
from registry.services.windows import as_told, window_in_question

_NO_NOTICE = "no_holiday_notice"


@dataclass(frozen=True, slots=True)
class _Due:
    """A step of a window, told now."""

    step: Step
    window: Window
    at: datetime

    def mark(self, audience: str, recipient: str) -> str:
        """Return under which id it is kept that somebody was told this step."""
        return _mark(self.step, self.window.period, audience, recipient)


def remind(*, at: datetime, rulebook: Rulebook, calendar: WorkingCalendar) -> int:
    """Tell what is due and was not told; return how many authorities, and the ministry, were.

    Of several steps that came due meanwhile only the newest is told. A fault at one authority
    is logged and raised once the others were told.
    """
    told = _remind_of_notice(at, calendar)
    its = window_in_question(at=at, rulebook=rulebook, calendar=calendar)
    step = step_due(its, at, reminder_rules())
    if step is None:
        return told
    due = _Due(step, its, at)
    failed: Exception | None = None
    for code in _not_told(due, "authority", authorities().codes):
        try:
            told += _once(partial(_tell, due, code))
        except Exception as error:  # noqa: BLE001 - one authority must not hold up the others
            log().exception("reminder_failed", authority=code, step=str(step))
            failed = error
    if failed:
        raise failed
    return told


def _remind_of_notice(at: datetime, calendar: WorkingCalendar) -> int:
    """Tell the ministry, once a year, that the next year's holiday notice is missing."""
    year = year_without_notice(at, calendar, reminder_rules())
    mark = _mark(_NO_NOTICE, str(year), "ministry", "ministry")
    if not year or Reminder.objects(id=mark).first():
        return 0
    params = {"year": str(year)}
    notice = Notice("ministry", "ministry", "notice_remind_holidays", f"calendar:{year}", params)

    return _once(lambda: _write([mark], [notice], at))


def _once(work: Callable[[], bool]) -> bool:
    """Do it, unless a run at the same time did; say whether somebody was told."""
    try:
        return transact(work)
    except NotUniqueError:
        return False


def _tell(due: _Due, authority: str) -> bool:
    """Tell one authority and its hosts, inside a transaction; False where nothing is owed."""
    here = _expected(due, {"authority": authority}, "authority_1_number_1")
    hosts = _not_told(due, "host", sorted({one["host"] for one in here}))
    # A host is told of all its platforms at once, also of those under another authority.
    theirs = _expected(due, {"host": {"$in": hosts}}, "host_1_number_1") if hosts else []
    filed = _filed(due, {one["number"] for one in (*here, *theirs)})
    missing_here = [one for one in here if one["number"] not in filed]
    missing = Counter(one["host"] for one in theirs if one["number"] not in filed)
    notices = [_to_host(due, host, count) for host, count in sorted(missing.items())]
    marks = [due.mark("host", host) for host in sorted(missing)]
    if here:
        notices.append(_to_authority(due, authority, len(here), missing_here))
    return _write([*marks, due.mark("authority", authority)], notices, due.at)


def _write(marks: Sequence[str], notices: Sequence[Notice], at: datetime) -> bool:
    """Keep that somebody was told, and the messages; a mark that is there refuses both."""
    insert_all(Reminder, [{"id": mark, "recorded_at": at} for mark in marks])
    outbox.post_all(notices, at=at)
    return bool(notices)


def _to_host(due: _Due, host: str, count: int) -> Notice:
    code = f"notice_remind_{due.step}_host"
    return Notice("host", host, code, _subject(due), _words(due) | {"count": str(count)})


def _to_authority(
    due: _Due, authority: str, expected: int, missing: Sequence[dict[str, str]]
) -> Notice:
    counts = {
        "expected": str(expected),
        "submitted": str(expected - len(missing)),
        "missing": str(len(missing)),
        "hosts": str(len({one["host"] for one in missing})),
    }
    code = f"notice_remind_{due.step}_authority"
    return Notice("authority", authority, code, _subject(due), _words(due) | counts)


def _subject(due: _Due) -> str:
    return f"quarter:{due.window.period}"


def _words(due: _Due) -> dict[str, str]:
    window = due.window
    until = window.accepts_until if due.step is Step.CLOSED else window.closes_at
    return {"quarter": quarter_name(window.period), "until": as_told(until)}


def _expected(due: _Due, whose: dict[str, Any], index: str) -> list[dict[str, str]]:
    """Return number and host of the platforms that owe the window's update (ruling 10)."""
    found = Platform._get_collection().find(  # noqa: SLF001 - two fields need no mapper
        owing(due.window) | whose, {"_id": False, "number": True, "host": True}
    )
    return list(found.hint(index))


def _filed(due: _Due, numbers: Iterable[str]) -> frozenset[str]:
    """Return which of these platforms have filed the quarter's update."""
    found = QuarterlyUpdate._get_collection().find(  # noqa: SLF001 - as above
        {"period": due.window.period, "platform": {"$in": sorted(numbers)}},
        {"_id": False, "platform": True},
    )
    return frozenset(one["platform"] for one in found.hint("period_1_platform_1_version_-1"))


def _not_told(due: _Due, audience: str, recipients: Sequence[str]) -> list[str]:
    """Return who was told neither this step nor a later one; one query."""
    marks = {
        _mark(step, due.window.period, audience, one): one
        for step in steps_from(due.step)
        for one in recipients
    }
    told = {marks[mark] for mark in Reminder.objects(id__in=list(marks)).scalar("id")}
    return [one for one in recipients if one not in told]


def _mark(step: str, period: str, audience: str, recipient: str) -> str:
    return f"{step}:{period}:{audience}:{recipient}"
