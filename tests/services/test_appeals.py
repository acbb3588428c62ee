"""Objecting to a removal decision: who may, until when, once; suspended or not as decided."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from registry.clock import SHANGHAI
from registry.documents.appeals import Appeal
from registry.documents.bans import Ban
from registry.documents.ledger import LedgerEntry
from registry.documents.outbox import OutboxMessage
from registry.documents.platforms import Platform
from registry.documents.removal_cases import RemovalCase
from registry.errors import Invalid, NotAllowed, NotFound, VersionConflict
from registry.law import rulebook
from registry.messages import say
from registry.permissions import Actor, Role
from registry.services import appeals as desk
from registry.services.appeal_acts import (
    AppealEnded,
    AppealNotNow,
    AppealNotSuspended,
    AppealSuspendedAlready,
)
from registry.services.appeal_outcomes import AppealHeld
from registry.services.appeals import (
    AppealAlreadyOpen,
    AppealFilter,
    AppealNothingDecided,
    AppealSettled,
    AppealTooLate,
)
from registry.services.bans import bans_in_force
from registry.services.ledger import broken_at
from registry.services.platforms import platform_on
from tests.appeal_makers import Objection, decided_way, facts_on_record
from tests.removal_makers import HEAD, HOST, LEAD, NUMBER, OTHER_HEAD, STAFF, Way
from tests.services.simultaneous import at_once

OTHER_HOST = Actor(account="host-9", name="别家填报员", role=Role.HOST_OPERATOR, host="host-9")
OTHER_LEAD = Actor(
    account="lead-9", name="江苏负责人", role=Role.PROVINCIAL_LEAD, authority="320000"
)
DAY = date(2026, 9, 2)  # of the decision


@pytest.fixture
def objection(on_record: Callable[..., Platform]) -> Objection:
    """A decision on a platform of Zhejiang, and an appeal's way against it."""
    on_record(NUMBER)
    facts_on_record()
    return Objection(decided_way())


def test_an_objection_changes_nothing_by_itself(objection: Objection) -> None:
    """Filed, told to all three, in the platform's chain; the platform stays out and banned."""
    made = objection.filed(asks_suspension=True)
    assert made.number == "YY-330000-2026-0001"
    assert (made.state, made.origin, made.last_day) == ("filed", "host", date(2026, 11, 1))
    assert Platform.objects.get(number=NUMBER).state == "removed"
    ban = Ban.objects.get()
    assert bans_in_force({ban.credit_code}, DAY)[ban.credit_code].in_force
    told = OutboxMessage.objects(code="notice_appeal_file")
    assert {one.audience for one in told} == {"host", "authority", "ministry"}
    assert "照常执行" in say(told[0].code, **told[0].params)
    entry = LedgerEntry.objects.get(verb="appeal.file")
    assert entry.after["appeal"] == made.number
    assert broken_at(f"platform:{NUMBER}") is None


@pytest.mark.parametrize(
    ("at", "late"),
    [
        (datetime(2026, 11, 1, 23, 59, 59, tzinfo=SHANGHAI), False),
        (datetime(2026, 11, 2, tzinfo=SHANGHAI), True),
    ],
)
def test_the_last_second_of_the_period_counts(
    objection: Objection, at: datetime, *, late: bool
) -> None:
    """60 days from the day after; a second later it is refused, and told whom to tell."""
    case = RemovalCase.objects.get()
    assert desk.may_object(case, at=at, rulebook=rulebook()) is not late
    objection.way.at = at
    if not late:
        assert objection.filed().state == "filed"
        return
    with pytest.raises(AppealTooLate) as refused:
        objection.filed()
    said = say(refused.value.code, **refused.value.params)
    assert "2026-11-01" in said
    assert "自行更正" in said
    assert objection.corrected().origin == "ministry"


def test_before_a_decision_there_is_nothing_to_object_to(
    on_record: Callable[..., Platform],
) -> None:
    """A case that is only prepared is answered by a statement, not by an objection."""
    on_record(NUMBER)
    way = Way()
    way.to_prepared()
    with pytest.raises(AppealNothingDecided):
        Objection(way).filed()


@pytest.mark.parametrize("by", [LEAD, STAFF, HEAD])
def test_only_the_host_objects(objection: Objection, by: Actor) -> None:
    """An office does not object in its name."""
    with pytest.raises(NotAllowed):
        objection.filed(by=by)


@pytest.mark.parametrize("by", [HOST, LEAD])
def test_only_the_ministry_corrects_itself(objection: Objection, by: Actor) -> None:
    """Neither host nor province takes a decision up by itself."""
    with pytest.raises(NotAllowed):
        objection.corrected(by=by)


def test_another_host_finds_neither_case_nor_appeal(objection: Objection) -> None:
    """404 by case, by number, in the list; another province sees nothing either."""
    with pytest.raises(NotFound):
        objection.filed(by=OTHER_HOST)
    objection.filed()
    with pytest.raises(NotFound):
        objection.withdrawn(by=OTHER_HOST)
    for by in (OTHER_HOST, OTHER_LEAD):
        assert desk.list_appeals(AppealFilter(), by=by, limit=9) == ([], [])
    for by in (HOST, LEAD, STAFF):
        found, _ = desk.list_appeals(AppealFilter(state="filed"), by=by, limit=9)
        assert [one.number for one in found] == [objection.appeal.number]
    with pytest.raises(NotFound):
        desk.list_appeals(AppealFilter(authority="330000"), by=OTHER_LEAD, limit=9)


