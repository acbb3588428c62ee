"""Using an activation code: once, by whoever is first, and never by guessing."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from mongoengine.connection import get_db

from registry.documents.accounts import Account
from registry.documents.activations import Activation
from registry.documents.hosts import Host
from registry.documents.outbox import OutboxMessage
from registry.documents.platforms import Platform
from registry.documents.tokens import ApiToken
from registry.errors import Invalid, NotAllowed, NotFound
from registry.permissions import Actor, Role
from registry.services import sign_in as door
from registry.services import tokens
from registry.services.accounts import UsernameTaken, disable_account
from registry.services.activating import ActivationLocked, ActivationRefused, activate
from registry.services.activation_codes import make_code
from registry.services.activations import Recipient, Recovery, issue, issue_recovery, withdraw
from registry.services.ledger import broken_at
from registry.services.proofs import Present
from registry.services.sign_in import Origin
from registry.services.tokens import TokenWanted
from tests.services.account_records import (
    ORIGIN,
    PASSWORD,
    SECOND_PASSWORD,
    claim,
    handed_over,
    host_on_record,
    names_of_hosts,
    operator,
)
from tests.services.conftest import credit_code

pytestmark = pytest.mark.usefixtures("database", "quick_passwords")


def first_code(ordinal, by, at, name="") -> str:
    """Issue a first code by Zhejiang and return it."""
    return issue([Recipient(credit_code(ordinal), name)], "330000", by=by, at=at)[0].code


def use(code, at, ordinal=1, origin=ORIGIN, **changes) -> Account:
    """Use a code and return the account it made."""
    username = activate(claim(ordinal, code, **changes), origin=origin, at=at)
    return Account.objects.get(username=username)


def refused_all(calls) -> bool:
    """Tell whether each call is refused in the one uniform way."""
    for call in calls:
        with pytest.raises(ActivationRefused):
            call()
    return True


def test_a_code_opens_an_account_that_can_sign_in(reviewer, at):
    """The person's own name, username and password; an operator of that host; ledgered, told."""
    host = host_on_record(1)
    account = use(first_code(1, reviewer, at), at + timedelta(days=3))
    assert (account.role, account.host, account.name) == ("host_operator", host, "李四")
    assert not account.must_change_password
    assert door.sign_in("li.si", PASSWORD, origin=ORIGIN, at=at + timedelta(days=3))
    assert Activation.objects.get().account == str(account.id)
    verbs = [one["verb"] for one in get_db().ledger.find().sort("_id", 1)]
    assert verbs == ["activation.issue", "account.create", "activation.use"]
    assert broken_at(f"host:{credit_code(1)}") is None
    told = OutboxMessage.objects(code="notice_activation_used").scalar("audience", "recipient")
    assert set(told) == {("host", host), ("authority", "330000")}


def test_a_code_enters_a_host_that_is_new(reviewer, at):
    """A host that was not on record is entered when its code is used, not before."""
    code = first_code(7, reviewer, at, "新来者研究院")
    assert names_of_hosts() == []
    account = use(code, at, ordinal=7)
    assert names_of_hosts() == ["新来者研究院"]
    assert account.host == str(Host.objects.get().id)


def test_every_code_that_is_not_open_is_refused_alike(reviewer, at):
    """Unknown, of another host, used, withdrawn, replaced, expired: one answer, one status."""
    for ordinal in (1, 2, 3, 4, 5):
        host_on_record(ordinal)
    used, withdrawn, replaced, foreign, late = (
        first_code(n, reviewer, at) for n in (1, 2, 3, 4, 5)
    )
    use(used, at)
    withdraw(str(Activation.objects.get(credit_code=credit_code(2)).id), by=reviewer, at=at)
    first_code(3, reviewer, at)
    expiry = Activation.objects.get(credit_code=credit_code(5)).expires_at
    assert refused_all(
        (
            lambda: use(make_code(), at, ordinal=9, username="b.c"),
            lambda: use(used, at, username="b.c"),
            lambda: use(withdrawn, at, ordinal=2),
            lambda: use(replaced, at, ordinal=3),
            lambda: use(foreign, at, ordinal=2),
            lambda: use(late, expiry, ordinal=5),
        )
    )
    assert Account.objects.count() == 1
    assert use(late, expiry - timedelta(milliseconds=1), ordinal=5, username="in.time").active


