"""Register extracts 工商登记信息摘录: a CSV of the business register, and how far it was read."""

from mongoengine import (
    BooleanField,
    DateTimeField,
    Document,
    EmbeddedDocumentField,
    IntField,
    StringField,
)

from registry.documents.workbooks import Decision
from registry.plain_fields import PlainList


class RegisterExtract(Document):
    """One file as it came, kept by its digest, and the work of holding it against the library.

    ``state`` moves by the table in ``registry.policy.register_extracts``. ``rows_done`` rows are
    settled; ``row_count`` is that of the file's lines until its end is reached.
    Of the rows, ``matched`` speak of hosts in the library and ``differing`` say something else;
    ``opened`` and ``seen_again`` count cases. ``unread_rows`` could not be read, some of them
    in ``unread``. The lease only keeps two workers from the same work.
    """

    number = StringField(required=True)
    digest = StringField(required=True)
    filename = StringField(required=True)
    size = IntField(required=True)
    encoding = StringField(required=True)
    columns = PlainList(StringField())
    state = StringField(required=True)
    live = BooleanField(required=True, default=True)
    version = IntField(required=True, default=1)
    rulebook = StringField(required=True)
    decision = EmbeddedDocumentField(Decision, required=True)
    received_at = DateTimeField(required=True)
    rows_done = IntField(required=True, default=0)
    row_count = IntField(required=True)
    matched = IntField(required=True, default=0)
    differing = IntField(required=True, default=0)
    opened = IntField(required=True, default=0)
    seen_again = IntField(required=True, default=0)
    unread_rows = IntField(required=True, default=0)
    unread = PlainList(IntField())
    finished_at = DateTimeField()
    cancelled_at = DateTimeField()
    cancelled_by_name = StringField(default="")
    cancelled_reason = StringField(default="")
    stopped_at = DateTimeField()
    lease_until = DateTimeField()
    lease_holder = StringField(default="")

    meta = {
        "collection": "register_extracts",
        "auto_create_index": False,
        "indexes": [
            {"fields": ["number"], "unique": True},
            {"fields": ["digest"], "unique": True, "partialFilterExpression": {"live": True}},
            ("-received_at", "-number"),
            ("state", "-received_at"),
        ],
    }


DOCUMENTS = (RegisterExtract,)
