"""Help: what each window asks, how to mend a sheet, how to check a receipt, whom to ask."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from registry import edge
from registry.messages import say
from registry.permissions import Role
from registry.services.windows import windows_of_day

blueprint = Blueprint("help", __name__)

# Which part of the page is whose; the administrators share one.
_PARTS = {
    Role.HOST_OPERATOR: "host",
    Role.DIVISION_REVIEWER: "province",
    Role.PROVINCIAL_REVIEWER: "province",
    Role.PROVINCIAL_LEAD: "province",
    Role.MINISTRY_STAFF: "ministry",
    Role.MINISTRY_LEAD: "ministry",
}


@blueprint.get("/help")
def index() -> ResponseReturnValue:
    """Show the help page; who is signed in is led to their own part first."""
    actor = edge.actor_or_none()
    windows = windows_of_day(edge.arrival(), **edge.law())
    return render_template(
        "help/index.html",
        windows=windows,
        part=_PARTS.get(actor.role, "office") if actor else "",
        role=say(f"role_{actor.role}") if actor else "",
    )
