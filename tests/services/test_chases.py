"""Chasing: everybody who has not filed once, whoever clicks how often, and on record."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from registry.clock import SHANGHAI
from registry.documents.accounts import Account
from registry.documents.chases import Chase, ChaseTold
from registry.documents.ledger import LedgerEntry
from registry.documents.outbox import OutboxMessage
from registry.documents.platforms import Platform
from registry.errors import Invalid, NotAllowed, NotFound
from registry.law import rulebook
from registry.messages import say
from registry.permissions import Actor, Role
from registry.services import chases as desk
from registry.services.calendar import current_calendar
from registry.services.chases import (
    AUTHORITY,
    Chased,
    ChaseNobody,
    ChaseNotOpen,
    ChaseOrder,
    ChaseTooOften,
)
from registry.web.chase_views import before_words, spent_words
from schemas.chases import chased_shape
from tests.late_filing_makers import a_leave
from tests.services.records import begin, file
from tests.services.simultaneous import at_once

PERIOD = "2026Q3"
NOW = datetime(2026, 9, 24, 10, 30, tzinfo=SHANGHAI)
AFTER = datetime(2026, 10, 12, 9, tzinfo=SHANGHAI)
Keep = Callable[..., Platform]


def law() -> dict[str, Any]:
    """The law an act is judged by."""
    return {"rulebook": rulebook(), "calendar": current_calendar()}


def chase(by: Actor, at: datetime = NOW, **order: Any) -> Chased:
    """Chase for September's quarter."""
    return desk.chase(ChaseOrder(**{"period": PERIOD, **order}), by=by, at=at, **law())


@pytest.fixture(autouse=True)
def library(on_record: Keep) -> None:
    """Zhejiang: two platforms of host-1, one of host-2 begun, one of host-3 filed."""
    on_record("330000-2026-0001")
    on_record("330000-2026-0002")
    on_record("330000-2026-0003", host="host-2", host_name="越州研究院")
    on_record("330000-2026-0004", host="host-3")
    on_record("440000-2026-0001", host="host-9", host_name="珠江研究院")
    begin("330000-2026-0003", NOW, period=PERIOD)
    file("330000-2026-0004", NOW, period=PERIOD)


def inbox(recipient: str) -> list[str]:
    """What somebody was told, in words."""
    found = OutboxMessage.objects(recipient=recipient).order_by("recorded_at", "id")
    return [say(one.code, **one.params) for one in found]


def test_one_click_tells_each_host_of_all_it_has_not_filed(lead: Actor) -> None:
    """A draft is not filed; message, record and ledger entry are there together."""
    found = chase(lead)
    assert found.chase is not None
    assert found.chase.number == "CB-330000-20260924-01"
    assert [(one.recipient, one.platforms) for one in found.told] == [
        ("host-1", ["330000-2026-0001", "330000-2026-0002"]), ("host-2", ["330000-2026-0003"]),
    ]  # fmt: skip
    (words,) = inbox("host-1")
    assert "2 个平台没有提交（先进材料中试平台0001、先进材料中试平台0002）" in words
    assert "2026年9月30日 24:00" in words
    assert inbox("host-3") == inbox("host-9") == []
    entry = LedgerEntry.objects.get(verb="chase.send")
    assert (entry.subject, entry.after["chase"], entry.after["recipients"]) == (
        "authority:330000", found.chase.number, 2,
    )  # fmt: skip


def test_who_has_no_account_is_told_of(
    lead: Actor, ministry: Actor, person_of: Callable[..., Account]
) -> None:
    """An active operator reads it; none, one in no force, or one of no such role, does not."""
    person_of(Role.HOST_OPERATOR, host="host-1")
    person_of(Role.HOST_OPERATOR, host="host-2", active=False)
    person_of(Role.PROVINCIAL_LEAD, host="host-2", authority="330000")
    found = chase(lead)
    assert found.chase.without_account == 1
    assert {one.recipient: one.no_account for one in found.told} == {
        "host-1": False, "host-2": True,
    }  # fmt: skip
    assert len(inbox("host-2")) == 1  # whoever gets an account later reads it
    assert LedgerEntry.objects.get(verb="chase.send").after["without_account"] == 1
    person_of(Role.HOST_OPERATOR, host="host-2")
    assert [one.no_account for one in desk.told_by(found.chase)] == [True, False]  # as it was then
    of_authority = chase(ministry, authority="330000", whom=AUTHORITY)
    assert of_authority.chase.without_account == 0


