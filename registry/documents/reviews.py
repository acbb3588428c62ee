"""Reviews 审核 of applications: one for each submitted version, kept as it was decided."""

from mongoengine import (
    DateField,
    DateTimeField,
    Document,
    EmbeddedDocument,
    EmbeddedDocumentField,
    EmbeddedDocumentListField,
    IntField,
    StringField,
)

from registry.plain_fields import PlainDict, PlainList


class ReviewAnswer(EmbeddedDocument):
    """What one person answered to one criterion, and when; ``answer`` is empty while typing."""

    criterion = StringField(required=True)
    answer = StringField(default="")
    reason = StringField(default="")
    account_name = StringField(required=True)
    answered_at = DateTimeField(required=True)


class ReviewHolder(EmbeddedDocument):
    """Who held the application from when to when; ``reason`` where a lead ended it.

    ``before_opinion`` names the office of its division whose opinion was not waited for.
    """

    account = StringField(required=True)
    account_name = StringField(required=True)
    since = DateTimeField(required=True)
    until = DateTimeField()
    reason = StringField(default="")
    before_opinion = StringField(default="")


class ReviewDecision(EmbeddedDocument):
    """What was decided: its ground, the sections returned, by whom, under which rules.

    ``digest`` covers version, answers and decision.
    """

    outcome = StringField(required=True)
    opinion = StringField(default="")
    grounds = PlainList(StringField())
    sections = PlainList(PlainDict())
    until = DateField()
    account = StringField(required=True)
    account_name = StringField(required=True)
    decided_at = DateTimeField(required=True)
    digest = StringField(required=True)


class Review(Document):
    """The review of one submitted version of an application; after its decision unchanged.

    ``number`` is the version's. ``rulebook`` is the one that judged the version. ``notes``
    holds by section of the form what the host is to mend, ``opinion`` the ground of a
    recommendation or refusal, both as typed. ``revision`` grows with every change.
    """

    number = StringField(required=True)
    application = StringField(required=True)
    version = IntField(required=True, min_value=1)
    authority = StringField(required=True)
    host = StringField(required=True)
    period = StringField(required=True)
    rulebook = StringField(required=True)
    revision = IntField(required=True, min_value=1)
    state = StringField(required=True, choices=["open", "decided"])
    holders = EmbeddedDocumentListField(ReviewHolder)
    answers = EmbeddedDocumentListField(ReviewAnswer)
    notes = PlainDict()
    opinion = StringField(default="")
    decision = EmbeddedDocumentField(ReviewDecision)
    began_at = DateTimeField(required=True)
    saved_at = DateTimeField(required=True)

    meta = {
        "collection": "reviews",
        "auto_create_index": False,
        "indexes": [
            {"fields": ["number"], "unique": True},
            {"fields": ["application", "version"], "unique": True},
        ],
    }


DOCUMENTS = (Review,)
