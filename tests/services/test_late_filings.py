"""Leave to file late 补报: who gives it, to whom, what it lets in, and how that counts."""

import tomllib
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from registry.clock import SHANGHAI
from registry.documents.ledger import LedgerEntry
from registry.documents.outbox import OutboxMessage
from registry.documents.platforms import Platform
from registry.documents.quarterly_updates import QuarterlyUpdate
from registry.errors import Invalid, NotAllowed, NotFound
from registry.law import rulebook
from registry.messages import say
from registry.permissions import Actor, Role
from registry.services import late_filings as desk
from registry.services import quarterly_updates
from registry.services.calendar import current_calendar
from registry.services.late_filings import (
    LateFilingNotOwed,
    LateFilingOver,
    LateFilingTooEarly,
    LeaveFilter,
    LeaveOrder,
)
from registry.services.ledger import broken_at
from registry.services.quarterly_update_forms import PlatformNotInLibrary
from registry.services.quarterly_update_refusals import WindowClosed
from registry.services.quarterly_updates import Filing
from registry.services.quarters import quarters_of
from registry.services.readings import answer
from registry.services.reporting import reporting_of
from registry.services.tasks import tasks_of
from tests.removal_makers import HOST, LEAD, NUMBER, STAFF

SAMPLE = Path(__file__).parents[1] / "samples" / "quarterly_update.toml"
GOOD = tomllib.loads(SAMPLE.read_text())
REASON = "十月初台风停电，机房恢复晚于窗口截止"
OTHER = Actor(account="lead-9", name="江苏负责人", role=Role.PROVINCIAL_LEAD, authority="320000")
REVIEWER = Actor(
    account="r", name="浙江经办", role=Role.PROVINCIAL_REVIEWER, authority="330000"
)  # fmt: skip
ORDER = LeaveOrder("330000", "2026Q3", REASON, date(2026, 10, 16), platform=NUMBER)
WHOLE = replace(ORDER, platform="", excused=True)


def moment(text: str) -> datetime:
    """An instant in Shanghai."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


AFTER, LAST = moment("2026-10-12T09:00"), moment("2026-10-16T23:59:59")


@pytest.fixture(autouse=True)
def platform(on_record: Callable[..., Platform]) -> Platform:
    """A platform of Zhejiang that filed nothing in September's window."""
    return on_record(NUMBER)


def law() -> dict[str, Any]:
    """The law an act is judged by."""
    return {"rulebook": rulebook(), "calendar": current_calendar()}


def given(order: LeaveOrder = ORDER, *, by: Actor = LEAD, at: datetime = AFTER) -> Any:
    """Give leave."""
    return desk.give_leave(order, by=by, at=at, **law())


def filed(at: datetime, reason: str = "", **changes: str) -> QuarterlyUpdate:
    """Let the host file September's quarter."""
    filing = Filing(GOOD | changes, reason)
    return quarterly_updates.submit(NUMBER, "2026Q3", filing, by=HOST, at=at, **law()).update


def quarter(at: datetime) -> Any:
    """Return how September's quarter stands."""
    found = quarters_of(Platform.objects.get(number=NUMBER), at=at, **law())
    return next(one for one in found if one.period == "2026Q3")


def test_leave_lets_a_late_filing_in_until_its_last_second() -> None:
    """Refused before, taken under leave as late, refused a second after its last day."""
    with pytest.raises(WindowClosed):
        filed(AFTER)
    leave = given()
    assert leave.number == "BB-330000-2026-0001"
    assert quarter(AFTER).state == "reopened"
    update = filed(LAST)
    assert update.timeliness == "late"
    assert (quarter(LAST).state, quarter(LAST).timeliness) == ("submitted", "late")
    entry = LedgerEntry.objects.get(verb="late_filing.give")
    assert (entry.subject, entry.reason, entry.clause) == (f"platform:{NUMBER}", REASON, "二（三）")
    assert broken_at(f"platform:{NUMBER}") is None
    told = OutboxMessage.objects(code="notice_late_filing_give")
    assert {one.audience for one in told} == {"host", "ministry"}
    assert "2026-10-16" in say(told[0].code, **told[0].params)


