"""Page cursors: opaque and signed, so that a forged one is refused and none is guessed."""

from collections.abc import Sequence

from itsdangerous import BadData, URLSafeSerializer

from registry import edge
from registry.errors import CursorForged


def position(cursor: str, parts: int) -> list[str]:
    """Return the sort key, of so many parts, that a request's cursor continues after.

    It is empty without a cursor: the first page. Raises CursorForged for a text we never
    gave out, and for another list's cursor.
    """
    key = read_cursor(edge.house().secret, cursor) if cursor else []
    if cursor and len(key) != parts:
        raise CursorForged
    return key


def following(key: Sequence[object] | None) -> str | None:
    """Return the cursor of the page after a sort key; None where the list ends."""
    return make_cursor(edge.house().secret, [str(part) for part in key]) if key else None


def numbers(key: Sequence[str]) -> tuple[int, ...]:
    """Return a key's parts as whole numbers. Raises CursorForged for another list's cursor."""
    try:
        return tuple(int(part) for part in key)
    except ValueError as error:
        raise CursorForged from error


def make_cursor(secret: str, after: list[str]) -> str:
    """Return the cursor that continues after a sort key."""
    return str(URLSafeSerializer(secret, salt="cursor").dumps(after))


def read_cursor(secret: str, cursor: str) -> list[str]:
    """Return the sort key a cursor continues after. Raises CursorForged for any other text."""
    try:
        after = URLSafeSerializer(secret, salt="cursor").loads(cursor)
    except BadData as error:
        raise CursorForged from error
    if not isinstance(after, list) or not all(isinstance(part, str) for part in after):
        raise CursorForged
    return after
