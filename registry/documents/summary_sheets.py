"""Summary sheets 汇总表 as received: one immutable staged sheet, and its rows."""

from mongoengine import (
    BooleanField,
    DateTimeField,
    Document,
    DynamicField,
    EmbeddedDocument,
    EmbeddedDocumentField,
    EmbeddedDocumentListField,
    IntField,
    StringField,
)

from registry.documents.stamped_scans import StampedScan
from registry.documents.workbooks import Workbook
from registry.plain_fields import PlainDict, PlainList


class CheckedPage(EmbeddedDocument):
    """A page of the stamped scan that a person compared with the rows, and when."""

    page = IntField(required=True, min_value=1)
    account = StringField(required=True)
    account_name = StringField(required=True)
    checked_at = DateTimeField(required=True)


class SummarySheet(Workbook):
    """One file as one authority sent it for one round, or as the system wrote it (``written``).

    ``state`` moves by the table in ``registry.policy.summary_sheet_states``; ``decision`` is
    its acceptance. ``sheet_name`` is the sheet of the workbook that was read; ``checked_pages``
    are those of the present ``scan``: another scan has none.
    """

    programme = StringField(required=True, default="national_reserve")
    authority = StringField(required=True)
    period = StringField(required=True)
    sheet_name = StringField(default="")
    blocking_rows = IntField(required=True)
    warning_rows = IntField(required=True)
    note_rows = IntField(required=True)
    approved_rows = IntField(required=True)
    written = BooleanField(required=True, default=False)
    scan = EmbeddedDocumentField(StampedScan)
    checked_pages = EmbeddedDocumentListField(CheckedPage)
    admitted_at = DateTimeField()

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
            ("authority", "period", "state", "received_at"),
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
    values = PlainDict()
    raw = PlainDict()
    opinion = StringField(required=True)
    worst = StringField(default="")
    findings = PlainList(PlainDict())
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
