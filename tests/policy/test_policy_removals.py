"""Removals: the ban follows the ground (rulings 4 and 18)."""

from datetime import date

import pytest

from registry.policy.ban_waivers import Days
from registry.policy.removals import ban_for, binds_on, consequence_of
from registry.policy.rulebook import NoSuchProvisionError, Programme


def test_a_ban_lasts_three_years_from_day_to_day(programme: Programme) -> None:
    """Decided on 15 March 2026, it binds to the end of 15 March 2029, by 二（四）."""
    ban = ban_for("data_falsification", date(2026, 3, 15), programme)
    assert ban is not None
    assert (ban.from_day, ban.last_day) == (date(2026, 3, 15), date(2029, 3, 15))
    assert (ban.clause, ban.source) == ("二（四）", "text")


def test_a_ban_from_29_february_ends_on_28_february(programme: Programme) -> None:
    """Where the later year has no such day, its last; it lapses on 1 March."""
    ban = ban_for("credit_breach", date(2024, 2, 29), programme)
    assert ban is not None
    assert ban.last_day == date(2027, 2, 28)
    assert not ban.binds(date(2027, 3, 1))


@pytest.mark.parametrize(
    ("day", "binds"),
    [
        (date(2026, 3, 14), False),
        (date(2026, 3, 15), True),
        (date(2029, 3, 15), True),
        (date(2029, 3, 16), False),
    ],
)
def test_a_ban_binds_on_both_its_ends(day: date, *, binds: bool, programme: Programme) -> None:
    """The day of the decision and the last day are in; the days around are not."""
    ban = ban_for("other_violation", date(2026, 3, 15), programme)
    assert ban is not None
    assert ban.binds(day) is binds


@pytest.mark.parametrize("ground", ["conditions_not_met", "requirements_not_met"])
def test_no_ban_follows_from_conditions_or_requirements_not_met(
    ground: str, programme: Programme
) -> None:
    """二（六） has two grounds and states no ban, and asks for no verification."""
    assert ban_for(ground, date(2026, 3, 15), programme) is None
    found = consequence_of(ground, date(2026, 3, 15), programme)
    assert (found.clause, found.verified) == ("二（六）", False)


def test_every_ground_that_brings_a_ban_is_verified_first(programme: Programme) -> None:
    """经核实后 stands over all eight grounds of 二（四）."""
    grounds = [one for one in programme.consequences if one.clause == "二（四）"]
    assert (len(grounds), all(one.verified for one in grounds)) == (8, True)


def test_breach_of_credit_at_removal_is_wider_than_at_entry(programme: Programme) -> None:
    """失信 removes, 严重失信 bars entry: two codes, and the entry's is no ground of removal."""
    assert "严重" not in programme.consequence("credit_breach", date(2026, 1, 1)).phrase
    assert "严重失信" in programme.criterion("no_serious_credit_breach", date(2026, 1, 1)).phrase
    with pytest.raises(NoSuchProvisionError):
        ban_for("serious_credit_breach", date(2026, 1, 1), programme)


def test_a_lifted_ban_binds_nobody_on_those_days() -> None:
    """From the first day of a lifting to its last, both included; before and after it binds."""
    ban, lifting = (
        Days(date(2026, 9, 2), date(2029, 9, 2)),
        Days(date(2026, 10, 1), date(2026, 10, 9)),
    )
    assert binds_on(date(2026, 9, 2), ban, ())
    assert binds_on(date(2026, 9, 30), ban, [lifting])
    assert not binds_on(date(2026, 10, 1), ban, [lifting])
    assert not binds_on(date(2026, 10, 9), ban, [lifting])
    assert binds_on(date(2026, 10, 10), ban, [lifting])
    assert not binds_on(date(2029, 9, 3), ban, ())
