"""Files: kept content first and outside any transaction, then the record that refers to it."""

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath

from registry.documents.files import StoredFile, digest_of, get_content, put_content

_LONGEST_NAME = 200
_LONGEST_ENDING = 10
_TROUBLING = re.compile(r"\.+|(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A content that is already stored under its digest, and what it came as."""

    digest: str
    name: str
    media_type: str
    size: int


@dataclass(frozen=True, slots=True)
class FileOut:
    """A file to hand out."""

    content: bytes
    name: str
    media_type: str


def plain_name(filename: str) -> str:
    """Return a file's name without path and control signs; it is shown, never opened.

    Too long a name keeps its ending. A name of Windows' own (CON) or of nothing but dots
    would trouble whoever saves the file under it later: it gets a sign in front.
    """
    path = PurePath("".join(filter(str.isprintable, filename.replace("\\", "/"))))
    ending = path.suffix[:_LONGEST_ENDING]
    name = path.name.removesuffix(ending)[: _LONGEST_NAME - len(ending)] + ending
    return f"_{name}" if _TROUBLING.fullmatch(name) else name or "未命名"


def keep(content: bytes, *, name: str, media_type: str) -> KeptFile:
    """Store a content under its digest, outside any transaction.

    A content nobody comes to refer to stays behind, and is found again by its digest.
    """
    digest = digest_of(content)
    put_content(digest, content)
    return KeptFile(digest, name, media_type, len(content))


def refer_to(kept: KeptFile, *, at: datetime) -> None:
    """Write down a kept file, inside the caller's transaction; the first name stands."""
    StoredFile.objects(digest=kept.digest).update_one(
        upsert=True,
        set_on_insert__name=kept.name,
        set_on_insert__media_type=kept.media_type,
        set_on_insert__size=kept.size,
        set_on_insert__recorded_at=at,
    )


def content_of(digest: str) -> bytes:
    """Return a stored content. Who may see it is for the use-case that refers to it to say."""
    return get_content(digest)
