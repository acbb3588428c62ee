"""Initial loads 存量导入 as received: one immutable checked workbook, and its rows."""

from mongoengine import DateTimeField, Document, IntField, StringField

from registry.documents.workbooks import Workbook
from registry.plain_fields import PlainDict, PlainList


class InitialLoad(Workbook):
    """One workbook as the ministry sent it.

    ``sheets`` holds, for each sheet read, its title in the file, its counts and what was
    found of the sheet as a whole.
    """

    new_rows = IntField(required=True)
    matched_rows = IntField(required=True)
    refused_rows = IntField(required=True)
    sheets = PlainList(PlainDict())
    loaded_at = DateTimeField()

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
    values = PlainDict()
    raw = PlainDict()
    plan = PlainDict()
    findings = PlainList(PlainDict())
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
