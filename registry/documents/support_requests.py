"""Requests for support 支持诉求: what a host asks of its province, and what came of it 二（三）."""

from mongoengine import (
    DateTimeField,
    Document,
    EmbeddedDocument,
    EmbeddedDocumentListField,
    IntField,
    StringField,
)

LONGEST_TEXT = 1000


class SupportStep(EmbeddedDocument):
    """One step of a request: what was done, when, by which side, in which words.

    ``step`` is ``policy.support_requests.SupportStepKind``; ``outcome`` and ``department`` are an
    answer's alone.
    """

    step = StringField(required=True)
    side = StringField(required=True)
    at = DateTimeField(required=True)
    by_name = StringField(required=True)
    text = StringField(default="", max_length=LONGEST_TEXT)
    outcome = StringField(default="")
    department = StringField(default="")


class SupportRequest(Document):
    """One request of one platform for one kind of support, asked with a quarterly update.

    ``state`` and ``outcome`` are ``policy.support_requests``'; ``outcome`` is the last answer's
    and empty before one. ``receipt`` is the update's that it came with. ``handler_name`` is who
    took it in hand last. ``version`` is its ETag.
    """

    number = StringField(required=True)
    programme = StringField(required=True, default="national_reserve")
    authority = StringField(required=True)
    platform = StringField(required=True)
    platform_name = StringField(required=True)
    host = StringField(required=True)
    host_name = StringField(required=True)
    period = StringField(required=True)
    receipt = StringField(required=True)
    kind = StringField(required=True)
    wanted = StringField(required=True)
    state = StringField(required=True, default="asked")
    outcome = StringField(default="")
    department = StringField(default="")
    handler_name = StringField(default="")
    steps = EmbeddedDocumentListField(SupportStep)
    rulebook = StringField(required=True)
    version = IntField(required=True, default=1)
    account = StringField(required=True)
    account_name = StringField(required=True)
    asked_at = DateTimeField(required=True)
    moved_at = DateTimeField(required=True)
    answered_at = DateTimeField()

    meta = {
        "collection": "support_requests",
        "auto_create_index": False,
        "indexes": [
            {"fields": ["number"], "unique": True},
            ("platform", "period", "kind"),
            ("authority", "state", "asked_at"),
            ("host", "state", "asked_at"),
            ("authority", "kind", "state"),
            ("kind", "authority", "state"),
            ("-asked_at", "-number"),
            ("authority", "-asked_at", "-number"),
            ("host", "-asked_at", "-number"),
        ],
    }


DOCUMENTS = (SupportRequest,)