def test_two_people_with_one_code_make_one_account(reviewer, at):
    """Four at once: one gets in, the others are refused as if the code were wrong."""
    host_on_record(1)
    code = first_code(1, reviewer, at)

    def attempt(number: int) -> str:
        try:
            use(code, at, username=f"racer{number}", origin=Origin(f"192.0.2.{number}"))
        except ActivationRefused:
            return "refused"
        return "in"

    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(attempt, range(4)))
    assert sorted(results) == ["in", "refused", "refused", "refused"]
    assert Account.objects.count() == 1


def test_a_code_is_over_once_the_host_is_another_authoritys(reviewer, at):
    """A code got for a host that nobody knew opens nothing when its platform comes in elsewhere."""
    code = first_code(1, reviewer, at, "新来者研究院")
    host_on_record(1, authority="440000")
    assert refused_all([lambda: use(code, at)])
    assert Account.objects.count() == 0


def test_a_recovery_is_over_once_the_host_is_another_authoritys(lead, person_of, at):
    """What an authority issued while the host was its own ends nobody's account later."""
    host = host_on_record(1)
    account = person_of(Role.HOST_OPERATOR, host=host)
    wanted = Recovery(credit_code(1), "密码遗失", "公函", ends=[str(account.id)])
    code = issue_recovery(wanted, "330000", by=lead, at=at).code
    Platform.objects(host=host).update(set__authority="440000")
    assert refused_all([lambda: use(code, at)])
    assert Account.objects.get(id=account.id).active


def test_codes_of_two_authorities_make_one_first_account(reviewer, at):
    """A host with platforms in two places gets one first account; the other code is over."""
    host_on_record(1, platforms=2)
    Platform.objects(number__endswith="0101").update(set__authority="440000")
    here = first_code(1, reviewer, at)
    Activation.objects.update(set__authority="440000")  # as if another authority had issued it
    there = first_code(1, reviewer, at)

    def attempt(code: str) -> str:
        try:
            use(code, at, username=f"user{code[:4].lower()}", origin=Origin(f"{code[:2]}"))
        except ActivationRefused:
            return "refused"
        return "in"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(attempt, (here, there))) == ["in", "refused"]
    assert Account.objects.count() == 1


def test_guessing_waits_ever_longer(reviewer, at):
    """The fifth wrong code locks the credit code, known or not; the right one then waits too."""
    host_on_record(1)
    code = first_code(1, reviewer, at)
    for ordinal in (1, 8):
        for n in range(5):
            origin = Origin(f"192.0.2.{n}")
            assert refused_all([lambda o=origin, k=ordinal: use(make_code(), at, k, origin=o)])
        with pytest.raises(ActivationLocked) as locked:
            use(code, at, ordinal)
        assert locked.value.params == {"minutes": 1}
    assert use(code, at + timedelta(minutes=1)).active
    assert get_db().sign_ins.count_documents({"result": "activation_refused"}) == 10
    assert get_db().sign_ins.count_documents({"result": "activation_locked"}) == 2


def test_one_address_cannot_try_many_hosts(at):
    """Twenty wrong codes from one address lock it for every credit code."""
    for ordinal in range(1, 21):
        assert refused_all([lambda k=ordinal: use(make_code(), at, k)])
    with pytest.raises(ActivationLocked):
        use(make_code(), at, 50)


def test_all_that_is_wrong_in_the_form_is_said_before_the_code_counts(reviewer, at):
    """A weak password or a mistyped code costs no attempt."""
    host_on_record(1)
    code = first_code(1, reviewer, at)
    for _ in range(30):
        with pytest.raises(Invalid) as refused:
            activate(
                claim(1, "0O1I", username="李", name="", password="12345"), origin=ORIGIN, at=at
            )
    assert set(refused.value.fields) == {"code", "username", "name", "password"}
    with pytest.raises(Invalid) as refused:
        activate(claim(1, code, password=""), origin=ORIGIN, at=at)
    assert set(refused.value.fields) == {"password"}
    assert use(code, at).active


