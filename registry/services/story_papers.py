"""The papers of a story: what its acts rest on, and which of it the reader may open."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from mongoengine import Document

from registry.documents.appeals import Appeal
from registry.documents.applications import Application
from registry.documents.ban_waivers import BanWaiver
from registry.documents.condition_findings import ConditionFinding
from registry.documents.exit_proposals import ExitProposal
from registry.documents.incidents import Incident
from registry.documents.initial_loads import InitialLoad
from registry.documents.ledger import LedgerEntry
from registry.documents.major_changes import MajorChange
from registry.documents.quarterly_updates import QuarterlyUpdate
from registry.documents.removal_cases import RemovalCase
from registry.documents.summary_sheets import SummarySheet
from registry.documents.transfers import Transfer
from registry.documents.unreported_changes import UnreportedChange
from registry.errors import NotFound
from registry.permissions import Actor, may, require

_BOTH = {"host": "host", "authority": "authority"}
# By the name it has in an entry's ``after``: where it is kept, who reads it, which of its fields
# say whose it is.
_KINDS: Mapping[str, tuple[type[Document], str, Mapping[str, str]]] = {
    "receipt": (QuarterlyUpdate, "quarterly_updates:read", _BOTH),
    "application": (Application, "applications:read", _BOTH),
    "sheet": (SummarySheet, "summary_sheets:read", {"authority": "authority"}),
    "load": (InitialLoad, "initial_loads:read", {}),
    "transfer": (Transfer, "transfers:read", {}),
    "exit_proposal": (ExitProposal, "exit_proposals:read", _BOTH),
    "change": (MajorChange, "major_changes:read", _BOTH),
    "incident": (Incident, "incidents:read", _BOTH),
    "unreported_change": (
        UnreportedChange,
        "unreported_changes:read",
        {"host": "told_host", "authority": "authority"},
    ),
    "condition_finding": (ConditionFinding, "condition_findings:read", _BOTH),
    "waiver": (BanWaiver, "ban_waivers:read", {}),
    "removal_case": (RemovalCase, "removal_cases:read", _BOTH),
    "appeal": (Appeal, "appeals:read", _BOTH),
}
# What else is looked at: who takes part, whether the host was told, what there is beside it.
_MORE = {
    "transfer": ("parties",),
    "change": ("hosts",),
    "sheet": ("scan.digest",),
    "removal_case": ("noticed", "decision.document"),
    "appeal": ("outcome.document",),
}


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper an act rests on. ``opens`` says that the reader may open it.

    ``is_earlier`` marks the version before a correction; ``beside`` is what opens with it, a
    ``scan`` of a sheet, the ``decision`` of a case or the ``outcome`` of an appeal.
    """

    kind: str
    number: str
    opens: bool = False
    is_earlier: bool = False
    beside: str = ""


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
    document, permission, whose = _KINDS[kind]
    wanted = sorted(numbers)
    if not wanted or not may(by, permission):
        return {}
    fields = ("number", *whose.values(), *_MORE.get(kind, ()))
    found = document.objects(number__in=wanted).only(*fields)
    return {one.number: one for one in found if _may_open(kind, one, by)}


def _may_open(kind: str, one: Any, by: Actor) -> bool:  # noqa: ANN401 - any of the documents above
    _, permission, whose = _KINDS[kind]
    if kind == "transfer":
        return by.authority in {"", *one.parties}
    if kind == "change" and by.host:
        return by.host in one.hosts
    if kind == "removal_case" and by.host and not one.noticed:
        return False
    try:
        require(by, permission, **{name: one[field] for name, field in whose.items()})
    except NotFound:
        return False
    return True


def _seen(paper: Paper, found: Mapping[str, Any]) -> Paper:
    one = found.get(paper.number)
    if one is None:
        return paper
    beside = ""
    if isinstance(one, SummarySheet) and one.scan is not None:
        beside = "scan"
    elif isinstance(one, RemovalCase) and one.decision is not None:
        beside = "decision"
    elif isinstance(one, Appeal) and one.outcome is not None:
        beside = "outcome"
    return replace(paper, opens=True, beside=beside)
