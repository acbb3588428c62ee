"""The duty ledger 应报台账: one row for each platform, duty and period, as it last was settled.

Everything in it follows from other records; ``services.duty_ledger`` writes it, and writes it
again from them at any time.
"""

from mongoengine import BooleanField, DateTimeField, Document, StringField


class DutyRow(Document):
    """One duty of one platform for one period. ``state`` is a ``policy.duties.DutyState``.

    ``filed_as`` is how the first version counted when it came at ``filed_at``, ``receipt`` its
    number; empty without one. ``opens_at`` and ``due_at`` (excluded) are the window's.
    ``owes`` says whether the platform's days in the library let it owe this. ``settled_at`` is
    when ``state`` was last worked out: what was due since, the answer on a page knows all the same.
    """

    id = StringField(primary_key=True)
    duty = StringField(required=True)
    period = StringField(required=True)
    platform = StringField(required=True)
    platform_name = StringField(required=True)
    authority = StringField(required=True)
    host = StringField(required=True)
    field = StringField(default="")
    owes = BooleanField(required=True)
    state = StringField(required=True)
    opens_at = DateTimeField(required=True)
    due_at = DateTimeField(required=True)
    filed_as = StringField(default="")
    filed_at = DateTimeField()
    receipt = StringField(default="")
    settled_at = DateTimeField(required=True)

    meta = {
        "collection": "duties",
        "auto_create_index": False,
        "indexes": [
            {"fields": ["period", "platform"], "unique": True},
            ("platform", "-period"),
            ("period", "authority", "state", "platform"),
            ("authority", "period", "state"),
        ],
    }


DOCUMENTS = (DutyRow,)
