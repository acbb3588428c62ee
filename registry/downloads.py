"""Files going out: as a download under a name that is only a name, or shown in place."""

from urllib.parse import quote

from flask import Response


def attachment(content: bytes, *, name: str, media_type: str) -> Response:
    """Return a file as a download; its name may be Chinese (RFC 6266)."""
    answer = Response(content, content_type=media_type)
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    return answer
