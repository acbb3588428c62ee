"""Removal cases: no step out of its turn, no day the ground does not allow (rulings 18-22, 26)."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from registry.policy.calendar import SHANGHAI, WorkingCalendar
from registry.policy.removal_cases import (
    ENDED,
    CaseStanding,
    CaseState,
    EffectiveDayError,
    Step,
    daily_limit,
    earliest_effect,
    effective_day,
    end_of,
    given_back_to,
    hindrance,
    last_day_to_state,
    statement_days,
    verified_as,
)
from registry.policy.rulebook import Programme

UNTIL = datetime(2026, 9, 15, tzinfo=SHANGHAI)
BEFORE, AFTER = datetime(2026, 9, 14, 23, 59, tzinfo=SHANGHAI), UNTIL
GRAVE = CaseStanding(CaseState.NOTIFIED, on_hold=False, wants_verification=True,
                     statement_until=UNTIL)  # fmt: skip
PLAIN = replace(GRAVE, wants_verification=False)
VERIFIED = replace(GRAVE, state=CaseState.VERIFIED, stated=True, confirmed=True)


def test_a_case_goes_its_way(programme: Programme) -> None:
    """Opened, noticed, stated or the period over, verified, prepared, signed: nothing hinders."""
    opened = CaseStanding(CaseState.OPENED, on_hold=False, wants_verification=True)
    assert not hindrance(Step.NOTIFY, opened, BEFORE)
    assert not hindrance(Step.STATE, GRAVE, BEFORE)
    assert not hindrance(Step.VERIFY, replace(GRAVE, stated=True), BEFORE)
    assert not hindrance(Step.VERIFY, GRAVE, AFTER)
    assert not hindrance(Step.PREPARE, VERIFIED, AFTER)
    assert not hindrance(Step.SIGN, replace(VERIFIED, state=CaseState.PREPARED), AFTER)


@pytest.mark.parametrize("step", [Step.PREPARE, Step.SIGN])
@pytest.mark.parametrize("confirmed", [None, False])
def test_without_a_confirming_verification_nothing_is_decided(
    step: Step, *, confirmed: bool | None
) -> None:
    """经核实后: whatever the state says, 二（四） wants what confirms it."""
    state = CaseState.PREPARED if step is Step.SIGN else CaseState.NOTIFIED
    case = replace(GRAVE, state=state, stated=True, confirmed=confirmed)
    assert hindrance(step, case, AFTER) == "removal_case_unverified"


def test_the_short_way_wants_no_verification() -> None:
    """二（六）: notice, statement or its period, decision; a verification is not asked for."""
    assert not hindrance(Step.PREPARE, PLAIN, AFTER)
    assert not hindrance(Step.SIGN, replace(PLAIN, state=CaseState.PREPARED), AFTER)
    assert hindrance(Step.VERIFY, PLAIN, AFTER) == "removal_case_wants_no_verification"


@pytest.mark.parametrize("step", [Step.VERIFY, Step.PREPARE])
def test_the_host_is_heard_first(step: Step) -> None:
    """To the last second of the last day its statement is awaited, and no longer."""
    case = GRAVE if step is Step.VERIFY else PLAIN
    assert hindrance(step, case, BEFORE) == "removal_case_statement_awaited"
    assert not hindrance(step, case, AFTER)
    unnoticed = replace(case, statement_until=None)
    assert hindrance(step, unnoticed, AFTER) == "removal_case_statement_awaited"


@pytest.mark.parametrize("state", sorted(ENDED))
@pytest.mark.parametrize("step", list(Step))
def test_what_has_ended_stays(step: Step, state: CaseState) -> None:
    """A decided or closed case takes no step any more, evidence included."""
    assert hindrance(step, replace(VERIFIED, state=state), AFTER) == "removal_case_ended"


@pytest.mark.parametrize("step", list(Step))
def test_on_hold_the_host_is_still_heard(step: Step) -> None:
    """Held, a case takes statement, evidence and resumption; only a held one is resumed."""
    held = replace(VERIFIED, on_hold=True)
    free = step in {Step.RESUME, Step.STATE, Step.ADD_EVIDENCE}
    assert (hindrance(step, held, AFTER) == "removal_case_on_hold") is not free
    if step is Step.RESUME:
        assert hindrance(step, VERIFIED, AFTER) == "removal_case_not_on_hold"


@pytest.mark.parametrize(
    ("step", "state"),
    [
        (Step.SIGN, CaseState.VERIFIED),
        (Step.PREPARE, CaseState.OPENED),
        (Step.NOTIFY, CaseState.NOTIFIED),
        (Step.ADD_EVIDENCE, CaseState.PREPARED),
        (Step.STATE, CaseState.OPENED),
        (Step.CLOSE, CaseState.PREPARED),
        (Step.GIVE_BACK, CaseState.VERIFIED),
    ],
)
def test_no_step_out_of_its_turn(step: Step, state: CaseState) -> None:
    """A prepared decision is given back before anything it rests on moves."""
    assert hindrance(step, replace(VERIFIED, state=state), AFTER) == "removal_case_not_now"


def test_where_a_case_goes() -> None:
    """Given back to where it was prepared from; a finding of nothing leads no further."""
    assert given_back_to(GRAVE) is CaseState.VERIFIED
    assert given_back_to(PLAIN) is CaseState.NOTIFIED
    assert verified_as(confirmed=True) is CaseState.VERIFIED
    assert verified_as(confirmed=False) is CaseState.NOTIFIED


def test_the_period_counts_working_days_from_the_day_after(
    calendar: WorkingCalendar, programme: Programme
) -> None:
    """Noticed on 23 September 2026: holidays do not count, the Saturday worked for them does."""
    days = statement_days(date(2026, 9, 23), programme)
    assert days == 10
    last = last_day_to_state(date(2026, 9, 23), days, calendar)
    assert last == date(2026, 10, 14)
    assert end_of(last) == datetime(2026, 10, 15, tzinfo=SHANGHAI)
    assert last_day_to_state(date(2026, 9, 21), 1, calendar) == date(2026, 9, 22)


def test_a_day_has_its_limit(programme: Programme) -> None:
    """How many removals one day may bring is data; a ruling without a number has none."""
    assert daily_limit(date(2026, 9, 23), programme) == 50
    bare = replace(programme, rulings=tuple(replace(one, number=None)
                                            for one in programme.rulings))  # fmt: skip
    with pytest.raises(ValueError, match="removal_daily_limit"):
        daily_limit(date(2026, 9, 23), bare)


def test_nationally_a_removal_takes_effect_with_the_decision(programme: Programme) -> None:
    """Not a day before (ruling 22), and none to come."""
    found = programme.consequence("data_falsification", date(2026, 9, 23))
    decided = date(2026, 9, 23)
    first = earliest_effect(
        found, decided, occurred_on=date(2026, 3, 1), admitted_on=date(2025, 7, 1)
    )
    assert first == decided
    assert effective_day(None, first, decided) == decided
    assert effective_day(decided, first, decided) == decided
    for wrong in (date(2026, 9, 22), date(2026, 9, 24)):
        with pytest.raises(EffectiveDayError) as refused:
            effective_day(wrong, first, decided)
        assert (refused.value.first, refused.value.last) == (decided, decided)


def test_where_the_text_says_from_the_year_of_the_change(programme: Programme) -> None:
    """Yunnan 19 当年起: from 1 January of that year, never before the admission."""
    national = programme.consequence("conditions_not_met", date(2026, 9, 23))
    found, decided = replace(national, effective="year_of_change"), date(2026, 9, 23)
    changed, early = date(2025, 11, 3), date(2024, 1, 5)
    assert earliest_effect(
        found, decided, occurred_on=changed, admitted_on=early
    ) == date(2025, 1, 1)  # fmt: skip
    assert earliest_effect(
        found, decided, occurred_on=changed, admitted_on=date(2025, 7, 1)
    ) == date(2025, 7, 1)  # fmt: skip
    assert earliest_effect(found, decided, occurred_on=None, admitted_on=early) == decided
    assert effective_day(date(2025, 1, 1), date(2025, 1, 1), decided) == date(2025, 1, 1)
