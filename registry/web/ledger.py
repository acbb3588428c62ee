"""The ledger by page, for the audit administrator: read only."""

import re
from datetime import datetime
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from registry import edge
from registry.cursors import following, position
from registry.messages import say, sentences
from registry.permissions import require
from registry.services import audit
from registry.services.ledger import broken_at
from registry.web.formats import moment, short_digest

blueprint = Blueprint("ledger", __name__)

_PAGE = 50
_DIGEST = re.compile("[0-9a-f]{64}")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+[+-]\d\d:\d\d")
# The three administrators see no filings: the ledger keeps them, its page does not show them.
_FILED = frozenset({"content", "profile", "values"})


@blueprint.get("/ledger")
def index() -> ResponseReturnValue:
    """List acts, newest first; for one subject, say also whether its chain holds."""
    actor = edge.actor()
    require(actor, "ledger:read")
    subject = edge.text_of(request.args, "subject")
    after = position(edge.text_of(request.args, "cursor"), 2)
    found, last = audit.ledger_page(after, _PAGE, by=actor, subject=subject)
    return render_template(
        "accounts/ledger.html",
        entries=[_shown(entry) for entry in found],
        subject=subject,
        broken=broken_at(subject) if subject and found else None,
        next_cursor=following(last),
        first=not after,
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
    """Say what an act changed, item by item; what a host filed is not the auditor's to read."""
    was, now = _items(before), _items(after)
    told = []
    for key in {**was, **now}:
        if key in _FILED:
            told.append(say("ledger_filing_not_shown"))
        elif was.get(key, "") != now.get(key, ""):
            code = f"ledger_{key}"
            label = say(code) if code in sentences() else key
            old = f"{_written(was[key])} → " if key in was and key in now else ""
            told.append(f"{label}：{old}{_written(now.get(key, was.get(key)))}")
    return "；".join(told)


def _items(value: Any) -> dict[str, Any]:  # noqa: ANN401 - as above
    return value if isinstance(value, dict) else {} if value is None else {"value": value}


def _written(value: Any) -> str:  # noqa: ANN401 - as above
    """Write one value: words where there are any, what holds several one after the other."""
    if isinstance(value, dict):
        return "、".join(f"{_written(key)} {_written(one)}" for key, one in value.items())
    if isinstance(value, list) and value:
        return "、".join(_written(one) for one in value)
    if isinstance(value, bool):
        return say("ledger_yes" if value else "ledger_no")
    if value in (None, "", []):
        return say("ledger_empty")
    return _word(value) if isinstance(value, str) else str(value)


def _word(value: str) -> str:
    """Write a text: a code's word, a digest shortened, an instant in Beijing time."""
    if _DIGEST.fullmatch(value):
        return short_digest(value)
    if _INSTANT.fullmatch(value):
        return moment(datetime.fromisoformat(value))
    codes = (
        f"role_{value}",
        f"state_{value}",
        f"basis_{value}",
        f"permission_{value.replace(':', '_')}",
    )
    return next((say(code) for code in codes if code in sentences()), value)
