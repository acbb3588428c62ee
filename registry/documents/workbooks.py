"""Workbooks as received: what a summary sheet and an initial load keep alike."""

from typing import Any

from mongoengine import (
    BooleanField,
    DateTimeField,
    Document,
    EmbeddedDocument,
    EmbeddedDocumentField,
    IntField,
    StringField,
)

from registry.plain_fields import PlainDict, PlainList


class Decision(EmbeddedDocument):
    """Who decided on a workbook, when, in which role then: its rows are entered in this name."""

    account = StringField(required=True)
    account_name = StringField(required=True)
    role = StringField(required=True)
    door = StringField(required=True)
    request_id = StringField(default="")
    decided_at = DateTimeField(required=True)


class Workbook(Document):
    """One workbook, or CSV, as somebody sent it, checked. Only its standing changes.

    ``version`` counts those changes (ETag). ``live`` is false once withdrawn: the same file
    may then be sent again. ``rulebook`` judged it; ``findings`` are those of the workbook as
    a whole, ``groups`` all by kind. ``outcomes`` counts its rows once it was carried out.
    ``stopped_at`` is when carrying out last broke off by a fault and is not at its end since.
    ``lease_until`` is the database's time until which one worker is at it; it only spares
    double work, rows are safe without it.
    """

    number = StringField(required=True)
    digest = StringField(required=True)
    filename = StringField(required=True)
    size = IntField(required=True)
    received_at = DateTimeField(required=True)
    account = StringField(required=True)
    account_name = StringField(required=True)
    rulebook = StringField(required=True)
    row_count = IntField(required=True)
    finding_count = IntField(required=True)
    findings = PlainList(PlainDict())
    groups = PlainList(PlainDict())
    state = StringField(required=True)
    live = BooleanField(required=True, default=True)
    version = IntField(required=True, default=1)
    decision = EmbeddedDocumentField(Decision)
    outcomes = PlainDict()
    withdrawn_at = DateTimeField()
    withdrawn_reason = StringField(default="")
    stopped_at = DateTimeField()
    lease_until = DateTimeField()
    lease_holder = StringField(default="")

    meta: dict[str, Any] = {"abstract": True, "auto_create_index": False}


# Neither is kept by itself.
DOCUMENTS: tuple[type[Document], ...] = ()