def test_a_second_after_the_last_day_it_is_closed_again() -> None:
    """The leave runs to 24:00 of its last day and no further."""
    given()
    with pytest.raises(WindowClosed):
        filed(moment("2026-10-17T00:00"))
    assert quarter(moment("2026-10-17T00:00")).state == "missing"


def test_the_host_is_asked_while_it_may_file() -> None:
    """Its first page leads to the quarter, with the last day; once filed no more."""
    given()

    def asked() -> list[tuple[str, date | None]]:
        lines = answer(tasks_of(by=HOST, at=AFTER, **law())).lines
        return [(one.code, one.deadline) for one in lines if one.params["period"] == "2026Q3"]

    assert asked() == [("task_file_late", date(2026, 10, 16))]
    filed(AFTER)
    assert asked() == [("task_submitted_update", None)]


def test_a_whole_authority_is_let_in_and_excused_by_the_ministry() -> None:
    """After an outage: every platform of it that owes and filed nothing may file, and is told."""
    given(WHOLE, by=STAFF)
    assert filed(AFTER).timeliness == "excused"
    told = OutboxMessage.objects(code="notice_late_filing_give_excused")
    assert sorted((one.audience, one.recipient) for one in told) == [
        ("authority", "330000"), ("host", "host-1"),
    ]  # fmt: skip
    entry = LedgerEntry.objects.get(verb="late_filing.give")
    assert entry.subject == "authority:330000"


def test_the_ministry_excuses_what_was_filed_late_before() -> None:
    """After the fact: nothing filed is changed, every list says excused from then on."""
    given()
    update = filed(AFTER)
    assert quarter(AFTER).timeliness == "late"
    given(WHOLE, by=STAFF)
    assert QuarterlyUpdate.objects.get(number=update.number).timeliness == "late"
    assert quarter(AFTER).timeliness == "excused"
    standing = reporting_of("2026Q3", by=LEAD, at=AFTER, **law()).standings
    assert [one.timeliness for one in standing] == ["excused"]


def test_what_was_in_time_stays_in_time() -> None:
    """A correction under leave counts as the version it corrects."""
    filed(moment("2026-09-24T10:00"))
    with pytest.raises(WindowClosed):
        filed(AFTER, "更正人数", full_time_staff="14")
    given()
    assert filed(AFTER, "更正人数", full_time_staff="14").timeliness == "on_time"


def test_leave_is_given_after_the_window_only() -> None:
    """On its last day the quarter can be filed on time."""
    with pytest.raises(LateFilingTooEarly):
        given(at=moment("2026-09-30T23:59"))


@pytest.mark.parametrize("by", [HOST, REVIEWER, OTHER])
def test_who_gives_no_leave(by: Actor) -> None:
    """Neither a host nor who only reviews, nor another province."""
    with pytest.raises((NotAllowed, NotFound)):
        given(by=by)


@pytest.mark.parametrize("order", [replace(ORDER, excused=True), replace(ORDER, platform="")])
def test_a_province_neither_excuses_nor_opens_a_whole_authority(order: LeaveOrder) -> None:
    """That is the ministry's (ruling 8)."""
    with pytest.raises(NotAllowed):
        given(order)


def test_a_leave_says_why_and_until_when() -> None:
    """What is missing is named together, with how long it may be."""
    with pytest.raises(Invalid) as refused:
        given(replace(ORDER, reason="无", last_day=date(2027, 1, 1)))
    assert set(refused.value.fields) == {"reason", "last_day"}
    assert "30" in refused.value.fields["last_day"]
    with pytest.raises(Invalid) as refused:
        given(replace(WHOLE, authority="999999"), by=STAFF)
    assert set(refused.value.fields) == {"authority"}


def test_who_owes_nothing_has_nothing_to_file_late(on_record: Callable[..., Platform]) -> None:
    """Admitted in the window: the quarter was never asked for (ruling 10)."""
    on_record("330000-2026-0002", admitted_at=moment("2026-09-24T10:00"))
    with pytest.raises(LateFilingNotOwed):
        given(replace(ORDER, platform="330000-2026-0002"))


