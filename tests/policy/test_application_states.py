"""An application moves from draft to library by a table."""

import pytest

from registry.policy.application_states import (
    LIVE,
    MOVES,
    ApplicationMoveError,
    ApplicationState,
    move,
)

_STATE = ApplicationState
_ENDED = {_STATE.REFUSED, _STATE.WITHDRAWN, _STATE.ADMITTED}


def test_the_table_speaks_of_every_state() -> None:
    """No state is left out of the table."""
    assert set(MOVES) == set(ApplicationState)


@pytest.mark.parametrize("state", sorted(_ENDED))
def test_an_ended_application_stays_ended(state: ApplicationState) -> None:
    """Nothing follows refusal, withdrawal or admission: who tries again begins anew."""
    for to in ApplicationState:
        with pytest.raises(ApplicationMoveError):
            move(state, to)


def test_only_what_has_not_ended_is_live() -> None:
    """Every state but the three ends counts as live."""
    assert set(ApplicationState) - _ENDED == LIVE


def test_only_a_frozen_application_is_submitted() -> None:
    """What is sent is the frozen content, or what a reviewer lets go of again (ruling 11)."""
    assert {state for state in MOVES if _STATE.SUBMITTED in MOVES[state]} == {
        _STATE.FROZEN,
        _STATE.IN_REVIEW,
    }


def test_a_claimed_application_is_not_recalled() -> None:
    """The host recalls or withdraws until somebody claims it."""
    assert move(_STATE.SUBMITTED, _STATE.DRAFT) is _STATE.DRAFT
    assert move(_STATE.SUBMITTED, _STATE.WITHDRAWN) is _STATE.WITHDRAWN
    for to in (_STATE.DRAFT, _STATE.WITHDRAWN):
        with pytest.raises(ApplicationMoveError):
            move(_STATE.IN_REVIEW, to)


def test_only_a_recommended_application_enters() -> None:
    """Nothing reaches the library past the authority's recommendation (二（二）)."""
    assert [state for state in MOVES if _STATE.ADMITTED in MOVES[state]] == [_STATE.RECOMMENDED]
