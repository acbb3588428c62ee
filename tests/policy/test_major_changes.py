"""Major changes: how a report moves, what each kind tells, and when it came in time (ruling 4)."""

from dataclasses import replace
from datetime import date

import pytest

from registry.policy.major_changes import (
    DUTY,
    FORMS,
    GROUND,
    MOVES,
    OPEN,
    ChangeMoveError,
    ChangeState,
    Judgement,
    MajorChangeKind,
    ReportTimeliness,
    Timing,
    is_untimely,
    may_move,
    move,
    timing_of,
    wants_judgement,
)
from registry.policy.provisions import Duty
from registry.policy.rulebook import Programme

ON = date(2026, 12, 28)
ON_TIME, LATE = ReportTimeliness.ON_TIME, ReportTimeliness.LATE


@pytest.fixture
def three_months(programme: Programme) -> Duty:
    """The duty as Yunnan 19 and Shaoxing 六（二） have it: three months."""
    return replace(programme.duty(DUTY, ON), months=3)


def test_the_national_text_gives_no_number(programme: Programme) -> None:
    """及时: the days are counted, the clock decides nothing; unreported it is a ground."""
    duty = programme.duty(DUTY, ON)
    assert (duty.months, duty.clause) == (None, "二（四）")
    assert programme.consequence(GROUND, ON).clause == duty.clause
    assert timing_of(date(2026, 9, 1), ON, duty) == Timing(ReportTimeliness.TO_BE_JUDGED, 118, None)
    assert timing_of(ON, ON, duty).elapsed_days == 0


@pytest.mark.parametrize(
    ("event", "reported", "timeliness", "last"),
    [
        # 30 November and three months: the last day of February, in a common and a leap year.
        (date(2026, 11, 30), date(2027, 2, 28), ON_TIME, date(2027, 2, 28)),
        (date(2026, 11, 30), date(2027, 3, 1), LATE, date(2027, 2, 28)),
        (date(2027, 11, 30), date(2028, 2, 29), ON_TIME, date(2028, 2, 29)),
        (date(2027, 11, 30), date(2028, 3, 1), LATE, date(2028, 2, 29)),
        # From 29 February: the same day of May.
        (date(2028, 2, 29), date(2028, 5, 29), ON_TIME, date(2028, 5, 29)),
        (date(2028, 2, 29), date(2028, 5, 30), LATE, date(2028, 5, 29)),
        # 31 May: August has one; 31 January: April has none.
        (date(2026, 5, 31), date(2026, 8, 31), ON_TIME, date(2026, 8, 31)),
        (date(2026, 1, 31), date(2026, 4, 30), ON_TIME, date(2026, 4, 30)),
        (date(2026, 1, 31), date(2026, 5, 1), LATE, date(2026, 4, 30)),
        # A Saturday is not moved: the text does not say so.
        (date(2026, 9, 26), date(2026, 12, 26), ON_TIME, date(2026, 12, 26)),
    ],
)
def test_where_a_number_is_given_the_clock_decides(
    three_months: Duty, event: date, reported: date, timeliness: ReportTimeliness, last: date
) -> None:
    """The last day is inside, the day after is late."""
    timing = timing_of(event, reported, three_months)
    assert (timing.timeliness, timing.last_day) == (timeliness, last)
    assert timing.elapsed_days == (reported - event).days


def test_a_report_after_the_question_counts_as_prompted(
    programme: Programme, three_months: Duty
) -> None:
    """Whatever the day, and with a number or without; the last day is still told."""
    for duty in (programme.duty(DUTY, ON), three_months):
        assert timing_of(ON, ON, duty, prompted=True).timeliness is ReportTimeliness.PROMPTED
    assert timing_of(ON, ON, three_months, prompted=True).last_day == date(2027, 3, 28)


def test_people_judge_where_no_clock_does() -> None:
    """Nobody overrules the clock; only what is late or judged so can be taken further."""
    assert {one for one in ReportTimeliness if wants_judgement(one)} == {
        ReportTimeliness.TO_BE_JUDGED,
        ReportTimeliness.PROMPTED,
    }
    assert is_untimely(LATE, None)
    assert is_untimely(ReportTimeliness.PROMPTED, Judgement.NOT_IN_TIME)
    assert not is_untimely(ReportTimeliness.TO_BE_JUDGED, Judgement.IN_TIME)
    assert not is_untimely(ReportTimeliness.TO_BE_JUDGED, None)
    assert not is_untimely(ON_TIME, None)


def test_the_table_speaks_of_every_state() -> None:
    """A report waits for one of two; its ends are final."""
    assert set(MOVES) == set(ChangeState)
    assert {ChangeState.REPORTED, ChangeState.RETURNED} == OPEN
    assert move(ChangeState.RETURNED, ChangeState.REPORTED) is ChangeState.REPORTED
    assert not may_move(ChangeState.RETURNED, ChangeState.VERIFIED)
    for end in (ChangeState.VERIFIED, ChangeState.REFUSED, ChangeState.WITHDRAWN):
        for to in ChangeState:
            with pytest.raises(ChangeMoveError):
                move(end, to)


def test_every_kind_asks_something() -> None:
    """Each has a form; no field stands in it twice."""
    assert set(FORMS) == set(MajorChangeKind)
    for form in FORMS.values():
        assert form.required or form.one_of
        assert len(set(form.fields)) == len(form.fields)
