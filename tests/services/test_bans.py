"""Whom a ban binds: the host by its code, and all that carried the banned platform (ruling 21)."""

from datetime import date, datetime

import pytest

from registry.clock import SHANGHAI
from registry.documents.bans import Ban
from registry.documents.hosts import Host
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


def test_it_takes_one_look_where_nobody_is_banned(database: None, commands) -> None:
    """However many codes: one query without a ban in force, three with one."""
    codes = [credit_code(ordinal) for ordinal in range(1, 60)]
    with commands() as seen:
        bans_in_force(codes, FIRST)
    assert seen == ["find bans"]
    hosts = [a_host(1), a_host(2)]
    carried(hosts[0], date(2024, 6, 28))
    carried(hosts[1], date(2026, 3, 1))
    ban(hosts[0])
    with commands() as seen:
        bans_in_force(codes, FIRST)
    assert seen == ["find bans", "find platform_facts", "find hosts"]
