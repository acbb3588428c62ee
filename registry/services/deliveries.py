"""Deliveries 投递 for the operator: what waits, what came to nothing and why, and sending again.

Whoever runs the service sees that somebody was not reached, never what was said.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bson import ObjectId

from registry.channels import CHANNELS, EMAIL, SMS
from registry.database import transact
from registry.documents.accounts import Account
from registry.documents.deliveries import Delivery
from registry.documents.outbox import OutboxMessage
from registry.errors import NotFound
from registry.permissions import Actor, require
from registry.services.by_time import page_by_time
from registry.services.ledger import Act, record

READ, RESEND = "deliveries:read", "deliveries:resend"
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Queue:
    """How a channel stands: how many wait, since when the oldest does, how many are dead."""

    waiting: int = 0
    oldest: datetime | None = None
    dead: int = 0


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A delivery that came to nothing. ``name`` and ``username`` are of the person, if one.

    ``audience`` and ``recipient`` say for whom it was: what a webhook's owner is known by.
    """

    id: str
    channel: str
    address: str
    audience: str
    recipient: str
    name: str
    username: str
    recorded_at: datetime
    tried_at: datetime | None
    attempts: int
    fault: str
    answer_status: int | None


def queues() -> Mapping[str, Queue]:
    """Return how every channel stands; one query, index state_1_since_1."""
    rows = Delivery._get_collection().aggregate(  # noqa: SLF001 - counting needs no mapper
        [
            {"$match": {"state": {"$in": ["waiting", "failed"]}}},
            {
                "$group": {
                    "_id": {"channel": "$channel", "state": "$state"},
                    "count": {"$sum": 1},
                    "oldest": {"$min": "$since"},
                }
            },
        ]
    )
    found = {(row["_id"]["channel"], row["_id"]["state"]): row for row in rows}
    nothing: dict[str, Any] = {"count": 0, "oldest": None}
    return {
        channel: Queue(
            found.get((channel, "waiting"), nothing)["count"],
            found.get((channel, "waiting"), nothing)["oldest"],
            found.get((channel, "failed"), nothing)["count"],
        )
        for channel in CHANNELS
    }


def dead_letters(
    channel: str, *, after: Sequence[str] = (), limit: int, by: Actor
) -> tuple[list[DeadLetter], list[str]]:
    """Return a page of a channel's dead letters, newest first, and the key it ends with.

    Two queries. Raises NotFound for a channel there is not, CursorForged for another list's key.
    """
    require(by, READ)
    if channel not in CHANNELS:
        raise NotFound
    found = Delivery.objects(channel=channel, state="failed").hint("dead")
    page, key = page_by_time(found, after, limit)
    return _with_names(page), key


def resend(delivery: str, *, by: Actor, at: datetime) -> None:
    """Try a dead letter again from now on. Raises NotFound for one that is not dead."""
    require(by, RESEND)
    found = Delivery.objects(id=delivery).first() if ObjectId.is_valid(delivery) else None
    if found is None:
        raise NotFound

    def work() -> None:
        if not revive([found.id], at=at):
            raise NotFound
        act = Act("delivery.resend", f"delivery:{delivery}", after={"channel": found.channel})
        record(act, by=by, at=at)

    transact(work)


def resend_all(channel: str, *, by: Actor, at: datetime) -> int:
    """Try all dead letters of a channel again, after an outage; return how many."""
    require(by, RESEND)
    if channel not in CHANNELS:
        raise NotFound
    total = 0
    while done := transact(lambda: _some(channel, by, at)):
        total += done
    return total


def revive(deliveries: Sequence[ObjectId], *, at: datetime) -> int:
    """Let dead letters wait again, inside the caller's transaction; return how many were dead."""
    dead = Delivery.objects(id__in=list(deliveries), state="failed")
    messages = list(dead.scalar("message"))
    count = dead.update(
        set__state="waiting",
        set__attempts=0,
        set__since=at,
        set__next_try_at=at,
        unset__lease_until=True,
        unset__lease_holder=True,
    )
    OutboxMessage.objects(id__in=messages, state="failed").update(set__state="under_way")
    return int(count)


def _some(channel: str, by: Actor, at: datetime) -> int:
    dead = Delivery.objects(channel=channel, state="failed").order_by("recorded_at", "id")
    count = revive(list(dead.limit(_AT_ONCE).scalar("id")), at=at)
    if count:
        after = {"channel": channel, "count": count}
        record(Act("delivery.resend_all", f"channel:{channel}", after=after), by=by, at=at)
    return count


def _with_names(page: Sequence[Delivery]) -> list[DeadLetter]:
    people = [one.address for one in page if one.channel in {EMAIL, SMS}]
    accounts = Account.objects(id__in=people).only("id", "name", "username") if people else ()
    named = {str(one.id): one for one in accounts}
    return [_letter(one, named.get(one.address)) for one in page]


def _letter(one: Delivery, account: Account | None) -> DeadLetter:
    return DeadLetter(
        id=str(one.id),
        channel=one.channel,
        address=one.address,
        audience=one.audience,
        recipient=one.recipient,
        name=account.name if account else "",
        username=account.username if account else "",
        recorded_at=one.recorded_at,
        tried_at=one.tried_at,
        attempts=one.attempts,
        fault=one.fault or "",
        answer_status=one.answer_status,
    )
