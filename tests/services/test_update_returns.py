"""Returning a filed update 退回补正: who returns what, what it lets in, what stays as it was."""

import tomllib
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from registry.clock import SHANGHAI
from registry.documents.duties import DutyRow
from registry.documents.late_filings import LateFilingLeave
from registry.documents.ledger import LedgerEntry
from registry.documents.outbox import OutboxMessage
from registry.documents.platforms import Platform
from registry.documents.quarterly_updates import OnBehalf, QuarterlyUpdate
from registry.documents.update_returns import UpdateReturn
from registry.errors import Invalid, NotAllowed, NotFound, VersionConflict
from registry.law import rulebook
from registry.permissions import Actor, Role
from registry.policy.duties import DutyFlag
from registry.policy.update_returns import ReturnState
from registry.services import quarterly_updates
from registry.services import update_returns as desk
from registry.services.boards import board_of
from registry.services.calendar import current_calendar
from registry.services.ledger import broken_at
from registry.services.quarterly_update_drafts import Typed
from registry.services.quarterly_update_refusals import ReasonWanted, WindowClosed
from registry.services.quarterly_updates import Filing, Submitted
from registry.services.quarters import quarters_of
from registry.services.readings import answer
from registry.services.reporting import reporting_of
from registry.services.tasks import tasks_of
from registry.services.update_return_answers import ReturnedElsewhere
from registry.services.update_returns import (
    AlreadyReturned,
    NothingToReturn,
    ReturnFilter,
    ReturnNeedsLeave,
    ReturnOfOlder,
    ReturnOfOwn,
    ReturnOrder,
    ReturnOver,
)
from tests.appeal_makers import Objection, decided_way, facts_on_record
from tests.removal_makers import HOST, LEAD, NUMBER, STAFF
from tests.services.simultaneous import at_once

SAMPLE = Path(__file__).parents[1] / "samples" / "quarterly_update.toml"
GOOD = tomllib.loads(SAMPLE.read_text())
REASON = "新增服务企业与服务清单对不上，请核对"
REVIEWER = Actor(account="r", name="经办", role=Role.PROVINCIAL_REVIEWER, authority="330000")
OTHER = Actor(account="lead-9", name="江苏负责人", role=Role.PROVINCIAL_LEAD, authority="320000")
ORDER = ReturnOrder(NUMBER, "2026Q3", 1, ("service",), REASON)
MENDED = {"new_enterprises": "4"}


def moment(text: str) -> datetime:
    """An instant in Shanghai."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


FILED, OPEN = moment("2026-09-24T10:00"), moment("2026-09-28T10:00")
LAST, AFTER = moment("2026-09-30T23:59:59"), moment("2026-10-12T09:00")


@pytest.fixture(autouse=True)
def platform(on_record: Callable[..., Platform]) -> Platform:
    """A platform of Zhejiang that filed September's quarter in time."""
    found = on_record(NUMBER)
    filed(FILED)
    return found


def law() -> dict[str, Any]:
    """The law an act is judged by."""
    return {"rulebook": rulebook(), "calendar": current_calendar()}


def returned(order: ReturnOrder = ORDER, *, by: Actor = REVIEWER, at: datetime = OPEN) -> Any:
    """Return September's quarter."""
    return desk.return_update(order, by=by, at=at, **law())


def sent(at: datetime, reason: str = "", **changes: str) -> Submitted:
    """Let the host send September's quarter."""
    filing = Filing(GOOD | changes, reason)
    return quarterly_updates.submit(NUMBER, "2026Q3", filing, by=HOST, at=at, **law())


def filed(at: datetime, reason: str = "", **changes: str) -> QuarterlyUpdate:
    """Let the host file September's quarter."""
    return sent(at, reason, **changes).update


def quarter(at: datetime) -> Any:
    """Return how September's quarter stands."""
    whose = Platform.objects.get(number=NUMBER)
    return next(one for one in quarters_of(whose, at=at, **law()) if one.period == "2026Q3")


def withdrawn(made: UpdateReturn, at: datetime = OPEN, by: Actor = REVIEWER) -> UpdateReturn:
    """Withdraw a return."""
    return desk.withdraw_return(made.number, "看错了", version=made.version, by=by, at=at)


def test_the_host_answers_in_the_window_and_stays_on_time() -> None:
    """To the window's last second; the filing answers the return, and the duty stays as it was."""
    made = returned()
    assert (made.number, made.state, made.receipt[-1]) == ("TH-330000-2026-0001", "open", "1")
    assert quarter(OPEN).flags == (DutyFlag.RETURNED,)
    update = filed(LAST, "按服务清单核对", **MENDED)
    assert (update.version, update.timeliness) == (2, "on_time")
    made.reload()
    assert (made.state, made.answer, made.answered_at) == ("answered", update.number, LAST)
    assert quarter(LAST).flags == (DutyFlag.MENDED,)
    row = DutyRow.objects.get(platform=NUMBER, period="2026Q3")
    assert (row.done, row.filed_at) == ("done_on_time", FILED)


