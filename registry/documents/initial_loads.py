"""Initial loads 存量导入 as received: one immutable checked workbook, and its rows."""

from mongoengine import (
    BooleanField,
    DateTimeField,
    DictField,
    Document,
    EmbeddedDocument,
    EmbeddedDocumentField,
    IntField,
    ListField,
    StringField,
)


class LoadDecision(EmbeddedDocument):
    """Who had a load carried out, when, in which role then: its rows are entered in this name."""

    account = StringField(required=True)
    account_name = StringField(required=True)
    role = StringField(required=True)
    door = StringField(required=True)
    request_id = StringField(default="")
    decided_at = DateTimeField(required=True)


class InitialLoad(Document):
    """One workbook as the ministry sent it. Only its standing changes.

    ``version`` counts those changes (ETag). ``sheets`` holds, for each sheet read, its title
    in the file, its counts and what was found of the sheet as a whole. ``live`` is false
    once withdrawn: the same file may then be sent again. ``stopped_at`` is when carrying
    out last broke off by a fault and is not at its end since.
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
    new_rows = IntField(required=True)
    matched_rows = IntField(required=True)
    refused_rows = IntField(required=True)
    finding_count = IntField(required=True)
    sheets = ListField(DictField())
    findings = ListField(DictField())
    groups = ListField(DictField())
    state = StringField(required=True)
    live = BooleanField(required=True, default=True)
    version = IntField(required=True, default=1)
    decision = EmbeddedDocumentField(LoadDecision)
    loaded_at = DateTimeField()
    outcomes = DictField()
    withdrawn_at = DateTimeField()
    withdrawn_reason = StringField(default="")
    stopped_at = DateTimeField()
    lease_until = DateTimeField()
    lease_holder = StringField(default="")

    meta = {
        "collection": "initial_loads",
        "auto_create_index": False,
        "indexes": [
            {"fields": ["number"], "unique": True},
            {"fields": ["digest"], "unique": True, "partialFilterExpression": {"live": True}},
            ("-received_at", "-number"),
            ("state", "-received_at"),
        ],
    }


class InitialLoadRow(Document):
    """One row as read and judged. ``place`` is its turn: what others rest on comes first.

    ``values`` holds what was read, days as ISO text; ``plan`` what judging made of it;
    ``platform`` the number it was entered under, or was found to have.
    """

    load = StringField(required=True)
    place = IntField(required=True)
    sheet = StringField(required=True)
    row = IntField(required=True)
    values = DictField()
    raw = DictField()
    plan = DictField()
    findings = ListField(DictField())
    outcome = StringField(required=True)
    platform = StringField(default="")
    detail = StringField(default="")

    meta = {
        "collection": "initial_load_rows",
        "auto_create_index": False,
        "indexes": [
            {"fields": ["load", "place"], "unique": True},
            ("load", "outcome", "place"),
            ("load", "sheet", "outcome", "place"),
        ],
    }


DOCUMENTS = (InitialLoad, InitialLoadRow)
