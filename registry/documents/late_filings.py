"""Late filing leaves 补报许可: who may file which quarter after its window, until when, and why."""

from mongoengine import (
    BooleanField,
    DateField,
    DateTimeField,
    Document,
    EmbeddedDocumentListField,
    IntField,
    StringField,
)

from registry.documents.evidence import Paper

LONGEST_REASON = 1000


class LateFilingLeave(Document):
    """One leave for one quarter: for ``platform``, or for a whole authority where that is empty.

    ``until`` (excluded) is the end of ``last_day``, or the moment it was ended before. ``excused``
    is the ministry's word alone. ``version`` is its ETag.
    """

    number = StringField(required=True)
    programme = StringField(required=True, default="national_reserve")
    authority = StringField(required=True)
    platform = StringField(required=True, default="")
    platform_name = StringField(default="")
    host = StringField(default="")
    period = StringField(required=True)
    excused = BooleanField(required=True, default=False)
    reason = StringField(required=True, max_length=LONGEST_REASON)
    side = StringField(required=True)
    last_day = DateField(required=True)
    opens_at = DateTimeField(required=True)
    until = DateTimeField(required=True)
    rulebook = StringField(required=True)
    version = IntField(required=True, default=1)
    account = StringField(required=True)
    account_name = StringField(required=True)
    evidence = EmbeddedDocumentListField(Paper)
    ended_at = DateTimeField()
    ended_by_name = StringField(default="")
    ended_reason = StringField(default="")

    meta = {
        "collection": "late_filing_leaves",
        "auto_create_index": False,
        "indexes": [
            {"fields": ["number"], "unique": True},
            ("authority", "period", "platform"),
            ("platform", "period"),
            ("period", "authority"),
            ("authority", "platform", "until"),
            ("-opens_at", "-number"),
            ("authority", "-opens_at", "-number"),
            ("host", "-opens_at", "-number"),
        ],
    }


DOCUMENTS = (LateFilingLeave,)
