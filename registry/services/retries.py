"""When a delivery that came to nothing is tried again, and when it is given up."""

from datetime import datetime, timedelta

PATIENCE = timedelta(days=3)
# What was written so long before a channel was first looked at still goes by it; older does not.
FRESH = timedelta(days=3)
# How long a delivery that is done with can be looked at.
KEPT = timedelta(days=180)
_FIRST, _LONGEST = timedelta(seconds=30), timedelta(hours=1)
_DOUBLINGS = 7


def next_try(attempts: int, *, at: datetime, chance: float) -> datetime:
    """Return when to try again: 30 seconds, then twice as long each time, an hour at most.

    ``chance``, from 0 to 1, moves it by a quarter either way, so that all do not come at once.
    """
    wait = min(_FIRST * 2 ** min(attempts - 1, _DOUBLINGS), _LONGEST)
    return at + wait * (0.75 + chance / 2)


def is_given_up(since: datetime, *, at: datetime) -> bool:
    """Tell whether it has been tried for long enough: over a long weekend's outage, not longer."""
    return at - since >= PATIENCE
