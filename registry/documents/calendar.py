"""State Council holiday notices that were imported; they win over what came with the program."""

from mongoengine import DateField, DateTimeField, Document, IntField, ListField, StringField


class CalendarNotice(Document):
    """One notice as it came in: the days off and the make-up working days it sets.

    One that comes again under its number with other days is a version beside the first:
    what stood in between was once a reading, and counts (ruling 3).
    """

    number = StringField(required=True)
    year = IntField(required=True)
    issued = DateField(required=True)
    off_days = ListField(DateField())
    work_days = ListField(DateField())
    recorded_at = DateTimeField(required=True)

    meta = {
        "collection": "calendar_notices",
        "auto_create_index": False,
        "indexes": [{"fields": ["number", "recorded_at"], "unique": True}],
    }


DOCUMENTS = (CalendarNotice,)
