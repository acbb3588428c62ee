"""The board: counted from the ledger's rows, against earlier quarters, right without any job."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from mongoengine.connection import get_db

from registry.clock import SHANGHAI
from registry.documents.duties import DutyRow, SettledPeriod
from registry.documents.platforms import Platform
from registry.documents.update_returns import UpdateReturn
from registry.errors import NotAllowed, NotFound
from registry.law import rulebook
from registry.permissions import Actor, Role
from registry.policy.boards import Forecast
from registry.services.boards import Board, Phase, board_of, counting_reads, marking_reads
from registry.services.calendar import current_calendar
from registry.services.duty_ledger import settle_all
from registry.services.readings import pipeline
from tests.services.records import begin, file
from tests.services.simultaneous import at_once

PERIOD = "2026Q3"
# The window: 23, 24, 28, 29 and 30 September.
NOW = datetime(2026, 9, 24, 10, 30, tzinfo=SHANGHAI)
Keep = Callable[..., Platform]


def board(by: Actor, at: datetime = NOW, period: str = PERIOD, authority: str = "") -> Board:
    """The board as somebody sees it."""
    law: dict[str, Any] = {"rulebook": rulebook(), "calendar": current_calendar()}
    return board_of(period, authority=authority, by=by, at=at, **law)


@pytest.fixture
def library(on_record: Keep) -> None:
    """Four platforms of Zhejiang, one filed yesterday, one today, one begun; one of Guangdong."""
    for ordinal, place in enumerate(("杭州市", "杭州市", "宁波市", ""), start=1):
        field = "装备制造" if ordinal < 3 else "信息技术"
        on_record(f"330000-2026-{ordinal:04d}", place=place, taxonomy_field=field)
    on_record("440000-2026-0001", place="深圳市", taxonomy_field="信息技术")
    file("330000-2026-0001", NOW - timedelta(days=1), period=PERIOD)
    file("330000-2026-0003", NOW - timedelta(minutes=20), period=PERIOD)
    begin("330000-2026-0002", NOW, period=PERIOD)


def counts(lines: Any) -> dict[str, tuple[int, ...]]:
    """Expected, submitted, draft and missing of each line, by its name."""
    return {
        one.name: (one.count.expected, one.count.submitted, one.count.draft, one.count.missing)
        for one in lines
    }


@pytest.mark.usefixtures("library")
def test_a_province_s_board_without_any_job(lead: Actor) -> None:
    """No row was ever settled: the board settles, and counts by place and by field."""
    assert DutyRow.objects.count() == 0
    found = board(lead)
    assert found.phase is Phase.OPEN
    assert counts([found.total]) == {"合计": (4, 2, 1, 1)}
    assert counts(found.divisions) == {
        "杭州市": (2, 1, 1, 0), "宁波市": (1, 1, 0, 0), "未登记": (1, 0, 0, 1),
    }  # fmt: skip
    assert counts(found.fields) == {"装备制造": (2, 1, 1, 0), "信息技术": (2, 1, 0, 1)}
    assert [one.key for one in found.divisions][-1] == "宁波市"  # nothing left there: last


@pytest.mark.usefixtures("library")
def test_the_ministry_sees_every_authority(ministry: Actor) -> None:
    """All 37 with a line, divisions only of one authority at a time."""
    found = board(ministry)
    lines = {one.key: one.count for one in found.authorities}
    assert len(lines) == 37
    assert (lines["330000"].expected, lines["440000"].expected, lines["110000"].expected) == (
        4, 1, 0,
    )  # fmt: skip
    assert found.divisions == ()
    one = board(ministry, authority="440000")
    assert (one.total.count.expected, counts(one.divisions)) == (1, {"深圳市": (1, 0, 0, 1)})


def returned(ordinal: int, state: str = "open", period: str = PERIOD) -> None:
    """Keep a return of a platform's quarter."""
    UpdateReturn(
        number=f"TH-330000-2026-{ordinal:04d}-{period}", authority="330000", period=period,
        platform=f"330000-2026-{ordinal:04d}", platform_name="p", host="h", receipt="r",
        returned_version=1, sections=["capacity"], reason="请核对", rulebook="r", account="a",
        account_name="a", returned_at=NOW, state=state,
    ).save()  # fmt: skip


def returns(lines: Any) -> dict[str, tuple[int, int]]:
    """Returned and begun of each line, by its name."""
    return {one.name: (one.count.returned, one.count.draft) for one in lines}


