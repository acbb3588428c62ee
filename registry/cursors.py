"""Page cursors: opaque and signed, so that a forged one is refused and none is guessed."""

from itsdangerous import BadData, URLSafeSerializer

from registry.errors import CursorForged


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
