"""Lineage 前身和承继 on the desk: writing one step, asking for all that many hosts descend from.

Two queries, however many are asked about and however deep it goes; a circle is walked once.
"""

from collections import defaultdict, deque
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Protocol

from mongoengine.connection import get_db

from registry.documents.lineages import Lineage

HOST, PLATFORM = "host", "platform"
_SHOWN = ("kind", "predecessor", "successor", "how", "change", "effective_on")


class Change(Protocol):
    """What a step is written by: a major change, or whatever has its number, kind and day."""

    number: str
    kind: str
    event_on: date


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a lineage: what came out of what, how, by which major change, since when."""

    kind: str
    predecessor: str
    successor: str
    how: str
    change: str
    effective_on: date


@dataclass(frozen=True)
class Connected:
    """Everything before and after what was asked about, as the steps that lead there.

    ``forward`` are the steps reached from what was asked about towards its successors, ``back``
    those towards its predecessors. What is no relative of the one asked about stays out:
    another successor of a predecessor is neither before nor after it.
    """

    forward: tuple[Step, ...] = ()
    back: tuple[Step, ...] = ()

    def successors_of(self, one: str) -> Mapping[str, tuple[Step, ...]]:
        """Return whatever comes after one, each with the shortest way to it."""
        return _ways(one, self._onward, lambda step: step.successor)

    def predecessors_of(self, one: str) -> Mapping[str, tuple[Step, ...]]:
        """Return whatever came before one, each with the shortest way back to it."""
        return _ways(one, self._backward, lambda step: step.predecessor)

    def relatives_of(self, one: str) -> Mapping[str, tuple[Step, ...]]:
        """Return what came before and after one, each with the way that connects them."""
        return {**self.successors_of(one), **self.predecessors_of(one)}

    @cached_property
    def all(self) -> frozenset[str]:
        """Return everything that a step leads to or from."""
        steps = (*self.forward, *self.back)
        return frozenset({end for step in steps for end in (step.predecessor, step.successor)})

    @cached_property
    def _onward(self) -> Mapping[str, list[Step]]:
        return _by(self.forward, lambda step: step.predecessor)

    @cached_property
    def _backward(self) -> Mapping[str, list[Step]]:
        return _by(self.back, lambda step: step.successor)


def connected(hosts: Collection[str], platforms: Collection[str], on: date) -> Connected:
    """Return all predecessors and successors of hosts (ids) and platforms (numbers) on a day.

    Two queries, none where nothing is asked about. Steps that take effect after the day are
    not walked.
    """
    asked = sorted({*hosts, *platforms})
    if not asked:
        return Connected()
    return Connected(
        forward=_walked(asked, "successor", "predecessor", on),  # index lineage_forward
        back=_walked(asked, "predecessor", "successor", on),  # index lineage_back
    )


def connect(
    kind: str, predecessor: str, successor: str, *, by_change: Change, at: datetime
) -> None:
    """Write one step, inside the caller's transaction; the same step of the same change once.

    A thing is no successor of itself: then nothing is written.
    """
    if predecessor == successor:
        return
    Lineage.objects(
        change=by_change.number, predecessor=predecessor, successor=successor
    ).update_one(
        upsert=True,
        set_on_insert__kind=kind,
        set_on_insert__how=by_change.kind,
        set_on_insert__effective_on=by_change.event_on,
        set_on_insert__recorded_at=at,
    )  # index lineage_once_per_change


def _walked(asked: list[str], onto: str, at: str, on: date) -> tuple[Step, ...]:
    """Walk from what is asked about, one search of the index for each generation."""
    until = datetime(on.year, on.month, on.day)  # noqa: DTZ001 - a day is stored so
    found = get_db().aggregate(
        [
            {"$documents": [{"asked": asked}]},
            {
                "$graphLookup": {
                    "from": Lineage._get_collection_name(),  # noqa: SLF001 - no public name for it
                    "startWith": "$asked",
                    "connectFromField": onto,
                    "connectToField": at,
                    "restrictSearchWithMatch": {"effective_on": {"$lte": until}},
                    "as": "step",
                }
            },
            # Right behind, so that no document has to hold them all.
            {"$unwind": "$step"},
            {"$replaceRoot": {"newRoot": "$step"}},
            {"$project": dict.fromkeys(_SHOWN, True) | {"_id": False}},
        ]
    )
    return tuple(
        Step(**{**one, "effective_on": one["effective_on"].date()})
        for one in sorted(found, key=lambda one: (one["effective_on"], one["change"], one[onto]))
    )


def _by(steps: Iterable[Step], end: Callable[[Step], str]) -> Mapping[str, list[Step]]:
    found: dict[str, list[Step]] = defaultdict(list)
    for step in steps:
        found[end(step)].append(step)
    return found


def _ways(
    one: str, steps: Mapping[str, list[Step]], onto: Callable[[Step], str]
) -> Mapping[str, tuple[Step, ...]]:
    """Return the shortest way from one to each that can be reached, the nearest first."""
    ways: dict[str, tuple[Step, ...]] = {one: ()}
    waiting = deque([one])
    while waiting:
        here = waiting.popleft()
        for step in steps.get(here, ()):
            there = onto(step)
            if there not in ways:
                ways[there] = (*ways[here], step)
                waiting.append(there)
    del ways[one]
    return ways
