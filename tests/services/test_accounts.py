"""Accounts on the desk: making, granting, disabling, passwords, sessions."""

from datetime import timedelta

import pytest
from cryptography.fernet import Fernet

from registry.documents.accounts import Account
from registry.documents.contact_ways import ContactWays
from registry.documents.hosts import Host
from registry.documents.ledger import LedgerEntry
from registry.documents.tokens import ApiToken
from registry.encryption import Vault
from registry.errors import Invalid, NotAllowed, NotFound
from registry.permissions import Actor, Role
from registry.services import accounts as desk
from registry.services import passwords, tokens
from registry.services import sign_in as door
from registry.services.accounts import NewAccount, OwnAccount, UsernameTaken
from registry.services.calendar_feeds import subscribe, subscribed_since
from registry.services.contact_ways import Ways, change
from registry.services.grants import Grant
from registry.services.ledger import broken_at
from registry.services.proofs import Present
from registry.services.sign_in import SignInRefused
from registry.services.tokens import TokenWanted
from tests.services.signing_in import LEAD, PASSWORD, results, sign_in

pytestmark = pytest.mark.usefixtures("database", "quick_passwords")


@pytest.fixture
def system() -> Actor:
    """A system administrator."""
    return Actor(account="5f0000000000000000000001", name="系统", role=Role.SYSTEM_ADMINISTRATOR)


@pytest.fixture
def security() -> Actor:
    """A security administrator."""
    return Actor(account="5f0000000000000000000002", name="安全", role=Role.SECURITY_ADMINISTRATOR)


@pytest.fixture
def wang(console, at) -> desk.CreatedAccount:
    """Wang, lead of Zhejiang's department, with a password of her own."""
    new = NewAccount("wang.fang", "王芳", LEAD, password=PASSWORD)
    return desk.create_account(new, by=console, at=at)


@pytest.fixture
def zhao(console, at) -> desk.CreatedAccount:
    """Zhao, the department's other lead: so that Wang is not the last."""
    new = NewAccount("zhao.min", "赵敏", LEAD, password=PASSWORD)
    return desk.create_account(new, by=console, at=at)


def test_an_account_is_made_with_its_act_in_the_ledger(wang, at):
    """Creation writes the account and a ledger entry that never holds the password."""
    entry = LedgerEntry.objects(subject=f"account:{wang.id}").get()
    assert entry.verb == "account.create"
    assert entry.after["role"] == "provincial_lead"
    assert PASSWORD not in str(entry.to_mongo())
    assert Account.objects.get(id=wang.id).password_hash.startswith("$argon2id$")


def test_the_system_administrator_makes_accounts_but_grants_nothing(system, at):
    """Who makes an account may not give it a role: another administrator does."""
    with pytest.raises(NotAllowed):
        desk.create_account(NewAccount("li.si", "李四", LEAD), by=system, at=at)
    made = desk.create_account(NewAccount("li.si", "李四"), by=system, at=at)
    account = Account.objects.get(id=made.id)
    assert account.role == ""
    assert account.must_change_password
    with pytest.raises(NotAllowed):
        desk.change_grant(made.id, LEAD, by=system, at=at)


def test_a_ready_made_hash_is_taken_from_the_console_alone(system, at):
    """No administrator can plant a password hash of their own."""
    planted = NewAccount("li.si", "李四", password_hash=passwords.hash_password(PASSWORD))
    with pytest.raises(NotAllowed):
        desk.create_account(planted, by=system, at=at)


def test_an_account_without_a_role_cannot_sign_in(system, at):
    """A right password opens nothing until a role is granted."""
    made = desk.create_account(NewAccount("li.si", "李四"), by=system, at=at)
    with pytest.raises(SignInRefused):
        sign_in(at, "li.si", made.password)
    assert results() == ["no_role"]


@pytest.mark.parametrize(
    "grant",
    [
        Grant("console"),
        Grant("root"),
        Grant(""),
        Grant("host_operator"),
        Grant("host_operator", host="none"),
        Grant("host_operator", host="5f0000000000000000000009"),
        Grant("provincial_lead"),
        Grant("provincial_lead", authority="999999"),
        Grant("provincial_lead", host="5f0000000000000000000009", authority="330000"),
        Grant("ministry_lead", authority="330000"),
        Grant("system_administrator", host="5f0000000000000000000009"),
    ],
)
def test_a_role_is_held_for_the_body_it_acts_for(wang, security, at, grant):
    """A grant with a wrong role or body is refused and changes nothing."""
    with pytest.raises(Invalid):
        desk.change_grant(wang.id, grant, by=security, at=at)
    assert Account.objects.get(id=wang.id).authority == "330000"