def test_a_return_is_told_and_written_down() -> None:
    """To the host what, why and until when; of the answer to the authority; the chain holds."""
    made = returned()
    told = OutboxMessage.objects.get(code="notice_update_return_return")
    assert (told.audience, told.recipient) == ("host", "host-1")
    assert told.params["until"] == "2026-09-30"
    assert told.params["sections"] == "本季度服务情况"
    entry = LedgerEntry.objects.get(verb="update_return.return")
    assert (entry.subject, entry.reason) == (f"platform:{NUMBER}", REASON)
    filed(LAST, "按服务清单核对", **MENDED)
    answered = OutboxMessage.objects.get(code="notice_update_return_answered")
    assert (answered.audience, answered.params["return"]) == ("authority", made.number)
    correction = LedgerEntry.objects.get(verb="quarterly_update.correct")
    assert correction.after["update_return"] == made.number
    assert broken_at(f"platform:{NUMBER}") is None


def test_only_the_named_sections_are_corrected() -> None:
    """Another field is refused by its name, and nothing is filed."""
    returned()
    with pytest.raises(ReturnedElsewhere) as refused:
        filed(OPEN, "更正人数", full_time_staff="14", **MENDED)
    assert set(refused.value.fields) == {"full_time_staff"}
    assert QuarterlyUpdate.objects(platform=NUMBER).count() == 1
    assert UpdateReturn.objects.get().state == "open"


def test_the_same_figures_answer_with_a_reason_and_only_then() -> None:
    """Where they are right the host says so; the same request without one is asked for it."""
    returned()
    with pytest.raises(ReasonWanted):
        sent(OPEN)
    update = sent(OPEN, "已与服务清单逐项核对，数据无误")
    assert (update.is_new, update.update.version) == (True, 2)
    assert UpdateReturn.objects.get().state == "answered"
    assert sent(OPEN, "已与服务清单逐项核对，数据无误").is_new is False


def test_a_correction_wants_its_reason_also_when_returned() -> None:
    """What the authority asked is no reason of the host's."""
    returned()
    with pytest.raises(ReasonWanted):
        filed(OPEN, **MENDED)


def test_what_a_draft_says_elsewhere_is_not_filed_unseen() -> None:
    """A draft of before the return changes staff: refused until it was saved again without."""
    typed = Typed(GOOD | {"full_time_staff": "14"}, 0, "更正人数")
    quarterly_updates.save_draft(NUMBER, "2026Q3", typed, by=HOST, at=OPEN, **law())
    returned()
    opened = quarterly_updates.read_update(NUMBER, "2026Q3", by=HOST, at=OPEN, **law())
    assert opened.left_out == ("full_time_staff",)
    assert opened.values["full_time_staff"] == GOOD["full_time_staff"]
    with pytest.raises(ReturnedElsewhere):
        quarterly_updates.submit(NUMBER, "2026Q3", Filing(), by=HOST, at=OPEN, **law())
    shown = Typed({**GOOD, **MENDED, "full_time_staff": ""}, 1, "按服务清单核对")
    quarterly_updates.save_draft(NUMBER, "2026Q3", shown, by=HOST, at=OPEN, **law())
    done = quarterly_updates.submit(NUMBER, "2026Q3", Filing(), by=HOST, at=OPEN, **law())
    assert str(done.update.content["full_time_staff"]) == GOOD["full_time_staff"]
    assert UpdateReturn.objects.get().state == "answered"


def test_after_closing_a_lead_gives_leave_with_the_return() -> None:
    """Its days are a leave of its own; the correction stays on time; reopened is told beside."""
    made = returned(replace(ORDER, last_day=date(2026, 10, 16)), by=LEAD, at=AFTER)
    leave = LateFilingLeave.objects.get()
    assert (made.leave, leave.reason) == (leave.number, REASON)
    assert OutboxMessage.objects(audience="host", code__contains="late_filing").count() == 0
    assert filed(moment("2026-10-16T23:59"), "核对", **MENDED).timeliness == "on_time"
    assert set(quarter(AFTER).flags) == {DutyFlag.REOPENED, DutyFlag.MENDED}


def test_after_closing_nothing_is_returned_that_could_not_be_answered() -> None:
    """Without leave, or by who may give none: refused; under leave that runs it is returned."""
    with pytest.raises(ReturnNeedsLeave):
        returned(by=LEAD, at=AFTER)
    ahead = replace(ORDER, last_day=date(2026, 10, 16))
    with pytest.raises(ReturnNeedsLeave):
        returned(ahead, at=AFTER)
    made = returned(ahead, by=LEAD, at=AFTER)
    withdrawn(made, AFTER, by=LEAD)
    assert LateFilingLeave.objects.get().until == AFTER
    with pytest.raises(WindowClosed):
        filed(AFTER, "核对", **MENDED)


