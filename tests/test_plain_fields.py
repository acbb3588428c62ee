"""Fields for plain values: given back as they are stored, and watched for changes inside."""

from datetime import datetime

import pytest
from bson.decimal128 import Decimal128
from mongoengine import Document, StringField
from mongoengine.connection import get_db
from mongoengine.errors import ValidationError

from registry.clock import SHANGHAI
from registry.plain_fields import PlainDict, PlainList

AT = datetime(2026, 12, 28, 9, tzinfo=SHANGHAI)


class Paper(Document):
    """A record with plain values of all shapes."""

    named = PlainDict()
    listed = PlainList(PlainDict())
    words = PlainList(StringField(), required=True)

    meta = {"collection": "plain_papers", "auto_create_index": False}  # noqa: RUF012 - the mapper reads a plain dictionary


def test_values_come_back_as_they_are_stored(database: None) -> None:
    """Exact figures, instants, blanks, and what stands in one another."""
    named = {"figure": Decimal128("1.50"), "none": None, "inner": {"at": AT, "list": [1, [2]]}}
    Paper(named=named, listed=[{"a": {"b": [1]}}], words=["甲"]).save()
    kept = Paper.objects.get()
    assert kept.named == named
    assert kept.listed == [{"a": {"b": [1]}}]
    stored = get_db().plain_papers.find_one({}, {"_id": 0})
    assert stored == {"named": named, "listed": [{"a": {"b": [1]}}], "words": ["甲"]}


def test_a_change_inside_is_noticed(database: None) -> None:
    """In a dictionary, in a list, and two levels down."""
    Paper(named={"inner": {"a": 1}}, listed=[{"a": 1}], words=["甲"]).save()
    paper = Paper.objects.get()
    paper.named["inner"]["a"] = 2
    paper.listed[0]["a"] = 3
    paper.words.append("乙")
    paper.save()
    kept = Paper.objects.get()
    assert (kept.named, kept.listed) == ({"inner": {"a": 2}}, [{"a": 3}])
    assert kept.words == ["甲", "乙"]


def test_a_record_takes_nothing_from_another(database: None) -> None:
    """What it is made of is copied, so that a later change stays with whom it was made to."""
    given = {"a": 1}
    first = Paper(named=given, words=dict.fromkeys(["甲"]).keys())
    second = Paper(named=first.named, words=first.words)
    second.named["b"] = given["c"] = 2
    second.words.append("乙")
    assert (first.named, first.words) == ({"a": 1}, ["甲"])
    first.save()
    assert Paper.objects.get().words == ["甲"]


@pytest.mark.parametrize("wrong", [{"named": ["甲"]}, {"words": "甲"}, {"words": {"a": 1}}])
def test_what_is_no_list_and_no_dictionary_is_refused(database: None, wrong: object) -> None:
    """Each by the mapper, before it is kept."""
    with pytest.raises(ValidationError):
        Paper(**{"words": ["甲"]} | wrong).save()


def test_what_was_met_in_walking_through_is_not_noticed(database: None) -> None:
    """The bound of watching: whoever changes that gives the field its value anew."""
    Paper(listed=[{"a": 1}], words=["甲"]).save()
    paper = Paper.objects.get()
    for one in paper.listed:
        one["a"] = 2
    paper.save()
    assert Paper.objects.get().listed == [{"a": 1}]
    paper.listed = list(paper.listed)
    paper.listed[0]["a"] = 3
    paper.save()
    assert Paper.objects.get().listed == [{"a": 3}]


def test_each_record_has_a_default_of_its_own() -> None:
    """Nothing put into one stands in the next."""
    first, second = Paper(), Paper()
    first.named["a"] = 1
    first.listed.append({})
    assert (second.named, second.listed) == ({}, [])
