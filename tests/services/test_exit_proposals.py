"""Exit proposals: an open case for the ministry; the platform stays in the library."""

from collections.abc import Callable
from datetime import datetime

import pytest
from mongoengine.connection import get_db

from registry.clock import SHANGHAI
from registry.documents.exit_proposals import ExitProposal
from registry.documents.ledger import LedgerEntry
from registry.documents.outbox import OutboxMessage
from registry.documents.platforms import Platform
from registry.errors import CursorForged, Invalid, NotAllowed, NotFound, VersionConflict
from registry.law import rulebook
from registry.messages import say
from registry.permissions import Actor, Role
from registry.services import exit_proposals as desk
from registry.services.adjustments import RoundNotOpened
from registry.services.calendar import current_calendar
from registry.services.exit_proposals import (
    ExitAlreadyEnded,
    ExitAlreadyProposed,
    ExitFilter,
    ExitOrder,
    ExitPlatformGone,
)
from tests.round_makers import a_round, an_exit
from tests.services.simultaneous import at_once

NUMBER = "330000-2026-0001"
FACTS = "中试线已于九月整体出售，场地退租，现场核查记录在案。"
Propose = Callable[..., ExitProposal]


@pytest.fixture
def proposed(on_record: Callable[..., Platform], lead: Actor, at: datetime) -> Propose:
    """``proposed(…)``: Zhejiang's lead proposes in December's round, which is open."""
    a_round()
    on_record(NUMBER)

    def act(
        ground: str = "conditions_not_met",
        facts: str = FACTS,
        *,
        by: Actor = lead,
        at: datetime = at,
    ) -> ExitProposal:
        order = ExitOrder(NUMBER, ground, facts)
        law = {"rulebook": rulebook(), "calendar": current_calendar()}
        return desk.propose(order, by=by, at=at, **law)

    return act


def _withdraw(found: ExitProposal, by: Actor, at: datetime, reason: str = "已整改") -> ExitProposal:
    return desk.withdraw(found.number, reason, version=found.version, by=by, at=at)


def test_a_proposal_is_an_open_case_and_removes_nothing(proposed: Propose) -> None:
    """On record with ground, facts and round; told to ministry and host; the platform stays."""
    made = proposed()
    assert (made.number, made.period, made.state) == ("TC-330000-2026H2-001", "2026H2", "open")
    assert Platform.objects.get(number=NUMBER).state == "in_library"
    entry = LedgerEntry.objects.get(subject=f"platform:{NUMBER}")
    assert (entry.verb, entry.clause) == ("exit_proposal.propose", "二（六）")
    assert entry.after["facts"] == FACTS
    told = {one.audience: say(one.code, **one.params) for one in OutboxMessage.objects}
    assert set(told) == {"ministry", "host"}
    assert "不再满足基本条件" in told["ministry"]
    assert "仍然在库" in told["host"]


@pytest.mark.parametrize(
    ("ground", "facts", "fields"),
    [
        ("data_falsification", FACTS, {"ground"}),
        ("", FACTS, {"ground"}),
        ("host_asked", "太短", {"facts"}),
        ("host_asked", "\u200b" * 30, {"facts"}),
        ("$ne", "长" * 4001, {"ground", "facts"}),
    ],
)
def test_a_ground_of_another_clause_or_no_facts(
    proposed: Propose, ground: str, facts: str, fields: set[str]
) -> None:
    """A cause of 二（四） goes another way; facts are wanted; nothing is kept."""
    with pytest.raises(Invalid) as refused:
        proposed(ground, facts)
    assert set(refused.value.fields) == fields
    assert ExitProposal.objects.count() == OutboxMessage.objects.count() == 0


def test_one_open_proposal_a_platform(proposed: Propose) -> None:
    """A replay is told which one stands; two at once make one."""
    made = proposed()
    with pytest.raises(ExitAlreadyProposed) as refused:
        proposed("host_asked")
    assert made.number in say(refused.value.code, **refused.value.params)
    assert (ExitProposal.objects.count(), OutboxMessage.objects.count()) == (1, 2)


def test_two_at_once_make_one(proposed: Propose) -> None:
    """Of two leads one proposes, the other is told."""
    given = at_once(proposed, lambda: proposed("host_asked"))
    assert sorted(type(one).__name__ for one in given) == ["ExitAlreadyProposed", "ExitProposal"]
    assert ExitProposal.objects.count() == 1


def test_withdrawn_it_may_be_proposed_again(proposed: Propose, lead: Actor, at: datetime) -> None:
    """With a reason, told; the old one stays on record, the new one has its own number."""
    first = proposed()
    done = _withdraw(first, lead, at)
    assert (done.state, done.withdrawn_reason, done.version) == ("withdrawn", "已整改", 2)
    assert proposed().number == "TC-330000-2026H2-002"
    verbs = LedgerEntry.objects(subject=f"platform:{NUMBER}").order_by("sequence").scalar("verb")
    assert [verb.partition(".")[2] for verb in verbs] == ["propose", "withdraw", "propose"]


