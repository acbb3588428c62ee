"""Stamped scans 盖章扫描件: what came, what its pages say, and where they were used before."""

from mongoengine import (
    BooleanField,
    DateTimeField,
    Document,
    EmbeddedDocument,
    IntField,
    StringField,
)

from registry.plain_fields import PlainDict, PlainList


class StampedScan(EmbeddedDocument):
    """The stamped scan of a record: what it is and says, never what it proves.

    ``wanted`` is the printed code (form, number, digest) of the record it came for and
    ``match`` how those read fit it: empty where codes were not read yet. ``codes`` are those
    of ours with their page. ``wholly_read`` is false while its later pages wait to be read;
    what is said here then counts the first pages alone. ``used_before`` has subject, ``at`` and
    page of each record that the same picture was used for, and whose that is.
    """

    digest = StringField(required=True)
    name = StringField(required=True)
    media_type = StringField(required=True)
    pages = IntField(required=True)
    seal_mark = BooleanField(required=True)
    match = StringField(default="")
    wanted = PlainDict()
    codes = PlainList(PlainDict())
    wholly_read = BooleanField(default=True)
    skipped = PlainList(IntField())
    used_before = PlainList(PlainDict())
    preview = StringField(required=True)
    unread_pages = IntField(required=True, default=0)
    personal_pages = PlainList(IntField())
    declared = BooleanField(required=True, default=False)
    received_at = DateTimeField(required=True)
    account_name = StringField(required=True)


class ScanReading(Document):
    """What the pages of one content say, as far as they were read; ``number`` is its digest.

    ``state`` is ``reading`` or ``read``. ``codes`` holds page and text, the text of a foreign
    code left out; ``fingerprints`` one for each page read, ``marks`` what those, and the file
    itself, are found by. ``skipped`` are pages that could not be read within the limits.
    """

    number = StringField(required=True)
    state = StringField(required=True)
    size = IntField(required=True)
    preview_size = IntField(required=True)
    pages = IntField(required=True)
    pages_read = IntField(required=True)
    seal_mark = BooleanField(required=True)
    codes = PlainList(PlainDict())
    fingerprints = PlainList(StringField())
    marks = PlainList(StringField())
    skipped = PlainList(IntField())
    recorded_at = DateTimeField(required=True)
    stopped_at = DateTimeField()
    lease_until = DateTimeField()
    lease_holder = StringField()

    meta = {
        "collection": "scan_readings",
        "auto_create_index": False,
        "indexes": [
            {"fields": ["number"], "unique": True},
            {"fields": ["marks"], "name": "marks_of_pages"},
            ("state", "number"),
        ],
    }


class ScanUse(Document):
    """For which record a content was used as its stamped scan, and whose that record is."""

    digest = StringField(required=True)
    subject = StringField(required=True)
    authority = StringField(default="")
    host = StringField(default="")
    at = DateTimeField(required=True)

    meta = {
        "collection": "scan_uses",
        "auto_create_index": False,
        "indexes": [{"fields": ["digest", "subject"], "unique": True}],
    }


DOCUMENTS = (ScanReading, ScanUse)