def test_leave_ended_early_closes_it_again() -> None:
    """With a reason, by who gave it or the ministry; what was filed stays; only once."""
    leave = given()
    ended = desk.end_leave(
        leave.number, "已全部报齐", version=leave.version, by=STAFF, at=AFTER, **law()
    )
    assert ended.until == AFTER
    with pytest.raises(WindowClosed):
        filed(LAST)
    with pytest.raises(LateFilingOver):
        desk.end_leave(leave.number, "再次", version=ended.version, by=LEAD, at=AFTER, **law())


def test_a_province_does_not_end_the_ministrys_leave() -> None:
    """It reads it; ending is for the ministry."""
    leave = given(WHOLE, by=STAFF)
    with pytest.raises(NotAllowed):
        desk.end_leave(leave.number, "不需要了", version=leave.version, by=LEAD, at=AFTER, **law())


def test_each_sees_the_leaves_that_concern_it() -> None:
    """The province its own, the ministry all, a host what covers it; another nothing."""
    one, other = given(), given(WHOLE, by=STAFF)
    for by in (LEAD, STAFF):
        found, _ = desk.list_leaves(LeaveFilter(period="2026Q3"), by=by, limit=9)
        assert {leave.number for leave in found} == {one.number, other.number}
    assert desk.readable(other.number, "late_filings:read", HOST).number == other.number
    assert desk.list_leaves(LeaveFilter(), by=OTHER, limit=9) == ([], [])
    for number in (one.number, other.number):
        with pytest.raises(NotFound):
            desk.readable(number, "late_filings:read", OTHER)


def test_leave_goes_with_a_platform_that_is_handed_over() -> None:
    """Its own leave runs on under the receiving authority, which sees it."""
    leave = given()
    Platform.objects(number=NUMBER).update(set__authority="320000")
    desk.move_along(NUMBER, "320000")
    assert filed(AFTER).timeliness == "late"
    assert desk.readable(leave.number, "late_filings:read", OTHER).number == leave.number


def test_what_was_excused_under_one_authority_stays_so_under_another() -> None:
    """A quarter filed under the leave of a whole authority keeps it after a hand-over."""
    given()
    filed(AFTER)
    given(WHOLE, by=STAFF)
    Platform.objects(number=NUMBER).update(set__authority="320000")
    assert quarter(AFTER).timeliness == "excused"


def test_leave_of_all_marks_nobody_late_who_owes_nothing(
    on_record: Callable[..., Platform],
) -> None:
    """Admitted in the window (ruling 10): the leave of its authority is none of its own."""
    number = "330000-2026-0002"
    on_record(number, admitted_at=moment("2026-09-24T10:00"))
    given(WHOLE, by=STAFF)
    with pytest.raises(WindowClosed):
        quarterly_updates.submit(number, "2026Q3", Filing(GOOD), by=HOST, at=AFTER, **law())


def test_who_left_the_library_is_given_no_leave() -> None:
    """Nothing could be filed under it; and of a leave for all it is not told."""
    gone = moment("2026-10-05T09:00")
    Platform.objects(number=NUMBER).update(set__state="removed", set__removed_at=gone)
    with pytest.raises(PlatformNotInLibrary):
        given()
    given(WHOLE, by=STAFF)
    assert OutboxMessage.objects(audience="host").count() == 0


def test_the_end_of_a_leave_for_all_is_told_to_those_it_covered() -> None:
    """Who was told that it may file is told that it may not any more."""
    leave = given(WHOLE, by=STAFF)
    desk.end_leave(leave.number, "机房已恢复", version=leave.version, by=STAFF, at=AFTER, **law())
    told = OutboxMessage.objects(code="notice_late_filing_end")
    assert {one.audience for one in told} == {"host", "authority"}


def test_what_was_measured_after_a_quarters_window_is_no_figure_of_it() -> None:
    """A late form starts from the stocks on file, not from this morning's measurement."""
    measured = {"load": {"value": 99, "measured_at": AFTER}}
    Platform.objects(number=NUMBER).update(set__realtime=measured)
    given()
    opened = quarterly_updates.read_update(NUMBER, "2026Q3", by=HOST, at=AFTER, **law())
    assert opened.realtime == {}
    opened = quarterly_updates.read_update(NUMBER, "2026Q4", by=HOST, at=AFTER, **law())
    assert set(opened.realtime) == {"load"}
