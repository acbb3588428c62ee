"""Whom a ban binds: the host by its code, and all that carried the banned platform (ruling 21)."""

from datetime import date, datetime
from itertools import pairwise

import pytest

from registry.clock import SHANGHAI
from registry.documents.bans import Ban
from registry.documents.hosts import Host
from registry.documents.lineages import Lineage
from registry.documents.platforms import PlatformFact
from registry.services.bans import bans_in_force
from tests.services.conftest import credit_code

PLATFORM = "330000-2024-0001"
AT = datetime(2026, 6, 1, 9, tzinfo=SHANGHAI)
FIRST, LAST = date(2026, 6, 1), date(2029, 6, 1)


def a_host(ordinal: int) -> Host:
    """Put a host on record."""
    code = credit_code(ordinal)
    return Host(credit_code=code, name=f"单位{ordinal}", name_key=code, recorded_at=AT).save()


def carried(host: Host, since: date, platform: str = PLATFORM) -> None:
    """Write down that a host carries a platform from a day on."""
    PlatformFact(
        platform=platform, aspect="host", value=str(host.id), effective_on=since,
        recorded_at=AT, source="test",
    ).save()  # fmt: skip


def ban(host: Host, platform: str = PLATFORM) -> None:
    """Put a ban of three years on record."""
    Ban(
        host=str(host.id), credit_code=host.credit_code, host_name=host.name, platform=platform,
        platform_name="某平台", ground="credit_breach", clause="二（四）", decision="决定1号",
        decided_on=FIRST, from_day=FIRST, until_day=LAST, recorded_at=AT,
    ).save()  # fmt: skip


@pytest.mark.parametrize("banned", [0, 1])
def test_earlier_and_later_hosts_of_the_platform_are_bound(database: None, banned: int) -> None:
    """Whichever of two hosts in turn was decided on, the other may not apply either."""
    hosts = [a_host(1), a_host(2)]
    carried(hosts[0], date(2024, 6, 28))
    carried(hosts[1], date(2026, 3, 1))
    ban(hosts[banned])
    codes = [host.credit_code for host in hosts]
    found = bans_in_force(codes, FIRST)
    assert set(found) == set(codes)
    assert {one.decision for one in found.values()} == {"决定1号"}


def test_who_never_carried_it_is_free(database: None) -> None:
    """A host of another platform is not touched; nor is one whose key is no key of ours."""
    carrying, other = a_host(1), a_host(2)
    carried(carrying, date(2024, 6, 28))
    carried(other, date(2024, 6, 28), "330000-2024-0002")
    PlatformFact(
        platform=PLATFORM, aspect="host", value="host-1", effective_on=FIRST, recorded_at=AT,
        source="test",
    ).save()  # fmt: skip
    ban(carrying)
    assert set(bans_in_force([carrying.credit_code, other.credit_code], FIRST)) == {
        carrying.credit_code
    }


@pytest.mark.parametrize(
    ("day", "bound"),
    [(date(2026, 5, 31), False), (FIRST, True), (LAST, True), (date(2029, 6, 2), False)],
)
def test_the_lineage_is_bound_on_the_same_days(database, day, bound):
    """From the first day through the last, like the host itself."""
    hosts = [a_host(1), a_host(2)]
    carried(hosts[0], date(2024, 6, 28))
    carried(hosts[1], date(2026, 3, 1))
    ban(hosts[0])
    assert (hosts[1].credit_code in bans_in_force([hosts[1].credit_code], day)) is bound


