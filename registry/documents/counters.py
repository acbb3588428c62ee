"""Counters: the next free number of a series, taken inside the transaction that uses it."""

from mongoengine import Document, IntField, StringField


class Counter(Document):
    """One series of numbers and the last number given out."""

    series = StringField(primary_key=True)
    last = IntField(required=True)

    meta = {"collection": "counters", "auto_create_index": False}


def take_number(series: str) -> int:
    """Take the next number of a series; an aborted transaction gives it back."""
    return take_numbers(series, 1)[0]


def take_numbers(series: str, count: int) -> range:
    """Take the next numbers of a series, one or more, in one command."""
    counter = Counter.objects(series=series).modify(upsert=True, new=True, inc__last=count)
    return range(counter.last - count + 1, counter.last + 1)


DOCUMENTS = (Counter,)
