"""Where a summary sheet 汇总表 stands between upload and admission, and how it may move on.

Upload is bound by the window; acceptance and admission may finish after it (ruling 9).
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from registry.policy.findings import Finding, worst
from registry.policy.vocabulary import Opinion, Severity


class SheetState(StrEnum):
    """A staged sheet waits for a lead; one that needs mending only shows its findings."""

    NEEDS_MENDING = "needs_mending"
    STAGED = "staged"
    ADMITTING = "admitting"
    ADMITTED = "admitted"
    WITHDRAWN = "withdrawn"


class RowOutcome(StrEnum):
    """What admission did with a row; pending until it came to it."""

    PENDING = "pending"
    ADMITTED = "admitted"
    ALREADY_IN_LIBRARY = "already_in_library"
    NOT_APPROVED = "not_approved"
    DEFERRED = "deferred"
    BANNED = "banned"
    HOST_NAME_DIFFERS = "host_name_differs"
    WITHOUT_APPLICATION = "without_application"


@dataclass(frozen=True, slots=True)
class ArrivedSheet:
    """A sheet of a round as it stands among the others of its authority."""

    number: str
    received_at: datetime
    state: SheetState


MOVES: Mapping[SheetState, frozenset[SheetState]] = MappingProxyType(
    {
        SheetState.NEEDS_MENDING: frozenset({SheetState.WITHDRAWN}),
        SheetState.STAGED: frozenset({SheetState.ADMITTING, SheetState.WITHDRAWN}),
        SheetState.ADMITTING: frozenset({SheetState.ADMITTED}),
        SheetState.ADMITTED: frozenset(),
        SheetState.WITHDRAWN: frozenset(),
    }
)

_NOT_ADMITTED = {
    Opinion.NOT_APPROVED: RowOutcome.NOT_APPROVED,
    Opinion.DEFERRED: RowOutcome.DEFERRED,
}


def may_move(state: SheetState, to: SheetState) -> bool:
    """Say whether a sheet may move from one state to another."""
    return to in MOVES[state]


def newest_of(sheets: Iterable[ArrivedSheet]) -> ArrivedSheet | None:
    """Return the sheet that stands for a round: the last to come of those not withdrawn."""
    there = (one for one in sheets if one.state is not SheetState.WITHDRAWN)
    return max(there, key=lambda one: (one.received_at, one.number), default=None)


def left_undone(sheets: Collection[ArrivedSheet]) -> tuple[ArrivedSheet, ...]:
    """Return which sheets of a round have not ended, in their order.

    What came before the newest was sent anew, unless its rows are going in just now.
    """
    newest = newest_of(sheets)
    return tuple(
        one
        for one in sheets
        if one.state is SheetState.ADMITTING
        or (one is newest and one.state is not SheetState.ADMITTED)
    )


def state_on_arrival(findings: Iterable[Finding], rows: int) -> SheetState:
    """Return the state a sheet is staged in: one blocking finding, or no row, needs mending."""
    blocked = worst(findings) is Severity.BLOCKING
    return SheetState.NEEDS_MENDING if blocked or not rows else SheetState.STAGED


def outcome_of_opinion(opinion: Opinion) -> RowOutcome | None:
    """Return what becomes of a row by its opinion alone; None where it is to be admitted.

    Only explicit approval admits (ruling 13); an unknown opinion blocks its sheet and counts
    as not approved here, so that nothing ever slips through.
    """
    if opinion is Opinion.APPROVED:
        return None
    return _NOT_ADMITTED.get(opinion, RowOutcome.NOT_APPROVED)
