"""Signing in with two steps on the desk: no code twice, waiting, races, rotation of keys."""

import threading
from datetime import timedelta

import pytest
from mongoengine.connection import get_db

from registry.documents.accounts import Account
from registry.documents.second_factors import SecondFactor
from registry.encryption import SealBrokenError, Vault, made_key
from registry.services import passwords, second_factors
from registry.services import sign_in as door
from registry.services.proofs import Present
from registry.services.second_factor_codes import SecondFactorUnreadable, normal_code, purpose_of
from registry.services.sign_in import CodeRefused, HalfSignInOver, SignInLocked
from tests.services.phones import KEY, ORIGIN, PASSWORD, VAULT, enrol, finish, half, results

pytestmark = pytest.mark.usefixtures("database", "quick_passwords")


def test_without_a_factor_the_password_is_enough(zhou, at):
    """Until a second factor is set up signing in takes one step."""
    entered = door.sign_in("zhou.min", PASSWORD, origin=ORIGIN, at=at)
    opened = door.session_of(entered.secret, request_id="", at=at)
    assert not entered.half
    assert not opened.has_second_factor


def test_signing_in_takes_two_steps(zhou, at):
    """The password leads to a question that opens nothing; the code opens a new session."""
    phone, _ = enrol(zhou, at)
    waiting = half(at)
    assert door.session_of(waiting, request_id="", at=at) is None
    entered = finish(waiting, phone.shows(at), at)
    opened = door.session_of(entered.secret, request_id="", at=at)
    assert opened.actor.account == zhou.account
    assert opened.has_second_factor
    assert entered.secret != waiting
    assert results() == ["waits_for_code", "signed_in"]


def test_the_first_step_ends_after_five_minutes(zhou, at):
    """What waits for a code longer than five minutes wants the password anew."""
    phone, _ = enrol(zhou, at)
    waiting, last = half(at), at + timedelta(minutes=5)
    assert door.is_half_open(waiting, last - timedelta(milliseconds=1))
    assert not door.is_half_open(waiting, last)
    with pytest.raises(HalfSignInOver):
        finish(waiting, phone.shows(last), last)


def test_a_first_step_is_good_for_one_session(zhou, at):
    """A half sign-in that was finished is gone: its secret and a fresh code open nothing."""
    phone, _ = enrol(zhou, at)
    waiting = half(at)
    assert finish(waiting, phone.shows(at), at)
    later = at + timedelta(seconds=60)
    with pytest.raises(HalfSignInOver):
        finish(waiting, phone.shows(later), later)