def test_a_withdrawal_that_does_not_hold(proposed: Propose, lead: Actor, at: datetime) -> None:
    """Without a reason, from an old page, twice: each says why."""
    made = proposed()
    with pytest.raises(Invalid):
        _withdraw(made, lead, at, reason=" ")
    with pytest.raises(VersionConflict):
        desk.withdraw(made.number, "旧页面", version=7, by=lead, at=at)
    _withdraw(made, lead, at)
    with pytest.raises(ExitAlreadyEnded):
        _withdraw(made, lead, at)


def test_a_platform_that_left_is_not_proposed(proposed: Propose) -> None:
    """Removed meanwhile, there is nothing to leave."""
    Platform.objects(number=NUMBER).update(set__state="removed")
    with pytest.raises(ExitPlatformGone):
        proposed()


@pytest.mark.parametrize(
    ("at", "allowed"),
    [
        ((2026, 11, 20, 8, 59, 59), False),
        ((2026, 11, 20, 9), True),
        ((2026, 12, 31, 23, 59, 59), True),
        ((2027, 1, 1), False),
    ],
)
def test_from_the_notice_until_the_month_ends(
    proposed: Propose, at: tuple[int, ...], *, allowed: bool
) -> None:
    """From its notice on record to the last second of December."""
    when = datetime(*at, tzinfo=SHANGHAI)
    if allowed:
        assert proposed(at=when).period == "2026H2"
        return
    with pytest.raises(RoundNotOpened):
        proposed(at=when)


def test_who_may_propose_and_what_is_another_s(proposed: Propose, reviewer: Actor) -> None:
    """A reviewer and the ministry may not; another authority's lead finds no such platform."""
    for by in (reviewer, Actor("m", "部", Role.MINISTRY_LEAD)):
        with pytest.raises(NotAllowed):
            proposed(by=by)
    other = Actor("g", "广东负责人", Role.PROVINCIAL_LEAD, authority="440000")
    with pytest.raises(NotFound):
        proposed(by=other)
    made = proposed()
    for permission in ("exit_proposals:read", "exit_proposals:withdraw"):
        with pytest.raises(NotFound):
            desk.readable(made.number, permission, other)


def test_each_sees_their_own(database: None, lead: Actor, ministry: Actor) -> None:
    """The ministry all, a province its own, a host its own; narrowed by round, state, ground."""
    an_exit("TC-330000-2026H2-001", host="host-1")
    an_exit("TC-330000-2026H2-002", host="host-2", state="withdrawn", ground="host_asked")
    an_exit("TC-440000-2026H1-001", "440000", host="host-3", period="2026H1")
    host = Actor("h", "张三", Role.HOST_OPERATOR, host="host-3")

    def seen(by: Actor, **asked: str) -> set[str]:
        found, _ = desk.list_proposals(ExitFilter(**asked), by=by, limit=9)
        return {one.number for one in found}

    assert len(seen(ministry)) == 3
    assert len(seen(lead)) == 2
    assert seen(host) == {"TC-440000-2026H1-001"}
    assert seen(ministry, period="2026H1") == seen(ministry, authority="440000") == seen(host)
    assert seen(lead, state="withdrawn") == seen(lead, ground="host_asked")
    with pytest.raises(NotFound):
        seen(lead, authority="440000")
    counts = desk.count_proposals(by=ministry, period="2026H2")
    assert sum(one.count for one in counts) == 2


def test_the_list_goes_on_where_a_page_ended(database: None, ministry: Actor) -> None:
    """Newest first, no line twice; another list's key is refused."""
    for ordinal in range(1, 6):
        an_exit(f"TC-330000-2026H2-{ordinal:03}")
    first, key = desk.list_proposals(ExitFilter(), by=ministry, limit=3)
    rest, end = desk.list_proposals(ExitFilter(), by=ministry, after=key, limit=3)
    assert [one.number[-1] for one in (*first, *rest)] == ["5", "4", "3", "2", "1"]
    assert end == []
    with pytest.raises(CursorForged):
        desk.list_proposals(ExitFilter(), by=ministry, after=["x", "y"], limit=3)


def test_lists_and_counts_use_their_indexes(database: None) -> None:
    """The index named for each list is the one that answers, and the count needs no record."""
    for ordinal in range(1, 40):
        an_exit(f"TC-330000-2026H2-{ordinal:03}")
    exits = get_db().exit_proposals
    for query, index in (
        ({}, "proposed_at_-1_number_-1"),
        ({"authority": "330000"}, "authority_1_proposed_at_-1_number_-1"),
        ({"host": "host-1"}, "host_1_proposed_at_-1_number_-1"),
    ):
        plan = exits.find(query).hint(index).sort([("proposed_at", -1), ("number", -1)]).explain()
        stages = str(plan["queryPlanner"]["winningPlan"])
        assert (f"'indexName': '{index}'" in stages, "'SORT'" in stages) == (True, False)
