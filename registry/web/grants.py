"""Grants by page: the security administrator gives an account its one role."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from registry import edge
from registry.errors import Invalid
from registry.messages import say
from registry.permissions import require
from registry.services.accounts import change_grant
from registry.services.grants import Grant, host_of_credit_code
from registry.web.accounts import account_page

blueprint = Blueprint("grants", __name__)


@blueprint.post("/accounts/<account_id>/grant")
def change(account_id: str) -> ResponseReturnValue:
    """Give an account a role, or with an empty role take it away; what it had open ends."""
    actor = edge.actor()
    require(actor, "grants:change")
    typed = {
        name: edge.text_of(request.form, name) for name in ("role", "credit_code", "authority")
    }
    try:
        host = host_of_credit_code(typed["credit_code"])
        grant = Grant(typed["role"], host, typed["authority"]) if any(typed.values()) else None
        change_grant(account_id, grant, by=actor, at=edge.arrival())
    except Invalid as refused:
        return account_page(account_id, refused.fields, typed), refused.status
    flash(say("grant_changed"), "success")
    return redirect(url_for("accounts.record", account_id=account_id), 303)
