"""Accounts by page: one's own, and what the system and security administrators do."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry import edge
from registry.cursors import following, position
from registry.documents.accounts import Account
from registry.errors import Invalid, NotSignedIn
from registry.messages import say
from registry.permissions import may, require
from registry.services import accounts as desk
from registry.services import audit
from registry.services.accounts import NewAccount, OwnAccount, UsernameTaken
from registry.services.authorities import authority_name
from registry.services.grants import GRANTABLE, host_labels
from registry.services.sign_in import is_open
from registry.web.once import shown_once
from registry.web.shell import error_list
from registry.web.sign_in import current_session

blueprint = Blueprint("accounts", __name__)

_PAGE = 50
# What a browser calls itself, the telling word first: Edge also says Chrome, Chrome also Safari.
_BROWSERS = (
    ("MicroMessenger", "微信"),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("Android", "安卓"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)
_OWN_SIGN_INS = 10


@blueprint.get("/account")
def mine() -> ResponseReturnValue:
    """Show one's own account: open sessions, last sign-ins, what may be done."""
    actor, opened = edge.actor(), current_session()
    account = desk.own_account(actor)
    sessions = [one for one in account.sessions if is_open(one, edge.arrival())]
    return render_template(
        "accounts/mine.html",
        account=account,
        acting_for=_acting_for(account),
        sessions=sorted(sessions, key=lambda one: one.seen_at, reverse=True),
        here=opened.key if opened else "",
        sign_ins=[_shown_sign_in(one) for one in audit.own_sign_ins(_OWN_SIGN_INS, by=actor)],
        has_tokens=may(actor, "tokens:issue"),
        has_ways=may(actor, "contact_ways:manage"),
        device=device,
    )


@blueprint.get("/account/password")
def password() -> ResponseReturnValue:
    """Show the form for a new password."""
    require(edge.actor(), "passwords:change")
    return _password_page()


@blueprint.post("/account/password")
def change_password() -> ResponseReturnValue:
    """Change one's password and end every other session."""
    actor, opened = edge.actor(), current_session()
    require(actor, "passwords:change")
    current, new = request.form.get("current", ""), request.form.get("new", "")
    keep = opened.key if opened else ""
    try:
        if new != request.form.get("repeat", ""):
            raise Invalid(fields={"repeat": say("password_repeat_differs")})  # noqa: TRY301 - one way to answer both
        desk.change_password(current, new, keep=keep, by=actor, at=edge.arrival())
    except Invalid as refused:
        return _password_page(refused.fields), refused.status
    flash(say("password_changed"), "success")
    return redirect(url_for("accounts.mine"), 303)


@blueprint.post("/account/sessions")
def revoke_sessions() -> ResponseReturnValue:
    """End one of one's own sessions, or all but this one."""
    opened = current_session()
    if opened is None:
        raise NotSignedIn
    key = edge.text_of(request.form, "key")
    desk.revoke_sessions(key, keep=opened.key, by=edge.actor(), at=edge.arrival())
    flash(say("sessions_revoked"), "success")
    return redirect(url_for("accounts.mine"), 303)


@blueprint.get("/accounts")
def index() -> ResponseReturnValue:
    """List accounts by username; filters stand in the address."""
    actor = edge.actor()
    require(actor, "accounts:read")
    role = request.args.get("role")
    start = edge.text_of(request.args, "q")
    after = "".join(position(edge.text_of(request.args, "cursor"), 1))
    found = desk.accounts_page(after, _PAGE + 1, by=actor, role=role, start=start)
    last = [found[_PAGE - 1].username] if len(found) > _PAGE else None
    hosts = host_labels({one.host for one in found if one.host})
    return render_template(
        "accounts/index.html",
        rows=[_row(account, hosts) for account in found[:_PAGE]],
        start=start,
        role=role,
        roles=[("", say("grant_none")), *_role_choices()],
        may_create=may(actor, "accounts:create"),
        next_cursor=following(last),
        first=not after,
    )


@blueprint.get("/accounts/new")
def new() -> ResponseReturnValue:
    """Show the form for a new account."""
    require(edge.actor(), "accounts:create")
    return render_template("accounts/new.html")


@blueprint.post("/accounts")
@shown_once("accounts.new")
def create() -> ResponseReturnValue:
    """Make an account and show its first password, once."""
    actor = edge.actor()
    require(actor, "accounts:create")
    wanted = NewAccount(edge.text_of(request.form, "username"), edge.text_of(request.form, "name"))
    try:
        made = desk.create_account(wanted, by=actor, at=edge.arrival())
    except Invalid as refused:
        fields, status = refused.fields, refused.status
    except UsernameTaken as taken:
        fields, status = {"username": say(taken.code, **taken.params)}, taken.status
    else:
        return render_template("accounts/first_password.html", account=made, new=True)
    page = render_template(
        "accounts/new.html", typed=wanted, faults=fields, errors=error_list(fields)
    )
    return page, status


