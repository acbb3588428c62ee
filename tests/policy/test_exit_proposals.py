"""Exit proposals: their grounds are those of 二（六）, and they move by a table."""

from datetime import date

import pytest

from registry.policy.exit_proposals import CLAUSE, MOVES, ExitGround, ExitState, may_move
from registry.policy.removals import ban_for, consequence_of
from registry.policy.rulebook import NoSuchProvisionError, Programme

DAY = date(2026, 12, 28)


def test_grounds_of_the_text_bring_no_ban(programme: Programme) -> None:
    """Two are grounds of removal of 二（六）, without a ban (ruling 18); the third is none."""
    for ground in (ExitGround.CONDITIONS_NOT_MET, ExitGround.REQUIREMENTS_NOT_MET):
        assert consequence_of(ground, DAY, programme).clause == CLAUSE
        assert ban_for(ground, DAY, programme) is None
    with pytest.raises(NoSuchProvisionError):
        consequence_of(ExitGround.HOST_ASKED, DAY, programme)


def test_an_open_proposal_is_withdrawn_and_stays_so() -> None:
    """The table speaks of every state; nothing follows a withdrawal."""
    assert set(MOVES) == set(ExitState)
    assert may_move(ExitState.OPEN, ExitState.WITHDRAWN)
    assert not any(may_move(ExitState.WITHDRAWN, to) for to in ExitState)
