"""Asking about bans: banned or not, until when, and why; what if two hosts merge (ruling 21)."""

from datetime import date, datetime
from itertools import pairwise

import pytest

from registry.clock import SHANGHAI
from registry.documents.lineages import Lineage
from registry.documents.platforms import PlatformFact
from registry.errors import Invalid, NotAllowed, NotFound
from registry.permissions import Actor, Role
from registry.services.ban_checks import check, check_merged, list_running
from registry.services.hosts import HostOnRecord
from tests.ban_makers import DECIDED, PLATFORM, UNTIL, a_ban, an_approved_waiver
from tests.major_change_makers import a_host, code_of

pytestmark = pytest.mark.usefixtures("database")

SINCE = date(2026, 7, 1)


def became(earlier: HostOnRecord, later: HostOnRecord, how: str = "merger") -> None:
    """Write down that a host turned into another."""
    Lineage(
        kind="host", predecessor=earlier.id, successor=later.id, how=how,
        change="BG-330000-2026-0007", effective_on=SINCE,
        recorded_at=datetime(2026, 7, 2, tzinfo=SHANGHAI),
    ).save()  # fmt: skip


def carries(host: HostOnRecord, platform: str = PLATFORM) -> None:
    """Write down that a host carries a platform."""
    PlatformFact(
        platform=platform, aspect="host", value=host.id, effective_on=SINCE,
        recorded_at=datetime(2026, 7, 2, tzinfo=SHANGHAI), source="x",
    ).save()  # fmt: skip


def test_the_way_is_told_in_words(lead: Actor, at: datetime, on_record) -> None:
    """The decision itself; a merger with its report and day; the platform once carried."""
    on_record(PLATFORM, name="旧中试平台", state="removed")
    banned, merged, carrier = a_host(1), a_host(2, "浙江中试集团"), a_host(3, "接手单位")
    became(banned, merged)
    carries(carrier)
    a_ban(host=banned.id)
    own, through, by_platform = (
        check(code_of(ordinal), by=lead, at=at).bans[0].way for ordinal in (1, 2, 3)
    )
    assert own == "决定是对本单位作出的"
    assert (
        through == "“浙江中试集团”由“钱江新材料研究院”合并而来（BG-330000-2026-0007，2026-07-01）"
    )
    assert by_platform == f"本单位承载或承载过“旧中试平台”（{PLATFORM}）"


def test_what_a_host_turned_into_is_told_from_its_side(lead: Actor, at: datetime) -> None:
    """A ban on the part binds the whole that it came out of, and says so."""
    whole, part = a_host(1), a_host(2, "分出单位")
    became(whole, part, "split")
    a_ban(host=part.id, credit_code=part.credit_code)
    (found,) = check(code_of(1), by=lead, at=at).bans
    assert found.way == "“钱江新材料研究院”经分立成为“分出单位”（BG-330000-2026-0007，2026-07-01）"


def test_bans_that_are_over_are_told_too(lead: Actor, at: datetime) -> None:
    """They bind nobody, and stay on record, those that came through lineage as well."""
    earlier, later = a_host(1), a_host(2, "承继单位")
    became(earlier, later)
    a_ban(host=earlier.id, until_day=date(2026, 12, 27))
    found = check(later.credit_code, by=lead, at=at)
    assert (found.running, len(found.bans)) == (None, 1)
    assert found.said == "限制申报期已于 2026-12-27 届满，依据决定“工信部移出〔2026〕1号”。"
    assert check(code_of(9), by=lead, at=at).said == "没有限制申报的记录。"


def test_a_waiver_is_told_and_the_ban_stays(lead: Actor, at: datetime) -> None:
    """In force on the day: other platforms may; over, it is still listed."""
    an_approved_waiver(a_ban(host=a_host().id))
    found = check(code_of(1), by=lead, at=at)
    assert (found.waived, found.running.relief.number) == (True, "HM-2026-0001")
    later = check(code_of(1), by=lead, at=datetime(2027, 1, 1, tzinfo=SHANGHAI))
    assert (later.waived, [one.number for one in later.waivers]) == (False, ["HM-2026-0001"])


