"""Lists page by cursor: what a page of a list looks like, and its parameters."""

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, fields, validate

from registry import edge
from registry.cursors import make_cursor, read_cursor

MOST = 200


class PageArguments(Schema):
    """Where to continue and how many to give."""

    cursor = fields.String(metadata={"description": "上一页返回的 next_cursor；第一页不填"})
    limit = fields.Integer(
        load_default=50,
        validate=validate.Range(1, MOST),
        metadata={"description": f"每页条数，1 至 {MOST}"},
    )


def position(arguments: Mapping[str, Any]) -> list[str]:
    """Return the sort key to continue after; empty for the first page. Raises CursorForged."""
    cursor = arguments.get("cursor")
    return read_cursor(edge.house().secret, cursor) if cursor else []


def page(items: list[Any], key: list[str] | None) -> dict[str, Any]:
    """Return a page: its items, and the cursor of the next where ``key`` says there is one."""
    following = make_cursor(edge.house().secret, key) if key else None
    return {"items": items, "next_cursor": following}
