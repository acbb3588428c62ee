"""Evidence 证明材料 by page: files handed in for the conditions they support."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry import edge
from registry.children import FilesBusy
from registry.downloads import attachment
from registry.errors import Invalid, Refusal
from registry.limits import UPLOADS, limiter
from registry.messages import say
from registry.policy.forms import FieldType
from registry.services import application_drafts as drafts
from registry.services import application_evidence as desk
from registry.services.application_evidence import Paper
from registry.services.application_forms import OpenApplication, read_application
from registry.services.attachment_refusals import AttachmentError
from registry.services.evidence import PaperAlreadyThere
from registry.versions import version_in_form
from registry.web import application_views as views
from registry.web.printed import attachment_lines
from registry.web.shell import error_list, say_refusal

blueprint = Blueprint("application_evidence", __name__)

_PATH = "/applications/<number>/evidence"
_ONE = f"{_PATH}/<paper_id>"
_NOT_TAKEN = (
    AttachmentError,
    FilesBusy,
    Invalid,
    PaperAlreadyThere,
    desk.TooManyPapers,
    drafts.ApplicationMoved,
    drafts.NotEditable,
    drafts.SectionNotReturned,
)


@blueprint.get(_PATH)
def show(number: str) -> ResponseReturnValue:
    """Show what was handed in, and ask for more; ``?supports=`` chooses the condition."""
    opened = read_application(number, **edge.confidence())
    return _page(opened, edge.text_of(request.args, "supports"))


@blueprint.post(_PATH)
@limiter.limit(UPLOADS)
def add(number: str) -> ResponseReturnValue:
    """Take a file."""
    given = request.files.get("file")
    supports = edge.text_of(request.form, "supports")
    content = given.stream.read() if given else b""
    name = (given.filename or "") if given else ""
    opened = read_application(number, **edge.confidence())
    if not name:
        wanted = Invalid(fields={"file": say("evidence_file_wanted")})
        return _page(opened, supports, wanted), wanted.status
    paper = Paper(content, name, supports, version_in_form(request.form), beside=True)
    try:
        desk.add_paper(number, paper, **edge.confidence())
    except _NOT_TAKEN as refused:
        opened = read_application(number, **edge.confidence())
        return _page(opened, supports, refused), refused.status
    flash(say("evidence_taken"), "success")
    return redirect(url_for("application_evidence.show", number=number), 303)


@blueprint.post(f"{_ONE}/removal")
def remove(number: str, paper_id: str) -> ResponseReturnValue:
    """Take a file out."""
    revision = version_in_form(request.form)
    try:
        desk.remove_paper(number, paper_id, revision=revision, **edge.confidence())
    except _NOT_TAKEN as refused:
        flash(say_refusal(refused), "warning")
    else:
        flash(say("evidence_removed"), "success")
    return redirect(url_for("application_evidence.show", number=number), 303)


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


def _page(opened: OpenApplication, supports: str, refused: Refusal | None = None) -> str:
    number = opened.application.number
    criteria = [one.criterion for one in opened.judged.assessments]
    names = {one.id: say(f"criterion_{one.id}") for one in criteria}
    sections = opened.form.sections_by_criterion(criteria)
    faults = _faults(refused)
    wanted = [
        one.criterion for one in opened.form.fields if one.type is FieldType.FILE and one.required
    ]
    handed_in = {one.supports for one in opened.application.attachments}
    return render_template(
        "applications/evidence.html",
        opened=opened,
        lines=attachment_lines(
            opened.application.attachments,
            lambda one, preview: url_for(
                f"application_evidence.{'picture' if preview else 'paper'}",
                number=number,
                paper_id=one,
            ),
            names,
        ),
        missing=[names[one] for one in wanted if one not in handed_in],
        choices=[
            (one.id, f"{one.clause} {names[one.id]}")
            for one in criteria
            if opened.editable.intersection(sections[one.id])
        ],
        supports=supports,
        links=views.section_links(opened),
        beside=views.beside_sections("evidence", number),
        most=desk.MOST_PAPERS,
        faults=faults,
        errors=error_list(faults),
        refused=refused if refused and not faults else None,
    )


def _faults(refused: Refusal | None) -> dict[str, str]:
    """Return what is wrong by field; of a file that cannot be kept, at the file."""
    if refused is None or refused.fields:
        return refused.fields if refused else {}
    if isinstance(refused, AttachmentError | FilesBusy | PaperAlreadyThere):
        return {"file": say_refusal(refused)}
    return {}
