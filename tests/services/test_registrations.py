"""Registering oneself: nothing opens until the authority confirms, and nothing is told."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from mongoengine.connection import get_db

from registry.documents.accounts import Account
from registry.documents.activations import Activation
from registry.documents.hosts import Host
from registry.documents.ledger import LedgerEntry
from registry.documents.outbox import OutboxMessage
from registry.documents.registrations import Registration
from registry.encryption import Vault, made_key
from registry.errors import Invalid, NotAllowed, NotFound
from registry.permissions import Actor, Role
from registry.services import sign_in as door
from registry.services.activations import Recipient, issue
from registry.services.registrations import (
    MOST_WAITING,
    Application,
    RegistrationElsewhere,
    RegistrationSettled,
    RegistrationTooMany,
    RegistrationTooOften,
    RegistrationUnknown,
    compare,
    confirm,
    count_waiting,
    decline,
    lapse,
    register,
    registration_by_reference,
    registrations_page,
    standing_of,
)
from registry.services.sign_in import Origin, SignInRefused
from tests.services.account_records import ORIGIN, PASSWORD, host_on_record
from tests.services.conftest import credit_code

pytestmark = pytest.mark.usefixtures("database", "quick_passwords")
OTHER = Actor("g", "广东审核员", Role.PROVINCIAL_REVIEWER, authority="440000")
VAULT = Vault([made_key()])


def application(ordinal=1, **changes) -> Application:
    """What a careful applicant fills in."""
    good = Application(
        credit_code=credit_code(ordinal),
        host_name=f"示例{ordinal}有限公司",
        authority="330000",
        name="李四",
        contact="0571-88880000",
        username="li.si",
        password=PASSWORD,
    )
    return replace(good, **changes)


def apply(at, ordinal=1, address="192.0.2.7", **changes):
    """Register."""
    return register(application(ordinal, **changes), origin=Origin(address), vault=VAULT, at=at)


def the_one() -> str:
    """The id of the only registration."""
    return str(Registration.objects.get().id)


def test_a_registration_opens_nothing(at):
    """No account, no host, no way in; the contact is not to be read in the database."""
    received = apply(at)
    assert Account.objects.count() == Host.objects.count() == 0
    with pytest.raises(SignInRefused):
        door.sign_in(received.username, PASSWORD, origin=ORIGIN, at=at)
    kept = str(list(get_db().registrations.find()))
    assert "88880000" not in kept
    assert received.reference.replace(" ", "") not in kept
    found = registration_by_reference(received.reference.lower().replace(" ", "-"))
    assert standing_of(found, at) == "waiting"


def test_the_same_answer_whether_anything_exists(person_of, at):
    """Account taken or not, host known or not: the answer has the same shape and signs."""
    fresh = apply(at, 1)
    person_of(Role.HOST_OPERATOR, host=host_on_record(2), username="li.si")
    known = apply(at, 2)
    for received in (fresh, known):
        assert received.username.startswith("li.si-")
        assert len(received.username) == len("li.si-abcd")
    assert fresh.expires_at == known.expires_at


def test_confirming_enters_the_host_and_opens_the_account(reviewer, at):
    """The person signs in with what they chose; what served the check is gone; it is told."""
    received = apply(at)
    later = at + timedelta(days=2)
    confirm(the_one(), by=reviewer, at=later)
    assert door.sign_in(received.username, PASSWORD, origin=ORIGIN, at=later)
    host = Host.objects.get()
    assert (host.credit_code, host.name) == (credit_code(1), "示例1有限公司")
    account = Account.objects.get()
    assert (account.role, account.host, account.name) == ("host_operator", str(host.id), "李四")
    kept = Registration.objects.get()
    assert (kept.contact, kept.password_hash, kept.name) == ("", "", "")
    assert kept.decided_by == "浙江审核员"
    verbs = set(LedgerEntry.objects.scalar("verb"))
    assert verbs == {"account.create", "registration.confirmed"}
    assert OutboxMessage.objects.get().recipient == str(host.id)


def test_two_clerks_confirming_at_once_make_one_account(reviewer, lead, at):
    """The second is told that it was decided."""
    apply(at)
    number = the_one()

    def attempt(by: Actor) -> str:
        try:
            confirm(number, by=by, at=at)
        except RegistrationSettled:
            return "settled"
        return "done"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(attempt, (reviewer, lead))) == ["done", "settled"]
    assert Account.objects.count() == 1


def test_another_authority_sees_nothing(reviewer, at):
    """Another's registration is neither listed, shown, confirmed nor declined: 404."""
    apply(at)
    for act in (
        lambda: compare(the_one(), vault=VAULT, by=OTHER, at=at),
        lambda: confirm(the_one(), by=OTHER, at=at),
        lambda: decline(the_one(), "不认识", by=OTHER, at=at),
        lambda: registrations_page("330000", [], 9, by=OTHER, at=at),
        lambda: count_waiting("330000", by=OTHER, at=at),
        lambda: compare('{"$ne": null}', vault=VAULT, by=reviewer, at=at),
    ):
        with pytest.raises(NotFound):
            act()
    assert registrations_page("", [], 9, by=OTHER, at=at)[0] == []
    with pytest.raises(NotAllowed):
        confirm(the_one(), by=Actor("h", "h", Role.HOST_OPERATOR, host="x"), at=at)


