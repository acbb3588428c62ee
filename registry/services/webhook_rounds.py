"""A round of webhooks: a few at a time, each served until it fails, and then left to rest.

One that answers slowly for ever costs ten seconds a rest and holds up no other.
"""

import json
import secrets
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial

from bson import ObjectId

from registry.channels import WEBHOOK, Channels
from registry.clock import SHANGHAI, stopwatch
from registry.documents.deliveries import Delivery
from registry.documents.outbox import OutboxMessage
from registry.documents.webhooks import Webhook
from registry.gateways import webhooks as gateway
from registry.gateways.outcomes import Outcome
from registry.services.delivery_claims import claim, drop, note
from registry.services.leases import new_holder
from registry.services.outward_words import outward
from registry.services.retries import next_try
from registry.services.webhooks import secret_of

_SECONDS, _AT_ONCE = 15, 4


def send_webhooks(channels: Channels, *, at: datetime) -> int:
    """Send what is due to webhooks that are neither paused nor resting; return how many took it."""
    waiting = Delivery.objects(channel=WEBHOOK, state="waiting", next_try_at__lte=at)
    addresses = waiting.hint("due").distinct("address")
    if not addresses:
        return 0
    found = {str(one.id): one for one in Webhook.objects(id__in=addresses)}
    for gone in set(addresses) - found.keys():
        _drop_all(gone, at)
    ready = [
        one
        for one in found.values()
        if one.state == "active" and not (one.resting_until and one.resting_until > at)
    ]
    until = stopwatch() + _SECONDS
    serve = partial(_serve, channels=channels, at=at, until=until)
    # A lead that is lost does not cut these threads off: each delivery has a lease of its own.
    with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="webhooks") as pool:
        return sum(pool.map(serve, ready))


def _serve(webhook: Webhook, *, channels: Channels, at: datetime, until: float) -> int:
    """Send a webhook what is due, until one fails or the time is over."""
    holder, sent, address = new_holder(), 0, str(webhook.id)
    secret = secret_of(webhook, channels.vault())
    while stopwatch() < until and (delivery := claim(WEBHOOK, holder, at=at, address=address)):
        message = OutboxMessage.objects(id=delivery.message).first()
        if message is None:
            drop(delivery, at=at)
            continue
        outcome = _sent(webhook, secret, delivery, message, channels)
        note(delivery, outcome, at=at)
        if outcome.fault:
            _rest(webhook, at)
            break
        sent += 1
    if sent and webhook.failures:
        Webhook.objects(id=webhook.id).update(set__failures=0, unset__resting_until=True)
    return sent


def _sent(
    webhook: Webhook,
    secret: str,
    delivery: Delivery,
    message: OutboxMessage,
    channels: Channels,
) -> Outcome:
    if not secret:
        return Outcome("webhook_secret_lost", permanent=True)
    return gateway.send(
        webhook.url,
        body_of(delivery.id, message, channels),
        secret=secret,
        delivery=str(delivery.id),
        sent_at=int(channels.wall().timestamp()),
        rules=channels.rules,
    )


def body_of(delivery: ObjectId, message: OutboxMessage, channels: Channels) -> bytes:
    """Return what a webhook is sent: the same at every attempt."""
    words = outward(message, channels.link)
    told = {
        "id": str(delivery),
        "kind": message.subject.partition(":")[0],
        "subject": message.subject,
        "code": message.code,
        "text": words.text,
        "link": words.link,
        "recorded_at": message.recorded_at.astimezone(SHANGHAI).isoformat(timespec="milliseconds"),
        "training": channels.training,
    }
    return json.dumps(told, ensure_ascii=False).encode()


def _rest(webhook: Webhook, at: datetime) -> None:
    failures = webhook.failures + 1
    until = next_try(failures, at=at, chance=secrets.randbelow(1000) / 1000)
    Webhook.objects(id=webhook.id).update(set__failures=failures, set__resting_until=until)


def _drop_all(address: str, at: datetime) -> None:
    holder = new_holder()
    while delivery := claim(WEBHOOK, holder, at=at, address=address):
        drop(delivery, at=at)
