"""Register extracts whose comparing was interrupted, compared to their end."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from registry.documents.register_extracts import RegisterExtract
from registry.policy.register_extracts import ExtractState
from registry.policy.rulebook import Rulebook
from registry.services.register_extract_course import carry_out, progress_of


@dataclass(frozen=True, slots=True)
class ComparedExtract:
    """An extract that was compared to its end now, with what came of it."""

    number: str
    outcomes: Mapping[str, int]


def run(*, at: datetime, rulebook: Rulebook) -> list[ComparedExtract]:
    """Compare every waiting extract to its end; one that a worker is at is left to it."""
    waiting = RegisterExtract.objects(state=ExtractState.COMPARING.value).order_by("received_at")
    return [
        ComparedExtract(one.number, dict(progress_of(one.reload()).outcomes))
        for one in list(waiting)  # index state_1_received_at_-1
        if carry_out(one.number, at=at, rulebook=rulebook)
    ]
