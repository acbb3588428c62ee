"""The papers of a story: what its acts rest on, and which of it the reader may open."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mongoengine import Document

from registry.documents.applications import Application
from registry.documents.exit_proposals import ExitProposal
from registry.documents.incidents import Incident
from registry.documents.initial_loads import InitialLoad
from registry.documents.ledger import LedgerEntry
from registry.documents.major_changes import MajorChange
from registry.documents.quarterly_updates import QuarterlyUpdate
from registry.documents.summary_sheets import SummarySheet
from registry.documents.transfers import Transfer
from registry.errors import NotFound
from registry.permissions import Actor, may, require

# By the name it has in an entry's ``after``: where it is kept, who reads it, what says whose it is.
_KINDS: Mapping[str, tuple[type[Document], str, tuple[str, ...]]] = {
    "receipt": (QuarterlyUpdate, "quarterly_updates:read", ("host", "authority")),
    "application": (Application, "applications:read", ("host", "authority")),
    "sheet": (SummarySheet, "summary_sheets:read", ("authority", "scan.digest")),
    "load": (InitialLoad, "initial_loads:read", ()),
    "transfer": (Transfer, "transfers:read", ("parties",)),
    "exit_proposal": (ExitProposal, "exit_proposals:read", ("host", "authority")),
    "change": (MajorChange, "major_changes:read", ("host", "authority", "hosts")),
    "incident": (Incident, "incidents:read", ("host", "authority")),
}


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper an act rests on. ``opens`` says that the reader may open it.

    ``is_earlier`` marks the version before a correction, ``scanned`` a stamped scan beside it.
    """

    kind: str
    number: str
    opens: bool = False
    is_earlier: bool = False
    scanned: bool = False


def papers_of(entries: Sequence[LedgerEntry], *, by: Actor) -> list[list[Paper]]:
    """Return the papers of each entry, for who may read the story; the caller has checked that.

    One query for each kind of paper that is named at all, however many entries.
    """
    named = [list(_named(entry)) for entry in entries]
    found = {
        kind: _within_reach(
            kind, {one.number for some in named for one in some if one.kind == kind}, by
        )
        for kind in _KINDS
    }
    return [[_seen(one, found[one.kind]) for one in some] for some in named]


def _named(entry: LedgerEntry) -> Iterator[Paper]:
    after = entry.after if isinstance(entry.after, Mapping) else {}
    before = entry.before if isinstance(entry.before, Mapping) else {}
    for kind in _KINDS:
        # An initial load names the sheet of its workbook so.
        if after.get(kind) and not (kind == "sheet" and "load" in after):
            yield Paper(kind, str(after[kind]))
    if before.get("receipt"):
        yield Paper("receipt", str(before["receipt"]), is_earlier=True)


def _within_reach(kind: str, numbers: Iterable[str], by: Actor) -> dict[str, Document]:
    """Return what the reader may open, by number; each kind has its index number_1."""
    document, permission, fields = _KINDS[kind]
    wanted = sorted(numbers)
    if not wanted or not may(by, permission):
        return {}
    found = document.objects(number__in=wanted).only("number", *fields)
    return {one.number: one for one in found if _may_open(one, permission, by)}


def _may_open(one: Any, permission: str, by: Actor) -> bool:  # noqa: ANN401 - any of the documents above
    if isinstance(one, Transfer):
        return by.authority in {"", *one.parties}
    if isinstance(one, MajorChange) and by.host:
        return by.host in one.hosts
    whose = {name: getattr(one, name) for name in ("host", "authority") if hasattr(one, name)}
    try:
        require(by, permission, **whose)
    except NotFound:
        return False
    return True


def _seen(paper: Paper, found: Mapping[str, Any]) -> Paper:
    one = found.get(paper.number)
    if one is None:
        return paper
    scanned = isinstance(one, SummarySheet) and one.scan is not None
    return Paper(paper.kind, paper.number, True, paper.is_earlier, scanned)  # noqa: FBT003 - opens
