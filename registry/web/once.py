"""Shown once 只显示一次: sent again by a reload, a form makes nothing new.

A browser that reloads the answer to a form sends the form again. Where the answer shows a
code or a password that nobody can read later, what was just printed would be replaced unseen.
"""

import re
import secrets
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import ParamSpec

from flask import make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry import edge
from registry.services import idempotency
from registry.services.idempotency import Answer, Keyed

_KEY = re.compile(r"[0-9a-f]{32}")

Parameters = ParamSpec("Parameters")
View = Callable[Parameters, ResponseReturnValue]


def fresh_key() -> str:
    """Return the key of a form that is being shown; each showing has its own."""
    return secrets.token_hex(16)


def shown_once(back: str) -> Callable[[View[Parameters]], View[Parameters]]:
    """Wrap a POST view, below its limits: the same showing of a form acts once.

    A repeat is told so, with the way ``back`` (an endpoint that takes the same parts of the
    address). A refusal leaves the form free to be sent again. What was shown is kept nowhere.
    """

    def wrapper(view: View[Parameters]) -> View[Parameters]:
        @wraps(view)
        def guarded(*args: Parameters.args, **kwargs: Parameters.kwargs) -> ResponseReturnValue:
            key = edge.text_of(request.form, "once")
            if not _KEY.fullmatch(key):
                return view(*args, **kwargs)
            account, now = edge.actor().account, edge.house().clock.now()
            keyed = Keyed(account, f"form:{key}", request.path, now)
            if idempotency.begin(keyed):
                way = url_for(back, **(request.view_args or {}))
                return render_template("errors/once.html", back=way), HTTPStatus.CONFLICT
            try:
                response = make_response(view(*args, **kwargs))
            except BaseException:
                idempotency.abandon(keyed)
                raise
            if response.status_code < HTTPStatus.BAD_REQUEST:
                idempotency.finish(keyed, Answer(response.status_code, "", {}))
            else:
                idempotency.abandon(keyed)
            return response

        return guarded

    return wrapper
