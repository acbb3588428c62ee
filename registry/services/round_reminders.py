"""Reminding 提醒 of an adjustment round 二（五）: its five days open, near their end, end.

Only of a round that a notice has opened. What is left when its month has ended is told by
``round_closings``. One transaction an authority, as for the quarterly window.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from registry.documents.applications import Application
from registry.documents.summary_sheets import SummarySheet
from registry.policy.application_states import LIVE, ApplicationState
from registry.policy.calendar import WorkingCalendar
from registry.policy.reminders import Moment, Step, moment_for_hosts, names_from
from registry.policy.rulebook import Rulebook
from registry.policy.windows import Window
from registry.reminder_rules import reminder_rules
from registry.services.adjustments import cut_off_of, round_at_hand, round_of
from registry.services.authorities import authorities, authority_name
from registry.services.outbox import Notice
from registry.services.reminders import to_each
from registry.services.told_once import mark, not_told, write
from registry.services.windows import as_told, round_name

_STATE = ApplicationState
_WITH_HOST = frozenset({_STATE.DRAFT, _STATE.FROZEN, _STATE.RETURNED})
_LIVE = sorted(state.value for state in LIVE)


@dataclass(frozen=True, slots=True)
class _Due:
    """A step of a round's window, told now."""

    window: Window
    moment: Moment
    at: datetime

    def not_told(self, audience: str, recipients: list[str]) -> list[str]:
        """Return who was told neither this nor a later step; one query, none for nobody."""
        if not recipients:
            return []
        steps = names_from(self.moment, self.window, reminder_rules())
        return not_told(steps, self.window.period, audience, recipients)

    def mark(self, audience: str, recipient: str) -> str:
        """Return under which id it is kept that somebody was told."""
        return mark(self.moment.name, self.window.period, audience, recipient)


def remind_of_round(*, at: datetime, rulebook: Rulebook, calendar: WorkingCalendar) -> int:
    """Tell what is due of the round at hand and was not told; return how many authorities were."""
    its = round_at_hand(at, rulebook=rulebook, calendar=calendar)
    moment = moment_for_hosts(its, at, reminder_rules())
    if moment is None or moment.step is Step.CLOSED or round_of(its.period) is None:
        return 0
    due = _Due(its, moment, at)
    waiting = due.not_told("authority", list(authorities().codes))
    return to_each(waiting, partial(_tell, due), moment.name)


def _tell(due: _Due, authority: str) -> bool:
    """Tell one authority, and its hosts that have not submitted, inside a transaction."""
    found = _applications(due, authority)
    states = Counter(ApplicationState(one["state"]) for one in found)
    with_host = Counter(one["host"] for one in found if one["state"] in _WITH_HOST)
    until = _until_for_hosts(due, authority)
    hosts = sorted(with_host) if due.at < until else []
    # The cut-off is the authority's own: under another the same host is told on its own.
    marked = {f"{host}@{authority}": host for host in hosts}
    told = due.not_told("host", list(marked))
    notices = [_to_host(due, authority, marked[one], with_host[marked[one]], until) for one in told]
    notices.append(_to_authority(due, authority, states))
    marks = [due.mark("host", one) for one in told]
    return write([*marks, due.mark("authority", authority)], notices, due.at)


def _until_for_hosts(due: _Due, authority: str) -> datetime:
    cut_off = cut_off_of(due.window.period, authority)
    until: datetime = cut_off.until if cut_off else due.window.closes_at
    return min(until, due.window.closes_at)


def _to_host(due: _Due, authority: str, host: str, count: int, until: datetime) -> Notice:
    words = _words(due) | {
        "until": as_told(until),
        "count": str(count),
        "authority": authority_name(authority),
    }
    return Notice("host", host, f"notice_remind_round_{due.moment.step}_host", _subject(due), words)


def _to_authority(due: _Due, authority: str, states: Counter[ApplicationState]) -> Notice:
    with_host = sum(states[state] for state in _WITH_HOST)
    sheets = SummarySheet.objects(authority=authority, period=due.window.period).count()
    counts = {
        "with_host": str(with_host),
        "in_review": str(states.total() - with_host - states[_STATE.RECOMMENDED]),
        "recommended": str(states[_STATE.RECOMMENDED]),
        "sheets": str(sheets),  # index authority_1_period_1_state_1_received_at_1
    }
    code = f"notice_remind_round_{due.moment.step}_authority"
    return Notice("authority", authority, code, _subject(due), _words(due) | counts)


def _subject(due: _Due) -> str:
    return f"adjustment:{due.window.period}"


def _words(due: _Due) -> dict[str, str]:
    window = due.window
    return {
        "round": round_name(window.period),
        "until": as_told(window.closes_at),
        "left": str(due.moment.left),
    }


def _applications(due: _Due, authority: str) -> list[dict[str, Any]]:
    """Return host and state of an authority's applications that have not ended, drafts included."""
    found = Application._get_collection().find(  # noqa: SLF001 - two fields need no mapper
        {"authority": authority, "period": {"$lte": due.window.period}, "state": {"$in": _LIVE}},
        {"_id": False, "state": True, "host": True},
    )
    return list(found.hint("authority_1_period_1_state_1_number_1"))
