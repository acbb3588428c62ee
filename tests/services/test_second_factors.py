"""Second factors on the desk: two steps, no code twice, resets, rotation of keys."""

import threading
from datetime import datetime, timedelta

import pytest
from mongoengine.connection import get_db
from passlib.totp import TOTP

from registry.documents.accounts import Account
from registry.documents.second_factors import SecondFactor
from registry.encryption import SealBrokenError, Vault, made_key
from registry.errors import Invalid, NotAllowed, NotFound
from registry.permissions import Actor, Role
from registry.services import accounts, passwords, proofs, second_factors, tokens
from registry.services import sign_in as door
from registry.services.accounts import NewAccount
from registry.services.grants import Grant
from registry.services.ledger import broken_at
from registry.services.proofs import Present
from registry.services.second_factor_codes import (
    CodeJudge,
    SecondFactorUnreadable,
    normal_code,
    purpose_of,
)
from registry.services.sign_in import CodeRefused, HalfSignInOver, Origin, SignInLocked

PASSWORD = "四叶草-lantern-7731"
ORIGIN = Origin("192.0.2.7", "测试浏览器", "r-1")
KEY = made_key()
VAULT = Vault([KEY])

pytestmark = pytest.mark.usefixtures("database", "quick_passwords")


@pytest.fixture
def security() -> Actor:
    """A security administrator."""
    return Actor(account="5f0000000000000000000002", name="安全", role=Role.SECURITY_ADMINISTRATOR)


@pytest.fixture
def zhou(console, at) -> Actor:
    """Zhou of the ministry's staff, with a password of her own and no second factor."""
    grant = Grant(Role.MINISTRY_STAFF)
    new = NewAccount("zhou.min", "周敏", grant, password=PASSWORD)
    made = accounts.create_account(new, by=console, at=at)
    return door.actor_of(Account.objects.get(id=made.id), door="page", request_id="")


class Phone:
    """An authenticator that holds an account's secret."""

    def __init__(self, secret: str) -> None:
        self._totp = TOTP(key=secret)

    def shows(self, instant: datetime) -> str:
        """The six digits it shows at an instant."""
        return str(self._totp.generate(time=instant).token)


def judge(instant: datetime, vault: Vault = VAULT) -> CodeJudge:
    """What a code is judged by at an instant."""
    return CodeJudge(vault, instant)


def enrol(by: Actor, at: datetime, keep: str = "") -> tuple[Phone, list[str]]:
    """Set up a second factor a minute before ``at``: the phone, and the recovery codes."""
    before = at - timedelta(minutes=1)
    second_factors.begin(Present(by.account), vault=VAULT, by=by, at=before)
    waiting = second_factors.pending(vault=VAULT, by=by, at=before)
    phone = Phone(waiting.secret)
    codes = second_factors.confirm(
        phone.shows(before), keep=keep, judge=judge(before), by=by, at=before
    )
    return phone, codes


def half(at: datetime) -> str:
    """Take the first step with the right password; return the secret that waits."""
    entered = door.sign_in("zhou.min", PASSWORD, origin=ORIGIN, at=at)
    assert entered.half
    return entered.secret


def finish(secret: str, code: str, at: datetime, vault: Vault = VAULT) -> door.Entered:
    """Take the second step."""
    return door.finish(secret, code, origin=ORIGIN, judge=judge(at, vault), at=at)


def results() -> list[str]:
    """What the sign-in log holds, oldest first."""
    return [entry["result"] for entry in get_db().sign_ins.find().sort("_id", 1)]


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


def test_setting_up_ends_other_sessions_and_is_in_the_ledger(zhou, at):
    """Only the session it was done in goes on; the act is chained to the account."""
    kept = door.sign_in("zhou.min", PASSWORD, origin=ORIGIN, at=at).secret
    other = door.sign_in("zhou.min", PASSWORD, origin=ORIGIN, at=at).secret
    enrol(zhou, at, keep=door.digest_of_secret(kept))
    assert door.session_of(kept, request_id="", at=at)
    assert door.session_of(other, request_id="", at=at) is None
    verbs = [one["verb"] for one in get_db().ledger.find({"subject": f"account:{zhou.account}"})]
    assert verbs == ["account.create", "second_factor.enrol"]
    assert broken_at(f"account:{zhou.account}") is None


def test_setting_up_wants_a_right_code_in_time(zhou, at):
    """A wrong code, a code after half an hour and a second use of the page confirm nothing."""
    second_factors.begin(Present(zhou.account), vault=VAULT, by=zhou, at=at)
    phone = Phone(second_factors.pending(vault=VAULT, by=zhou, at=at).secret)
    late = at + timedelta(minutes=30)
    for code, moment in (("000000", at), (phone.shows(late), late)):
        with pytest.raises(Invalid):
            second_factors.confirm(code, keep="", judge=judge(moment), by=zhou, at=moment)
    assert Account.objects.get(id=zhou.account).second_factor_at is None
    second_factors.confirm(phone.shows(at), keep="", judge=judge(at), by=zhou, at=at)
    with pytest.raises(Invalid):
        second_factors.confirm(phone.shows(at), keep="", judge=judge(at), by=zhou, at=at)


