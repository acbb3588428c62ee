"""The sign-in log by page, for the audit administrator: read only."""

from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from registry import edge
from registry.cursors import following, position
from registry.messages import say
from registry.permissions import require
from registry.services import audit

blueprint = Blueprint("sign_ins", __name__)

_PAGE = 50


@blueprint.get("/sign-ins")
def index() -> ResponseReturnValue:
    """List sign-ins and failed attempts, newest first."""
    actor = edge.actor()
    require(actor, "sign_ins:read")
    account = edge.text_of(request.args, "account")
    after = position(edge.text_of(request.args, "cursor"), 2)
    found, last = audit.sign_ins_page(after, _PAGE, by=actor, account=account)
    return render_template(
        "accounts/sign_ins.html",
        rows=[_row(entry) for entry in found],
        account=account,
        next_cursor=following(last),
        first=not after,
    )


def _row(entry: Any) -> dict[str, Any]:  # noqa: ANN401 - MongoEngine carries no types
    return {
        "recorded_at": entry.recorded_at,
        "account_name": entry.account_name,
        "role": say(f"role_{entry.role}") if entry.role else "",
        "result": say(f"sign_in_{entry.result}"),
        "address": entry.address,
        "request_id": entry.request_id,
    }
