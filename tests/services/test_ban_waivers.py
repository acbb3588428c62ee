"""Waivers of a ban: two people, some days, another platform; never the banned one (ruling 21)."""

from datetime import date, datetime
from typing import Any

import pytest

from registry.clock import SHANGHAI
from registry.documents.ban_waivers import BanWaiver
from registry.documents.ledger import LedgerEntry
from registry.documents.lineages import Lineage
from registry.documents.outbox import OutboxMessage
from registry.documents.platforms import Platform, PlatformFact
from registry.errors import Invalid, NotAllowed, NotFound, VersionConflict
from registry.law import rulebook
from registry.permissions import Actor, Role
from registry.policy.summary_sheet_rows import name_key
from registry.services import ban_waivers as desk
from registry.services.ban_waiver_tasks import ban_waiver_tasks_of
from registry.services.ban_waivers import WaiverOrder
from registry.services.bans import bans_in_force
from registry.services.ledger import broken_at
from registry.services.readings import answer
from tests.ban_makers import PLATFORM, UNTIL, a_ban, a_waiver, an_approved_waiver
from tests.major_change_makers import a_host, code_of
from tests.services.simultaneous import at_once

pytestmark = pytest.mark.usefixtures("database")

FIRST, LAST = date(2026, 12, 28), date(2026, 12, 31)
CODE, DECISION = code_of(1), "工信部移出〔2026〕1号"
STAFF = Actor(account="staff", name="部经办", role=Role.MINISTRY_STAFF)
OTHER_LEAD = Actor(account="lead-2", name="另一位部负责人", role=Role.MINISTRY_LEAD)
ANOTHER = name_key("另一中试平台")


def an_order(**given: Any) -> WaiverOrder:
    """An order of the last days of December, unless said otherwise."""
    good = {
        "credit_code": CODE, "decision": DECISION, "platform": PLATFORM, "from_day": FIRST,
        "until_day": LAST, "reason": "承担国家重大专项",
    }  # fmt: skip
    return WaiverOrder(**{**good, **given})


def prepared(at: datetime, by: Actor = STAFF, **given: Any) -> BanWaiver:
    """Prepare a waiver."""
    return desk.prepare(an_order(**given), by=by, at=at, rulebook=rulebook())


def bound(name: str, day: date = FIRST, code: str = CODE) -> bool:
    """Tell whether a host may not apply with a platform of this name on a day."""
    standing = bans_in_force([code], day).get(code)
    return standing is not None and standing.binding(name_key(name)) is not None


def test_a_waiver_lets_another_platform_apply_on_its_days(at: datetime, ministry: Actor) -> None:
    """From its first day through its last, and not before another person approved it."""
    a_ban()
    made = prepared(at)
    assert (made.number, made.state) == ("HM-2026-0001", "prepared")
    assert bound("另一中试平台")
    done = desk.approve(made.number, version=1, by=ministry, at=at)
    assert (done.state, done.approved_by_name, done.version) == ("approved", "部负责人", 2)
    days = [date(2026, 12, 27), FIRST, LAST, date(2027, 1, 1)]
    assert [bound("另一中试平台", day) for day in days] == [True, False, False, True]


def test_the_banned_platform_is_bound_by_every_name_and_in_every_shape(at: datetime) -> None:
    """Its name then, a former and a later one, and what it turned into; and one without a name."""
    ban = a_ban()
    an_approved_waiver(ban)
    PlatformFact(
        platform=PLATFORM, aspect="name", value="曾用名中试平台", effective_on=date(2023, 1, 1),
        recorded_at=at, source="x",
    ).save()  # fmt: skip
    after = {"authority": "330000", "host": ban.host, "credit_code": CODE, "host_name": "x"}
    times = {"admitted_at": at, "changed_at": at, "basis": "sheet_only"}
    for number, name, state in (
        (PLATFORM, "改名后的平台", "removed"), ("330000-2026-0009", "拆出的平台", "in_library"),
    ):  # fmt: skip
        Platform(number=number, name=name, name_key=name, state=state, **after, **times).save()
    Lineage(
        kind="platform", predecessor=PLATFORM, successor="330000-2026-0009", how="split",
        change="BG-330000-2026-0001", effective_on=date(2026, 7, 1), recorded_at=at,
    ).save()  # fmt: skip
    barred = ["旧中试平台", "旧 中试平台", "曾用名中试平台", "改名后的平台", "拆出的平台", ""]
    assert [bound(name) for name in barred] == [True] * len(barred)
    assert not bound("另一中试平台")


