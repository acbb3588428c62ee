"""Seats 席位: what must always be held by somebody, so that two cannot leave it at once."""

from mongoengine import Document, IntField, StringField


class Seat(Document):
    """One seat, such as ``provincial_lead:330000``, and how often its holders were looked at."""

    key = StringField(primary_key=True)
    looks = IntField(required=True)

    meta = {"collection": "seats", "auto_create_index": False}


def take_hold(key: str) -> None:
    """Take hold of a seat inside the caller's transaction.

    Whoever else takes hold of it meanwhile conflicts and starts again, on what is true then.
    """
    Seat.objects(key=key).modify(upsert=True, inc__looks=1)


DOCUMENTS = (Seat,)
