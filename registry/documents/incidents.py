"""Incidents 事故和违规情形 of a platform or its host: what was stated, examined, corrected."""

from mongoengine import (
    BooleanField,
    DateField,
    DateTimeField,
    Decimal128Field,
    Document,
    EmbeddedDocument,
    EmbeddedDocumentListField,
    IntField,
    MapField,
    StringField,
)

from registry.documents.evidence import Paper
from registry.plain_fields import PlainList

LONGEST_TEXT = 4000


class MetCriterion(EmbeddedDocument):
    """One criterion that was reached, as it stood then: what was read, the line, its source."""

    name = StringField(required=True)
    source = StringField(required=True)
    read = Decimal128Field()
    line = Decimal128Field()


class IncidentStatement(EmbeddedDocument):
    """One version of what is stated, written once; the last one stands.

    ``figures`` holds those that were stated, money in 万元. ``side`` says who states it. What
    follows from it by the lines of its day is kept beside: ``grade``, ``at_line`` (None: nobody
    can say yet), ``met`` and ``missing``.
    """

    side = StringField(required=True)
    occurred_on = DateField(required=True)
    site = StringField(required=True)
    relation = StringField(required=True, max_length=LONGEST_TEXT)
    basis = StringField(required=True)
    figures = MapField(Decimal128Field())
    ticks = PlainList(StringField())
    found = StringField(default="")
    organ = StringField(default="", max_length=200)
    document = StringField(default="", max_length=200)
    document_on = DateField()
    facts = StringField(required=True, max_length=LONGEST_TEXT)
    reason = StringField(default="", max_length=500)
    grade = StringField(required=True)
    at_line = BooleanField()
    met = EmbeddedDocumentListField(MetCriterion)
    missing = PlainList(StringField())
    rulebook = StringField(required=True)
    account = StringField(required=True)
    account_name = StringField(required=True)
    recorded_at = DateTimeField(required=True)


class IncidentExamination(EmbeddedDocument):
    """One examination of one statement: whether it is so, whether it counts for the platform.

    ``statement`` is the number of the statement examined, from 1; ``counts`` None where it is
    unfounded.
    """

    statement = IntField(required=True)
    outcome = StringField(required=True)
    counts = BooleanField()
    reason = StringField(required=True, max_length=LONGEST_TEXT)
    side = StringField(required=True)
    account = StringField(required=True)
    account_name = StringField(required=True)
    examined_at = DateTimeField(required=True)


class Incident(Document):
    """One incident of one kind. ``state`` moves by ``registry.policy.incidents``.

    ``version`` counts its changes (ETag). ``occurred_on``, ``grade`` and ``at_line`` are those of
    the statement that stands, ``counts`` that of the examination of it. ``update`` is the
    receipt of the quarterly update it was recorded from, ``removal_case`` the case opened on it.
    """

    number = StringField(required=True)
    programme = StringField(required=True, default="national_reserve")
    authority = StringField(required=True)
    platform = StringField(required=True)
    platform_name = StringField(required=True)
    host = StringField(required=True)
    host_name = StringField(required=True)
    kind = StringField(required=True)
    state = StringField(required=True)
    version = IntField(required=True, default=1)
    occurred_on = DateField(required=True)
    grade = StringField(required=True)
    at_line = BooleanField()
    counts = BooleanField()
    update_receipt = StringField(default="")
    removal_case = StringField(default="")
    statements = EmbeddedDocumentListField(IncidentStatement)
    examinations = EmbeddedDocumentListField(IncidentExamination)
    evidence = EmbeddedDocumentListField(Paper)
    recorded_at = DateTimeField(required=True)

    meta = {
        "collection": "incidents",
        "auto_create_index": False,
        "indexes": [
            {"fields": ["number"], "unique": True},
            ("-recorded_at", "-number"),
            ("authority", "-recorded_at", "-number"),
            ("host", "-recorded_at", "-number"),
            ("platform", "-recorded_at", "-number"),
            ("authority", "state", "kind", "at_line", "counts", "removal_case"),
            ("update_receipt",),
        ],
    }

    @property
    def stands(self) -> IncidentStatement:
        """Return the statement that stands."""
        return self.statements[-1]

    @property
    def examination(self) -> IncidentExamination | None:
        """Return the examination of the statement that stands, or None while it waits."""
        last = self.examinations[-1] if self.examinations else None
        return last if last and last.statement == len(self.statements) else None


DOCUMENTS = (Incident,)
