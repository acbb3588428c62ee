"""The papers of a submitted version by page: each file, and the picture of its first page."""

from flask import Blueprint, Response

from registry import edge
from registry.downloads import attachment
from registry.errors import NotFound
from registry.services.files import FileOut
from registry.services.review_papers import paper_out

blueprint = Blueprint("review_papers", __name__)

_ONE = "/reviews/<number>/versions/<int:version>/papers/<paper>"
_MOST = 10**6


@blueprint.get(_ONE)
def paper(number: str, version: int, paper: str) -> Response:
    """Hand out one paper as it came."""
    out = _out(number, version, paper)
    return attachment(out.content, name=out.name, media_type=out.media_type)


@blueprint.get(f"{_ONE}/first-page.png")
def first_page(number: str, version: int, paper: str) -> Response:
    """Show its first page, as the picture we made of it."""
    out = _out(number, version, paper, preview=True)
    return Response(out.content, content_type=out.media_type)


def _out(number: str, version: int, paper: str, *, preview: bool = False) -> FileOut:
    if not 1 <= version < _MOST:
        raise NotFound
    return paper_out(number, version, paper, by=edge.actor(), preview=preview)
