"""Backups 备份: that one was made, and that one is being restored."""

from mongoengine import DateTimeField, Document, IntField, StringField


class BackupRecord(Document):
    """One backup that was made and read back: its file's name and digest, never its folder."""

    name = StringField(required=True)
    digest = StringField(required=True)
    size = IntField(required=True)
    documents = IntField(required=True)
    taken_at = DateTimeField(required=True)
    recorded_at = DateTimeField(required=True)

    meta = {"collection": "backups", "auto_create_index": False, "indexes": ["-taken_at"]}


class Restoration(Document):
    """The mark of a restore at work. While it stands the record is half, and nothing serves it."""

    id = StringField(primary_key=True, default="restoration")
    name = StringField(required=True)
    begun_at = DateTimeField(required=True)

    meta = {"collection": "restorations", "auto_create_index": False}


DOCUMENTS = (BackupRecord, Restoration)