def test_what_two_become_inherits_from_both(lead: Actor, at: datetime) -> None:
    """The bans of both and of what they came out of; not of what one turned into before."""
    first, second, before, sibling = (a_host(one, f"单位{one}") for one in (1, 2, 3, 4))
    became(before, second)
    became(first, sibling, "split")
    a_ban(host=before.id, credit_code=before.credit_code)
    an_approved_waiver(
        a_ban(host=first.id, decision="工信部移出〔2026〕2号", until_day=date(2028, 2, 29))
    )
    a_ban(
        host=sibling.id, credit_code=sibling.credit_code, decision="工信部移出〔2026〕3号",
        platform="330000-2024-0003", until_day=date(2029, 12, 1),
    )  # fmt: skip
    found = check_merged(code_of(1), code_of(2), by=lead, at=at)
    assert [one.decision[-2] for one in found.bans] == ["1", "2"]
    assert found.running.until_day == UNTIL
    assert found.said_of_merger.startswith("合并后的单位在 2029-06-01（含当日）之前不得申报")
    assert found.bans[0].way.startswith(f"来自单位2（{code_of(2)}）：“单位2”由“单位3”合并而来")
    assert not found.waived


def test_two_free_hosts_stay_free(lead: Actor, at: datetime) -> None:
    """Nothing binds what comes out of them; one and the same is no merger."""
    assert check_merged(code_of(1), code_of(2), by=lead, at=at).running is None
    with pytest.raises(Invalid):
        check_merged(code_of(1), code_of(1), by=lead, at=at)


def test_a_host_asks_about_itself_alone(at: datetime) -> None:
    """Another, one that is not there, and a merger with another are none."""
    host, _ = a_host(1), a_host(2, "别的单位")
    by = Actor(account="h", name="h", role=Role.HOST_OPERATOR, host=host.id)
    assert check(code_of(1), by=by, at=at).host_name == "钱江新材料研究院"
    for ask in (
        lambda: check(code_of(2), by=by, at=at),
        lambda: check(code_of(9), by=by, at=at),
        lambda: check_merged(code_of(1), code_of(2), by=by, at=at),
        lambda: check_merged(code_of(1), code_of(9), by=by, at=at),
    ):
        with pytest.raises(NotFound):
            ask()


def test_the_list_of_the_running_goes_by_its_index(
    lead: Actor, ministry: Actor, at: datetime
) -> None:
    """The next to lapse first; one that lapsed yesterday is gone, one on its last day is not."""
    for ordinal, until in enumerate((date(2026, 12, 27), date(2026, 12, 28), UNTIL), start=1):
        a_ban(decision=f"决定{ordinal}", until_day=until, ground="credit_breach")
    a_ban(decision="决定4", from_day=DECIDED)
    found, key = list_running(by=ministry, at=at, limit=1)
    assert [one.decision for one in found] == ["决定2"]
    found, key = list_running(by=ministry, at=at, after=key, limit=2)
    assert (sorted(one.decision for one in found), key) == (["决定3", "决定4"], [])
    found, _ = list_running("credit_breach", by=ministry, at=at, limit=9)
    assert [one.decision for one in found] == ["决定2", "决定3"]
    with pytest.raises(NotAllowed):
        list_running(by=lead, at=at, limit=9)


def test_a_question_costs_a_fixed_number_of_looks(lead: Actor, at: datetime, commands) -> None:
    """However many bans and steps: the host, five for the reach, names, waivers in force, list."""
    hosts = [a_host(ordinal, f"单位{ordinal}") for ordinal in range(1, 8)]
    for earlier, later in pairwise(hosts):
        became(earlier, later)
    for ordinal, host in enumerate(hosts):
        a_ban(host=host.id, credit_code=host.credit_code, decision=f"决定{ordinal}")
    with commands() as seen:
        found = check(code_of(7), by=lead, at=at)
    assert (len(found.bans), len(seen)) == (7, 9)
