"""Settle the duty ledger: the quarters whose rows move, and once a day every one on record."""

from datetime import datetime

from registry.policy.rulebook import Rulebook
from registry.services.calendar import current_calendar
from registry.services.duty_ledger import moving_periods, periods_on_record, settle


def run(*, at: datetime, rulebook: Rulebook) -> int:
    """Settle the quarters whose rows move by themselves; return how many."""
    return _settle(moving_periods(at), at, rulebook)


def run_all(*, at: datetime, rulebook: Rulebook) -> int:
    """Settle every quarter on record: an appeal or a leave may have touched an old one."""
    return _settle(periods_on_record(), at, rulebook)


def _settle(periods: tuple[str, ...], at: datetime, rulebook: Rulebook) -> int:
    calendar = current_calendar()
    for period in periods:
        settle(period, at=at, rulebook=rulebook, calendar=calendar)
    return len(periods)
