"""Who has reported, by page: counts by authority, names of those missing, both as xlsx."""

from datetime import datetime
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry import edge
from registry.cursors import following, position
from registry.downloads import attachment
from registry.errors import NotFound
from registry.messages import say
from registry.permissions import MINISTRY, Actor, may
from registry.policy import periods
from registry.policy.late_filings import is_over
from registry.policy.windows import Window
from registry.services import reporting as desk
from registry.services.authorities import authority_name
from registry.services.readings import answer
from registry.services.reporting import Reporting, Standing, State
from registry.services.reporting_counts import Counts, Tally, counts_of, export_tallies
from registry.services.windows import window_in_question
from registry.sheets.writing import XLSX
from registry.web.formats import last_day
from registry.web.formats import period as in_words
from registry.web.shell import address

blueprint = Blueprint("reporting", __name__)

_SHOWN_QUARTERS = 6
_PAGE = 100
_SORTED = {"expected", "submitted", "on_behalf", "draft", "missing", "rate"}


@blueprint.get("/reporting")
def index() -> ResponseReturnValue:
    """Show a quarter by authority; without one, the quarter in question."""
    found = _counted(edge.text_of(request.args, "period"))
    sort = edge.text_of(request.args, "sort")
    tallies = [_shown(one) for one in found.tallies]
    if (key := sort.lstrip("-")) in _SORTED:
        tallies.sort(key=lambda one: one[key] or 0, reverse=sort.startswith("-"))
    return render_template(
        "reporting/index.html",
        found=found,
        at=edge.arrival(),
        over=edge.arrival() >= found.window.accepts_until,
        tallies=tallies,
        total=_shown(found.total),
        sort=sort,
        quarters=_quarters(found.window.period),
        tab_items=_tabs(found.window.period, found.total.expected - found.total.submitted),
    )


@blueprint.get("/reporting/missing")
def missing() -> ResponseReturnValue:
    """Name who has not reported, narrowed by authority and by whether a draft was begun."""
    authority = edge.text_of(request.args, "authority")
    state = edge.text_of(request.args, "state")
    found = _found(edge.text_of(request.args, "period"), authority)
    listed = [one for one in found.unreported() if state in {"", one.state}]
    after = position(edge.text_of(request.args, "cursor"), 2)
    rest = [one for one in listed if [one.authority, one.number] > after]
    page = rest[:_PAGE]
    last = page[-1] if len(rest) > _PAGE else None
    period = found.window.period
    acts = _Acts(found.window, edge.actor(), edge.arrival())
    return render_template(
        "reporting/missing.html",
        found=found,
        authority=authority,
        rows=[
            {
                "name": one.name,
                "number": one.number,
                "host_name": one.host_name,
                "authority": authority_name(one.authority),
                "state": one.state.value,
                "href": url_for("quarterly_updates.start", number=one.number, period=period),
                "late": "reopened" if one.late_until else "",
                "late_until": last_day(one.late_until) if one.late_until else None,
                "act": acts.of(one),
            }
            for one in page
        ],
        acts=acts,
        groups=_groups(found, authority, state),
        first=not after,
        total=len(listed),
        next_cursor=following([last.authority, last.number] if last else None),
        tab_items=_tabs(period, len(found.unreported()), authority),
    )


@blueprint.get("/reporting/export.xlsx")
def export() -> ResponseReturnValue:
    """Give the counts, every platform, or those missing as a workbook."""
    what = edge.text_of(request.args, "what", "platforms")
    if what not in {"authorities", "platforms", "missing"}:
        raise NotFound
    authority = edge.text_of(request.args, "authority")
    period = edge.text_of(request.args, "period")
    actor, at = edge.actor(), edge.arrival()
    if what == "authorities":
        counts = _counted(period, authority)
        window, content = counts.window, export_tallies(counts, by=actor, at=at)
    else:
        found = _found(period, authority)
        unreported = what == "missing"
        content = desk.export_standings(found, unreported=unreported, by=actor, at=at)
        window = found.window
    name = f"reporting-{window.period}-{what}.xlsx"
    return attachment(content, name=name, media_type=XLSX)


class _Acts:
    """What an office may do for who has not reported: fill in while it can be filed, or give leave.

    ``gives`` says that leave can be given, ``gives_all`` that it can to a whole authority.
    """

    def __init__(self, window: Window, by: Actor, at: datetime) -> None:
        self.period, self.is_open = window.period, window.accepts(at)
        self.fills_in = may(by, "quarterly_updates:file_on_behalf")
        self.gives = may(by, "late_filings:give") and is_over(window, at)
        self.gives_all = self.gives and by.role in MINISTRY

    def of(self, one: Standing) -> dict[str, str] | None:
        """Return the one act for a platform, as a link; a host that has begun finishes itself."""
        if self.is_open or one.late_until:
            if not self.fills_in or one.state is not State.MISSING:
                return None
            code, where, whose = "reporting_fill_in", "quarterly_update_on_behalf.begin", "number"
        elif self.gives:
            code, where, whose = "late_filing_give", "late_filings.new", "platform"
        else:
            return None
        named: dict[str, Any] = {whose: one.number, "period": self.period}
        return {"label": say(code), "about": one.name, "href": url_for(where, **named)}


def _found(period: str, authority: str = "") -> Reporting:
    return desk.reporting_of(_asked(period), authority=authority, **edge.circumstances())


def _counted(period: str, authority: str = "") -> Counts:
    return answer(counts_of(_asked(period), authority=authority, by=edge.actor(), **edge.law()))


def _asked(period: str) -> str:
    """Return the quarter asked for; without one, the quarter in question."""
    return period or window_in_question(at=edge.arrival(), **edge.law()).period


def _shown(tally: Tally) -> dict[str, Any]:
    return {
        "authority": tally.authority,
        "name": tally.name,
        "expected": tally.expected,
        "submitted": tally.submitted,
        "on_behalf": tally.on_behalf,
        "draft": tally.draft,
        "missing": tally.missing,
        "rate": round(100 * tally.submitted / tally.expected) if tally.expected else None,
    }


def _quarters(shown: str) -> list[dict[str, Any]]:
    """Return the newest quarters as links, and the one shown where it is older."""
    quarters = [window_in_question(at=edge.arrival(), **edge.law()).period]
    while len(quarters) < _SHOWN_QUARTERS:
        quarters.append(periods.previous(quarters[-1]))
    if shown not in quarters:
        quarters.append(shown)
    return [
        {
            "label": in_words(one),
            "href": url_for("reporting.index", period=one),
            "active": one == shown,
        }
        for one in quarters
    ]


def _tabs(period: str, unreported: int, authority: str = "") -> list[dict[str, Any]]:
    return [
        {
            "key": "index",
            "label": "按主管部门",
            "href": url_for("reporting.index", period=period),
        },
        {
            "key": "missing",
            "label": "未提交名单",
            "href": url_for("reporting.missing", period=period, authority=authority or None),
            "count": unreported,
        },
    ]


def _groups(found: Reporting, authority: str, state: str) -> list[dict[str, Any]]:
    unreported = found.unreported()
    states = [
        {
            "label": say(f"state_{one}") if one else "全部",
            "href": address(state=one or None),
            "count": len([each for each in unreported if one in {"", each.state}]),
            "active": one == state,
        }
        for one in ("", State.MISSING, State.DRAFT)
    ]
    groups = [{"label": "状态", "choices": states}]
    if authority:
        choices = [
            {"label": authority_name(authority), "href": address(), "active": True},
            {"label": "全部主管部门", "href": address(authority=None), "active": False},
        ]
        groups.insert(0, {"label": "主管部门", "choices": choices})
    return groups