def test_a_host_of_another_authority_cannot_be_taken(reviewer, at):
    """The page says nothing of it, and confirming is refused; no account is made."""
    host_on_record(1, "440000")
    apply(at)
    seen = compare(the_one(), vault=VAULT, by=reviewer, at=at)
    assert (seen.confirmable, seen.known.name, seen.operators) == (False, "", [])
    with pytest.raises(RegistrationElsewhere):
        confirm(the_one(), by=reviewer, at=at)
    assert Account.objects.count() == 0


def test_the_same_code_with_another_name_shows_side_by_side(reviewer, person_of, at):
    """Who decides sees name on record, whether it fits, accounts there are, and the contact."""
    host = host_on_record(1)
    colleague = person_of(Role.HOST_OPERATOR, host=host)
    apply(at, host_name="别的名字公司")
    apply(at, username="zhao.liu")
    other = Registration.objects.get(host_name="别的名字公司")
    seen = compare(str(other.id), vault=VAULT, by=reviewer, at=at)
    assert (seen.known.name, seen.same_name) == ("示例1有限公司", False)
    assert [one.id for one in seen.operators] == [colleague.id]
    assert (seen.contact, seen.others_waiting, seen.confirmable) == ("0571-88880000", 1, True)
    lost_key = compare(str(other.id), vault=Vault([made_key()]), by=reviewer, at=at)
    assert "密钥" in lost_key.contact


def test_who_was_shown_a_contact_stands_in_the_ledger(reviewer, at):
    """Each look at the contact is an entry, which holds none of it; without one there is none."""
    apply(at)
    compare(the_one(), vault=VAULT, by=reviewer, at=at)
    entry = LedgerEntry.objects.get(verb="registration.read_contact")
    assert (entry.account, entry.subject) == (reviewer.account, f"host:{credit_code(1)}")
    assert "0571" not in str(entry.to_mongo())
    decline(the_one(), "查无此人", by=reviewer, at=at)
    compare(the_one(), vault=VAULT, by=reviewer, at=at)
    assert LedgerEntry.objects(verb="registration.read_contact").count() == 1


def test_declining_wants_a_reason_and_removes_the_data(reviewer, at):
    """The applicant reads why; name, contact and password are gone; it cannot be undone."""
    received = apply(at)
    with pytest.raises(Invalid):
        decline(the_one(), " ", by=reviewer, at=at)
    decline(the_one(), "查无此人", by=reviewer, at=at)
    found = registration_by_reference(received.reference)
    assert (found.state, found.reason, found.contact, found.name, found.password_hash) == (
        "declined", "查无此人", "", "", "",
    )  # fmt: skip
    with pytest.raises(RegistrationSettled):
        confirm(the_one(), by=reviewer, at=at)


def test_nothing_decided_in_thirty_days_lapses(reviewer, at):
    """The date says so, whether the sweep ran or not; the sweep removes the data, twice alike."""
    received = apply(at)
    end = received.expires_at
    assert end - at == timedelta(days=30, hours=15)
    assert standing_of(Registration.objects.get(), end) == "lapsed"
    assert registrations_page("", [], 9, by=reviewer, at=end)[0] == []
    with pytest.raises(RegistrationSettled):
        confirm(the_one(), by=reviewer, at=end)
    assert [lapse(at=end - timedelta(seconds=1)), lapse(at=end), lapse(at=end)] == [0, 1, 0]
    kept = Registration.objects.get()
    assert (kept.state, kept.contact, kept.password_hash) == ("lapsed", "", "")


