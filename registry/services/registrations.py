"""Registrations 自助注册: asked for by anybody, decided by the reporting authority.

Nothing tells an applicant whether an account or a host exists: the username gets signs of our
own, the host is compared only on the authority's page.
"""

import re
import secrets
import unicodedata
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bson import ObjectId
from mongoengine.errors import NotUniqueError

from registry.clock import SHANGHAI
from registry.database import transact
from registry.documents.accounts import Account
from registry.documents.activations import CodeKind, CodeState, settle
from registry.documents.registrations import Registration, RegistrationState
from registry.documents.seats import take_hold
from registry.documents.sign_in import charge
from registry.encryption import SealBrokenError, Vault
from registry.errors import Invalid, NotFound, Refusal
from registry.messages import say
from registry.permissions import Actor, Role, authority_in_view, require
from registry.policy.typed_text import seen
from registry.services import activation_codes as codes
from registry.services import passwords
from registry.services.accounts import NewAccount, checked, enter_account
from registry.services.activations import operators_of, subject_of
from registry.services.authorities import authorities, authority_name
from registry.services.belonging import Belonging, belongings
from registry.services.by_time import page_by_time
from registry.services.grants import Grant
from registry.services.hosts import enter_host, hosts_of_codes
from registry.services.ledger import Act, record
from registry.services.outbox import Notice, post
from registry.services.proofs import minutes_left
from registry.services.sign_in import Origin, digest_of_secret

MOST_WAITING = 5  # for one credit code
_FREE_OF_ADDRESS = 10
_FIRST_WAIT = timedelta(minutes=10)
_LONGEST_WAIT = timedelta(hours=12)
_LONGEST_HOST_NAME = 200
_LONGEST_REASON = 200
_LEGIBLE = codes.ALPHABET.lower()
_SUFFIX = 4
_ROOM = 64 - _SUFFIX - 1
_PHONE = re.compile(r"[+(]?[0-9][0-9 ()-]{5,24}(?:(?:转|x|ext\.?)\s?[0-9]{1,6})?")
_MAIL = re.compile(r"[^@\s<>\"']{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}")


class RegistrationTooOften(Refusal):
    """Too many registrations from one address in a row: wait."""

    code = "registration_too_often"
    status = 429


class RegistrationTooMany(Refusal):
    """Several registrations of one credit code wait already."""

    code = "registration_too_many"
    status = 429


class RegistrationUnknown(Refusal):
    """No registration has this reference."""

    code = "registration_unknown"
    status = 404


class RegistrationSettled(Refusal):
    """It was decided already, or has lapsed."""

    code = "registration_settled"
    status = 409


class RegistrationNameTaken(Refusal):
    """The username it was given belongs to an account by now."""

    code = "registration_name_taken"
    status = 409


class RegistrationElsewhere(Refusal):
    """The host is not this authority's: it may not open an account on it."""

    code = "registration_elsewhere"
    status = 409


@dataclass(frozen=True, slots=True)
class Application:
    """What somebody fills in: host and authority, who they are, how they want to sign in."""

    credit_code: str
    host_name: str
    authority: str
    name: str
    contact: str
    username: str
    password: str
    repeat: str | None = None  # the password typed again, where a form asks for it


@dataclass(frozen=True, slots=True)
class Received:
    """A registration just taken: its reference is shown now and never again."""

    reference: str
    username: str
    authority: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Compared:
    """A registration beside the host on record, as who decides sees it.

    ``contact`` is empty once decided. ``known`` and what follows say nothing of a host that is
    another authority's; ``confirmable`` is then false.
    """

    registration: Registration
    contact: str
    known: Belonging
    same_name: bool
    operators: list[Account]
    others_waiting: int
    confirmable: bool


def register(application: Application, *, origin: Origin, vault: Vault, at: datetime) -> Received:
    """Take a registration. Opens nothing.

    Raises Invalid with all that is wrong, RegistrationTooOften, RegistrationTooMany.
    """
    application, new = _checked(application)
    key = f"registration-address:{origin.network}"
    wait = {"first": _FIRST_WAIT, "longest": _LONGEST_WAIT}
    if not charge(key, free=_FREE_OF_ADDRESS, at=at, **wait):
        raise RegistrationTooOften(minutes=minutes_left(key, at))
    lapse(at=at)
    waiting = Registration.objects(
        credit_code=application.credit_code, state=RegistrationState.WAITING.value
    )  # index credit_code_1_state_1
    if waiting.count() >= MOST_WAITING:
        raise RegistrationTooMany
    reference = codes.make_code()
    kept_as = _digest_of(reference)
    kept = Registration(
        reference=kept_as,
        credit_code=application.credit_code,
        host_name=application.host_name,
        authority=application.authority,
        username=_free_username(new.username),
        name=new.name,
        contact=vault.seal(application.contact, of=_purpose(kept_as)),
        password_hash=passwords.hash_password(new.password),
        recorded_at=at,
        expires_at=codes.expiry(at),
    ).save(force_insert=True)
    return Received(
        codes.in_groups(reference), kept.username, application.authority, kept.expires_at
    )


