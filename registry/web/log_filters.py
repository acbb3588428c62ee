"""What both logs are narrowed by: a day, today and the two before it a link away."""

from datetime import date, datetime, timedelta
from typing import Any

from flask import request

from registry import edge
from registry.clock import SHANGHAI
from registry.services.audit import LogFilter
from registry.web.formats import short_day
from registry.web.shell import address

_SHOWN = 3


def typed_day() -> date | None:
    """Return the day in the address; none where there is none, or it is no day."""
    return edge.day_typed(edge.text_of(request.args, "day"))


def kept(wanted: LogFilter) -> dict[str, Any]:
    """Return a filter as the parameters of an address, without those that narrow nothing."""
    day = wanted.day.isoformat() if wanted.day else ""
    given = {"account": wanted.account, "day": day, "subject": wanted.subject}
    return {name: value for name, value in given.items() if value}


def days(shown: date | None, at: datetime) -> dict[str, Any]:
    """Return the filter of days: all, the last three, and the one shown."""
    today = at.astimezone(SHANGHAI).date()
    offered = [today - timedelta(days=back) for back in range(_SHOWN)]
    if shown and shown not in offered:
        offered.append(shown)
    choices = [{"label": "全部", "href": address(day=None), "active": shown is None}]
    choices += [
        {"label": short_day(one), "href": address(day=one.isoformat()), "active": one == shown}
        for one in offered
    ]
    return {"label": "日期", "choices": choices}