def test_a_new_phone_replaces_the_old_one(zhou, at):
    """Until it is confirmed the old phone holds; then neither it nor the old codes open."""
    old, old_codes = enrol(zhou, at)
    second_factors.begin(Present(zhou.account), vault=VAULT, by=zhou, at=at)
    assert finish(half(at), old.shows(at), at)
    later = at + timedelta(minutes=5)
    new, _ = enrol(zhou, later)
    for code in (old.shows(later), old_codes[0]):
        with pytest.raises(CodeRefused):
            finish(half(later), code, later)
    assert finish(half(later), new.shows(later), later)


def test_new_recovery_codes_end_the_old(zhou, at):
    """After renewing only the new set opens."""
    _, old = enrol(zhou, at)
    new = second_factors.renew_recovery_codes(Present(zhou.account), by=zhou, at=at)
    with pytest.raises(CodeRefused):
        finish(half(at), old[0], at)
    assert finish(half(at), new[0], at)


def test_who_must_have_one_cannot_give_it_up(zhou, at):
    """The ministry's staff may replace a factor and not drop it; under ``off`` anybody may."""
    enrol(zhou, at)
    present, where = Present(zhou.account), {"keep": "", "by": zhou, "at": at}
    with pytest.raises(second_factors.SecondFactorObliged):
        second_factors.give_up(present, rule="required", **where)
    second_factors.give_up(present, rule="off", **where)
    assert not door.sign_in("zhou.min", PASSWORD, origin=ORIGIN, at=at).half


def test_sensitive_acts_want_evidence_of_the_person(zhou, at):
    """Without evidence, or with another's, nothing is set up, renewed, given up or issued."""
    wanted = tokens.TokenWanted("同步", ["platforms:read"], 30)
    for present in (None, Present("5f0000000000000000000009")):
        for act in (
            lambda one: second_factors.begin(one, vault=VAULT, by=zhou, at=at),
            lambda one: second_factors.renew_recovery_codes(one, by=zhou, at=at),
            lambda one: second_factors.give_up(one, keep="", rule="off", by=zhou, at=at),
            lambda one: tokens.issue(wanted, one, by=zhou, at=at),
        ):
            with pytest.raises(Invalid) as refused:
                act(present)
            assert "proof" in refused.value.fields


def test_evidence_is_the_password_or_the_code(zhou, at):
    """Before a factor it is the password, after it a code; a code is spent by it."""
    prove = {"by": zhou, "judge": judge(at), "at": at}
    assert proofs.prove(PASSWORD, **prove) == Present(zhou.account)
    phone, _ = enrol(zhou, at)
    with pytest.raises(Invalid):
        proofs.prove(PASSWORD, **prove)
    assert proofs.prove(phone.shows(at), **prove) == Present(zhou.account)
    with pytest.raises(Invalid):
        proofs.prove(phone.shows(at), **prove)


def test_guessing_evidence_makes_one_wait(zhou, at):
    """Five wrong answers in a taken-over session lock, and stand in the sign-in log."""
    prove = {"by": zhou, "judge": judge(at), "at": at}
    for _ in range(5):
        with pytest.raises(Invalid):
            proofs.prove("wrong", **prove)
    with pytest.raises(Invalid) as refused:
        proofs.prove(PASSWORD, **prove)
    assert "1 分钟" in refused.value.fields["proof"]
    assert results() == ["proof_refused"] * 5


def test_guessing_the_current_password_makes_one_wait(zhou, at):
    """Who took a session over cannot try passwords at the form for a new one."""
    change = {"keep": "", "by": zhou, "at": at}
    for _ in range(5):
        with pytest.raises(Invalid):
            accounts.change_password("wrong", "竹影-harbor-5520", **change)
    with pytest.raises(Invalid) as refused:
        accounts.change_password(PASSWORD, "竹影-harbor-5520", **change)
    assert "1 分钟" in refused.value.fields["current"]


def test_only_a_sign_in_of_a_moment_ago_is_evidence(zhou, at):
    """Five minutes after signing in setting up asks for the password again."""
    assert proofs.just_signed_in(at, by=zhou, at=at + timedelta(seconds=299))
    assert proofs.just_signed_in(at, by=zhou, at=at + timedelta(minutes=5)) is None


def test_a_reset_ends_everything_the_account_had_open(zhou, security, at):
    """Factor, sessions, tokens and half sign-ins go; the reason stands in the ledger."""
    phone, _ = enrol(zhou, at)
    wanted = tokens.TokenWanted("同步", ["platforms:read"], 30)
    issued = tokens.issue(wanted, Present(zhou.account), by=zhou, at=at)
    session, waiting = finish(half(at), phone.shows(at), at).secret, half(at)
    second_factors.reset(zhou.account, "当面核对工作证", by=security, at=at)
    assert door.session_of(session, request_id="", at=at) is None
    assert not door.is_half_open(waiting, at)
    assert tokens.identify(issued.secret, request_id="", at=at, rule="off") is None
    assert not door.sign_in("zhou.min", PASSWORD, origin=ORIGIN, at=at).half
    entry = get_db().ledger.find_one({"verb": "second_factor.reset"})
    assert entry["after"]["reason"] == "当面核对工作证"
    assert SecondFactor.objects(id=zhou.account).first() is None


