"""No door is forgotten: a marked text sent to any route, in any field, is kept nowhere (ruling 29).

The routes are those of ``routes*.toml``; the fields are all that any template or the API's
description names. A new form or body is walked without being listed here.
"""

import ast
import inspect
import json
import re
import textwrap
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from mongoengine.connection import get_db

from registry.desensitising import field_label
from registry.documents.accounts import Account
from registry.forms import quarterly_update_form
from registry.limits import limiter
from registry.permissions import Role
from registry.policy.desensitising import masked
from tests.house.kept_records import DIVISION, an_office
from tests.house.test_routes import (
    HERE,
    LINES,
    OF_AUTHORITY,
    PEOPLE,
    RECORDS,
    Holder,
    holders,
)

MARK = "机密★10年"
TEXT = f"附件标有{MARK}字样"
MOST_NAMED = 100  # an answer names no more
TEMPLATES = Path(__file__).parents[2] / "registry" / "web" / "templates"
# Hashed or compared, and shown to nobody: what they hold is looked into by nobody.
SECRETS = {"password", "repeat", "current", "new", "proof"}
# The doors that keep the rest of what was typed, and the fields their desks look into themselves.
DRAFTS = {
    "api_applications.rows": ("*",),
    "api_applications.save": ("*",),
    "application_equipment.autosave": ("*",),
    "application_equipment.paste": ("*",),
    "application_equipment.save": ("*",),
    "applications.autosave": ("*",),
    "applications.save": ("*",),
    "quarterly_updates.save": ("*",),
    "quarterly_updates.autosave": ("*",),
    "removal_statement_drafts.autosave": ("text",),
    "reviews.autosave": ("*",),
    "reviews.save": ("*",),
    "api_quarterly_updates.draft": ("values", "reason", "explanations"),
    "api_quarterly_updates.submit": ("values", "reason", "explanations"),
}
CHANGES = [line for line in LINES if line["on"].split(" ")[0] in {"POST", "PUT", "PATCH"}]

pytestmark = pytest.mark.usefixtures("quick_passwords")


