"""``Idempotency-Key``: a repeated POST is harmless, whatever the network did.

What was answered under a key is asked for with the caller's identity, in one look.
"""

import hashlib
import re
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, ParamSpec

from flask import Response, g, make_response, request
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint

from registry import edge
from registry.api.openapi import IDEMPOTENT
from registry.doors import REPLAYED
from registry.errors import Invalid
from registry.messages import say
from registry.services import idempotency
from registry.services.idempotency import Answer, Keyed, KeyTaken

_HEADER = "Idempotency-Key"
_KEY = re.compile(r"[\x21-\x7e]{8,128}")
_REPEATED_HEADERS = ("Location", "ETag", "Content-Type")

Parameters = ParamSpec("Parameters")
View = Callable[Parameters, ResponseReturnValue]


def key_given() -> str:
    """Return the key of a POST; empty where there is none, or none that could be ours."""
    key = request.headers.get(_HEADER, "")
    return key if request.method == "POST" and _KEY.fullmatch(key) else ""


def note(kept: Mapping[str, Any] | None) -> None:
    """Note what is kept under this request's key."""
    g.kept_under_key = kept


def idempotent(view: View[Parameters]) -> View[Parameters]:
    """Wrap a POST view, below its permission: the same key and content get the first answer.

    The key is claimed before the view runs, so that work of some seconds is not begun twice.
    Without the header the view runs as it is. A refusal is not kept: what is refused
    today may be allowed tomorrow under the same key.
    """

    def claimed(run: Callable[[], ResponseReturnValue], keyed: Keyed) -> ResponseReturnValue:
        if answer := idempotency.begin(keyed):
            return _again(answer)
        try:
            response = make_response(run())
        except BaseException:
            idempotency.abandon(keyed)
            raise
        idempotency.finish(keyed, _kept(response))
        return response

    return _guarded(view, claimed)


def settled_with_act(view: View[Parameters]) -> View[Parameters]:
    """Wrap a view as ``idempotent`` does, whose act keeps the answer itself, by ``keep``.

    Nothing is claimed: act and answer are written in one transaction. Of two requests at
    once under one key one act is kept, and the other is told what that was answered.
    """

    def settled(run: Callable[[], ResponseReturnValue], keyed: Keyed) -> ResponseReturnValue:
        g.to_keep = keyed
        try:
            return run()
        except KeyTaken:
            return _again(idempotency.answered_meanwhile(keyed))

    return _guarded(view, settled)


def keep(response: Response) -> None:
    """Keep the answer to this request: called inside the transaction of the act it tells of.

    Without an Idempotency-Key there is nothing to keep. Raises KeyTaken, which ends the act.
    """
    if keyed := g.get("to_keep"):
        idempotency.keep(keyed, _kept(response))


def _guarded(
    view: View[Parameters],
    course: Callable[[Callable[[], ResponseReturnValue], Keyed], ResponseReturnValue],
) -> View[Parameters]:
    """Wrap a view: what is kept under the key is given again, else ``course`` runs it."""

    @wraps(view)
    def guarded(*args: Parameters.args, **kwargs: Parameters.kwargs) -> ResponseReturnValue:
        if not request.headers.get(_HEADER):
            return view(*args, **kwargs)
        if not (key := key_given()):
            raise Invalid(fields={_HEADER: say("idempotency_key_wanted")})
        said = _fingerprint()  # reads the content: then the work begins
        keyed = Keyed(edge.actor().account, key, said, edge.house().clock.now())
        kept = g.get("kept_under_key")
        if kept and (answer := idempotency.answer_in(kept, keyed)):
            return _again(answer)
        return course(lambda: view(*args, **kwargs), keyed)

    marked: View[Parameters] = Blueprint.doc(**IDEMPOTENT)(guarded)
    return marked


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


def _kept(response: Response) -> Answer:
    headers = {
        name: response.headers[name] for name in _REPEATED_HEADERS if name in response.headers
    }
    return Answer(response.status_code, response.get_data(as_text=True), headers)


def _again(kept: Answer) -> Response:
    return Response(kept.body, kept.status, {**kept.headers, REPLAYED: "true"})
