"""Lineage 前身和承继: which host or platform came out of which, by a merger or split."""

from mongoengine import DateField, DateTimeField, Document, StringField


class Lineage(Document):
    """One step from a predecessor to a successor; written once, never changed.

    ``kind`` is host or platform; ``predecessor`` and ``successor`` are host ids or platform
    numbers. ``how`` is the kind of the major change, ``change`` its number.
    """

    kind = StringField(required=True, choices=["host", "platform"])
    predecessor = StringField(required=True)
    successor = StringField(required=True)
    how = StringField(required=True)
    change = StringField(required=True)
    effective_on = DateField(required=True)
    recorded_at = DateTimeField(required=True)

    meta = {
        "collection": "lineages",
        "auto_create_index": False,
        "indexes": [
            {"fields": ["predecessor", "effective_on"], "name": "lineage_forward"},
            {"fields": ["successor", "effective_on"], "name": "lineage_back"},
            {
                "fields": ["change", "predecessor", "successor"],
                "unique": True,
                "name": "lineage_once_per_change",
            },
        ],
    }


DOCUMENTS = (Lineage,)
