"""Stored files: content in GridFS by digest, written once, referred to by the digest."""

import hashlib
from typing import Any

import gridfs
from mongoengine import DateTimeField, Document, IntField, StringField
from mongoengine.connection import get_db
from pymongo.errors import DuplicateKeyError

from registry.database import client


class StoredFile(Document):
    """One content by its SHA-256 digest; the name is the one it first came under."""

    digest = StringField(primary_key=True)
    name = StringField(required=True)
    media_type = StringField(required=True)
    size = IntField(required=True)
    recorded_at = DateTimeField(required=True)

    meta = {"collection": "files", "auto_create_index": False}


def digest_of(content: bytes) -> str:
    """Return the SHA-256 digest that names a content."""
    return hashlib.sha256(content).hexdigest()


def put_content(digest: str, content: bytes) -> None:
    """Keep a content under its digest; a content already kept is left as it is.

    Runs in a session of its own: GridFS must not join a transaction by accident.
    """
    with client().start_session() as own, own.bind():
        bucket = gridfs.GridFSBucket(_database(), bucket_name="contents")
        try:
            bucket.upload_from_stream_with_id(digest, digest, content)
        except (gridfs.FileExists, DuplicateKeyError):
            return


def get_content(digest: str) -> bytes:
    """Return a kept content. Raises gridfs.NoFile where there is none."""
    content: bytes = (
        gridfs.GridFSBucket(_database(), bucket_name="contents").open_download_stream(digest).read()
    )
    return content


def _database() -> Any:  # noqa: ANN401 - MongoEngine carries no types
    return get_db()


DOCUMENTS = (StoredFile,)
