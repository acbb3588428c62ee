"""Major changes 重大事项: what a platform's host reported, and what its province made of it."""

from mongoengine import (
    BooleanField,
    DateField,
    DateTimeField,
    Document,
    EmbeddedDocument,
    EmbeddedDocumentListField,
    IntField,
    StringField,
)

from registry.documents.attachments import Attachment
from registry.plain_fields import PlainDict, PlainList


class ReportedVersion(EmbeddedDocument):
    """What was reported at one time; a correction adds a further one and overwrites nothing."""

    event_on = DateField(required=True)
    values = PlainDict()
    reported_at = DateTimeField(required=True)
    account_name = StringField(required=True)


class MajorChange(Document):
    """One reported change of a platform or its host. The library changes on verification alone.

    ``state`` moves by the table in ``registry.policy.major_changes``; ``open`` is true until an
    end, ``live`` unless refused or withdrawn. ``timeliness`` is the clock's, of the first
    report; ``judgement`` a reviewer's; ``outcome_reason`` why it was returned, refused or
    withdrawn. ``hosts`` may read it: who reported, and who carries the platform after it.
    ``prompted_by`` is the case in which the platform had been asked, or empty.
    """

    number = StringField(required=True)
    programme = StringField(required=True, default="national_reserve")
    platform = StringField(required=True)
    platform_name = StringField(required=True)
    host = StringField(required=True)
    hosts = PlainList(StringField(), required=True)
    host_name = StringField(required=True)
    credit_code = StringField(required=True)
    authority = StringField(required=True)
    kind = StringField(required=True)
    event_on = DateField(required=True)
    values = PlainDict()
    versions = EmbeddedDocumentListField(ReportedVersion)
    attachments = EmbeddedDocumentListField(Attachment)
    state = StringField(required=True)
    open = BooleanField(required=True, default=True)
    live = BooleanField(required=True, default=True)
    version = IntField(required=True, default=1)
    clause = StringField(required=True)
    rulebook = StringField(required=True)
    account = StringField(required=True)
    account_name = StringField(required=True)
    reported_at = DateTimeField(required=True)
    prompted_by = StringField(default="")
    timeliness = StringField(required=True)
    elapsed_days = IntField(required=True)
    last_day = DateField()
    judgement = StringField(default="")
    judgement_reason = StringField(default="")
    judged_by_name = StringField(default="")
    judged_at = DateTimeField()
    findings = StringField(default="")
    outcome_reason = StringField(default="")
    settled_by_name = StringField(default="")
    settled_at = DateTimeField()

    meta = {
        "collection": "major_changes",
        "auto_create_index": False,
        "indexes": [
            {"fields": ["number"], "unique": True},
            {
                "fields": ["platform", "kind"],
                "name": "one_open_of_a_kind",
                "unique": True,
                "partialFilterExpression": {"open": True},
            },
            {
                "fields": ["platform", "kind", "event_on"],
                "name": "one_live_of_a_day",
                "unique": True,
                "partialFilterExpression": {"live": True},
            },
            ("-reported_at", "-number"),
            ("authority", "-reported_at", "-number"),
            ("authority", "state", "-reported_at", "-number"),
            ("state", "-reported_at", "-number"),
            ("hosts", "-reported_at", "-number"),
            ("platform", "-reported_at"),
        ],
    }


DOCUMENTS = (MajorChange,)
