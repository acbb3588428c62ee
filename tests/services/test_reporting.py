"""Who has reported: expected, submitted, begun and missing, by authority and by name."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from io import BytesIO
from typing import Any

import mongoengine
import pytest
from mongoengine.connection import get_db
from openpyxl import load_workbook
from pymongo import monitoring

from registry import database as db
from registry.calendars import working_calendar
from registry.clock import SHANGHAI
from registry.documents.ledger import LedgerEntry
from registry.documents.platforms import Platform
from registry.documents.quarterly_updates import QuarterlyUpdate, UpdateDraft
from registry.embedded import EmbeddedServer
from registry.encryption import Vault, made_key
from registry.errors import NotAllowed, NotFound
from registry.law import NATIONAL, rulebook
from registry.permissions import Actor, Role
from registry.policy.duties import owes_update
from registry.services import reporting
from registry.services.readings import answer
from registry.services.reporting import State, reporting_of
from registry.services.reporting_contacts import export_missing
from registry.services.reporting_counts import (
    COUNTED_BY,
    Counts,
    Tally,
    counts_of,
    export_tallies,
    owing_groups,
)
from registry.services.windows import quarter_window, window_in_question
from tests.services.records import file


@pytest.fixture
def law() -> dict[str, Any]:
    """The law that the service runs under."""
    return {"rulebook": rulebook(), "calendar": working_calendar()}


@pytest.fixture
def library(on_record: Callable[..., Platform], at: datetime) -> None:
    """Four platforms of Zhejiang and one of Guangdong: two filed, one began, two did not."""
    for number in range(1, 5):
        on_record(f"330000-2026-{number:04d}")
    on_record("440000-2026-0001", name="=HYPERLINK(1)")
    file("330000-2026-0001", at)
    file("330000-2026-0001", at + timedelta(hours=1), version=2)
    file("330000-2026-0002", at)
    UpdateDraft(
        platform="330000-2026-0003", period="2026Q4", version=1, saved_by="x", saved_at=at
    ).save()


def tallied(period: str, **asked: Any) -> Counts:
    """The counts, carried out: they are a reading."""
    return answer(counts_of(period, **asked))


def numbers(tally: Tally) -> tuple[int, int, int, int]:
    """Expected, submitted, begun and missing."""
    return tally.expected, tally.submitted, tally.draft, tally.missing


def test_the_ministry_sees_every_authority(library, ministry, law):
    """All 37 authorities have a line, those with nothing expected too, and a total."""
    found = answer(counts_of("2026Q4", by=ministry, **law))
    lines = {one.authority: numbers(one) for one in found.tallies}
    assert len(lines) == 37
    assert (lines["330000"], lines["440000"], lines["110000"]) == (
        (4, 2, 1, 1),
        (1, 0, 0, 1),
        (0, 0, 0, 0),
    )  # fmt: skip - three lines
    assert numbers(found.total) == (5, 2, 1, 2)


def test_who_is_missing_is_named(library, ministry, law, at):
    """Missing by name: not begun and begun apart, a corrected filing counted once."""
    found = reporting_of("2026Q4", by=ministry, at=at, **law)
    assert [(one.number, one.state) for one in found.unreported()] == [
        ("330000-2026-0003", State.DRAFT),
        ("330000-2026-0004", State.MISSING),
        ("440000-2026-0001", State.MISSING),
    ]
    assert found.standings[0].receipt == "2026Q4-330000-2026-0001-2"


def test_a_province_sees_its_own(library, lead, law, at):
    """A province has one line, its own; another's is answered as not there."""
    found = reporting_of("2026Q4", by=lead, at=at, **law)
    counted = answer(counts_of("2026Q4", by=lead, **law))
    assert [one.authority for one in counted.tallies] == ["330000"]
    assert numbers(counted.total) == (4, 2, 1, 1)
    assert {one.authority for one in found.standings} == {"330000"}
    for asked in (partial(reporting_of, at=at), tallied):
        with pytest.raises(NotFound):
            asked("2026Q4", authority="440000", by=lead, **law)
        with pytest.raises(NotFound):  # an account that does not say whose it is sees nobody's
            asked("2026Q4", by=replace(lead, authority=""), **law)


def test_a_host_sees_no_board(library, law, at):
    """Who has reported is the offices' business."""
    host = Actor(account="h", name="h", role=Role.HOST_OPERATOR, host="host-1")
    for asked in (partial(reporting_of, at=at), tallied):
        with pytest.raises(NotAllowed):
            asked("2026Q4", by=host, **law)


def test_the_filter_is_the_law_s_duty(on_record, law, ministry, at):
    """The database's filter and the law's function agree on every boundary (ruling 10)."""
    its = quarter_window("2026Q4", rulebook().programme(NATIONAL), law["calendar"])
    second = timedelta(seconds=1)
    edges = [its.opens_at, its.closes_at]
    moments = [edge + step for edge in edges for step in (-second, second * 0, second)]
    expected = set()
    for row, admitted in enumerate(moments):
        for column, removed in enumerate([None, *moments]):
            number = f"330000-2026-{row}{column:03d}"
            on_record(number, admitted_at=admitted, removed_at=removed)
            if owes_update(admitted, removed, its):
                expected.add(number)
    found = reporting_of("2026Q4", by=ministry, at=at, **law)
    assert {one.number for one in found.standings} == expected
    assert answer(counts_of("2026Q4", by=ministry, **law)).total.expected == len(expected)
    assert expected


