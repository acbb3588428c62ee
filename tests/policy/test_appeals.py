"""Appeals: no step out of its turn, a period in days, nothing made worse (house ruling 26)."""

from dataclasses import replace
from datetime import date

import pytest

from registry.policy.appeals import (
    OPEN,
    AppealState,
    AppealStep,
    Standing,
    appeal_days,
    hindrance,
    keeper_on,
    last_day_to_object,
    library_days,
    milder,
)
from registry.policy.rulebook import Programme

DAY = date(2026, 9, 2)
FILED_ONLY = (
    AppealStep.ADD_EVIDENCE, AppealStep.WITHDRAW, AppealStep.SUSPEND, AppealStep.PREPARE,
)  # fmt: skip


@pytest.mark.parametrize("step", FILED_ONLY)
def test_what_an_open_appeal_takes_and_a_prepared_one_does_not(step: AppealStep) -> None:
    """Evidence, withdrawal, suspension and preparation come before the outcome is prepared."""
    assert not hindrance(step, AppealState.FILED, suspended=False)
    assert hindrance(step, AppealState.PREPARED, suspended=False) == "appeal_not_now"


@pytest.mark.parametrize("step", [AppealStep.SIGN, AppealStep.GIVE_BACK])
def test_only_what_is_prepared_is_signed_or_given_back(step: AppealStep) -> None:
    """A signature wants an outcome prepared by somebody."""
    assert not hindrance(step, AppealState.PREPARED, suspended=True)
    assert hindrance(step, AppealState.FILED, suspended=False) == "appeal_not_now"


@pytest.mark.parametrize("state", sorted(set(AppealState) - OPEN))
@pytest.mark.parametrize("step", list(AppealStep))
def test_an_ended_appeal_takes_no_step(step: AppealStep, state: AppealState) -> None:
    """Decided or withdrawn it is over; a correction is another appeal."""
    assert hindrance(step, state, suspended=False) == "appeal_ended"


def test_suspended_once_and_resumed_once() -> None:
    """What is suspended is not suspended again; what is not, is not resumed."""
    filed = AppealState.FILED
    assert hindrance(AppealStep.SUSPEND, filed, suspended=True) == "appeal_suspended_already"
    assert hindrance(AppealStep.RESUME, filed, suspended=False) == "appeal_not_suspended"
    assert not hindrance(AppealStep.RESUME, filed, suspended=True)


@pytest.mark.parametrize(
    ("decided_on", "last"),
    [
        (date(2026, 9, 2), date(2026, 11, 1)),  # a Sunday: not moved
        (date(2027, 12, 31), date(2028, 2, 29)),
        (date(2026, 12, 31), date(2027, 3, 1)),
    ],
)
def test_sixty_days_from_the_day_after(programme: Programme, decided_on: date, last: date) -> None:
    """60 days of the calendar, the day of the decision not counted, the last one included."""
    assert last_day_to_object(decided_on, appeal_days(decided_on, programme)) == last


def test_a_period_without_a_number_is_a_fault_of_the_law(programme: Programme) -> None:
    """A ruling that sets no number cannot answer."""
    blank = replace(
        programme,
        rulings=tuple(
            replace(one, number=None) if one.id == "appeal_period" else one
            for one in programme.rulings
        ),
    )
    with pytest.raises(ValueError, match="names no number"):
        appeal_days(DAY, blank)


def test_an_outcome_is_never_worse(programme: Programme) -> None:
    """From a ground with a ban to any other; from one without only to one without."""
    grave = programme.consequence("data_falsification", DAY)
    plain = programme.consequence("conditions_not_met", DAY)
    known = tuple(one for one in programme.consequences if one.in_force(DAY))
    from_grave = milder(known, grave, verified=True)
    assert len(from_grave) == len(known) - 1
    assert grave not in from_grave
    from_plain = milder(known, plain, verified=True)
    assert {one.id for one in from_plain} == {"requirements_not_met"}
    assert all(not one.verified for one in milder(known, grave, verified=False))


def test_the_first_decision_to_take_effect_keeps_a_platform_out() -> None:
    """Of several that stand the earliest counts; while one is suspended, the next; else none."""
    late = Standing("YC-2", date(2026, 9, 3))
    early = Standing("YC-1", date(2026, 9, 2), ((date(2026, 9, 5), date(2026, 9, 8)),))
    both = (late, early)
    assert keeper_on(date(2026, 9, 1), both) is None
    assert keeper_on(date(2026, 9, 4), both) == early
    assert keeper_on(date(2026, 9, 5), both) == late
    assert keeper_on(date(2026, 9, 7), [early]) is None
    assert keeper_on(date(2026, 9, 8), both) == early


def test_a_suspension_that_lasts_has_no_end() -> None:
    """From its first day on nothing keeps the platform out."""
    paused = Standing("YC-1", date(2026, 9, 2), ((date(2026, 9, 5), None),))
    assert keeper_on(date(2026, 9, 4), [paused]) == paused
    assert keeper_on(date(2036, 9, 4), [paused]) is None


def test_how_a_platform_stands_follows_from_the_decisions_that_stand() -> None:
    """Each day on which something changes or was written, from the day asked for on."""
    other = Standing("YC-2", date(2026, 9, 10), ((date(2026, 9, 12), date(2026, 9, 15)),))
    written = [date(2026, 3, 2), date(2026, 9, 2), date(2026, 9, 11)]
    assert library_days(date(2026, 9, 2), written, [other]) == (
        (date(2026, 9, 2), True),
        (date(2026, 9, 10), False),
        (date(2026, 9, 11), False),
        (date(2026, 9, 12), True),
        (date(2026, 9, 15), False),
    )
    assert library_days(date(2026, 9, 2), written, []) == (
        (date(2026, 9, 2), True), (date(2026, 9, 11), True),
    )  # fmt: skip
