"""Proofs of presence: before a sensitive act the person shows again that it is them.

Somebody who found an open session, or took one over, gets no further than its pages.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from registry.documents.accounts import Account
from registry.documents.sign_in import SignInCounter, SignInRecord, charge, forget
from registry.errors import Invalid, NotFound
from registry.messages import say
from registry.permissions import Actor, require
from registry.services import passwords
from registry.services.second_factor_codes import CodeJudge, spend

FREE = 5
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(minutes=30)
_JUST = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Present:
    """Evidence that the person of an account was there a moment ago; acts ask for it."""

    account: str


def prove(typed: str, *, by: Actor, judge: CodeJudge, at: datetime) -> Present:
    """Let somebody show that it is them: by code where they have a second factor, else password.

    Raises Invalid at the field ``proof``; after five failures in a row one waits, ever longer.
    """
    require(by, "me:read")
    account = Account.objects(id=by.account).exclude("sessions").first()
    if account is None:
        raise NotFound
    if account.second_factor_at is None:
        check_password(account, typed, field="proof", by=by, at=at)
        return Present(by.account)
    key = _charge(account, "proof", at)
    if spend(by.account, typed, judge=judge) is None:
        _note(by, at)
        raise Invalid(fields={"proof": say("proof_wrong")})
    forget(key)
    return Present(by.account)


def check_password(account: Account, typed: str, *, field: str, by: Actor, at: datetime) -> None:
    """Let pass who knows the password of the account they are signed in to.

    Raises Invalid at ``field``; after five failures in a row one waits, ever longer.
    """
    key = _charge(account, field, at)
    if not passwords.is_right(account.password_hash, typed):
        _note(by, at)
        raise Invalid(fields={field: say("password_wrong")})
    forget(key)


def just_signed_in(began_at: datetime, *, by: Actor, at: datetime) -> Present | None:
    """Take a sign-in of the last five minutes for a proof; None where it is longer ago.

    Good only for setting up a first second factor, which follows the password at once.
    """
    return Present(by.account) if at - began_at < _JUST else None


def _charge(account: Account, field: str, at: datetime) -> str:
    key = counter_key(account.username)
    if not charge(key, free=FREE, first=FIRST_WAIT, longest=LONGEST_WAIT, at=at):
        sentence = say("proof_locked", minutes=minutes_left(key, at))
        raise Invalid(fields={field: sentence})
    return key


def _note(by: Actor, at: datetime) -> None:
    SignInRecord(
        account=by.account,
        account_name=by.name,
        role=by.role.value,
        result="proof_refused",
        request_id=by.request_id,
        recorded_at=at,
    ).save(force_insert=True)


def check_present(present: Present | None, *, by: Actor) -> None:
    """Let pass who showed that it is them. Raises Invalid at the field ``proof``."""
    if present is None or present.account != by.account:
        raise Invalid(fields={"proof": say("proof_missing")})


def counter_key(username: str) -> str:
    """Return the counter of a username's wrong codes and proofs."""
    return f"code:{username}"


def minutes_left(key: str, at: datetime) -> int:
    """Return how many minutes a locked counter must still wait, one at least."""
    counter = SignInCounter.objects(key=key).first()
    left = counter.locked_until - at if counter else FIRST_WAIT
    return max(1, -(-left // timedelta(minutes=1)))