def test_the_counts_come_out_of_the_index(library, law):
    """Who owes is counted without reading a platform's record."""
    its = quarter_window("2026Q4", rulebook().programme(NATIONAL), law["calendar"])
    command = {
        "aggregate": Platform._get_collection_name(),
        "pipeline": owing_groups(its),
        "hint": COUNTED_BY,
        "cursor": {},
    }
    told = get_db().command("explain", command, verbosity="executionStats")
    stats = told["stages"][0]["$cursor"] if "stages" in told else told
    assert stats["executionStats"]["totalDocsExamined"] == 0
    assert stats["executionStats"]["totalKeysExamined"] >= 5


class Finds(monitoring.CommandListener):
    """Keeps the collection of every question sent to the server."""

    def __init__(self) -> None:
        self.sent: list[str] = []

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        """Note a question."""
        if event.command_name in {"find", "aggregate"}:
            self.sent.append(event.command[event.command_name])

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        """Leave an answer alone."""

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        """Leave a failure alone."""


@pytest.fixture
def finds(database: None, mongod: EmbeddedServer) -> Iterator[list[str]]:
    """The questions sent, heard on a connection of its own."""
    listener = Finds()
    db.disconnect()
    mongoengine.connect(
        "reserve_tests",
        host=mongod.uri,
        tz_aware=True,
        uuidRepresentation="standard",
        event_listeners=[listener],
    )  # fmt: skip - one connection
    yield listener.sent
    db.disconnect()
    db.connect(mongod.uri, "reserve_tests")


def test_the_number_of_queries_is_fixed(finds, library, on_record, ministry, law):
    """Names ask five times, counts in two steps, for five platforms and for sixty more."""
    law_now = law | {"at": datetime(2026, 12, 28, 9, tzinfo=SHANGHAI)}
    finds.clear()
    reporting_of("2026Q4", by=ministry, **law_now)
    answer(counts_of("2026Q4", by=ministry, **law))
    few = list(finds)
    for number in range(100, 160):
        on_record(f"330000-2026-{number:04d}")
    finds.clear()
    reporting_of("2026Q4", by=ministry, **law_now)
    answer(counts_of("2026Q4", by=ministry, **law))
    names = [
        "platforms", "quarterly_updates", "update_drafts", "late_filing_leaves", "update_returns",
    ]  # fmt: skip
    assert few == finds == [*names, "platforms", "quarterly_updates"]


def cells(content: bytes) -> list[tuple[Any, ...]]:
    """The rows of an exported workbook."""
    return list(load_workbook(BytesIO(content)).active.iter_rows(values_only=True))


def test_the_export_names_who_is_missing(library, ministry, law, at):
    """The list of those missing goes out as text, a formula-like name too, and is on record."""
    found = reporting_of("2026Q4", by=ministry, at=at, **law)
    content = export_missing(found, by=ministry, at=at, vault=Vault([made_key()]))
    rows = cells(content)
    assert rows[0][0] == "2026年第四季度动态更新未提交名单"
    assert [row[4] for row in rows[2:]] == ["草稿", "未报", "未报"]
    sheet = load_workbook(BytesIO(content)).active
    assert sheet["C5"].value == "=HYPERLINK(1)"
    assert sheet["C5"].data_type == "s"
    entry = LedgerEntry.objects.get(subject="reporting:2026Q4")
    assert (entry.verb, entry.after["rows"]) == ("reporting.export", 3)


def test_the_counts_go_out_with_their_total(library, lead, law, at):
    """The counts per authority end with the total."""
    found = answer(counts_of("2026Q4", by=lead, **law))
    rows = cells(export_tallies(found, by=lead, at=at))
    assert rows[-2][2:] == rows[-1][2:] == (4, 2, 0, 1, 1)
    assert rows[-1][1] == "合计"


def test_what_was_filed_on_behalf_is_marked(library, ministry, law, at):
    """A platform filled in by its authority is submitted, counted apart and named as such."""
    file("330000-2026-0004", at, by="330000")
    file("330000-2026-0002", at, version=2, by="330000")
    file("330000-2026-0002", at, version=3)
    found = reporting_of("2026Q4", by=ministry, at=at, **law)
    counted = answer(counts_of("2026Q4", by=ministry, **law))
    assert numbers(counted.total) == (5, 3, 1, 1)
    assert [one.on_behalf for one in counted.tallies if one.expected] == [1, 0]
    rows = cells(reporting.export_standings(found, by=ministry, at=at))
    assert [row[7] or "" for row in rows[1:]] == [
        "填报方式",
        "依托单位填报",
        "依托单位填报",
        "",
        "由浙江省工业和信息化厅代填",
        "",
    ]  # fmt: skip - one column
    assert cells(export_tallies(counted, by=ministry, at=at))[-1][2:] == (5, 3, 1, 1, 1)


@pytest.mark.parametrize(
    ("at", "period"),
    [
        ("2026-12-24T23:59:59", "2026Q3"),
        ("2026-12-25T00:00:00", "2026Q4"),
        ("2027-01-01T00:00:00", "2026Q4"),
        ("2026-07-15T00:00:00", "2026Q2"),
    ],
)
def test_the_window_in_question(law, at, period):
    """The board opens on the open window, else on the one that closed last."""
    moment = datetime.fromisoformat(at).replace(tzinfo=SHANGHAI)
    assert window_in_question(at=moment, **law).period == period


def test_whole_lists_use_their_index(library, ministry, law):
    """Platforms, versions and drafts are each found by index, never by reading everything."""
    its = quarter_window("2026Q4", rulebook().programme(NATIONAL), law["calendar"])
    for document, query, index in (
        (Platform, reporting.owing(its), "authority_1_number_1"),
        (QuarterlyUpdate, {"period": "2026Q4"}, "period_1_platform_1_version_-1"),
        (UpdateDraft, {"period": "2026Q4"}, "period_1_platform_1"),
    ):
        plan = document._get_collection().find(query).hint(index).explain()
        assert "IXSCAN" in str(plan["queryPlanner"]["winningPlan"])
