"""Closing a round 轮次结束: hosts and authority are told once what was left undone.

The carrying over itself is a question of the date (``policy.adjustments.shown_under``): a
draft, or an application not decided, stands under the next round whether this ran or not.
"""

from collections import Counter
from datetime import datetime
from typing import Any

from mongoengine.errors import NotUniqueError

from registry.database import transact
from registry.documents.adjustments import LeftUndone, RoundClosing
from registry.documents.applications import Application
from registry.documents.summary_sheets import SummarySheet
from registry.law import NATIONAL
from registry.messages import say
from registry.permissions import Actor, Role
from registry.policy import periods
from registry.policy.adjustments import shown_under
from registry.policy.application_states import LIVE
from registry.policy.calendar import WorkingCalendar
from registry.policy.rulebook import Rulebook
from registry.policy.summary_sheet_states import ArrivedSheet, SheetState, left_undone
from registry.policy.windows import Window
from registry.services import ledger, outbox
from registry.services.adjustments import round_of
from registry.services.authorities import authorities
from registry.services.windows import round_name, round_window, span

_LIVE = sorted(state.value for state in LIVE)


def tell_of_closed_round(*, at: datetime, rulebook: Rulebook, calendar: WorkingCalendar) -> int:
    """Tell each authority and its hosts what the round that closed last left; return how many.

    Once for each: what was told before, also by a run at the same time, is not told again. A
    round without a notice has nothing to close.
    """
    running = shown_under("", at)
    period = periods.previous(running)
    if round_of(period) is None:
        return 0
    told = RoundClosing.objects(programme=NATIONAL, period=period).distinct("authority")
    waiting = [code for code in authorities().codes if code not in told]
    following = round_window(running, rulebook.programme(NATIONAL), calendar)
    return sum(_close(period, code, following, at=at, rulebook=rulebook) for code in waiting)


def _close(
    period: str, authority: str, following: Window, *, at: datetime, rulebook: Rulebook
) -> bool:
    """Write down and tell what one authority's round left; False where another did it."""

    def work() -> None:
        applications = _applications_left(period, authority)
        sheets = _sheets_left(period, authority)
        counts = Counter(one["host"] for one in applications)
        RoundClosing(
            period=period,
            authority=authority,
            applications=[_left(one) for one in applications],
            sheets=[_left(one) for one in sheets],
            hosts_told=len(counts),
            recorded_at=at,
        ).save(force_insert=True)
        after = {
            "authority": authority,
            "applications": len(applications),
            "sheets": [one["number"] for one in sheets],
            "hosts_told": len(counts),
        }
        subject = f"adjustment:{period}"
        act = ledger.Act(
            "adjustment.close", subject, after=after, clause=following.clause,
            rulebook=rulebook.version,
        )  # fmt: skip
        ledger.record(act, by=_the_clock(), at=at)
        _tell(period, authority, counts, len(sheets), following, at=at)

    try:
        transact(work)
    except NotUniqueError:  # a run at the same time
        return False
    return True


def _the_clock() -> Actor:
    """Return who acts where nobody does: the end of a month."""
    return Actor(account="clock", name=say("round_clock"), role=Role.CONSOLE, door="clock")


def _applications_left(period: str, authority: str) -> list[dict[str, Any]]:
    """Return an authority's applications that have not ended, drafts included."""
    found = Application._get_collection().find(  # noqa: SLF001 - three fields need no mapper
        {"authority": authority, "period": {"$lte": period}, "state": {"$in": _LIVE}},
        {"_id": False, "number": True, "state": True, "host": True},
    )  # index authority_1_period_1_state_1_number_1
    return list(found.hint("authority_1_period_1_state_1_number_1").sort("number"))


def _sheets_left(period: str, authority: str) -> list[dict[str, Any]]:
    """Return an authority's sheets of a round that wait; none that was sent anew since."""
    found = SummarySheet._get_collection().find(  # noqa: SLF001 - as above
        {"authority": authority, "period": period},
        {"_id": False, "number": True, "state": True, "received_at": True},
    )
    arrived = [
        ArrivedSheet(one["number"], one["received_at"], SheetState(one["state"]))
        for one in found.hint("authority_1_period_1_state_1_received_at_1").sort("number")
    ]
    return [{"number": one.number, "state": one.state.value} for one in left_undone(arrived)]


def _left(one: dict[str, Any]) -> LeftUndone:
    return LeftUndone(number=one["number"], state=one["state"])


def _tell(
    period: str,
    authority: str,
    hosts: Counter[str],
    sheets: int,
    following: Window,
    *,
    at: datetime,
) -> None:
    """Post one message to each host with something left, one to the authority if it has any."""
    words = {
        "round": round_name(period),
        "next_round": round_name(following.period),
        "next_days": span(following),
    }
    subject = f"adjustment:{period}"
    notices = [
        outbox.Notice(
            "host", host, "notice_round_closed_host", subject, words | {"count": str(count)}
        )
        for host, count in sorted(hosts.items())
    ]
    if hosts or sheets:
        left = {"count": str(hosts.total()), "sheets": str(sheets)}
        code = "notice_round_closed_authority"
        notices.append(outbox.Notice("authority", authority, code, subject, words | left))
    outbox.post_all(notices, at=at)
