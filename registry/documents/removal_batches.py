"""Batches of removals 批量移出: several prepared cases decided by one document."""

from mongoengine import (
    DateTimeField,
    Document,
    EmbeddedDocument,
    EmbeddedDocumentField,
    EmbeddedDocumentListField,
    IntField,
    StringField,
)

from registry.documents.workbooks import Decision


class BatchRow(EmbeddedDocument):
    """One case at the version it was put in; ``outcome`` is empty until it is settled."""

    case = StringField(required=True)
    version = IntField(required=True)
    platform = StringField(required=True)
    platform_name = StringField(required=True)
    ground = StringField(required=True)
    outcome = StringField(default="")
    detail = StringField(default="")


class RemovalBatch(Document):
    """One batch: prepared by one person, signed once by another, carried out case by case.

    ``state`` is prepared, signing, done or withdrawn; ``version`` its ETag. The lease keeps two
    workers from the same work; each row is settled once without it.
    """

    number = StringField(required=True)
    document = StringField(required=True, max_length=80)
    state = StringField(required=True)
    version = IntField(required=True, default=1)
    account = StringField(required=True)
    account_name = StringField(required=True)
    prepared_at = DateTimeField(required=True)
    rows = EmbeddedDocumentListField(BatchRow)
    decision = EmbeddedDocumentField(Decision)
    finished_at = DateTimeField()
    withdrawn_at = DateTimeField()
    stopped_at = DateTimeField()
    lease_until = DateTimeField()
    lease_holder = StringField(default="")

    meta = {
        "collection": "removal_batches",
        "auto_create_index": False,
        "indexes": [
            {"fields": ["number"], "unique": True},
            ("-prepared_at", "-number"),
        ],
    }


DOCUMENTS = (RemovalBatch,)
