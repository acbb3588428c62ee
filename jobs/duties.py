"""Settle the duty ledger: the quarters whose rows move, and once a day every one on record."""

from datetime import datetime

from registry.policy.rulebook import Rulebook
from registry.services.calendar import current_calendar
from registry.services.duty_ledger import moving_periods, settle, settle_all, with_rows


def run(*, at: datetime, rulebook: Rulebook) -> int:
    """Settle the quarters whose rows move by themselves; return how many have any."""
    calendar, moving = current_calendar(), moving_periods(at)
    for period in moving:
        settle(period, at=at, rulebook=rulebook, calendar=calendar)
    return len(with_rows(moving))


def run_all(*, at: datetime, rulebook: Rulebook) -> int:
    """Settle every quarter on record; return how many."""
    return settle_all(at=at, rulebook=rulebook, calendar=current_calendar())
