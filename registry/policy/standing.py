"""Standing: which moves the library state of a platform may make, and no others.

A removed platform is not moved back: when it may apply again it enters anew, under a new
number, so that what its old number did and owed stays as it was 二（四）, 二（六）. Only where the
decision that removed it is suspended or annulled does its own number return (house ruling 26).
"""

from collections.abc import Mapping
from types import MappingProxyType

from registry.policy.vocabulary import LibraryState

# From nothing (not on record) a platform can only enter.
MOVES: Mapping[LibraryState | None, frozenset[LibraryState]] = MappingProxyType(
    {
        None: frozenset({LibraryState.IN_LIBRARY}),
        LibraryState.IN_LIBRARY: frozenset({LibraryState.REMOVED}),
        LibraryState.REMOVED: frozenset(),
    }
)


class MoveNotAllowedError(ValueError):
    """Raised for a move the table does not list."""

    def __init__(self, state: LibraryState | None, to: LibraryState) -> None:
        super().__init__(f"no move from {state} to {to}")
        self.state = state
        self.to = to


def move(state: LibraryState | None, to: LibraryState) -> LibraryState:
    """Return the state moved to; raises MoveNotAllowedError where the table has no such move."""
    if to not in MOVES[state]:
        raise MoveNotAllowedError(state, to)
    return to


def give_back(state: LibraryState) -> LibraryState:
    """Return the state of a platform whose removal an appeal suspends or annuls.

    Raises MoveNotAllowedError for one that was not removed.
    """
    if state is not LibraryState.REMOVED:
        raise MoveNotAllowedError(state, LibraryState.IN_LIBRARY)
    return LibraryState.IN_LIBRARY
