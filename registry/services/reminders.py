"""Reminding 提醒: the quarterly window opens, nears its end, ends; each step told once to each.

Of a step, one transaction an authority: what it is told, what its hosts are told, and the
record that they were. A host with platforms under several authorities is told with the first.
Authorities are told how they stand each morning; near the end that leads to the list of those
who have not filed, and after it the ministry is told of all.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from registry.clock import SHANGHAI
from registry.documents.platforms import Platform
from registry.documents.quarterly_updates import QuarterlyUpdate, UpdateDraft
from registry.documents.support_requests import SupportRequest
from registry.documents.update_returns import UpdateReturn
from registry.messages import say
from registry.policy.calendar import WorkingCalendar
from registry.policy.reminders import (
    Moment,
    Step,
    missing_notice,
    moment_for_authorities,
    moment_for_hosts,
    names_from,
)
from registry.policy.rulebook import Rulebook
from registry.policy.support_requests import UNANSWERED
from registry.policy.windows import Window
from registry.reminder_rules import reminder_rules
from registry.services.authorities import authorities, authority_name
from registry.services.outbox import Notice
from registry.services.quarterly_update_forms import quarter_name
from registry.services.reporting import owing
from registry.services.told_once import mark, not_told, once, one_by_one, write
from registry.services.update_return_states import OF_PERIOD, WAITED_FOR
from registry.services.windows import as_told, span, update_window, window_in_question

MINISTRY = "ministry"
_NAMED = 5
_FILED, _DRAFTS = "period_1_platform_1_version_-1", "platform_1_period_1"
# What is told of these leads to the list of those who have not filed.
_ESCALATING = frozenset({Step.DAYS_LEFT, Step.LAST_DAY, Step.CLOSED})


@dataclass(frozen=True, slots=True)
class _Due:
    """What is told now of a window: to authorities, and to hosts where anything is."""

    window: Window
    moment: Moment
    for_hosts: Moment | None
    at: datetime

    def mark(self, audience: str, recipient: str) -> str:
        """Return under which id it is kept that somebody was told."""
        its = self.for_hosts if audience == "host" and self.for_hosts else self.moment
        return mark(its.name, self.window.period, audience, recipient)

    def not_told(self, audience: str, recipients: Sequence[str]) -> list[str]:
        """Return who was told neither this nor a later step; one query, none for nobody."""
        its = self.for_hosts if audience == "host" else self.moment
        if its is None or not recipients:
            return []
        steps = names_from(its, self.window, reminder_rules())
        return not_told(steps, self.window.period, audience, recipients)


def remind(*, at: datetime, rulebook: Rulebook, calendar: WorkingCalendar) -> int:
    """Tell what is due and was not told; return how many authorities, and the ministry, were.

    Of several steps that came due meanwhile only the newest is told. The missing notice, the
    authorities and the ministry are told apart: a fault with one is logged and raised once the
    others were told.
    """
    law: dict[str, Any] = {"at": at, "rulebook": rulebook, "calendar": calendar}
    return one_by_one(
        ({"part": part.__name__.strip("_")}, partial(part, **law))
        for part in (_remind_of_notice, _remind_authorities, _remind_ministry)
    )


def to_each(codes: Sequence[str], tell: Callable[[str], bool], step: str) -> int:
    """Tell one authority after the other, each in a transaction; return how many were told.

    A fault at one is logged and raised once the others were told.
    """
    return one_by_one(
        ({"authority": code, "step": step}, partial(once, partial(tell, code))) for code in codes
    )


def _remind_authorities(*, at: datetime, rulebook: Rulebook, calendar: WorkingCalendar) -> int:
    """Tell each authority and its hosts the step of the window that is due."""
    due = _due(at, rulebook, calendar)
    if due is None:
        return 0
    waiting = due.not_told("authority", authorities().codes)
    return to_each(waiting, partial(_tell, due), due.moment.name)


def _remind_ministry(*, at: datetime, rulebook: Rulebook, calendar: WorkingCalendar) -> int:
    """Tell the ministry how a quarter ended, whoever else could not be told."""
    due = _due(at, rulebook, calendar)
    if due is None or due.moment.step is not Step.CLOSED:
        return 0
    return once(partial(_tell_ministry, due)) if due.not_told(MINISTRY, [MINISTRY]) else 0


def _due(at: datetime, rulebook: Rulebook, calendar: WorkingCalendar) -> _Due | None:
    its, rules = window_in_question(at=at, rulebook=rulebook, calendar=calendar), reminder_rules()
    moment = moment_for_authorities(its, at, rules)
    return _Due(its, moment, moment_for_hosts(its, at, rules), at) if moment else None


def _remind_of_notice(*, at: datetime, rulebook: Rulebook, calendar: WorkingCalendar) -> int:
    """Tell the ministry, again and again, that a year's holiday notice is missing."""
    its = missing_notice(at, calendar, reminder_rules())
    if its is None:
        return 0
    this_year = at.astimezone(SHANGHAI).year
    kind = "late" if its.year == this_year else "urgent" if its.urgent else "early"
    step, year = f"no_holiday_notice_{kind}_{its.turn}", str(its.year)
    if not not_told([step], year, MINISTRY, [MINISTRY]):
        return 0
    law: dict[str, Any] = {"at": at, "rulebook": rulebook, "calendar": calendar}
    coming = window_in_question(**law)
    if kind != "late":
        coming = update_window(f"{its.year - 1}Q4", **law)
    params = {"year": year, "days": span(coming)}
    code = f"notice_remind_holidays_{kind}"
    notice = Notice(MINISTRY, MINISTRY, code, f"calendar:{year}", params)
    return once(lambda: write([mark(step, year, MINISTRY, MINISTRY)], [notice], at))


