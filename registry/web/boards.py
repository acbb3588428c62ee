"""The board 填报看板 by page: a quarter's window as it stands now, and the rates over quarters."""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry import edge
from registry.downloads import attachment
from registry.permissions import MINISTRY, may
from registry.policy import periods
from registry.services import boards as desk
from registry.services import reporting_rates
from registry.services.authorities import authorities, authority_name
from registry.services.boards import Board, Phase
from registry.services.chases import told_on
from registry.services.windows import window_in_question
from registry.sheets.writing import XLSX
from registry.web.board_views import (
    count_row,
    forecast_words,
    hours_chart,
    hours_rows,
    rate_words,
    rates_chart,
)
from registry.web.chase_views import told_today
from registry.web.formats import period as in_words
from registry.window_week_rules import window_week_rules

blueprint = Blueprint("boards", __name__)

_SHOWN_QUARTERS = 6
_SORTED = {
    "expected",
    "submitted",
    "on_behalf",
    "late",
    "returned",
    "draft",
    "missing",
    "rate",
}  # fmt: skip - one list


@blueprint.get("/board")
def index() -> ResponseReturnValue:
    """Show a quarter as it stands now; without one, the quarter in question."""
    actor, at = edge.actor(), edge.arrival()
    authority = edge.text_of(request.args, "authority")
    found = desk.board_of(_asked(), authority=authority, **edge.circumstances())
    sort = edge.text_of(request.args, "sort")
    day_told = told_on(at, found.authority or None)
    return render_template(
        "boards/show.html",
        found=found,
        at=at,
        phase=found.phase.value,
        over=found.phase is Phase.CLOSED,
        total=count_row(found.total),
        forecast=forecast_words(found.total.count, found.total.forecast),
        rows=_rows(found, sort),
        divisions=[count_row(one, over=found.phase is Phase.CLOSED) for one in found.divisions],
        fields=[count_row(one, over=found.phase is Phase.CLOSED) for one in found.fields],
        sort=sort,
        chart=hours_chart(found),
        hours=hours_rows(found),
        quarters=_quarters(found),
        whose=authority_name(found.authority) if found.authority else "",
        is_ministry=actor.role in MINISTRY,
        may_chase=may(actor, "chases:send") and found.phase is Phase.OPEN,
        told=told_today(day_told),
        rules=window_week_rules(),
        tab_items=tabs(found.window.period, authority),
    )


@blueprint.get("/board/rates")
def rates() -> ResponseReturnValue:
    """Show how completely and how timely each authority reported, quarter by quarter."""
    actor = edge.actor()
    authority = edge.text_of(request.args, "authority")
    found = reporting_rates.rates_of(authority=authority, **edge.circumstances())
    shown = found.total if len(found.lines) > 1 else found.lines[0]
    return render_template(
        "boards/rates.html",
        found=found,
        shown=shown,
        chart=rates_chart(shown, found),
        own_rows=[
            {
                "period": period,
                "required": its.required,
                "on_time": its.on_time,
                "late": its.late,
                "unfiled": its.unfiled,
                "excused": its.excused,
                **rate_words(its),
            }
            for period, its in zip(found.quarters, shown.duties, strict=True)
        ][::-1],
        complete=_by_quarter(found, "complete"),
        timely=_by_quarter(found, "timely"),
        authority=authority,
        is_ministry=actor.role in MINISTRY,
        authorities=[(one.code, one.name) for one in authorities().all],
        tab_items=tabs(_current(), authority),
    )  # fmt: skip - one page


@blueprint.get("/board/rates.xlsx")
def export_rates() -> ResponseReturnValue:
    """Give the rates as a workbook."""
    authority = edge.text_of(request.args, "authority")
    found = reporting_rates.rates_of(authority=authority, **edge.circumstances())
    content = reporting_rates.export_rates(found, by=edge.actor(), at=edge.arrival())
    return attachment(content, name="reporting-rates.xlsx", media_type=XLSX)


def tabs(period: str, authority: str = "") -> list[dict[str, Any]]:
    """Return the pages about who has reported, as tabs."""
    whose: dict[str, Any] = {"authority": authority or None}
    return [
        {"key": key, "label": label, "href": url_for(endpoint, period=period, **whose)}
        for key, label, endpoint in (
            ("board", "看板", "boards.index"),
            ("missing", "未提交名单", "reporting.missing"),
            ("chases", "催报记录", "chases.index"),
            ("rates", "完整率和按时率", "boards.rates"),
        )
    ]


def _rows(found: Board, sort: str) -> list[dict[str, Any]]:
    """Return a line of each authority with somebody to report, and how many have nobody."""
    period, over = found.window.period, found.phase is Phase.CLOSED
    rows = [
        count_row(one, over=over, href=url_for("boards.index", period=period, authority=one.key))
        for one in found.authorities
    ]  # fmt: skip - one row
    if (key := sort.lstrip("-")) in _SORTED:
        rows.sort(key=lambda one: one[key] or 0, reverse=sort.startswith("-"))
    return rows


def _by_quarter(found: reporting_rates.Rates, kind: str) -> list[dict[str, Any]]:
    """Return one rate of every authority by quarter; those never asked anything are left out."""
    lines = (*found.lines, found.total) if len(found.lines) > 1 else ()
    return [
        {
            "name": line.name,
            **{
                period: rate_words(its)[kind]
                for period, its in zip(found.quarters, line.duties, strict=True)
            },
            "together": rate_words(line.together)[kind],
        }
        for line in lines
        if line.together.required
    ]


def _current() -> str:
    return window_in_question(at=edge.arrival(), **edge.law()).period


def _asked() -> str:
    """Return the quarter asked for; without one, the quarter in question."""
    return edge.text_of(request.args, "period") or _current()


def _quarters(found: Board) -> list[dict[str, Any]]:
    """Return the newest quarters as links, and the one shown where it is none of them."""
    shown, quarters = found.window.period, [_current()]
    while len(quarters) < _SHOWN_QUARTERS:
        quarters.append(periods.previous(quarters[-1]))
    if shown not in quarters:
        quarters.append(shown)
    whose: dict[str, Any] = {"authority": edge.text_of(request.args, "authority") or None}
    return [
        {
            "label": in_words(one),
            "href": url_for("boards.index", period=one, **whose),
            "active": one == shown,
        }
        for one in quarters
    ]
