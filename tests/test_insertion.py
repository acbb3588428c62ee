"""Inserting many records at once: what the mapper would store, and nothing it would refuse."""

from datetime import date, datetime

import pytest
from bson.decimal128 import Decimal128
from mongoengine import Document
from mongoengine.errors import NotUniqueError, ValidationError

from registry.clock import SHANGHAI
from registry.database import transact
from registry.documents.catalogue import all_documents
from registry.documents.hosts import Host, HostName
from registry.documents.ledger import LedgerEntry
from registry.documents.outbox import OutboxMessage
from registry.documents.platforms import Platform, PlatformFact
from registry.documents.quarterly_updates import QuarterlyUpdate
from registry.insertion import as_stored, insert_all

AT = datetime(2026, 12, 28, 9, tzinfo=SHANGHAI)
HOST = {"credit_code": "A", "name": "甲公司", "name_key": "甲公司", "recorded_at": AT}
ROWS = [
    (Host, HOST),
    (
        HostName,
        {"host": "1", "name": "甲", "name_key": "甲", "effective_on": AT.date(), "recorded_at": AT},
    ),
    (
        PlatformFact,
        {
            "platform": "1",
            "aspect": "profile",
            "value": {"a": 1},
            "effective_on": date(2024, 2, 29),
            "recorded_at": AT,
            "source": "x",
        },
    ),
    (
        OutboxMessage,
        {"audience": "host", "recipient": "1", "code": "c", "subject": "s", "recorded_at": AT},
    ),
    (Platform, dict.fromkeys(("number", "authority", "host", "credit_code"), "1")
     | dict.fromkeys(("host_name", "name", "name_key", "state", "basis"), "1")
     | {"admitted_at": AT, "changed_at": AT, "removed_at": None}),
    (QuarterlyUpdate, dict.fromkeys(("number", "platform", "platform_name", "host"), "1")
     | dict.fromkeys(("host_name", "authority", "period", "form_version", "timeliness"), "1")
     | dict.fromkeys(("rulebook", "digest", "account", "account_name"), "1")
     | {"version": 1, "content": {"a": Decimal128("1.50"), "b": 2, "c": False}, "before": {},
        "changed": ["a"], "findings": [{"code": "x", "params": {"y": "z"}}], "submitted_at": AT}),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "row"), ROWS)
def test_a_record_is_stored_as_the_mapper_stores_it(
    kind: type[Document], row: dict[str, object]
) -> None:
    """Names, defaults, days and what is left out are the mapper's own."""
    assert as_stored(kind, row) == kind(**row).to_mongo().to_dict()


@pytest.mark.parametrize(
    "wrong",
    [{"nobody": 1}, {"name": None}, {"name": "甲" * 501}, {"credit_code": "1" * 19}],
)
def test_what_the_mapper_refuses_is_refused(database: None, wrong: dict[str, object]) -> None:
    """An unknown, missing or too long field stops the whole batch before anything is written."""
    with pytest.raises(ValidationError):
        insert_all(Host, [HOST, HOST | {"credit_code": "B"} | wrong])
    assert Host.objects.count() == 0


def test_a_word_outside_the_choices_is_refused() -> None:
    """A message to an audience that does not exist is refused."""
    with pytest.raises(ValidationError, match="audience"):
        as_stored(OutboxMessage, ROWS[3][1] | {"audience": "everybody"})


def test_a_double_is_told_as_the_mapper_tells_it(database: None) -> None:
    """A second record under a unique index raises NotUniqueError and leaves none of its batch."""
    insert_all(Host, [HOST])
    with pytest.raises(NotUniqueError):
        transact(lambda: insert_all(Host, [HOST | {"credit_code": "B"}, HOST]))
    assert [host.credit_code for host in Host.objects] == ["A"]


def test_defaults_are_not_shared(database: None) -> None:
    """Each record gets an empty table of its own, and its own id."""
    first, second = (as_stored(OutboxMessage, ROWS[3][1]) for _ in range(2))
    assert first["params"] is not second["params"]
    assert len(set(insert_all(OutboxMessage, [ROWS[3][1]] * 3))) == 3


def test_no_kind_keeps_another_class_in_its_records() -> None:
    """Every kind of record is plain: none would want a class name stored beside its fields."""
    assert [kind for kind in all_documents() if kind._meta.get("allow_inheritance")] == []
    assert "_cls" not in as_stored(LedgerEntry, dict.fromkeys(_LEDGER, "1"))


_LEDGER = (
    "subject", "sequence", "verb", "account", "account_name", "role", "door",
    "happened_at", "recorded_at", "digest",
)  # fmt: skip
