"""Duties: who owes a quarterly update for a window 二（三）."""

from collections.abc import Iterable
from datetime import datetime

from registry.policy.windows import Window


def owes_update(
    admitted_at: datetime,
    removed_at: datetime | None,
    window: Window,
    absences: Iterable[tuple[datetime, datetime]] = (),
) -> bool:
    """Say whether a platform in the library owes the update of this window (ruling 10).

    It owes where it was admitted before the window opened and was not removed
    before it closed: one admitted in the window owes nothing for that quarter,
    one removed in it stops owing. Where an appeal brought it back, it owes nothing for a
    window it was out of the library in, wholly or partly: ``absences`` are from when it had
    left (included) to when it was back (house ruling 26). All moments are aware.
    """
    if admitted_at >= window.opens_at:
        return False
    if any(
        left < window.closes_at and back >= window.opens_at for left, back in absences
    ):  # fmt: skip - one condition
        return False
    return removed_at is None or removed_at >= window.closes_at
