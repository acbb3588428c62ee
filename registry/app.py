"""The application: doors and middleware put together. No rule stands here."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import structlog
from flask import Flask, Response, g, redirect, render_template, request
from flask.typing import ResponseReturnValue
from pymongo.errors import PyMongoError
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, Map

from config.settings import Settings, load_settings
from registry import edge
from registry.api import init_api
from registry.children import leave_a_thread_free
from registry.clock import Clock, stopwatch
from registry.database import connect, ensure_indexes, is_away, mongodb_uri
from registry.documents.catalogue import all_documents
from registry.errors import DatabaseAway, NotSignedIn
from registry.health import blueprint as health
from registry.intake import Intake
from registry.keys import kept_secret, vault_of
from registry.law import rulebook
from registry.logs import configure_logs, log
from registry.messages import say
from registry.metrics import count_answer
from registry.outage import outage
from registry.problems import UPLOAD_LIMIT_MB, problem_of, seconds_to_wait
from registry.update_check_rules import update_checks
from registry.web import init_pages
from registry.web.sign_in import way_in

_CONTENT_SECURITY_POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
# The largest integer the record keeps in four bytes: no page, year or version goes beyond it.
_LARGEST = 2**31 - 1
# What monitors and browsers fetch: answered without the database, and not logged.
_BESIDE = frozenset({"health", "shell", "bootstrap"})
# What follows is the key to somebody's calendar, also where the rest is mistyped.
_FEEDS = "/calendar/"
_SECURITY_HEADERS = {
    "Content-Security-Policy": _CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


class WholeNumber(IntegerConverter):
    """A number in an address, ``<int:…>``: what the record could not hold leads nowhere (404)."""

    def __init__(self, map: Map, **given: Any) -> None:  # noqa: A002, ANN401 - as werkzeug calls it
        """Take no more than the record can be asked for."""
        super().__init__(map, **given | {"max": _LARGEST})


class Synchronous(Flask):
    """Flask, told once and for all that no view or hook of ours is a coroutine."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return what is to be called; Flask would look at each, at each request."""
        return func


def create_app(settings: Settings | None = None, clock: Clock | None = None) -> Flask:
    """Build the application. Where the database is away it answers 503 until that is back.

    Raises SettingsError, RulebookError, UpdateCheckError or EmbeddedServerError with what to
    do: a service that cannot keep the law does not start.
    """
    settings = settings or load_settings()
    configure_logs(settings.log_level)
    rulebook()
    update_checks()
    leave_a_thread_free(settings.threads)
    connect(mongodb_uri(settings), settings.database)
    _ensure_indexes()
    app = Synchronous(__name__, static_folder=None)
    app.url_map.converters["int"] = WholeNumber
    secret = settings.secret_key or kept_secret(settings)
    vault = vault_of(settings)
    clock = clock or Clock.of(settings.training_clock, settings.clock_anchor)
    house = edge.House(settings, clock, secret, vault)
    app.extensions["reserve"] = house
    _configure(app, house)
    _watch(app)  # first, so that a request refused on the way in is watched like any other
    app.register_blueprint(health)
    init_pages(app)
    init_api(app)
    # Here, because Flask-Security puts a JSON provider of its own in place.
    app.json.ensure_ascii = app.json.sort_keys = False  # type: ignore[attr-defined] # the default provider has both
    app.register_error_handler(Exception, _answer)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    app.wsgi_app = Intake(app.wsgi_app, settings.threads)  # type: ignore[method-assign]
    app.wsgi_app = edge.Arrival(app.wsgi_app, house)  # type: ignore[method-assign]
    return app


def _ensure_indexes() -> None:
    """Make what is missing. A worker that starts during an outage leaves it to its master."""
    try:
        ensure_indexes(all_documents())
    except PyMongoError as error:
        if not is_away(error):
            raise
        log().error("database_away", error=str(error))
        outage.begins()


def _configure(app: Flask, house: edge.House) -> None:
    app.config.update(
        SECRET_KEY=house.secret,
        MAX_CONTENT_LENGTH=(UPLOAD_LIMIT_MB + 1) * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        SESSION_COOKIE_NAME="reserve_session",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=house.settings.secure_cookies,
    )


def _watch(app: Flask) -> None:
    @app.before_request
    def begin() -> None:
        g.began = stopwatch()
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=edge.request_id())
        if request.blueprint not in _BESIDE and outage.lasts():
            raise DatabaseAway

    @app.after_request
    def end(response: Response) -> Response:
        _complete(response, edge.house().settings)
        seconds = stopwatch() - g.began
        count_answer(request, response, seconds)
        _note(response, seconds)
        return response


def _complete(response: Response, settings: Settings) -> None:
    """Give an answer the headers that every answer has, where its view gave it none of its own."""
    wanted = {**_SECURITY_HEADERS, "X-Request-Id": edge.request_id()}
    if settings.training:
        wanted["X-Training-Clock"] = edge.arrival().isoformat()
    if settings.secure_cookies:
        wanted["Strict-Transport-Security"] = "max-age=31536000"
    # Signed-out pages must not come back from a cache (剩余信息保护).
    if not request.path.startswith("/static/"):
        wanted["Cache-Control"] = "no-store"
    there = {name.lower() for name, _ in response.headers}
    response.headers.extend(
        {name: value for name, value in wanted.items() if name.lower() not in there}
    )


def _note(response: Response, seconds: float) -> None:
    """Write one line of the log for an answer; what monitors and browsers fetch is left out."""
    if request.blueprint in _BESIDE:
        return
    known = g.get("actor")
    log().info(
        "answered",
        method=request.method,
        path=_loggable_path(),
        status=response.status_code,
        milliseconds=round(seconds * 1000, 1),
        account=known.account if known else "",
    )


def _loggable_path() -> str:
    """Return what a log may hold of the path: of a calendar's address not the secret."""
    return f"{_FEEDS}…" if request.path.startswith(_FEEDS) else request.path


def _answer(error: Exception) -> ResponseReturnValue:
    """Answer an exception: as a problem to the API, as a page to people."""
    if isinstance(error, HTTPException) and _is_redirect(error):
        return error.get_response()
    if isinstance(error, NotSignedIn) and (address := way_in()):
        return redirect(address)
    problem = problem_of(error, request_id=edge.request_id())
    if problem["status"] >= HTTPStatus.INTERNAL_SERVER_ERROR:
        log().error("failed", path=_loggable_path(), code=problem["code"])
    headers = _headers_of(error)
    if request.path.startswith("/api/"):
        return problem_response(problem, headers)
    if error is request.routing_exception and problem["code"] == "not_found":
        problem["message"] = say("page_unknown")  # no record was looked for
    return render_template("errors/problem.html", problem=problem), problem["status"], headers


def problem_response(problem: dict[str, Any], headers: dict[str, str]) -> Response:
    """Return a problem as the API answers it (RFC 9457 media type)."""
    response = Response(
        edge.current_app.json.dumps(problem), problem["status"], headers
    )  # fmt: skip
    response.content_type = "application/problem+json"
    return response


def _is_redirect(error: HTTPException) -> bool:
    return error.code is not None and error.code < HTTPStatus.BAD_REQUEST


def _headers_of(error: Exception) -> dict[str, str]:
    """Keep what a client needs of a failure's headers: what is allowed, when to come again."""
    if not isinstance(error, HTTPException):
        wait = seconds_to_wait(error)
        return {"Retry-After": str(wait)} if wait else {}
    wanted = {"Allow", "Retry-After", "WWW-Authenticate"}
    return {name: value for name, value in error.get_headers() if name in wanted}
