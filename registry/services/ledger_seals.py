"""Sealing the ledger 封存: each day the ends of chains that moved are kept, under one digest.

A chain alone cannot show that its last entry is gone, or all of them; a seal can
(docs/decisions/ledger-seals.md). No act waits for it: it reads what is committed and writes
records of its own. A run that came late, or twice, leaves the same seals.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

import pymongo

from registry.chains.seals import Tally, seal_digest
from registry.clock import SHANGHAI
from registry.database import transact
from registry.documents.ledger import LedgerEntry, LedgerSeal, SealedHead, Sealing
from registry.insertion import insert_all
from registry.logs import log
from registry.services import leases
from registry.services.ledger import STREAMED

# An act is dated by its arrival and committed a little later.
SETTLES = timedelta(hours=1)
_ONE, _OPEN = "ledger", "open"
_BATCH = 1000
_DAY = timedelta(days=1)
# A day with an initial load has hundreds of thousands of entries to look through.
_SECONDS = 600


class SealingLost(Exception):  # noqa: N818 - says what happened to the worker, and is no fault
    """Another worker took the sealing over: this one was too slow, and leaves it."""


def seal_due(*, at: datetime) -> list[LedgerSeal]:
    """Seal every day that is over and not sealed yet, oldest first; return the seals made.

    A day is sealed from one hour after its end on, and only up to the newest entry's day: a
    clock that runs ahead seals no day of the future. Another worker at it is left to it.
    """
    holder = leases.new_holder()
    Sealing.objects(number=_ONE).update_one(upsert=True, set_on_insert__state=_OPEN)
    made: list[LedgerSeal] = []
    if not leases.take(Sealing, _ONE, _OPEN, holder):
        return made
    try:
        before = last_seal()
        for day in _due(before, at):
            with pymongo.timeout(_SECONDS):
                before = _seal(day, before, holder)
            made.append(before)
            log().info("ledger_sealed", day=day, digest=before.digest)
    except SealingLost:
        log().warning("ledger_sealing_left")
    finally:
        Sealing.objects(number=_ONE, lease_holder=holder).update_one(
            unset__lease_until=True, unset__lease_holder=True
        )
    return made


def last_seal() -> LedgerSeal | None:
    """Return the newest seal, or None; index day_1."""
    found: LedgerSeal | None = LedgerSeal.objects.order_by("-day").first()
    return found


def sealed_days() -> tuple[str, str]:
    """Return the first and the last sealed day, empty where none is."""
    oldest, newest = LedgerSeal.objects.order_by("day").first(), last_seal()
    return (oldest.day, newest.day) if oldest and newest else ("", "")


def stored_heads(query: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Give sealed heads as they are stored, by subject and day; index subject_1_day_1."""
    found = SealedHead._get_collection().find(query, {"_id": False})  # noqa: SLF001 - past the mapper: nothing is set right
    in_order = found.sort([("subject", 1), ("day", 1)]).hint("subject_1_day_1")
    return iter(in_order.batch_size(STREAMED))


def stored_seals(until: str, begin: str = "") -> Iterator[dict[str, Any]]:
    """Give the seals of some days as they are stored, by day; index day_1."""
    days = {"day": {"$gte": begin, "$lte": until}}
    found = LedgerSeal._get_collection().find(days, {"_id": False})  # noqa: SLF001 - as above
    return iter(found.sort("day", 1).batch_size(STREAMED))


def unsealed_heads(after: str, begins: datetime, ends: datetime) -> Iterator[dict[str, Any]]:
    """Give the ends of chains with entries recorded in a span, where no seal up to a day has them.

    By subject; each with ``since``, where the last of those seals had it, 0 where none.
    """
    rows = LedgerEntry._get_collection().aggregate(  # noqa: SLF001 - a group needs no mapper
        [
            {
                "$match": {
                    "recorded_at": {"$gte": begins, "$lt": ends},
                    "sequence": {"$type": ["int", "long"]},
                }
            },
            {
                "$group": {
                    "_id": "$subject",
                    "end": {"$max": {"sequence": "$sequence", "digest": "$digest"}},
                }
            },
            {"$sort": {"_id": 1}},
        ],
        hint="recorded_at_-1__id_-1",
        allowDiskUse=True,
    )
    while batch := list(islice(rows, _BATCH)):
        sealed = _sealed_by([row["_id"] for row in batch], after)
        for row in batch:
            since = sealed.get(row["_id"], 0)
            if row["end"]["sequence"] > since:
                yield {"subject": row["_id"], "since": since, **row["end"]}


