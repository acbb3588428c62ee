"""Reminders 提醒: which step was told to whom, so that nobody is told it twice."""

from mongoengine import DateTimeField, Document, StringField


class Reminder(Document):
    """One step told to one recipient, written with its message; the id makes it once.

    ``id`` is step, period, audience and recipient. A step for which an authority and its hosts
    had nothing to be told is kept as well: it was looked at.
    """

    id = StringField(primary_key=True)
    recorded_at = DateTimeField(required=True)

    meta = {"collection": "reminders", "auto_create_index": False}


DOCUMENTS = (Reminder,)