def test_the_second_click_says_who_was_told_when_and_tells_nobody(
    lead: Actor, reviewer: Actor, ministry: Actor
) -> None:
    """Whoever clicks: the day's limit is the recipient's. Nothing is written for it."""
    first = chase(lead)
    for by in (lead, reviewer):
        again = chase(by, NOW + timedelta(hours=5))
        assert (again.chase, again.told) == (None, ())
        assert {(one.recipient, one.told_at, one.account_name) for one in again.before} == {
            ("host-1", NOW, lead.name), ("host-2", NOW, lead.name),
        }  # fmt: skip
    assert chase(ministry, NOW + timedelta(hours=5), authority="330000").chase is None
    assert Chase.objects.count() == LedgerEntry.objects(verb="chase.send").count() == 1
    assert len(inbox("host-1")) == 1
    tomorrow = chase(lead, NOW + timedelta(days=1))
    assert tomorrow.chase is not None
    assert tomorrow.chase.number != first.chase.number
    assert len(inbox("host-1")) == 2


def test_who_was_not_told_yet_is_told_beside_those_who_were(lead: Actor) -> None:
    """Chosen ones first, then all: the second click tells the others alone."""
    chosen = chase(lead, platforms=("330000-2026-0002", "440000-2026-0001", "330000-2026-0004"))
    assert [(one.recipient, one.platforms) for one in chosen.told] == [
        ("host-1", ["330000-2026-0002"])
    ]
    rest = chase(lead)
    assert [one.recipient for one in rest.told] == ["host-2"]
    assert [one.recipient for one in rest.before] == ["host-1"]
    assert [one.chase for one in desk.told_of("330000-2026-0002")] == [chosen.chase.number]
    assert desk.told_of("330000-2026-0001") == []


def test_of_another_authority_s_telling_only_that_it_was_is_read(
    lead: Actor, ministry: Actor, on_record: Keep
) -> None:
    """A host with platforms in two provinces: name and time, in service, answer and words."""
    on_record("440000-2026-0002", host="host-2", host_name="越州研究院")
    other = Actor(account="g", name="陈广东", role=Role.PROVINCIAL_LEAD, authority="440000")
    first = chase(other, platforms=("440000-2026-0002",))
    rows = chase(lead).before
    (row,) = chased_shape(Chased(None, (), rows))["before"]
    assert row == {
        "chase": "", "audience": "host", "name": "越州研究院", "platforms": [], "told_at": NOW,
        "by": "", "no_account": False,
    }  # fmt: skip
    assert before_words(rows) == "今天已催过、没有再发的 1 家：越州研究院（10:30）。"
    for by in (other, ministry):
        order = {"authority": "440000", "platforms": ("440000-2026-0002",)}
        (seen,) = chase(by, **order).before
        assert (seen.chase, seen.account_name) == (first.chase.number, "陈广东")


def test_clerks_who_click_at_once_tell_each_host_once(
    lead: Actor, reviewer: Actor, ministry: Actor
) -> None:
    """One of them chases; the others learn whom it told."""
    found = at_once(
        lambda: chase(lead),
        lambda: chase(reviewer),
        lambda: chase(ministry, authority="330000"),
        lambda: chase(lead),
    )
    assert all(isinstance(one, Chased) for one in found), found
    assert sorted(len(one.told) for one in found) == [0, 0, 0, 2]
    assert sorted(len(one.before) for one in found) == [0, 2, 2, 2]
    assert ChaseTold.objects.count() == 2
    assert len(inbox("host-1")) == len(inbox("host-2")) == 1


def test_an_office_chases_an_authority_so_often_a_day(
    lead: Actor, ministry: Actor, on_record: Keep
) -> None:
    """Three clicks that tell somebody; the ministry has its own three."""
    for ordinal in range(11, 14):
        on_record(f"330000-2026-00{ordinal}", host=f"host-{ordinal}")
    for number in ("0001", "0003", "0011"):
        assert chase(lead, platforms=(f"330000-2026-{number}",)).chase
    with pytest.raises(ChaseTooOften):
        chase(lead)
    assert chase(ministry, authority="330000").chase.number == "CB-330000-20260924-04"


