"""From an uploaded scan's bytes to what it is: type, pages, codes, fingerprints, a trace of red.

Nothing here verifies a seal. ``seal_mark`` says that a page shows a mark as red as a seal;
whether it is one, and whose, is for a person to judge.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from registry.children import answer_of
from registry.messages import say
from registry.scans import limits
from registry.scans.refusals import (
    ScanActive,
    ScanDamaged,
    ScanEmpty,
    ScanError,
    ScanLocked,
    ScanSecrecyMark,
    ScanTooLarge,
    ScanTooManyPages,
    ScanUnsafe,
    ScanWrongType,
)

MEDIA_TYPES: Mapping[bytes, str] = {
    b"%PDF-": "application/pdf",
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
}
_ERRORS: Mapping[str, type[ScanError]] = {
    "damaged": ScanDamaged,
    "locked": ScanLocked,
    "unsafe": ScanUnsafe,
    "active": ScanActive,
}


@dataclass(frozen=True, slots=True)
class ScannedCode:
    """The text of a QR code and the page it stands on, counted from one."""

    page: int
    text: str


@dataclass(frozen=True, slots=True)
class Scan:
    """What a scan is: media type, pages, and what is seen on those that were looked at.

    ``seal_mark`` says that a red mark is seen on one of them; ``codes`` are their QR codes and
    ``fingerprints`` one for each, empty for a page nearly blank. ``preview`` is a PNG of page one,
    empty where that was not among them.
    ``unread_pages`` have no text layer and could not be checked (ruling 29); ``personal_pages``
    hold what looks like a person's number, 0 standing for the file's own properties.
    """

    media_type: str
    pages: int
    seal_mark: bool
    preview: bytes
    codes: tuple[ScannedCode, ...]
    fingerprints: tuple[str, ...]
    unread_pages: int
    personal_pages: tuple[int, ...]

    @property
    def is_read(self) -> bool:
        """Tell whether the text of every page was looked at."""
        return self.unread_pages == 0


def media_type_of(content: bytes) -> str:
    """Return the media type by the content. Raises ScanWrongType for any other kind."""
    for start, media_type in MEDIA_TYPES.items():
        if content.startswith(start):
            return media_type
    raise ScanWrongType


def read_scan(
    content: bytes,
    *,
    begin: int = 0,
    most: int = limits.PAGES,
    allowed: int = limits.PAGES,
    side: int = limits.PREVIEW_SIDE,
) -> Scan:
    """Return what an uploaded scan is; it is opened in a child process with limits.

    At most ``most`` pages are looked at, after the first ``begin``; more than ``allowed`` are
    too many to be kept. The preview's longer side is ``side`` points. Raises a ScanError that
    says why the file cannot be kept, FilesBusy where too many are being opened.
    """
    if len(content) > limits.UPLOAD_BYTES:
        raise ScanTooLarge(limit_mb=limits.UPLOAD_BYTES // (1024 * 1024))
    if not content.strip():
        raise ScanEmpty
    media_type = media_type_of(content)
    answer = _ask_child(content, media_type, str(begin), str(most), str(allowed), str(side))
    if answer.get("error") == "pages":
        raise ScanTooManyPages(pages=answer["pages"], limit=allowed)
    if error := answer.get("error"):
        raise _ERRORS[error]
    if places := answer["secrecy_pages"]:
        raise ScanSecrecyMark(clause="二（一）", places="、".join(map(_place, places)))
    return Scan(
        media_type=media_type,
        pages=answer["pages"],
        seal_mark=answer["seal_mark"],
        preview=base64.b64decode(answer["preview"]),
        codes=tuple(ScannedCode(page, text) for page, text in answer["codes"]),
        fingerprints=tuple(answer["fingerprints"]),
        unread_pages=answer["unread_pages"],
        personal_pages=tuple(answer["personal_pages"]),
    )


def _place(page: int) -> str:
    return say("scan_secrecy_page", page=page) if page else say("scan_secrecy_about")


def page_picture(content: bytes, page: int) -> bytes:
    """Return a PNG of one page of a kept scan, large enough to read; raises as ``read_scan``."""
    return read_scan(content, begin=page - 1, most=1, side=limits.PAGE_SIDE).preview


def _ask_child(content: bytes, *arguments: str) -> dict[str, Any]:
    seconds = limits.WALL_SECONDS
    answer = answer_of("registry.scans.worker", content, *arguments, seconds=seconds)
    if answer is None:
        raise ScanUnsafe
    return answer
