"""The page shell: what stands on every page around its content.

``init_shell(app)`` gives an application Bootstrap (served from here), the
filters of ``formats``, the words the macros use, and ``shell``: who is signed in, where
they can go, what time it is. ``docs/pages.md`` says which macro serves what.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import cast
from urllib.parse import urlencode, urlsplit

from flask import Blueprint, Flask, current_app, g, request, url_for
from flask_bootstrap import Bootstrap5
from jinja2 import ChoiceLoader, FileSystemLoader
from werkzeug.local import LocalProxy

from registry import edge
from registry.clock import SHANGHAI
from registry.desensitising import MASKABLE, field_label
from registry.errors import Refusal
from registry.law import NATIONAL
from registry.messages import say, say_finding
from registry.permissions import Actor, may
from registry.policy.windows import Window
from registry.services.authorities import authority_name
from registry.web.formats import FILTERS, day, end, last_day, period, remaining
from registry.web.once import fresh_key
from registry.web.tones import state_tone

_HERE = Path(__file__).parent
_ERROR_PAGES = frozenset({400, 401, 403, 404, 405, 409, 413, 422, 429, 500, 503})
# Refusals with a heading of their own, and the one it is.
_OWN_WORDS: Mapping[str, str] = {
    "form_expired": "form_expired",
    "secrecy_mark": "secrecy_mark",
    "seat_last_of_host": "seat_last_of_host",
    "seat_last_in_office": "seat_last_in_office",
    "update_platform_not_in_library": "quarter_closed",
    "update_quarter_not_begun": "quarter_closed",
}
_FIRST_SERVER_ERROR = 500
# Nouns without a way in of their own, and the one whose they are.
_PART_OF: Mapping[str | None, str] = {
    "reporting": "boards",
    "chases": "boards",
    "late_filings": "boards",
}


# The main ways in, in the order shown: name, page, and the permission that opens it.
NAVIGATION = (
    ("首页", "home.index", ""),
    ("消息", "messages.index", "messages:read"),
    ("动态更新", "quarterly_updates.index", "quarterly_updates:draft"),
    ("申报", "applications.index", "applications:draft"),
    ("重大事项", "major_changes.index", "major_changes:report"),
    ("事故和违规", "incidents.index", "quarterly_updates:draft"),
    ("支持诉求", "support_requests.index", "support_requests:follow"),
    ("储备库", "platforms.index", "platforms:read"),
    ("名单调整", "adjustments.index", "adjustments:follow"),
    ("申报审核", "reviews.index", "reviews:read"),
    ("申报初审", "pre_reviews.index", "pre_reviews:read"),
    ("汇总表", "summary_sheets.index", "summary_sheets:read"),
    ("退出建议", "exit_proposals.index", "adjustments:follow"),
    ("平台移交", "transfers.index", "transfers:read"),
    ("填报看板", "boards.index", "reporting:read"),
    ("填报窗口", "windows.index", "calendar:read"),
    ("单位账号", "activations.index", "activations:read"),
    ("本单位账号", "handovers.index", "handovers:read"),
    ("账号", "accounts.index", "accounts:read"),
    ("登录锁定", "lockouts.index", "lockouts:read"),
    ("两步登录", "second_factors.index", "second_factors:read"),
    ("接口令牌", "tokens.overview", "tokens:oversee"),
    ("运行状况", "operation.index", "operation:read"),
    ("通知投递", "deliveries.index", "deliveries:read"),
    ("登录记录", "sign_ins.index", "sign_ins:read"),
    ("办理记录", "ledger.index", "ledger:read"),
    ("我的账号", "accounts.mine", "me:read"),
)


@dataclass(frozen=True, slots=True)
class Link:
    """One way to go: what it is called and where it leads."""

    label: str
    href: str
    noun: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """Who is signed in, as the header shows it: name, and role with the body acted for."""

    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Shell:
    """What surrounds a page. ``now`` is shown in training mode; empty links are left out."""

    now: datetime | None = None
    training: bool = False
    version: str = ""
    request_id: str = ""
    home: str = "/"
    navigation: Sequence[Link] = ()
    account: Account | None = None
    sign_in: str = ""
    sign_out: str = ""
    help: str = ""


@dataclass(frozen=True, slots=True)
class WindowNotice:
    """A window at an instant, in words. ``state`` is open, last_day, upcoming or closed."""

    state: str
    title: str
    time: str
    until: str
    asks: str
    provisional: str
    clause: str


class _Assets(Blueprint):
    """Our style sheets and scripts. Their addresses change with their content, so they keep."""

    def get_send_file_max_age(self, filename: str | None) -> int:  # noqa: ARG002 - Flask's signature
        """Return how many seconds a browser may keep a file: thirty days."""
        return 30 * 24 * 3600


def init_shell(app: Flask, describe: Callable[[bool], Shell] | None = None) -> None:
    """Give the application its page shell.

    ``describe(True)`` tells what surrounds a page, at most once per request and only for a
    page that shows it; ``describe(False)`` must do so without asking who is signed in, for
    the pages that say that something broke. Left out, it is ``surroundings``. Our templates
    come first, so that they replace those of other libraries.
    """
    app.config["BOOTSTRAP_SERVE_LOCAL"] = True
    if app.static_url_path is None:  # Bootstrap-Flask builds its own address from it
        app.static_url_path = ""
    Bootstrap5(app)
    app.register_blueprint(
        _Assets("shell", __name__, static_folder="static", static_url_path="/static")
    )
    own = FileSystemLoader(_HERE / "templates")
    app.jinja_loader = ChoiceLoader([own, app.jinja_loader] if app.jinja_loader else [own])
    tell = describe or surroundings
    app.jinja_env.filters.update(FILTERS)
    app.jinja_env.globals.update(
        say=say,
        fresh_key=fresh_key,
        say_finding=say_finding,
        say_refusal=say_refusal,
        ruling_words=ruling_words,
        state_word=state_word,
        duty_flags=duty_flags,
        state_tone=state_tone,
        window_notice=window_notice,
        address=address,
        link_here=link_here,
        asset=partial(asset, _digest_of(_HERE / "static")),
        error_words=error_words,
        page_before=page_before,
        field_label=field_label,
        maskable=MASKABLE,
        bare_shell=partial(tell, False),  # noqa: FBT003 - the one flag of describe
    )
    proxy = LocalProxy(partial(_shell_of_request, tell))
    app.context_processor(lambda: {"shell": proxy})


def surroundings(ask: bool) -> Shell:  # noqa: FBT001 - the one flag of describe
    """Return what surrounds this request's page; without ``ask`` nobody looks up the account."""
    house = edge.house()
    actor = edge.actor_or_none() if ask else None
    return Shell(
        now=edge.arrival(),
        training=house.settings.training,
        version=edge.rulebook().version,
        request_id=edge.request_id(),
        home=_address_of("home.index") or "/",
        navigation=_navigation(actor),
        account=Account(actor.name, _acting(actor)) if actor else None,
        sign_in=_address_of("sign_in.sign_in"),
        sign_out=_address_of("sign_in.sign_out"),
        help=_address_of("help.index"),
    )


