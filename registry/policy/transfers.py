"""A platform's transfer 移交 from one reporting authority to another: how it moves, and when.

Proposed by the authority that has it, received or handed back by the other. It can be
received from its effective day on, so that no job has to change anything on that day.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from registry.policy.application_states import LIVE, ApplicationState

_MOST_DAYS_AHEAD = 90


class TransferState(StrEnum):
    """A proposed transfer waits for the receiving authority; the other three are its ends."""

    PROPOSED = "proposed"
    RECEIVED = "received"
    HANDED_BACK = "handed_back"
    WITHDRAWN = "withdrawn"


class TransferMoveError(ValueError):
    """Raised for a move the table does not know."""


MOVES: Mapping[TransferState, frozenset[TransferState]] = MappingProxyType(
    {
        TransferState.PROPOSED: frozenset(TransferState) - {TransferState.PROPOSED},
        TransferState.RECEIVED: frozenset(),
        TransferState.HANDED_BACK: frozenset(),
        TransferState.WITHDRAWN: frozenset(),
    }
)
# What moves along: a recommendation stays with the authority that made it.
MOVES_ALONG = LIVE - {ApplicationState.RECOMMENDED}


def move(current: TransferState, to: TransferState) -> TransferState:
    """Return the new state. Raises TransferMoveError for a move the table does not know."""
    if to not in MOVES[current]:
        message = f"{current} -> {to}"
        raise TransferMoveError(message)
    return to


@dataclass(frozen=True, slots=True)
class EffectiveDays:
    """The days on which a transfer can be said to take effect; both are included."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        """Say whether a day can be chosen."""
        return self.first <= day <= self.last


def effective_days(today: date) -> EffectiveDays:
    """Return the days a proposal may name: from today on, what was before stays as it was."""
    return EffectiveDays(today, today + timedelta(days=_MOST_DAYS_AHEAD))


def after_transfer(state: ApplicationState) -> ApplicationState:
    """Return where an application that moves along stands: its new authority claims it anew."""
    if state is ApplicationState.IN_REVIEW:
        return ApplicationState.SUBMITTED
    return state
