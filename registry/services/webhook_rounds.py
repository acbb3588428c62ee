"""A round of webhooks: one delivery a turn, the longest unserved first, one thread an owner.

Whatever fails or answers slowly is left to rest, so that few who are slow hold up no other.
"""

import json
import secrets
from collections import deque
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

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
# An answer that took longer, in seconds, lets the webhook rest although it was taken.
_SLOW = 3


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
    round_ = _Round(ready, channels, at)
    # A lead that is lost does not cut these threads off: each delivery has a lease of its own.
    with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="webhooks") as pool:
        return sum(pool.map(lambda _: round_.work(), range(_AT_ONCE)))


class _Round:
    """Whose turn it is: by owner, the one first whose webhook was left unserved longest.

    An owner that is being served stands in no line, so that it never holds two threads.
    """

    def __init__(self, ready: Iterable[Webhook], channels: Channels, at: datetime) -> None:
        self._channels, self._at = channels, at
        self._holder, self._until = new_holder(), stopwatch() + _SECONDS
        self._begun: set[ObjectId] = set()
        lines: dict[tuple[str, str], deque[Webhook]] = {}
        for one in sorted(ready, key=_unserved_since):
            lines.setdefault((one.audience, one.recipient), deque()).append(one)
        self._owners = deque(lines.values())

    def work(self) -> int:
        """Serve one delivery a turn while there are turns and time; return how many were taken."""
        sent = 0
        while stopwatch() < self._until:
            try:
                line = self._owners.popleft()
            except IndexError:
                break  # each that is being served stays with its own thread
            webhook = line.popleft()
            outcome = self._serve(webhook)
            if outcome is not None:
                sent += not outcome.fault
                if webhook.resting_until is None:
                    line.append(webhook)
            if line:
                self._owners.append(line)
        return sent

    def _serve(self, webhook: Webhook) -> Outcome | None:
        """Send a webhook one delivery; None where nothing is due. One that fails or is slow rests.

        ``webhook`` is read anew for each round: a rest on it is of this round.
        """
        webhook.resting_until = None
        if webhook.id not in self._begun:
            self._begun.add(webhook.id)
            Webhook.objects(id=webhook.id).update(set__served_at=self._at)
        delivery, message = self._next(str(webhook.id))
        if delivery is None or message is None:
            return None
        secret = secret_of(webhook, self._channels.vault())
        began = stopwatch()
        outcome = _sent(webhook, secret, delivery, message, self._channels)
        is_slow = stopwatch() - began > _SLOW  # the answer alone: our own record may be slow, too
        note(delivery, outcome, at=self._at)
        if outcome.fault:
            _rest(webhook, webhook.failures + 1, self._at)
        elif is_slow:
            _rest(webhook, 0, self._at)
        elif webhook.failures:
            webhook.failures = 0
            Webhook.objects(id=webhook.id).update(set__failures=0, unset__resting_until=True)
        return outcome

    def _next(self, address: str) -> tuple[Delivery | None, OutboxMessage | None]:
        while delivery := claim(WEBHOOK, self._holder, at=self._at, address=address):
            message = OutboxMessage.objects(id=delivery.message).first()
            if message is not None:
                return delivery, message
            drop(delivery, at=self._at)
        return None, None


def _unserved_since(webhook: Webhook) -> tuple[bool, datetime]:
    return webhook.served_at is not None, webhook.served_at or webhook.recorded_at


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


def _rest(webhook: Webhook, failures: int, at: datetime) -> None:
    until = next_try(max(failures, 1), at=at, chance=secrets.randbelow(1000) / 1000)
    webhook.failures, webhook.resting_until = failures, until
    Webhook.objects(id=webhook.id).update(set__failures=failures, set__resting_until=until)


def _drop_all(address: str, at: datetime) -> None:
    holder = new_holder()
    while delivery := claim(WEBHOOK, holder, at=at, address=address):
        drop(delivery, at=at)
