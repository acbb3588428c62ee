"""Stored files: content in GridFS by digest, written once, referred to by the digest."""

import hashlib
from collections.abc import Iterator
from typing import Any, BinaryIO

import gridfs
import pymongo
from mongoengine import DateTimeField, Document, IntField, StringField
from mongoengine.connection import get_db

from registry.database import client

# What a file of a gigabyte may take on a slow disk.
_LONG_SECONDS = 900


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

    Each upload has an id of its own, so that one cut off in the middle is no obstacle to
    the next. Runs in a session of its own: GridFS must not join a transaction by accident.
    """
    with client().start_session() as own, own.bind():
        bucket = _bucket()
        if next(bucket.find({"filename": digest}, limit=1), None) is None:
            bucket.upload_from_stream(digest, content)


def get_content(digest: str) -> bytes:
    """Return a kept content. Raises gridfs.NoFile where there is none."""
    content: bytes = _bucket().open_download_stream_by_name(digest).read()
    return content


def put_stream(digest: str, source: BinaryIO) -> None:
    """Keep what a file holds from where it stands, as ``put_content`` does, and never whole."""
    with client().start_session() as own, own.bind(), pymongo.timeout(_LONG_SECONDS):
        bucket = _bucket()
        if next(bucket.find({"filename": digest}, limit=1), None) is None:
            bucket.upload_from_stream(digest, source)


def chunks_of(digest: str) -> Iterator[bytes]:
    """Give a kept content piece by piece. Raises gridfs.NoFile where there is none."""
    opened = _bucket().open_download_stream_by_name(digest)
    while piece := opened.readchunk():
        yield piece


def _bucket() -> Any:  # noqa: ANN401 - GridFS carries no types here
    return gridfs.GridFSBucket(get_db(), bucket_name="contents")


DOCUMENTS = (StoredFile,)
