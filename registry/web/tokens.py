"""One's own API tokens by page: making one, seeing it once, revoking it."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry import edge
from registry.documents.tokens import ApiToken
from registry.errors import Invalid
from registry.messages import say
from registry.permissions import require
from registry.services import tokens as desk
from registry.services.tokens import TokenWanted
from registry.web.accounts import error_list

blueprint = Blueprint("tokens", __name__)

_MOST_DIGITS = 4


@blueprint.get("/account/tokens")
def index() -> ResponseReturnValue:
    """List one's own tokens and offer a new one."""
    return _page({"days": str(desk.USUAL_DAYS), "label": ""}, (), {})


@blueprint.post("/account/tokens")
def issue() -> ResponseReturnValue:
    """Make a token and show it, once."""
    actor = edge.actor()
    require(actor, "tokens:issue")
    typed = {name: edge.text_of(request.form, name) for name in ("label", "days")}
    scopes = request.form.getlist("scopes")
    readable = typed["days"].isdecimal() and len(typed["days"]) <= _MOST_DIGITS
    wanted = TokenWanted(typed["label"], scopes, int(typed["days"]) if readable else 0)
    try:
        issued = desk.issue(wanted, by=actor, at=edge.arrival())
    except Invalid as refused:
        return _page(typed, scopes, refused.fields), refused.status
    return render_template("accounts/token_issued.html", issued=issued, label=wanted.label)


@blueprint.post("/account/tokens/<token_id>/revocation")
def revoke(token_id: str) -> ResponseReturnValue:
    """End one's own token at once."""
    desk.revoke(token_id, by=edge.actor(), at=edge.arrival())
    flash(say("token_revoked"), "success")
    return redirect(url_for("tokens.index"), 303)


def _page(typed: dict[str, str], scopes: Any, faults: dict[str, str]) -> str:  # noqa: ANN401 - a list or tuple
    actor = edge.actor()
    return render_template(
        "accounts/tokens.html",
        tokens=[_row(token) for token in desk.tokens_of(actor)],
        grantable=[
            (name, say(f"permission_{name.replace(':', '_')}")) for name in desk.grantable(actor)
        ],
        typed=typed,
        scopes=set(scopes),
        longest=desk.LONGEST_DAYS,
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
