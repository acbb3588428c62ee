"""Drafts of a host's statement, saved for the script while it is typed."""

from http import HTTPStatus

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from registry import edge
from registry.clock import SHANGHAI
from registry.desensitising import left_to_desk
from registry.errors import Refusal
from registry.services import removal_statement_drafts as desk
from registry.services.removal_case_acts import readable
from registry.web.shell import say_refusal

blueprint = Blueprint("removal_statement_drafts", __name__)


@blueprint.post("/removal-cases/<number>/statements/draft")
@left_to_desk("text")
def autosave(number: str) -> ResponseReturnValue:
    """Keep what is being typed; the time as JSON, or why it was not kept."""
    actor, at = edge.actor(), edge.arrival()
    readable(number, "removal_cases:state", actor)
    try:
        desk.save_draft(number, edge.text_of(request.form, "text"), by=actor, at=at)
    except Refusal as refused:
        message = " ".join(refused.fields.values()) or say_refusal(refused)
        # Not the refusal's own: 409 tells the script of another's change, and there is none.
        return jsonify(code=refused.code, message=message), HTTPStatus.UNPROCESSABLE_ENTITY
    return jsonify(saved_at=f"{at.astimezone(SHANGHAI):%H:%M}")
