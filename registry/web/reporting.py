"""Who has not reported, by page: their names, chosen and chased; lists and counts as xlsx."""

from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry import edge
from registry.cursors import following, position
from registry.downloads import attachment
from registry.errors import NotFound
from registry.messages import say
from registry.permissions import MINISTRY, Actor, may, require
from registry.policy.late_filings import is_over
from registry.policy.windows import Window
from registry.services import reporting as desk
from registry.services.authorities import authority_name
from registry.services.chases import told_on
from registry.services.readings import answer
from registry.services.reporting import Reporting, Standing, State
from registry.services.reporting_contacts import export_missing
from registry.services.reporting_counts import Counts, counts_of, export_tallies
from registry.services.windows import window_in_question
from registry.sheets.writing import XLSX
from registry.web.boards import tabs
from registry.web.formats import clock, last_day
from registry.web.shell import address

blueprint = Blueprint("reporting", __name__)

_PAGE = 100


@blueprint.get("/reporting")
def index() -> ResponseReturnValue:
    """Lead to the board, where the counts stand."""
    require(edge.actor(), "reporting:read")
    asked: dict[str, Any] = {"period": edge.text_of(request.args, "period") or None}
    return redirect(url_for("boards.index", **asked), HTTPStatus.SEE_OTHER)


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
    acts = _Acts(found.window, edge.actor(), edge.arrival())
    told = _told_today(found)
    return render_template(
        "reporting/missing.html",
        found=found,
        authority=authority,
        rows=[_line(one, acts, told) for one in page],
        may_choose=acts.chases and bool(authority or edge.actor().authority),
        acts=acts,
        groups=_groups(found, authority, state),
        first=not after,
        total=len(listed),
        next_cursor=following([last.authority, last.number] if last else None),
        tab_items=tabs(found.window.period, authority),
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
        window = found.window
        if what == "missing":
            content = export_missing(found, by=actor, at=at, vault=edge.house().vault)
        else:
            content = desk.export_standings(found, by=actor, at=at)
    name = f"reporting-{window.period}-{what}.xlsx"
    return attachment(content, name=name, media_type=XLSX)


class _Acts:
    """What an office may do for who has not reported: fill in or chase while it can be filed.

    Afterwards it may give leave.
    ``gives`` says that leave can be given, ``gives_all`` that it can to a whole authority,
    ``chases`` that hosts can be chased.
    """

    def __init__(self, window: Window, by: Actor, at: datetime) -> None:
        self.period, self.is_open = window.period, window.accepts(at)
        self.fills_in = may(by, "quarterly_updates:file_on_behalf")
        self.gives = may(by, "late_filings:give") and is_over(window, at)
        self.gives_all = self.gives and by.role in MINISTRY
        self.chases = may(by, "chases:send") and self.is_open

    def tick(self, one: Standing) -> dict[str, Any] | None:
        """Return the box that chooses a platform to be chased."""
        if not self.chases:
            return None
        return {"name": "platforms", "value": one.number, "label": say("chase_tick", name=one.name)}

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


def _told_today(found: Reporting) -> dict[str, str]:
    """Return by host at what time it was chased today."""
    whose = found.authorities[0] if len(found.authorities) == 1 else None
    today = told_on(edge.arrival(), whose)
    return {one.recipient: clock(one.told_at) for one in today if one.audience == "host"}


def _line(one: Standing, acts: _Acts, told: Mapping[str, str]) -> dict[str, Any]:
    where: dict[str, Any] = {"number": one.number, "period": acts.period}
    return {
        "name": one.name,
        "number": one.number,
        "host_name": one.host_name,
        "authority": authority_name(one.authority),
        "state": one.state.value,
        "href": url_for("quarterly_updates.start", **where),
        "late": "reopened" if one.late_until else "",
        "late_until": last_day(one.late_until) if one.late_until else None,
        "act": acts.of(one),
        "chased": told.get(one.host),
        "tick": acts.tick(one),
    }


def _found(period: str, authority: str = "") -> Reporting:
    return desk.reporting_of(_asked(period), authority=authority, **edge.circumstances())


def _counted(period: str, authority: str = "") -> Counts:
    return answer(counts_of(_asked(period), authority=authority, by=edge.actor(), **edge.law()))


def _asked(period: str) -> str:
    """Return the quarter asked for; without one, the quarter in question."""
    return period or window_in_question(at=edge.arrival(), **edge.law()).period


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
