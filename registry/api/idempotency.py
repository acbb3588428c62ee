"""``Idempotency-Key``: a repeated POST is harmless, whatever the network did."""

import hashlib
import re
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import Response, g, make_response, request
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint

from registry import edge
from registry.api.openapi import IDEMPOTENT
from registry.doors import REPLAYED
from registry.errors import Invalid
from registry.messages import say
from registry.services import idempotency

_KEY = re.compile(r"[\x21-\x7e]{8,128}")
_REPEATED_HEADERS = ("Location", "ETag", "Content-Type")

Parameters = ParamSpec("Parameters")


def idempotent(
    view: Callable[Parameters, ResponseReturnValue],
) -> Callable[Parameters, ResponseReturnValue]:
    """Wrap a POST view, below its permission: the same key and content get the first answer.

    Without the header the view runs as it is. A refusal is not kept: what is refused
    today may be allowed tomorrow under the same key.
    """

    @wraps(view)
    def guarded(*args: Parameters.args, **kwargs: Parameters.kwargs) -> ResponseReturnValue:
        key = request.headers.get("Idempotency-Key", "")
        if not key:
            return view(*args, **kwargs)
        if not _KEY.fullmatch(key):
            raise Invalid(fields={"Idempotency-Key": say("idempotency_key_wanted")})
        account = edge.actor().account
        kept = idempotency.begin(account, key, _fingerprint(), at=edge.arrival())
        if kept is not None:
            return _again(kept)
        g.claimed_key, g.is_answer_kept = (account, key), False
        try:
            response = make_response(view(*args, **kwargs))
        except BaseException:
            idempotency.abandon(account, key)
            raise
        if not g.is_answer_kept:
            idempotency.finish(account, key, _kept(response))
        return response

    marked: Callable[Parameters, ResponseReturnValue] = Blueprint.doc(**IDEMPOTENT)(guarded)
    return marked


def keep(response: Response) -> None:
    """Keep the answer to this request now: called inside the transaction of the act it tells of.

    So both are there or neither, and the record is not waited for twice. Without an
    Idempotency-Key there is nothing to keep.
    """
    if claimed := g.get("claimed_key"):
        account, key = claimed
        g.is_answer_kept = idempotency.finish(account, key, _kept(response))


def _fingerprint() -> str:
    """Return what makes two requests the same: method, path, query and content.

    An upload is compared by its parts: the boundary between them changes at every try.
    """
    digest = hashlib.sha256(f"{request.method} {request.full_path}\n".encode())
    if request.mimetype == "multipart/form-data":
        digest.update(repr(sorted(request.form.items(multi=True), key=repr)).encode())
        # A part may have no name, and two may have the same.
        parts = list(request.files.items(multi=True))
        for name, part in sorted(parts, key=lambda one: (one[0] or "", one[1].filename or "")):
            digest.update(f"{name} {part.filename}\n".encode())
            digest.update(part.stream.read())
            part.stream.seek(0)
    else:
        digest.update(request.get_data(cache=True))
    return digest.hexdigest()


def _kept(response: Response) -> idempotency.Answer:
    headers = {
        name: response.headers[name] for name in _REPEATED_HEADERS if name in response.headers
    }
    return idempotency.Answer(response.status_code, response.get_data(as_text=True), headers)


def _again(kept: idempotency.Answer) -> Response:
    return Response(kept.body, kept.status, {**kept.headers, REPLAYED: "true"})
