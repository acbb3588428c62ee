"""Nobody can be the last and leave: hosts, authorities, the ministry, the administrators."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from registry.documents.accounts import Account
from registry.documents.activations import Activation
from registry.documents.ledger import LedgerEntry
from registry.errors import Invalid, NotFound
from registry.permissions import Role
from registry.services.accounts import (
    change_grant,
    change_password,
    disable_account,
    enable_account,
    reset_password,
)
from registry.services.activating import ActivationRefused, activate
from registry.services.grants import Grant
from registry.services.handovers import colleagues, leave, open_handover
from registry.services.passwords import hash_password
from registry.services.seats import LastInOffice, LastOfHost
from registry.services.sign_in import actor_of
from tests.services.account_records import (
    ORIGIN,
    PASSWORD,
    SECOND_PASSWORD,
    claim,
    handed_over,
    host_on_record,
    operator,
)

pytestmark = pytest.mark.usefixtures("database")

OFFICES = [
    (Role.PROVINCIAL_LEAD, {"authority": "330000"}),
    (Role.MINISTRY_LEAD, {}),
    (Role.SYSTEM_ADMINISTRATOR, {}),
    (Role.SECURITY_ADMINISTRATOR, {}),
    (Role.AUDIT_ADMINISTRATOR, {}),
]


def at_once(acts: list[Callable[[], object]], refusal: type[Exception]) -> list[str]:
    """Do several things at the same time; say which were refused."""

    def attempt(act: Callable[[], object]) -> str:
        try:
            act()
        except refusal:
            return "refused"
        return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(attempt, acts))


def test_the_last_of_a_host_cannot_leave(person_of, at):
    """Alone one stays; with a colleague one may go, and what one had open is gone."""
    host = host_on_record(1)
    first = person_of(Role.HOST_OPERATOR, host=host)
    person_of(Role.HOST_OPERATOR, host=host, active=False)
    person_of(Role.HOST_OPERATOR, host=host_on_record(2))
    with pytest.raises(LastOfHost):
        leave(by=operator(first), at=at)
    second = person_of(Role.HOST_OPERATOR, host=host)
    assert {one.id for one in colleagues(by=operator(first))} == {first.id, second.id}
    leave(by=operator(first), at=at)
    assert (first.reload().active, first.sessions) == (False, [])
    entry = LedgerEntry.objects.get(verb="account.end")
    assert (entry.account, entry.reason) == (str(first.id), "本人停用")
    with pytest.raises(NotFound):
        leave(by=operator(first), at=at)
    with pytest.raises(LastOfHost):
        leave(by=operator(second), at=at)


@pytest.mark.parametrize("staff", [2, 3])
def test_when_all_leave_at_once_one_stays(person_of, at, staff):
    """Each sees a colleague, all press the button: the last one is refused."""
    host = host_on_record(1)
    people = [person_of(Role.HOST_OPERATOR, host=host) for _ in range(staff)]
    acts = [lambda one=one: leave(by=operator(one), at=at) for one in people]
    assert at_once(acts, LastOfHost) == ["done"] * (staff - 1) + ["refused"]
    assert Account.objects(host=host, active=True).count() == 1


@pytest.mark.parametrize(("role", "place"), OFFICES)
def test_the_last_in_an_office_cannot_be_shut_out_or_moved(person_of, console, at, role, place):
    """Neither disabling nor another role empties the seat, reason or not; a second frees it."""
    only = person_of(role, **place)
    for act in (
        lambda: disable_account(str(only.id), "查实泄露", by=console, at=at),
        lambda: change_grant(str(only.id), None, by=console, at=at),
        lambda: change_grant(str(only.id), Grant(Role.MINISTRY_STAFF), by=console, at=at),
    ):
        with pytest.raises(LastInOffice) as refused:
            act()
    assert refused.value.params["role"]
    person_of(role, **place)
    disable_account(str(only.id), by=console, at=at)
    assert not only.reload().active


@pytest.mark.parametrize(("role", "place"), OFFICES)
def test_two_shut_out_at_once_leave_one(person_of, console, at, role, place):
    """Two administrators each disable the other's lead in the same moment: one stays."""
    pair = [person_of(role, **place) for _ in range(2)]
    acts = [
        lambda: disable_account(str(pair[0].id), by=console, at=at),
        lambda: change_grant(str(pair[1].id), None, by=console, at=at),
    ]
    assert at_once(acts, LastInOffice) == ["done", "refused"]
    assert Account.objects(role=role.value, active=True).count() == 1


