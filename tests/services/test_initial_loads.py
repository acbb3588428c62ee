"""The initial load: what a check finds and counts, and what carrying it out leaves behind."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from mongoengine.connection import get_db

from registry.documents.bans import Ban
from registry.documents.hosts import Host, HostName
from registry.documents.initial_loads import InitialLoad, InitialLoadRow
from registry.documents.ledger import LedgerEntry
from registry.documents.outbox import OutboxMessage
from registry.documents.platforms import Platform, PlatformFact
from registry.documents.removals import Removal
from registry.errors import Invalid, NotAllowed, NotFound, VersionConflict
from registry.law import rulebook
from registry.permissions import Actor, Role
from registry.services import initial_loads as desk
from registry.services.bans import bans_in_force
from registry.services.hosts import name_on
from registry.services.initial_load_course import carry_on, progress_of
from registry.services.initial_loads import LoadUpload
from registry.services.ledger import broken_at
from registry.services.platforms import NotOnRecordYet, platform_on
from tests.services.workbooks import (
    credit_code,
    former,
    key,
    platform,
    removal,
    workbook,
)

Load = Callable[..., InitialLoad]


@pytest.fixture
def checked(database: None, ministry: Actor, at: datetime) -> Load:
    """``checked(**sheets) -> InitialLoad``: a workbook uploaded by the ministry and checked."""

    def sent(*, by: Actor = ministry, at: datetime = at, **sheets: Any) -> InitialLoad:
        upload = LoadUpload(workbook(**sheets), "存量.xlsx")
        return desk.receive(upload, by=by, at=at, rulebook=rulebook()).load

    return sent


@pytest.fixture
def loaded(checked: Load, ministry: Actor, at: datetime) -> Load:
    """``loaded(**sheets) -> InitialLoad``: checked and carried out to its end."""

    def done(*, at: datetime = at, **sheets: Any) -> InitialLoad:
        load = checked(at=at, **sheets)
        version = load.version
        desk.carry_out(load.number, version=version, by=ministry, at=at, rulebook=rulebook())
        assert carry_on(load.number, at=at, rulebook=rulebook())
        return InitialLoad.objects.get(number=load.number)

    return done


def _codes(load: InitialLoad) -> Counter[str]:
    rows = InitialLoadRow.objects(load=load.number)
    return Counter(finding["code"] for row in rows for finding in row.findings)


def _counts(load: InitialLoad) -> tuple[int, int, int]:
    return load.new_rows, load.matched_rows, load.refused_rows


def test_a_check_writes_nothing_into_the_library(checked: Load) -> None:
    """After a check there are its own records, one ledger entry and one message; no platform."""
    load = checked(platforms=[platform(1), platform(2)], removals=[removal(2)])
    assert (load.state, _counts(load)) == ("checked", (3, 0, 0))
    assert {one["sheet"]: one["new"] for one in load.sheets} == {"platforms": 2, "removals": 1}
    assert not Platform.objects.count() + Host.objects.count() + Ban.objects.count()
    assert list(LedgerEntry.objects.scalar("verb")) == ["initial_load.receive"]
    assert OutboxMessage.objects.get().code == "notice_load_checked"


def test_the_same_file_twice_is_one_load(database: None, ministry: Actor, at: datetime) -> None:
    """A file received before is answered as then; once withdrawn, it may come again."""
    upload = LoadUpload(workbook(platforms=[platform(1)]), "存量.xlsx")
    law = {"rulebook": rulebook()}
    first = desk.receive(upload, by=ministry, at=at, **law)
    again = desk.receive(upload, by=ministry, at=at + timedelta(hours=1), **law)
    assert (first.created, again.created) == (True, False)
    assert first.load.number == again.load.number == "CL-2026-001"
    desk.withdraw(first.load.number, "选错文件", version=1, by=ministry, at=at)
    assert desk.receive(upload, by=ministry, at=at, **law).load.number == "CL-2026-002"
    assert InitialLoadRow.objects.count() == 2


def test_a_platform_enters_with_its_history(loaded: Load, ministry: Actor, at: datetime) -> None:
    """Numbered by authority and admission year, true since its admission day, recorded now."""
    load = loaded(platforms=[platform(1), platform(2, authority="330200", place="宁波市")])
    assert (load.state, dict(load.outcomes)) == ("loaded", {"loaded": 2})
    one = Platform.objects.order_by("number").first()
    assert (one.number, one.basis, one.batch) == (
        "330000-2024-0001", "initial_load", "2024年下半年",
    )  # fmt: skip
    assert Platform.objects.order_by("-number").first().number == "330200-2024-0001"
    assert one.taxonomy_edition == "2024"
    then = platform_on(one.number, date(2024, 12, 27), by=ministry)
    assert (then.facts["state"].value, then.host_name) == ("in_library", "存量1有限公司")
    assert then.facts["state"].recorded_at == at
    with pytest.raises(NotOnRecordYet):
        platform_on(one.number, date(2024, 12, 26), by=ministry)
    entry = LedgerEntry.objects.get(subject=f"platform:{one.number}")
    assert (entry.verb, entry.account, entry.after["admitted_on"]) == (
        "platform.load", "ministry", "2024-12-27",
    )  # fmt: skip
    assert broken_at(f"platform:{one.number}") is None
    assert OutboxMessage.objects(audience="authority").count() == 2


def test_a_removed_platform_was_in_the_library_before(
    loaded: Load, ministry: Actor, at: datetime
) -> None:
    """Admitted 2024-12, removed 2025-12: in the library on 2025-06-01, banned for three years."""
    loaded(platforms=[platform(1)], removals=[removal(1)])
    one = Platform.objects.get()
    assert (one.state, one.removed_at.astimezone(at.tzinfo).date()) == (
        "removed", date(2025, 12, 10),
    )  # fmt: skip
    states = {
        day: platform_on(one.number, day, by=ministry).facts["state"].value
        for day in (date(2025, 6, 1), date(2025, 12, 9), date(2025, 12, 10))
    }
    assert list(states.values()) == ["in_library", "in_library", "removed"]
    kept = Removal.objects.get()
    assert (kept.ground, kept.clause, kept.decided_on) == (
        "data_falsification", "二（四）", date(2025, 12, 8),
    )  # fmt: skip
    ban = Ban.objects.get()
    assert (ban.from_day, ban.until_day) == (date(2025, 12, 8), date(2028, 12, 8))
    assert credit_code(1) in bans_in_force([credit_code(1)], date(2026, 6, 1))
    verbs = LedgerEntry.objects(subject=f"platform:{one.number}").order_by("sequence")
    assert list(verbs.scalar("verb")) == ["platform.load", "platform.remove", "ban.record"]
    assert broken_at(f"platform:{one.number}") is None


def test_a_platform_that_only_the_removals_know_enters_as_one_that_left(loaded: Load) -> None:
    """With admission day and authority it gets a number of its own; a lapsed ban is history."""
    left = removal(
        1, authority="浙江省", place="杭州市", admitted_on="2021-06-30",
        removed_on="2022-03-01", decided_on="2022-02-25",
    )  # fmt: skip
    load = loaded(platforms=[platform(1)], removals=[left])
    assert dict(load.outcomes) == {"loaded": 2}
    assert sorted(Platform.objects.scalar("number", "state")) == [
        ("330000-2021-0001", "removed"),
        ("330000-2024-0001", "in_library"),
    ]
    assert _codes(load)["load_ban_over"] == 1
    assert Ban.objects.get().until_day == date(2025, 2, 25)
    # 24 December 2024 lies inside that ban: told, never decided here.
    assert _codes(load)["load_admitted_under_ban"] == 1


def test_former_names_answer_for_their_days(loaded: Load, ministry: Actor) -> None:
    """Hosts and platforms go by the name of the day, two changes deep; today by the present."""
    names = [
        former(1, "老有限公司", "2023-05-01"),
        former(1, "中有限公司", "2025-03-01"),
        former(1, "旧中试平台", "2025-08-01", platform_name="存量1中试平台"),
    ]
    loaded(platforms=[platform(1)], former_names=names)
    one = Platform.objects.get()
    assert (one.name, one.host_name) == ("存量1中试平台", "存量1有限公司")
    host = str(Host.objects.get().id)
    days = (date(2023, 4, 30), date(2023, 5, 1))
    assert [name_on(host, day) for day in days] == ["老有限公司", "中有限公司"]
    assert name_on(host, date(2025, 3, 1)) == "存量1有限公司"
    then = [platform_on(one.number, day, by=ministry) for day in (
        date(2024, 12, 27), date(2025, 3, 1), date(2025, 7, 31), date(2025, 8, 1),
    )]  # fmt: skip
    assert [(day.host_name, day.facts["name"].value) for day in then] == [
        ("中有限公司", "旧中试平台"),
        ("存量1有限公司", "旧中试平台"),
        ("存量1有限公司", "旧中试平台"),
        ("存量1有限公司", "存量1中试平台"),
    ]


def test_the_key_list_marks_platforms_of_the_library(
    loaded: Load, on_record: Callable[..., Platform], ministry: Actor
) -> None:
    """A listed platform is marked since its day, whether it came in now or was there."""
    on_record(credit_code=credit_code(9), name="存量9中试平台", name_key="存量9中试平台")
    load = loaded(
        platforms=[platform(1)],
        key_cultivation=[key(1), key(9, listed_on="2026-07-15"), key(5)],
    )
    assert _counts(load) == (3, 0, 1)
    assert _codes(load)["load_platform_nowhere"] == 1
    assert Platform.objects(key_cultivation=True).count() == 2
    fact = PlatformFact.objects.get(platform="330000-2024-0001", aspect="key_cultivation")
    assert (fact.value, fact.effective_on) == (True, date(2025, 7, 15))


def test_what_is_there_is_matched_and_left_alone(loaded: Load, checked: Load) -> None:
    """The same facts in another file: all matched; differences are told, nothing is overwritten."""
    sheets = {
        "platforms": [platform(1), platform(2)],
        "hosts": [{"host_name": "存量7有限公司", "credit_code": credit_code(7), "kind": "高校"}],
        "former_names": [former(1, "老有限公司", "2025-03-01")],
        "key_cultivation": [key(2)],
        "removals": [removal(1)],
    }
    assert Counter(loaded(**sheets).outcomes) == {"loaded": 6}
    before = {name: get_db()[name].count_documents({}) for name in ("platforms", "platform_facts")}
    sheets["platforms"][1] |= {"batch": "2025年上半年"}
    again = checked(**sheets)
    assert _counts(again) == (0, 6, 0)
    assert _codes(again)["load_platform_differs"] == 1
    assert before == {name: get_db()[name].count_documents({}) for name in before}
    assert Host.objects.get(credit_code=credit_code(7)).kind == "高校"
    row = InitialLoadRow.objects.get(load=again.number, sheet="removals")
    assert (row.outcome, row.findings[0]["code"]) == ("matched", "load_removal_there")


def test_a_load_of_nothing_new_is_not_carried_out(
    loaded: Load, checked: Load, ministry: Actor, at: datetime
) -> None:
    """Where all is there, there is nothing to decide."""
    loaded(platforms=[platform(1)])
    again = checked(platforms=[platform(1, batch="")])
    with pytest.raises(desk.LoadBringsNothing):
        desk.carry_out(again.number, version=1, by=ministry, at=at, rulebook=rulebook())


def test_a_refused_row_stops_no_other(loaded: Load) -> None:
    """The bad row stays out, and what rests on it; the rest goes in."""
    load = loaded(
        platforms=[platform(1), platform(2, credit_code="91330100MB00000025")],
        key_cultivation=[key(1)],
        removals=[removal(3)],
    )
    assert dict(load.outcomes) == {"loaded": 2, "refused": 2}
    assert Platform.objects.get().key_cultivation


def test_a_sheet_blocked_as_a_whole_blocks_the_workbook(
    checked: Load, ministry: Actor, at: datetime
) -> None:
    """A missing column is no row's fault: nothing can be carried out before it is mended."""
    rows = [{**platform(1), "admitted_on": None}]
    load = checked(platforms=rows)
    assert (load.state, _counts(load)) == ("checked", (0, 0, 1))
    upload = LoadUpload("平台名称,依托单位,统一社会信用代码\n甲,乙,丙\n".encode(), "平台.csv")
    blocked = desk.receive(upload, by=ministry, at=at, rulebook=rulebook()).load
    assert blocked.state == "unloadable"
    with pytest.raises(desk.LoadUnloadable):
        desk.carry_out(blocked.number, version=1, by=ministry, at=at, rulebook=rulebook())


