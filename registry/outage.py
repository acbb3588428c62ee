"""While the database is away, requests are told so at once instead of each waiting for it.

Otherwise every thread of a worker would soon wait for its own time to run out, and nobody
could be answered any more, not even whoever asks after the service's health.
"""

import threading
from collections.abc import Callable

from registry.clock import stopwatch
from registry.database import drop_connections, is_reachable

# Seconds between two looks whether the database is back.
_LOOK_EVERY = 0.5


def _is_back() -> bool:
    """Tell whether a primary answers; what was connected while there was none is used no more."""
    back = is_reachable()
    if back:
        drop_connections()
    return back


class Outage:
    """What one process knows of its database: well until a call failed, then looked after."""

    def __init__(
        self,
        is_back: Callable[[], bool] = _is_back,
        now: Callable[[], float] = stopwatch,
    ) -> None:
        """Begin well."""
        self._is_back = is_back
        self._now = now
        self._looking = threading.Lock()
        self._away = False
        self._looked_at = 0.0

    def begins(self) -> None:
        """Note that a call failed because the database is away."""
        self._looked_at = self._now()
        self._away = True

    def lasts(self) -> bool:
        """Tell whether requests are to be turned away; now and then one of them looks first."""
        if not self._away:
            return False
        if not self._looking.acquire(blocking=False):
            return True
        try:
            if self._now() - self._looked_at >= _LOOK_EVERY:
                self._away = not self._is_back()
                self._looked_at = self._now()
            return self._away
        finally:
            self._looking.release()


outage = Outage()