def test_a_waiver_eases_one_ban_and_one_host(at: datetime) -> None:
    """A second ban binds on, and a successor under another code has no part in it."""
    ban = a_ban(host=str(a_host().id))
    an_approved_waiver(ban)
    later = a_host(2, "承继单位")
    Lineage(
        kind="host", predecessor=ban.host, successor=later.id, how="merger",
        change="BG-330000-2026-0001", effective_on=date(2026, 7, 1), recorded_at=at,
    ).save()  # fmt: skip
    assert not bound("另一中试平台")
    assert bound("另一中试平台", code=later.credit_code)
    second = a_ban(decision="工信部移出〔2026〕2号", platform="330000-2024-0002")
    standing = bans_in_force([CODE], FIRST)[CODE]
    assert standing.binding(ANOTHER).decision == second.decision


def test_who_prepares_does_not_approve(at: datetime, ministry: Actor, lead: Actor) -> None:
    """Not the same person, not staff, not a province; a host not even its own."""
    a_ban()
    made = prepared(at, by=ministry)
    host = Actor(account="h", name="h", role=Role.HOST_OPERATOR, host=made.host)
    with pytest.raises(desk.WaiverOwn):
        desk.approve(made.number, version=1, by=ministry, at=at)
    for other in (STAFF, lead, host):
        with pytest.raises(NotAllowed):
            desk.approve(made.number, version=1, by=other, at=at)
    for other in (lead, host):
        with pytest.raises(NotAllowed):
            prepared(at, by=other)
    with pytest.raises(NotFound):
        desk.approve("HM-2026-0009", version=1, by=ministry, at=at)
    assert bound("另一中试平台")


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"from_day": date(2026, 12, 27)}, "from_day"),
        ({"until_day": date(2029, 6, 2)}, "until_day"),
        ({"until_day": date(2026, 12, 27)}, "until_day"),
        ({"reason": "\u200b "}, "reason"),
        ({"decision": "别的决定"}, "credit_code"),
        ({"platform": "330000-2024-0099"}, "credit_code"),
        ({"credit_code": code_of(2)}, "credit_code"),
    ],
)
def test_what_does_not_hold_is_named(at: datetime, changed: dict[str, Any], field: str) -> None:
    """Days outside the ban or in the past, no reason, no such ban on this host."""
    a_ban()
    with pytest.raises(Invalid) as refused:
        prepared(at, **changed)
    assert set(refused.value.fields) == {field}
    assert BanWaiver.objects.count() == 0


def test_one_waits_at_a_time(at: datetime) -> None:
    """The same twice at once is kept once; withdrawn, it may be prepared again."""
    a_ban()
    given = at_once(lambda: prepared(at), lambda: prepared(at))
    assert sum(isinstance(one, desk.WaiverAlreadyPrepared) for one in given) == 1
    number = BanWaiver.objects.get().number
    desk.withdraw(number, "写错了日期", version=1, by=STAFF, at=at)
    assert prepared(at).number != number


def test_two_leads_at_once_approve_once(at: datetime, ministry: Actor) -> None:
    """One approves; the other meets what was done meanwhile."""
    a_waiver(a_ban())

    def act(by: Actor) -> BanWaiver:
        return desk.approve("HM-2026-0001", version=1, by=by, at=at)

    given = at_once(lambda: act(ministry), lambda: act(OTHER_LEAD))
    assert sum(isinstance(one, BanWaiver) for one in given) == 1
    assert sum(isinstance(one, VersionConflict | desk.WaiverSettled) for one in given) == 1
    assert BanWaiver.objects.get().version == 2