def _tell(due: _Due, authority: str) -> bool:
    """Tell one authority and its hosts, inside a transaction; False where nothing is owed."""
    here = _expected(due, {"authority": authority}, "authority_1_number_1")
    hosts = due.not_told("host", sorted({one["host"] for one in here}))
    # A host is told of all its platforms at once, also of those under another authority.
    theirs = _expected(due, {"host": {"$in": hosts}}, "host_1_number_1") if hosts else []
    asked = {one["number"] for one in (*here, *theirs)}
    filed = _with(QuarterlyUpdate, due, asked, _FILED)
    returned = _returned(due, asked)
    missing = Counter(
        one["host"] for one in theirs if one["number"] not in filed or one["number"] in returned
    )
    back = Counter(one["host"] for one in theirs if one["number"] in returned)
    notices = [_to_host(due, host, count, back[host]) for host, count in sorted(missing.items())]
    marks = [due.mark("host", host) for host in sorted(missing)]
    if here:
        missing_here = [one for one in here if one["number"] not in filed]
        begun = _with(UpdateDraft, due, (one["number"] for one in missing_here), _DRAFTS)
        notices.append(_to_authority(due, authority, len(here), missing_here, len(begun)))
    return write([*marks, due.mark("authority", authority)], notices, due.at)


def _tell_ministry(due: _Due) -> bool:
    """Tell the ministry how the quarter ended, inside a transaction; nothing where none owed."""
    everywhere = _expected(due, {"authority": {"$gte": ""}}, "authority_1_number_1")
    asked = {one["number"] for one in everywhere}
    filed = _with(QuarterlyUpdate, due, asked, _FILED)
    missing = Counter(one["authority"] for one in everywhere if one["number"] not in filed)
    counts = {
        "expected": str(len(everywhere)),
        "submitted": str(len(everywhere) - missing.total()),
        "missing": str(missing.total()),
        "most": _most(missing),
    }
    code = f"notice_remind_closed_ministry{'' if missing else '_all'}"
    notice = Notice(MINISTRY, MINISTRY, code, _subject(due), _words(due) | counts)
    return write([due.mark(MINISTRY, MINISTRY)], [notice] if everywhere else [], due.at)


