"""Real-time updates 实时更新: what a host, or its platform's own system, reported at any time."""

from mongoengine import (
    BooleanField,
    DateTimeField,
    Document,
    EmbeddedDocument,
    EmbeddedDocumentField,
    IntField,
    StringField,
)

from registry.plain_fields import PlainDict, PlainList


class RealtimeSettlement(EmbeddedDocument):
    """What the host said of its questioned values, once: ``confirmed`` or ``withdrawn``."""

    outcome = StringField(required=True, choices=["confirmed", "withdrawn"])
    reason = StringField(default="")
    account = StringField(required=True)
    account_name = StringField(required=True)
    settled_at = DateTimeField(required=True)


class RealtimeUpdate(Document):
    """One report, written once; its values never change. ``serial`` counts a platform's reports.

    ``values`` holds exact decimals and whole numbers by field key, ``fields`` the keys.
    ``questions`` says of a questioned value why; while nobody has said a word of them the
    report is ``open``. ``counted`` are the fields whose value counts: unquestioned, or confirmed.
    """

    platform = StringField(required=True)
    serial = IntField(required=True, min_value=1)
    host = StringField(required=True)
    authority = StringField(required=True)
    form_version = StringField(required=True)
    values = PlainDict(required=True)
    fields = PlainList(StringField(), required=True)
    questions = PlainDict()
    counted = PlainList(StringField())
    open = BooleanField(required=True)
    measured_at = DateTimeField(required=True)
    received_at = DateTimeField(required=True)
    rulebook = StringField(required=True)
    account = StringField(required=True)
    account_name = StringField(required=True)
    door = StringField(required=True)
    settlement = EmbeddedDocumentField(RealtimeSettlement)

    meta = {
        "collection": "realtime_updates",
        "auto_create_index": False,
        "indexes": [
            {"fields": ["platform", "serial"], "unique": True},
            ("platform", "fields", "-serial"),
            {
                "fields": ["platform", "-serial"],
                "name": "questioned",
                "partialFilterExpression": {"open": True},
            },
        ],
    }


DOCUMENTS = (RealtimeUpdate,)
