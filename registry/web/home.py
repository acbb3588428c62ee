"""The first page: for a visitor what this service is; for a person signed in, what to do now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from registry import edge
from registry.messages import say
from registry.permissions import Actor, Role, may
from registry.policy.vocabulary import WindowKind
from registry.policy.windows import Window
from registry.services.administration import administration_of
from registry.services.messages import MOST_COUNTED
from registry.services.readings import answer
from registry.services.removals import Departure, departures_of
from registry.services.round_tasks import binding
from registry.services.task_lines import Group, Page, Task
from registry.services.tasks import home_of
from registry.services.windows import windows_of_day
from registry.web.adjustment_views import round_asks
from registry.web.ban_views import told_ban
from registry.web.formats import day, last_day, moment, period

# What is left to a host whose last platform was removed: to object, and to wait.
_OF_APPEALS = frozenset({Page.APPEAL, Page.APPEAL_NEW, Page.APPEALS})

blueprint = Blueprint("home", __name__)

# Each page's endpoint, what its address is made of, and what narrows it.
_ADDRESSES: Mapping[Page, tuple[str, Mapping[str, str]]] = {
    Page.UPDATE: ("quarterly_updates.start", {"number": "number", "period": "period"}),
    Page.RECEIPT: ("receipts.show", {"number": "receipt"}),
    Page.PLATFORM: ("platforms.show", {"number": "number"}),
    Page.SHEET: ("summary_sheets.show", {"number": "sheet"}),
    Page.SHEETS: ("summary_sheets.index", {}),
    Page.NEW_SHEET: ("summary_sheets.new", {}),
    Page.ROUNDS: ("adjustments.show", {"period": "period"}),
    Page.ROUND: ("adjustments.authority", {"period": "period", "authority": "authority"}),
    Page.APPLICATION: ("applications.show", {"number": "number"}),
    Page.REVIEWS: ("reviews.index", {"holder": "holder", "to_ministry": "to_ministry"}),
    Page.PRE_REVIEWS: ("pre_reviews.index", {}),
    Page.TRANSFERS: ("transfers.index", {}),
    Page.MAJOR_CHANGE: ("major_changes.show", {"number": "number"}),
    Page.MAJOR_CHANGES: ("major_changes.index", {"state": "state"}),
    Page.INCIDENTS: ("incidents.index", {"line": "line", "state": "state"}),
    Page.STATED_INCIDENTS: ("incidents.stated", {}),
    Page.REPORTING: ("boards.index", {"period": "period"}),
    Page.WINDOWS: ("windows.index", {}),
    Page.LOAD: ("initial_loads.show", {"number": "load"}),
    Page.ACTIVATIONS: ("activations.index", {}),
    Page.REGISTRATIONS: ("registrations.index", {}),
    Page.ACCOUNTS: ("accounts.index", {"role": "role"}),
    Page.LOCKOUTS: ("lockouts.index", {}),
    Page.SECOND_FACTORS: ("second_factors.index", {"state": "state"}),
    Page.OPERATION: ("operation.index", {}),
    Page.SIGN_INS: ("sign_ins.index", {}),
    Page.LEDGER: ("ledger.index", {"kind": "kind"}),
    Page.REMOVAL: ("removal_cases.show", {"number": "case"}),
    Page.REMOVALS: ("removal_cases.index", {"state": "state"}),
    Page.APPEAL: ("appeals.show", {"number": "number"}),
    Page.APPEALS: ("appeals.index", {"state": "state"}),
    Page.APPEAL_NEW: ("appeals.new", {"case": "case"}),
    Page.UNREPORTED: ("unreported_changes.index", {"state": "state"}),
    Page.UNREPORTED_CASE: ("unreported_changes.show", {"number": "case"}),
    Page.CONDITIONS: ("condition_findings.index", {"state": "state"}),
    Page.CONDITION: ("condition_findings.show", {"number": "finding"}),
    Page.BAN_WAIVERS: ("ban_waivers.index", {"state": "state"}),
    Page.UPDATE_RETURNS: ("update_returns.index", {"state": "state"}),
    Page.SUPPORT_REQUEST: ("support_requests.show", {"number": "number"}),
    Page.SUPPORT_REQUESTS: ("support_requests.index", {"state": "state"}),
    Page.EXTRACT: ("register_extracts.show", {"number": "extract"}),
}

# The pages of the three administrators: the permission each needs, its endpoint, its sentence.
_OFFICES = (
    ("accounts:create", "accounts.index", "office_accounts"),
    ("grants:change", "accounts.index", "office_grants"),
    ("operation:read", "operation.index", "office_operation"),
    ("lockouts:read", "lockouts.index", "office_lockouts"),
    ("second_factors:read", "second_factors.index", "office_second_factors"),
    ("tokens:oversee", "tokens.overview", "office_tokens"),
    ("sign_ins:read", "sign_ins.index", "office_sign_ins"),
    ("ledger:read", "ledger.index", "office_ledger"),
)

# What a window asks of those who do not file in it themselves.
_ASKED = {
    (WindowKind.QUARTERLY_UPDATE, "provincial"),
    (WindowKind.QUARTERLY_UPDATE, "ministry"),
    (WindowKind.ADJUSTMENT, "ministry"),
    (WindowKind.ADJUSTMENT, "division"),
}


# A window, what it asks, and the cut-off that ends it earlier for the one who looks.
Strip = tuple[Window, str, datetime | None]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list, in words."""

    label: str
    href: str
    state: str
    note: str
    deadline: date | None


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of one group."""

    key: str
    tasks: Sequence[Line]


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """Show what to do, or to a visitor what this service is and when it is open."""
    at, rulebook, calendar = edge.arrival(), edge.rulebook(), edge.calendar()
    actor = edge.actor_or_none()
    if actor is None:
        windows = windows_of_day(at, rulebook=rulebook, calendar=calendar)
        return render_template("home/visitor.html", windows=windows, at=at)
    if offices := _offices(actor):
        rule = edge.house().settings.second_factor
        chores = administration_of(rule=rule, by=actor, at=at)
        return render_template(
            "home/administrator.html", offices=offices, actor=actor, groups=_grouped(chores)
        )
    found = answer(home_of(by=actor, at=at, rulebook=rulebook, calendar=calendar))
    appeals = [one for one in found.lines if one.page in _OF_APPEALS]
    departures = None if len(found.lines) > len(appeals) else _departures(actor, at)
    idle = "" if departures is None else say("asks_without_platform")
    strips: list[Strip] = [(one, idle or _asks(one, actor), None) for one in found.windows]
    if found.round.window:
        deadlines = found.round.deadlines
        until = binding(deadlines, at)
        strips.append((found.round.window, round_asks(deadlines, at), until))
    return render_template(
        "home/index.html",
        windows=strips,
        departures=departures,
        has_appeals=bool(appeals),
        eased=_eased(departures or ()),
        at=at,
        groups=_grouped(found.lines),
        nothing=_nothing(found.windows, at),
        actor=actor,
        unread=_unread(found.unread),
    )


def _unread(count: int) -> str:
    """Say how many messages are unread; empty where none is."""
    many = "_many" if count >= MOST_COUNTED else ""
    return say(f"messages_unread{many}", count=count) if count else ""


def _departures(actor: Actor, at: datetime) -> tuple[Departure, ...] | None:
    """Return what left the library, to a host that has nothing in it; None to anybody else."""
    return departures_of(by=actor, at=at) if actor.role is Role.HOST_OPERATOR else None


def _eased(departures: Sequence[Departure]) -> list[dict[str, str]]:
    """Return every running ban on who has nothing in the library, where a waiver eases one."""
    bans = {(one.decision, one.platform): one for left in departures for one in left.bans}
    is_eased = any(one.relief for one in bans.values())
    return [told_ban(one) for one in bans.values()] if is_eased else []


def _grouped(lines: Sequence[Task]) -> list[Lines]:
    return [Lines(group, [_line(one) for one in lines if one.group is group]) for group in Group]


def _line(task: Task) -> Line:
    words = _words(task.params)
    return Line(
        label=say(task.code, **words),
        href=_address(task),
        state=task.state,
        note=say(task.note, **words) if task.note else "",
        deadline=task.deadline,
    )


def _words(params: Mapping[str, Any]) -> dict[str, Any]:
    """Put instants and periods into words; what is a word already stays."""
    words = dict(params)
    for name, value in params.items():
        if name == "period":
            words[name] = period(value)
        elif name == "opens":
            words[name] = day(value)
        elif isinstance(value, datetime):
            words[name] = moment(value)
    return words


def _address(task: Task) -> str:
    """Return where a task leads: what narrows a list and is not given leaves it as it is."""
    endpoint, names = _ADDRESSES[task.page]
    return url_for(endpoint, **{name: task.params.get(given) for name, given in names.items()})


def _nothing(windows: Sequence[Window], at: datetime) -> str:
    """Say what happens next, and when, to somebody with nothing to do."""
    if opened := [one for one in windows if one.accepts(at)]:
        first = opened[0]
        return say(
            "tasks_none_open", period=period(first.period), until=day(last_day(first.closes_at))
        )
    coming = min(windows, key=lambda one: one.opens_at)
    return say("tasks_none_next", period=period(coming.period), opens=day(coming.opens_at))


def _asks(window: Window, actor: Actor) -> str:
    """Say what a window asks of an office; empty where the window's own sentence is meant."""
    office = actor.role.value.partition("_")[0]
    asked = (window.kind, office)
    return say(f"asks_{window.kind}_of_{office}") if asked in _ASKED else ""


def _offices(actor: Actor) -> list[dict[str, str]]:
    """Return an administrator's pages; nobody else has any of these permissions."""
    return [
        {"label": say(code), "note": say(f"{code}_note"), "href": url_for(endpoint)}
        for permission, endpoint, code in _OFFICES
        if may(actor, permission)
    ]
