"""How a platform's transfer moves, and on which days it can take effect."""

from datetime import date, timedelta

import pytest

from registry.policy.application_states import ApplicationState
from registry.policy.transfers import (
    MOVES,
    MOVES_ALONG,
    TransferMoveError,
    TransferState,
    after_transfer,
    effective_days,
    move,
)


def test_only_what_is_proposed_moves():
    """Received, handed back and withdrawn are ends."""
    assert {state for state, moves in MOVES.items() if moves} == {TransferState.PROPOSED}
    for end in (TransferState.RECEIVED, TransferState.HANDED_BACK, TransferState.WITHDRAWN):
        assert move(TransferState.PROPOSED, end) is end
        with pytest.raises(TransferMoveError):
            move(end, TransferState.RECEIVED)


def test_it_takes_effect_from_today_on():
    """Not before the proposal, and within ninety days."""
    today = date(2026, 12, 28)
    days = effective_days(today)
    assert today in days
    assert date(2027, 3, 28) in days
    assert today - timedelta(days=1) not in days
    assert date(2027, 3, 29) not in days


def test_what_is_under_review_is_claimed_anew():
    """The new authority claims it; everything else stands as it stood, a recommendation stays."""
    assert after_transfer(ApplicationState.IN_REVIEW) is ApplicationState.SUBMITTED
    assert after_transfer(ApplicationState.DRAFT) is ApplicationState.DRAFT
    assert ApplicationState.RECOMMENDED not in MOVES_ALONG
    assert ApplicationState.RETURNED in MOVES_ALONG
