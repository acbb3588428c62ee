"""An initial load moves from its check to its end by a table (ruling 15)."""

import pytest

from registry.policy.initial_load_states import (
    MOVES,
    LoadState,
    RowOutcome,
    may_move,
    state_on_check,
)


def test_each_state_goes_only_where_the_table_says() -> None:
    """Only a checked load is carried out; what is under way ends loaded, never withdrawn."""
    assert {state: {to for to in LoadState if may_move(state, to)} for state in LoadState} == {
        LoadState.UNLOADABLE: {LoadState.WITHDRAWN},
        LoadState.CHECKED: {LoadState.LOADING, LoadState.WITHDRAWN},
        LoadState.LOADING: {LoadState.LOADED},
        LoadState.LOADED: set(),
        LoadState.WITHDRAWN: set(),
    }


def test_the_table_cannot_be_changed() -> None:
    """Nobody adds a move to the table while the service runs."""
    with pytest.raises(TypeError):
        MOVES[LoadState.LOADED] = frozenset(LoadState)  # type: ignore[index]


@pytest.mark.parametrize(
    ("blocked", "state"), [(True, LoadState.UNLOADABLE), (False, LoadState.CHECKED)]
)
def test_one_blocked_sheet_stops_the_workbook(*, blocked: bool, state: LoadState) -> None:
    """A sheet that cannot be read as a whole makes the workbook unloadable."""
    assert state_on_check(blocked=blocked) is state


def test_a_row_is_new_loaded_there_already_or_refused() -> None:
    """The words kept on record for a row's outcome stay what they are."""
    assert [str(one) for one in RowOutcome] == ["new", "loaded", "matched", "refused"]
