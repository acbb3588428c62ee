"""What was filed, held against the record; cases that a report explained, closed."""

from datetime import datetime

from registry.policy.rulebook import Rulebook
from registry.services.unreported_change_sources import close_reported, look


def run(*, at: datetime, rulebook: Rulebook) -> int:
    """Take up what waits; return how many filings and cases. Twice leaves the same."""
    return look(at=at, rulebook=rulebook) + close_reported(at=at, rulebook=rulebook)
