"""Seals: each held against the one before it, and against the heads that it covers."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from registry.chains.links import Flaw, canonical, day_after, digest_of, is_head

_SEALED = ("day", "chains", "entries", "heads", "heads_digest", "previous_digest")
_HEAD = ("subject", "since", "sequence", "digest")


class Tally:
    """The heads that one seal covers, counted and digested in the order of their subjects."""

    def __init__(self) -> None:
        self.heads = self.chains = self.entries = 0
        self._digest = hashlib.sha256()

    def add(self, head: Mapping[str, Any]) -> None:
        """Add the head of the next subject; one that is none counts as missing."""
        if not is_head(head):
            return
        self.heads += 1
        self.chains += not head["since"]
        self.entries += head["sequence"] - head["since"]
        self._digest.update(f"{canonical([head[name] for name in _HEAD])}\n".encode())

    @property
    def digest(self) -> str:
        """Return the digest over the heads added so far."""
        return self._digest.hexdigest()


def seal_digest(seal: Mapping[str, Any]) -> str:
    """Return the digest of a seal: its day, totals, heads, and the digest of the one before."""
    return digest_of({name: seal.get(name) for name in _SEALED})


def check_seals(
    seals: Iterable[Mapping[str, Any]],
    tally_of: Callable[[str], Tally],
    *,
    before: Mapping[str, Any] | None = None,
    whole: bool = True,
) -> Iterator[tuple[str, tuple[Flaw, ...]]]:
    """Walk seals by day, each held against the one before it and the heads it covers.

    ``before`` is the seal to go on from. Without ``whole`` there may be earlier ones.
    """
    for seal in seals:
        day = str(seal.get("day"))
        subject, tally = f"seal:{day}", tally_of(day)
        flaws = list(_follows(seal, before)) if before else []
        if not before and whole and seal.get("previous_digest"):
            flaws.append(Flaw("seal_missing", subject, day=f"{day} 之前"))
        covered = (seal.get("heads"), seal.get("heads_digest"))
        if seal_digest(seal) != seal.get("digest"):
            flaws.append(Flaw("seal_changed", subject, day=day))
        elif covered != (tally.heads, tally.digest):
            flaws.append(Flaw("heads_changed", subject, day=day))
        elif (before or whole) and not flaws and not _adds_up(seal, before, tally):
            flaws.append(Flaw("seal_changed", subject, day=day))
        yield day, tuple(flaws)
        before = seal


def _follows(seal: Mapping[str, Any], before: Mapping[str, Any]) -> Iterator[Flaw]:
    day, expected = str(seal.get("day")), day_after(str(before.get("day")))
    if day != expected:
        yield Flaw("seal_missing", f"seal:{expected}", day=f"{expected} 起至 {day} 之前")
    elif seal.get("previous_digest") != before.get("digest"):
        replaced = str(before.get("day"))
        yield Flaw("seal_replaced", f"seal:{replaced}", day=replaced)


def _adds_up(seal: Mapping[str, Any], before: Mapping[str, Any] | None, tally: Tally) -> bool:
    """Tell whether totals are those of the seal before and what came in; told once, of one."""
    if before and seal_digest(before) != before.get("digest"):
        return True
    return all(
        seal.get(name) == (before or {}).get(name, 0) + getattr(tally, name)
        for name in ("chains", "entries")
    )
