"""Waiting times after wrong passwords: they grow, tell nothing, and are lifted by a person."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from mongoengine.connection import get_db

from registry.documents.ledger import LedgerEntry
from registry.permissions import Actor, Role
from registry.services import accounts as desk
from registry.services import passwords
from registry.services import sign_in as door
from registry.services.accounts import NewAccount
from registry.services.sign_in import Origin, SignInLocked, SignInRefused
from tests.services.signing_in import LEAD, PASSWORD, results, sign_in

pytestmark = pytest.mark.usefixtures("database", "quick_passwords")


@pytest.fixture
def security() -> Actor:
    """A security administrator."""
    return Actor(account="5f0000000000000000000002", name="安全", role=Role.SECURITY_ADMINISTRATOR)


@pytest.fixture
def wang(console, at) -> desk.CreatedAccount:
    """Wang, lead of Zhejiang's department, with a password of her own."""
    new = NewAccount("wang.fang", "王芳", LEAD, password=PASSWORD)
    return desk.create_account(new, by=console, at=at)


def test_the_waiting_grows_and_a_right_password_does_not_cut_it_short(wang, at):
    """The fifth failure locks for a minute, the sixth for two; meanwhile nothing opens."""
    for _ in range(5):
        with pytest.raises(SignInRefused):
            sign_in(at, password="wrong")
    with pytest.raises(SignInLocked) as locked:
        sign_in(at + timedelta(seconds=59))
    assert locked.value.params == {"minutes": 1}
    again = at + timedelta(minutes=1)
    with pytest.raises(SignInRefused):
        sign_in(again, password="wrong")
    with pytest.raises(SignInLocked):
        sign_in(again + timedelta(seconds=119))
    assert sign_in(again + timedelta(minutes=2))
    assert results() == ["wrong_password"] * 5 + [
        "locked_out", "wrong_password", "locked_out", "signed_in",
    ]  # fmt: skip


def test_an_unknown_username_is_answered_like_a_known_one(wang, at):
    """The same refusals, in the same order, whether the account exists or not."""
    for username in ("wang.fang", "nobody.here"):
        origin = Origin(f"192.0.2.{len(username)}")
        for _ in range(5):
            with pytest.raises(SignInRefused):
                sign_in(at, username, "wrong", origin)
        with pytest.raises(SignInLocked):
            sign_in(at, username, "wrong", origin)


@pytest.mark.parametrize(
    ("username", "password"),
    [
        ("wang.fang", "wrong"),
        ("nobody.here", "wrong"),
        ("不是用户名", "wrong"),
        ("wang.fang", "x" * 5000),
    ],
)
def test_every_failure_costs_one_check_of_a_password(wang, at, monkeypatch, username, password):
    """An unknown name or an absurd password takes as long as a wrong one: argon2 runs once."""
    checked = []
    real = passwords._hasher

    class Counting:
        def verify(self, kept: str, given: str) -> bool:
            checked.append(len(given))
            return real.verify(kept, given)

        def hash(self, given: str) -> str:
            return real.hash(given)

    monkeypatch.setattr(passwords, "_hasher", Counting())
    with pytest.raises(SignInRefused):
        sign_in(at, username, password)
    assert len(checked) == 1
    assert checked[0] <= passwords.LONGEST


def test_an_address_that_tries_many_names_must_wait(at):
    """Twenty failures from one address lock it, whatever names it tried."""
    for number in range(20):
        with pytest.raises(SignInRefused):
            sign_in(at, f"name-{number}")
    with pytest.raises(SignInLocked):
        sign_in(at, "name-20")


def test_all_addresses_of_one_line_count_together(at):
    """Who holds a /64 of IPv6 has a new address for each guess, and waits all the same."""
    for number in range(20):
        with pytest.raises(SignInRefused):
            sign_in(at, f"name-{number}", origin=Origin(f"2001:db8:0:7::{number:x}"))
    with pytest.raises(SignInLocked):
        sign_in(at, "name-20", origin=Origin("2001:db8:0:7:a:b:c:d"))
    with pytest.raises(SignInRefused):
        sign_in(at, "name-20", origin=Origin("2001:db8:0:8::1"))


def test_guesses_all_at_once_are_counted_each(wang, at):
    """Ten threads guessing together get five tries, as they would one after another."""

    def guess(_: int) -> str:
        try:
            sign_in(at, password="wrong")
        except (SignInRefused, SignInLocked) as refused:
            return refused.code
        return "in"

    with ThreadPoolExecutor(10) as pool:
        answers = sorted(pool.map(guess, range(10)))
    assert answers == ["sign_in_locked"] * 5 + ["sign_in_refused"] * 5


def test_the_security_administrator_lifts_a_lock_out(wang, security, at):
    """A lifted lock-out lets the right password in at once, and stands in the ledger."""
    for _ in range(5):
        with pytest.raises(SignInRefused):
            sign_in(at, password="wrong")
    (locked,) = door.lockouts(by=security, at=at)
    assert locked.key == "account:wang.fang"
    assert door.lift_lockout(locked.key, by=security, at=at)
    assert not door.lift_lockout(locked.key, by=security, at=at)
    assert sign_in(at)
    assert LedgerEntry.objects(verb="lockout.lift").count() == 1


def test_a_lock_out_of_nobody_names_nothing(security, at):
    """A password typed as a username is counted, listed and lifted by no name, in one chain."""
    for typed in ("hunter2-secret", "另一个 密码"):
        for _ in range(5):
            with pytest.raises(SignInRefused):
                sign_in(at, typed)
    with pytest.raises(SignInLocked):
        sign_in(at, "HUNTER2-Secret")
    locked = [one.key for one in door.lockouts(by=security, at=at)]
    assert len(locked) == 2
    assert all(key.startswith("account:#") for key in locked)
    assert all(door.lift_lockout(key, by=security, at=at) for key in locked)
    lifted = LedgerEntry.objects(verb="lockout.lift")
    assert [one.subject for one in lifted] == ["lockout:account:#"] * 2


def test_what_was_typed_for_no_account_is_not_kept(at):
    """A password typed into the username's field stands nowhere in the record."""
    with pytest.raises(SignInRefused):
        sign_in(at, "My Secret Passw0rd!")
    database = get_db()
    kept = [*database.sign_ins.find(), *database.sign_in_counters.find()]
    assert "passw0rd" not in str(kept).casefold()


def test_a_clock_set_back_locks_nobody_out(wang, at):
    """A training clock begins anew at each start: what was tried before is no waiting time."""
    assert sign_in(at + timedelta(hours=2))
    with pytest.raises(door.SignInRefused):
        sign_in(at + timedelta(hours=2), password="wrong")
    assert sign_in(at)
