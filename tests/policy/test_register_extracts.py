"""Where a register extract stands."""

from registry.policy.register_extracts import ExtractState, may_move


def test_an_extract_is_compared_to_its_end_or_cancelled():
    """Neither end is left again."""
    allowed = {(one, to) for one in ExtractState for to in ExtractState if may_move(one, to)}
    assert allowed == {
        (ExtractState.COMPARING, ExtractState.COMPARED),
        (ExtractState.COMPARING, ExtractState.CANCELLED),
    }