def registration_by_reference(reference: str) -> Registration:
    """Return a registration to whoever holds its reference. Raises RegistrationUnknown."""
    code = codes.read_code(reference)
    found = Registration.objects(reference=_digest_of(code)).first() if code else None
    if found is None:
        raise RegistrationUnknown
    return found


def registrations_page(
    authority: str, after: list[str], limit: int, *, by: Actor, at: datetime
) -> tuple[list[Registration], list[str]]:
    """Return a page of those that wait, the longest waiting first, and the key it ends with.

    An empty ``authority`` is one's own; the ministry's is all.
    """
    in_view = authority_in_view(by, authority)
    require(by, "registrations:read", authority=in_view)
    # index authority_1_state_1_recorded_at_1_id_1, or state_1_recorded_at_1_id_1 for all
    return page_by_time(_waiting(in_view, at), after, limit, oldest_first=True)


def count_waiting(authority: str, *, by: Actor, at: datetime) -> int:
    """Return how many registrations wait for an authority."""
    require(by, "registrations:read", authority=authority)
    # index authority_1_state_1_recorded_at_1_id_1
    return int(_waiting(authority, at).count())


def compare(registration_id: str, *, vault: Vault, by: Actor, at: datetime) -> Compared:
    """Return a registration beside what is on record. Raises NotFound, also for another's.

    Who was shown its contact stands in the ledger.
    """
    found = _registration(registration_id, "registrations:read", by)
    code, authority = found.credit_code, found.authority
    own = belongings([code])[code]
    confirmable = own.is_of(authority)
    host = hosts_of_codes([code]).get(code) if confirmable else None
    others = Registration.objects(
        credit_code=code, authority=authority, id__ne=found.id,
        state=RegistrationState.WAITING.value, expires_at__gt=at,
    )  # fmt: skip # index credit_code_1_state_1
    if found.contact:
        shown = Act(
            "registration.read_contact", subject_of(code), after={"username": found.username}
        )
        transact(lambda: record(shown, by=by, at=at))
    return Compared(
        registration=found,
        contact=_contact(found, vault),
        known=own if host else Belonging("", "", frozenset(), 0, 0),
        same_name=host is not None and host.goes_by(found.host_name),
        operators=operators_of(host.id) if host else [],
        others_waiting=others.count(),
        confirmable=confirmable,
    )


def confirm(registration_id: str, *, by: Actor, at: datetime) -> Registration:
    """Open the account that was asked for, and enter the host where it is new.

    Raises NotFound, RegistrationSettled, RegistrationNameTaken, and RegistrationElsewhere where
    the host is another authority's.
    """

    def work() -> Registration:
        found = _to_decide(registration_id, by, at)
        take_hold(subject_of(found.credit_code))
        if not belongings([found.credit_code])[found.credit_code].is_of(found.authority):
            raise RegistrationElsewhere
        today = at.astimezone(SHANGHAI).date()
        code = found.credit_code
        host = hosts_of_codes([code]).get(code) or enter_host(
            code, found.host_name, effective_on=today, recorded_at=at
        )
        grant = Grant(Role.HOST_OPERATOR.value, host=host.id)
        new = NewAccount(found.username, found.name, grant, password_hash=found.password_hash)
        account = enter_account(new, by=by, at=at)
        found.account = str(account.id)
        subject = subject_of(code)
        params = {
            "office": authority_name(found.authority),
            "name": found.name,
            "host": host.name,
            "username": found.username,
        }
        settle(state=CodeState.REPLACED, at=at, credit_code=code, kind=CodeKind.FIRST.value)
        _settle(found, RegistrationState.CONFIRMED, by=by, at=at)
        post(Notice("host", host.id, "notice_registration_confirmed", subject, params), at=at)
        return found

    try:
        return transact(work)
    except NotUniqueError as error:
        # Somebody was given this very username meanwhile: only a new registration helps.
        raise RegistrationNameTaken from error