def test_leads_of_other_authorities_do_not_count(person_of, console, at):
    """Each authority needs a lead of its own; reviewers are no leads."""
    only = person_of(Role.PROVINCIAL_LEAD, authority="330000")
    person_of(Role.PROVINCIAL_LEAD, authority="440000")
    person_of(Role.PROVINCIAL_REVIEWER, authority="330000")
    with pytest.raises(LastInOffice):
        disable_account(str(only.id), by=console, at=at)


def test_a_hosts_last_account_may_be_shut_out_for_a_reason(person_of, console, at):
    """A stolen account must be closed though it is the only one; why is written down."""
    only = person_of(Role.HOST_OPERATOR, host=host_on_record(1))
    with pytest.raises(Invalid) as refused:
        disable_account(str(only.id), " \u200b", by=console, at=at)
    assert "reason" in refused.value.fields
    with pytest.raises(LastOfHost):
        change_grant(str(only.id), None, by=console, at=at)
    disable_account(str(only.id), "账号被盗用", by=console, at=at)
    assert LedgerEntry.objects.get(verb="account.disable").reason == "账号被盗用"
    enable_account(str(only.id), by=console, at=at)
    assert only.reload().active


def test_a_seat_kept_is_no_seat_left(person_of, console, at):
    """Granting the last lead what they have already, or disabling one disabled, is no leaving."""
    only = person_of(Role.PROVINCIAL_LEAD, authority="330000")
    grant = Grant(Role.PROVINCIAL_LEAD.value, authority="330000")
    change_grant(str(only.id), grant, by=console, at=at)
    idle = person_of(Role.MINISTRY_LEAD, active=False)
    change_grant(str(idle.id), None, by=console, at=at)
    assert idle.reload().role == ""


def test_a_new_handover_code_ends_the_earlier(person_of, at):
    """A host has one open hand-over code; who asks sees that there is one, not what it says."""
    host = host_on_record(1)
    people = [person_of(Role.HOST_OPERATOR, host=host) for _ in range(2)]
    assert open_handover(by=operator(people[0]), at=at) is None
    for one in people:
        handed_over(operator(one), at, leaving=False)
    opened = open_handover(by=operator(people[0]), at=at)
    assert opened.issued_by == str(people[1].id)
    assert Activation.objects(state="replaced").count() == 1
    assert open_handover(by=operator(people[0]), at=opened.expires_at) is None


@pytest.mark.parametrize("by_whom", ["themselves", "an administrator"])
@pytest.mark.usefixtures("quick_passwords")
def test_a_code_outlives_no_new_password(person_of, at, by_whom):
    """Whoever's code was issued in a stranger's hands is safe with the next password."""
    host = host_on_record(1)
    giver = person_of(Role.HOST_OPERATOR, host=host, password_hash=hash_password(PASSWORD))
    code = handed_over(operator(giver), at, leaving=True).code
    if by_whom == "themselves":
        change_password(PASSWORD, SECOND_PASSWORD, keep="", by=operator(giver), at=at)
    else:
        system = actor_of(person_of(Role.SYSTEM_ADMINISTRATOR), door="page", request_id="")
        reset_password(str(giver.id), rule="required", by=system, at=at)
    with pytest.raises(ActivationRefused):
        activate(claim(1, code), origin=ORIGIN, at=at)
    assert list(Account.objects(host=host, active=True)) == [giver]


def test_a_colleagues_code_stays_with_anothers_new_password(person_of, at):
    """Only who changed it loses the code they issued."""
    host = host_on_record(1)
    giver, colleague = (person_of(Role.HOST_OPERATOR, host=host) for _ in range(2))
    handed_over(operator(colleague), at, leaving=False)
    system = actor_of(person_of(Role.SYSTEM_ADMINISTRATOR), door="page", request_id="")
    reset_password(str(giver.id), rule="required", by=system, at=at)
    assert Activation.objects.get().state == "unused"