def test_who_may(checked: Load, ministry: Actor, lead: Actor, at: datetime) -> None:
    """Staff check, a lead of the ministry decides; nobody else learns that a load is there."""
    staff = replace(ministry, role=Role.MINISTRY_STAFF)
    number = checked(by=staff, platforms=[platform(1)]).number
    more = {"version": 1, "at": at, "rulebook": rulebook()}
    for actor in (staff, lead, Actor(account="h", name="甲", role=Role.HOST_OPERATOR, host="1")):
        with pytest.raises(NotAllowed):
            desk.carry_out(number, by=actor, **more)
    with pytest.raises(NotAllowed):
        desk.receive(LoadUpload(b"", ""), by=lead, at=at, rulebook=rulebook())
    with pytest.raises(NotFound):
        desk.readable("CL-2026-999", "initial_loads:read", staff)
    assert desk.carry_out(number, by=ministry, **more).state == "loading"


def test_two_leads_at_once_decide_once(checked: Load, ministry: Actor, at: datetime) -> None:
    """The second decision was made against a version that is no more."""
    number = checked(platforms=[platform(1)]).number
    desk.carry_out(number, version=1, by=ministry, at=at, rulebook=rulebook())
    with pytest.raises(desk.LoadAlreadyDecided):
        desk.carry_out(number, version=1, by=ministry, at=at, rulebook=rulebook())
    with pytest.raises(desk.LoadAlreadyDecided):
        desk.withdraw(number, "改主意", version=2, by=ministry, at=at)
    assert LedgerEntry.objects(verb="initial_load.carry_out").count() == 1


