"""Reminders of the quarterly window, of a round's, and of a holiday notice that is missing."""

from datetime import datetime

from registry.policy.rulebook import Rulebook
from registry.services.calendar import current_calendar
from registry.services.reminders import remind
from registry.services.round_reminders import remind_of_round


def run(*, at: datetime, rulebook: Rulebook) -> int:
    """Tell the step that is due, to whom it was not told; return how many were told."""
    calendar = current_calendar()
    told = remind_of_round(at=at, rulebook=rulebook, calendar=calendar)
    return told + remind(at=at, rulebook=rulebook, calendar=calendar)