def test_an_objection_says_why_and_what_for(objection: Objection) -> None:
    """Grounds too short and an outcome nobody may ask for are named together."""
    with pytest.raises(Invalid) as refused:
        objection.filed(grounds="冤枉", asks="upheld")
    assert set(refused.value.fields) == {"grounds", "asks"}
    assert Appeal.objects.count() == 0


def test_one_is_open_at_a_time(objection: Objection) -> None:
    """A second one names the first, even where both come at once."""
    objection.filed()
    with pytest.raises(AppealAlreadyOpen) as refused:
        objection.corrected()
    assert refused.value.params["number"] == objection.appeal.number
    objection.withdrawn()
    given = at_once(Objection(objection.way).filed, Objection(objection.way).filed)
    assert sorted(type(one).__name__ for one in given) == ["Appeal", "AppealAlreadyOpen"]


def test_an_objection_is_answered_once(objection: Objection) -> None:
    """After an outcome the host is not heard again; taken back it may object again in time."""
    objection.filed()
    objection.withdrawn()
    objection.filed()
    objection.prepared("upheld")
    objection.decided()
    with pytest.raises(AppealSettled):
        objection.filed()
    assert not desk.may_object(RemovalCase.objects.get(), at=objection.way.at, rulebook=rulebook())
    assert objection.corrected().state == "filed"


def test_suspended_the_decision_holds_nobody(objection: Objection) -> None:
    """From that day the platform is in the library and no ban binds; the day before stays."""
    objection.way.at += timedelta(days=8)
    objection.filed()
    made = objection.suspended()
    assert (made.suspended, made.suspensions[0].restored) == (True, True)
    platform = Platform.objects.get(number=NUMBER)
    assert (platform.state, platform.removed_at) == ("in_library", None)
    code = platform.credit_code
    day = date(2026, 9, 10)
    assert bans_in_force({code}, day) == {}
    assert bans_in_force({code}, day - timedelta(days=1))[code].in_force
    states = {
        one: platform_on(NUMBER, one, by=STAFF).facts["state"].value
        for one in (day - timedelta(days=1), day)
    }
    assert states == {day - timedelta(days=1): "removed", day: "in_library"}
    case = RemovalCase.objects.get()
    assert (case.upon_appeal, case.appeal) == ("suspended", made.number)


def test_resumed_it_holds_again_from_that_day(objection: Objection) -> None:
    """Out again from that day, the ban's last day unmoved; the days between stay free."""
    objection.way.at += timedelta(days=8)
    objection.filed()
    objection.suspended()
    objection.way.at += timedelta(days=5)
    made = objection.resumed()
    assert not made.suspended
    assert made.suspensions[0].resumed_at == objection.way.at
    platform = Platform.objects.get(number=NUMBER)
    assert (platform.state, platform.removed_at) == ("removed", objection.way.at)
    code, day = platform.credit_code, date(2026, 9, 15)
    assert bans_in_force({code}, day - timedelta(days=1)) == {}
    running = bans_in_force({code}, day)[code]
    assert (running.in_force, running.until_day) == (True, date(2029, 9, 2))
    then = platform_on(NUMBER, day - timedelta(days=1), by=STAFF)
    assert then.facts["state"].value == "in_library"
    assert RemovalCase.objects.get().upon_appeal == ""
    verbs = LedgerEntry.objects(subject=f"platform:{NUMBER}").order_by("sequence").scalar("verb")
    assert list(verbs)[-3:] == ["platform.remove", "ban.bind_again", "appeal.resume"]


def test_suspended_and_resumed_on_one_day_leaves_the_ban_whole(objection: Objection) -> None:
    """No day is free of it: what began and ended the same day holds on none."""
    objection.filed()
    objection.suspended()
    objection.resumed()
    code = Platform.objects.get(number=NUMBER).credit_code
    assert bans_in_force({code}, DAY)[code].in_force


def test_a_host_that_withdraws_ends_the_suspension(objection: Objection) -> None:
    """The decision holds again with the same act; nothing is left hanging."""
    objection.filed()
    objection.suspended()
    made = objection.withdrawn()
    assert (made.state, made.open, made.suspended) == ("withdrawn", False, False)
    assert Platform.objects.get(number=NUMBER).state == "removed"
    assert RemovalCase.objects.get().upon_appeal == ""


def test_what_may_not_be_suspended(objection: Objection) -> None:
    """Not twice, not by staff or province, not from an old page, not once prepared or ended."""
    objection.filed()
    for by in (STAFF, LEAD, HOST):
        with pytest.raises(NotAllowed):
            objection.suspended(by=by)
    with pytest.raises(AppealNotSuspended):
        objection.resumed()
    old = objection.appeal
    objection.suspended()
    with pytest.raises(AppealSuspendedAlready):
        objection.suspended()
    objection.resumed()
    newest, objection.appeal = objection.appeal, old
    with pytest.raises(VersionConflict):
        objection.suspended()
    objection.appeal = newest
    objection.prepared()
    with pytest.raises(AppealNotNow):
        objection.suspended()
    objection.decided()
    with pytest.raises(AppealEnded):
        objection.suspended()


def test_the_ministrys_own_correction_is_not_the_hosts_to_withdraw(objection: Objection) -> None:
    """It is told of it, and may hand in papers."""
    objection.corrected(by=OTHER_HEAD)
    with pytest.raises(AppealHeld):
        objection.withdrawn()
