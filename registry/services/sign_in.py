"""Signing in and out: who is let in, how long a session lasts, who must wait.

With a second factor it takes two steps: the right password opens nothing but the question for
a code, and for five minutes only. Answers are the same whether an account exists or not, in
words and in time.
"""

import hashlib
import re
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta

from registry.database import transact
from registry.documents.accounts import Account, AccountSession
from registry.documents.sign_in import (
    HalfSignIn,
    SignInCounter,
    SignInRecord,
    charge,
    forget,
    give_back,
)
from registry.errors import Refusal
from registry.permissions import Actor, Role, require
from registry.policy.addresses import network_of
from registry.services import passwords
from registry.services.ledger import Act, record
from registry.services.proofs import FIRST_WAIT, LONGEST_WAIT, counter_key, minutes_left
from registry.services.second_factor_codes import CodeJudge, Spent, spend

IDLE = timedelta(minutes=30)
LONGEST_SESSION = timedelta(hours=12)
HALF_OPEN = timedelta(minutes=5)
_MOST_SESSIONS = 10
# A page load within the minute writes nothing.
_SEEN_EVERY = timedelta(minutes=1)
# An office shares one address, so an address may fail more often than an account.
_FREE = {"account": 5, "address": 20, "code": 5}
_USERNAME = re.compile(r"[a-z0-9][a-z0-9._@-]{2,63}")


class SignInRefused(Refusal):
    """Username and password do not open an account; the answer does not tell why."""

    code = "sign_in_refused"
    status = 401


class SignInLocked(Refusal):
    """Too many failures in a row: this username or this address must wait."""

    code = "sign_in_locked"
    status = 429


class CodeRefused(Refusal):
    """The code of the second step is wrong or was used; the answer does not tell which."""

    code = "code_refused"
    status = 401


class HalfSignInOver(Refusal):
    """There is no first step that this code belongs to: it took too long, or it ended."""

    code = "half_sign_in_over"
    status = 401


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an attempt comes from."""

    address: str
    agent: str = ""
    request_id: str = ""

    @property
    def network(self) -> str:
        """Return what attempts from here are counted by."""
        return network_of(self.address)


@dataclass(frozen=True, slots=True)
class Entered:
    """What a right password or code led to: a session's secret or, ``half``, a code's question.

    ``spent`` is the code that was used in the second step.
    """

    secret: str
    half: bool = False
    spent: Spent | None = None


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A session in force: who acts in it, and what must come before anything else."""

    actor: Actor
    key: str
    must_change_password: bool
    has_second_factor: bool
    began_at: datetime


def normal_username(typed: str) -> str:
    """Return a username in its looked-up form, empty where it cannot be one.

    Full-width and capital letters are the same person; look-alikes of other scripts are not.
    """
    name = unicodedata.normalize("NFKC", typed[:200]).strip().casefold()
    return name if _USERNAME.fullmatch(name) else ""


def digest_of_secret(secret: str) -> str:
    """Return how a session's or token's secret is kept: nobody reads it back from the record."""
    return hashlib.sha256(secret.encode()).hexdigest()


def sign_in(username: str, password: str, *, origin: Origin, at: datetime) -> Entered:
    """Open a session, or the second step where the account has a second factor.

    Raises SignInLocked where the username or address must wait, SignInRefused otherwise
    where they do not fit or the account is disabled or without a role.
    """
    name = normal_username(username)
    account = Account.objects(username=name).first() if name else None
    keys = _counter_keys(account, name or username, origin)
    _charge(keys, account, origin, at=at)
    right = passwords.is_right(account.password_hash if account else None, password)
    if account is None or not right or not account.active or not account.role:
        note_attempt(_why(account, right=right), account, origin, at=at)
        raise SignInRefused
    forget(keys["account"])
    give_back(keys["address"])
    fresh_hash = (
        passwords.hash_password(password)
        if passwords.needs_rehash(account.password_hash)
        else account.password_hash
    )
    wanted = _Opening(str(account.id), account.password_hash, fresh_hash)
    if account.second_factor_at is None:
        return Entered(transact(lambda: _open(wanted, "signed_in", origin, at)))
    return Entered(_half_open(wanted, account, origin, at), half=True)


