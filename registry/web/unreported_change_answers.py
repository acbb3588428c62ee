"""What a host answers 疑似未报告变更 by page: its words, and files beside them."""

from http import HTTPStatus

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from registry import edge
from registry.children import FilesBusy
from registry.downloads import attachment
from registry.errors import Invalid, Refusal
from registry.limits import UPLOADS, limiter
from registry.messages import say
from registry.services import unreported_change_answers as desk
from registry.services.attachment_refusals import AttachmentError
from registry.services.evidence import PaperAlreadyThere
from registry.services.unreported_change_answers import AnswerPaper
from registry.services.unreported_change_records import READ, readable
from registry.versions import version_in_form
from registry.web.given_files import given_file
from registry.web.shell import say_refusal
from registry.web.unreported_changes import case_page

blueprint = Blueprint("unreported_change_answers", __name__)

_ONE = "/unreported-changes/<number>"
_PAPERS = f"{_ONE}/papers"
_PERMISSION = "unreported_changes:answer"
_OF_THE_FILE = (AttachmentError, FilesBusy, PaperAlreadyThere)


@blueprint.post(f"{_ONE}/answer")
def answer(number: str) -> ResponseReturnValue:
    """Take a host's words."""
    actor = edge.actor()
    readable(number, _PERMISSION, actor)
    text, version = edge.text_of(request.form, "text"), version_in_form(request.form)
    try:
        desk.answer(number, text, version=version, by=actor, at=edge.arrival())
    except Refusal as refused:
        return case_page(readable(number, READ, actor), refused)
    return _done(number, "unreported_answered_now")


@blueprint.post(_PAPERS)
@limiter.limit(UPLOADS)
def add(number: str) -> ResponseReturnValue:
    """Take a host's file."""
    actor = edge.actor()
    readable(number, _PERMISSION, actor)
    paper = AnswerPaper(
        *given_file(),
        declared=edge.text_of(request.form, "declared") == "1",
    )
    try:
        desk.add_paper(
            number,
            paper,
            version=version_in_form(request.form),
            by=actor,
            at=edge.arrival(),
            rulebook=edge.rulebook(),
        )  # fmt: skip - one call
    except Refusal as refused:
        return case_page(readable(number, READ, actor), _at_the_file(refused))
    return _done(number, "unreported_paper_taken")


@blueprint.get(f"{_PAPERS}/<paper_id>")
def paper(number: str, paper_id: str) -> Response:
    """Hand a file out."""
    out = desk.paper_out(number, paper_id, preview=False, by=edge.actor())
    return attachment(out.content, name=out.name, media_type=out.media_type)


@blueprint.get(f"{_PAPERS}/<paper_id>/picture")
def picture(number: str, paper_id: str) -> Response:
    """Give the small picture of a file's first page."""
    out = desk.paper_out(number, paper_id, preview=True, by=edge.actor())
    return Response(out.content, content_type=out.media_type)


def _at_the_file(refused: Refusal) -> Refusal:
    """Return what is wrong with a file as said at its field."""
    if isinstance(refused, _OF_THE_FILE):
        return Invalid(fields={"file": say_refusal(refused)})
    return refused


def _done(number: str, code: str) -> ResponseReturnValue:
    flash(say(code), "success")
    return redirect(url_for("unreported_changes.show", number=number), HTTPStatus.SEE_OTHER)
