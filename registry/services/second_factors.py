"""Second factors 两步登录: setting one up, its recovery codes, giving it up, and resets.

A reset is for somebody whose phone is gone. It lies with the security administrator, while
passwords lie with the system administrator: neither alone can get into another's account.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from registry.database import transact
from registry.documents.accounts import Account
from registry.documents.second_factors import SecondFactor
from registry.documents.sign_in import HalfSignIn, charge, forget
from registry.encryption import Vault
from registry.errors import Invalid, NotFound, Refusal
from registry.messages import say
from registry.permissions import Actor, require
from registry.policy.typed_text import seen
from registry.services import tokens
from registry.services.accounts import end_handover_of, existing_account
from registry.services.calendar_feeds import end_feed
from registry.services.ledger import Act, record
from registry.services.proofs import (
    FIRST_WAIT,
    FREE,
    LONGEST_WAIT,
    Present,
    check_present,
    counter_key,
    minutes_left,
)
from registry.services.second_factor_codes import (
    CodeJudge,
    SecondFactorUnreadable,
    make_recovery_codes,
    make_secret,
    purpose_of,
    secret_in,
    step_of,
    uri_of,
)
from registry.services.second_factor_rules import must_enrol, obliged_roles

_ISSUER = "国家储备中试平台"
_PENDING = timedelta(minutes=30)
_LONGEST_REASON = 200


class SecondFactorObliged(Refusal):
    """The role must have a second factor; it can be replaced, not given up."""

    code = "second_factor_obliged"
    status = 409


class OwnSecondFactor(Refusal):
    """An administrator does not reset the factor of the account they act with."""

    code = "second_factor_reset_by_self"
    status = 409


@dataclass(frozen=True, slots=True)
class FactorState:
    """Where one's own second factor stands. ``left`` counts unused recovery codes."""

    username: str
    enrolled_at: datetime | None
    left: int
    obliged: bool


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A secret to be read into an authenticator: by QR code, or typed in groups of four."""

    secret: str
    uri: str

    def groups(self) -> list[str]:
        """Return the secret in groups of four, to type it."""
        return [self.secret[at : at + 4] for at in range(0, len(self.secret), 4)]


@dataclass(frozen=True, slots=True)
class FactorFilter:
    """Which accounts a list shows: with or without a factor, of some roles, after a username."""

    enrolled: bool | None = None
    roles: Collection[str] = ()
    after: str = ""


def obliged_without(rule: str) -> int:
    """Return how many accounts in use must have a second factor and have none yet.

    ``rule`` is RESERVE_SECOND_FACTOR. One query, however many accounts there are.
    """
    obliged = [role.value for role in obliged_roles(rule)]
    without = Account.objects(second_factor_at=None, role__in=obliged, active=True)
    return int(without.count())  # index second_factor_at_1_role_1_username_1


def own_factor(*, rule: str, by: Actor) -> FactorState:
    """Return where one's own second factor stands."""
    require(by, "second_factors:manage")
    factor = SecondFactor.objects(id=by.account).first()
    account = existing_account(by.account)
    return FactorState(
        username=account.username,
        enrolled_at=account.second_factor_at,
        left=len(factor.recovery) if factor else 0,
        obliged=must_enrol(by.role, has_factor=False, rule=rule),
    )


def begin(present: Present | None, *, vault: Vault, by: Actor, at: datetime) -> None:
    """Make a secret for one's authenticator, which counts once a code confirms it.

    Raises Invalid at the field ``proof`` without evidence that the person is there.
    """
    require(by, "second_factors:manage")
    check_present(present, by=by)
    sealed = vault.seal(make_secret(), of=purpose_of(by.account))
    SecondFactor.objects(id=by.account).update_one(
        set__pending=sealed, set__pending_at=at, upsert=True
    )


def pending(*, vault: Vault, by: Actor, at: datetime) -> Enrolment | None:
    """Return the secret that waits for its first code, or None; it is kept for 30 minutes."""
    require(by, "second_factors:manage")
    factor = SecondFactor.objects(id=by.account).first()
    if factor is None or not _is_pending(factor, at):
        return None
    try:
        secret = secret_in(factor.pending, by.account, vault)
    except SecondFactorUnreadable:
        return None
    username = existing_account(by.account).username
    return Enrolment(secret, uri_of(secret, username=username, issuer=_ISSUER))


def cancel(*, by: Actor) -> None:
    """Forget a secret that was never confirmed; a factor in force stays as it is."""
    require(by, "second_factors:manage")
    SecondFactor.objects(id=by.account).update_one(set__pending="", unset__pending_at=True)


