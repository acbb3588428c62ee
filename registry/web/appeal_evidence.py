"""Evidence 证明材料 of an appeal by page: files handed in, and marked as withdrawn."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry import edge
from registry.documents.appeals import Appeal
from registry.downloads import attachment
from registry.errors import Refusal
from registry.limits import UPLOADS, limiter
from registry.messages import say
from registry.permissions import Role
from registry.policy.appeals import AppealState, AppealStep, hindrance
from registry.services import appeal_evidence as desk
from registry.services.appeal_acts import readable
from registry.services.evidence import GivenPaper
from registry.versions import version_in_form
from registry.web.appeal_views import evidence_shown, marks_of
from registry.web.given_files import faults_of, given_file
from registry.web.shell import error_list

blueprint = Blueprint("appeal_evidence", __name__)

_PATH = "/appeals/<number>/evidence"
_ONE = f"{_PATH}/<paper_id>"
_ADD = "appeals:add_evidence"


@blueprint.get(_PATH)
def show(number: str) -> ResponseReturnValue:
    """Show what one's own side handed in, and ask for more while the appeal takes any."""
    return _page(number)


@blueprint.post(_PATH)
@limiter.limit(UPLOADS)
def add(number: str) -> ResponseReturnValue:
    """Take a file."""
    readable(number, _ADD, edge.actor())
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
    flash(say("appeal_evidence_taken"), "success")
    return redirect(url_for("appeal_evidence.show", number=number), 303)


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
    flash(say("appeal_evidence_withdrawn_now"), "success")
    return redirect(url_for("appeals.show", number=number), 303)


def _is_open(appeal: Appeal) -> bool:
    state = AppealState(appeal.state)
    return not hindrance(AppealStep.ADD_EVIDENCE, state, suspended=appeal.suspended)


def _page(number: str, refused: Refusal | None = None) -> str:
    appeal = readable(number, _ADD, edge.actor())
    faults = faults_of(refused)
    is_host = edge.actor().role is Role.HOST_OPERATOR
    own, gone = evidence_shown(appeal, of_host=is_host), marks_of(appeal)
    return render_template(
        "appeals/evidence.html",
        appeal=appeal,
        lines=[one for one in own if one.id not in gone],
        is_open=not _is_open(appeal),
        faults=faults,
        errors=error_list(faults, ("file", "declared")),
        errors_kept=say("removal_evidence_again") if faults else "",
        refused=refused if refused and not faults else None,
    )


def _withdrawal_page(number: str, paper_id: str, refused: Refusal | None = None) -> str:
    appeal = readable(number, _ADD, edge.actor())
    found = desk.own_paper(appeal, paper_id, by=edge.actor())
    lines = evidence_shown(appeal, of_host=desk.of_host(found))
    return render_template(
        "appeals/evidence_withdrawal.html",
        appeal=appeal,
        lines=[one for one in lines if one.id == paper_id],
        can_withdraw=not found.withdrawn_at and not _is_open(appeal),
        typed_reason=edge.text_of(request.form, "reason"),
        refused=refused,
        errors=error_list(refused.fields if refused else {}),
    )