def finish(half: str, typed: str, *, origin: Origin, judge: CodeJudge, at: datetime) -> Entered:
    """Open the session that a right password began, with a code or a recovery code.

    Raises HalfSignInOver where the password must be given anew, SignInLocked where the
    account or address must wait, CodeRefused for a wrong or used code.
    """
    waiting, account = _waiting(half, at)
    keys = {"address": f"address:{origin.network}", "code": counter_key(account.username)}
    _charge(keys, account, origin, at=at)
    spent = spend(str(account.id), typed, judge=judge)
    if spent is None:
        note_attempt("wrong_code", account, origin, at=at)
        raise CodeRefused
    forget(keys["code"])
    give_back(keys["address"])
    checked = waiting.password_hash
    wanted = _Opening(str(account.id), checked, checked, half=waiting.id)
    result = "signed_in_by_recovery" if spent.by_recovery else "signed_in"
    return Entered(transact(lambda: _open(wanted, result, origin, at)), spent=spent)


def is_half_open(half: str, at: datetime) -> bool:
    """Tell whether a secret still waits for a code; it opens nothing whichever it is."""
    try:
        _waiting(half, at)
    except HalfSignInOver:
        return False
    return True


def session_of(
    secret: str, *, request_id: str, at: datetime, in_use: bool = True
) -> OpenSession | None:
    """Return the session a secret opens, or None where it ended, was revoked or never was.

    One query, index sessions.key_1; a second notes once a minute that it is ``in_use``. What a
    page asks by itself is no use: else a board left open would never be signed out.
    """
    key = digest_of_secret(secret)
    account = Account.objects(sessions__key=key, active=True).first()
    if account is None or not account.role:
        return None
    session = next(one for one in account.sessions if one.key == key)
    if not is_open(session, at):
        return None
    if in_use and at - session.seen_at >= _SEEN_EVERY:
        Account.objects(id=account.id, sessions__key=key).update_one(set__sessions__S__seen_at=at)
    actor = actor_of(account, door="page", request_id=request_id)
    return OpenSession(
        actor=actor,
        key=key,
        must_change_password=bool(account.must_change_password),
        has_second_factor=account.second_factor_at is not None,
        began_at=session.began_at,
    )


def is_open(session: AccountSession, at: datetime) -> bool:
    """Tell whether a session is within its idle and its absolute limit."""
    return bool(at - session.seen_at < IDLE and at - session.began_at < LONGEST_SESSION)


def actor_of(
    account: Account, *, door: str, request_id: str, scopes: frozenset[str] | None = None
) -> Actor:
    """Return an account as the one who acts."""
    return Actor(
        account=str(account.id),
        name=account.name,
        role=Role(account.role),
        host=account.host,
        authority=account.authority,
        division=account.division,
        door=door,
        scopes=scopes,
        request_id=request_id,
    )


def sign_out(key: str, *, origin: Origin, by: Actor, at: datetime) -> None:
    """End one session of the one who asks."""
    account = Account.objects(id=by.account).first()
    Account.objects(id=by.account).update_one(pull__sessions__key=key)
    note_attempt("signed_out", account, origin, at=at)


def lockouts(*, by: Actor, at: datetime) -> list[SignInCounter]:
    """Return the usernames and addresses that must wait now, the longest wait first."""
    require(by, "lockouts:read")
    # index locked_until_-1
    return list(SignInCounter.objects(locked_until__gt=at).order_by("-locked_until").limit(200))


def lift_lockout(key: str, *, by: Actor, at: datetime) -> bool:
    """Let a username or an address try again at once; return False where nothing was locked."""
    require(by, "lockouts:lift")

    def work() -> bool:
        counter = SignInCounter.objects(key=key).first()
        if counter is None or not forget(key):
            return False
        before = {"failures": counter.failures, "locked_until": counter.locked_until}
        # Not even the digest: the ledger goes out, and a weak password is found by its digest.
        told = key.partition("#")[0] + "#" if ":#" in key else key
        record(Act("lockout.lift", f"lockout:{told}", before=before), by=by, at=at)
        return True

    return transact(work)


