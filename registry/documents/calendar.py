"""State Council holiday notices that were imported; they win over what came with the program."""

from mongoengine import DateField, DateTimeField, Document, IntField, ListField, StringField


class CalendarNotice(Document):
    """One notice by its number: the days off and the make-up working days it sets."""

    number = StringField(primary_key=True)
    year = IntField(required=True)
    issued = DateField(required=True)
    off_days = ListField(DateField())
    work_days = ListField(DateField())
    recorded_at = DateTimeField(required=True)

    meta = {"collection": "calendar_notices", "auto_create_index": False, "indexes": ["year"]}


DOCUMENTS = (CalendarNotice,)
