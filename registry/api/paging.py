"""Lists page by cursor: what a page of a list looks like, and its parameters."""

from collections.abc import Mapping, Sequence
from typing import Any

from marshmallow import Schema, fields, validate

from registry import cursors

MOST = 200


class PageArguments(Schema):
    """Where to continue and how many to give."""

    cursor = fields.String(metadata={"description": "上一页返回的 next_cursor；第一页不填"})
    limit = fields.Integer(
        load_default=50,
        validate=validate.Range(1, MOST),
        metadata={"description": f"每页条数，1 至 {MOST}"},
    )


def position(arguments: Mapping[str, Any], parts: int) -> list[str]:
    """Return the sort key to continue after; empty for the first page. Raises CursorForged."""
    return cursors.position(arguments.get("cursor", ""), parts)


def page(items: Sequence[Any], key: Sequence[object] | None) -> dict[str, Any]:
    """Return a page: its items, and the cursor of the next where ``key`` says there is one."""
    return {"items": items, "next_cursor": cursors.following(key)}
