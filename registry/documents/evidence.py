"""Evidence 证明材料 beside a record: a file, whose it is, and that it was withdrawn."""

from typing import Any

from mongoengine import DateTimeField, EmbeddedDocument, EmbeddedDocumentField, StringField

from registry.documents.attachments import Attachment


class Paper(EmbeddedDocument):
    """A file handed in by one ``side``, as policy names it. A withdrawn one stays listed."""

    file = EmbeddedDocumentField(Attachment, required=True)
    side = StringField(required=True)
    withdrawn_at = DateTimeField()
    withdrawn_by_name = StringField(default="")
    withdrawn_reason = StringField(default="", max_length=500)


# Kept inside the record that owns it; no collection of its own.
DOCUMENTS: tuple[type[Any], ...] = ()
