"""Deliveries claimed one by one, and what became of each noted once.

A delivery belongs to one worker for some seconds of the database's own clock. Who is killed
after sending and before noting it leaves it to another, who sends it again under the same
number: at least once towards the outside, one row here.
"""

import secrets
from datetime import datetime
from typing import Any

from mongoengine import Q
from pymongo import ASCENDING, ReturnDocument

from registry.channels import WEBHOOK
from registry.database import transact
from registry.documents.deliveries import Delivery
from registry.documents.outbox import OutboxMessage
from registry.documents.webhooks import Webhook
from registry.gateways.outcomes import Outcome
from registry.objects import object_of
from registry.services.retries import KEPT, PATIENCE, is_given_up, next_try

# Longer than any attempt takes: a connection ends after 25 seconds at last.
_LEASE_MILLISECONDS = 45_000
_TOO_LATE = "delivery_too_late"
_SWEPT = 200


def claim(channel: str, holder: str, *, at: datetime, address: str = "") -> Delivery | None:
    """Claim the delivery of a channel that has been due longest; None where none is due.

    ``address`` narrows it to one webhook's.
    """
    wanted: dict[str, Any] = {
        "channel": channel,
        "state": "waiting",
        "next_try_at": {"$lte": at},
        "$expr": _FREE,
    }
    if address:
        wanted["address"] = address
    taken = Delivery._get_collection().find_one_and_update(  # noqa: SLF001 - an update by expression
        wanted,
        [
            {
                "$set": {
                    "lease_until": {"$add": ["$$NOW", _LEASE_MILLISECONDS]},
                    "lease_holder": holder,
                    "attempts": {"$add": ["$attempts", 1]},
                }
            }
        ],
        sort=[("next_try_at", ASCENDING)],
        hint="due_to_webhook" if address else "due",
        return_document=ReturnDocument.AFTER,
    )
    return object_of(Delivery, taken) if taken else None


_FREE = {
    "$or": [
        {"$lte": [{"$ifNull": ["$lease_until", None]}, None]},
        {"$lt": ["$lease_until", "$$NOW"]},
        # No lease runs so long: the clock stepped back since it was taken.
        {"$gt": ["$lease_until", {"$add": ["$$NOW", _LEASE_MILLISECONDS]}]},
    ]
}


def note(delivery: Delivery, outcome: Outcome, *, at: datetime) -> datetime | None:
    """Note how an attempt ended; return when it is tried again, None where it is not."""
    again = None
    if outcome.fault and not outcome.permanent and not is_given_up(delivery.since, at=at):
        chance = secrets.randbelow(1000) / 1000
        again = next_try(delivery.attempts, at=at, chance=chance)
    changes: dict[str, Any] = {
        "unset__lease_until": True,
        "unset__lease_holder": True,
        "set__tried_at": at,
        "set__fault": outcome.fault,
        "set__answer_status": outcome.status,
    }
    if again:
        changes["set__next_try_at"] = again
    else:
        changes["set__state"] = "failed" if outcome.fault else "sent"
    if not outcome.fault:
        changes["set__sent_at"] = at
    transact(lambda: _settle(delivery, changes, at))
    return again


def drop(delivery: Delivery, *, at: datetime) -> None:
    """End a delivery that nobody waits for any more: its person or webhook is gone."""
    changes = {"set__state": "dropped", "set__tried_at": at, "unset__lease_until": True}
    transact(lambda: _settle(delivery, changes, at))


def give_up_old(on: frozenset[str], *, at: datetime) -> int:
    """Give up what waited too long, was tried at least once, and waits behind others that fail.

    What was never tried is given up where it cannot be: its channel is not ``on``, its webhook is
    paused. Returns how many; each is a dead letter that a person can send again.
    """
    paused = [str(one) for one in Webhook.objects(state="paused").scalar("id")]
    nowhere = Q(channel__nin=sorted(on)) | Q(channel=WEBHOOK, address__in=paused)
    old = Delivery.objects(state="waiting", since__lte=at - PATIENCE)
    # Not what another is sending at this moment.
    over = old.filter((Q(attempts__gt=0) | nowhere) & Q(__raw__={"$expr": _FREE}))
    found = list(over.order_by("since").limit(_SWEPT))  # index state_1_since_1
    for one in found:
        note(one, Outcome(one.fault or _TOO_LATE, one.answer_status), at=at)
    return len(found)


def forget_old(*, at: datetime) -> int:
    """Drop what was done with half a year ago; return how many. What was told stays told."""
    done = Delivery.objects(state__in=["sent", "dropped"], since__lt=at - KEPT)
    return int(done.delete())  # index state_1_since_1


def _settle(delivery: Delivery, changes: dict[str, Any], at: datetime) -> None:
    """Write the delivery's state, and what it means for its message, together."""
    held = Delivery.objects(id=delivery.id, state="waiting", lease_holder=delivery.lease_holder)
    if not held.update(**changes):
        return  # the lease ran out and another tries it
    state = changes.get("set__state")
    message = OutboxMessage.objects(id=delivery.message)
    if state == "sent":
        message.filter(sent_at=None).update(set__sent_at=at, set__state="sent")
    elif state:
        # Written first, so that two that end at once do not each see the other under way.
        message.update(set__tried_at=at)
        others = {one.state for one in Delivery.objects(message=delivery.message).only("state")}
        if not others & {"waiting", "sent"}:
            left = "failed" if "failed" in others else "inbox_only"
            message.filter(state="under_way").update(set__state=left)
