"""Evidence 证明材料 of a removal case by page: files handed in, and marked as withdrawn."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry import edge
from registry.downloads import attachment
from registry.errors import Refusal
from registry.limits import UPLOADS, limiter
from registry.messages import say
from registry.permissions import Role
from registry.policy.removal_cases import Step, hindrance
from registry.services import removal_evidence as desk
from registry.services.evidence import GivenPaper
from registry.services.removal_case_acts import for_office, standing_of
from registry.versions import version_in_form
from registry.web.given_files import faults_of, given_file
from registry.web.removal_views import evidence_shown, marks_of
from registry.web.shell import error_list

blueprint = Blueprint("removal_evidence", __name__)

_PATH = "/removal-cases/<number>/evidence"
_ONE = f"{_PATH}/<paper_id>"
_ADD = "removal_cases:add_evidence"


@blueprint.get(_PATH)
def show(number: str) -> ResponseReturnValue:
    """Show what one's own side handed in, and ask for more while the case takes any."""
    return _page(number)


@blueprint.post(_PATH)
@limiter.limit(UPLOADS)
def add(number: str) -> ResponseReturnValue:
    """Take a file."""
    for_office(number, _ADD, edge.actor())
    paper = GivenPaper(
        *given_file(),
        declared=edge.text_of(request.form, "declared") == "1",
    )
    try:
        desk.add(
            number, paper, version=version_in_form(request.form), by=edge.actor(),
            at=edge.arrival(), rulebook=edge.rulebook(),
        )  # fmt: skip
    except Refusal as refused:
        return _page(number, refused), refused.status
    flash(say("removal_evidence_taken"), "success")
    return redirect(url_for("removal_evidence.show", number=number), 303)


@blueprint.get(_ONE)
def paper(number: str, paper_id: str) -> Response:
    """Hand a file out."""
    out = desk.paper_out(number, paper_id, preview=False, by=edge.actor())
    return attachment(out.content, name=out.name, media_type=out.media_type)


@blueprint.get(f"{_ONE}/picture")
def picture(number: str, paper_id: str) -> Response:
    """Give the small picture of a file's first page."""
    out = desk.paper_out(number, paper_id, preview=True, by=edge.actor())
    return Response(out.content, content_type=out.media_type)


@blueprint.get(f"{_ONE}/withdrawal")
def withdrawal(number: str, paper_id: str) -> ResponseReturnValue:
    """Ask why a file is withdrawn."""
    return _withdrawal_page(number, paper_id)


@blueprint.post(f"{_ONE}/withdrawal")
def withdraw(number: str, paper_id: str) -> ResponseReturnValue:
    """Mark a file as withdrawn, with a reason."""
    reason, version = edge.text_of(request.form, "reason"), version_in_form(request.form)
    try:
        desk.withdraw(
            number, paper_id, reason, version=version, by=edge.actor(), at=edge.arrival()
        )  # fmt: skip - one call
    except Refusal as refused:
        return _withdrawal_page(number, paper_id, refused), refused.status
    flash(say("removal_evidence_withdrawn_now"), "success")
    return redirect(url_for("removal_cases.show", number=number), 303)


def _page(number: str, refused: Refusal | None = None) -> str:
    case = for_office(number, _ADD, edge.actor())
    faults = faults_of(refused)
    is_host = edge.actor().role is Role.HOST_OPERATOR
    own, gone = evidence_shown(case, of_host=is_host), marks_of(case)
    return render_template(
        "removal_cases/evidence.html",
        case=case,
        lines=[one for one in own if one.id not in gone],
        is_open=not hindrance(Step.ADD_EVIDENCE, standing_of(case), edge.arrival()),
        faults=faults,
        errors=error_list(faults, ("file", "declared")),
        errors_kept=say("removal_evidence_again") if faults else "",
        refused=refused if refused and not faults else None,
    )


def _withdrawal_page(number: str, paper_id: str, refused: Refusal | None = None) -> str:
    case = for_office(number, _ADD, edge.actor())
    found = desk.own_paper(case, paper_id, by=edge.actor())
    lines = evidence_shown(case, of_host=desk.of_host(found))
    return render_template(
        "removal_cases/evidence_withdrawal.html",
        case=case,
        lines=[one for one in lines if one.id == paper_id],
        can_withdraw=not found.withdrawn_at
        and not hindrance(Step.ADD_EVIDENCE, standing_of(case), edge.arrival()),
        typed_reason=edge.text_of(request.form, "reason"),
        refused=refused,
        errors=error_list(refused.fields if refused else {}),
    )
