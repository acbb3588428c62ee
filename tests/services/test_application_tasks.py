"""What home says of a host's applications."""

from datetime import date, datetime, timedelta

import pytest

from registry.documents.applications import Application, ReturnedSection
from registry.permissions import Actor, Role
from registry.services.application_tasks import application_tasks_of
from registry.services.tasks import Group
from tests.application_makers import an_application

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
    (line,) = application_tasks_of(by=HOST, at=at)
    assert (line.group, line.params["count"]) == (group, 1)
    assert line.deadline == (date(2026, 12, 31) if state == "returned" else None)


def test_what_ended_is_news_for_a_while(database: None, at: datetime) -> None:
    """Withdrawn is never a line; admitted is one for some months."""
    an_application(state="withdrawn", changed_at=at, live=False)
    ended = an_application("SB-330000-2026-0002", state="admitted", changed_at=at, live=False)
    assert [one.params["number"] for one in application_tasks_of(by=HOST, at=at)] == [ended.number]
    Application.objects(number=ended.number).update(changed_at=at - timedelta(days=201))
    assert application_tasks_of(by=HOST, at=at) == ()


def test_nobody_else_reads_them_here(database: None, at: datetime, lead: Actor) -> None:
    """Another host's and an office's home say nothing of it."""
    an_application(state="draft", changed_at=at)
    other = Actor(account="op", name="别人", role=Role.HOST_OPERATOR, host="host-2")
    assert application_tasks_of(by=other, at=at) == ()
    assert application_tasks_of(by=lead, at=at) == ()
