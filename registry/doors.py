"""Asking first: whether somebody may, and whose record it is, before what they sent is read."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import Response, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from registry.errors import Refusal

Parameters = ParamSpec("Parameters")
View = Callable[Parameters, ResponseReturnValue]
# The header of an answer that was kept from the first time and is given again.
REPLAYED = "Idempotent-Replayed"


def first(check: Callable[..., object]) -> Callable[[View[Parameters]], View[Parameters]]:
    """Wrap a view, above its arguments: ``check`` refuses or lets pass.

    It is called with the parts of the address. So nobody learns from a complaint about the
    content that a record exists, or how a closed door would like to be knocked at.
    """

    def wrapper(view: View[Parameters]) -> View[Parameters]:
        @wraps(view)
        def checked(*args: Parameters.args, **kwargs: Parameters.kwargs) -> ResponseReturnValue:
            check(**(request.view_args or {}))
            return view(*args, **kwargs)

        return checked

    return wrapper


def before_telling(
    check: Callable[..., object],
) -> Callable[[View[Parameters]], View[Parameters]]:
    """Wrap a view whose desk itself asks first of all: as ``first``, for one look fewer.

    ``check`` is asked only where the content is complained of, or anything else is refused,
    and where a kept answer is given again: what it refuses is then told instead. So the
    same people learn the same as with ``first``.
    """

    def wrapper(view: View[Parameters]) -> View[Parameters]:
        @wraps(view)
        def checked(*args: Parameters.args, **kwargs: Parameters.kwargs) -> ResponseReturnValue:
            try:
                answer = view(*args, **kwargs)
            except (Refusal, HTTPException):
                check(**(request.view_args or {}))
                raise
            if isinstance(answer, Response) and REPLAYED in answer.headers:
                check(**(request.view_args or {}))
            return answer

        return checked

    return wrapper