@pytest.mark.usefixtures("library")
def test_what_is_returned_is_counted_while_it_is_open(lead: Actor, ministry: Actor) -> None:
    """Of this quarter, by authority; answered ones and other quarters are not waited for."""
    for ordinal, (state, period) in enumerate(
        (("open", PERIOD), ("answered", PERIOD), ("open", "2026Q2")), start=1
    ):
        returned(ordinal, state, period)
    assert board(lead).total.count.returned == 1
    lines = {one.key: one.count.returned for one in board(ministry).authorities}
    assert (lines["330000"], lines["440000"]) == (1, 0)


@pytest.mark.usefixtures("library")
def test_what_is_returned_is_counted_by_place_and_field(lead: Actor, ministry: Actor) -> None:
    """By its platform's row; a draft of the answer is no second draft, and each sum is the same."""
    returned(1)
    returned(3)
    begin("330000-2026-0003", NOW, period=PERIOD)
    found = board(lead)
    assert returns([found.total]) == {"合计": (2, 1)}
    assert returns(found.divisions) == {"杭州市": (1, 1), "宁波市": (1, 0), "未登记": (0, 0)}
    assert returns(found.fields) == {"装备制造": (1, 1), "信息技术": (1, 0)}
    assert returns(board(ministry).fields) == {"装备制造": (1, 1), "信息技术": (1, 0)}
    Platform.objects(number="330000-2026-0003").update(set__state="removed", set__removed_at=NOW)
    left = board(lead, NOW + timedelta(minutes=6))
    assert returns([left.total]) == {"合计": (1, 1)}  # who owes nothing is waited for no more


@pytest.mark.usefixtures("library")
def test_filings_add_up_by_the_hour_up_to_now(lead: Actor) -> None:
    """The first came in hour 10 of the first day, the second in the hour that runs."""
    found = board(lead).come_by
    assert len(found) == 24 + 10 + 2
    assert (found[10], found[11], found[34], found[35]) == (0, 1, 1, 2)


@pytest.mark.usefixtures("database")
def test_nobody_else_sees_it(lead: Actor) -> None:
    """Another province is not found, a code that is none neither, a host may not ask."""
    host = Actor(account="h", name="h", role=Role.HOST_OPERATOR, host="host-1")
    nowhere = Actor(account="p", name="p", role=Role.PROVINCIAL_LEAD)
    for by, authority, refusal in (
        (lead, "440000", NotFound), (lead, "x", NotFound), (nowhere, "", NotFound),
        (host, "", NotAllowed),
    ):  # fmt: skip
        with pytest.raises(refusal):
            board(by, authority=authority)
    unknown = Actor(account="m", name="m", role=Role.MINISTRY_LEAD)
    with pytest.raises(NotFound):
        board(unknown, authority="999999")


def _earlier(on_record: Keep, period: str, opens: datetime, hours: list[int | None]) -> None:
    """Let Zhejiang's platforms file an earlier quarter so many hours after its window opened."""
    for ordinal, hour in enumerate(hours, start=1):
        number = f"330000-2026-{ordinal:04d}"
        if Platform.objects(number=number).first() is None:
            on_record(number, admitted_at=datetime(2025, 1, 2, tzinfo=SHANGHAI))
        if hour is not None:
            file(number, opens + timedelta(hours=hour), period=period)


def test_a_forecast_from_two_quarters_and_their_same_hour(on_record: Keep, lead: Actor) -> None:
    """At hour 34 two of four were left in June, one never came; in March three, one came."""
    _earlier(on_record, "2026Q2", datetime(2026, 6, 24, tzinfo=SHANGHAI), [9, 33, 34, None])
    _earlier(on_record, "2026Q1", datetime(2026, 3, 25, tzinfo=SHANGHAI), [9, 60, None, None])
    file("330000-2026-0001", NOW, period=PERIOD)
    found = board(lead)
    june, march = found.earlier
    assert (june.period, march.period) == ("2026Q2", "2026Q1")
    assert (june.past("", 34).by_now, june.past("", 34).by_close) == (2, 3)
    assert (march.past("330000", 34).by_now, march.past("330000", 34).by_close) == (1, 2)
    assert found.total.forecast == Forecast(least=1, likely=2, most=2, quarters=2)
    assert found.authorities[0].forecast == found.total.forecast


def test_all_together_are_those_who_tell_something(on_record: Keep, ministry: Actor) -> None:
    """Guangdong filed nothing of June in time: it is neither alone nor among all."""
    _earlier(on_record, "2026Q2", datetime(2026, 6, 24, tzinfo=SHANGHAI), [9, None])
    on_record("440000-2026-0001", admitted_at=datetime(2025, 1, 2, tzinfo=SHANGHAI))
    (june,) = board(ministry).earlier
    assert june.codes == ("330000", "")
    assert june.past("", 34).expected == june.past("330000", 34).expected == 2