def test_a_few_looks_however_many_codes_and_however_deep(database: None, commands) -> None:
    """Nobody on record: two queries; with bans at the end of lineages eight, by indexes."""
    codes = [credit_code(ordinal) for ordinal in range(1, 60)]
    with commands() as seen:
        bans_in_force(codes, FIRST)
    assert seen == ["find hosts", "find bans"]
    hosts = [a_host(ordinal) for ordinal in range(1, 12)]
    for earlier, later in pairwise(hosts):
        became(earlier, later)
    carried(hosts[5], date(2024, 6, 28))
    ban(hosts[0])
    with commands() as seen:
        found = bans_in_force(codes, FIRST)
    assert len(found) == 11
    assert seen == [
        "find hosts", "aggregate 1", "aggregate 1", "find platform_facts", "aggregate 1",
        "aggregate 1", "find bans", "aggregate ban_waivers",
    ]  # fmt: skip
    facts = PlatformFact.objects(aspect="host", value__in=[str(hosts[0].id)])
    assert "carried_by" in repr(facts.explain()["queryPlanner"]["winningPlan"])


def became(earlier: Host, later: Host, on: date = date(2026, 1, 10), how: str = "merger") -> None:
    """Write down that a host turned into another."""
    Lineage(
        kind="host", predecessor=str(earlier.id), successor=str(later.id), how=how,
        change=f"BG-{earlier.credit_code}-{later.credit_code}", effective_on=on, recorded_at=AT,
    ).save()  # fmt: skip


def test_a_new_credit_code_slips_no_ban(database: None) -> None:
    """Merged into another under another code, a banned host is bound there, and the way is told."""
    banned, between, last = a_host(1), a_host(2), a_host(3)
    became(banned, between)
    became(between, last)
    ban(banned)
    found = bans_in_force([last.credit_code], FIRST)[last.credit_code]
    assert found.decision == "决定1号"
    assert [step.how for step in found.reach.hosts] == ["merger", "merger"]


def test_predecessors_are_bound_and_siblings_are_not(database: None) -> None:
    """Of a split, a ban on one part binds what it came out of; the other part is free."""
    whole, part, sibling = a_host(1), a_host(2), a_host(3)
    became(whole, part, how="split")
    became(whole, sibling, how="split")
    ban(part)
    codes = [one.credit_code for one in (whole, part, sibling)]
    assert set(bans_in_force(codes, FIRST)) == {whole.credit_code, part.credit_code}


def test_a_step_binds_from_its_day_on(database: None) -> None:
    """What becomes of a host tomorrow binds nobody today."""
    banned, later = a_host(1), a_host(2)
    became(banned, later, on=date(2026, 6, 11))
    ban(banned)
    assert bans_in_force([later.credit_code], date(2026, 6, 10)) == {}
    assert later.credit_code in bans_in_force([later.credit_code], date(2026, 6, 11))


def test_what_a_banned_platform_turned_into_is_bound(database: None) -> None:
    """Whoever carries the platform that came out of the banned one may not apply either."""
    first, second = a_host(1), a_host(2)
    carried(second, date(2026, 1, 10), "330000-2026-0009")
    Lineage(
        kind="platform", predecessor=PLATFORM, successor="330000-2026-0009", how="split",
        change="BG-330000-2026-0001", effective_on=date(2026, 1, 10), recorded_at=AT,
    ).save()  # fmt: skip
    ban(first)
    found = bans_in_force([second.credit_code], FIRST)[second.credit_code]
    assert (found.reach.platform, len(found.reach.platforms)) == ("330000-2026-0009", 1)


def test_of_two_running_bans_the_longer_counts(database: None) -> None:
    """A ban that runs when a second begins does not shorten it, nor the other way round."""
    host = a_host(1)
    ban(host)
    Ban.objects.update(until_day=date(2027, 2, 28))
    ban(host, "330000-2024-0002")
    assert bans_in_force([host.credit_code], FIRST)[host.credit_code].until_day == LAST


def test_a_circle_is_walked_once(database: None) -> None:
    """Hosts that turned into each other are bound once."""
    hosts = [a_host(1), a_host(2)]
    became(*hosts)
    became(hosts[1], hosts[0])
    ban(hosts[0])
    assert len(bans_in_force([one.credit_code for one in hosts], FIRST)) == 2