def test_a_reviewer_withdraws_no_return_whose_leave_would_end() -> None:
    """Ending leave is a lead's, by this door as well; where none goes with it a reviewer may."""
    ahead = replace(ORDER, last_day=date(2026, 10, 16))
    made = returned(ahead, by=LEAD, at=AFTER)
    with pytest.raises(NotAllowed):
        withdrawn(made, AFTER)
    made.reload()
    assert (made.state, LateFilingLeave.objects.get().ended_at) == ("open", None)
    filed(AFTER, "核对", **MENDED)
    second = returned(replace(ORDER, version=2), at=AFTER)
    assert withdrawn(second, AFTER).state == "withdrawn"
    assert LateFilingLeave.objects.get().ended_at is None


def test_a_return_under_leave_that_runs_needs_no_other() -> None:
    """A reviewer returns within the days that a lead gave before."""
    made = returned(replace(ORDER, last_day=date(2026, 10, 16)), by=LEAD, at=AFTER)
    filed(AFTER, "核对", **MENDED)
    second = returned(replace(ORDER, version=2), at=AFTER)
    assert (second.leave, made.leave != "") == ("", True)
    assert LateFilingLeave.objects.count() == 1


def test_in_the_window_no_other_day_is_given() -> None:
    """It ends with the window; a leave longer than allowed is refused at its field."""
    with pytest.raises(Invalid) as refused:
        returned(replace(ORDER, last_day=date(2026, 10, 16)), by=LEAD)
    assert set(refused.value.fields) == {"last_day"}
    with pytest.raises(Invalid) as refused:
        returned(replace(ORDER, last_day=date(2027, 10, 16)), by=LEAD, at=AFTER)
    assert set(refused.value.fields) == {"last_day"}
    assert UpdateReturn.objects.count() == LateFilingLeave.objects.count() == 0


def test_what_nobody_answered_stays_visible_and_the_filing_stands() -> None:
    """When the window is over the return is unanswered; new leave opens it again."""
    made = returned()
    standing = desk.standings_of([made], at=AFTER, **law())[made.number]
    assert standing.state is ReturnState.UNANSWERED
    assert (quarter(AFTER).flags, quarter(AFTER).version) == ((DutyFlag.UNANSWERED,), 1)
    assert [one.flags for one in reporting_of("2026Q3", by=LEAD, at=AFTER, **law()).standings] == [
        (DutyFlag.UNANSWERED,)
    ]
    with pytest.raises(AlreadyReturned):
        returned(replace(ORDER, last_day=date(2026, 10, 16)), by=LEAD, at=AFTER)
    with pytest.raises(WindowClosed):
        filed(AFTER, "核对", **MENDED)


def test_a_return_says_what_and_why() -> None:
    """Sections of the form and a reason; everything at fault is named together."""
    for sections in ((), ("service", "nothing")):
        with pytest.raises(Invalid) as refused:
            returned(replace(ORDER, sections=sections, reason="错"))
        assert set(refused.value.fields) == {"sections", "reason"}


def test_an_older_version_is_not_returned() -> None:
    """The host corrected since it was read."""
    filed(OPEN, "核对", **MENDED)
    with pytest.raises(ReturnOfOlder):
        returned()
    assert returned(replace(ORDER, version=2)).returned_version == 2


def test_what_was_never_filed_or_filled_in_by_itself_is_not_returned() -> None:
    """Of nothing there is nothing; one's own mistake one corrects oneself."""
    with pytest.raises(NothingToReturn):
        returned(replace(ORDER, period="2026Q2"))
    grounds = OnBehalf(authority="330000", reason="停电三天", channel="phone", reference="电话")
    QuarterlyUpdate.objects(platform=NUMBER).update(set__on_behalf=grounds)
    with pytest.raises(ReturnOfOwn):
        returned()
    QuarterlyUpdate.objects(platform=NUMBER).update(set__on_behalf__authority="320000")
    assert returned().state == "open"


@pytest.mark.parametrize("by", [HOST, STAFF, OTHER])
def test_who_returns_nothing(by: Actor) -> None:
    """Neither the host nor the ministry, nor another province."""
    with pytest.raises((NotAllowed, NotFound)):
        returned(by=by)
    assert UpdateReturn.objects.count() == 0


