"""Removals 移出: which decision took a platform out of the library, on what ground, when."""

from mongoengine import DateField, DateTimeField, Document, StringField


class Removal(Document):
    """One removal by one decision; a platform's number is removed once and for all.

    ``removed_on`` is when it took effect, not before ``decided_on``. ``name_key`` and
    ``decision_key`` are how a list names it again. The ban that may follow is a ``Ban``.
    """

    platform = StringField(required=True)
    credit_code = StringField(required=True)
    name_key = StringField(required=True)
    ground = StringField(required=True)
    clause = StringField(required=True)
    decision = StringField(required=True)
    decision_key = StringField(required=True)
    decided_on = DateField(required=True)
    removed_on = DateField(required=True)
    recorded_at = DateTimeField(required=True)
    source = StringField(required=True)

    meta = {
        "collection": "removals",
        "auto_create_index": False,
        "indexes": [
            {"fields": ["platform"], "unique": True},
            {"fields": ["credit_code", "name_key", "decision_key"], "unique": True},
        ],
    }


DOCUMENTS = (Removal,)
