"""What every door does alike: when a request arrived, its id, who asks, under which law.

The desk never reads a request; the doors read it here and hand over plain values.
"""

import re
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypedDict, cast

from flask import current_app, g, request

from config.settings import Settings
from registry.clock import Clock, stopwatch
from registry.encryption import Vault
from registry.errors import NotSignedIn
from registry.law import rulebook as load_rulebook
from registry.permissions import Actor
from registry.policy.calendar import WorkingCalendar
from registry.policy.rulebook import Rulebook
from registry.services.calendar import current_calendar
from registry.services.second_factor_codes import CodeJudge

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
# Above what the largest upload takes on the slowest line that is waited for (registry.intake).
_LONGEST_AT_FRONT = timedelta(hours=1)
_NOT_ASKED = object()
_FRONT_STARTED = re.compile(r"(?:t=)?(\d{10})(?:\.(\d{1,6}))?")


@dataclass(frozen=True, slots=True)
class House:
    """What this service was started with."""

    settings: Settings
    clock: Clock
    secret: str
    vault: Vault
    began: float = field(default_factory=stopwatch)


class Law(TypedDict):
    """Under which rules a use-case decides: as keyword arguments of the desk."""

    rulebook: Rulebook
    calendar: WorkingCalendar


class Circumstances(Law):
    """Who asks, when it arrived, under which rules: as keyword arguments of the desk."""

    by: Actor
    at: datetime


class Confidence(TypedDict):
    """Who asks, when, under which rules and with which keys: of what is kept sealed."""

    by: Actor
    at: datetime
    rulebook: Rulebook
    vault: Vault


class Arrival:
    """The first middleware: notes the instant the request's headers were here (ruling 2).

    Time a filing spends in upload, queue or validation never counts against it. A proxy's
    ``X-Request-Start`` (seconds since the epoch) is believed only where the operator said
    how many proxies stand in front, never in training mode, never into the future, and never
    further back than an hour: what a front passes on unread shall not choose its own day.
    """

    def __init__(self, application: "WSGIApplication", house: House) -> None:
        """Wrap the whole application."""
        self._application = application
        self._house = house

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Stamp the request and pass it on."""
        environ["reserve.arrival"] = self._instant(environ)
        given = environ.get("HTTP_X_REQUEST_ID", "")
        trusted = self._house.settings.trusted_proxies and _REQUEST_ID.fullmatch(given)
        environ["reserve.request_id"] = given if trusted else secrets.token_hex(8)
        return self._application(environ, start_response)

    def _instant(self, environ: "WSGIEnvironment") -> datetime:
        now = self._house.clock.now()
        settings = self._house.settings
        if not settings.trusted_proxies or settings.training_clock:
            return now
        started = _FRONT_STARTED.fullmatch(environ.get("HTTP_X_REQUEST_START", ""))
        if started is None:
            return now
        seconds, fraction = started.groups()
        front = datetime.fromtimestamp(float(f"{seconds}.{fraction or 0}"), UTC)
        return now if now - front > _LONGEST_AT_FRONT else min(front, now)


def house() -> House:
    """Return what this service was started with."""
    return cast("House", current_app.extensions["reserve"])


def arrival() -> datetime:
    """Return the instant this request arrived; it dates every filing."""
    return cast("datetime", request.environ["reserve.arrival"])


def judge() -> CodeJudge:
    """Return by what one-time codes are judged: our keys, and the instant phones show.

    A training clock may stand on another day; a phone does not follow it.
    """
    clock = house().clock
    return CodeJudge(house().vault, arrival() if clock.start is None else clock.wall())


def request_id() -> str:
    """Return the id that logs, ledger and error answers share for this request."""
    return cast("str", request.environ.get("reserve.request_id", ""))


def set_identity(identify: Callable[[], Actor | None]) -> None:
    """Say how this request's actor is found; it is looked up once, when first asked for."""
    g.identify = identify


def actor_or_none() -> Actor | None:
    """Return who asks, or None for a visitor."""
    known = g.get("actor", _NOT_ASKED)
    if known is _NOT_ASKED:
        identify = g.get("identify")
        known = g.actor = identify() if identify else None
    return cast("Actor | None", known)


def actor() -> Actor:
    """Return who asks. Raises NotSignedIn for a visitor."""
    if (found := actor_or_none()) is None:
        raise NotSignedIn
    return found


def rulebook() -> Rulebook:
    """Return the rulebook this service runs under."""
    return load_rulebook()


def calendar() -> WorkingCalendar:
    """Return the working calendar in force."""
    return current_calendar()


def law() -> Law:
    """Return the rules in force, for a use-case that takes rulebook and calendar."""
    return {"rulebook": rulebook(), "calendar": calendar()}


def circumstances() -> Circumstances:
    """Return what a use-case is told besides its subject. Raises NotSignedIn for a visitor."""
    return {"by": actor(), "at": arrival(), "rulebook": rulebook(), "calendar": calendar()}


def confidence() -> Confidence:
    """Return what a use-case is told that opens sealed fields. Raises NotSignedIn."""
    return {"by": actor(), "at": arrival(), "rulebook": rulebook(), "vault": house().vault}


def text_of(mapping: Any, name: str, default: str = "") -> str:  # noqa: ANN401 - a MultiDict
    """Return one text value of a query string or form, without its outer spaces."""
    return str(mapping.get(name, default)).strip()


def day_typed(typed: str) -> date | None:
    """Return the day that a field of a form holds; None for none, which the desk judges."""
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None
