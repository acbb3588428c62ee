"""Where an application 申报 stands between a host's first draft and the library, and how it moves.

Freezing binds no window (ruling 11); submission does (ruling 9); review, the round's sheet
and admission may finish after it.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class ApplicationState(StrEnum):
    """A draft is typed in, a frozen one waits for its stamped scan, a submitted one for review."""

    DRAFT = "draft"
    FROZEN = "frozen"
    SUBMITTED = "submitted"
    IN_REVIEW = "in_review"
    RETURNED = "returned"
    RECOMMENDED = "recommended"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    ADMITTED = "admitted"


class ApplicationMoveError(ValueError):
    """Raised for a move the table does not know."""


_STATE = ApplicationState
MOVES: Mapping[ApplicationState, frozenset[ApplicationState]] = MappingProxyType(
    {
        _STATE.DRAFT: frozenset({_STATE.FROZEN, _STATE.WITHDRAWN}),
        _STATE.FROZEN: frozenset(
            {_STATE.DRAFT, _STATE.RETURNED, _STATE.SUBMITTED, _STATE.WITHDRAWN}
        ),
        # Recalled by its host, until somebody claims it: to what it was before.
        _STATE.SUBMITTED: frozenset(
            {_STATE.DRAFT, _STATE.RETURNED, _STATE.IN_REVIEW, _STATE.WITHDRAWN}
        ),
        _STATE.IN_REVIEW: frozenset(
            {_STATE.SUBMITTED, _STATE.RETURNED, _STATE.RECOMMENDED, _STATE.REFUSED}
        ),
        _STATE.RETURNED: frozenset({_STATE.FROZEN, _STATE.WITHDRAWN}),
        _STATE.RECOMMENDED: frozenset({_STATE.ADMITTED, _STATE.IN_REVIEW}),
        _STATE.REFUSED: frozenset(),
        _STATE.WITHDRAWN: frozenset(),
        _STATE.ADMITTED: frozenset(),
    }
)  # fmt: skip
# While one of these, a host has no second application for the same platform.
LIVE = frozenset(state for state, moves in MOVES.items() if moves)


def move(current: ApplicationState, to: ApplicationState) -> ApplicationState:
    """Return the new state. Raises ApplicationMoveError for a move the table does not know."""
    if to not in MOVES[current]:
        message = f"{current} -> {to}"
        raise ApplicationMoveError(message)
    return to
