"""The ledger by page, for the audit administrator: read only."""

import json
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from registry import edge
from registry.cursors import make_cursor, read_cursor
from registry.messages import say, sentences
from registry.permissions import require
from registry.services import audit
from registry.services.ledger import broken_at

blueprint = Blueprint("ledger", __name__)

_PAGE = 50


@blueprint.get("/ledger")
def index() -> ResponseReturnValue:
    """List acts, newest first; for one subject, say also whether its chain holds."""
    actor, secret = edge.actor(), edge.house().secret
    require(actor, "ledger:read")
    cursor = edge.text_of(request.args, "cursor")
    subject = edge.text_of(request.args, "subject")
    after = read_cursor(secret, cursor) if cursor else []
    found = audit.ledger_page(after, _PAGE + 1, by=actor, subject=subject)
    more = len(found) > _PAGE
    return render_template(
        "accounts/ledger.html",
        entries=[_shown(entry) for entry in found[:_PAGE]],
        subject=subject,
        broken=broken_at(subject) if subject and found else None,
        next_cursor=make_cursor(secret, audit.position_of(found[_PAGE - 1])) if more else None,
        first=not cursor,
    )


def _shown(entry: Any) -> dict[str, Any]:  # noqa: ANN401 - MongoEngine carries no types
    return {
        "recorded_at": entry.recorded_at,
        "act": _act(entry.verb),
        "subject": entry.subject,
        "who": f"{entry.account_name}（{say(f'role_{entry.role}')}）",
        "change": _change(entry.before, entry.after),
        "clause": entry.clause,
        "digest": entry.digest,
    }


def _act(verb: str) -> str:
    """Return an act's name; an act of an earlier version keeps at least its code."""
    code = f"story_{verb}"
    return say(code) if code in sentences() else verb


def _change(before: Any, after: Any) -> str:  # noqa: ANN401 - any value an act wrote down
    def text(value: Any) -> str:  # noqa: ANN401 - as above
        return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)

    if before is None:
        return "" if after is None else text(after)
    return text(before) if after is None else f"{text(before)} → {text(after)}"
