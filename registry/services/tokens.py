"""API tokens: issued to oneself, narrower than one's role, shown once, revoked at once."""

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bson import ObjectId

from registry.database import transact
from registry.documents.accounts import Account
from registry.documents.tokens import ApiToken, identity_of
from registry.errors import CursorForged, Invalid, NotFound, Refusal
from registry.messages import say
from registry.permissions import PERMISSIONS, PERSONAL, Actor, Role, may, require
from registry.policy.typed_text import seen
from registry.services.ledger import Act, record
from registry.services.proofs import Present, check_present
from registry.services.second_factor_rules import must_enrol
from registry.services.sign_in import digest_of_secret

LONGEST_DAYS = 365
USUAL_DAYS = 90
MOST = 20
_MARK = "rsv_"
_SHOWN = len(_MARK) + 8
_LONGEST_TOKEN = 100
_LONGEST_LABEL = 80
_LONGEST_REASON = 200
# A token may always be asked whose it is.
_ALWAYS = frozenset({"me:read"})


class SecondFactorWanted(Refusal):
    """The token's owner must set up a second factor before it speaks for them again."""

    code = "second_factor_wanted"
    status = 403


@dataclass(frozen=True, slots=True)
class IssuedToken:
    """A token just made. ``secret`` is shown now and never again."""

    id: str
    secret: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls, and what is kept under the call's Idempotency-Key: None where nothing is."""

    actor: Actor
    kept: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class TokenWanted:
    """What somebody asks a token for: its purpose, its permissions, its days."""

    label: str
    scopes: Collection[str]
    days: int


def grantable(by: Actor) -> tuple[str, ...]:
    """Return the permissions the actor may put into a token: their own, the personal ones apart."""
    held_back = PERSONAL | _ALWAYS
    return tuple(name for name in PERMISSIONS if may(by, name) and name not in held_back)


def check(wanted: TokenWanted, *, by: Actor) -> None:
    """Say what is wrong with what is asked for, before a code is spent on it. Raises Invalid."""
    require(by, "tokens:issue")
    if faults := _faults(replace(wanted, label=seen(wanted.label)), by):
        raise Invalid(fields=faults)


def issue(wanted: TokenWanted, present: Present | None, *, by: Actor, at: datetime) -> IssuedToken:
    """Make a token for oneself. Raises Invalid with all that is wrong with what was asked.

    A token cannot make tokens: no scope carries ``tokens:issue``, and ``present`` is evidence
    that the person is there.
    """
    require(by, "tokens:issue")
    check(wanted, by=by)
    check_present(present, by=by)
    wanted = replace(wanted, label=seen(wanted.label))
    secret = _MARK + secrets.token_urlsafe(32)
    token_id = transact(lambda: _keep(secret, wanted, by, at))
    return IssuedToken(token_id, secret, at + timedelta(days=wanted.days))


def tokens_of(by: Actor) -> list[ApiToken]:
    """Return one's own tokens, newest first."""
    require(by, "tokens:read")
    # index account_1_recorded_at_-1
    return list(ApiToken.objects(account=by.account).order_by("-recorded_at").limit(100))


def revoke(token_id: str, *, by: Actor, at: datetime) -> None:
    """End one's own token at once; ending it again changes nothing.

    Raises NotFound where there is no such token, or it is another's.
    """
    require(by, "tokens:revoke")

    def work() -> None:
        token = _own(token_id, by)
        if token.revoked_at is None:
            token.revoked_at = at
            token.save()
            act = Act("token.revoke", f"account:{by.account}", before={"prefix": token.prefix})
            record(act, by=by, at=at)

    transact(work)


def revoke_all(account: str, *, at: datetime) -> int:
    """End every token of an account, inside the caller's transaction; return how many."""
    return int(ApiToken.objects(account=account, revoked_at=None).update(set__revoked_at=at))


