"""Bans at the door: the real submission on each side of the last day, and through a real merger."""

from datetime import date, datetime, timedelta

import pytest

from registry.clock import SHANGHAI
from registry.documents.applications import Application
from registry.documents.hosts import Host
from registry.documents.platforms import PlatformFact
from registry.encryption import Vault, made_key
from registry.permissions import Actor, Role
from registry.services.application_submission import HostBanned
from registry.services.hosts import host_of_code
from registry.services.major_change_decisions import verify
from tests.ban_makers import a_ban, an_approved_waiver
from tests.frozen_applications import BEFORE, NUMBER, HostAtWork, a_whole_draft, an_operator
from tests.major_change_makers import a_change, a_host, carried_by, code_of
from tests.round_makers import a_round

pytestmark = pytest.mark.usefixtures("database")

CODE = "91330100MA27XK8Q3A"
LAST = date(2026, 12, 28)
MIDNIGHT = datetime(2026, 12, 29, tzinfo=SHANGHAI)


@pytest.fixture
def vault() -> Vault:
    """The keys of this service."""
    return Vault([made_key()])


@pytest.fixture
def ready(at: datetime, vault: Vault) -> HostAtWork:
    """A host that has frozen its application and brought the matching scan."""
    a_round()
    operator = an_operator(at)
    a_whole_draft(operator, vault, at)
    host = HostAtWork(operator, vault)
    host.freeze()
    host.stamp()
    return host


@pytest.mark.parametrize(
    "moment", [MIDNIGHT - timedelta(days=1, seconds=1), MIDNIGHT - timedelta(seconds=1)]
)
def test_the_day_before_the_last_and_its_last_second_refuse(
    ready: HostAtWork, moment: datetime
) -> None:
    """One second before the ban ends it still binds, and names its last day."""
    a_ban(credit_code=CODE, until_day=LAST)
    with pytest.raises(HostBanned) as refused:
        ready.submit(moment)
    assert refused.value.params["until"] == LAST
    assert Application.objects.get().state == "frozen"


def test_the_first_second_of_the_next_day_is_taken(ready: HostAtWork) -> None:
    """Nothing had to run for it: the date alone decides."""
    a_ban(credit_code=CODE, until_day=LAST)
    assert ready.submit(MIDNIGHT).is_new


def test_a_second_ban_binds_on_where_the_first_ends(ready: HostAtWork) -> None:
    """A ban running when a second begins shortens nothing: the later last day counts."""
    a_ban(credit_code=CODE, until_day=LAST)
    a_ban(
        credit_code=CODE, decision="工信部移出〔2026〕2号", platform="330000-2024-0002",
        from_day=LAST, decided_on=LAST, until_day=date(2029, 12, 28),
    )  # fmt: skip
    for moment in (MIDNIGHT - timedelta(seconds=1), MIDNIGHT):
        with pytest.raises(HostBanned) as refused:
            ready.submit(moment)
        assert refused.value.params["until"] == date(2029, 12, 28)


def test_a_waiver_opens_the_door_for_another_platform(ready: HostAtWork) -> None:
    """On its last second; a second later the ban binds again."""
    ban = a_ban(credit_code=CODE)
    an_approved_waiver(ban, until_day=LAST)
    with pytest.raises(HostBanned):
        ready.submit(MIDNIGHT)
    assert ready.submit(MIDNIGHT - timedelta(seconds=1)).is_new


def test_a_waiver_opens_no_door_for_the_banned_platform(ready: HostAtWork) -> None:
    """The platform that was removed applies under no waiver."""
    ban = a_ban(credit_code=CODE, platform_name=ready.record().platform_name)
    an_approved_waiver(ban)
    with pytest.raises(HostBanned):
        ready.submit()


def test_a_new_code_from_a_merger_slips_no_ban(
    at: datetime, vault: Vault, lead: Actor, on_record
) -> None:
    """The banned host merges into a new one under another code: verified, it may not submit."""
    a_round()
    banned, group = a_host(1), {"credit_code": code_of(3), "name": "浙江中试集团"}
    on_record("330000-2026-0001", **carried_by(banned))
    PlatformFact(
        platform="330000-2026-0001", aspect="host", value=banned.id,
        effective_on=date(2026, 3, 2), recorded_at=at, source="x",
    ).save()  # fmt: skip
    a_ban(host=banned.id, credit_code=banned.credit_code)
    other = a_host(2, "之江中试研究院")
    merging = [{"credit_code": other.credit_code, "name": other.name}]
    a_change(
        kind="merger", platform="330000-2026-0001", host=banned.id,
        credit_code=banned.credit_code, values={"merging": merging, "successor": group},
    )  # fmt: skip
    verify("BG-330000-2026-0001", "查看了合并协议和登记", version=1, by=lead, at=BEFORE)
    new: Host = host_of_code(group["credit_code"])
    operator = Actor(account="op-1", name="高远", role=Role.HOST_OPERATOR, host=str(new.id))
    whose = {"credit_code": new.credit_code, "host_name": new.name}
    a_whole_draft(operator, vault, at, **whose)
    host = HostAtWork(operator, vault, NUMBER)
    host.freeze()
    host.stamp()
    with pytest.raises(HostBanned) as refused:
        host.submit()
    assert refused.value.params["banned_name"] == "钱江新材料研究院"
