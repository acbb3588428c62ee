"""Attachments 附件 on the desk: kept as they came, by kind of content, tied to a criterion.

Whoever owns the record asks the permission, takes the file, and in its own transaction writes
it into the record and calls ``refer_to``.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath

from registry.children import answer_of
from registry.clock import SHANGHAI
from registry.documents.attachments import Attachment
from registry.errors import Invalid, NotFound, Refusal
from registry.law import NATIONAL
from registry.messages import say
from registry.permissions import Actor
from registry.policy.desensitising import MarkKind
from registry.policy.rulebook import Rulebook
from registry.scans import limits as scan_limits
from registry.scans import refusals as scans
from registry.scans.reading import MEDIA_TYPES as DRAWN
from registry.scans.reading import read_scan
from registry.services import files
from registry.services.attachment_refusals import (
    AttachmentActive,
    AttachmentDamaged,
    AttachmentEmpty,
    AttachmentError,
    AttachmentLocked,
    AttachmentSecrecyMark,
    AttachmentTooLarge,
    AttachmentTooManyPages,
    AttachmentUnsafe,
    AttachmentWrongType,
)
from registry.services.files import FileOut, KeptFile, plain_name
from registry.sheets import limits as sheet_limits
from registry.sheets.office_files import MEDIA_TYPES as OFFICE
from registry.sheets.packages import SIGNATURES

MOST_BYTES = 20 * 1024 * 1024
_PNG = "image/png"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # an office file under a password is packed so
_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_ENDINGS: Mapping[str, tuple[str, ...]] = {
    "application/pdf": (".pdf",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    **{media_type: (f".{kind}",) for kind, media_type in OFFICE.items()},
}


_OF_SCANS: Mapping[type[scans.ScanError], type[AttachmentError]] = {
    scans.ScanDamaged: AttachmentDamaged,
    scans.ScanLocked: AttachmentLocked,
    scans.ScanActive: AttachmentActive,
    scans.ScanTooManyPages: AttachmentTooManyPages,
    scans.ScanUnsafe: AttachmentUnsafe,
    scans.ScanSecrecyMark: AttachmentSecrecyMark,
}
_OF_OFFICE: Mapping[str, type[AttachmentError]] = {
    "damaged": AttachmentDamaged,
    "locked": AttachmentLocked,
    "unsafe": AttachmentUnsafe,
    "wrong_type": AttachmentWrongType,
    "active": AttachmentActive,
}


@dataclass(frozen=True, slots=True)
class _Looked:
    media_type: str
    pages: int = 0
    preview: bytes = b""
    is_read: bool = False
    is_personal: bool = False


def take(
    content: bytes, name: str, supports: str, *, by: Actor, at: datetime, rulebook: Rulebook
) -> Attachment:
    """Keep a file, outside any transaction, and say what it is by its content.

    ``supports`` is a criterion in force on that day, or empty. Raises an AttachmentError where
    the file cannot be kept, Invalid for an unknown criterion, FilesBusy.
    """
    _require_criterion(supports, at=at, rulebook=rulebook)
    looked = _looked_at(content)
    called = _with_ending(plain_name(name), looked.media_type)
    kept = files.keep(content, name=called, media_type=looked.media_type)
    attachment = Attachment(
        id=secrets.token_hex(8),
        digest=kept.digest,
        name=called,
        media_type=looked.media_type,
        size=kept.size,
        pages=looked.pages,
        supports=supports,
        is_read=looked.is_read,
        is_personal=looked.is_personal,
        received_at=at,
        account_name=by.name,
    )
    if looked.preview:
        preview = files.keep(looked.preview, name=f"{called}.png", media_type=_PNG)
        attachment.preview, attachment.preview_size = preview.digest, preview.size
    return attachment


def refer_to(attachment: Attachment, *, at: datetime) -> None:
    """Write down that a record has this file, inside the transaction that puts it there."""
    kept = KeptFile(attachment.digest, attachment.name, attachment.media_type, attachment.size)
    files.refer_to(kept, at=at)
    if attachment.preview:
        name = f"{attachment.name}.png"
        files.refer_to(
            KeptFile(attachment.preview, name, _PNG, attachment.preview_size), at=at
        )  # fmt: skip


def attachment_out(attachment: Attachment, *, preview: bool = False) -> FileOut:
    """Return an attachment, or the small picture of its first page where it has one.

    Who may have it, its owner says. Raises NotFound for the picture of what is not drawn.
    """
    if not preview:
        content = files.content_of(attachment.digest)
        return FileOut(content, attachment.name, attachment.media_type)
    if not attachment.preview:
        raise NotFound
    return FileOut(files.content_of(attachment.preview), f"{attachment.name}.png", _PNG)


def what_was_read(attachment: Attachment) -> str:
    """Say whether the text of a file was looked at, and whether it holds numbers of persons."""
    personal = f"；{say('attachment_personal')}" if attachment.is_personal else ""
    return _what_was_read(attachment) + personal


def _what_was_read(attachment: Attachment) -> str:
    if attachment.media_type == OFFICE["ofd"]:
        return say("attachment_ofd_not_read")
    if attachment.media_type.startswith("image/"):
        return say("attachment_picture_not_read")
    return say("attachment_text_read" if attachment.is_read else "attachment_text_not_read")


def _require_criterion(supports: str, *, at: datetime, rulebook: Rulebook) -> None:
    on = at.astimezone(SHANGHAI).date()
    known = {one.id for one in rulebook.programme(NATIONAL).criteria(on)}
    if supports and supports not in known:
        said = say("attachment_supports_unknown", read=supports[:40])
        raise Invalid(fields={"supports": said})


def _looked_at(content: bytes) -> _Looked:
    if len(content) > MOST_BYTES:
        raise AttachmentTooLarge(limit_mb=MOST_BYTES // (1024 * 1024))
    if not content.strip():
        raise AttachmentEmpty
    if content.startswith(tuple(DRAWN)):
        return _drawn(content)
    if content.startswith(SIGNATURES):
        return _office(content)
    if content.startswith(_OLE) and _PACKAGE in content:
        raise AttachmentLocked
    raise AttachmentWrongType


def _drawn(content: bytes) -> _Looked:
    try:
        scan = read_scan(content, most=1, allowed=scan_limits.ATTACHMENT_PAGES)
    except scans.ScanError as refused:
        raise _as_attachment(refused) from refused
    personal = bool(scan.personal_pages)
    return _Looked(scan.media_type, scan.pages, scan.preview, scan.is_read, personal)


def _as_attachment(refused: scans.ScanError) -> Refusal:
    kind = _OF_SCANS.get(type(refused))
    if kind is None:
        return refused
    told = kind(clause=refused.clause)
    told.params = refused.params
    return told


def _office(content: bytes) -> _Looked:
    answer = answer_of(
        "registry.sheets.office_worker", content, seconds=sheet_limits.WALL_SECONDS
    )  # fmt: skip
    if answer is None:
        raise AttachmentUnsafe
    found = answer.get("error") or answer["found"]
    if found in _OF_OFFICE:
        raise _OF_OFFICE[found]
    if MarkKind.SECRECY in answer["marks"]:
        raise AttachmentSecrecyMark(clause="二（一）")
    return _Looked(OFFICE[found], is_read=True, is_personal=bool(answer["marks"]))


def _with_ending(name: str, media_type: str) -> str:
    """Return the name with an ending that fits the content: nobody opens it as anything else."""
    endings = _ENDINGS[media_type]
    return name if PurePath(name).suffix.lower() in endings else f"{name}{endings[0]}"
