"""Signing in and out by page, and who a page's request is from.

Flask-Security keeps the session and loads whom it belongs to; its own views stay off.
"""

from typing import Any
from urllib.parse import urlencode, urlsplit

from flask import Blueprint, Flask, flash, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_security import RoleMixin, Security, UserDatastore, UserMixin
from flask_security import login_user as begin_session
from flask_security import logout_user as end_session

from registry import edge
from registry.cookies import SessionCookies
from registry.errors import NotSignedIn, Refusal
from registry.limits import SIGN_INS, limiter
from registry.messages import say
from registry.permissions import Actor
from registry.problems import problem_of
from registry.services import sign_in as desk
from registry.services.second_factor_codes import SecondFactorUnreadable
from registry.services.second_factor_rules import must_enrol
from registry.services.sign_in import Entered, OpenSession, Origin

blueprint = Blueprint("sign_in", __name__)

_SAFE_METHODS = {"GET", "HEAD"}
# Where everybody may go, whatever must come first; nobody is looked up for a style sheet.
_ASIDE = {"sign_in.sign_out", "shell.static", "bootstrap.static"}
# Where somebody with a first password may still go.
_BEFORE_NEW_PASSWORD = {"accounts.password", "accounts.change_password"}
# Where somebody who must set up a second factor may still go.
_BEFORE_SECOND_FACTOR = {
    "second_factors.mine",
    "second_factors.begin",
    "second_factors.cancel",
    "second_factors.confirm",
}
_NO_TARGETS = {"/sign-in", "/sign-in/code", "/sign-out"}
# Where the browser keeps the secret of a half sign-in: nothing but the code's page reads it.
_HALF = "half"

# The header of what a page asks by itself (live.js): nobody is using it.
LOOKING_ON = "X-Looking-On"


class SessionAccount(UserMixin):
    """An open session, in the shape Flask-Security loads. Its id is the session's secret."""

    active = True
    fs_uniquifier = ""

    def __init__(self, secret: str, opened: OpenSession) -> None:
        """Keep the secret for the cookie, and what it opens."""
        self.fs_uniquifier = secret
        self.roles = []  # the one role stands in the actor; Flask-Security decides nothing by it
        self.opened = opened


class SessionDatastore(UserDatastore):
    """Finds an open session by its secret; accounts themselves are the desk's."""

    def __init__(self) -> None:
        super().__init__(SessionAccount, RoleMixin)

    def find_user(
        self,
        case_insensitive: bool = False,  # noqa: ARG002, FBT001, FBT002 - Flask-Security's signature
        **kwargs: Any,  # noqa: ANN401 - as above
    ) -> SessionAccount | None:
        """Return whom a session's secret stands for."""
        secret = str(kwargs.get("fs_uniquifier", ""))
        opened = desk.session_of(
            secret,
            request_id=edge.request_id(),
            at=edge.arrival(),
            in_use=LOOKING_ON not in request.headers,
        )
        return SessionAccount(secret, opened) if opened else None


def init_sign_in(app: Flask) -> None:
    """Set up sessions, sign-in pages and the identity of page requests."""
    app.config.update(
        SECURITY_PASSWORD_SINGLE_HASH=True,
        SECURITY_USE_REGISTER_V2=True,
        SECURITY_AUTO_LOGIN_AFTER_RESET=False,
        SECURITY_CLI_USERS_NAME="",
        SECURITY_CLI_ROLES_NAME="",
        # A form stays good as long as the session it stands in.
        WTF_CSRF_TIME_LIMIT=None,
    )
    security = Security(app, SessionDatastore(), register_blueprint=False)
    # What somebody may do is asked of registry.permissions; nobody asks Flask-Principal.
    security.principal.identity_loaders.clear()
    app.session_interface = SessionCookies()
    # The API has tokens of its own; Flask-Security's would be a second door.
    security.login_manager.request_loader(lambda _request: None)
    limiter.init_app(app)
    app.register_blueprint(blueprint)
    app.before_request(_identify)


def current_session() -> OpenSession | None:
    """Return the session this page request is made in."""
    return current_user.opened if isinstance(current_user, SessionAccount) else None


def origin() -> Origin:
    """Return where this request comes from, for the sign-in log."""
    agent = request.user_agent.string
    return Origin(request.remote_addr or "", agent, edge.request_id())


def way_in() -> str:
    """Return where a visitor's page request can go on after signing in, empty for others."""
    if request.path.startswith("/api/") or request.method not in _SAFE_METHODS:
        return ""
    target = request.full_path if request.query_string else request.path
    return f"{url_for('sign_in.sign_in')}?{urlencode({'next': target})}"


def safe_target(target: str) -> str:
    """Return a path on this service to go on to; the home page for anything else."""
    ours = target.startswith("/") and not target.startswith("//")
    plain = target.isprintable() and "\\" not in target
    # Only now taken apart: what names another host can make urlsplit raise.
    return target if ours and plain and urlsplit(target).path not in _NO_TARGETS else "/"


