"""Checking the ledger: every chain and every seal worked out again, by ``registry.chains``.

All of it streams: one chain is held at a time, and a count for each day sealed.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from registry.chains.links import Flaw, check_chains, day_after
from registry.chains.seals import Tally, check_seals
from registry.database import transact
from registry.documents.ledger import LedgerEntry, LedgerSeal, SealedHead, Sealing
from registry.permissions import Actor, require
from registry.services.ledger import Act, checkable, record, stored_entries
from registry.services.ledger_seals import last_seal, stored_heads, stored_seals

VERIFIED_AT_ONCE = 20_000
_SEAL = "seal:"
_MOST_TOLD = 100
_REPORTED_EVERY = 10_000

# Told as it goes on: entries so far, how many there are about, the subject reached.
Report = Callable[[int, int, str], None]
Tell = Callable[[Flaw], None]


@dataclass(frozen=True, slots=True)
class Verified:
    """What a check found. ``broken`` counts chains and seals that do not hold.

    ``flaws`` are the first hundred; ``reached`` is the last subject or seal, empty at the end.
    """

    chains: int
    entries: int
    seals: int
    broken: int
    flaws: tuple[Flaw, ...]
    reached: str = ""


class _Count:
    """What was met so far, and told."""

    def __init__(self, tell: Tell | None = None) -> None:
        self.chains = self.entries = self.seals = self.broken = 0
        self.flaws: list[Flaw] = []
        self._tell = tell

    def add(self, flaws: Collection[Flaw]) -> None:
        """Count what does not hold in one chain or seal."""
        self.broken += bool(flaws)
        for flaw in flaws:
            if len(self.flaws) < _MOST_TOLD:
                self.flaws.append(flaw)
            if self._tell:
                self._tell(flaw)

    def verified(self, reached: str = "") -> Verified:
        """Return the count as it stands."""
        counts = (self.chains, self.entries, self.seals, self.broken)
        return Verified(*counts, tuple(self.flaws), reached)


def check_all(
    *, tell: Tell | None = None, report: Report | None = None, noted: Collection[str] = ()
) -> Verified:
    """Walk the whole ledger once; each flaw is told as it is found.

    ``noted`` are digests of seals that somebody kept elsewhere: each must be one of ours.
    """
    last, count = last_seal(), _Count(tell)
    sealed_until = last.day if last else ""
    tallies: dict[str, Tally] = defaultdict(Tally)
    total = LedgerEntry._get_collection().estimated_document_count()  # noqa: SLF001 - of the mapper none

    def heads() -> Iterator[Mapping[str, Any]]:
        for head in stored_heads({}):
            if str(head.get("day")) <= sealed_until:
                tallies[str(head.get("day"))].add(head)
            yield head

    told = 0
    chains = check_chains(map(checkable, stored_entries({})), heads(), sealed_until=sealed_until)
    for chain in chains:
        count.chains += bool(chain.entries)
        count.entries += chain.entries
        count.add(chain.flaws)
        if report and count.entries >= told:
            told = count.entries + _REPORTED_EVERY
            report(count.entries, total, chain.subject)
    for _, flaws in check_seals(stored_seals(sealed_until), lambda day: tallies.pop(day, Tally())):
        count.seals += 1
        count.add(flaws)
    for day in sorted(tallies):
        count.add([Flaw("heads_unsealed", f"{_SEAL}{day}", day=day)])
    count.add(_unsealed(sealed_until))
    for digest in noted:
        if LedgerSeal.objects(digest=digest).first() is None:
            count.add([Flaw("seal_unknown", _SEAL, day=digest)])
    return count.verified()


def broken_chains() -> tuple[str, ...]:
    """Return the subjects of chains and seals that do not hold; reads the whole ledger once."""
    found: dict[str, None] = {}
    check_all(tell=lambda flaw: found.setdefault(flaw.subject))
    return tuple(found)


def verify_all(
    *,
    tell: Tell,
    report: Report,
    noted: Collection[str],
    by: Actor,
    at: datetime,
) -> Verified:
    """Check the whole ledger in one go, and write down that it was done."""
    require(by, "ledger:verify")
    done = check_all(tell=tell, report=report, noted=noted)
    _write_down(done, by=by, at=at)
    return done


def verify(after: str, *, by: Actor, at: datetime) -> Verified:
    """Check chains, then seals, from the one after ``after`` on; write down the result.

    Stops at the end of a chain after 20,000 entries; ``reached`` then says where to go on.
    """
    require(by, "ledger:verify")
    count = _Count()
    reached = "" if after.startswith(_SEAL) else _verify_chains(after, count)
    if not reached:
        reached = _verify_seals(after.removeprefix(_SEAL) if _SEAL in after else "", count)
    done = count.verified(reached)
    _write_down(done, by=by, at=at)
    return done


def last_verified() -> datetime | None:
    """Return when the ledger was last checked; index verb_1_recorded_at_-1__id_-1."""
    last = LedgerEntry.objects(verb="ledger.verify").order_by("-recorded_at", "-id").first()
    return last.recorded_at if last else None


def _verify_chains(after: str, count: _Count) -> str:
    """Check chains; return the last subject where there are more."""
    last, later = last_seal(), {"subject": {"$gt": after}}
    entries, heads = map(checkable, stored_entries(later)), stored_heads(later)
    reached = ""
    for chain in check_chains(entries, heads, sealed_until=last.day if last else ""):
        if count.entries >= VERIFIED_AT_ONCE:
            return reached
        count.chains += bool(chain.entries)
        count.entries += chain.entries
        count.add(chain.flaws)
        reached = chain.subject
    return ""


def _verify_seals(after: str, count: _Count) -> str:
    """Check seals from a day's on, as many as their heads leave room for; return the last."""
    last, read = last_seal(), 0
    sealed_until = last.day if last else ""

    def tally_of(day: str) -> Tally:
        nonlocal read
        tally = Tally()
        for head in SealedHead.objects(day=day).order_by("subject").as_pymongo():
            tally.add(head)  # index day_1_subject_1
            read += 1
        return tally

    before = next(stored_seals(after, after), None) if after else None
    coming = stored_seals(sealed_until, day_after(after) if after else "")
    for day, flaws in check_seals(coming, tally_of, before=before):
        count.seals += 1
        count.add(flaws)
        if count.entries + read >= VERIFIED_AT_ONCE and day != sealed_until:
            return f"{_SEAL}{day}"
    count.add(_unsealed(sealed_until))
    return ""


def _unsealed(sealed_until: str) -> list[Flaw]:
    """Find heads without their seal, unless somebody is sealing or broke off doing so."""
    row = SealedHead.objects(day__gt=sealed_until).order_by("day").first()
    if row is None or Sealing.objects(lease_until__exists=True).first():
        return []
    return [Flaw("heads_unsealed", f"{_SEAL}{row.day}", day=row.day)]


def _write_down(done: Verified, *, by: Actor, at: datetime) -> None:
    after = {
        "chains": done.chains,
        "entries": done.entries,
        "seals": done.seals,
        "broken": done.broken,
        "reached": done.reached,
    }
    act = Act("ledger.verify", "service:ledger", after=after)
    transact(lambda: record(act, by=by, at=at))