@pytest.mark.parametrize(
    ("steps", "taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
def test_one_step_before_or_after_is_taken(zhou, at, steps, taken):
    """A phone's clock may be 30 seconds off; a code of a minute ago or ahead is refused."""
    phone, _ = enrol(zhou, at - timedelta(hours=1))
    waiting, code = half(at), phone.shows(at + timedelta(seconds=30 * steps))
    if taken:
        assert finish(waiting, code, at)
    else:
        with pytest.raises(CodeRefused):
            finish(waiting, code, at)


def test_a_code_is_taken_once(zhou, at):
    """A code read over somebody's shoulder is used up, within its 30 seconds and after."""
    phone, _ = enrol(zhou, at)
    code = phone.shows(at)
    assert finish(half(at), code, at)
    for seconds in (0, 5, 31):
        with pytest.raises(CodeRefused):
            finish(half(at + timedelta(seconds=seconds)), code, at + timedelta(seconds=seconds))


def test_after_the_next_steps_code_no_earlier_one_is_taken(zhou, at):
    """Who used the code of the next step cannot be followed with the one of now."""
    phone, _ = enrol(zhou, at)
    assert finish(half(at), phone.shows(at + timedelta(seconds=30)), at)
    with pytest.raises(CodeRefused):
        finish(half(at), phone.shows(at), at)


def test_the_code_that_confirmed_does_not_sign_in(zhou, at):
    """The first code, shown when setting up, is used up by that."""
    phone, _ = enrol(zhou, at)
    minute_ago = at - timedelta(minutes=1)
    with pytest.raises(CodeRefused):
        finish(half(minute_ago), phone.shows(minute_ago), minute_ago)


def test_of_two_with_one_code_at_once_one_gets_in(zhou, at):
    """Two half sign-ins finish with the same code at the same moment: one session opens."""
    phone, _ = enrol(zhou, at)
    waiting, code, outcome = [half(at), half(at)], phone.shows(at), []
    start = threading.Barrier(2)

    def attempt(secret: str) -> None:
        start.wait()
        try:
            finish(secret, code, at)
            outcome.append("in")
        except CodeRefused:
            outcome.append("refused")

    threads = [threading.Thread(target=attempt, args=(one,)) for one in waiting]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(outcome) == ["in", "refused"]
    assert len(Account.objects.get(id=zhou.account).sessions) == 1


def test_a_recovery_code_opens_once_and_says_how_many_are_left(zhou, at):
    """Typed as one likes; a second time it is refused like any wrong code."""
    _, codes = enrol(zhou, at)
    assert len(set(codes)) == 10
    entered = finish(half(at), f" {codes[3].upper()} ", at)
    assert (entered.spent.by_recovery, entered.spent.left) == (True, 9)
    with pytest.raises(CodeRefused):
        finish(half(at), codes[3], at)
    assert finish(half(at), codes[4].replace("-", ""), at).spent.left == 8
    assert "signed_in_by_recovery" in results()


def test_of_two_with_one_recovery_code_at_once_one_gets_in(zhou, at):
    """A recovery code used twice in the same moment opens one session."""
    _, codes = enrol(zhou, at)
    waiting, outcome = [half(at), half(at)], []
    start = threading.Barrier(2)

    def attempt(secret: str) -> None:
        start.wait()
        try:
            outcome.append(finish(secret, codes[0], at).spent.left)
        except CodeRefused:
            outcome.append(-1)

    threads = [threading.Thread(target=attempt, args=(one,)) for one in waiting]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(outcome) == [-1, 9]


def test_no_secret_stands_in_the_record(zhou, at):
    """The secret is sealed and recovery codes are hashed; a copied database opens nothing."""
    second_factors.begin(Present(zhou.account), vault=VAULT, by=zhou, at=at)
    secret = second_factors.pending(vault=VAULT, by=zhou, at=at).secret
    _, codes = enrol(zhou, at)
    names = ("second_factors", "accounts", "ledger", "sign_ins", "half_sign_ins")
    kept = str([list(get_db()[name].find()) for name in names])
    assert secret not in kept
    assert half(at) not in kept
    assert all(one not in kept and normal_code(one) not in kept for one in codes)
    factor = SecondFactor.objects.get(id=zhou.account)
    assert all(one.hash.startswith("$argon2id$") for one in factor.recovery)


@pytest.mark.parametrize(
    "typed",
    ["", "000000", "12345", "1234567", "abcdef", "１２３", "{$ne: null}", "a" * 100_000, "\x00"],
)
def test_whatever_else_is_typed_is_refused_alike(zhou, at, typed):
    """Empty, short, long, letters, operators: one answer."""
    enrol(zhou, at)
    with pytest.raises(CodeRefused):
        finish(half(at), typed, at)


def test_full_width_digits_are_the_same_code(zhou, at):
    """A Chinese keyboard's digits are read as digits."""
    phone, _ = enrol(zhou, at)
    wide = "".join(chr(ord(one) + 0xFEE0) for one in phone.shows(at))
    assert finish(half(at), wide, at)


def test_wrong_codes_make_one_wait_ever_longer(zhou, at):
    """Five wrong codes lock for a minute, one more for two; right codes wait too."""
    phone, _ = enrol(zhou, at)
    waiting = half(at)
    for _ in range(5):
        with pytest.raises(CodeRefused):
            finish(waiting, "000000", at)
    with pytest.raises(SignInLocked):
        finish(waiting, phone.shows(at), at)
    again = at + timedelta(minutes=1)
    with pytest.raises(CodeRefused):
        finish(waiting, "000000", again)
    with pytest.raises(SignInLocked):
        finish(waiting, phone.shows(again), again + timedelta(seconds=119))
    later = again + timedelta(minutes=2)
    assert finish(half(later), phone.shows(later), later)


def test_a_new_password_ends_a_half_sign_in(zhou, console, at):
    """Whoever waits for a code with the old password must begin anew."""
    phone, _ = enrol(zhou, at)
    waiting = half(at)
    Account.objects(id=zhou.account).update_one(
        set__password_hash=passwords.hash_password("竹影-harbor-5520")
    )
    with pytest.raises(HalfSignInOver):
        finish(waiting, phone.shows(at), at)


def test_a_disabled_account_ends_a_half_sign_in(zhou, at):
    """Shut out between the two steps, one does not come in."""
    phone, _ = enrol(zhou, at)
    waiting = half(at)
    Account.objects(id=zhou.account).update_one(set__active=False)
    with pytest.raises(HalfSignInOver):
        finish(waiting, phone.shows(at), at)


def test_a_secret_of_another_account_does_not_open(zhou, console, at):
    """A sealed secret copied into another's record is no use: it was sealed for its owner."""
    enrol(zhou, at)
    sealed = SecondFactor.objects.get(id=zhou.account).secret
    with pytest.raises(SecondFactorUnreadable):
        second_factors.secret_in(sealed, "5f0000000000000000000009", VAULT)


def test_an_older_key_still_opens_and_gives_way(zhou, console, at):
    """With a newer key in front codes go on, secrets are sealed anew, and the old key can go."""
    phone, _ = enrol(zhou, at)
    newer = made_key()
    both, alone = Vault([newer, KEY]), Vault([newer])
    assert finish(half(at), phone.shows(at), at, both)
    later = at + timedelta(minutes=1)
    assert finish(half(later), phone.shows(later), later, alone)


def test_sealing_anew_is_done_for_all(zhou, console, at):
    """The operator's command seals what nobody signed in with, and says how many."""
    enrol(zhou, at)
    newer = made_key()
    vault = Vault([newer, KEY])
    assert second_factors.seal_anew(vault=vault, by=console, at=at) == 1
    assert second_factors.seal_anew(vault=vault, by=console, at=at) == 0
    sealed = SecondFactor.objects.get(id=zhou.account).secret
    assert Vault([newer]).unseal(sealed, of=purpose_of(zhou.account))


def test_a_lost_key_leaves_the_recovery_codes(zhou, at):
    """Without the key codes are refused with a reason of their own; recovery codes still open."""
    phone, codes = enrol(zhou, at)
    lost = Vault([made_key()])
    with pytest.raises(SecondFactorUnreadable):
        finish(half(at), phone.shows(at), at, lost)
    assert finish(half(at), codes[0], at, lost)


def test_what_is_sealed_shows_nothing_and_bears_no_change():
    """A sealed text differs each time, and opens neither altered nor for another purpose."""
    sealed = VAULT.seal("JBSWY3DP", of="a")
    assert "JBSWY3DP" not in sealed
    assert sealed != VAULT.seal("JBSWY3DP", of="a")
    assert VAULT.unseal(sealed, of="a") == "JBSWY3DP"
    for other in (sealed[:-4] + "AAA=", "", "x"):
        with pytest.raises(SealBrokenError):
            VAULT.unseal(other, of="a")
    with pytest.raises(SealBrokenError):
        VAULT.unseal(sealed, of="b")
