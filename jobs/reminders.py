"""Reminders of the quarterly window, and of a holiday notice that is missing."""

from datetime import datetime

from registry.policy.rulebook import Rulebook
from registry.services.calendar import current_calendar
from registry.services.reminders import remind


def run(*, at: datetime, rulebook: Rulebook) -> int:
    """Tell the step that is due, to whom it was not told; return how many were told."""
    return remind(at=at, rulebook=rulebook, calendar=current_calendar())