def test_several_people_act_for_one_host(console, at):
    """Hosts own records, people do not: two accounts of one host are possible."""
    host = Host(credit_code="91330100MA00000000", name="甲", name_key="甲", recorded_at=at).save()
    grant = Grant("host_operator", host=str(host.id))
    for username in ("first.clerk", "second.clerk"):
        desk.create_account(NewAccount(username, "填报员", grant), by=console, at=at)
    assert Account.objects(host=str(host.id)).count() == 2


def test_a_new_grant_ends_sessions_and_tokens(wang, zhao, security, at):
    """A changed role takes effect at once: nothing opened under the old one stays open."""
    secret = sign_in(at)
    actor = door.session_of(secret, request_id="", at=at).actor
    issued = tokens.issue(
        TokenWanted("同步", ["platforms:read"], 30), Present(actor.account), by=actor, at=at
    )
    grant = Grant("provincial_reviewer", authority="330000")
    desk.change_grant(wang.id, grant, by=security, at=at)
    assert door.session_of(secret, request_id="", at=at) is None
    assert tokens.identify(issued.secret, request_id="", at=at, rule="off") is None
    entry = LedgerEntry.objects(verb="grant.change").get()
    roles = (entry.before["role"], entry.after["role"])
    assert roles == ("provincial_lead", "provincial_reviewer")


def test_nobody_changes_their_own_account(console, at):
    """An administrator can neither grant to, nor disable, nor reset their own account."""
    for role, act in (
        ("security_administrator", lambda one, by: desk.change_grant(one, None, by=by, at=at)),
        ("system_administrator", lambda one, by: desk.disable_account(one, by=by, at=at)),
        (
            "system_administrator",
            lambda one, by: desk.reset_password(one, rule="off", by=by, at=at),
        ),
    ):
        new = NewAccount(f"own-{len(Account.objects)}", "管理员", Grant(role))
        made = desk.create_account(new, by=console, at=at)
        with pytest.raises(OwnAccount):
            act(made.id, Actor(account=made.id, name="管理员", role=Role(role)))


def test_disabling_ends_everything_at_once(wang, zhao, system, at):
    """A disabled account's sessions and tokens are gone, and its password opens nothing."""
    secret = sign_in(at)
    actor = door.session_of(secret, request_id="", at=at).actor
    issued = tokens.issue(
        TokenWanted("同步", ["platforms:read"], 30), Present(actor.account), by=actor, at=at
    )
    desk.disable_account(wang.id, by=system, at=at)
    assert door.session_of(secret, request_id="", at=at) is None
    assert tokens.identify(issued.secret, request_id="", at=at, rule="off") is None
    with pytest.raises(SignInRefused):
        sign_in(at)
    desk.enable_account(wang.id, by=system, at=at)
    assert sign_in(at)
    assert ApiToken.objects(revoked_at=None).count() == 0
    assert broken_at(f"account:{wang.id}") is None


@pytest.mark.parametrize("act", ["disable", "grant", "reset"])
def test_addresses_do_not_outlast_whoever_gave_them(wang, zhao, console, at, act):
    """Disabled, in another role or body, or given a new first password: they are deleted."""
    for one in (wang, zhao):
        by = Actor(account=one.id, name="王芳", role=Role.PROVINCIAL_LEAD, authority="330000")
        ways = Ways("wang@example.cn", "13800000000", frozenset({"email"}))
        change(ways, vault=Vault([Fernet.generate_key().decode()]), by=by, at=at)
    elsewhere = Grant("provincial_lead", authority="320000")
    {
        "disable": lambda: desk.disable_account(wang.id, by=console, at=at),
        "grant": lambda: desk.change_grant(wang.id, elsewhere, by=console, at=at),
        "reset": lambda: desk.reset_password(wang.id, rule="off", by=console, at=at),
    }[act]()
    assert list(ContactWays.objects.scalar("id")) == [zhao.id]


