"""One's own API tokens by page: making one, seeing it once, revoking it."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry import edge
from registry.cursors import following, position
from registry.documents.accounts import Account
from registry.documents.tokens import ApiToken
from registry.errors import Invalid
from registry.messages import say
from registry.permissions import require
from registry.services import tokens as desk
from registry.services.proofs import prove
from registry.services.tokens import TokenWanted
from registry.web.once import shown_once
from registry.web.shell import error_list
from registry.web.sign_in import current_session

blueprint = Blueprint("tokens", __name__)

_MOST_DIGITS = 4
_PAGE_SIZE = 50


@blueprint.get("/account/tokens")
def index() -> ResponseReturnValue:
    """List one's own tokens and offer a new one."""
    return _page({"days": str(desk.USUAL_DAYS), "label": ""}, (), {})


@blueprint.post("/account/tokens")
@shown_once("tokens.index")
def issue() -> ResponseReturnValue:
    """Make a token and show it, once."""
    actor = edge.actor()
    require(actor, "tokens:issue")
    typed = {name: edge.text_of(request.form, name) for name in ("label", "days")}
    scopes = request.form.getlist("scopes")
    readable = typed["days"].isdecimal() and len(typed["days"]) <= _MOST_DIGITS
    wanted = TokenWanted(typed["label"], scopes, int(typed["days"]) if readable else 0)
    proof, at = edge.text_of(request.form, "proof"), edge.arrival()
    try:
        desk.check(wanted, by=actor)
        present = prove(proof, by=actor, judge=edge.judge(), at=at)
        issued = desk.issue(wanted, present, by=actor, at=at)
    except Invalid as refused:
        return _page(typed, scopes, refused.fields), refused.status
    return render_template("accounts/token_issued.html", issued=issued, label=wanted.label)


@blueprint.post("/account/tokens/<token_id>/revocation")
def revoke(token_id: str) -> ResponseReturnValue:
    """End one's own token at once."""
    desk.revoke(token_id, by=edge.actor(), at=edge.arrival())
    flash(say("token_revoked"), "success")
    return redirect(url_for("tokens.index"), 303)


@blueprint.get("/tokens")
def overview() -> ResponseReturnValue:
    """List everybody's tokens in force, for the security administrator."""
    return _overview()


@blueprint.post("/tokens/<token_id>/withdrawal")
def withdraw(token_id: str) -> ResponseReturnValue:
    """End somebody's token at once, with a reason."""
    reason = edge.text_of(request.form, "reason")
    try:
        desk.withdraw(token_id, reason, by=edge.actor(), at=edge.arrival())
    except Invalid as refused:
        return _overview(refused.fields, token_id), refused.status
    flash(say("token_withdrawn"), "success")
    return redirect(url_for("tokens.overview"), 303)


def _overview(faults: dict[str, str] | None = None, at_token: str = "") -> str:
    actor = edge.actor()
    require(actor, "tokens:oversee")
    after = "".join(position(edge.text_of(request.args, "cursor"), 1))
    found, owners = desk.tokens_in_force(after, _PAGE_SIZE + 1, by=actor, at=edge.arrival())
    last = [str(found[_PAGE_SIZE - 1].id)] if len(found) > _PAGE_SIZE else None
    faults = {f"reason-{at_token}": one for one in (faults or {}).values()}
    return render_template(
        "tokens/index.html",
        tokens=[_overseen(token, owners.get(token.account)) for token in found[:_PAGE_SIZE]],
        faults=faults,
        errors=error_list(faults),
        next_cursor=following(last),
        first=not after,
    )


def _overseen(token: ApiToken, owner: Account | None) -> dict[str, Any]:
    return _row(token) | {
        "owner": owner.name if owner else "",
        "username": owner.username if owner else "",
        "role": say(f"role_{owner.role}") if owner and owner.role else "",
        "account": token.account,
        "recorded_at": token.recorded_at,
    }


def _page(typed: dict[str, str], scopes: Any, faults: dict[str, str]) -> str:  # noqa: ANN401 - a list or tuple
    actor, opened = edge.actor(), current_session()
    return render_template(
        "accounts/tokens.html",
        tokens=[_row(token) for token in desk.tokens_of(actor)],
        grantable=[
            (name, say(f"permission_{name.replace(':', '_')}")) for name in desk.grantable(actor)
        ],
        typed=typed,
        scopes=set(scopes),
        longest=desk.LONGEST_DAYS,
        has_factor=bool(opened and opened.has_second_factor),
        faults=faults,
        errors=error_list(faults),
    )


def _row(token: ApiToken) -> dict[str, Any]:
    return {
        "id": str(token.id),
        "prefix": token.prefix,
        "label": token.label,
        "scopes": "、".join(say(f"permission_{name.replace(':', '_')}") for name in token.scopes),
        "expires_at": token.expires_at,
        "state": desk.state_of(token, edge.arrival()),
    }
