"""Counters: the next free number of a series, taken inside the transaction that uses it."""

from mongoengine import Document, IntField, StringField


class Counter(Document):
    """One series of numbers and the last number given out."""

    series = StringField(primary_key=True)
    last = IntField(required=True)

    meta = {"collection": "counters", "auto_create_index": False}


def take_number(series: str) -> int:
    """Take the next number of a series; an aborted transaction gives it back."""
    counter = Counter.objects(series=series).modify(upsert=True, new=True, inc__last=1)
    return int(counter.last)


DOCUMENTS = (Counter,)