def identify(
    secret: str, *, key: str = "", request_id: str, at: datetime, rule: str
) -> Caller | None:
    """Return who calls with a token, within its scopes; None where it is not in force.

    ``key`` is the call's Idempotency-Key. Raises SecondFactorWanted where the owner must
    first set up a second factor under ``rule``, RESERVE_SECOND_FACTOR. One query.
    """
    if not secret.startswith(_MARK) or len(secret) > _LONGEST_TOKEN:
        return None
    found = identity_of(digest_of_secret(secret), key)
    if found is None or at >= found.expires_at or not found.account.get("role"):
        return None
    account = found.account
    has_factor = account.get("second_factor_at") is not None
    if must_enrol(account["role"], has_factor=has_factor, rule=rule):
        raise SecondFactorWanted
    actor = Actor(
        account=str(account["_id"]),
        name=account["name"],
        role=Role(account["role"]),
        host=account.get("host", ""),
        authority=account.get("authority", ""),
        division=account.get("division", ""),
        door="api",
        scopes=found.scopes | _ALWAYS,
        request_id=request_id,
    )
    return Caller(actor, found.kept)


def tokens_in_force(
    after: str, limit: int, *, by: Actor, at: datetime
) -> tuple[list[ApiToken], dict[str, Account]]:
    """Return everybody's tokens in force, newest first, after one by its id, and their owners.

    Raises CursorForged for what is no id.
    """
    require(by, "tokens:oversee")
    found = ApiToken.objects(revoked_at=None, expires_at__gt=at)
    if after and not ObjectId.is_valid(after):
        raise CursorForged
    if after:
        found = found.filter(id__lt=after)
    # index _id_; ids grow with time, and few tokens are not in force
    page = list(found.order_by("-id").limit(limit))
    owners = Account.objects(id__in=[token.account for token in page]).only(
        "username", "name", "role"
    )
    return page, {str(one.id): one for one in owners}


def withdraw(token_id: str, reason: str, *, by: Actor, at: datetime) -> None:
    """End somebody's token at once, with a reason. Raises NotFound, Invalid without one."""
    require(by, "tokens:withdraw")
    _any(token_id)
    said = seen(reason)
    if not 1 <= len(said) <= _LONGEST_REASON:
        raise Invalid(fields={"reason": say("token_reason_missing")})

    def work() -> None:
        token = _any(token_id)
        if token.revoked_at is None:
            token.revoked_at = at
            token.save()
            subject = f"account:{token.account}"
            act = Act("token.withdraw", subject, before={"prefix": token.prefix}, reason=said)
            record(act, by=by, at=at)

    transact(work)


def state_of(token: ApiToken, at: datetime) -> str:
    """Return where a token stands: active, revoked or expired."""
    if token.revoked_at is not None:
        return "revoked"
    return "active" if at < token.expires_at else "expired"


def _keep(secret: str, wanted: TokenWanted, by: Actor, at: datetime) -> str:
    in_force = ApiToken.objects(account=by.account, revoked_at=None, expires_at__gt=at).count()
    if in_force >= MOST:
        raise Invalid(fields={"label": say("token_too_many", most=MOST)})
    token = ApiToken(
        digest=digest_of_secret(secret),
        prefix=secret[:_SHOWN],
        account=by.account,
        label=wanted.label,
        scopes=sorted(set(wanted.scopes)),
        recorded_at=at,
        expires_at=at + timedelta(days=wanted.days),
    ).save(force_insert=True)
    after = {"prefix": token.prefix, "scopes": token.scopes, "expires_at": token.expires_at}
    record(Act("token.issue", f"account:{by.account}", after=after), by=by, at=at)
    return str(token.id)


def _faults(wanted: TokenWanted, by: Actor) -> dict[str, str]:
    faults: dict[str, str] = {}
    if not 1 <= len(wanted.label) <= _LONGEST_LABEL:
        faults["label"] = say("token_label_missing")
    if not 1 <= wanted.days <= LONGEST_DAYS:
        faults["days"] = say("token_days_unreadable", longest=LONGEST_DAYS)
    beyond = sorted(set(wanted.scopes) - set(grantable(by)))
    if beyond:
        faults["scopes"] = say("token_scope_unknown", scope=beyond[0][:80])
    elif not wanted.scopes:
        faults["scopes"] = say("token_scopes_missing")
    return faults


def _any(token_id: str) -> ApiToken:
    known = ObjectId.is_valid(token_id)
    token = ApiToken.objects(id=token_id).first() if known else None
    if token is None:
        raise NotFound
    return token


def _own(token_id: str, by: Actor) -> ApiToken:
    token = _any(token_id)
    if token.account != by.account:
        raise NotFound
    return token