def _most(missing: Mapping[str, int]) -> str:
    """Name the authorities with the most that are missing, in words."""
    order = sorted(missing.items(), key=lambda one: (-one[1], one[0]))[:_NAMED]
    return "、".join(
        say("reminder_of_authority", name=authority_name(code), count=count)
        for code, count in order
    )


def _to_host(due: _Due, host: str, count: int, returned: int) -> Notice:
    step = due.for_hosts.step if due.for_hosts else due.moment.step
    subject, words = f"quarter:{due.window.period}", _words(due, due.for_hosts)
    code = f"notice_remind_{step}_host{'_returned' if returned else ''}"
    counts = {"count": str(count), "returned": str(returned)}
    return Notice("host", host, code, subject, words | counts)


def _to_authority(
    due: _Due, authority: str, expected: int, missing: Sequence[dict[str, str]], begun: int
) -> Notice:
    counts = {
        "expected": str(expected),
        "submitted": str(expected - len(missing)),
        "missing": str(len(missing)),
        "hosts": str(len({one["host"] for one in missing})),
        "begun": str(begun),
        "idle": str(len(missing) - begun),
        "support": _back(due, authority) + _support(authority),
    }
    code = f"notice_remind_{due.moment.step}_authority"
    return Notice("authority", authority, code, _subject(due), _words(due) | counts)


def _support(authority: str) -> str:
    """Say how many requests for support wait for the authority's answer; nothing where none."""
    waiting = SupportRequest.objects(
        authority=authority, state__in=[one.value for one in UNANSWERED]
    )
    count = waiting.hint("authority_1_state_1_asked_at_1").count()
    return say("reminder_support", count=count) if count else ""


def _back(due: _Due, authority: str) -> str:
    """Say on the last day how many of an authority's filed quarters wait to be corrected."""
    if due.moment.step is not Step.LAST_DAY:
        return ""
    query = {"period": due.window.period, "authority": authority, **WAITED_FOR}
    count = UpdateReturn.objects(__raw__=query).hint(OF_PERIOD).count()
    return say("reminder_returned", count=count) if count else ""


def _returned(due: _Due, numbers: Iterable[str]) -> frozenset[str]:
    """Return which filed quarters were returned and are not answered; asked on the last day."""
    if due.moment.step is not Step.LAST_DAY:
        return frozenset()
    query = {"period": due.window.period, "platform": {"$in": sorted(numbers)}, **WAITED_FOR}
    found = UpdateReturn.objects(__raw__=query).hint("one_open_of_a_quarter")
    return frozenset(found.scalar("platform"))


def _subject(due: _Due) -> str:
    kind = "quarter_missing" if due.moment.step in _ESCALATING else "quarter"
    return f"{kind}:{due.window.period}"


def _words(due: _Due, moment: Moment | None = None) -> dict[str, str]:
    its, window = moment or due.moment, due.window
    until = window.accepts_until if its.step is Step.CLOSED else window.closes_at
    quarter = quarter_name(window.period)
    return {"quarter": quarter, "until": as_told(until), "left": str(its.left)}


def _expected(due: _Due, whose: dict[str, Any], index: str) -> list[dict[str, str]]:
    """Return number, host and authority of who owes the window's update (ruling 10)."""
    fields = {"_id": False, "number": True, "host": True, "authority": True}
    found = Platform._get_collection().find(owing(due.window) | whose, fields)  # noqa: SLF001 - three fields need no mapper
    return list(found.hint(index))


def _with(
    document: type[QuarterlyUpdate | UpdateDraft], due: _Due, numbers: Iterable[str], index: str
) -> frozenset[str]:
    """Return which of these platforms have a filed update, or a draft, of the quarter."""
    found = document._get_collection().find(  # noqa: SLF001 - as above
        {"period": due.window.period, "platform": {"$in": sorted(numbers)}},
        {"_id": False, "platform": True},
    )
    return frozenset(one["platform"] for one in found.hint(index))
