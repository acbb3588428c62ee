"""Evidence 证明材料 of an exit proposal by page: files handed in, and marked as withdrawn."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry import edge
from registry.clock import SHANGHAI
from registry.documents.exit_proposals import ExitProposal
from registry.downloads import attachment
from registry.errors import Refusal
from registry.law import NATIONAL
from registry.limits import UPLOADS, limiter
from registry.messages import say
from registry.policy.exit_proposals import ExitState
from registry.services import exit_evidence as desk
from registry.services.evidence import GivenPaper, paper_of
from registry.services.exit_proposals import readable
from registry.versions import version_in_form
from registry.web.exit_views import evidence_shown
from registry.web.given_files import faults_of, given_file
from registry.web.shell import error_list

blueprint = Blueprint("exit_evidence", __name__)

_PATH = "/exit-proposals/<number>/evidence"
_ONE = f"{_PATH}/<paper_id>"


@blueprint.get(_PATH)
def show(number: str) -> ResponseReturnValue:
    """Show what was handed in, and ask for more while the proposal is open."""
    return _page(readable(number, "exit_proposals:propose", edge.actor()))


@blueprint.post(_PATH)
@limiter.limit(UPLOADS)
def add(number: str) -> ResponseReturnValue:
    """Take a file."""
    actor = edge.actor()
    readable(number, "exit_proposals:propose", actor)
    paper = GivenPaper(
        *given_file(),
        declared=edge.text_of(request.form, "declared") == "1",
        supports=edge.text_of(request.form, "supports"),
    )
    try:
        desk.add(
            number, paper, version=version_in_form(request.form), by=actor, at=edge.arrival(),
            rulebook=edge.rulebook(),
        )  # fmt: skip
    except Refusal as refused:
        return _page(readable(number, "exit_proposals:propose", actor), refused), refused.status
    flash(say("exit_evidence_taken"), "success")
    return redirect(url_for("exit_evidence.show", number=number), 303)


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
    flash(say("exit_evidence_withdrawn_now"), "success")
    return redirect(url_for("exit_evidence.show", number=number), 303)


def _page(found: ExitProposal, refused: Refusal | None = None) -> str:
    faults = faults_of(refused)
    today = edge.arrival().astimezone(SHANGHAI).date()
    criteria = edge.rulebook().programme(NATIONAL).criteria(today)
    return render_template(
        "exit_proposals/evidence.html",
        found=found,
        evidence=evidence_shown(found),
        choices=[(one.id, f"{one.clause} {say(f'criterion_{one.id}')}") for one in criteria],
        supports=edge.text_of(request.form, "supports"),
        most=desk.MOST_PAPERS,
        faults=faults,
        errors=error_list(faults, ("supports", "file", "declared")),
        errors_kept=say("exit_evidence_again"),
        refused=refused if refused and not faults else None,
    )


def _withdrawal_page(number: str, paper_id: str, refused: Refusal | None = None) -> str:
    found = readable(number, "exit_proposals:withdraw", edge.actor())
    paper_of(found, paper_id)  # or there is no such page
    shown = evidence_shown(found)
    return render_template(
        "exit_proposals/evidence_withdrawal.html",
        found=found,
        lines=[one for one in shown["standing"] + shown["withdrawn"] if one.id == paper_id],
        marks=shown["marks"],
        can_withdraw=found.state == ExitState.OPEN.value and paper_id not in shown["marks"],
        typed_reason=edge.text_of(request.form, "reason"),
        refused=refused,
        errors=error_list(refused.fields if refused else {}),
    )