def test_one_quarter_s_history_is_not_enough(on_record: Keep, lead: Actor) -> None:
    """Of quarters without a filing nothing is concluded, and of one nothing is foretold."""
    _earlier(on_record, "2026Q2", datetime(2026, 6, 24, tzinfo=SHANGHAI), [9, None])
    found = board(lead)
    assert [one.period for one in found.earlier] == ["2026Q2"]
    assert found.total.forecast is None


@pytest.mark.usefixtures("library")
def test_after_closing_it_says_what_is_missing_and_foretells_nothing(lead: Actor) -> None:
    """The numbers of the last hour stand, late filings beside them."""
    after = datetime(2026, 10, 8, 9, tzinfo=SHANGHAI)
    file("330000-2026-0002", after, period=PERIOD)
    get_db().quarterly_updates.update_one(
        {"platform": "330000-2026-0002"}, {"$set": {"timeliness": "late"}}
    )
    found = board(lead, after)
    assert (found.phase, found.total.forecast) == (Phase.CLOSED, None)
    assert (found.total.count.submitted, found.total.count.late) == (3, 1)
    assert len(found.come_by) == 121
    assert found.come_by[-1] == 2  # in time


@pytest.mark.usefixtures("library")
def test_before_the_window_nothing_has_come(lead: Actor) -> None:
    """Who will owe it is known already; a quarter that has not begun asks nothing yet."""
    found = board(lead, datetime(2026, 9, 1, 9, tzinfo=SHANGHAI))
    assert (found.phase, found.total.count.expected) == (Phase.UPCOMING, 4)
    later = board(lead, period="2027Q3")
    assert (later.phase, later.total.count.expected) == (Phase.UPCOMING, 0)
    assert SettledPeriod.objects(id="2027Q3").first() is None


@pytest.mark.usefixtures("library")
def test_what_left_the_library_is_off_the_board_within_minutes(lead: Actor) -> None:
    """The rows are brought forward once they are older than the rule says, by whoever looks."""
    board(lead)
    Platform.objects(number="330000-2026-0004").update(set__state="removed", set__removed_at=NOW)
    assert board(lead, NOW + timedelta(minutes=4)).total.count.expected == 4
    assert board(lead, NOW + timedelta(minutes=5)).total.count.expected == 3


@pytest.mark.usefixtures("library")
def test_many_who_look_at_once_all_see_it_right(lead: Actor) -> None:
    """Nothing was settled: each settles, none falls over another, all read the same."""
    found = at_once(*[lambda: board(lead)] * 4)
    assert [counts([one.total]) for one in found] == [{"合计": (4, 2, 1, 1)}] * 4


@pytest.mark.usefixtures("library")
def test_jobs_and_looks_come_to_the_same(lead: Actor) -> None:
    """What the daily job settles is what the page settles: the same rows, the same arrivals."""
    at = datetime(2026, 10, 8, 9, tzinfo=SHANGHAI)
    board(lead, at)
    seen = (list(DutyRow.objects(period=PERIOD).order_by("id").as_pymongo()),
            SettledPeriod.objects.get(id=PERIOD).arrivals)  # fmt: skip
    settle_all(at=at, rulebook=rulebook(), calendar=current_calendar())
    assert seen == (
        list(DutyRow.objects(period=PERIOD).order_by("id").as_pymongo()),
        SettledPeriod.objects.get(id=PERIOD).arrivals,
    )
    assert seen[1] == {
        "330000": {"required": 4, "by_hour": {"10": 1, "34": 1}},
        "440000": {"required": 1, "by_hour": {}},
    }


@pytest.mark.usefixtures("library")
def test_the_rows_are_counted_in_their_index_alone(lead: Actor) -> None:
    """Of all rows of a quarter none is fetched, neither by field nor by hour."""
    board(lead)
    for read in (*counting_reads(PERIOD, None), *counting_reads(PERIOD, "330000")):
        asked = {"aggregate": read.collection, "pipeline": list(read.stages), "cursor": {}}
        asked["hint"] = read.index
        told = str(get_db().command("explain", asked, verbosity="executionStats"))
        assert "'totalDocsExamined': 0" in told
        assert "COLLSCAN" not in told


@pytest.mark.usefixtures("library")
def test_drafts_and_returns_are_read_by_their_indexes(lead: Actor) -> None:
    """Read together with one hint, both are found by an index; neither collection is scanned."""
    returned(1)
    board(lead)
    reads = marking_reads(PERIOD)
    first = reads[0]
    asked = {"aggregate": first.collection, "pipeline": pipeline(reads), "cursor": {}}
    told = str(get_db().command("explain", asked | {"hint": first.index}))
    assert all(read.index in told for read in reads)
    assert "COLLSCAN" not in told
