"""Removals 移出: which decision took a platform out of the library, on what ground, when."""

from mongoengine import DateField, DateTimeField, Document, StringField


class Removal(Document):
    """One removal by one decision.

    ``removed_on`` is when it took effect, not before ``decided_on``. ``name_key`` and
    ``decision_key`` are how a list names it again. The ban that may follow is a ``Ban``.
    ``undone_by`` is the appeal that annulled or changed the decision, ``undone_at`` when.
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
    undone_by = StringField(default="")
    undone_at = DateTimeField()

    meta = {
        "collection": "removals",
        "auto_create_index": False,
        "indexes": [
            ("platform", "recorded_at"),
            {
                "fields": ["credit_code", "name_key", "decision_key", "ground", "undone_by"],
                "unique": True,
                "name": "one_per_decision_and_ground",
            },
        ],
    }


DOCUMENTS = (Removal,)
