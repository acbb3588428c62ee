"""A stored record as its object: what the mapper would have made of it, and as alive."""

from datetime import datetime
from typing import Any

import pytest
from bson import Int64, ObjectId
from bson.decimal128 import Decimal128
from mongoengine import Document
from mongoengine.connection import get_db

from registry.clock import SHANGHAI
from registry.documents.bans import Ban
from registry.documents.catalogue import all_documents
from registry.documents.condition_findings import ConditionFinding
from registry.documents.platforms import Platform
from registry.documents.quarterly_updates import BehalfDraft, QuarterlyUpdate, UpdateDraft
from registry.documents.update_returns import UpdateReturn
from registry.objects import object_of

AT = datetime(2026, 12, 28, 9, tzinfo=SHANGHAI)
GROUNDS = {"authority": "330000", "reason": "停电", "channel": "phone", "reference": "9 时"}
DRAFT = {"platform": "1", "period": "2026Q4", "version": 3, "values": {"load": "85"}}
ROWS: list[tuple[type[Document], dict[str, Any]]] = [
    (Platform, {"number": "1", "state": "in_library", "removed_at": None, "admitted_at": AT}),
    (
        Platform,
        {
            "number": "1",
            "profile": {"equipment_value": Decimal128("1350.50")},
            "realtime": {"load": {"value": 85, "measured_at": AT}},
            "absences": [{"left_at": AT, "back_at": AT, "appeal": "YY-1"}],
        },
    ),
    (
        QuarterlyUpdate,
        {
            "number": "2026Q4-1-1",
            "version": 1,
            "content": {"a": Decimal128("1.50")},
            "changed": ["a"],
            "findings": [{"code": "x", "params": {"y": "z"}}],
            "on_behalf": GROUNDS,
        },
    ),
    (UpdateDraft, DRAFT | {"saved_by": "甲", "saved_at": AT}),
    (BehalfDraft, DRAFT | {"on_behalf": GROUNDS}),
    (
        UpdateReturn,
        {"number": "1", "returned_version": Int64(2), "sections": ["capacity"], "version": 3},
    ),
    (
        ConditionFinding,
        {
            "number": "1",
            "value": Decimal128("900.5"),
            "wanted": Decimal128("1000"),
            "percent": None,
            "version": 2,
            "seen": [{"source": "s", "value": Decimal128("1"), "wanted": Decimal128("2")}],
            "notes": [{"text": "已核", "noted_at": AT}],
        },
    ),
    (Ban, {"from_day": datetime(2026, 12, 31), "until_day": datetime(2029, 12, 30)}),  # noqa: DTZ001 - as the driver reads a day
]


@pytest.mark.parametrize(("kind", "row"), ROWS)
def test_an_object_is_what_the_mapper_reads(kind: type[Document], row: dict[str, Any]) -> None:
    """Fields, defaults, what stands inside, and what would be written of it are the mapper's."""
    stored = {"_id": ObjectId(), **row}
    ours, theirs = object_of(kind, stored), kind._from_son(dict(stored))
    assert ours._data == theirs._data
    assert ours.to_mongo() == theirs.to_mongo()
    assert ours == theirs
    assert (ours._created, ours._changed_fields) == (theirs._created, theirs._changed_fields)


@pytest.mark.parametrize("kind", all_documents())
def test_of_every_kind_an_empty_object_is_the_mappers(kind: type[Document]) -> None:
    """Whatever fields a kind has: their defaults are those of the mapper, each object's own."""
    ours, theirs = object_of(kind, {}), kind._from_son({})
    assert ours._data.keys() == theirs._data.keys()
    for name, value in ours._data.items():
        # A moment of its own making is that of each.
        assert value == theirs._data[name] or isinstance(value, datetime)
        assert not isinstance(value, dict | list) or value is not object_of(kind, {})._data[name]


@pytest.mark.parametrize("kind", [Platform, QuarterlyUpdate, UpdateReturn, ConditionFinding])
def test_what_is_no_field_is_refused(kind: type[Document]) -> None:
    """A record of another kind, or of a later version, is not read as if it were this one."""
    with pytest.raises(KeyError):
        object_of(kind, {"number": "1", "of_another_kind": 1})


def test_a_change_to_an_object_is_kept(database: None) -> None:
    """Also inside its values, and inside what belongs to it."""
    texts = ("number", "authority", "host", "credit_code", "host_name", "name", "name_key", "basis")
    stored = dict.fromkeys(texts, "1") | {
        "state": "in_library",
        "admitted_at": AT,
        "changed_at": AT,
        "profile": {"load": 85},
        "absences": [{"left_at": AT, "back_at": AT, "appeal": "YY-1"}],
    }
    get_db().platforms.insert_one(stored)
    platform = object_of(Platform, get_db().platforms.find_one())
    platform.profile["load"] = 90
    platform.absences[0].appeal = "YY-2"
    platform.name = "另一名称"
    platform.save()
    kept = Platform.objects.get()
    assert (kept.name, kept.profile, kept.absences[0].appeal) == ("另一名称", {"load": 90}, "YY-2")
