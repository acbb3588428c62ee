"""Where a register extract 工商登记信息摘录 stands: being compared, compared, or cancelled."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class ExtractState(StrEnum):
    """An extract is compared as soon as it is there; what cases it opened stay when cancelled."""

    COMPARING = "comparing"
    COMPARED = "compared"
    CANCELLED = "cancelled"


MOVES: Mapping[ExtractState, frozenset[ExtractState]] = MappingProxyType(
    {
        ExtractState.COMPARING: frozenset({ExtractState.COMPARED, ExtractState.CANCELLED}),
        ExtractState.COMPARED: frozenset(),
        ExtractState.CANCELLED: frozenset(),
    }
)


def may_move(state: ExtractState, to: ExtractState) -> bool:
    """Say whether an extract may move from one state to another."""
    return to in MOVES[state]
