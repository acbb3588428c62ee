"""Applications as hosts and offices find them: lists, standing, and who sees what."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime

import pytest
from mongoengine.connection import get_db

from registry.errors import NotAllowed, NotFound
from registry.law import rulebook
from registry.permissions import Actor, Role
from registry.policy.vocabulary import Outcome
from registry.services import applications as desk
from registry.services.applications import ApplicationFilter
from tests.application_makers import a_version, an_application
from tests.application_papers import typed

HOST = Actor(account="op-1", name="高远", role=Role.HOST_OPERATOR, host="host-1")
EVERYTHING = ApplicationFilter()


@pytest.fixture
def on_file(database: None) -> None:
    """A draft and a submitted one of a host, one of another host elsewhere."""
    an_application("SB-330000-2026-0001", state="draft", version=0, period="")
    a_version(an_application("SB-330000-2026-0002"))
    an_application("SB-440000-2026-0001", authority="440000", host="host-2", state="in_review")


def numbers(found) -> list[str]:
    """The numbers of a list, short."""
    return [one.number[3:] for one in found]


def test_a_host_lists_its_own(on_file):
    """Drafts and submitted ones, newest first; nobody else's."""
    assert numbers(desk.own_applications(by=HOST)) == ["330000-2026-0002", "330000-2026-0001"]
    listed = desk.applications_page(EVERYTHING, "", 10, by=HOST)
    assert numbers(listed) == ["330000-2026-0001", "330000-2026-0002"]


def test_an_office_lists_what_was_submitted_to_it(on_file, lead, ministry):
    """A province its own authority's, the ministry all; drafts are in no list."""
    assert numbers(desk.applications_page(EVERYTHING, "", 10, by=lead)) == ["330000-2026-0002"]
    assert numbers(desk.applications_page(EVERYTHING, "", 10, by=ministry)) == [
        "330000-2026-0002",
        "440000-2026-0001",
    ]  # fmt: skip - one line of numbers
    with pytest.raises(NotFound):
        desk.applications_page(ApplicationFilter(authority="440000"), "", 10, by=lead)
    with pytest.raises(NotAllowed):
        desk.own_applications(by=lead)


def test_a_list_is_narrowed_and_paged(on_file, ministry):
    """By authority, round and state; after a number, so many."""
    for narrowed, found in (
        (ApplicationFilter(authority="440000"), ["440000-2026-0001"]),
        (ApplicationFilter(state="in_review"), ["440000-2026-0001"]),
        (ApplicationFilter(period="2026H1"), []),
    ):
        assert numbers(desk.applications_page(narrowed, "", 10, by=ministry)) == found
    assert len(desk.applications_page(EVERYTHING, "", 1, by=ministry)) == 1
    later = desk.applications_page(EVERYTHING, "SB-330000-2026-0002", 9, by=ministry)
    assert numbers(later) == ["440000-2026-0001"]


def test_who_may_read_one(on_file, lead, ministry):
    """Its host, and whom it was submitted to; a draft is there for nobody else."""
    draft, sent, elsewhere = (
        "SB-330000-2026-0001",
        "SB-330000-2026-0002",
        "SB-440000-2026-0001",
    )  # fmt: skip - one line of numbers
    readers = {HOST.account: HOST, "lead": lead, "ministry": ministry}
    may = {"op-1": {draft, sent}, "lead": {sent}, "ministry": {sent, elsewhere}}
    for account, actor in readers.items():
        for number in (draft, sent, elsewhere, "SB-330000-2026-0009"):
            if number in may[account]:
                assert desk.read_head(number, by=actor).number == number
            else:
                with pytest.raises(NotFound):
                    desk.read_head(number, by=actor)
    assert desk.latest_version(sent, by=lead).version == 1
    with pytest.raises(NotFound):
        desk.latest_version(elsewhere, by=ministry)
    assert [desk.sees_contacts(one) for one in (HOST, lead, ministry)] == [True, True, False]


def test_a_standing_tells_every_condition_in_one_query(
    database: None,
    commands: Callable[[], AbstractContextManager[list[str]]],
    at: datetime,
    lead: Actor,
) -> None:
    """As far as it is filled in, without reading the table's rows."""
    number = an_application(
        "SB-330000-2026-0001", state="draft", values=typed(equipment_value="999"), version=0
    ).number
    with commands() as seen:
        standing = desk.standing_of(number, by=HOST, at=at, rulebook=rulebook())
    assert seen == ["find applications"]
    outcomes = {one.criterion.id: one.outcome for one in standing.assessments}
    assert outcomes["equipment_original_value"] is Outcome.NOT_MET
    assert outcomes["equipment_table"] is Outcome.NOT_STATED
    assert outcomes["full_time_staff"] is Outcome.MET
    other = Actor(account="op-2", name="别人", role=Role.HOST_OPERATOR, host="host-2")
    for number_asked, actor in ((number, other), ("SB-330000-2026-0009", HOST)):
        with pytest.raises(NotFound):
            desk.standing_of(number_asked, by=actor, at=at, rulebook=rulebook())
    with pytest.raises(NotAllowed):
        desk.standing_of(number, by=lead, at=at, rulebook=rulebook())


@pytest.mark.parametrize(
    ("query", "sort", "index"),
    [
        ({"host": "host-1"}, {"number": -1}, "host_1_number_-1"),
        ({"authority": "330000", "version": {"$gt": 0}}, {"number": 1}, "authority_1_number_1"),
        ({"version": {"$gt": 0}, "number": {"$gt": ""}}, {"number": 1}, "number_1"),
        ({"host": "host-1", "name_key": "x", "live": True}, {}, "host_1_name_key_1"),
    ],
)
def test_each_list_uses_its_index(on_file, query, sort, index):
    """No list reads the whole collection, and none is sorted in memory."""
    command = {"find": "applications", "filter": query, **({"sort": sort} if sort else {})}
    plan = get_db().command("explain", command, verbosity="queryPlanner")
    assert f"'indexName': '{index}'" in str(plan["queryPlanner"]["winningPlan"])
    assert "'SORT'" not in str(plan["queryPlanner"]["winningPlan"])
