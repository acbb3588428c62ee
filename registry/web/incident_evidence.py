"""Evidence 证明材料 of an incident by page: files handed in, and marked as withdrawn."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry import edge
from registry.documents.incidents import Incident
from registry.downloads import attachment
from registry.errors import Refusal
from registry.limits import UPLOADS, limiter
from registry.messages import say
from registry.services import incident_evidence as desk
from registry.services.evidence import GivenPaper, paper_of
from registry.services.incidents import readable
from registry.versions import version_in_form
from registry.web.given_files import faults_of, given_file
from registry.web.incident_views import evidence_shown
from registry.web.shell import error_list

blueprint = Blueprint("incident_evidence", __name__)

_PATH = "/incidents/<number>/evidence"
_ONE = f"{_PATH}/<paper_id>"


@blueprint.get(_PATH)
def show(number: str) -> ResponseReturnValue:
    """Show what was handed in, and ask for more."""
    return _page(readable(number, "incidents:record", edge.actor()))


@blueprint.post(_PATH)
@limiter.limit(UPLOADS)
def add(number: str) -> ResponseReturnValue:
    """Take a file."""
    actor = edge.actor()
    readable(number, "incidents:record", actor)
    paper = GivenPaper(*given_file(), declared=edge.text_of(request.form, "declared") == "1")
    try:
        desk.add(
            number, paper, version=version_in_form(request.form), by=actor, at=edge.arrival(),
            rulebook=edge.rulebook(),
        )  # fmt: skip
    except Refusal as refused:
        return _page(readable(number, "incidents:record", actor), refused), refused.status
    flash(say("incident_evidence_taken"), "success")
    return redirect(url_for("incident_evidence.show", number=number), 303)


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
    flash(say("incident_evidence_withdrawn_now"), "success")
    return redirect(url_for("incident_evidence.show", number=number), 303)


def _page(found: Incident, refused: Refusal | None = None) -> str:
    faults = faults_of(refused)
    return render_template(
        "incidents/evidence.html",
        found=found,
        title=say(f"incident_kind_{found.kind}"),
        evidence=evidence_shown(found, edge.actor()),
        most=desk.MOST_PAPERS,
        faults=faults,
        errors=error_list(faults, ("file", "declared")),
        errors_kept=say("exit_evidence_again"),
        refused=refused if refused and not faults else None,
    )


def _withdrawal_page(number: str, paper_id: str, refused: Refusal | None = None) -> str:
    found = readable(number, "incidents:record", edge.actor())
    paper_of(found, paper_id)  # or there is no such page
    shown = evidence_shown(found, edge.actor())
    return render_template(
        "incidents/evidence_withdrawal.html",
        found=found,
        title=say(f"incident_kind_{found.kind}"),
        lines=[one for one in shown["standing"] + shown["withdrawn"] if one.id == paper_id],
        marks=shown["marks"],
        can_withdraw=paper_id in shown["mine"],
        typed_reason=edge.text_of(request.form, "reason"),
        refused=refused,
        errors=error_list(refused.fields if refused else {}),
    )
