"""``reserve duties``: the duty ledger settled, or written anew from the records."""

from collections.abc import Callable
from datetime import datetime

import pytest

from registry import database as db
from registry.clock import SHANGHAI
from registry.documents.duties import DutyRow
from registry.documents.platforms import Platform
from registry.documents.quarterly_updates import QuarterlyUpdate
from registry.embedded import EmbeddedServer
from tests.commands.conftest import Answer, Call
from tests.services.records import file

NUMBER, OTHER = "330000-2026-0001", "330000-2026-0002"
IN_WINDOW = datetime(2026, 9, 24, 10, tzinfo=SHANGHAI)


@pytest.fixture
def duties(
    reserve: Call,
    on_record: Callable[..., Platform],
    mongod: EmbeddedServer,
    monkeypatch: pytest.MonkeyPatch,
) -> Call:
    """``reserve duties …`` in October on the tests' database: two platforms, one filed in time."""
    monkeypatch.setenv("RESERVE_MONGODB_URI", mongod.uri)
    monkeypatch.setenv("RESERVE_DATABASE", "reserve_tests")
    monkeypatch.setenv("RESERVE_TRAINING", "1")
    on_record(NUMBER)
    on_record(OTHER)
    file(NUMBER, IN_WINDOW, period="2026Q3")
    db.rehearse_transactions(on=False)

    def call(*words: str) -> Answer:
        db.disconnect()
        monkeypatch.setenv("RESERVE_CLOCK", "2026-10-12T09:00:00+08:00")
        answer = reserve("duties", *words)
        db.connect(mongod.uri, "reserve_tests")
        return answer

    return call


def states() -> dict[str, str]:
    """How each row of the third quarter stands."""
    return {one.platform: one.state for one in DutyRow.objects(period="2026Q3")}


def test_a_rebuild_writes_what_the_records_say(duties):
    """A row set wrong by hand is right again, one that nothing explains is gone; it is said."""
    assert duties("settle").code == 0
    DutyRow.objects(platform=OTHER).update(set__done="done_on_time", set__receipt="x")
    row = DutyRow.objects.get(platform=NUMBER).to_mongo()
    gone = row | {"_id": "quarterly_update:2026Q3:x", "platform": "x", "done": "done_late"}
    DutyRow._get_collection().insert_one(gone)
    answer = duties("rebuild")
    assert answer.code == 0, answer.err
    assert states() == {NUMBER: "done_on_time", OTHER: "missed"}
    assert "2026年第三季度：2 行，其中应报 2，已提交 1，缺报 1" in answer.out
    assert "已按原始记录重建 1 个季度的应报台账。" in answer.out
    assert "[1/1] 正在重建 2026年第三季度" in answer.err


def test_settling_twice_leaves_the_same(duties):
    """A quarter named is settled; again nothing changes, and scripts read the counts."""
    first = duties("settle", "2026Q3", "--json").json
    assert first == [{"period": "2026Q3", "rows": 2, "owing": 2, "filed": 1, "missed": 1}]
    before = states()
    assert duties("settle", "2026Q3", "--json").json == first
    assert states() == before


def test_several_quarters_go_in_their_order(duties):
    """Named twice or backwards each is done once, the earliest first."""
    answer = duties("rebuild", "2026Q3", "2026Q2", "2026Q3", "--json")
    assert [one["period"] for one in answer.json] == ["2026Q2", "2026Q3"]


@pytest.mark.parametrize("quarter", ["2026Q5", "2026H2", "x", "2027Q1"])
def test_what_is_no_quarter_or_lies_ahead_is_refused(duties, quarter):
    """One sentence, exit code 2, and no row is touched."""
    duties("settle")
    DutyRow.objects(platform=OTHER).update(set__receipt="kept")
    answer = duties("rebuild", "2026Q3", quarter)
    assert answer.code == 2
    assert quarter in answer.err
    assert DutyRow.objects.get(platform=OTHER).receipt == "kept"


def test_without_records_there_is_nothing_to_do(duties):
    """An empty service says so and is done."""
    DutyRow.objects.delete()
    QuarterlyUpdate.objects.delete()
    assert "没有可结算的" in duties("settle").out
