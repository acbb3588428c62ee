"""What the round asks of each role on its first page."""

from collections.abc import Callable
from datetime import datetime

import pytest

from registry.clock import SHANGHAI
from registry.documents.platforms import Platform
from registry.law import rulebook
from registry.permissions import Actor, Role
from registry.services.calendar import current_calendar
from registry.services.readings import answer
from registry.services.round_tasks import RoundTasks, round_tasks_of
from tests.application_makers import an_application
from tests.round_makers import a_cut_off, a_round

pytestmark = pytest.mark.usefixtures("database")
FAR = datetime(2026, 10, 1, 9, tzinfo=SHANGHAI)
NEAR = datetime(2026, 11, 28, 9, tzinfo=SHANGHAI)
INSIDE = datetime(2026, 12, 28, 9, tzinfo=SHANGHAI)
HOST = Actor("h", "张三", Role.HOST_OPERATOR, host="host-1")
STAFF = Actor("s", "部经办", Role.MINISTRY_STAFF)


def _of(by: Actor, at: datetime = INSIDE) -> RoundTasks:
    return answer(round_tasks_of(by=by, at=at, rulebook=rulebook(), calendar=current_calendar()))


def _told(by: Actor, at: datetime = INSIDE) -> list[tuple[str, str]]:
    return [(one.group.value, one.code) for one in _of(by, at).lines]


def test_the_ministry_s_lead_is_asked_for_the_notice(ministry: Actor) -> None:
    """When the window is near and no notice is on record; staff waits for it."""
    assert _told(ministry, FAR) == []
    assert _told(ministry, NEAR) == [("todo", "task_open_round")]
    assert _told(STAFF, NEAR) == [("waiting", "task_await_opening")]
    a_round()
    assert _told(ministry) == _told(STAFF) == [("waiting", "task_follow_round")]


def test_a_province_waits_prepares_and_runs(lead: Actor, reviewer: Actor) -> None:
    """Before the notice, before the window, in it; with what there is to do."""
    assert _told(lead, FAR) == []
    assert _told(lead, NEAR) == [("waiting", "task_await_notice")]
    a_round()
    an_application(state="recommended")
    assert _told(reviewer, NEAR) == [("todo", "task_prepare_round")]
    (line,) = _of(lead).lines
    assert (line.code, line.params["recommended"], line.params["review"]) == (
        "task_run_round", 1, 0,
    )  # fmt: skip


def test_a_host_reads_its_authority_s_cut_off(on_record: Callable[..., Platform]) -> None:
    """Where its application lies; without one, where its platform stands, once opened."""
    on_record()
    assert _of(HOST) == RoundTasks()
    until = datetime(2026, 12, 30, 12, tzinfo=SHANGHAI)
    a_round()
    a_cut_off(until)
    (one,) = _of(HOST).deadlines
    assert (one.authority, one.times.hosts_until) == ("浙江省工业和信息化厅", until)
    an_application(state="draft", authority="440000")
    (one,) = _of(HOST).deadlines
    assert (one.authority[:2], one.times.has_cut_off) == ("广东", False)


def test_a_host_that_applies_reads_that_no_notice_is_there() -> None:
    """Its draft concerns a round that nobody has opened."""
    an_application(state="draft")
    (one,) = _of(HOST).deadlines
    assert one.times.opened_at is None


def test_administrators_have_nothing_to_do_with_it() -> None:
    """They see no filing."""
    assert _of(Actor("a", "审计员", Role.AUDIT_ADMINISTRATOR)) == RoundTasks()