def test_a_reset_is_for_the_security_administrator_and_not_for_oneself(zhou, security, at):
    """Others may not, nobody does it for themselves, and a reason must be given."""
    enrol(zhou, at)
    system = Actor("5f0000000000000000000001", "系统", Role.SYSTEM_ADMINISTRATOR)
    with pytest.raises(NotAllowed):
        second_factors.reset(zhou.account, "当面核对", by=system, at=at)
    with pytest.raises(second_factors.OwnSecondFactor):
        second_factors.reset(security.account, "当面核对", by=security, at=at)
    with pytest.raises(Invalid):
        second_factors.reset(zhou.account, " \u200b ", by=security, at=at)
    with pytest.raises(NotFound):
        second_factors.reset("no id", "当面核对", by=security, at=at)
    assert Account.objects.get(id=zhou.account).second_factor_at


def test_resetting_what_is_not_there_is_not_found(zhou, security, at):
    """An account without a second factor has nothing to reset."""
    with pytest.raises(NotFound):
        second_factors.reset(zhou.account, "当面核对", by=security, at=at)


@pytest.mark.parametrize(
    ("role", "rule", "obliged"),
    [
        (Role.MINISTRY_LEAD, "required", True),
        (Role.AUDIT_ADMINISTRATOR, "required", True),
        (Role.HOST_OPERATOR, "required", False),
        (Role.PROVINCIAL_LEAD, "required", False),
        (Role.HOST_OPERATOR, "everyone", True),
        (Role.SYSTEM_ADMINISTRATOR, "off", False),
    ],
)
def test_the_rule_says_whose_tokens_wait_for_a_factor(person_of, at, role, rule, obliged):
    """A token of somebody who must first set up a second factor is refused, saying so."""
    secret = f"rsv_{role.value}"
    tokens.ApiToken(
        digest=door.digest_of_secret(secret),
        prefix=secret[:12],
        account=str(person_of(role).id),
        label="测试",
        recorded_at=at,
        expires_at=at + timedelta(days=1),
    ).save()
    if obliged:
        with pytest.raises(tokens.SecondFactorWanted):
            tokens.identify(secret, request_id="", at=at, rule=rule)
    else:
        assert tokens.identify(secret, request_id="", at=at, rule=rule)


def test_the_list_shows_who_has_none(person_of, zhou, security, at):
    """By state and role, in the order of usernames, page after page; by its index."""
    enrol(zhou, at)
    for number in range(5):
        person_of(Role.MINISTRY_LEAD, username=f"lead-{number}")
    person_of(Role.HOST_OPERATOR, username="host-a", host="h")
    person_of(Role.MINISTRY_LEAD, username="gone", active=False)
    names = [role.value for role in Role]
    wanted = second_factors.FactorFilter

    def listed(asked: second_factors.FactorFilter, limit: int = 50) -> list[str]:
        found = second_factors.accounts_by_factor(asked, limit, by=security)
        return [one.username for one in found]

    assert listed(wanted(enrolled=True, roles=names)) == ["zhou.min"]
    missing = wanted(enrolled=False, roles=["ministry_lead", "ministry_staff"])
    assert listed(missing, 3) == ["lead-0", "lead-1", "lead-2"]
    rest = wanted(enrolled=False, roles=["ministry_lead"], after="lead-2")
    assert listed(rest) == ["lead-3", "lead-4"]
    assert len(listed(wanted(roles=names))) == 7


def test_somebody_elses_token_ends_with_a_reason(zhou, security, at):
    """The security administrator sees all tokens in force, and ends one, saying why."""
    wanted = tokens.TokenWanted("同步", ["platforms:read"], 30)
    made = [tokens.issue(wanted, Present(zhou.account), by=zhou, at=at) for _ in range(3)]
    first, owners = tokens.tokens_in_force("", 2, by=security, at=at)
    rest, _ = tokens.tokens_in_force(str(first[-1].id), 2, by=security, at=at)
    assert [str(one.id) for one in (*first, *rest)] == [one.id for one in reversed(made)]
    assert owners[zhou.account].name == "周敏"
    with pytest.raises(Invalid):
        tokens.withdraw(made[0].id, "", by=security, at=at)
    with pytest.raises(NotAllowed):
        tokens.withdraw(made[0].id, "泄露", by=zhou, at=at)
    with pytest.raises(NotFound):
        tokens.withdraw("x", "泄露", by=security, at=at)
    tokens.withdraw(made[0].id, "泄露", by=security, at=at)
    assert tokens.identify(made[0].secret, request_id="", at=at, rule="off") is None
    entry = get_db().ledger.find_one({"verb": "token.withdraw"})
    assert entry["after"] == {"reason": "泄露"}
    assert len(tokens.tokens_in_force("", 9, by=security, at=at)[0]) == 2


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