def decline(registration_id: str, reason: str, *, by: Actor, at: datetime) -> None:
    """Refuse a registration with a reason for the applicant; their data goes.

    Raises NotFound, RegistrationSettled, Invalid without a reason.
    """
    reason = seen(reason)

    def work() -> None:
        found = _to_decide(registration_id, by, at)
        if not 1 <= len(reason) <= _LONGEST_REASON:
            raise Invalid(fields={"reason": say("registration_reason_wanted")})
        found.reason = reason
        _settle(found, RegistrationState.DECLINED, by=by, at=at)

    transact(work)


def lapse(*, at: datetime) -> int:
    """Remove the personal data of registrations nobody decided in time; return how many.

    That they have lapsed the date says; this may run at any time, twice or never.
    """
    past = Registration.objects(state=RegistrationState.WAITING.value, expires_at__lte=at)
    gone = dict.fromkeys(("set__name", "set__contact", "set__password_hash"), "")
    # index state_1_expires_at_1
    return int(past.update(set__state=RegistrationState.LAPSED.value, **gone))


def standing_of(registration: Registration, at: datetime) -> RegistrationState:
    """Return where a registration stands at an instant."""
    state = RegistrationState(registration.state)
    lapsed = state is RegistrationState.WAITING and at >= registration.expires_at
    return RegistrationState.LAPSED if lapsed else state


def _checked(application: Application) -> tuple[Application, NewAccount]:
    faults: dict[str, str] = {}
    given = replace(
        application,
        credit_code=codes.read_credit_code(application.credit_code),
        host_name=seen(application.host_name),
        contact=unicodedata.normalize("NFKC", seen(application.contact)),
    )
    if not given.credit_code:
        faults["credit_code"] = say("credit_code_unreadable")
    if not 1 <= len(given.host_name) <= _LONGEST_HOST_NAME:
        faults["host_name"] = say("registration_host_name_missing")
    if given.authority not in authorities().codes:
        faults["authority"] = say("registration_authority_wanted")
    if not (_PHONE.fullmatch(given.contact) or _MAIL.fullmatch(given.contact)):
        faults["contact"] = say("registration_contact_unreadable")
    new = NewAccount(given.username, given.name, password=given.password)
    if not given.password:
        faults["password"] = say("password_too_short", shortest=passwords.SHORTEST)
    try:
        new = checked(new)
    except Invalid as refused:
        faults |= refused.fields
    if given.repeat not in (None, given.password):
        faults["repeat"] = say("password_repeat_wrong")
    if faults:
        raise Invalid(fields=faults)
    return given, new


def _free_username(wanted: str) -> str:
    """Return a username with signs of ours behind it: whether the bare one is taken stays open."""
    while True:
        suffix = "".join(secrets.choice(_LEGIBLE) for _ in range(_SUFFIX))
        name = f"{wanted[:_ROOM]}-{suffix}"
        taken = (
            Account.objects(username=name).only("id").first(),
            Registration.objects(username=name).only("id").first(),
        )
        if not any(taken):
            return name


def waiting_for(authority: str | None, at: datetime) -> dict[str, Any]:
    """Return, as a filter, the registrations that wait for an authority, or for any."""
    scope = {} if authority is None else {"authority": authority}
    return {"state": RegistrationState.WAITING.value, "expires_at": {"$gt": at}} | scope


def _waiting(authority: str | None, at: datetime) -> Any:  # noqa: ANN401 - a QuerySet
    return Registration.objects(__raw__=waiting_for(authority, at))


def _registration(registration_id: str, permission: str, by: Actor) -> Registration:
    require(by, permission)
    known = ObjectId.is_valid(registration_id)
    found = Registration.objects(id=registration_id).first() if known else None
    if found is None:
        raise NotFound
    require(by, permission, authority=found.authority)
    return found


def _to_decide(registration_id: str, by: Actor, at: datetime) -> Registration:
    found = _registration(registration_id, "registrations:decide", by)
    if standing_of(found, at) is not RegistrationState.WAITING:
        raise RegistrationSettled
    return found


def _settle(found: Registration, state: RegistrationState, *, by: Actor, at: datetime) -> None:
    """Keep a decision and remove what served only to reach it; last act of the transaction."""
    found.state, found.decided_by, found.decided_at = state.value, by.name, at
    found.name = found.contact = found.password_hash = ""
    found.save()
    subject, after = subject_of(found.credit_code), {"username": found.username, "state": state}
    act = Act(f"registration.{state}", subject, after=after, reason=found.reason)
    record(act, by=by, at=at)


def _contact(found: Registration, vault: Vault) -> str:
    try:
        return vault.unseal(found.contact, of=_purpose(found.reference)) if found.contact else ""
    except SealBrokenError:
        return say("registration_contact_sealed")


def _purpose(reference: str) -> str:
    return f"registration:{reference}"


def _digest_of(reference: str) -> str:
    return digest_of_secret(f"registration:{reference}")
