"""Using an activation code 激活码: it opens one account on one host, for whoever is first."""

from dataclasses import dataclass, replace
from datetime import datetime

from mongoengine.errors import NotUniqueError

from registry.clock import SHANGHAI
from registry.database import transact
from registry.documents.accounts import Account
from registry.documents.activations import Activation, CodeKind, CodeState, settle
from registry.documents.seats import take_hold
from registry.documents.sign_in import charge, forget, give_back
from registry.errors import Invalid, Refusal
from registry.messages import say
from registry.permissions import Role
from registry.services import activation_codes as codes
from registry.services import passwords
from registry.services.accounts import (
    NewAccount,
    UsernameTaken,
    checked,
    end_account,
    enter_account,
)
from registry.services.activations import subject_of
from registry.services.belonging import Belonging, belongings
from registry.services.grants import Grant
from registry.services.hosts import HostOnRecord, enter_host, hosts_of_codes
from registry.services.ledger import Act, record
from registry.services.outbox import Notice, post_all
from registry.services.proofs import FIRST_WAIT, LONGEST_WAIT, minutes_left
from registry.services.sign_in import Origin, actor_of, note_attempt

# An office shares one address, so an address may fail more often than a credit code.
_FREE_OF_CODE = 5
_FREE_OF_ADDRESS = 20


class ActivationRefused(Refusal):
    """Credit code and code do not open anything; the answer does not tell why."""

    code = "activation_refused"
    status = 401


class ActivationLocked(Refusal):
    """Too many wrong codes for this credit code, or from this address: wait."""

    code = "activation_locked"
    status = 429


@dataclass(frozen=True, slots=True)
class Claim:
    """What somebody brings: the code with its host's credit code, and who they are.

    ``repeat`` is the password typed again, where a form asks for it.
    """

    credit_code: str
    code: str
    name: str
    username: str
    password: str
    repeat: str | None = None


def activate(claim: Claim, *, origin: Origin, at: datetime) -> str:
    """Open the account a code stands for; return its username.

    Raises Invalid with everything in the form that cannot be read, before the code is looked
    at; ActivationLocked; ActivationRefused for every code that is not open for this host; and,
    to one who holds the right code, UsernameTaken.
    """
    new, credit_code, code = _read(claim)
    by_code, by_address = f"activation:{credit_code}", f"activation-address:{origin.network}"
    for key, free in ((by_address, _FREE_OF_ADDRESS), (by_code, _FREE_OF_CODE)):
        if not charge(key, free=free, first=FIRST_WAIT, longest=LONGEST_WAIT, at=at):
            note_attempt("activation_locked", None, origin, at=at)
            raise ActivationLocked(minutes=minutes_left(key, at))
    digest = codes.digest_of_code(credit_code, code)
    if _open(digest, at) is None:
        note_attempt("activation_refused", None, origin, at=at)
        raise ActivationRefused
    new = replace(new, password_hash=passwords.hash_password(new.password))
    try:
        transact(lambda: _use(digest, new, origin, at))
    except NotUniqueError as error:
        # Stays counted: a code is no licence to try out which usernames there are.
        raise UsernameTaken(username=new.username) from error
    forget(by_code)
    give_back(by_address)
    return new.username


def _read(claim: Claim) -> tuple[NewAccount, str, str]:
    faults: dict[str, str] = {}
    credit_code = codes.read_credit_code(claim.credit_code)
    code = codes.read_code(claim.code)
    if not credit_code:
        faults["credit_code"] = say("credit_code_unreadable")
    if not code:
        faults["code"] = say("activation_code_unreadable")
    new = NewAccount(claim.username, claim.name, password=claim.password)
    try:
        # Without a password of their own people are not told to choose a better one.
        if not claim.password:
            faults["password"] = say("password_too_short", shortest=passwords.SHORTEST)
        new = checked(new)
    except Invalid as refused:
        faults |= refused.fields
    if claim.repeat not in (None, claim.password):
        faults["repeat"] = say("password_repeat_wrong")
    if faults:
        raise Invalid(fields=faults)
    return new, credit_code, code


def _use(digest: str, new: NewAccount, origin: Origin, at: datetime) -> None:
    activation = _open(digest, at)
    if activation is None:
        raise ActivationRefused
    # Two codes of one host, by two authorities, shall not open two first accounts.
    take_hold(subject_of(activation.credit_code))
    host = hosts_of_codes([activation.credit_code]).get(activation.credit_code)
    own = belongings([activation.credit_code])[activation.credit_code]
    if not _still_holds(activation, own):
        raise ActivationRefused
    if host is None:
        today = at.astimezone(SHANGHAI).date()
        host = enter_host(
            activation.credit_code, activation.host_name, effective_on=today, recorded_at=at
        )
    grant = Grant(Role.HOST_OPERATOR.value, host=host.id)
    account = enter_account(replace(new, grant=grant), by=None, at=at)
    activation.state, activation.settled_at = CodeState.USED.value, at
    activation.account = str(account.id)
    activation.save()
    _end_others(activation, at)
    _write_down(activation, account, host, origin, at)


def _open(digest: str, at: datetime) -> Activation | None:
    """Return the open code of a digest: one query, index digest_1."""
    found = Activation.objects(digest=digest, state=CodeState.UNUSED.value).first()
    return found if found is not None and at < found.expires_at else None


def _still_holds(activation: Activation, own: Belonging) -> bool:
    """Tell whether what a code was issued for is still so."""
    if activation.kind == CodeKind.HANDOVER:
        # A hand-over ends with the one who hands over.
        giver = Account.objects(id=activation.issued_by, active=True).first()
        return bool(giver and own.host and giver.host == own.host)
    if not own.is_of(activation.authority):
        # Nobody knew the host when the code was issued; by now it is another authority's.
        return False
    return not own.active if activation.kind == CodeKind.FIRST else bool(own.host)


def _end_others(activation: Activation, at: datetime) -> None:
    """End the open codes that this one makes needless, or that its finder may have issued."""
    if activation.kind == CodeKind.HANDOVER:
        return
    which = {} if activation.kind == CodeKind.RECOVERY else {"kind": CodeKind.FIRST.value}
    settle(state=CodeState.REPLACED, at=at, credit_code=activation.credit_code, **which)


def _write_down(
    activation: Activation, account: Account, host: HostOnRecord, origin: Origin, at: datetime
) -> None:
    """End the earlier accounts, enter the act and tell whom it concerns."""
    owner = actor_of(account, door="page", request_id=origin.request_id)
    for earlier in Account.objects(id__in=activation.ends, host=host.id, active=True):
        reason = say(f"account_end_{activation.kind}")
        end_account(earlier, reason, by=owner, at=at)
    after = {"kind": activation.kind, "username": account.username, "name": account.name}
    record(Act("activation.use", subject_of(host.credit_code), after=after), by=owner, at=at)
    params = {
        "host": host.name,
        "kind": say(f"activation_kind_{activation.kind}"),
        "name": account.name,
    }
    told = [("host", host.id)]
    if activation.authority:
        told.append(("authority", str(activation.authority)))
    subject, code = subject_of(host.credit_code), "notice_activation_used"
    post_all([Notice(*each, code, subject, params) for each in told], at=at)
