"""A step on a record, taken by page: what is refused is shown there, with what was typed."""

from collections.abc import Callable
from http import HTTPStatus

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue

from registry.errors import NotFound, Refusal
from registry.messages import say
from registry.versions import version_in_form


def take_step(
    act: Callable[[int], object],
    refused_page: Callable[[Refusal], ResponseReturnValue],
    *,
    done: str,
    to: str,
) -> ResponseReturnValue:
    """Act on the version that the form was read in, then go to the record and say it was done.

    Raises what says that there is no such record, or that one may not: no page of it is shown.
    """
    try:
        act(version_in_form(request.form))
    except NotFound:
        raise
    except Refusal as refused:
        if refused.status == HTTPStatus.FORBIDDEN:
            raise
        return refused_page(refused)
    flash(say(done), "success")
    return redirect(to, HTTPStatus.SEE_OTHER)
