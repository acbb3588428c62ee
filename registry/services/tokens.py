"""API tokens: issued to oneself, narrower than one's role, shown once, revoked at once."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bson import ObjectId

from registry.database import transact
from registry.documents.accounts import Account
from registry.documents.tokens import ApiToken
from registry.errors import Invalid, NotFound
from registry.messages import say
from registry.permissions import PERMISSIONS, PERSONAL, Actor, may, require
from registry.policy.typed_text import seen
from registry.services.ledger import Act, record
from registry.services.sign_in import actor_of, digest_of_secret

LONGEST_DAYS = 365
USUAL_DAYS = 90
MOST = 20
_MARK = "rsv_"
_SHOWN = len(_MARK) + 8
_LONGEST_TOKEN = 100
_LONGEST_LABEL = 80
# A token may always be asked whose it is.
_ALWAYS = frozenset({"me:read"})


@dataclass(frozen=True, slots=True)
class IssuedToken:
    """A token just made. ``secret`` is shown now and never again."""

    id: str
    secret: str
    expires_at: datetime


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


def issue(wanted: TokenWanted, *, by: Actor, at: datetime) -> IssuedToken:
    """Make a token for oneself. Raises Invalid with all that is wrong with what was asked.

    A token cannot make tokens: no scope carries ``tokens:issue``.
    """
    require(by, "tokens:issue")
    wanted = replace(wanted, label=seen(wanted.label))
    if faults := _faults(wanted, by):
        raise Invalid(fields=faults)
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


def identify(secret: str, *, request_id: str, at: datetime) -> Actor | None:
    """Return who a token speaks for, within its scopes; None where it is not in force.

    Two queries, indexes digest_1 and _id_.
    """
    if not secret.startswith(_MARK) or len(secret) > _LONGEST_TOKEN:
        return None
    token = ApiToken.objects(digest=digest_of_secret(secret), revoked_at=None).first()
    if token is None or at >= token.expires_at:
        return None
    account = Account.objects(id=token.account, active=True).exclude("sessions").first()
    if account is None or not account.role:
        return None
    scopes = frozenset(token.scopes) | _ALWAYS
    return actor_of(account, door="api", request_id=request_id, scopes=scopes)


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


def _own(token_id: str, by: Actor) -> ApiToken:
    known = ObjectId.is_valid(token_id)
    token = ApiToken.objects(id=token_id, account=by.account).first() if known else None
    if token is None:
        raise NotFound
    return token
