"""The conditions tried over the API: open to anybody, nothing is kept."""

from typing import Any

from flask_smorest import Blueprint

from registry import edge
from registry.api.openapi import limited
from registry.limits import PUBLIC_CHECKS
from registry.services.eligibility import try_out
from schemas.eligibility import TriedSchema, TryBody, tried_shape
from schemas.typed_texts import blank

blueprint = Blueprint("api_eligibility", __name__, description="基本条件")


@blueprint.post("/eligibility")
@limited(PUBLIC_CHECKS)
@blueprint.arguments(TryBody)
@blueprint.response(200, TriedSchema)
@blueprint.doc(summary="试算是否符合基本条件，逐条给出结果；无须登录，不保存", security=[])
def assess(body: dict[str, Any]) -> dict[str, Any]:
    """Tell how every condition comes out on the answers given."""
    typed = {fact: blank(text) for fact, text in body["answers"].items()}
    tried = try_out(typed, at=edge.arrival(), rulebook=edge.rulebook())
    return tried_shape(tried.assessments, tried.findings)
