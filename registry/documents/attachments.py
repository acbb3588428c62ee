"""Attachments 附件: a file that stands beside a record, and which criterion it is evidence for."""

from typing import Any

from mongoengine import BooleanField, DateTimeField, EmbeddedDocument, IntField, StringField


class Attachment(EmbeddedDocument):
    """One file as it came: its kind by content, never what it proves.

    ``pages`` is 0 and ``preview`` empty where the file is not drawn (office files, OFD).
    ``supports`` is the criterion it is evidence for, or empty. ``is_read`` says that the text
    in it was looked at for what must not be in it; pictures never are.
    ``is_personal``: it holds what looks like a person's number.
    """

    id = StringField(required=True)
    digest = StringField(required=True)
    name = StringField(required=True)
    media_type = StringField(required=True)
    size = IntField(required=True)
    pages = IntField(required=True)
    preview = StringField(default="")
    preview_size = IntField(default=0)
    supports = StringField(default="")
    is_read = BooleanField(default=False)
    is_personal = BooleanField(default=False)
    received_at = DateTimeField(required=True)
    account_name = StringField(required=True)


# Kept inside the record that owns it; no collection of its own.
DOCUMENTS: tuple[type[Any], ...] = ()