@blueprint.get("/sign-in")
def sign_in() -> ResponseReturnValue:
    """Show the sign-in page; somebody signed in goes on at once."""
    target = safe_target(edge.text_of(request.args, "next", "/"))
    if edge.actor_or_none():
        return redirect(target)
    return _sign_in_page(target)


@blueprint.post("/sign-in")
@limiter.limit(SIGN_INS)
def submit_sign_in() -> ResponseReturnValue:
    """Open a session, or say that it did not work and keep what was typed."""
    target = safe_target(edge.text_of(request.form, "next", "/"))
    username = edge.text_of(request.form, "username")
    password = request.form.get("password", "")
    try:
        entered = desk.sign_in(username, password, origin=origin(), at=edge.arrival())
    except (desk.SignInRefused, desk.SignInLocked) as refused:
        return _sign_in_page(target, refused, username), refused.status
    _forget_browser()
    if entered.half:
        session[_HALF] = entered.secret
        return redirect(url_for("sign_in.code", next=target), 303)
    _begin(entered)
    return redirect(target, 303)


@blueprint.get("/sign-in/code")
def code() -> ResponseReturnValue:
    """Ask for the code of the second step; without a first step, lead back to it."""
    target = safe_target(edge.text_of(request.args, "next", "/"))
    if not desk.is_half_open(_half(), edge.arrival()):
        return redirect(url_for("sign_in.sign_in", next=target))
    return _code_page(target)


@blueprint.post("/sign-in/code")
@limiter.limit(SIGN_INS)
def submit_code() -> ResponseReturnValue:
    """Open the session with a code, or say that it did not work."""
    target = safe_target(edge.text_of(request.form, "next", "/"))
    typed = edge.text_of(request.form, "code")
    try:
        entered = desk.finish(
            _half(), typed, origin=origin(), judge=edge.judge(), at=edge.arrival()
        )
    except (desk.CodeRefused, desk.SignInLocked, SecondFactorUnreadable) as refused:
        return _code_page(target, refused), refused.status
    except (desk.HalfSignInOver, desk.SignInRefused):
        session.pop(_HALF, None)
        over = desk.HalfSignInOver()
        return _sign_in_page(target, over), over.status
    _forget_browser()
    _begin(entered)
    return redirect(target, 303)


@blueprint.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """End the session here and in the record."""
    if opened := current_session():
        desk.sign_out(opened.key, origin=origin(), by=opened.actor, at=edge.arrival())
        end_session()
    session.clear()
    return redirect(url_for("sign_in.sign_in"), 303)


def _half() -> str:
    """Return the secret of the half sign-in that this browser holds, empty where it has none."""
    kept = session.get(_HALF, "")
    return kept if isinstance(kept, str) else ""


def _forget_browser() -> None:
    """End what was open in this browser: nothing it brought along lives on in what it gets."""
    if earlier := current_session():
        desk.sign_out(earlier.key, origin=origin(), by=earlier.actor, at=edge.arrival())
    session.clear()
    g.pop("csrf_token", None)


def _begin(entered: Entered) -> None:
    """Give the browser its session; raise NotSignedIn where it was ended in the same moment."""
    opened = desk.session_of(entered.secret, request_id=edge.request_id(), at=edge.arrival())
    if opened is None:
        raise NotSignedIn
    begin_session(SessionAccount(entered.secret, opened), remember=False)
    if entered.spent and entered.spent.by_recovery:
        flash(say("signed_in_by_recovery", left=entered.spent.left), "warning")


def _sign_in_page(target: str, refused: Refusal | None = None, username: str = "") -> str:
    rule = edge.house().settings.second_factor
    return render_template(
        "security/sign_in.html",
        target=target,
        username=username,
        refused=_words(refused),
        second_factor_off=rule == "off",
    )


def _code_page(target: str, refused: Refusal | None = None) -> str:
    house = edge.house()
    return render_template(
        "security/code.html",
        target=target,
        refused=_words(refused),
        real_time=house.clock.start is not None,
    )


def _words(refused: Refusal | None) -> str:
    return problem_of(refused, request_id=edge.request_id())["message"] if refused else ""


def _identify() -> ResponseReturnValue | None:
    """Say whose request this is; a new password and a second factor that must be come first."""
    if request.path.startswith("/api/"):
        return None
    edge.set_identity(_actor)
    opened = None if request.endpoint in _ASIDE else current_session()
    if opened is None:
        return None
    if opened.must_change_password:
        aside = request.endpoint in _BEFORE_NEW_PASSWORD
        return None if aside else redirect(url_for("accounts.password"), 303)
    rule = edge.house().settings.second_factor
    if must_enrol(opened.actor.role, has_factor=opened.has_second_factor, rule=rule):
        aside = request.endpoint in _BEFORE_SECOND_FACTOR
        return None if aside else redirect(url_for("second_factors.mine"), 303)
    return None


def _actor() -> Actor | None:
    opened = current_session()
    return opened.actor if opened else None
