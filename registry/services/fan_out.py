"""Fanning out: from a message to its deliveries, one for each channel and address, once each.

Whoever is killed in the middle leaves deliveries that the next run finds there; the unique
index refuses a second one of each.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from bson import ObjectId
from mongoengine import Q
from pymongo import ASCENDING
from pymongo.errors import BulkWriteError

from registry.channels import EMAIL, SMS, WEBHOOK
from registry.documents.accounts import Account
from registry.documents.contact_ways import ContactWays
from registry.documents.deliveries import Delivery
from registry.documents.outbox import OutboxMessage
from registry.documents.webhooks import Webhook
from registry.insertion import as_stored
from registry.permissions import MINISTRY, PROVINCE, Role
from registry.services.retries import FRESH

_BATCH = 200
_DUPLICATE_KEY = 11000
_OUTWARD = {"$ne": "desk"}
_INBOX = "inbox_only"

Row = Mapping[str, Any]
Place = tuple[str, str]
Since = Mapping[str, datetime]


def fan_out(since: Since, *, at: datetime) -> int:
    """Make the deliveries of all messages that wait, by the channels that are on; return how many.

    ``since`` tells from when on each is. What is older than that by more than FRESH does not go
    by it: nobody sent any when it was written.
    """
    _set_aside(min(since.values(), default=at) - FRESH)
    made = 0
    while messages := _waiting(at):
        wanted = list(_deliveries(messages, since, at))
        _insert(wanted)
        told = {one["message"] for one in wanted}
        _settle([one["_id"] for one in messages if one["_id"] in told], "under_way")
        _settle([one["_id"] for one in messages if one["_id"] not in told], _INBOX)
        made += len(wanted)
    return made


def reaches(account: Row, audience: str, recipient: str) -> bool:
    """Tell whether somebody is told what is told to an audience: by the role and body of today."""
    role = account.get("role", "")
    if audience == "host":
        return role == Role.HOST_OPERATOR and account.get("host") == recipient
    if audience == "authority":
        return role in PROVINCE and account.get("authority") == recipient
    return audience == "ministry" and role in MINISTRY


def _set_aside(before: datetime) -> None:
    old = {"state": "pending", "recorded_at": {"$lt": before}, "audience": _OUTWARD}
    OutboxMessage._get_collection().update_many(  # noqa: SLF001 - index state_1_recorded_at_1
        old, {"$set": {"state": _INBOX}}
    )


def _waiting(at: datetime) -> list[Row]:
    found = OutboxMessage._get_collection().find(  # noqa: SLF001 - past the mapper
        {"state": "pending", "recorded_at": {"$lte": at}, "audience": _OUTWARD},
        ["audience", "recipient", "subject", "recorded_at"],
    )
    ordered = found.sort("recorded_at", ASCENDING).limit(_BATCH)
    return list(ordered.hint("state_1_recorded_at_1"))


def _deliveries(messages: Sequence[Row], since: Since, at: datetime) -> Iterator[dict[str, Any]]:
    """Give what is to be delivered; three queries, however many messages."""
    hooks = _hooks(messages)
    people = _people(messages) if since.keys() & {EMAIL, SMS} else []
    ways = _ways([str(one["_id"]) for one in people])
    for message in messages:
        its = (message["audience"], message["recipient"])
        places = [
            (channel, str(one["_id"]))
            for one in people
            if reaches(one, *its)
            for channel in ways.get(str(one["_id"]), ())
        ]
        noun, written = message["subject"].partition(":")[0], message["recorded_at"]
        places += [
            (WEBHOOK, str(one.id))
            for one in hooks
            if (one.audience, one.recipient) == its
            and noun in one.kinds
            and one.recorded_at <= written
        ]
        ways_on = {channel for channel, from_ in since.items() if from_ - FRESH <= written}
        yield from (_row(message, place, at) for place in places if place[0] in ways_on)


def _row(message: Row, place: Place, at: datetime) -> dict[str, Any]:
    channel, address = place
    return {
        "message": message["_id"],
        "channel": channel,
        "address": address,
        "audience": message["audience"],
        "recipient": message["recipient"],
        "since": at,
        "next_try_at": at,
        "recorded_at": at,
    }


def _people(messages: Iterable[Row]) -> list[Row]:
    """Return the accounts in force that any of these messages is for."""
    to: dict[str, set[str]] = {}
    for one in messages:
        to.setdefault(one["audience"], set()).add(one["recipient"])
    asked: list[dict[str, Any]] = []
    if hosts := to.get("host"):
        asked.append({"host": {"$in": sorted(hosts)}, "role": Role.HOST_OPERATOR.value})
    if codes := to.get("authority"):
        asked.append({"role": {"$in": sorted(PROVINCE)}, "authority": {"$in": sorted(codes)}})
    if "ministry" in to:
        asked.append({"role": {"$in": sorted(MINISTRY)}})
    if not asked:
        return []
    # indexes host_1_username_1 and role_1_username_1, one for each part
    return list(
        Account._get_collection().find(  # noqa: SLF001 - past the mapper
            {"$or": asked, "active": True}, ["role", "host", "authority"]
        )
    )


def _hooks(messages: Sequence[Row]) -> list[Webhook]:
    """Return the webhooks in force of those that these messages are for."""
    to = sorted({one["recipient"] for one in messages})
    # index audience_1_recipient_1_recorded_at_1: of every audience, with these recipients
    of = {"audience__in": ["host", "authority", "ministry"], "recipient__in": to}
    return list(
        Webhook.objects(**of, state="active").only("audience", "recipient", "kinds", "recorded_at")
    )


def _ways(accounts: Sequence[str]) -> dict[str, Sequence[str]]:
    found = ContactWays.objects(id__in=accounts).only("id", "channels") if accounts else ()
    return {one.id: tuple(one.channels) for one in found}


def _insert(rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert what is not there yet."""
    if not rows:
        return
    try:
        Delivery._get_collection().insert_many(  # noqa: SLF001 - past the mapper
            [as_stored(Delivery, row) for row in rows], ordered=False
        )
    except BulkWriteError as error:
        if any(one["code"] != _DUPLICATE_KEY for one in error.details["writeErrors"]):
            raise


def _settle(messages: Sequence[ObjectId], state: str) -> None:
    if messages:
        OutboxMessage.objects(Q(id__in=messages) & Q(state="pending")).update(set__state=state)
