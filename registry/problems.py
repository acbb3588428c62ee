"""Problem answers: every refusal and failure as the same shape, for API and pages."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from registry.database import is_away
from registry.errors import DatabaseAway, Refusal
from registry.logs import log
from registry.messages import say
from registry.metrics import count_refusal
from registry.outage import outage

_CODES = {
    400: "refused",
    401: "not_signed_in",
    403: "not_allowed",
    404: "not_found",
    405: "method_not_allowed",
    409: "version_conflict",
    412: "version_conflict",
    413: "too_large",
    415: "invalid_json",
    422: "invalid",
    428: "version_required",
    429: "too_many_requests",
}

UPLOAD_LIMIT_MB = 20
_MOST_FIELDS = 100  # a thousand complaints help nobody, and an answer must not outgrow its question


def problem_of(error: Exception, *, request_id: str) -> dict[str, Any]:
    """Return the problem answer to an exception: status, code, message, clause, fields.

    An exception nobody foresaw is logged with its traceback and answered as a fault of
    ours; the answer tells nothing of it but the request id.
    """
    if isinstance(error, Refusal):
        problem = _of_refusal(error)
    elif isinstance(error, HTTPException):
        problem = _of_http(error)
    elif is_away(error):
        log().error("database_away", error=str(error))
        outage.begins()
        problem = _of_refusal(DatabaseAway())
    else:
        log().exception("internal_error", exc_info=error)
        problem = {"status": 500, "code": "internal", "message": say("internal")}
    count_refusal(str(problem["code"]))
    return problem | {"request_id": request_id}


def seconds_to_wait(error: Exception) -> int:
    """Return after how many seconds to come again with the same; 0 where that changes nothing."""
    if isinstance(error, Refusal):
        return error.retry_after
    return DatabaseAway.retry_after if is_away(error) else 0


def _of_refusal(refusal: Refusal) -> dict[str, Any]:
    problem: dict[str, Any] = {
        "status": refusal.status,
        "code": refusal.code,
        "message": say(refusal.code, **{"clause": refusal.clause, **refusal.params}),
    }
    if refusal.clause:
        problem["clause"] = refusal.clause
    if refusal.fields:
        problem["fields"] = dict(islice(refusal.fields.items(), _MOST_FIELDS))
    return problem


def _of_http(error: HTTPException) -> dict[str, Any]:
    status = error.code or 500
    known = _CODES | ({status: "form_expired"} if isinstance(error, CSRFError) else {})
    code = known.get(status, "internal" if status >= 500 else "refused")  # noqa: PLR2004 - HTTP
    params = {"limit_mb": UPLOAD_LIMIT_MB} if code == "too_large" else {}
    problem: dict[str, Any] = {"status": status, "code": code, "message": say(code, **params)}
    messages = getattr(error, "data", {}).get("messages") if hasattr(error, "data") else None
    if messages:
        problem["fields"] = dict(islice(_flatten(messages), _MOST_FIELDS))
    return problem


def _flatten(messages: Any, path: str = "") -> Iterator[tuple[str, str]]:  # noqa: ANN401 - marshmallow's tree
    """Yield marshmallow's tree of messages as pairs of field path and sentence."""
    if isinstance(messages, dict):
        for key, inner in messages.items():
            # The outermost level names where the value stood (json, query), not a field.
            deeper = (
                path if key in {"json", "query", "form", "files", "_schema"} else f"{path}.{key}"
            )
            yield from _flatten(inner, deeper.lstrip("."))
        return
    texts = messages if isinstance(messages, list) else [messages]
    yield path, "；".join(str(text) for text in texts)