def test_the_ministry_chases_authorities(ministry: Actor, lead: Actor) -> None:
    """Each with somebody missing is told how many; hosts are not. Once a day, too."""
    found = desk.chase_authorities(PERIOD, by=ministry, at=NOW, **law())
    assert [one.told[0].recipient for one in found] == ["330000", "440000"]
    assert "3 个平台（2 家依托单位）没有提交" in inbox("330000")[0]
    assert inbox("host-1") == []
    again = desk.chase_authorities(PERIOD, by=ministry, at=NOW + timedelta(hours=1), **law())
    assert [one.told for one in again] == [(), ()]
    assert [one.before[0].recipient for one in again] == ["330000", "440000"]
    with pytest.raises(NotAllowed):
        desk.chase_authorities(PERIOD, by=lead, at=NOW, **law())
    with pytest.raises(NotAllowed):
        chase(lead, whom=AUTHORITY)
    assert chase(lead).chase is not None  # being chased does not keep one from chasing


def test_an_authority_whose_clicks_are_spent_is_reported_among_all(
    ministry: Actor, on_record: Keep
) -> None:
    """The ministry spent its three on Zhejiang: it says so, and chases the others or nobody."""
    on_record("330000-2026-0011", host="host-11")
    for number in ("0001", "0003", "0011"):
        chase(ministry, authority="330000", platforms=(f"330000-2026-{number}",))
    found = desk.chase_authorities(PERIOD, by=ministry, at=NOW, **law())
    assert [(one.spent, len(one.told)) for one in found] == [("330000", 0), ("", 1)]
    file("440000-2026-0001", NOW, period=PERIOD)
    (alone,) = desk.chase_authorities(PERIOD, by=ministry, at=NOW, **law())
    assert alone.spent == "330000"
    assert spent_words([alone]) == (
        "浙江省工业和信息化厅没有催报（1 个主管部门）："
        "今天对其平台的催报已到每天的上限，请明天再催。"
    )


def test_nobody_is_chased_when_nothing_can_be_filed(lead: Actor, ministry: Actor) -> None:
    """Before and after the window; with leave only those who have it, until its end."""
    for at in (datetime(2026, 9, 1, tzinfo=SHANGHAI), AFTER):
        with pytest.raises(ChaseNotOpen):
            chase(lead, at)
    with pytest.raises(ChaseNotOpen):
        desk.chase_authorities(PERIOD, by=ministry, at=AFTER, **law())
    until = datetime(2026, 10, 15, tzinfo=SHANGHAI)
    a_leave(platform="330000-2026-0002", opens_at=AFTER, until=until)
    found = chase(lead, AFTER)
    assert [one.platforms for one in found.told] == [["330000-2026-0002"]]
    assert "2026年10月14日 24:00" in inbox("host-1")[0]
    with pytest.raises(ChaseNobody):
        chase(lead, AFTER, platforms=("330000-2026-0003",))


def test_another_s_platforms_are_not_chased(lead: Actor, ministry: Actor) -> None:
    """A province its own alone, the ministry one that it names; hosts and divisions nobody."""
    with pytest.raises(NotFound):
        chase(lead, authority="440000")
    with pytest.raises(ChaseNobody):
        chase(lead, platforms=("440000-2026-0001",))
    for wrong in ({}, {"authority": "330000", "whom": "everybody"},
                  {"authority": "330000", "platforms": ("x",) * 501}):  # fmt: skip
        with pytest.raises(Invalid):
            chase(ministry, **wrong)
    with pytest.raises(NotFound):
        chase(ministry, authority="999999")
    for role in (Role.HOST_OPERATOR, Role.DIVISION_REVIEWER, Role.AUDIT_ADMINISTRATOR):
        with pytest.raises(NotAllowed):
            chase(Actor(account="a", name="a", role=role, host="host-1", authority="330000"))
    assert OutboxMessage.objects.count() == 0


def test_who_chased_whom_is_read_by_whose_it_is(lead: Actor, ministry: Actor) -> None:
    """A province its authority's, the ministry all; another's is not found."""
    mine = chase(lead).chase
    chase(ministry, authority="440000")
    assert [one.number for one in desk.list_chases(by=lead, limit=9)[0]] == [mine.number]
    assert len(desk.list_chases(by=ministry, limit=9)[0]) == 2
    assert [one.name for one in desk.told_by(mine)] == ["越州研究院", "钱江新材料研究院"]
    assert desk.readable(mine.number, by=ministry).number == mine.number
    other = Actor(account="g", name="g", role=Role.PROVINCIAL_LEAD, authority="440000")
    for number in (mine.number, "CB-330000-20260924-99"):
        with pytest.raises(NotFound):
            desk.readable(number, by=other)
    with pytest.raises(NotFound):
        desk.list_chases("330000", by=other, limit=9)
