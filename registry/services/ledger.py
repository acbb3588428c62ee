"""Writing the ledger: the one way an act is recorded."""

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from itertools import groupby
from typing import Any

from bson.decimal128 import Decimal128

from registry.clock import to_millisecond
from registry.documents.ledger import NOT_BEGUN, ChainEnd, LedgerEntry
from registry.insertion import insert_all
from registry.permissions import Actor


@dataclass(frozen=True, slots=True)
class Act:
    """What was done: a verb of the glossary to a subject such as ``platform:440000-2026-0001``.

    ``before`` and ``after`` hold what changed; ``clause`` the clause acted under and
    ``rulebook`` the version that judged it.
    """

    verb: str
    subject: str
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None
    clause: str = ""
    rulebook: str = ""


def record(
    act: Act,
    *,
    by: Actor,
    at: datetime,
    recorded_at: datetime | None = None,
    after: ChainEnd | None = None,
) -> str:
    """Append an act to its subject's chain, inside the caller's transaction; return its digest.

    ``at`` is when the act happened; ``recorded_at`` when it is written, where that differs.
    Two acts on one subject at once conflict and one is retried, so a chain never forks.
    ``after`` is the chain's end where the same transaction has read it already.
    """
    ends = _ends({act.subject}) if after is None else {act.subject: after}
    return _append([act], ends, by=by, at=at, recorded_at=recorded_at)[0]


def record_all(
    acts: Sequence[Act], *, by: Actor, at: datetime, recorded_at: datetime | None = None
) -> list[str]:
    """Append acts to their subjects' chains together, as ``record`` does each.

    One query and one command, however many; several acts on one subject follow each other
    in the order given.
    """
    ends = _ends({act.subject for act in acts})
    return _append(acts, ends, by=by, at=at, recorded_at=recorded_at)


def _append(
    acts: Sequence[Act],
    ends: dict[str, ChainEnd],
    *,
    by: Actor,
    at: datetime,
    recorded_at: datetime | None,
) -> list[str]:
    """Append acts after the ends of their chains, and move the ends along."""
    entries: list[dict[str, Any]] = []
    for act in acts:
        sequence, previous = ends.get(act.subject, NOT_BEGUN)
        entry = {
            "subject": act.subject,
            "sequence": sequence + 1,
            "verb": act.verb,
            "account": by.account,
            "account_name": by.name,
            "role": by.role.value,
            "door": by.door,
            "host": by.host,
            "authority": by.authority,
            "before": _plain(act.before),
            "after": _plain(act.after),
            "clause": act.clause,
            "rulebook": act.rulebook,
            "request_id": by.request_id,
            "happened_at": to_millisecond(at.astimezone(UTC)),
            "recorded_at": to_millisecond((recorded_at or at).astimezone(UTC)),
            "previous_digest": previous,
        }
        entry["digest"] = _digest(entry)
        ends[act.subject] = ChainEnd(sequence + 1, entry["digest"])
        entries.append(entry)
    insert_all(LedgerEntry, entries)
    return [entry["digest"] for entry in entries]


def _ends(subjects: Collection[str]) -> dict[str, ChainEnd]:
    """Return the last sequence number and digest of each subject's chain that has begun."""
    newest_first = [("subject", -1), ("sequence", -1)]
    if len(subjects) == 1:
        last = LedgerEntry._get_collection().find_one(  # noqa: SLF001 - two fields need no mapper
            {"subject": min(subjects)}, ["subject", "sequence", "digest"], sort=newest_first
        )  # index subject_1_sequence_1
        return {last["subject"]: ChainEnd(last["sequence"], last["digest"])} if last else {}
    groups = LedgerEntry._get_collection().aggregate(  # noqa: SLF001 - as above
        [
            {"$match": {"subject": {"$in": sorted(subjects)}}},
            {"$sort": dict(newest_first)},
            {
                "$group": {
                    "_id": "$subject",
                    "sequence": {"$first": "$sequence"},
                    "digest": {"$first": "$digest"},
                }
            },
        ],
        hint="subject_1_sequence_1",
    )
    return {group["_id"]: ChainEnd(group["sequence"], group["digest"]) for group in groups}


def broken_at(subject: str) -> int | None:
    """Return the first sequence number where a subject's chain does not hold, or None."""
    return _first_wrong(LedgerEntry.objects(subject=subject).order_by("sequence"))


def broken_chains() -> Iterator[str]:
    """Give the subjects whose chain does not hold; reads the whole ledger once, in its order."""
    entries = LedgerEntry.objects.order_by("subject", "sequence").no_cache()
    for subject, chain in groupby(entries, key=lambda entry: str(entry.subject)):
        if _first_wrong(chain) is not None:  # index subject_1_sequence_1
            yield subject


def _first_wrong(chain: Iterable[LedgerEntry]) -> int | None:
    previous, expected = "", 1
    for entry in chain:
        chained = entry.sequence == expected and entry.previous_digest == previous
        if not chained or entry.digest != _digest(_content(entry)):
            return expected
        previous, expected = entry.digest, expected + 1
    return None


def _content(entry: LedgerEntry) -> dict[str, Any]:
    return {
        name: getattr(entry, name)
        for name in LedgerEntry._fields_ordered  # noqa: SLF001 - the document's own list
        if name not in {"id", "digest"}
    }


def _digest(content: Mapping[str, Any]) -> str:
    text = json.dumps(
        content, default=_plain, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:  # noqa: ANN401 - any value a document may hold
    """Return a value in the shape it comes back from the database in, fit for a digest."""
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(inner) for inner in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal | Decimal128):
        return str(value)
    if isinstance(value, Enum):
        return value.value
    return value