def confirm(typed: str, *, keep: str, judge: CodeJudge, by: Actor, at: datetime) -> list[str]:
    """Put the pending secret in force by a first code; return new recovery codes, shown once.

    Every session but ``keep`` ends. Raises Invalid at the field ``code``.
    """
    require(by, "second_factors:manage")
    factor = SecondFactor.objects(id=by.account).first()
    if factor is None or not _is_pending(factor, at):
        raise Invalid(fields={"code": say("second_factor_not_pending")})
    key = counter_key(existing_account(by.account).username)
    if not charge(key, free=FREE, first=FIRST_WAIT, longest=LONGEST_WAIT, at=at):
        raise Invalid(fields={"code": say("proof_locked", minutes=minutes_left(key, at))})
    sealed = factor.pending
    secret = secret_in(sealed, by.account, judge.vault)
    step = step_of(secret, typed, instant=judge.instant)
    if step is None:
        raise Invalid(fields={"code": say("second_factor_code_wrong")})
    forget(key)
    shown, kept = make_recovery_codes()

    def work() -> None:
        mine = SecondFactor.objects(id=by.account, pending=sealed).first()
        if mine is None:
            raise Invalid(fields={"code": say("second_factor_not_pending")})
        mine.secret, mine.last_step, mine.recovery = sealed, step, kept
        mine.pending, mine.pending_at, mine.enrolled_at = "", None, at
        mine.save()
        account = existing_account(by.account)
        before = {"second_factor_at": account.second_factor_at}
        account.second_factor_at = at
        account.sessions = [one for one in account.sessions if one.key == keep]
        account.save()
        after = {"second_factor_at": at}
        _record("second_factor.enrol", by.account, by, at, before=before, after=after)

    transact(work)
    return shown


def renew_recovery_codes(present: Present | None, *, by: Actor, at: datetime) -> list[str]:
    """Return new recovery codes, shown once; those before them open nothing any more.

    Raises Invalid without evidence that the person is there, NotFound without a factor.
    """
    require(by, "second_factors:manage")
    check_present(present, by=by)
    shown, kept = make_recovery_codes()

    def work() -> None:
        factor = SecondFactor.objects(id=by.account, secret__ne="").first()
        if factor is None:
            raise NotFound
        factor.recovery = kept
        factor.save()
        _record("second_factor.renew", by.account, by, at)

    transact(work)
    return shown


def give_up(present: Present | None, *, keep: str, rule: str, by: Actor, at: datetime) -> None:
    """Do without a second factor again; every session but ``keep`` ends.

    Raises SecondFactorObliged for a role that must have one, Invalid without evidence that
    the person is there.
    """
    require(by, "second_factors:manage")
    if by.role in obliged_roles(rule):
        raise SecondFactorObliged
    check_present(present, by=by)

    def work() -> None:
        account = existing_account(by.account)
        _drop(account, "second_factor.give_up", by, at)
        account.sessions = [one for one in account.sessions if one.key == keep]
        account.save()

    transact(work)


def reset(account_id: str, reason: str, *, by: Actor, at: datetime) -> None:
    """Take the second factor off an account whose phone is gone; all it had open ends.

    ``reason`` says how it was made sure who asks. Raises OwnSecondFactor, Invalid, NotFound.
    """
    require(by, "second_factors:reset")
    # As the record writes it: an id reads the same in capital letters.
    account_id = str(existing_account(account_id).id)
    if account_id == by.account:
        raise OwnSecondFactor
    said = seen(reason)
    if not 1 <= len(said) <= _LONGEST_REASON:
        raise Invalid(fields={"reason": say("second_factor_reason_missing")})

    def work() -> None:
        account = existing_account(account_id)
        _drop(account, "second_factor.reset", by, at, reason=said)
        account.sessions = []
        tokens.revoke_all(account_id, at=at)
        end_feed(account_id)
        end_handover_of(account, at=at)
        HalfSignIn.objects(account=account_id).delete()  # index account_1
        account.save()

    transact(work)


def accounts_by_factor(wanted: FactorFilter, limit: int, *, by: Actor) -> list[Account]:
    """Return active accounts with a role, by username: with a second factor, without, or all."""
    require(by, "second_factors:read")
    found = Account.objects(active=True, role__in=list(wanted.roles))
    index = "role_1_username_1"  # one short range per role, merged in order
    if wanted.enrolled:
        found = found.filter(second_factor_at__ne=None)
    elif wanted.enrolled is False:
        found, index = found.filter(second_factor_at=None), f"second_factor_at_1_{index}"
    if wanted.after:
        found = found.filter(username__gt=wanted.after)
    found = found.hint(index)
    return list(found.exclude("sessions", "password_hash").order_by("username").limit(limit))


def seal_anew(*, vault: Vault, by: Actor, at: datetime) -> int:
    """Seal every secret with the newest key, so that an older one can go; return how many.

    Raises SecondFactorUnreadable where one was sealed with a key that is not given.
    """
    require(by, "second_factors:reset")
    done = 0
    for factor in SecondFactor.objects(secret__ne="").only("id", "secret"):
        if vault.is_current(factor.secret):
            continue
        secret = secret_in(factor.secret, factor.id, vault)
        again = vault.seal(secret, of=purpose_of(factor.id))
        done += SecondFactor.objects(id=factor.id, secret=factor.secret).update_one(
            set__secret=again
        )
    after = {"count": done}
    transact(lambda: record(Act("second_factor.seal", "service", after=after), by=by, at=at))
    return done


def _drop(account: Account, verb: str, by: Actor, at: datetime, *, reason: str = "") -> None:
    if account.second_factor_at is None:
        raise NotFound
    SecondFactor.objects(id=str(account.id)).delete()
    before = {"second_factor_at": account.second_factor_at}
    account.second_factor_at = None
    act = Act(
        verb, f"account:{account.id}", before=before, after={"second_factor_at": None},
        reason=reason,
    )  # fmt: skip
    record(act, by=by, at=at)


def _record(
    verb: str,
    account: str,
    by: Actor,
    at: datetime,
    *,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    record(Act(verb, f"account:{account}", before=before, after=after), by=by, at=at)


def _is_pending(factor: SecondFactor, at: datetime) -> bool:
    return bool(factor.pending) and abs(at - factor.pending_at) < _PENDING
