"""Files: kept content first and outside any transaction, then the record that refers to it."""

from dataclasses import dataclass
from datetime import datetime

from registry.documents.files import StoredFile, digest_of, get_content, put_content


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
