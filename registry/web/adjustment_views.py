"""The adjustment round in words and lines, for its pages and for home."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import current_app, url_for

from registry.messages import say
from registry.policy.application_states import ApplicationState
from registry.policy.summary_sheet_states import SheetState
from registry.services.adjustment_overview import NO_SHEET, AuthorityRound, AuthorityStanding
from registry.services.round_tasks import HostDeadline
from registry.services.windows import as_told
from registry.web.formats import count as number
from registry.web.formats import day
from registry.web.formats import period as in_words
from registry.web.review_views import shown_state
from registry.web.shell import address

SORTED = {"drafts", "review", "returned", "recommended", "admitted", "exits", "open_items"}
_STATE = ApplicationState
_TO_READ = frozenset({_STATE.SUBMITTED, _STATE.IN_REVIEW, _STATE.RETURNED, _STATE.RECOMMENDED})
_QUEUE = "reviews.index"  # the queue of applications, where this service has one

# What the ministry's list is narrowed to.
_ONLY: Mapping[str, tuple[str, Callable[[AuthorityRound], bool]]] = {
    "": ("全部", lambda _: True),
    "open": ("有未办事项", lambda one: one.open_items > 0),
    "no_sheet": (
        "已推荐、未传汇总表",
        lambda one: one.sheet == NO_SHEET and one.count(_STATE.RECOMMENDED) > 0,
    ),
    "exits": ("有退出建议", lambda one: one.exits > 0),
    "idle": ("尚无动静", lambda one: one.last_activity is None),
}


def round_asks(
    deadlines: Sequence[HostDeadline], at: datetime, asked: str = "asks_round_of_host"
) -> str:  # fmt: skip - the arguments on one line
    """Say what a round asks of a host, and each authority's own cut-off, ahead or over."""
    told = [say(asked)]
    told += [
        say(
            "asks_round_over" if at >= one.times.hosts_until else "asks_round_until",
            authority=one.authority,
            until=as_told(one.times.hosts_until),
        )
        for one in deadlines
        if one.times.has_cut_off
    ]
    if any(one.times.opened_at is None for one in deadlines):
        told.append(say("asks_round_no_notice"))
    return "".join(told)


def narrowed(lines: Iterable[AuthorityRound], only: str) -> list[AuthorityRound]:
    """Return the lines a list is narrowed to; an unknown word narrows nothing."""
    _, wanted = _ONLY.get(only, _ONLY[""])
    return [one for one in lines if wanted(one)]


def choices_of(lines: Sequence[AuthorityRound], only: str) -> list[dict[str, Any]]:
    """Return what the list can be narrowed to, as links with their counts."""
    return [
        {
            "label": label,
            "href": address(only=name or None),
            "count": sum(map(wanted, lines)),
            "active": name == (only if only in _ONLY else ""),
        }
        for name, (label, wanted) in _ONLY.items()
    ]


def rounds_of(periods: Iterable[str], shown: str, authority: str = "") -> list[dict[str, Any]]:
    """Return rounds as links, to the same page of each."""
    return [
        {
            "label": in_words(one),
            "href": url_for("adjustments.authority", period=one, authority=authority)
            if authority
            else url_for("adjustments.show", period=one),
            "active": one == shown,
        }
        for one in periods
    ]


def line_of(one: AuthorityRound, period: str) -> dict[str, Any]:
    """Return one authority's line of the ministry's table."""
    return {
        "name": one.name,
        "href": url_for("adjustments.authority", period=period, authority=one.authority),
        "drafts": one.drafts,
        "review": one.to_review,
        "returned": one.count(_STATE.RETURNED),
        "recommended": one.count(_STATE.RECOMMENDED),
        "admitted": one.count(_STATE.ADMITTED),
        "sheet": one.sheet,
        "exits": one.exits,
        "open_items": one.open_items,
        "last_activity": one.last_activity,
    }


def numbers_of(found: AuthorityStanding, period: str) -> list[dict[str, Any]]:
    """Return how many applications stand where, each leading to the queue where there is one."""
    line = found.line
    shown = (
        ("正在填写", (_STATE.DRAFT, _STATE.FROZEN)),
        ("待审核", (_STATE.SUBMITTED, _STATE.IN_REVIEW)),
        ("已退回", (_STATE.RETURNED,)),
        ("已推荐", (_STATE.RECOMMENDED,)),
        ("不予推荐", (_STATE.REFUSED,)),
        ("已入库", (_STATE.ADMITTED,)),
    )
    return [
        {
            "label": label,
            "value": number(count := line.count(*states)),
            "unit": "份",
            "href": _queue(period, line.authority, states[0]) if count else "",
        }
        for label, states in shown
    ]


def left_of(found: AuthorityStanding, period: str) -> list[dict[str, str]]:
    """Say what the authority has still to do, each line leading to where it is done."""
    newest = next((one for one in found.sheets if one.state != SheetState.WITHDRAWN.value), None)
    sheet = url_for("summary_sheets.show", number=newest.number) if newest else ""
    places = {
        "review": _queue(period, found.line.authority, _STATE.SUBMITTED),
        "sheet": url_for("summary_sheets.index"),
    }
    return [
        {"label": say(f"left_{kind}", count=count), "href": places.get(kind, sheet)}
        for kind, count in found.line.left.items()
    ]


def closing_words(found: AuthorityStanding) -> str:
    """Say what a closed round left; empty while it runs, or where no notice opened it."""
    if not found.standing.is_closed or found.standing.opened is None:
        return ""
    told = found.closing
    if told is None:
        return say("left_closing_soon")
    when = day(told.recorded_at)
    if not told.applications and not told.sheets:
        return say("left_nothing_at_closing", day=when)
    left = say(
        "left_at_closing",
        day=when,
        applications=len(told.applications),
        sheets=len(told.sheets),
        hosts=told.hosts_told,
    )
    return left + say("left_carried_on")


def left_at_closing(found: AuthorityStanding) -> list[dict[str, Any]]:
    """Return what a closed round left, by number, each leading to its record where one may read it.

    What a host has not submitted is the host's alone.
    """
    told = found.closing
    if told is None:
        return []
    sheets = [
        {
            "number": one.number,
            "kind": say("left_kind_sheet"),
            "state": one.state,
            "href": url_for("summary_sheets.show", number=one.number),
        }
        for one in told.sheets
    ]
    return sheets + [
        {
            "number": one.number,
            "kind": say("left_kind_application"),
            "state": shown_state(one.state),
            "href": url_for("reviews.show", number=one.number) if one.state in _TO_READ else "",
        }
        for one in told.applications
    ]


def hours_of() -> list[tuple[int, str]]:
    """Return the hours a cut-off can be set to."""
    return [(hour, f"{hour:02d}:00") for hour in range(1, 25)]


def _queue(period: str, authority: str, state: ApplicationState) -> str:
    """Return the address of the applications in a state; empty without a queue."""
    if _QUEUE not in current_app.view_functions:
        return ""
    return url_for(_QUEUE, period=period, authority=authority, state=state.value)
