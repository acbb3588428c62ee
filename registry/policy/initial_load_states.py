"""Where an initial load 存量导入 stands, and what becomes of each of its rows (ruling 15)."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class LoadState(StrEnum):
    """A checked load waits for a lead of the ministry; nothing is written before."""

    UNLOADABLE = "unloadable"
    CHECKED = "checked"
    LOADING = "loading"
    LOADED = "loaded"
    WITHDRAWN = "withdrawn"


class RowOutcome(StrEnum):
    """What the check found of a row, and later what became of it: only a new one is pending.

    A matched row's record is there already and nothing of it is overwritten.
    """

    NEW = "new"
    LOADED = "loaded"
    MATCHED = "matched"
    REFUSED = "refused"


MOVES: Mapping[LoadState, frozenset[LoadState]] = MappingProxyType(
    {
        LoadState.UNLOADABLE: frozenset({LoadState.WITHDRAWN}),
        LoadState.CHECKED: frozenset({LoadState.LOADING, LoadState.WITHDRAWN}),
        LoadState.LOADING: frozenset({LoadState.LOADED}),
        LoadState.LOADED: frozenset(),
        LoadState.WITHDRAWN: frozenset(),
    }
)


def may_move(state: LoadState, to: LoadState) -> bool:
    """Say whether a load may move from one state to another."""
    return to in MOVES[state]


def state_on_check(*, blocked: bool) -> LoadState:
    """Return the state a load is kept in: one sheet blocked as a whole blocks the workbook."""
    return LoadState.UNLOADABLE if blocked else LoadState.CHECKED