def test_withdrawn_it_asks_nothing_any_more() -> None:
    """With a reason, once; the host is told; any section can be corrected again."""
    made = returned()
    gone = withdrawn(made)
    assert (gone.state, gone.withdrawn_reason) == ("withdrawn", "看错了")
    assert quarter(OPEN).flags == ()
    assert OutboxMessage.objects(code="notice_update_return_withdraw", audience="host").count() == 1
    filed(OPEN, "更正人数", full_time_staff="14")
    with pytest.raises(ReturnOver):
        withdrawn(gone)
    again = returned(replace(ORDER, version=2))
    filed(OPEN, "核对", full_time_staff="14", **MENDED)
    with pytest.raises(ReturnOver):
        withdrawn(again)


def test_another_neither_reads_nor_withdraws() -> None:
    """Host, province and ministry read their own or all; another nothing."""
    made = returned()
    for by in (HOST, LEAD, STAFF):
        assert desk.readable(made.number, "update_returns:read", by).number == made.number
        assert len(desk.list_returns(ReturnFilter(state="open"), by=by, limit=9)[0]) == 1
    for by in (OTHER, replace(HOST, host="host-2")):
        with pytest.raises(NotFound):
            desk.readable(made.number, "update_returns:read", by)
        assert desk.list_returns(ReturnFilter(), by=by, limit=9) == ([], [])
    with pytest.raises((NotFound, NotAllowed)):
        withdrawn(made, by=OTHER)
    with pytest.raises(NotAllowed):
        withdrawn(made, by=STAFF)


def test_two_returning_at_once_return_once() -> None:
    """The other is told that it is returned already."""
    given = at_once(returned, lambda: returned(by=LEAD))
    assert sorted(type(one).__name__ for one in given) == ["AlreadyReturned", "UpdateReturn"]
    assert UpdateReturn.objects.count() == 1
    assert broken_at(f"platform:{NUMBER}") is None


def test_a_return_and_the_hosts_own_correction_at_once() -> None:
    """Either the newer version is not returned unread, or the correction meets the return."""
    given = at_once(returned, lambda: sent(OPEN, "更正人数", full_time_staff="14"))
    names = {type(one).__name__ for one in given}
    assert names in ({"ReturnOfOlder", "Submitted"}, {"UpdateReturn", "ReturnedElsewhere"})
    assert broken_at(f"platform:{NUMBER}") is None


def test_a_withdrawal_and_the_answer_at_once() -> None:
    """One of them is first: never answered and withdrawn both."""
    made = returned()
    given = at_once(lambda: withdrawn(made), lambda: sent(OPEN, "核对", **MENDED))
    made.reload()
    refused = [one for one in given if isinstance(one, ReturnOver | VersionConflict)]
    assert made.state == ("answered" if refused else "withdrawn")
    assert bool(made.answered_at) is not bool(made.withdrawn_at)


def test_a_transferred_platforms_new_authority_takes_over() -> None:
    """It sees and withdraws the return; the old one no more."""
    made = returned()
    Platform.objects(number=NUMBER).update(set__authority="320000")
    desk.move_along(NUMBER, "320000")
    made.reload()
    with pytest.raises(NotFound):
        withdrawn(made)
    assert withdrawn(made, by=OTHER).state == "withdrawn"


def test_home_asks_the_host_and_tells_the_authority() -> None:
    """To mend by the window's last day; waiting to the authority; unanswered afterwards."""
    returned()

    def lines(by: Actor, at: datetime) -> dict[str, Any]:
        return {one.code: one for one in answer(tasks_of(by=by, at=at, **law())).lines}

    asked = lines(HOST, OPEN)["task_answer_return"]
    assert (asked.deadline, asked.group) == (date(2026, 9, 30), "todo")
    assert "task_submitted_update" not in lines(HOST, OPEN)
    assert lines(LEAD, OPEN)["task_returns_waiting"].params["count"] == 1
    assert lines(HOST, AFTER)["task_return_unanswered"].group == "waiting"
    filed(OPEN, "核对", **MENDED)
    assert "task_answer_return" not in lines(HOST, OPEN)
    assert "task_returns_waiting" not in lines(LEAD, OPEN)


def test_nobody_waits_for_a_platform_that_left() -> None:
    """Removed, its return is in no count; brought back on appeal, it is waited for again."""

    def waiting() -> int:
        found = {one.code: one for one in answer(tasks_of(by=LEAD, at=AFTER, **law())).lines}
        counted = board_of("2026Q3", by=LEAD, at=AFTER, **law()).total.count.returned
        assert counted == ("task_returns_waiting" in found)
        return counted

    returned()
    assert waiting() == 1
    facts_on_record()
    objection = Objection(decided_way())
    assert waiting() == 0
    objection.filed()
    objection.way.at = datetime(2026, 10, 20, 9, tzinfo=SHANGHAI)
    objection.prepared()
    objection.decided()
    assert waiting() == 1
