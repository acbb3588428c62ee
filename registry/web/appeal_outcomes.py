"""The printable outcome 异议处理决定书 of an appeal: what follows, QR code and digest."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from registry import edge
from registry.law import NATIONAL
from registry.policy.printed_codes import written
from registry.services.appeal_acts import case_of
from registry.services.appeal_digests import printed_outcome
from registry.web.appeal_views import followed
from registry.web.printed import code_picture

blueprint = Blueprint("appeal_outcomes", __name__)


@blueprint.get("/appeals/<number>/outcome")
def show(number: str) -> ResponseReturnValue:
    """Show an outcome as it is printed on A4."""
    done = printed_outcome(number, by=edge.actor())
    appeal, made = done.appeal, done.appeal.outcome
    case = case_of(appeal)
    programme = edge.rulebook().programme(NATIONAL)
    return render_template(
        "appeals/outcome.html",
        appeal=appeal,
        case=case,
        made=made,
        followed=followed(appeal),
        title=programme.title,
        issuer=programme.issuer,
        code=done.code,
        picture=code_picture(written(done.code)),
    )
