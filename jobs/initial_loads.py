"""Initial loads that were interrupted, carried to their end."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from registry.documents.initial_loads import InitialLoad
from registry.policy.initial_load_states import LoadState
from registry.policy.rulebook import Rulebook
from registry.services.initial_load_course import carry_on, progress_of


@dataclass(frozen=True, slots=True)
class ResumedLoad:
    """A load that was finished now, with its rows by what became of them."""

    number: str
    outcomes: Mapping[str, int]


def run(*, at: datetime, rulebook: Rulebook) -> list[ResumedLoad]:
    """Carry every decided load to its end; one that a worker is at is left to it."""
    waiting = InitialLoad.objects(state=LoadState.LOADING.value).order_by("received_at")
    return [
        ResumedLoad(load.number, dict(progress_of(load.reload()).outcomes))
        for load in list(waiting)  # index state_1_received_at_-1
        if carry_on(load.number, at=at, rulebook=rulebook)
    ]
