"""The desensitising check 脱敏脱密 at the doors: all texts of a request, whatever they are for.

Nobody has to remember it: the pages look at every request before its view, the API at every
body and query as it is read. A secrecy mark is refused with its field named; numbers of
persons are noted and told with the answer. Where a draft must be kept, the view says by
``left_to_desk`` which fields its desk looks at itself.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

from flask import Response, current_app, flash, g, request
from werkzeug.datastructures import MultiDict

from registry.errors import SecrecyMark
from registry.messages import say, sentences
from registry.policy.desensitising import MarkKind, has_secrecy_mark, marks_in, masked

View = TypeVar("View", bound=Callable[..., Any])

# Passwords, and proofs that may be one: hashed or compared, and shown to nobody.
_NOT_LOOKED_INTO = re.compile(r"password|repeat|current|new|proof(?:-[a-z-]+)?")
# Where ways to reach a person belong, and names that people sign in by.
_RESTRICTED = frozenset({"contact", "phone", "username", "key"})
_PLAIN_NAME = re.compile(r"[a-zA-Z0-9_.-]{1,60}")
_MOST_TOLD = 5
# The findings whose number a button may mask.
MASKABLE = frozenset({"id_number_found", "mobile_found", "bank_card_found"})
_HEADER = "X-Personal-Data"


def left_to_desk(*names: str) -> Callable[[View], View]:
    """Mark a view whose desk looks into these fields, and those below them, itself; * is all."""

    def marked(view: View) -> View:
        view.left_to_desk = names  # type: ignore[attr-defined] # read by _left_to_desk below
        return view

    return marked


def look_at_page() -> None:
    """Look at a page's query, form and file names. Raises SecrecyMark."""
    look_at_fields(request.args)
    if request.method not in {"GET", "HEAD"}:
        look_at_fields(request.form)
        look_at_files()


def look_at_fields(fields: MultiDict[str, str]) -> None:
    """Look at the texts of a query or form, and at their names. Raises SecrecyMark."""
    _look((name, text) for name, text in fields.items(multi=True))


def look_at_files() -> None:
    """Look at the names of uploaded files. Raises SecrecyMark."""
    for name, part in request.files.items(multi=True):
        if has_secrecy_mark(part.filename or ""):
            raise SecrecyMark(fields={masked(name or ""): say("secrecy_in_name")})


def look_at_body(body: object) -> None:
    """Look at all texts and names of a JSON body, however deep. Raises SecrecyMark."""
    _look(_texts(body))


def _texts(body: object) -> Iterator[tuple[str, str]]:
    waiting: list[tuple[str, object]] = [("", body)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, str):
            yield path, value
        elif isinstance(value, Mapping):
            waiting += [(f"{path}.{key}".lstrip("."), inner) for key, inner in value.items()]
        elif isinstance(value, list):
            waiting += [(f"{path}.{place}".lstrip("."), inner) for place, inner in enumerate(value)]


def _look(texts: Iterator[tuple[str, str]]) -> None:
    fields: dict[str, str] = {}
    left = _left_to_desk()
    for name, text in texts:
        if has_secrecy_mark(name):
            fields[masked(name)] = say("secrecy_in_name")
        elif not (_NOT_LOOKED_INTO.fullmatch(name) or _is_among(name, left)):
            _look_at(name, text, fields)
    if fields:
        raise SecrecyMark(fields=fields)


def _look_at(name: str, text: str, fields: dict[str, str]) -> None:
    for mark in marks_in(text):
        if mark.kind is MarkKind.SECRECY:
            fields.setdefault(name, say("secrecy_at", place=mark.start + 1))
        elif request.method not in {"GET", "HEAD"} and name not in _RESTRICTED:
            g.setdefault("personal_data", {}).setdefault(name, (mark.kind, masked(mark.text)))


def _left_to_desk() -> tuple[str, ...]:
    view = current_app.view_functions.get(request.endpoint or "")
    left: tuple[str, ...] = getattr(view, "left_to_desk", ())
    return left


def _is_among(name: str, left: tuple[str, ...]) -> bool:
    """Say whether a field, or what it stands in, is one of those left to the desk."""
    return not {name, name.rpartition(".")[0], "*"}.isdisjoint(left)


def field_label(name: str) -> str:
    """Return what a page calls a form field, for a sentence that names it."""
    code = f"form_field_{name}"
    return say(code) if code in sentences() else say("form_field_other", name=name)


def tell(response: Response) -> Response:
    """Tell of numbers of persons that were taken: on the next page, to the API in a header."""
    found: dict[str, tuple[MarkKind, str]] = g.get("personal_data", {})
    if not found or not response.status_code < 400:  # noqa: PLR2004 - HTTP
        return response
    if request.path.startswith("/api/"):
        names = [name for name in found if _PLAIN_NAME.fullmatch(name)]
        response.headers[_HEADER] = ", ".join(names[:_MOST_TOLD])
        return response
    for name, (kind, read) in list(found.items())[:_MOST_TOLD]:
        words = {"label": field_label(name), "kind": say(f"mark_{kind}"), "read": read}
        flash(say("personal_taken", **words), "warning")
    return response
