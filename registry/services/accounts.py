"""Accounts: made by one administrator, given a role by another, read by a third (三员分立)."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bson import ObjectId
from mongoengine.errors import NotUniqueError

from registry.database import transact
from registry.documents.accounts import Account
from registry.documents.activations import CodeState, settle
from registry.documents.hosts import Host
from registry.errors import Invalid, NotAllowed, NotFound, Refusal
from registry.messages import say
from registry.permissions import Actor, Role, require
from registry.policy.typed_text import seen
from registry.services import passwords, seats, tokens
from registry.services.calendar_feeds import end_feed
from registry.services.contact_ways import forget as forget_ways
from registry.services.grants import Grant, check_grant
from registry.services.ledger import Act, record
from registry.services.proofs import check_password
from registry.services.second_factor_rules import must_enrol
from registry.services.sign_in import actor_of, normal_username
from registry.services.webhooks import tell_of_leaving

_LONGEST_NAME = 80
_LONGEST_REASON = 200


class UsernameTaken(Refusal):
    """Another account has this username."""

    code = "account_username_taken"
    status = 409


class FactorNotSetUp(Refusal):
    """Whoever signs in first would set up the second factor that the role must have."""

    code = "password_reset_without_factor"
    status = 409


class OwnAccount(Refusal):
    """An administrator may not do this to the account they act with."""

    code = "account_changed_by_self"
    status = 409


@dataclass(frozen=True, slots=True)
class NewAccount:
    """A new person: ``grant`` may follow later, by the security administrator.

    Without a ``password`` one is made, which must be changed at the first sign-in. A
    ``password_hash`` (of ``passwords.hash_password``) spares the work for many made-up
    accounts and is taken from the console alone.
    """

    username: str
    name: str
    grant: Grant | None = None
    password: str = ""
    password_hash: str = ""


@dataclass(frozen=True, slots=True)
class CreatedAccount:
    """An account just made. ``password`` is the one made for it, shown now and never again."""

    id: str
    username: str
    password: str = ""


def create_account(new: NewAccount, *, by: Actor, at: datetime) -> CreatedAccount:
    """Make an account. Raises Invalid with all that is wrong, UsernameTaken where it is.

    A role may come with it only from one who may also grant.
    """
    require(by, "accounts:create")
    if new.grant:
        require(by, "grants:change")
    if new.password_hash and by.role is not Role.CONSOLE:
        raise NotAllowed(permission="accounts:create")
    new = checked(new)
    made = "" if new.password or new.password_hash else passwords.make_password()
    password_hash = new.password_hash or passwords.hash_password(new.password or made)

    def work() -> str:
        kept = replace(new, password_hash=password_hash)
        return str(enter_account(kept, first=bool(made), by=by, at=at).id)

    try:
        return CreatedAccount(transact(work), new.username, made)
    except NotUniqueError as error:
        raise UsernameTaken(username=new.username) from error


def checked(new: NewAccount) -> NewAccount:
    """Return a new account with its name and username in the form they are kept in.

    Raises Invalid with all that is wrong.
    """
    new = replace(new, name=seen(new.name), username=normal_username(new.username))
    faults = {} if new.username else {"username": say("account_username_unreadable")}
    if not 1 <= len(new.name) <= _LONGEST_NAME:
        faults["name"] = say("account_name_missing")
    if new.password:
        try:
            personal = (new.username, new.name)
            passwords.check_password(new.password, field="password", personal=personal)
        except Invalid as weak:
            faults |= weak.fields
    if faults:
        raise Invalid(fields=faults)
    if new.grant:
        check_grant(new.grant)
    return new


def enter_account(
    new: NewAccount, *, first: bool = False, by: Actor | None, at: datetime
) -> Account:
    """Keep a checked account with its ``password_hash``, inside the caller's transaction.

    A ``first`` password must be changed. Without ``by`` it is the new person's own act.
    Raises NotUniqueError where the username is taken.
    """
    grant = new.grant or Grant()
    account = Account(
        username=new.username,
        name=new.name,
        role=grant.role,
        host=grant.host,
        authority=grant.authority,
        division=grant.division,
        password_hash=new.password_hash,
        must_change_password=first,
        recorded_at=at,
    ).save(force_insert=True)
    after = {"username": new.username, "name": new.name, **_grant_of(account)}
    by = by or actor_of(account, door="page", request_id="")
    record(Act("account.create", _subject(account), after=after), by=by, at=at)
    return account


def end_account(account: Account, reason: str, *, by: Actor, at: datetime) -> None:
    """Shut an account at its holder's leaving, a hand-over or a recovery.

    Inside the caller's transaction. Sessions, with the addresses they hold, and tokens go.
    """
    before = _standing_of(account)
    account.active = False
    tell_of_leaving(account, at=at)
    _end_everything(account, at=at)
    account.save()
    act = Act(
        "account.end", _subject(account), before=before, after=_standing_of(account), reason=reason
    )
    record(act, by=by, at=at)


def change_grant(account_id: str, grant: Grant | None, *, by: Actor, at: datetime) -> None:
    """Give an account its one role, or take it away; what it had open ends at once.

    Raises Invalid where role and place do not fit, OwnAccount for one's own account, LastOfHost
    and LastInOffice for the last account in its seat.
    """
    require(by, "grants:change")
    wanted = grant or Grant()
    if grant:
        check_grant(grant)

    def change(account: Account) -> None:
        if wanted != grant_of(account):
            seats.check_another_stays(account)
            tell_of_leaving(account, at=at)
        account.role, account.host = wanted.role, wanted.host
        account.authority, account.division = wanted.authority, wanted.division
        _end_everything(account, at=at)

    _change(account_id, "grant.change", change, _grant_of, by=by, at=at)


def disable_account(account_id: str, reason: str = "", *, by: Actor, at: datetime) -> None:
    """Shut an account out: its sessions and tokens end at once.

    Raises OwnAccount, LastInOffice for the last lead or administrator of a kind, and Invalid
    where it is the last of its host and no ``reason`` says why.
    """
    require(by, "accounts:disable")
    reason = seen(reason)[:_LONGEST_REASON]

    def change(account: Account) -> None:
        seats.check_another_stays(account, reason=reason)
        account.active = False
        tell_of_leaving(account, at=at)
        _end_everything(account, at=at)

    _change(account_id, "account.disable", change, _standing_of, by=by, at=at, reason=reason)


def enable_account(account_id: str, *, by: Actor, at: datetime) -> None:
    """Let a disabled account in again; its tokens do not come back."""
    require(by, "accounts:disable")

    def change(account: Account) -> None:
        account.active = True

    _change(account_id, "account.enable", change, _standing_of, by=by, at=at)


def reset_password(account_id: str, *, rule: str, by: Actor, at: datetime) -> str:
    """Return a new first password for somebody who lost theirs; their sessions end.

    Tokens and hand-over codes end too: whoever held the account may not be who asks now.
    Raises OwnAccount, and FactorNotSetUp where ``rule``, RESERVE_SECOND_FACTOR, obliges the
    role to a second factor that nobody has set up: the role is taken away first, by another
    administrator, so that no one person gets into such an account. The console may.
    """
    require(by, "accounts:reset")
    made = passwords.make_password()
    password_hash = passwords.hash_password(made)

    def change(account: Account) -> None:
        has_factor = account.second_factor_at is not None
        if by.role is not Role.CONSOLE and must_enrol(
            account.role, has_factor=has_factor, rule=rule
        ):
            raise FactorNotSetUp
        account.password_hash = password_hash
        account.must_change_password = True
        _end_everything(account, at=at)

    _change(account_id, "password.reset", change, _standing_of, by=by, at=at)
    return made


def change_password(current: str, new: str, *, keep: str, by: Actor, at: datetime) -> None:
    """Change one's own password; every session but ``keep`` ends, and the calendar's address.

    Raises Invalid naming the field at fault.
    """
    require(by, "passwords:change")
    account = existing_account(by.account)
    check_password(account, current, field="current", by=by, at=at)
    if current == new:
        raise Invalid(fields={"new": say("password_same")})
    passwords.check_password(new, field="new", personal=(account.username, account.name))
    password_hash = passwords.hash_password(new)

    def work() -> None:
        mine = existing_account(by.account)
        if mine.password_hash != account.password_hash:
            raise Invalid(fields={"current": say("password_wrong")})
        mine.password_hash, mine.must_change_password = password_hash, False
        mine.sessions = [one for one in mine.sessions if one.key == keep]
        mine.save()
        end_feed(by.account)
        end_handover_of(mine, at=at)
        record(Act("password.change", _subject(mine)), by=by, at=at)

    transact(work)


def revoke_sessions(key: str, *, keep: str, by: Actor, at: datetime) -> None:
    """End one of one's own sessions, or with an empty ``key`` all but ``keep``."""
    require(by, "sessions:revoke")

    def work() -> None:
        mine = existing_account(by.account)
        mine.sessions = [
            one for one in mine.sessions if (one.key != key if key else one.key == keep)
        ]
        mine.save()
        record(Act("sessions.revoke", _subject(mine)), by=by, at=at)

    transact(work)


