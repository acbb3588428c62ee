"""Grants by page: the security administrator gives an account its one role, or takes it away."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from registry import edge
from registry.errors import Invalid
from registry.messages import say
from registry.permissions import require
from registry.services.accounts import change_grant, existing_account, grant_of
from registry.services.authorities import authorities
from registry.services.grants import Grant, host_of_credit_code
from registry.web.accounts import account_page

blueprint = Blueprint("grants", __name__)

_TYPED = ("role", "credit_code", "authority", "division")


@blueprint.app_template_global()
def authority_choices() -> list[tuple[str, str]]:
    """Return the authorities that a role can be held for, as the field takes them."""
    return [(one.code, one.name) for one in authorities().all]


@blueprint.post("/accounts/<account_id>/grant")
def change(account_id: str) -> ResponseReturnValue:
    """Give an account a role, or by a button of its own take it away; what it had open ends."""
    actor, at = edge.actor(), edge.arrival()
    require(actor, "grants:change")
    typed = {name: edge.text_of(request.form, name) for name in _TYPED}
    takes_away = edge.text_of(request.form, "act") == "take_away"
    try:
        grant = None if takes_away else _grant(typed)
        _require_change(account_id, grant)
        change_grant(account_id, grant, by=actor, at=at)
    except Invalid as refused:
        return account_page(account_id, refused.fields, typed), refused.status
    flash(say("grant_taken_away" if takes_away else "grant_changed"), "success")
    return redirect(url_for("accounts.record", account_id=account_id), 303)


def _grant(typed: dict[str, str]) -> Grant:
    if not any(typed.values()):
        raise Invalid(fields={"role": say("grant_unchanged")})
    host = host_of_credit_code(typed["credit_code"])
    return Grant(typed["role"], host, typed["authority"], typed["division"])


def _require_change(account_id: str, grant: Grant | None) -> None:
    """Write no entry that says nothing, and end no session for it."""
    account = existing_account(account_id)
    if (grant or Grant()) == grant_of(account):
        raise Invalid(fields={"role": say("grant_unchanged")})
