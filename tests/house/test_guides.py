"""The first-hour guides: their pictures are there, are shown, and are small."""

import re
from pathlib import Path

import pytest

from config.settings import ROOT

GUIDES = sorted((ROOT / "docs" / "guides").glob("*.zh-CN.md"))
READMES = (ROOT / "README.md", ROOT / "README.zh-CN.md")
IMAGES = ROOT / "docs" / "images"
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)#]+)\)")
_MOST_BYTES = 150_000


def linked(document: Path) -> set[Path]:
    """The files a document links to."""
    found = _LINK.findall(document.read_text(encoding="utf-8"))
    return {(document.parent / link).resolve() for link in found if "://" not in link}


def test_each_kind_of_user_has_a_guide() -> None:
    """Hosts, provinces and the ministry."""
    assert [guide.name.partition(".")[0] for guide in GUIDES] == [
        "ministry",
        "platform",
        "province",
    ]


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.name)
def test_links_of_a_guide_lead_somewhere(guide: Path) -> None:
    """Every link and picture is a file of the project; there are three pictures at least."""
    assert [str(link) for link in linked(guide) if not link.exists()] == []
    assert sum(link.parent == IMAGES for link in linked(guide)) >= 3


def test_every_picture_is_shown_and_none_is_large() -> None:
    """No picture lies about unshown, and none keeps a reader waiting."""
    shown = set().union(*(linked(document) for document in (*READMES, *GUIDES)))
    pictures = set(IMAGES.iterdir())
    assert pictures - shown == set()
    assert [path.name for path in pictures if path.stat().st_size > _MOST_BYTES] == []