def test_a_code_is_no_licence_to_try_usernames(reviewer, person_of, at):
    """A taken username is told to who holds the code, and counted; the code stays good."""
    host_on_record(1)
    person_of(Role.MINISTRY_LEAD, username="taken.name")
    code = first_code(1, reviewer, at)
    for _ in range(5):
        with pytest.raises(UsernameTaken):
            use(code, at, username="taken.name")
    with pytest.raises(ActivationLocked):
        use(code, at, username="taken.name")
    assert use(code, at + timedelta(minutes=1)).active


def test_a_first_code_is_over_when_somebody_is_there(reviewer, person_of, at):
    """An account given meanwhile by other ways makes the code useless, not a second way in."""
    host = host_on_record(1)
    code = first_code(1, reviewer, at)
    person_of(Role.HOST_OPERATOR, host=host)
    assert refused_all([lambda: use(code, at)])


def test_recovery_ends_the_named_accounts_with_all_they_had_open(reviewer, lead, at):
    """Sessions and tokens of the lost account end, its open hand-over code too; others stay."""
    host_on_record(1)
    lost = use(first_code(1, reviewer, at), at)
    stays = use(handed_over(operator(lost), at, leaving=False).code, at, username="w.w")
    thief = handed_over(operator(lost), at, leaving=False).code
    session = door.sign_in("li.si", PASSWORD, origin=ORIGIN, at=at).secret
    actor = door.session_of(session, request_id="", at=at).actor
    token = TokenWanted("同步", ["platforms:read"], 30)
    tokens.issue(token, Present(actor.account), by=actor, at=at)
    wanted = Recovery(credit_code(1), "密码和手机一并遗失", "函〔2026〕8号", [str(lost.id)])
    code = issue_recovery(wanted, "330000", by=lead, at=at).code
    assert door.session_of(session, request_id="", at=at) is not None
    found = use(code, at, username="new.one", password=SECOND_PASSWORD)
    assert door.session_of(session, request_id="", at=at) is None
    assert ApiToken.objects.get(account=str(lost.id)).revoked_at == at
    assert [one.reload().active for one in (lost, stays, found)] == [False, True, True]
    assert refused_all([lambda: use(thief, at, username="thief")])
    entry = get_db().ledger.find_one({"verb": "account.end"})
    assert (entry["subject"], entry["reason"]) == (
        f"account:{lost.id}", "账号遗失，找回后停用",
    )  # fmt: skip


def test_a_handover_ends_the_giver_only_when_the_successor_is_in(reviewer, at):
    """The account hands over in one step: until the code is used it goes on as before."""
    host_on_record(1)
    giver = use(first_code(1, reviewer, at), at)
    code = handed_over(operator(giver), at, leaving=True).code
    assert giver.reload().active
    successor = use(code, at, username="successor")
    assert (giver.reload().active, successor.host) == (False, giver.host)
    assert giver.sessions == []


def test_a_handover_code_ends_with_its_giver(reviewer, person_of, at, console):
    """A code given by an account that was shut out opens nothing."""
    host_on_record(1)
    giver = use(first_code(1, reviewer, at), at)
    code = handed_over(operator(giver), at, leaving=False).code
    disable_account(str(giver.id), "账号被盗用", by=console, at=at)
    assert refused_all([lambda: use(code, at, username="accomplice")])


def test_a_code_of_one_host_opens_no_other(reviewer, at):
    """Code and credit code belong together: a code for host 1 brought with host 2 is refused."""
    host_on_record(1)
    host_on_record(2)
    code = first_code(1, reviewer, at)
    first_code(2, reviewer, at)
    assert refused_all([lambda: use(code, at, ordinal=2)])
    assert use(code, at).active


def test_names_are_kept_as_text(reviewer, at):
    """Markup in a name is a name; unseen signs are not."""
    host_on_record(1)
    name = "<script>alert(1)</script>"
    account = use(first_code(1, reviewer, at), at, name=f"\u202e{name}\u200b")
    assert account.name == name


def test_the_console_and_ministry_give_no_handover(ministry, at):
    """Only somebody of the host hands over for it."""
    for by in (ministry, Actor("x", "x", Role.HOST_OPERATOR)):
        with pytest.raises((NotAllowed, NotFound)):
            handed_over(by, at, leaving=False)
