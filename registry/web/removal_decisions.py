"""The printable decision 移出决定书 of a removal case: clauses, consequence, QR code and digest."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from registry import edge
from registry.law import NATIONAL
from registry.messages import say
from registry.policy.printed_codes import written
from registry.services.appeals import appeals_of, last_day_of
from registry.services.authorities import authority_name
from registry.services.removal_decisions import printed_decision
from registry.web.appeal_views import how_it_stands
from registry.web.printed import code_picture

blueprint = Blueprint("removal_decisions", __name__)


@blueprint.get("/removal-cases/<number>/decision")
def show(number: str) -> ResponseReturnValue:
    """Show a decision as it is printed on A4."""
    actor = edge.actor()
    done = printed_decision(number, by=actor)
    case, made = done.case, done.case.decision
    programme = edge.rulebook().programme(NATIONAL)
    return render_template(
        "removal_cases/decision.html",
        case=case,
        made=made,
        found=programme.consequence(case.ground, made.decided_on),
        title=programme.title,
        issuer=programme.issuer,
        organs=[
            authority_name(one.authority) if one.authority else say("removal_organ_ministry")
            for one in case.verifications
        ],
        stands=how_it_stands(case, appeals_of(case, by=actor)),
        last_day=last_day_of(case, edge.rulebook()),
        code=done.code,
        picture=code_picture(written(done.code)),
    )