def test_the_next_registration_sweeps_the_lapsed(at):
    """Also without a scheduler no contact outlives its thirty days for long."""
    received = apply(at)
    apply(received.expires_at, 2)
    assert Registration.objects.get(credit_code=credit_code(1)).contact == ""


def test_an_open_code_is_over_once_confirmed(reviewer, at):
    """A printed slip does not open a second account on a host that registered."""
    host_on_record(1)
    issue([Recipient(credit_code(1))], "330000", by=reviewer, at=at)
    apply(at)
    confirm(the_one(), by=reviewer, at=at)
    assert Activation.objects.get().state == "replaced"


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("credit_code", "91330100MA00000001"),
        ("credit_code", '{"$ne": null}'),
        ("host_name", ""),
        ("host_name", "长" * 201),
        ("authority", "999999"),
        ("authority", "330000 or 1=1"),
        ("name", "\u200b"),
        ("contact", "call me"),
        ("contact", "a@b"),
        ("contact", "<script>@x.cn"),
        ("contact", "1" * 100_000),
        ("username", "李四"),
        ("password", ""),
        ("password", "1234567890"),
    ],
)
def test_what_cannot_be_read_is_named(at, field, typed):
    """Each fault is said at its field, and nothing is kept."""
    with pytest.raises(Invalid) as refused:
        apply(at, **{field: typed})
    assert set(refused.value.fields) == {field}
    assert Registration.objects.count() == 0


@pytest.mark.parametrize("stroke", ["-", "\u2010", "\u2011", "\u2212", "\u05be", "\u23e4"])
def test_a_credit_code_is_kept_without_strokes(at, stroke):
    """Whatever stroke stands in a pasted code, it is the same code of eighteen signs."""
    code = credit_code(1)
    apply(at, credit_code=f"{code[:4]}{stroke}{code[4:]}")
    assert Registration.objects.get().credit_code == code


@pytest.mark.parametrize(
    "typed", ["0571-88880000", "0571-88880000转8001", "（0571）8888 0000", "li.si@example.gov.cn"]
)
def test_work_phones_and_mails_are_taken(at, typed):
    """As people write them."""
    assert apply(at, contact=typed).reference


def test_floods_are_held_back(at):
    """One credit code has a few waiting at most; one address waits ever longer."""
    for n in range(MOST_WAITING):
        apply(at, address=f"192.0.2.{n}")
    with pytest.raises(RegistrationTooMany):
        apply(at, address="198.51.100.1")
    for ordinal in range(2, 12):
        apply(at, ordinal, address="203.0.113.9")
    with pytest.raises(RegistrationTooOften) as refused:
        apply(at, 12, address="203.0.113.9")
    assert refused.value.params == {"minutes": 10}
    assert apply(at + timedelta(minutes=10), 12, address="203.0.113.9")


@pytest.mark.parametrize("typed", ["", "x", "2345 6789 ABCD EFGH", '{"$ne": null}', "A" * 9999])
def test_a_reference_cannot_be_guessed_or_bent(at, typed):
    """Anything but the number itself is unknown."""
    apply(at)
    with pytest.raises(RegistrationUnknown):
        registration_by_reference(typed)


def test_those_waiting_longest_come_first(reviewer, ministry, at, commands):
    """Page by page; the ministry sees all; a page is one query."""
    for ordinal in (1, 2, 3):
        apply(at + timedelta(minutes=ordinal), ordinal)
    apply(at, 4, authority="440000")
    with commands() as asked:
        first, key = registrations_page("", [], 2, by=reviewer, at=at)
    rest, end = registrations_page("330000", key, 2, by=reviewer, at=at)
    codes = [one.credit_code for one in [*first, *rest]]
    assert codes == [credit_code(n) for n in (1, 2, 3)]
    assert (end, len(asked)) == ([], 1)
    assert len(registrations_page("", [], 9, by=ministry, at=at)[0]) == 4
    assert count_waiting("330000", by=reviewer, at=at) == 3
