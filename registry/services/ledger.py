"""Writing the ledger: the one way an act is recorded."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from bson.decimal128 import Decimal128

from registry.documents.ledger import LedgerEntry
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


def record(act: Act, *, by: Actor, at: datetime, recorded_at: datetime | None = None) -> str:
    """Append an act to its subject's chain, inside the caller's transaction; return its digest.

    ``at`` is when the act happened; ``recorded_at`` when it is written, where that differs.
    Two acts on one subject at once conflict and one is retried, so a chain never forks.
    """
    last = LedgerEntry.objects(subject=act.subject).order_by("-sequence").only(
        "sequence", "digest"
    ).first()  # fmt: skip # index subject_1_sequence_1
    entry = LedgerEntry(
        subject=act.subject,
        sequence=last.sequence + 1 if last else 1,
        verb=act.verb,
        account=by.account,
        account_name=by.name,
        role=by.role.value,
        door=by.door,
        host=by.host,
        authority=by.authority,
        before=_plain(act.before),
        after=_plain(act.after),
        clause=act.clause,
        rulebook=act.rulebook,
        request_id=by.request_id,
        happened_at=_to_millisecond(at),
        recorded_at=_to_millisecond(recorded_at or at),
        previous_digest=last.digest if last else "",
    )
    entry.digest = _digest(entry)
    entry.save(force_insert=True)
    return str(entry.digest)


def broken_at(subject: str) -> int | None:
    """Return the first sequence number where a subject's chain does not hold, or None."""
    previous, expected = "", 1
    for entry in LedgerEntry.objects(subject=subject).order_by("sequence"):
        chained = entry.sequence == expected and entry.previous_digest == previous
        if not chained or entry.digest != _digest(entry):
            return expected
        previous, expected = entry.digest, expected + 1
    return None


def _digest(entry: LedgerEntry) -> str:
    content = {
        name: _plain(getattr(entry, name))
        for name in LedgerEntry._fields_ordered  # noqa: SLF001 - the document's own list
        if name not in {"id", "digest"}
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
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


def _to_millisecond(moment: datetime) -> datetime:
    """Return the instant as the database keeps it, so that a digest can be worked out again."""
    return moment.astimezone(UTC).replace(microsecond=moment.microsecond // 1000 * 1000)
