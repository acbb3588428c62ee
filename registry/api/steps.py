"""Steps of a record over the API: each asks first, wants the version it was read in, acts once."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask_smorest import Blueprint
from marshmallow import Schema

from registry import edge
from registry.api.idempotency import idempotent
from registry.api.openapi import ETAG, versioned
from registry.doors import first
from registry.permissions import Actor

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Steps:
    """The steps of a noun's records.

    ``path`` is that of one record, ``schema`` what each step answers with; ``readable`` takes
    its number, a permission and the actor, and refuses who may not act by that.
    """

    blueprint: Blueprint
    path: str
    schema: type[Schema]
    readable: Callable[[str, str, Actor], object]

    def step(
        self, name: str, permission: str, body: type[Schema] | None = None, **told: str
    ) -> Callable[[View], View]:
        """Make a view the step of this name; ``told`` is said of it in the document.

        The view is given what ``body`` read, if anything is asked, and the record's number.
        """
        blueprint = self.blueprint
        marks: list[Callable[[Any], Any]] = [
            blueprint.post(f"{self.path}/{name}"),
            first(lambda number: self.readable(number, permission, edge.actor())),
            versioned,
            idempotent,
            *([blueprint.arguments(body)] if body else []),
            blueprint.response(200, self.schema, headers=ETAG),
            blueprint.doc(**told),
        ]

        def taken(view: View) -> View:
            for mark in reversed(marks):
                view = mark(view)
            return view

        return taken
