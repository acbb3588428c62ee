"""Second factors on the desk: setting up, sensitive acts, resets, who has none."""

from dataclasses import replace
from datetime import timedelta

import pytest
from mongoengine.connection import get_db

from registry.documents.accounts import Account
from registry.documents.second_factors import SecondFactor
from registry.errors import Invalid, NotAllowed, NotFound
from registry.permissions import Actor, Role
from registry.services import accounts, proofs, second_factors, tokens
from registry.services import sign_in as door
from registry.services.ledger import broken_at
from registry.services.proofs import Present
from registry.services.sign_in import CodeRefused
from tests.services.phones import (
    ORIGIN,
    PASSWORD,
    VAULT,
    Phone,
    enrol,
    finish,
    half,
    judge,
    results,
)

pytestmark = pytest.mark.usefixtures("database", "quick_passwords")


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
    assert entry["reason"] == "当面核对工作证"
    assert SecondFactor.objects(id=zhou.account).first() is None


def test_a_reset_is_for_the_security_administrator_and_not_for_oneself(
    person_of, zhou, security, at
):
    """Others may not, nobody does it for themselves, and a reason must be given."""
    enrol(zhou, at)
    person_of(Role.SECURITY_ADMINISTRATOR, id=security.account)
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


def test_an_id_in_capital_letters_is_the_same_account(person_of, zhou, security, at):
    """Nobody resets their own that way, and what another had open ends as ever."""
    phone, _ = enrol(zhou, at)
    wanted = tokens.TokenWanted("同步", ["platforms:read"], 30)
    issued = tokens.issue(wanted, Present(zhou.account), by=zhou, at=at)
    waiting = half(at)
    mine = replace(security, account=zhou.account)
    assert zhou.account.upper() != zhou.account
    with pytest.raises(second_factors.OwnSecondFactor):
        second_factors.reset(zhou.account.upper(), "当面核对", by=mine, at=at)
    second_factors.reset(zhou.account.upper(), "当面核对", by=security, at=at)
    assert tokens.identify(issued.secret, request_id="", at=at, rule="off") is None
    assert not door.is_half_open(waiting, at)
    with pytest.raises(door.HalfSignInOver):
        finish(waiting, phone.shows(at), at)


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
    assert entry["reason"] == "泄露"
    assert len(tokens.tokens_in_force("", 9, by=security, at=at)[0]) == 2