def test_a_username_is_one_however_it_is_typed(wang, console, at):
    """Capital and full-width letters are the same person, and taken."""
    assert sign_in(at, " WANG.fang ")
    assert sign_in(at, "ｗａｎｇ.ｆａｎｇ")
    with pytest.raises(UsernameTaken):
        desk.create_account(NewAccount("Wang.Fang", "别人"), by=console, at=at)


@pytest.mark.parametrize("username", ["wаng.fang", "ab", "王芳", "a b c", "-abc", "x" * 65, ""])
def test_look_alikes_and_unreadable_usernames_are_refused(console, at, username):
    """A Cyrillic а, a blank or a name too short or long is no username."""
    with pytest.raises(Invalid) as refused:
        desk.create_account(NewAccount(username, "某人"), by=console, at=at)
    assert set(refused.value.fields) == {"username"}


@pytest.mark.parametrize(
    "password", ["shrt-7731", "1234567890", "qwertyuiop", "wangfang2026", "密" * 1001]
)
def test_a_guessable_password_is_refused(console, at, password):
    """Too short, common, personal or absurdly long passwords are refused by field."""
    new = NewAccount("wang.fang", "王芳", LEAD, password=password)
    with pytest.raises(Invalid) as refused:
        desk.create_account(new, by=console, at=at)
    assert set(refused.value.fields) == {"password"}


def test_a_new_password_ends_every_other_session(wang, at):
    """Changing the password keeps the session it was changed in, no other, and no calendar."""
    here, elsewhere = sign_in(at), sign_in(at)
    opened = door.session_of(here, request_id="", at=at)
    subscribe(by=opened.actor, at=at)
    new = "竹影-harbor-5520"
    desk.change_password(PASSWORD, new, keep=opened.key, by=opened.actor, at=at)
    assert door.session_of(here, request_id="", at=at)
    assert door.session_of(elsewhere, request_id="", at=at) is None
    with pytest.raises(SignInRefused):
        sign_in(at)
    assert sign_in(at, password=new)
    assert subscribed_since(by=opened.actor) is None


def test_the_current_password_is_asked_for(wang, at):
    """Somebody at an open browser cannot change the password without knowing it."""
    opened = door.session_of(sign_in(at), request_id="", at=at)
    with pytest.raises(Invalid) as refused:
        desk.change_password("guess", "竹影-harbor-5520", keep="", by=opened.actor, at=at)
    assert set(refused.value.fields) == {"current"}


def test_a_reset_password_must_be_changed_first(wang, system, at):
    """A reset gives a password to hand over, ends sessions, and marks it as a first one."""
    secret = sign_in(at)
    made = desk.reset_password(wang.id, rule="required", by=system, at=at)
    assert door.session_of(secret, request_id="", at=at) is None
    opened = door.session_of(sign_in(at, password=made), request_id="", at=at)
    assert opened.must_change_password


def test_a_session_ends_when_idle_and_at_last(wang, at):
    """Half an hour without a request ends a session, and so do twelve hours with them."""
    secret = sign_in(at)
    assert door.session_of(secret, request_id="", at=at + timedelta(minutes=29, seconds=59))
    later = at + timedelta(minutes=59, seconds=58)
    assert door.session_of(secret, request_id="", at=later)
    assert door.session_of(secret, request_id="", at=later + door.IDLE) is None
    busy = sign_in(at)
    for minutes in range(20, 720, 20):
        assert door.session_of(busy, request_id="", at=at + timedelta(minutes=minutes))
    assert door.session_of(busy, request_id="", at=at + timedelta(hours=12)) is None


def test_one_session_is_ended_and_only_ones_own(wang, console, at):
    """Signing out elsewhere ends that session alone."""
    here, there = sign_in(at), sign_in(at)
    opened = door.session_of(here, request_id="", at=at)
    elsewhere = door.session_of(there, request_id="", at=at)
    desk.revoke_sessions(elsewhere.key, keep=opened.key, by=opened.actor, at=at)
    assert door.session_of(there, request_id="", at=at) is None
    assert door.session_of(here, request_id="", at=at)


def test_an_unknown_account_is_not_found(security, at):
    """A made-up id, readable or not, is a record that does not exist."""
    for account_id in ("none", "5f0000000000000000000009", '{"$ne": null}'):
        with pytest.raises(NotFound):
            desk.change_grant(account_id, LEAD, by=security, at=at)
