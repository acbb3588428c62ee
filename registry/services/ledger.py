"""Writing the ledger: the one way an act is recorded, and the form its digest covers."""

import secrets
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from hashlib import sha256
from typing import Any

from bson.decimal128 import Decimal128

from registry.chains.links import Flaw, canonical, check_chains, digest_of
from registry.clock import to_millisecond
from registry.documents.ledger import NOT_BEGUN, ChainEnd, LedgerEntry, SealedHead
from registry.insertion import insert_all
from registry.permissions import Actor
from registry.policy.desensitising import MarkKind, marks_in, may_hold_number

FORM = 2
# What a host filed: nobody reads it in the ledger, and no export tells it.
FILED = frozenset({"content", "profile", "values", "facts", "figures", "explanations"})
# How many records of a long walk are fetched at once: its memory does not grow with them.
STREAMED = 500
_SIDES = ("before", "after")
# What an entry may lack in the database; earlier ones lack the later fields too.
_ABSENT = {"before": None, "after": None}
_PLAIN_ALREADY = frozenset({str, int, bool, type(None)})
_UNDIGESTED = frozenset({"_id", "digest", "salt"})


@dataclass(frozen=True, slots=True)
class Act:
    """What was done: a verb of the glossary to a subject such as ``platform:440000-2026-0001``.

    ``before`` and ``after`` hold what changed, ``reason`` why, in the words of who acted;
    ``acting_for`` is the subject on whose behalf, where that is not the actor's own body;
    ``clause`` is the clause acted under and ``rulebook`` the version that judged it.
    """

    verb: str
    subject: str
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None
    clause: str = ""
    rulebook: str = ""
    reason: str = ""
    acting_for: str = ""


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
    shared: dict[str, Any] = _of_actor(by) | {
        "happened_at": to_millisecond(at.astimezone(UTC)),
        "recorded_at": to_millisecond((recorded_at or at).astimezone(UTC)),
        "form": FORM,
    }
    for act in acts:
        sequence, previous = ends.get(act.subject, NOT_BEGUN)
        entry = shared | {
            "subject": act.subject,
            "sequence": sequence + 1,
            "verb": act.verb,
            "acting_for": act.acting_for,
            "before": _plain(act.before),
            "after": _plain(act.after),
            "reason": act.reason,
            "clause": act.clause,
            "rulebook": act.rulebook,
            "previous_digest": previous,
        }
        entry["withheld"] = list(_to_withhold(entry))
        entry["salt"] = secrets.token_hex(16) if entry["withheld"] else ""
        entry["digest"] = digest_of(digested(entry))
        ends[act.subject] = ChainEnd(sequence + 1, entry["digest"])
        entries.append(entry)
    insert_all(LedgerEntry, entries)
    return [entry["digest"] for entry in entries]


def _of_actor(by: Actor) -> dict[str, Any]:
    return {
        "account": by.account,
        "account_name": by.name,
        "role": by.role.value,
        "door": by.door,
        "host": by.host,
        "authority": by.authority,
        "division": by.division,
        "request_id": by.request_id,
    }


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


def reason_of(entry: LedgerEntry) -> str:
    """Return why an act was done; entries of the first form keep it in what came after."""
    after = entry.after if isinstance(entry.after, Mapping) else {}
    return str(entry.reason or after.get("reason") or after.get("behalf_reason") or "")


def broken_at(subject: str) -> int | None:
    """Return the first number at which a subject's chain does not hold, or None."""
    return next((one.first for one in flaws_of(subject)), None)


def flaws_of(subject: str) -> tuple[Flaw, ...]:
    """Return what does not hold in a subject's chain, its sealed heads considered."""
    entries = stored_entries({"subject": subject})
    heads = SealedHead.objects(subject=subject).exclude("id").order_by("day").as_pymongo()
    chains = check_chains(map(checkable, entries), heads)  # index subject_1_day_1 of the heads
    return tuple(flaw for chain in chains for flaw in chain.flaws)


def stored_entries(query: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Give entries as they are stored, by subject and sequence; index subject_1_sequence_1."""
    found = LedgerEntry._get_collection().find(query)  # noqa: SLF001 - past the mapper: nothing is set right
    return iter(found.sort([("subject", 1), ("sequence", 1)]).batch_size(STREAMED))


def checkable(stored: Mapping[str, Any]) -> dict[str, Any]:
    """Return a stored entry as a check takes it: in its digested form, with its digest."""
    return {**digested(stored), "digest": stored.get("digest")}


def digested(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Return an entry in the form its digest covers; nothing withheld stands in it.

    Each item that ``withheld`` names is there as the digest of salt and value.
    """
    form = {**_ABSENT, **{key: one for key, one in entry.items() if key not in _UNDIGESTED}}
    for name in ("happened_at", "recorded_at"):
        form[name] = _plain(form.get(name))
    for path in entry.get("withheld") or ():
        side, _, key = str(path).partition(".")
        salt = entry.get("salt")
        if not key:
            form[side] = _covered(form.get(side), salt)
        elif isinstance(form.get(side), Mapping):
            form[side] = {**form[side], key: _covered(form[side].get(key), salt)}
    return form


def to_hide(entry: Mapping[str, Any]) -> list[str]:
    """Return what an export leaves out of an entry whose form withholds nothing by itself."""
    return [] if entry.get("form") else list(_to_withhold(entry))


def _to_withhold(entry: Mapping[str, Any]) -> Iterator[str]:
    """Name what was filed by a host, and what holds a person's number."""
    for side in _SIDES:
        items = entry.get(side)
        for key, value in items.items() if isinstance(items, Mapping) else ():
            if key in FILED or _holds_number(value):
                yield f"{side}.{key}"
    if _holds_number(entry.get("reason")):
        yield "reason"


def _holds_number(value: Any) -> bool:  # noqa: ANN401 - any value of an entry
    if isinstance(value, str):
        return may_hold_number(value) and any(
            mark.kind is not MarkKind.SECRECY for mark in marks_in(value)
        )
    inner = value.values() if isinstance(value, Mapping) else value
    return isinstance(value, Mapping | list) and any(map(_holds_number, inner))


def _covered(value: Any, salt: Any) -> str:  # noqa: ANN401 - as above
    return sha256(f"{salt}:{canonical(value)}".encode()).hexdigest()


def _plain(value: Any) -> Any:  # noqa: ANN401 - any value a document may hold
    """Return a value in the shape it comes back from the database in, fit for a digest."""
    if type(value) in _PLAIN_ALREADY:
        return value
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(inner) for inner in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal | Decimal128):
        return str(value)
    return value.value if isinstance(value, Enum) else value