def test_a_withdrawal_wants_a_reason_and_the_version(
    checked: Load, ministry: Actor, at: datetime
) -> None:
    """Without a reason, or against another version, nothing is taken back."""
    number = checked(platforms=[platform(1)]).number
    with pytest.raises(Invalid):
        desk.withdraw(number, " ", version=1, by=ministry, at=at)
    with pytest.raises(VersionConflict):
        desk.withdraw(number, "选错文件", version=7, by=ministry, at=at)
    assert desk.withdraw(number, "选错文件", version=1, by=ministry, at=at).state == "withdrawn"


def test_what_came_meanwhile_is_matched_or_refused(
    checked: Load, ministry: Actor, at: datetime
) -> None:
    """Between check and decision another load took effect: no double, no overwriting."""
    late = checked(
        platforms=[platform(1), platform(2, platform_name="另一平台", host_name="改名有限公司")]
    )
    soon = checked(platforms=[platform(1, batch=""), platform(2)])
    for number in (soon.number, late.number):
        desk.carry_out(number, version=1, by=ministry, at=at, rulebook=rulebook())
        assert carry_on(number, at=at, rulebook=rulebook())
    progress = progress_of(InitialLoad.objects.get(number=late.number))
    assert progress.outcomes == {"matched": 1, "refused": 1}
    assert "存量2有限公司" in InitialLoadRow.objects.get(outcome="refused").detail
    assert (Platform.objects.count(), HostName.objects.count()) == (2, 2)
