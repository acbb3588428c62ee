"""Summary sheets 汇总表 as received: one immutable staged sheet, and its rows."""

from mongoengine import (
    BooleanField,
    DateTimeField,
    DictField,
    Document,
    DynamicField,
    EmbeddedDocument,
    EmbeddedDocumentField,
    IntField,
    ListField,
    StringField,
)


class Acceptance(EmbeddedDocument):
    """Who accepted a sheet, when, in which role then: admission acts in this name."""

    account = StringField(required=True)
    account_name = StringField(required=True)
    role = StringField(required=True)
    door = StringField(required=True)
    request_id = StringField(default="")
    accepted_at = DateTimeField(required=True)


class StampedScan(EmbeddedDocument):
    """The stamped scan of a sheet: what it is, never what it proves."""

    digest = StringField(required=True)
    name = StringField(required=True)
    media_type = StringField(required=True)
    pages = IntField(required=True)
    seal_mark = BooleanField(required=True)
    preview = StringField(required=True)
    received_at = DateTimeField(required=True)
    account_name = StringField(required=True)


class SummarySheet(Document):
    """One file as one authority sent it for one round. Only its standing changes.

    ``version`` counts those changes (ETag). ``standing`` is the state by the table in
    ``registry.policy.summary_sheet_states``. ``live`` is false once withdrawn: the same
    file may then be sent again. ``stopped_at`` is when admission last broke off by a fault and
    is not at its end since. ``lease_until`` is the database's time until which one
    worker admits; it only spares double work, rows are safe without it.
    """

    number = StringField(required=True)
    programme = StringField(required=True, default="national_reserve")
    authority = StringField(required=True)
    period = StringField(required=True)
    digest = StringField(required=True)
    filename = StringField(required=True)
    size = IntField(required=True)
    received_at = DateTimeField(required=True)
    account = StringField(required=True)
    account_name = StringField(required=True)
    rulebook = StringField(required=True)
    row_count = IntField(required=True)
    blocking_rows = IntField(required=True)
    warning_rows = IntField(required=True)
    note_rows = IntField(required=True)
    approved_rows = IntField(required=True)
    finding_count = IntField(required=True)
    findings = ListField(DictField())
    groups = ListField(DictField())
    state = StringField(required=True)
    live = BooleanField(required=True, default=True)
    version = IntField(required=True, default=1)
    scan = EmbeddedDocumentField(StampedScan)
    acceptance = EmbeddedDocumentField(Acceptance)
    admitted_at = DateTimeField()
    outcomes = DictField()
    withdrawn_at = DateTimeField()
    withdrawn_reason = StringField(default="")
    stopped_at = DateTimeField()
    lease_until = DateTimeField()
    lease_holder = StringField(default="")

    meta = {
        "collection": "summary_sheets",
        "auto_create_index": False,
        "indexes": [
            {"fields": ["number"], "unique": True},
            {
                "fields": ["authority", "period", "digest"],
                "unique": True,
                "partialFilterExpression": {"live": True},
            },
            ("authority", "-received_at", "-number"),
            ("-received_at", "-number"),
            ("state", "number"),
        ],
    }


class SummarySheetRow(Document):
    """One platform's row as read and judged. ``outcome`` and ``platform`` come with admission.

    ``values`` holds money in 万元 as Decimal128; ``raw`` what stood in a cell
    where that is not the value as written; ``worst`` the gravest severity among the row's
    findings, empty where there is none.
    """

    sheet = StringField(required=True)
    row = IntField(required=True)
    values = DictField()
    raw = DictField()
    opinion = StringField(required=True)
    worst = StringField(default="")
    findings = ListField(DictField())
    outcome = StringField(required=True)
    platform = StringField(default="")
    detail = DynamicField()

    meta = {
        "collection": "summary_sheet_rows",
        "auto_create_index": False,
        "indexes": [
            {"fields": ["sheet", "row"], "unique": True},
            ("sheet", "outcome", "row"),
            {
                # Most rows have no finding, and cost nothing here.
                "fields": ["sheet", "worst", "row"],
                "name": "sheet_worst_row_of_found",
                "partialFilterExpression": {"worst": {"$gt": ""}},
            },
        ],
    }


DOCUMENTS = (SummarySheet, SummarySheetRow)
