"""What stands on a printed form, and beside a record: its QR code, the lines of its attachments."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath

import segno
from flask import request, url_for

from registry import edge
from registry.documents.attachments import Attachment
from registry.services.attachments import what_was_read

# A quarter of it may be lost to folds, dirt or the edge of a seal.
_CORRECTION = "q"


def code_picture(text: str) -> str:
    """Return a QR code as the data address of an SVG: sharp at any size, its quiet zone around."""
    made = segno.make(text, error=_CORRECTION, micro=False, boost_error=False)
    address: str = made.svg_data_uri(scale=4, border=4)
    return address


@dataclass(frozen=True, slots=True)
class CheckPlace:
    """Where anybody holding a receipt checks it: on this page, on paper, by a camera."""

    href: str
    address: str
    picture: str


def public_root() -> str:
    """Return the address that people know us by, without a slash at its end.

    Where nobody set it, the one this request came by: RESERVE_PUBLIC_URL is for real use.
    """
    return edge.house().settings.public_url or request.host_url.rstrip("/")


def check_place(number: str, digest: str) -> CheckPlace:
    """Return where a receipt is checked; on paper by the address that people know us by."""
    href = url_for("receipts.check", number=number, digest=digest)
    root = public_root()
    return CheckPlace(href, f"{root}{url_for('receipts.check')}", code_picture(f"{root}{href}"))


@dataclass(frozen=True, slots=True)
class AttachmentLine:
    """One attachment as a page lists it; ``picture`` is empty where it is not drawn."""

    id: str
    href: str
    picture: str
    kind: str
    name: str
    supports: str
    size: int
    pages: int
    read: str
    by: str
    at: datetime
    digest: str


def attachment_lines(
    attachments: Iterable[Attachment],
    address: Callable[[str, bool], str],
    criteria: Mapping[str, str],
) -> list[AttachmentLine]:
    """Return attachments for ``attachment_list``.

    ``address(id, preview)`` gives where the owner's pages hand one out, ``criteria`` how a
    criterion is called.
    """
    return [
        AttachmentLine(
            id=one.id,
            href=address(one.id, False),  # noqa: FBT003 - the file itself
            picture=address(one.id, True) if one.preview else "",  # noqa: FBT003 - its picture
            kind=PurePath(one.name).suffix.lstrip(".").upper(),
            name=one.name,
            supports=criteria.get(one.supports, one.supports),
            size=one.size,
            pages=one.pages,
            read=what_was_read(one),
            by=one.account_name,
            at=one.received_at,
            digest=one.digest,
        )
        for one in attachments
    ]