def midnight(day: str) -> datetime:
    """Return the first instant of a day in Asia/Shanghai."""
    return datetime.combine(date.fromisoformat(day), time(), SHANGHAI)


def _due(before: LedgerSeal | None, at: datetime) -> Iterator[str]:
    """Give the days to seal, oldest first."""
    recorded = LedgerEntry.objects.only("recorded_at")  # index recorded_at_-1__id_-1, both ways
    newest = recorded.order_by("-recorded_at", "-id").first()
    if newest is None:
        return
    over = (at - SETTLES).astimezone(SHANGHAI).date() - _DAY
    until = min(over, newest.recorded_at.astimezone(SHANGHAI).date())
    if before:
        day = date.fromisoformat(before.day) + _DAY
    else:
        oldest = recorded.order_by("recorded_at", "id").first()
        day = oldest.recorded_at.astimezone(SHANGHAI).date()
    while day <= until:
        yield day.isoformat()
        day += _DAY


def _seal(day: str, before: LedgerSeal | None, holder: str) -> LedgerSeal:
    """Seal one day: its heads batch by batch, with the last of them the seal itself.

    What the day before left is looked for too: it was at work when that day was sealed.
    """
    begins = midnight(day)
    found = unsealed_heads(before.day if before else "", begins - _DAY, begins + _DAY)
    heads = ({"day": day, **head} for head in found)
    batch, is_first, tally = list(islice(heads, _BATCH)), True, Tally()
    while True:
        coming = list(islice(heads, _BATCH))
        for head in batch:
            tally.add(head)
        seal = None if coming else _sealed(day, before, tally)
        _keep(batch, seal, holder, anew=day if is_first else "")
        if seal:
            return LedgerSeal(**seal)
        batch, is_first = coming, False


def _keep(
    rows: Sequence[Mapping[str, Any]], seal: Mapping[str, Any] | None, holder: str, *, anew: str
) -> None:
    """Write heads, and with the last of them the seal. Raises SealingLost.

    ``anew`` is a day whose rows of a run that broke off go first. The lease is renewed in the
    same transaction: who lost it to another conflicts, and finds it taken.
    """

    def work() -> None:
        if not leases.keep(Sealing, _ONE, holder):
            raise SealingLost
        if anew:
            SealedHead.objects(day=anew).delete()  # index day_1_subject_1
        insert_all(SealedHead, rows)
        insert_all(LedgerSeal, [seal] if seal else [])

    transact(work)


def _sealed(day: str, before: LedgerSeal | None, tally: Tally) -> dict[str, Any]:
    seal: dict[str, Any] = {
        "day": day,
        "chains": (before.chains if before else 0) + tally.chains,
        "entries": (before.entries if before else 0) + tally.entries,
        "heads": tally.heads,
        "heads_digest": tally.digest,
        "previous_digest": before.digest if before else "",
    }
    return seal | {"digest": seal_digest(seal)}


def _sealed_by(subjects: Collection[str], day: str) -> dict[str, int]:
    """Return up to which entry chains were sealed by a day; index subject_1_day_1."""
    groups = SealedHead._get_collection().aggregate(  # noqa: SLF001 - as above
        [
            {"$match": {"subject": {"$in": list(subjects)}, "day": {"$lte": day}}},
            {"$sort": {"subject": -1, "day": -1}},
            {"$group": {"_id": "$subject", "sequence": {"$first": "$sequence"}}},
        ],
        hint="subject_1_day_1",
    )
    return {group["_id"]: group["sequence"] for group in groups}
