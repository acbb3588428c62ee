"""Webhooks 消息推送: a host or an office has its own systems told what it is told itself."""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from bson import ObjectId
from bson.errors import InvalidId

from registry.channels import WEBHOOK
from registry.clock import SHANGHAI
from registry.database import transact
from registry.documents.accounts import Account
from registry.documents.counters import take_number
from registry.documents.deliveries import Delivery
from registry.documents.webhooks import Webhook
from registry.encryption import SealBrokenError, Vault
from registry.errors import Invalid, NotFound
from registry.gateways.outgoing import Rules, fault_of
from registry.messages import say
from registry.permissions import Actor, require, side_of
from registry.policy.typed_text import seen
from registry.policy.vocabulary import Side
from registry.services.by_time import page_by_time
from registry.services.deliveries import revive
from registry.services.ledger import Act, record
from registry.services.outbox import Notice, post

READ, MANAGE = "webhooks:read", "webhooks:manage"
MOST = 5
# Registrations of one owner, with what was removed again: each is told to all its people.
MOST_A_DAY = 10
_MARK = "whs_"
_LONGEST_LABEL = 80
# The nouns that stand before the colon of a message's subject.
KINDS = (
    "platform", "application", "quarterly_update", "major_change", "incident", "exit_proposal",
    "removal_case", "appeal", "unreported_change", "unreported_changes", "late_filing",
    "summary_sheet", "transfer", "adjustment", "initial_load", "register_extract", "host",
    "authority", "quarter", "calendar", "webhook", "quarter_missing",
    "condition_finding", "update_return", "support_request",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class WebhookWanted:
    """An address to be told: what it is for, where it is, and the kinds of messages."""

    label: str
    url: str
    kinds: Collection[str]


@dataclass(frozen=True, slots=True)
class MadeWebhook:
    """A webhook with its secret, which is shown now and never again."""

    webhook: Webhook
    secret: str


def list_webhooks(*, by: Actor) -> list[Webhook]:
    """Return those of one's host or office, the oldest first."""
    audience, recipient = _owner(by, READ)
    its = Webhook.objects(audience=audience, recipient=recipient)
    return list(its.order_by("recorded_at"))  # index audience_1_recipient_1_recorded_at_1


def webhook_of(webhook: str, *, by: Actor) -> Webhook:
    """Return one of one's host or office. Raises NotFound."""
    return _own(webhook, READ, by)


def register(
    wanted: WebhookWanted, *, rules: Rules, vault: Vault, by: Actor, at: datetime
) -> MadeWebhook:
    """Have an address told from now on. Raises Invalid with all that is wrong."""
    audience, recipient = _owner(by, MANAGE)
    label = seen(wanted.label)
    if faults := _faults(label, wanted, rules):
        raise Invalid(fields=faults)
    secret, key = _new_secret(), ObjectId()

    def work() -> Webhook:
        _refuse_too_many(audience, recipient, at)
        made = Webhook(
            id=key,
            audience=audience,
            recipient=recipient,
            label=label,
            url=wanted.url,
            kinds=sorted(set(wanted.kinds)),
            secret=_sealed(secret, key, vault),
            account=by.account,
            account_name=by.name,
            recorded_at=at,
        ).save(force_insert=True)
        after = {"label": label, "address": _host(wanted.url), "kinds": made.kinds}
        record(Act("webhook.register", f"webhook:{key}", after=after), by=by, at=at)
        # All who act for it hear of it: what a stolen session registers stays no secret.
        told = {"label": label, "address": _host(wanted.url), "person": by.name}
        subject = f"webhook:{key}"
        notice = Notice(audience, recipient, "notice_webhook_registered", subject, told)
        post(notice, at=at)
        return made

    return MadeWebhook(transact(work), secret)


def tell_of_leaving(account: Account, *, at: datetime) -> None:
    """Tell the people of each webhook that an account registered that it acts for them no more.

    Inside the caller's transaction, before its role is changed. The webhook goes on: others may
    rely on it. Index audience_1_recipient_1_recorded_at_1.
    """
    recipients = [account.host, account.authority, "ministry"]
    audiences = ["host", "authority", "ministry"]
    made = Webhook.objects(
        audience__in=audiences, recipient__in=recipients, account=str(account.id)
    )
    for one in made:
        told = {"label": one.label, "address": _host(one.url), "person": account.name}
        code, subject = "notice_webhook_maker_left", _subject(one)
        post(Notice(one.audience, one.recipient, code, subject, told), at=at)


def set_state(webhook: str, state: str, *, by: Actor, at: datetime) -> Webhook:
    """Pause a webhook, or let it go on (``active``); what it is already changes nothing."""
    _own(webhook, MANAGE, by)

    def work() -> Webhook:
        found = _own(webhook, MANAGE, by)
        if found.state != state:
            before = {"state": found.state}
            # Who lets it go on has mended something: it is tried at once.
            found.state, found.failures, found.resting_until = state, 0, None
            found.save()
            act = Act(f"webhook.{state}", _subject(found), before=before, after={"state": state})
            record(act, by=by, at=at)
        return found

    return transact(work)


def renew_secret(webhook: str, *, vault: Vault, by: Actor, at: datetime) -> MadeWebhook:
    """Give a webhook a new secret; the old one signs nothing from now on."""
    _own(webhook, MANAGE, by)
    secret = _new_secret()

    def work() -> Webhook:
        found = _own(webhook, MANAGE, by)
        found.secret = _sealed(secret, found.id, vault)
        found.save()
        record(Act("webhook.renew_secret", _subject(found)), by=by, at=at)
        return found

    return MadeWebhook(transact(work), secret)


def remove(webhook: str, *, by: Actor, at: datetime) -> None:
    """Take a webhook away, its secret with it; what waits for it is dropped at its turn."""
    _own(webhook, MANAGE, by)

    def work() -> None:
        found = _own(webhook, MANAGE, by)
        before = {"label": found.label, "address": _host(found.url)}
        found.delete()
        record(Act("webhook.remove", f"webhook:{webhook}", before=before), by=by, at=at)

    transact(work)


def deliveries_of(
    webhook: str, *, after: Sequence[str] = (), limit: int, by: Actor
) -> tuple[list[Delivery], list[str]]:
    """Return a page of what was sent to a webhook, newest first, and the key it ends with."""
    found = _own(webhook, READ, by)
    its = Delivery.objects(channel=WEBHOOK, address=str(found.id)).hint("of_webhook")
    return page_by_time(its, after, limit)


def resend(webhook: str, delivery: str, *, by: Actor, at: datetime) -> Delivery:
    """Send a delivery that was given up again. Raises NotFound for one that was not."""
    found = _own(webhook, MANAGE, by)
    its = Delivery.objects(id=_key(delivery), channel=WEBHOOK, address=str(found.id))

    def work() -> Delivery:
        one = its.first()
        if one is None or not revive([one.id], at=at):
            raise NotFound
        after = {"channel": WEBHOOK}
        record(Act("delivery.resend", f"delivery:{one.id}", after=after), by=by, at=at)
        return its.first()

    return transact(work)


def secret_of(found: Webhook, vault: Vault) -> str:
    """Return a webhook's secret; empty where no key opens it."""
    try:
        return vault.unseal(found.secret, of=f"webhook:{found.id}")
    except SealBrokenError:
        return ""


def seal_anew(*, vault: Vault) -> int:
    """Seal all secrets with the newest key; return how many."""
    changed = 0
    for found in Webhook.objects.order_by("id"):
        secret = secret_of(found, vault)
        if secret and not vault.is_current(found.secret):
            same = Webhook.objects(id=found.id, secret=found.secret)
            changed += int(same.update(set__secret=_sealed(secret, found.id, vault)))
    return changed


def _faults(label: str, wanted: WebhookWanted, rules: Rules) -> dict[str, str]:
    faults: dict[str, str] = {}
    if not 1 <= len(label) <= _LONGEST_LABEL:
        faults["label"] = say("webhook_label_missing")
    if fault := fault_of(wanted.url, rules):
        faults["url"] = say(fault)
    if unknown := sorted(set(wanted.kinds) - set(KINDS)):
        faults["kinds"] = say("webhook_kind_unknown", kind=unknown[0][:40])
    elif not wanted.kinds:
        faults["kinds"] = say("webhook_kinds_missing")
    return faults


def _refuse_too_many(audience: str, recipient: str, at: datetime) -> None:
    """Refuse a sixth address, or an eleventh registration of one day. Raises Invalid.

    Numbers are taken of series of the owner's, so that of two at once one is tried again and
    counts the other.
    """
    series = f"webhook:{audience}:{recipient}"
    take_number(series)
    if Webhook.objects(audience=audience, recipient=recipient).count() >= MOST:
        raise Invalid(fields={"url": say("webhooks_too_many", most=MOST)})
    if take_number(f"{series}:{at.astimezone(SHANGHAI):%Y-%m-%d}") > MOST_A_DAY:
        raise Invalid(fields={"url": say("webhooks_too_often", most=MOST_A_DAY)})


def _owner(by: Actor, permission: str) -> tuple[str, str]:
    """Return whose webhooks somebody keeps: as the messages they are told.

    Raises NotAllowed, NotFound for who acts for nobody.
    """
    require(by, permission)
    owner = {
        Side.HOST: ("host", by.host),
        Side.PROVINCE: ("authority", by.authority),
        Side.MINISTRY: ("ministry", "ministry"),
    }[side_of(by)]
    if not owner[1]:
        raise NotFound
    return owner


def _own(webhook: str, permission: str, by: Actor) -> Webhook:
    audience, recipient = _owner(by, permission)
    found = Webhook.objects(id=_key(webhook), audience=audience, recipient=recipient).first()
    if found is None:
        raise NotFound
    return found


def _key(given: str) -> ObjectId:
    try:
        return ObjectId(given)
    except InvalidId as error:
        raise NotFound from error


def _new_secret() -> str:
    return _MARK + secrets.token_urlsafe(32)


def _sealed(secret: str, key: ObjectId, vault: Vault) -> str:
    return vault.seal(secret, of=f"webhook:{key}")


def _subject(found: Webhook) -> str:
    return f"webhook:{found.id}"


def _host(url: str) -> str:
    """Return the host of an address: what stands behind it may be a password of its own."""
    return str(urlsplit(url).hostname)