def _acting(actor: Actor) -> str:
    """Say in which role somebody acts, and for which authority where it is one."""
    role = say(f"role_{actor.role}")
    return f"{authority_name(actor.authority)} · {role}" if actor.authority else role


def _navigation(actor: Actor | None) -> tuple[Link, ...]:
    if actor is None:
        return ()
    return tuple(
        Link(label, href, endpoint.partition(".")[0])
        for label, endpoint, permission in NAVIGATION
        if (not permission or may(actor, permission)) and (href := _address_of(endpoint))
    )


def _address_of(endpoint: str) -> str:
    """Return the address of a page, empty where this service has no such page."""
    return url_for(endpoint) if endpoint in current_app.view_functions else ""


def _shell_of_request(describe: Callable[[bool], Shell]) -> Shell:
    if "shell" not in g:
        g.shell = describe(True)  # noqa: FBT003 - the one flag of describe
    return cast("Shell", g.shell)


def _digest_of(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.*")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:10]


def asset(digest: str, filename: str) -> str:
    """Return the address of one of our static files, new whenever any of them changes."""
    return url_for("shell.static", filename=filename, v=digest)


def error_words(status: int, code: str = "") -> tuple[str, str]:
    """Return the title of an error page and what to do next, by its code where that says more."""
    family = _FIRST_SERVER_ERROR if status >= _FIRST_SERVER_ERROR else 400
    status = 409 if status == 412 else status  # noqa: PLR2004 - both say that it changed
    said = _OWN_WORDS.get(code) or (status if status in _ERROR_PAGES else family)
    return say(f"error_{said}_title"), say(f"error_{said}_next")


def page_before() -> str:
    """Return the page of ours that a form was sent from; empty where the browser does not say."""
    before = urlsplit(request.referrer or "")
    if before.netloc != request.host or not before.path.startswith("/"):
        return ""
    # A second stroke would make a path another host's address.
    return "/" + before.path.lstrip("/") + (f"?{before.query}" if before.query else "")


def window_notice(
    window: Window, at: datetime, asks: str = "", until: datetime | None = None
) -> WindowNotice:
    """Put a window at an instant into words; ``asks`` replaces what it usually asks for.

    ``until`` is an authority's own cut-off, where that is what binds the reader.
    """
    ends = last_day(until or window.closes_at)
    told = end(until or window.closes_at)
    if window.accepts(at) and not (until and at >= until):
        today = at.astimezone(SHANGHAI).date()
        state, time = "last_day" if today == ends else "open", remaining(window, at, until)
    elif at < window.opens_at:
        state, time = "upcoming", _opening(window.opens_at, at)
    else:
        state, time = "closed", say("window_over", until=told)
    return WindowNotice(
        state=state,
        title=say(f"window_{window.kind}", period=period(window.period)),
        time=time,
        until=say("window_until", until=told) if state in {"open", "last_day"} else "",
        asks=asks or say(f"asks_{window.kind}"),
        provisional=say("window_provisional") if window.provisional else "",
        clause=window.clause,
    )


def _opening(opens_at: datetime, at: datetime) -> str:
    days = (opens_at.astimezone(SHANGHAI).date() - at.astimezone(SHANGHAI).date()) // timedelta(1)
    if days == 0:  # only where another reading opened and closed the window already
        return say("window_opens_today")
    if days == 1:
        return say("window_opens_tomorrow", day=day(opens_at))
    return say("window_opens", day=day(opens_at), days=days)


def say_refusal(refusal: Refusal) -> str:
    """Return a refusal's sentence, filled with its parameters."""
    return say(refusal.code, **{"clause": refusal.clause, **refusal.params})


def error_list(fields: Mapping[str, str], order: Sequence[str] = ()) -> list[dict[str, str]]:
    """Return faults by field as the error summary takes them; one of several lines is several.

    ``order`` is that of the fields on the page; what it does not name comes last.
    """
    places = {field: place for place, field in enumerate(order)}
    return [
        {"field": field, "message": line}
        for field, message in sorted(
            fields.items(), key=lambda fault: places.get(fault[0], len(places))
        )
        for line in message.split("\n")
    ]


def ruling_words(page: str) -> str:
    """Return what a house ruling reads, by its page: the clause and the words left open there."""
    rulings = edge.rulebook().programme(NATIONAL).rulings
    found = next((one for one in rulings if one.page == page), None)
    return say("ruling_reads", clause=found.clause, phrase=found.phrase) if found else page


def state_word(state: str) -> str:
    """Return the Chinese word of a state; raises UnknownSentence for one nobody named."""
    return say(f"state_{state}")


def duty_flags(flags: Sequence[str]) -> str:
    """Return what stays visible beside a duty's state, in words; empty without any."""
    return "、".join(say(f"duty_flag_{one}") for one in flags)


def address(**changes: str | None) -> str:
    """Return this page's address with query parameters changed; ``None`` takes one away.

    A changed filter or order starts again at the first page, so the cursor goes unless given.
    """
    query = request.args.to_dict(flat=False)
    query.pop("cursor", None)
    for name, value in changes.items():
        query.pop(name, None)
        if value is not None:
            query[name] = [value]
    return request.path + (f"?{urlencode(query, doseq=True)}" if query else "")


def link_here(links: Sequence[Link]) -> Link | None:
    """Return the navigation link that leads to the page shown, or to the part it belongs to.

    The page itself comes first, then the part whose noun the page is of, then the address
    it lies under.
    """
    ranked = [(_nearness(link), -at) for at, link in enumerate(links)]
    best, place = max(ranked, default=(0, 0))
    return links[-place] if best else None


def _nearness(link: Link) -> int:
    path = link.href.partition("?")[0]
    if request.path == path:
        return 4
    under = path != "/" and request.path.startswith(f"{path}/")
    noun = request.blueprint
    same = bool(link.noun) and link.noun == _PART_OF.get(noun, noun)
    return 2 * same + under