@blueprint.get("/accounts/<account_id>")
def record(account_id: str) -> ResponseReturnValue:
    """Show an account and what the reader may do with it."""
    return account_page(account_id)


@blueprint.post("/accounts/<account_id>/disabling")
def disable(account_id: str) -> ResponseReturnValue:
    """Shut an account out; the last one of a host only with a reason."""
    reason = edge.text_of(request.form, "reason")
    try:
        desk.disable_account(account_id, reason, by=edge.actor(), at=edge.arrival())
    except Invalid as refused:
        return account_page(account_id, refused.fields), refused.status
    flash(say("account_disabled"), "success")
    return redirect(url_for("accounts.record", account_id=account_id), 303)


@blueprint.post("/accounts/<account_id>/enabling")
def enable(account_id: str) -> ResponseReturnValue:
    """Let a disabled account in again."""
    desk.enable_account(account_id, by=edge.actor(), at=edge.arrival())
    flash(say("account_enabled"), "success")
    return redirect(url_for("accounts.record", account_id=account_id), 303)


@blueprint.post("/accounts/<account_id>/password")
@shown_once("accounts.record")
def reset_password(account_id: str) -> ResponseReturnValue:
    """Give an account a new first password and show it, once."""
    actor = edge.actor()
    rule, at = edge.house().settings.second_factor, edge.arrival()
    made = desk.reset_password(account_id, rule=rule, by=actor, at=at)
    account = desk.account_of(account_id, by=actor)
    shown = desk.CreatedAccount(account_id, account.username, made)
    return render_template("accounts/first_password.html", account=shown, new=False)


def account_page(
    account_id: str, faults: dict[str, str] | None = None, typed: dict[str, str] | None = None
) -> str:
    """Render an account's page, with a grant's faults beside what was typed."""
    actor = edge.actor()
    account = desk.account_of(account_id, by=actor)
    own = str(account.id) == actor.account
    return render_template(
        "accounts/record.html",
        account=account,
        acting_for=_acting_for(account),
        may_grant=may(actor, "grants:change") and not own,
        may_disable=may(actor, "accounts:disable") and not own,
        factor="factor_on" if account.second_factor_at else "factor_off",
        may_reset_factor=may(actor, "second_factors:reset") and not own,
        own=say(OwnAccount.code) if own else "",
        roles=_role_choices(),
        typed=typed or _held(account),
        faults=faults or {},
        errors=error_list(faults or {}),
    )


def device(agent: str) -> str:
    """Return a browser and its system in words a person recognises; empty where none says."""
    named = (
        next((name for mark, name in table if mark in agent), "") for table in (_BROWSERS, _SYSTEMS)
    )
    return " · ".join(name for name in named if name) or agent[:40]


def _password_page(faults: dict[str, str] | None = None) -> str:
    opened = current_session()
    return render_template(
        "security/change_password.html",
        username=desk.own_account(edge.actor()).username,
        faults=faults or {},
        errors=error_list(faults or {}),
        first=bool(opened and opened.must_change_password),
    )


def _role_choices() -> list[tuple[str, str]]:
    return [(role.value, say(f"role_{role}")) for role in GRANTABLE]


def _held(account: Account) -> dict[str, str]:
    """Return a grant as its form takes it; a host is typed anew by its code."""
    names = ("role", "authority", "division")
    return {**{name: account[name] for name in names}, "credit_code": ""}


def _acting_for(account: Account) -> str:
    if account.host:
        return host_labels({account.host}).get(account.host, account.host)
    name = authority_name(account.authority) if account.authority else ""
    return f"{name}（{account.division}）" if account.division else name


def _row(account: Account, hosts: dict[str, str]) -> dict[str, Any]:
    acting_for = hosts.get(account.host, account.host)
    return {
        "username": account.username,
        "name": account.name,
        "role": say(f"role_{account.role}") if account.role else say("grant_none"),
        "acting_for": acting_for or (account.authority and authority_name(account.authority)),
        "state": "active" if account.active else "disabled",
        "href": url_for("accounts.record", account_id=str(account.id)),
    }


def _shown_sign_in(entry: Any) -> dict[str, Any]:  # noqa: ANN401 - MongoEngine carries no types
    return {
        "recorded_at": entry.recorded_at,
        "result": say(f"sign_in_{entry.result}"),
        "address": entry.address,
        "device": device(entry.agent),
    }
