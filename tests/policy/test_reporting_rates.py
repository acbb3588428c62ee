"""Rates of reporting: what counts as required, complete and on time."""

from fractions import Fraction

import pytest

from registry.policy.reporting_rates import Duties, added, in_percent


def test_the_excused_are_out_of_both_rates() -> None:
    """Ten owed, one of them excused: nine are required, seven filed, six of them on time."""
    found = Duties(on_time=6, late=1, excused=1, unfiled=2)
    assert (found.required, found.complete, found.timely) == (9, Fraction(7, 9), Fraction(6, 9))


def test_where_nothing_was_required_there_is_no_rate() -> None:
    """Neither 0 nor 100: nobody was asked, or all of them are excused."""
    for found in (Duties(), Duties(excused=3)):
        assert (found.complete, found.timely) == (None, None)


def test_several_authorities_add_up() -> None:
    """Their duties are added, never their rates."""
    assert added([Duties(1, 2, 3, 4), Duties(10, 20, 30, 40)]) == Duties(11, 22, 33, 44)
    assert added([]) == Duties()


@pytest.mark.parametrize(
    ("rate", "told"),
    [(Fraction(1), "100.0"), (Fraction(0), "0.0"), (Fraction(1, 3), "33.3"),
     (Fraction(9999, 10000), "99.9")],
)  # fmt: skip
def test_a_rate_is_rounded_down(rate: Fraction, told: str) -> None:
    """A hundred per cent is said only where nobody is missing."""
    assert in_percent(rate) == told