def form_names() -> list[str]:
    """Every name a field of any page has."""
    source = "".join(path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*.html"))
    named = re.findall(r'(?:\bname=|\b(?:field|upload)\()"([a-z_]+)"', source)
    # A wrong token is refused before anything is looked at.
    return sorted({*named, *(one.key for one in quarterly_update_form().fields)} - {"csrf_token"})


def body_names(app: Flask, client: Any) -> list[str]:
    """Every name a body of the API has, with the names inside one."""
    described = client.get("/api/v1/openapi.json").json
    found: set[str] = set()

    def walk(schema: Any, path: str) -> None:
        if "$ref" in schema:
            walk(described["components"]["schemas"][schema["$ref"].rpartition("/")[2]], path)
        for inner in [*schema.get("allOf", ()), *schema.get("anyOf", ())]:
            walk(inner, path)
        for name, inner in schema.get("properties", {}).items():
            found.add(f"{path}{name}")
            walk(inner, f"{path}{name}.")

    for operations in described["paths"].values():
        for operation in operations.values():
            body = operation.get("requestBody", {}) if isinstance(operation, dict) else {}
            for content in body.get("content", {}).values():
                walk(content["schema"], "")
    return sorted({*found, "values.load", "values.accidents_text", f"values.{MARK}", MARK})


def batched(names: list[str], most: int) -> list[list[str]]:
    """The names in lots of so many at most."""
    return [names[place : place + most] for place in range(0, len(names), most)]


def bodies(paths: list[str]) -> list[dict[str, Any]]:
    """Bodies with the marked text at every path; one that others begin with has its own."""
    heads = {path.rpartition(".")[0] for path in paths}
    together: dict[str, Any] = {}
    for path in paths:
        if path not in heads:
            *above, last = path.split(".")
            inner = together
            for name in above:
                inner = inner.setdefault(name, {})
            inner[last] = TEXT
    return [together, *({path: TEXT} for path in paths if path in heads and "." not in path)]


def is_kept() -> list[str]:
    """The collections in which the mark stands, files among them."""
    database = get_db()
    raw = MARK.encode()
    return [
        name
        for name in database.list_collection_names()
        for document in database[name].find()
        if MARK in str(document) or raw in document.get("data", b"")
    ]


class Door:
    """One route, and one person who may act there on a record of their own."""

    def __init__(self, line: dict[str, Any], app: Flask, sign_in: Any, token_for: Any) -> None:
        self.line, self.app = line, app
        self.method, rule = line["on"].split(" ", 1)
        self.is_api = rule.startswith("/api/")
        self.endpoint = next(
            one.endpoint
            for one in app.url_map.iter_rules()
            if one.rule == rule and self.method in (one.methods or ())
        )
        role = next((one for one in PEOPLE if self._may(one)), Role.MINISTRY_LEAD)
        known = {
            "host": HERE[0] if role is Role.HOST_OPERATOR else "",
            "authority": HERE[1] if role.value.startswith(OF_AUTHORITY) else "",
            "username": f"door.{role.value}",
        }
        if role is Role.DIVISION_REVIEWER:
            an_office(HERE[1])
            known["division"] = DIVISION
        self.client = app.test_client() if self.is_api else sign_in(role, **known)
        self.headers = token_for(role, **known) if self.is_api else {}
        account = str(Account.objects.get(username=known["username"]).id)
        made = RECORDS[line["record"]].make(Holder(account, *HERE)) if "record" in line else {}
        self.path = app.url_map.bind("localhost").build(self.endpoint, made, method=self.method)

    def _may(self, role: Role) -> bool:
        return self.line["wants"] in {"public", "signed_in"} or role in holders(self.line)

    def sent(self, **what: Any) -> Any:
        """The answer to a request."""
        limiter.reset()
        headers = {**self.headers, "If-Match": '"0"', "Idempotency-Key": "a-key-of-its-own"}
        return self.client.open(self.path, method=self.method, headers=headers, **what)

    def names(self, client: Any) -> list[str]:
        """Every name a field of a page has, or of a body of the API."""
        return body_names(self.app, client) if self.is_api else form_names()

    def marked(self, names: list[str]) -> Iterator[Any]:
        """The answers to the marked text in every one of these fields."""
        for some in batched(names, MOST_NAMED):
            if self.is_api:
                yield from (self.sent(json=body) for body in bodies(some))
            else:
                yield self.sent(data=dict.fromkeys(some, TEXT))

    def is_named(self, name: str, said: str) -> bool:
        """Tell whether a refusal names a field, by its path or as pages call it."""
        if not self.is_api:
            return field_label(name) in said
        return masked(name) in json.loads(said)["fields"]


@pytest.mark.parametrize("line", CHANGES, ids=lambda line: line["on"])
def test_a_marked_text_is_kept_by_no_route_in_no_field(line, app, client, sign_in, token_for):
    """Every field is refused with 422, each by its name; where a draft is kept, it is left out."""
    door = Door(line, app, sign_in, token_for)
    names = [one for one in door.names(client) if one not in SECRETS]
    wanted = [one for one in names if not is_left(door, one)] if takes_body(door) else []
    named: set[str] = set()
    for answer in door.marked(names):
        said = answer.get_data(as_text=True)
        assert MARK not in said
        if answer.status_code == 422 and "密级标志" in said:
            named |= {name for name in wanted if door.is_named(name, said)}
    assert set(wanted) - named == set()
    for name in SECRETS:  # it may do the act
        for answer in door.marked([name]):
            assert MARK.encode() not in answer.data, name
    assert is_kept() == []


def is_left(door: Door, name: str) -> bool:
    """Tell whether a field is its desk's own matter."""
    left = DRAFTS.get(door.endpoint, ())
    return not {"*", name, name.rpartition(".")[0]}.isdisjoint(left)


def takes_body(door: Door) -> bool:
    """Tell whether a route reads a body at all; a page's form is always looked at."""
    if not door.is_api:
        return True
    view = door.app.view_functions[door.endpoint]
    tree = ast.parse(textwrap.dedent(inspect.getsource(inspect.unwrap(view))))
    decorators = tree.body[0].decorator_list  # type: ignore[attr-defined] # a function
    read = [ast.unparse(one) for one in decorators if "blueprint.arguments" in ast.unparse(one)]
    return bool(read) and "MULTIPART" not in read[0]


@pytest.mark.parametrize("line", CHANGES, ids=lambda line: line["on"])
def test_a_marked_file_name_or_query_is_kept_by_no_route(line, app, sign_in, token_for):
    """The name of an upload and what stands behind the address are looked at, too."""
    door = Door(line, app, sign_in, token_for)
    for name in ("file", "scan"):
        answer = door.sent(data={name: (BytesIO(b"%PDF-"), f"{MARK}.pdf"), "authority": HERE[1]})
        assert MARK not in answer.get_data(as_text=True)
        if not door.is_api:
            assert answer.status_code == 422
    answer = door.sent(query_string={"q": TEXT})
    assert MARK not in answer.get_data(as_text=True)
    assert is_kept() == []


def test_only_drafts_leave_fields_to_their_desk(app):
    """A view that takes fields out of the check at the edge is one whose desk looks itself."""
    left = {
        endpoint: view.left_to_desk
        for endpoint, view in app.view_functions.items()
        if hasattr(view, "left_to_desk")
    }
    assert left == DRAFTS
