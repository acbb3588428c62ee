"""A round whose month has ended: hosts and authorities are told what it left undone."""

from datetime import datetime

from registry.policy.rulebook import Rulebook
from registry.services.calendar import current_calendar
from registry.services.round_closings import tell_of_closed_round


def run(*, at: datetime, rulebook: Rulebook) -> int:
    """Tell what has not been told; return how many authorities. Twice tells nothing new."""
    return tell_of_closed_round(at=at, rulebook=rulebook, calendar=current_calendar())
