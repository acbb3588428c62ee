"""How the last return 退回补正 of a quarter stands: what duties, boards and lists ask."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from registry.documents.update_returns import UpdateReturn
from registry.policy.late_filings import Leave
from registry.policy.update_returns import ReturnState, answered_until, return_state
from registry.policy.windows import Window

_NEEDED = {"_id": 0, "platform": 1, "period": 1, "state": 1, "returned_at": 1}
OF_PLATFORM = "platform_1_period_1_returned_at_-1"
OF_PERIOD = "period_1_authority_1_state_1_platform_1"

# An open return of a platform that left the library waits for nobody; older ones do not say so.
WAITED_FOR = {"state": ReturnState.OPEN.value, "platform_left": {"$ne": True}}

# The state on record of each quarter's last return, by platform and period.
LastReturns = Mapping[tuple[str, str], str]


def last_returns(query: Mapping[str, Any], index: str) -> LastReturns:
    """Return how each quarter's last return that was not withdrawn is on record; one query."""
    standing = {**query, "state": {"$ne": ReturnState.WITHDRAWN.value}}
    found = UpdateReturn._get_collection().find(standing, _NEEDED).hint(index)  # noqa: SLF001 - past the mapper
    ordered = sorted(found, key=lambda one: one["returned_at"])
    return {(one["platform"], one["period"]): one["state"] for one in ordered}


def last_state(
    stored: str | None, window: Window, leaves: tuple[Leave, ...], at: datetime
) -> ReturnState | None:
    """Return how a quarter's last return stands at a moment; None without one."""
    return return_state(stored, answered_until(window, leaves), at) if stored else None


def wait_no_more(platforms: Sequence[str]) -> None:
    """Wait for no answer of platforms that leave the library, in the transaction of their leaving.

    What was returned stays on record as it was: an appeal may bring a platform back.
    """
    _note_left(platforms, left=True)


def wait_again(platform: str) -> None:
    """Wait for the answers of a platform that an appeal brought back, in its transaction."""
    _note_left([platform], left=False)


def _note_left(platforms: Sequence[str], *, left: bool) -> None:
    found = UpdateReturn.objects(platform__in=list(platforms), state=ReturnState.OPEN.value)
    found.update(set__platform_left=left, inc__version=1)  # index one_open_of_a_quarter
