"""Lock-outs by page: who must wait before the next sign-in, and letting them try again."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry import edge
from registry.messages import say
from registry.services import sign_in as desk

blueprint = Blueprint("lockouts", __name__)


@blueprint.get("/lockouts")
def index() -> ResponseReturnValue:
    """List the usernames and addresses that must wait."""
    locked = desk.lockouts(by=edge.actor(), at=edge.arrival())
    return render_template("accounts/lockouts.html", locked=locked)


@blueprint.post("/lockouts/lifting")
def lift() -> ResponseReturnValue:
    """Let one of them try again at once."""
    key = edge.text_of(request.form, "key")
    lifted = desk.lift_lockout(key, by=edge.actor(), at=edge.arrival())
    code, tone = ("lockout_lifted", "success") if lifted else ("lockout_gone", "warning")
    flash(say(code), tone)
    return redirect(url_for("lockouts.index"), 303)