def test_withdrawn_by_a_lead_it_ends_at_once(at: datetime, ministry: Actor) -> None:
    """With a reason, by a lead where it was approved; nothing follows a withdrawal."""
    an_approved_waiver(a_ban())
    with pytest.raises(NotAllowed):
        desk.withdraw("HM-2026-0001", "情况有变", version=1, by=STAFF, at=at)
    with pytest.raises(Invalid):
        desk.withdraw("HM-2026-0001", "", version=1, by=ministry, at=at)
    desk.withdraw("HM-2026-0001", "情况有变", version=1, by=ministry, at=at)
    assert bound("另一中试平台")
    for act in (
        lambda: desk.withdraw("HM-2026-0001", "再撤", version=2, by=ministry, at=at),
        lambda: desk.approve("HM-2026-0001", version=2, by=ministry, at=at),
    ):
        with pytest.raises(desk.WaiverSettled):
            act()


def test_what_is_over_is_not_approved(ministry: Actor) -> None:
    """On its last day it still is; the day after it is not."""
    a_waiver(a_ban())
    with pytest.raises(desk.WaiverLapsed):
        desk.approve(
            "HM-2026-0001", version=1, by=ministry, at=datetime(2027, 1, 1, tzinfo=SHANGHAI)
        )
    last = datetime(2026, 12, 31, 23, 59, 59, tzinfo=SHANGHAI)
    assert desk.approve("HM-2026-0001", version=1, by=ministry, at=last).state == "approved"


def test_each_act_is_in_the_chain_and_told(at: datetime, ministry: Actor, on_record: Any) -> None:
    """The platform's chain holds who did what; host and authority hear of what holds."""
    on_record(PLATFORM, state="removed")
    ban = a_ban()
    made = prepared(at)
    assert {one.recipient for one in OutboxMessage.objects} == {"ministry"}
    desk.approve(made.number, version=1, by=ministry, at=at)
    desk.withdraw(made.number, "情况有变", version=2, by=ministry, at=at)
    chain = list(LedgerEntry.objects(subject=f"platform:{PLATFORM}").order_by("number"))
    assert [one.verb for one in chain] == [
        "ban_waiver.prepare", "ban_waiver.approve", "ban_waiver.withdraw",
    ]  # fmt: skip
    assert chain[-1].reason == "情况有变"
    assert broken_at(f"platform:{PLATFORM}") is None
    told = [(one.audience, one.recipient, one.code) for one in OutboxMessage.objects]
    for code in ("notice_waiver_approve", "notice_waiver_withdraw"):
        assert ("host", ban.host, code) in told
        assert ("authority", "330000", code) in told


def test_the_list_goes_by_its_indexes(ministry: Actor, lead: Actor) -> None:
    """Newest first, page by page, narrowed by state; for the ministry alone."""
    ban = a_ban(until_day=UNTIL)
    a_waiver(ban)
    an_approved_waiver(ban, "HM-2026-0002")
    found, key = desk.list_waivers(by=ministry, limit=1)
    assert [one.number for one in found] == ["HM-2026-0002"]
    found, key = desk.list_waivers(by=ministry, after=key, limit=1)
    assert ([one.number for one in found], key) == (["HM-2026-0001"], [])
    found, _ = desk.list_waivers("approved", by=ministry, limit=9)
    assert [one.number for one in found] == ["HM-2026-0002"]
    with pytest.raises(NotAllowed):
        desk.list_waivers(by=lead, limit=1)


def test_home_counts_what_another_prepared(at: datetime, ministry: Actor, lead: Actor) -> None:
    """A lead of the ministry reads what waits; its preparer, staff and a province read nothing."""
    a_waiver(a_ban())
    a_waiver(a_ban(platform="p2"), "HM-2026-0002", account=ministry.account)
    a_waiver(a_ban(platform="p3"), "HM-2026-0003", until_day=date(2026, 12, 27))
    an_approved_waiver(a_ban(platform="p4"), "HM-2026-0004")

    def counts(by: Actor, at: datetime) -> list[int]:
        return [one.params["count"] for one in answer(ban_waiver_tasks_of(by=by, at=at))]

    assert counts(ministry, at) == [1]
    assert counts(OTHER_LEAD, at) == [2]
    assert counts(STAFF, at) == counts(lead, at) == []
    assert counts(ministry, datetime(2026, 12, 31, 23, 59, tzinfo=SHANGHAI)) == [1]
    assert counts(ministry, datetime(2027, 1, 1, tzinfo=SHANGHAI)) == []
