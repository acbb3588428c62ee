"""Hand-over 交接 by page: one's host's accounts, a code for the successor, leaving."""

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from registry import edge
from registry.errors import Invalid
from registry.messages import say
from registry.permissions import require
from registry.services import handovers as desk
from registry.services.proofs import prove
from registry.web.activations import slips_page
from registry.web.formats import last_day
from registry.web.once import shown_once
from registry.web.shell import error_list
from registry.web.sign_in import current_session

blueprint = Blueprint("handovers", __name__)

_LEAVING = {"yes": True, "no": False}


@blueprint.get("/handovers")
def index() -> ResponseReturnValue:
    """Show who may file for one's host, and how to hand over."""
    return _page()


@blueprint.post("/handovers")
@shown_once("handovers.index")
def issue() -> ResponseReturnValue:
    """Issue a hand-over code and show it once."""
    actor = edge.actor()
    require(actor, "handovers:issue")
    leaving = _LEAVING.get(edge.text_of(request.form, "leaving"))
    proof, at = edge.text_of(request.form, "proof"), edge.arrival()
    try:
        if leaving is None:
            raise Invalid(fields={"leaving": say("handover_leaving_wanted")})  # noqa: TRY301 - one way to answer both
        present = prove(proof, by=actor, judge=edge.judge(), at=at)
        slip = desk.issue_handover(leaving=leaving, present=present, by=actor, at=at)
    except Invalid as refused:
        return _page(refused.fields), refused.status
    return slips_page([slip], url_for("handovers.index"))


@blueprint.post("/handovers/leaving")
def leave() -> ResponseReturnValue:
    """End one's own account, where a colleague stays."""
    actor = edge.actor()
    require(actor, "handovers:leave")
    if not request.form.get("sure"):
        fault = Invalid(fields={"sure": say("handover_leave_confirm")})
        return _page(fault.fields), fault.status
    desk.leave(by=actor, at=edge.arrival())
    session.clear()
    flash(say("handover_left"), "success")
    return redirect(url_for("sign_in.sign_in"), 303)


def _page(faults: dict[str, str] | None = None) -> str:
    actor, at, session_now = edge.actor(), edge.arrival(), current_session()
    people = desk.colleagues(by=actor)
    opened = desk.open_handover(by=actor, at=at)
    return render_template(
        "handovers/index.html",
        people=people,
        mine=actor.account,
        opened=opened,
        opened_until=last_day(opened.expires_at) if opened else None,
        may_leave=len(people) > 1,
        has_factor=bool(session_now and session_now.has_second_factor),
        leaving=edge.text_of(request.form, "leaving"),
        faults=faults or {},
        errors=error_list(faults or {}),
    )
