"""Possible unreported changes 疑似未报告变更: what was seen, what the host was asked and said."""

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


class Sighting(EmbeddedDocument):
    """That a source said something else than the record, and when this was seen.

    ``source`` names it once and for all (``quarterly_update:<receipt>``,
    ``register_extract:<number>:<row>``); ``said`` is what stood there.
    """

    origin = StringField(required=True)
    source = StringField(required=True)
    said = StringField(required=True, max_length=500)
    seen_at = DateTimeField(required=True)


class HostAnswer(EmbeddedDocument):
    """What a host answered, at one time; ``late`` is a flag, and refuses nothing."""

    text = StringField(required=True)
    account_name = StringField(required=True)
    answered_at = DateTimeField(required=True)
    late = BooleanField(required=True, default=False)


class UnreportedChange(Document):
    """One difference of one platform: which field, what is on record, what was seen.

    ``state`` moves by the table in ``registry.policy.unreported_changes``; ``open`` is true
    until an end, ``version`` counts the changes (ETag). ``key`` is the new value as it is
    compared. ``told_host`` is the host that was asked, empty before: until then it is the
    office's own matter. ``report`` is the major change that explained it.
    """

    number = StringField(required=True)
    programme = StringField(required=True, default="national_reserve")
    platform = StringField(required=True)
    platform_name = StringField(required=True)
    host = StringField(required=True)
    host_name = StringField(required=True)
    credit_code = StringField(required=True)
    authority = StringField(required=True)
    field = StringField(required=True)
    old_value = StringField(default="", max_length=500)
    new_value = StringField(required=True, max_length=500)
    key = StringField(required=True, max_length=500)
    origin = StringField(required=True)
    facts = StringField(default="")
    sightings = EmbeddedDocumentListField(Sighting)
    first_seen_on = DateField(required=True)
    state = StringField(required=True)
    open = BooleanField(required=True, default=True)
    version = IntField(required=True, default=1)
    clause = StringField(required=True)
    rulebook = StringField(required=True)
    account = StringField(required=True)
    account_name = StringField(required=True)
    opened_at = DateTimeField(required=True)
    question = StringField(default="")
    asked_at = DateTimeField()
    asked_by_name = StringField(default="")
    answer_until = DateField()
    told_host = StringField(default="")
    answered = BooleanField(required=True, default=False)
    answers = EmbeddedDocumentListField(HostAnswer)
    attachments = EmbeddedDocumentListField(Attachment)
    report = StringField(default="")
    outcome_reason = StringField(default="")
    settled_by_name = StringField(default="")
    settled_at = DateTimeField()

    meta = {
        "collection": "unreported_changes",
        "auto_create_index": False,
        "indexes": [
            {"fields": ["number"], "unique": True},
            {
                "fields": ["platform", "field", "key"],
                "unique": True,
                "partialFilterExpression": {"open": True},
                "name": "one_open_of_a_value",
            },
            ("platform", "-opened_at"),
            ("-opened_at", "-number"),
            ("authority", "-opened_at", "-number"),
            ("authority", "state", "-opened_at", "-number"),
            ("state", "-opened_at", "-number"),
            {
                "fields": ["told_host", "-opened_at", "-number"],
                "partialFilterExpression": {"told_host": {"$gt": ""}},
                "name": "told_host_by_time",
            },
            ("authority", "state", "field", "origin", "answered"),
        ],
    }


DOCUMENTS = (UnreportedChange,)