@dataclass(frozen=True, slots=True)
class _Opening:
    """Whose session is to be opened, by which password, and the half sign-in it ends."""

    account: str
    checked_hash: str
    fresh_hash: str
    half: str = ""


def _half_open(wanted: _Opening, account: Account, origin: Origin, at: datetime) -> str:
    secret = secrets.token_urlsafe(32)

    def work() -> None:
        # index began_at_1; no timer clears them, since a training clock may stand far from ours
        HalfSignIn.objects(began_at__lte=at - HALF_OPEN).delete()
        mine = Account.objects(id=wanted.account, password_hash=wanted.checked_hash)
        if not mine.update_one(set__password_hash=wanted.fresh_hash):
            raise SignInRefused
        HalfSignIn(
            id=digest_of_secret(secret),
            account=wanted.account,
            password_hash=wanted.fresh_hash,
            began_at=at,
        ).save(force_insert=True)
        note_attempt("waits_for_code", account, origin, at=at)

    transact(work)
    return secret


def _waiting(half: str, at: datetime) -> tuple[HalfSignIn, Account]:
    """Return a half sign-in and its account. Raises HalfSignInOver where it came to nothing.

    The password, the role, the factor or the account may have gone since the first step.
    """
    recent = {"began_at__gt": at - HALF_OPEN, "began_at__lte": at + HALF_OPEN}
    waiting = HalfSignIn.objects(id=digest_of_secret(half), **recent).first()
    account = waiting and Account.objects(
        id=waiting.account, active=True, password_hash=waiting.password_hash
    ).exclude("sessions").first()  # fmt: skip
    if not account or not account.role or account.second_factor_at is None:
        raise HalfSignInOver
    return waiting, account


def _open(wanted: _Opening, result: str, origin: Origin, at: datetime) -> str:
    # The password, the role or the account may have gone while the password was checked.
    account = Account.objects(
        id=wanted.account, active=True, password_hash=wanted.checked_hash
    ).first()
    if account is None or not account.role:
        raise SignInRefused
    if bool(wanted.half) != (account.second_factor_at is not None):
        raise HalfSignInOver
    if wanted.half and not HalfSignIn.objects(id=wanted.half).delete():
        raise HalfSignInOver
    secret = secrets.token_urlsafe(32)
    account.sessions = [one for one in account.sessions if is_open(one, at)][1 - _MOST_SESSIONS :]
    account.sessions.append(
        AccountSession(
            key=digest_of_secret(secret),
            began_at=at,
            seen_at=at,
            address=origin.address,
            agent=origin.agent[:200],
        )
    )
    account.password_hash = wanted.fresh_hash
    account.save()
    note_attempt(result, account, origin, at=at)
    return secret


def _charge(keys: dict[str, str], account: Account | None, origin: Origin, *, at: datetime) -> None:
    """Count an attempt before it is tried. Raises SignInLocked where one must still wait."""
    for kind, key in keys.items():
        if not charge(key, free=_FREE[kind], first=FIRST_WAIT, longest=LONGEST_WAIT, at=at):
            note_attempt("locked_out", account, origin, at=at)
            raise SignInLocked(minutes=minutes_left(key, at))


def _counter_keys(account: Account | None, typed: str, origin: Origin) -> dict[str, str]:
    """Return the counters of an attempt; what is nobody's username counts by its digest.

    People type their password into the wrong field: it stands on no page and in no ledger.
    """
    name = account.username if account else f"#{digest_of_secret(typed)[:16]}"
    return {"address": f"address:{origin.network}", "account": f"account:{name}"}


def _why(account: Account | None, *, right: bool) -> str:
    if account is None:
        return "unknown_account"
    if not right:
        return "wrong_password"
    return "no_role" if account.active else "disabled"


def note_attempt(result: str, account: Account | None, origin: Origin, *, at: datetime) -> None:
    """Keep an attempt for the audit administrator; what was typed is not kept."""
    SignInRecord(
        account=str(account.id) if account else "",
        account_name=account.name if account else "",
        role=account.role if account else "",
        result=result,
        address=origin.address,
        agent=origin.agent[:200],
        request_id=origin.request_id,
        recorded_at=at,
    ).save(force_insert=True)
