"""What home says of applications: to their host, and to the ministry."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import pytest

from registry.calendars import working_calendar
from registry.clock import SHANGHAI
from registry.documents.applications import Application, ReturnedSection
from registry.law import rulebook
from registry.permissions import Actor, Role
from registry.policy.adjustments import RoundTimes
from registry.services.adjustments import round_at_hand
from registry.services.application_tasks import (
    application_lines,
    application_tasks_of,
    to_ministry_tasks_of,
)
from registry.services.readings import answer
from registry.services.reviews import QueueFilter, queue
from registry.services.round_tasks import HostDeadline
from registry.services.task_lines import Group, Task
from tests.application_makers import an_application
from tests.round_makers import NOTICED

CUT_OFF = datetime(2026, 12, 30, 17, tzinfo=SHANGHAI)
HOST = Actor(account="op", name="高远", role=Role.HOST_OPERATOR, host="host-1")


@pytest.mark.parametrize(
    ("state", "group"),
    [
        ("draft", Group.TODO),
        ("returned", Group.TODO),
        ("frozen", Group.TODO),
        ("submitted", Group.WAITING),
        ("in_review", Group.WAITING),
        ("recommended", Group.WAITING),
        ("refused", Group.DONE),
        ("admitted", Group.DONE),
    ],
)
def test_each_state_has_its_line(database: None, at: datetime, state: str, group: Group) -> None:
    """Who is at work on it says the group; what was returned says how much and until when."""
    an_application(
        state=state,
        changed_at=at,
        returned=[ReturnedSection(section="basics", reason="地址不全")],
        return_until=date(2026, 12, 31),
    )
    (line,) = _told(HOST, at)
    assert (line.group, line.params["count"]) == (group, 1)
    assert line.deadline == (date(2026, 12, 31) if state == "returned" else None)


def _told(by: Actor, at: datetime, deadlines: Sequence[HostDeadline] = ()) -> list[Task]:
    """The lines of home of one's own applications."""
    return list(application_lines(answer(application_tasks_of(by=by, at=at)), deadlines, at))


def _lines(at: datetime, until: datetime) -> list[Task]:
    """The lines of home on a day, with the authority's cut-off."""
    window = round_at_hand(at, rulebook=rulebook(), calendar=working_calendar())
    times = RoundTimes(window, NOTICED, until)
    deadlines = [HostDeadline("330000", "浙江省工业和信息化厅", times)]
    return _told(HOST, at, deadlines)


def test_a_cut_off_is_the_line_s_deadline(database: None, at: datetime) -> None:
    """What is not submitted yet has its authority's day and hour, not the window's last day."""
    an_application(state="frozen", changed_at=at)
    (line,) = _lines(at, CUT_OFF)
    assert (line.deadline, line.note) == (date(2026, 12, 30), "task_note_cut_off")
    assert line.params["until"] == "2026年12月30日 17:00"
    (line,) = _lines(at, datetime(2027, 1, 1, tzinfo=SHANGHAI))
    assert (line.deadline, line.note) == (date(2026, 12, 31), "")


def test_after_the_cut_off_nothing_is_asked_to_be_sent(database: None, at: datetime) -> None:
    """A frozen one waits and says why, a draft is typed on; what was returned has its own day."""
    an_application(state="frozen", changed_at=at)
    an_application("SB-330000-2026-0002", state="draft", changed_at=at)
    an_application("SB-330000-2026-0003", state="returned", return_until=date(2027, 1, 8))
    an_application(
        "SB-330000-2026-0004", state="frozen", return_until=date(2027, 1, 8), platform_name="乙"
    )
    frozen, draft, returned, sent_again = _lines(CUT_OFF, CUT_OFF)
    assert (frozen.code, frozen.group) == ("task_application_frozen_late", Group.WAITING)
    assert frozen.note == draft.note == "task_note_cut_off_over"
    assert (draft.code, draft.group) == ("task_application_draft", Group.TODO)
    assert returned.deadline == date(2027, 1, 8)
    assert (sent_again.code, sent_again.note) == ("task_application_frozen", "")


def test_what_ended_is_news_for_a_while(database: None, at: datetime) -> None:
    """Withdrawn is never a line; admitted is one for some months."""
    an_application(state="withdrawn", changed_at=at, live=False)
    ended = an_application("SB-330000-2026-0002", state="admitted", changed_at=at, live=False)
    assert [one.params["number"] for one in _told(HOST, at)] == [ended.number]
    Application.objects(number=ended.number).update(changed_at=at - timedelta(days=201))
    assert _told(HOST, at) == []


def test_nobody_else_reads_them_here(database: None, at: datetime, lead: Actor) -> None:
    """Another host's and an office's home say nothing of it."""
    an_application(state="draft", changed_at=at)
    other = Actor(account="op", name="别人", role=Role.HOST_OPERATOR, host="host-2")
    assert _told(other, at) == []
    assert _told(lead, at) == []


def test_the_ministry_is_told_of_hosts_under_it(database: None, at: datetime, ministry: Actor):
    """One line for all that are open, wherever they lie; it counts what the list then shows."""
    an_application(to_ministry=True)
    far = {"to_ministry": True, "authority": "440000", "state": "in_review"}
    an_application("SB-440000-2026-0002", **far)
    an_application("SB-330000-2026-0003")
    an_application("SB-330000-2026-0004", to_ministry=True, state="recommended")
    an_application("SB-330000-2026-0005", to_ministry=True, state="draft", version=0)
    (line,) = answer(to_ministry_tasks_of(by=ministry))
    assert (line.group, line.params["count"]) == (Group.WAITING, 2)
    asked = QueueFilter(to_ministry=line.params["to_ministry"])
    found, _ = queue(asked, by=ministry, at=at, calendar=working_calendar(), limit=9)
    assert [one.number for one in found] == ["SB-330000-2026-0001", "SB-440000-2026-0002"]
    assert all(one.to_ministry for one in found)


def test_without_such_an_application_the_ministry_reads_nothing(
    database: None, at: datetime, ministry: Actor
) -> None:
    """A host that is not under the ministry is its authority's matter alone."""
    an_application()
    assert answer(to_ministry_tasks_of(by=ministry)) == ()
