"""Signing in and out: who is let in, how long a session lasts, who must wait.

Answers are the same whether an account exists or not, in words and in time.
"""

import hashlib
import re
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta

from registry.database import transact
from registry.documents.accounts import Account, AccountSession
from registry.documents.sign_in import SignInCounter, SignInRecord, charge, forget, give_back
from registry.errors import Refusal
from registry.permissions import Actor, Role, require
from registry.services import passwords
from registry.services.ledger import Act, record

IDLE = timedelta(minutes=30)
LONGEST_SESSION = timedelta(hours=12)
_MOST_SESSIONS = 10
# A page load within the minute writes nothing.
_SEEN_EVERY = timedelta(minutes=1)
_FIRST_WAIT = timedelta(minutes=1)
_LONGEST_WAIT = timedelta(minutes=30)
# An office shares one address, so an address may fail more often than an account.
_FREE = {"account": 5, "address": 20}
_USERNAME = re.compile(r"[a-z0-9][a-z0-9._@-]{2,63}")


class SignInRefused(Refusal):
    """Username and password do not open an account; the answer does not tell why."""

    code = "sign_in_refused"
    status = 401


class SignInLocked(Refusal):
    """Too many failures in a row: this username or this address must wait."""

    code = "sign_in_locked"
    status = 429


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an attempt comes from."""

    address: str
    agent: str = ""
    request_id: str = ""


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A session in force: who acts in it, and whether a new password must come first."""

    actor: Actor
    key: str
    must_change_password: bool


def normal_username(typed: str) -> str:
    """Return a username in its looked-up form, empty where it cannot be one.

    Full-width and capital letters are the same person; look-alikes of other scripts are not.
    """
    name = unicodedata.normalize("NFKC", typed[:200]).strip().casefold()
    return name if _USERNAME.fullmatch(name) else ""


def digest_of_secret(secret: str) -> str:
    """Return how a session's or token's secret is kept: nobody reads it back from the record."""
    return hashlib.sha256(secret.encode()).hexdigest()


def sign_in(username: str, password: str, *, origin: Origin, at: datetime) -> str:
    """Open a session and return its secret.

    Raises SignInLocked where the username or address must wait, SignInRefused otherwise
    where they do not fit or the account is disabled or without a role.
    """
    name = normal_username(username)
    keys = _counter_keys(name, username, origin)
    account = Account.objects(username=name).first() if name else None
    for kind, key in keys.items():
        if not charge(key, free=_FREE[kind], first=_FIRST_WAIT, longest=_LONGEST_WAIT, at=at):
            _note("locked_out", account, origin, at=at)
            raise SignInLocked(minutes=_minutes_left(key, at))
    right = passwords.is_right(account.password_hash if account else None, password)
    if account is None or not right or not account.active or not account.role:
        _note(_why(account, right=right), account, origin, at=at)
        raise SignInRefused
    forget(keys["account"])
    give_back(keys["address"])
    fresh_hash = (
        passwords.hash_password(password)
        if passwords.needs_rehash(account.password_hash)
        else account.password_hash
    )
    return transact(lambda: _open(str(account.id), account.password_hash, fresh_hash, origin, at))


def session_of(secret: str, *, request_id: str, at: datetime) -> OpenSession | None:
    """Return the session a secret opens, or None where it ended, was revoked or never was.

    One query, index sessions.key_1; a second notes once a minute that it is in use.
    """
    key = digest_of_secret(secret)
    account = Account.objects(sessions__key=key, active=True).first()
    if account is None or not account.role:
        return None
    session = next(one for one in account.sessions if one.key == key)
    if not is_open(session, at):
        return None
    if at - session.seen_at >= _SEEN_EVERY:
        Account.objects(id=account.id, sessions__key=key).update_one(set__sessions__S__seen_at=at)
    actor = actor_of(account, door="page", request_id=request_id)
    return OpenSession(actor, key, bool(account.must_change_password))


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
        door=door,
        scopes=scopes,
        request_id=request_id,
    )


def sign_out(key: str, *, origin: Origin, by: Actor, at: datetime) -> None:
    """End one session of the one who asks."""
    account = Account.objects(id=by.account).first()
    Account.objects(id=by.account).update_one(pull__sessions__key=key)
    _note("signed_out", account, origin, at=at)


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
        record(Act("lockout.lift", f"lockout:{key}", before=before), by=by, at=at)
        return True

    return transact(work)


def _open(account_id: str, checked_hash: str, fresh_hash: str, origin: Origin, at: datetime) -> str:
    # The password, the role or the account may have gone while the password was checked.
    account = Account.objects(id=account_id, active=True, password_hash=checked_hash).first()
    if account is None or not account.role:
        raise SignInRefused
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
    account.password_hash = fresh_hash
    account.save()
    _note("signed_in", account, origin, at=at)
    return secret


def _counter_keys(name: str, typed: str, origin: Origin) -> dict[str, str]:
    """Return the counters of an attempt; what cannot be a username counts by its digest."""
    account = name or f"#{digest_of_secret(typed)[:16]}"
    return {"address": f"address:{origin.address}", "account": f"account:{account}"}


def _minutes_left(key: str, at: datetime) -> int:
    counter = SignInCounter.objects(key=key).first()
    left = counter.locked_until - at if counter else _FIRST_WAIT
    return max(1, -(-left // timedelta(minutes=1)))


def _why(account: Account | None, *, right: bool) -> str:
    if account is None:
        return "unknown_account"
    if not right:
        return "wrong_password"
    return "no_role" if account.active else "disabled"


def _note(result: str, account: Account | None, origin: Origin, *, at: datetime) -> None:
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
