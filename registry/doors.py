"""Asking first: whether somebody may, and whose record it is, before what they sent is read."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import request
from flask.typing import ResponseReturnValue

Parameters = ParamSpec("Parameters")
View = Callable[Parameters, ResponseReturnValue]


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
