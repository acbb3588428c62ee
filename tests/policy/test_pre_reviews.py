"""Which office looks at which place."""

import pytest

from registry.policy.pre_reviews import covers, is_division, prefix_of


@pytest.mark.parametrize(
    ("code", "is_one"),
    [("330100", True), ("330110", True), ("330000", False), ("3301", False), ("03301x", False)],
)
def test_a_division_is_a_prefecture_or_a_county(code, is_one):
    """Six digits below a province; the province itself decides and does not pre-review."""
    assert is_division(code) is is_one


@pytest.mark.parametrize(
    ("codes", "division", "looks"),
    [
        (["330100"], "330110", True),
        (["330100"], "330100", True),
        (["330110"], "330110", True),
        (["330110"], "330100", False),
        (["330200", "330110"], "330110", True),
        (["330100"], "330200", False),
        (["330100"], "", False),
        ([], "330110", False),
    ],
)
def test_a_prefecture_covers_its_counties(codes, division, looks):
    """A code that ends in 00 stands for all below it, any other for itself alone."""
    assert covers(codes, division) is looks


def test_a_prefecture_is_its_first_four_digits():
    """What every code below it begins with."""
    assert (prefix_of("330100"), prefix_of("330110")) == ("3301", "330110")
