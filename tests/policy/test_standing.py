"""The library state moves by a table, and by nothing else."""

from itertools import product

import pytest

from registry.policy.standing import MOVES, MoveNotAllowedError, give_back, move
from registry.policy.vocabulary import LibraryState


def test_the_table_speaks_of_every_state() -> None:
    """No state, and no beginning, is left out of the table."""
    assert set(MOVES) == {None, *LibraryState}


@pytest.mark.parametrize(("state", "to"), list(product([None, *LibraryState], LibraryState)))
def test_only_listed_moves_are_made(state: LibraryState | None, to: LibraryState) -> None:
    """A move outside the table is refused, naming both ends."""
    if to in MOVES[state]:
        assert move(state, to) is to
        return
    with pytest.raises(MoveNotAllowedError) as refused:
        move(state, to)
    assert (refused.value.state, refused.value.to) == (state, to)


def test_removed_is_terminal() -> None:
    """Nothing follows removal; being in the library is no end."""
    assert not MOVES[LibraryState.REMOVED]
    assert MOVES[LibraryState.IN_LIBRARY]


def test_an_appeal_alone_gives_a_number_back() -> None:
    """A removed platform returns under its own number; one in the library does not."""
    assert give_back(LibraryState.REMOVED) is LibraryState.IN_LIBRARY
    with pytest.raises(MoveNotAllowedError):
        give_back(LibraryState.IN_LIBRARY)
