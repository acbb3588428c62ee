"""Exit proposals 退出建议: on which ground a province proposes that a platform leaves 二（六）.

A proposal removes nothing: the ministry decides (ruling 20). The grounds of 二（四） want a
verified cause and are no proposal (rulings 18, 19).
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

CLAUSE = "二（六）"


class ExitGround(StrEnum):
    """Why a platform should leave; the first two are grounds of removal of the text."""

    CONDITIONS_NOT_MET = "conditions_not_met"
    REQUIREMENTS_NOT_MET = "requirements_not_met"
    HOST_ASKED = "host_asked"


class ExitState(StrEnum):
    """An open proposal waits for the ministry; a withdrawn and a decided one are history."""

    OPEN = "open"
    WITHDRAWN = "withdrawn"
    DECIDED = "decided"


MOVES: Mapping[ExitState, frozenset[ExitState]] = MappingProxyType(
    {
        ExitState.OPEN: frozenset({ExitState.WITHDRAWN, ExitState.DECIDED}),
        ExitState.WITHDRAWN: frozenset(),
        ExitState.DECIDED: frozenset(),
    }
)


def may_move(state: ExitState, to: ExitState) -> bool:
    """Say whether a proposal may move from one state to another."""
    return to in MOVES[state]