def own_account(by: Actor) -> Account:
    """Return one's own account."""
    require(by, "me:read")
    return existing_account(by.account)


def account_of(account_id: str, *, by: Actor) -> Account:
    """Return an account. Raises NotFound where there is none."""
    require(by, "accounts:read")
    return existing_account(account_id)


def accounts_page(
    after: str, limit: int, *, by: Actor, role: str | None = None, start: str = ""
) -> list[Account]:
    """Return accounts by username: those after one, in one role, beginning with ``start``."""
    require(by, "accounts:read")
    # index role_1_username_1 where a role is asked for, username_1 otherwise
    found = Account.objects(username__gt=after) if after else Account.objects
    if role is not None:
        found = found.filter(role=role)
    if prefix := normal_start(start):
        found = found.filter(username__startswith=prefix)
    return list(found.exclude("sessions", "password_hash").order_by("username").limit(limit))


def normal_start(typed: str) -> str:
    """Return the beginning of a username as it is looked up."""
    return "".join(sign for sign in typed if sign.isprintable()).strip().casefold()[:64]


def _change(
    account_id: str,
    verb: str,
    change: Callable[[Account], None],
    shown: Callable[[Account], dict[str, Any]],
    *,
    by: Actor,
    at: datetime,
    reason: str = "",
) -> None:
    """Change another's account and write both faces of it down, in one transaction."""

    def work() -> None:
        account = existing_account(account_id)
        # By the record and not by what was typed: an id reads the same in capital letters.
        if str(account.id) == by.account:
            raise OwnAccount
        before = shown(account)
        change(account)
        account.save()
        act = Act(verb, _subject(account), before=before, after=shown(account), reason=reason)
        record(act, by=by, at=at)

    transact(work)


