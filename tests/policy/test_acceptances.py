"""What a sheet's acceptance wants: the right paper, and where decided so a second person."""

import pytest

from registry.policy.acceptances import may_be_accepted_by, pages_to_check
from registry.policy.printed_codes import Match


@pytest.mark.parametrize("match", [one.value for one in Match] + [""])
def test_a_printed_sheet_wants_its_own_code(match: str) -> None:
    """Only the code of these very rows spares comparing; any other answer does not."""
    left = pages_to_check(written=True, match=match, pages=2, checked=())
    assert left == (() if match == "matches" else (1, 2))


def test_a_provinces_own_sheet_is_compared_page_by_page() -> None:
    """Whatever code its scan carries, each page is compared by a person."""
    assert pages_to_check(written=False, match="matches", pages=3, checked={2}) == (1, 3)
    assert pages_to_check(written=False, match="no_code", pages=1, checked={1}) == ()


@pytest.mark.parametrize(
    ("account", "four_eyes", "allowed"),
    [("a", False, True), ("a", True, False), ("b", True, True)],
)
def test_two_people_where_the_authority_says_so(
    account: str, *, four_eyes: bool, allowed: bool
) -> None:
    """Who prepared a sheet does not accept it where four eyes are wanted."""
    assert may_be_accepted_by(account, prepared_by="a", four_eyes=four_eyes) is allowed
