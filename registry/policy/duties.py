"""Duties: who owes a quarterly update for a window 二（三）."""

from datetime import datetime

from registry.policy.windows import Window


def owes_update(admitted_at: datetime, removed_at: datetime | None, window: Window) -> bool:
    """Say whether a platform in the library owes the update of this window (ruling 10).

    It owes where it was admitted before the window opened and was not removed
    before it closed: one admitted in the window owes nothing for that quarter,
    one removed in it stops owing. All three moments are aware.
    """
    if admitted_at >= window.opens_at:
        return False
    return removed_at is None or removed_at >= window.closes_at