def _end_everything(account: Account, *, at: datetime) -> None:
    account.sessions = []
    tokens.revoke_all(str(account.id), at=at)
    end_feed(str(account.id))
    forget_ways(str(account.id))
    end_handover_of(account, at=at)


def end_handover_of(account: Account, *, at: datetime) -> None:
    """End the open hand-over code that an account issued, inside the caller's transaction.

    A code outlives no change of password or factor: a stranger may have issued it. Index
    credit_code_1_state_1.
    """
    host = Host.objects(id=account.host).only("credit_code").first() if account.host else None
    if host:
        issued = {"credit_code": host.credit_code, "authority": "", "issued_by": str(account.id)}
        settle(state=CodeState.REPLACED, at=at, **issued)


def existing_account(account_id: str) -> Account:
    """Return an account. Raises NotFound; who may see it is for the use-case to say."""
    known = ObjectId.is_valid(account_id)
    account = Account.objects(id=account_id).first() if known else None
    if account is None:
        raise NotFound
    return account


def _subject(account: Account) -> str:
    return f"account:{account.id}"


def grant_of(account: Account) -> Grant:
    """Return the role an account holds, and for whom."""
    return Grant(account.role, account.host, account.authority, account.division)


def _grant_of(account: Account) -> dict[str, Any]:
    held = {"role": account.role, "host": account.host, "authority": account.authority}
    return held | ({"division": account.division} if account.division else {})


def _standing_of(account: Account) -> dict[str, Any]:
    return {"active": account.active, "must_change_password": account.must_change_password}
