"""Windows: the last five working days, to the second, in Asia/Shanghai (rulings 1, 3, 6, 9)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.policy import windows
from registry.policy.calendar import SHANGHAI, Notice, WorkingCalendar
from registry.policy.periods import PeriodError
from registry.policy.rulebook import Programme
from registry.policy.vocabulary import WindowKind

UPDATE, ROUND = WindowKind.QUARTERLY_UPDATE, WindowKind.ADJUSTMENT
QUARTERS = st.builds("{}Q{}".format, st.integers(2004, 2026), st.integers(1, 4))
SECOND = timedelta(seconds=1)


def _at(*when: int) -> datetime:
    return datetime(*when, tzinfo=SHANGHAI)


def _notice(year: int, known_at: datetime, off: list[date], work: list[date]) -> Notice:
    return Notice("made up", year, known_at.date(), known_at, frozenset(off), frozenset(work))


@given(QUARTERS)
@settings(max_examples=200)
def test_a_window_is_exactly_five_working_days_in_order(
    calendar: WorkingCalendar, programme: Programme, period: str
) -> None:
    """Five different working days, earliest first, all in the quarter's last month."""
    days = windows.window(UPDATE, period, calendar, programme).days
    assert len(set(days)) == 5
    assert list(days) == sorted(days)
    assert all(calendar.is_working(day) for day in days)
    assert {day.month for day in days} == {int(period[-1]) * 3}


@given(QUARTERS)
@settings(max_examples=200)
def test_the_last_working_day_is_in_and_the_sixth_last_is_out(
    calendar: WorkingCalendar, programme: Programme, period: str
) -> None:
    """Counting back from the quarter's end, five working days are in and no more."""
    found = windows.window(UPDATE, period, calendar, programme)
    month = int(period[-1]) * 3
    days = [date(int(period[:4]), month, 1) + timedelta(days=n) for n in range(31)]
    worked = [day for day in days if day.month == month and calendar.is_working(day)]
    assert worked[-1] == found.days[-1]
    assert worked[-6] not in found.days


@pytest.mark.parametrize(
    ("instant", "accepted"),
    [
        (_at(2026, 9, 22, 23, 59, 59), False),
        (_at(2026, 9, 23), True),
        (_at(2026, 9, 25, 12), True),
        (_at(2026, 9, 27, 3), True),
        (_at(2026, 9, 30, 23, 59, 59), True),
        (_at(2026, 10, 1), False),
        (datetime(2026, 9, 22, 15, 59, 59, tzinfo=UTC), False),
        (datetime(2026, 9, 22, 16, tzinfo=UTC), True),
        (datetime(2026, 9, 30, 16, tzinfo=UTC), False),
    ],
)
def test_a_window_is_open_from_midnight_to_midnight_days_off_between_included(
    instant: datetime, *, accepted: bool, calendar: WorkingCalendar, programme: Programme
) -> None:
    """September 2026 opens on the 23rd at 00:00 and closes after the 30th, in Shanghai's time."""
    found = windows.window(UPDATE, "2026Q3", calendar, programme)
    assert found.accepts(instant) is accepted


def test_a_window_carries_instants_clause_and_notices(
    calendar: WorkingCalendar, programme: Programme
) -> None:
    """What a page shows of a window stands in the window."""
    found = windows.window(ROUND, "2025H2", calendar, programme)
    assert (found.opens_at, found.closes_at) == (_at(2025, 12, 25), _at(2026, 1, 1))
    assert (found.clause, found.source, found.provisional) == ("二（五）", "text", False)
    assert found.notices == ("国办发明电〔2024〕12号", "国办发明电〔2025〕7号")


def test_a_year_without_a_notice_is_counted_by_the_week_and_provisional(
    calendar: WorkingCalendar, programme: Programme
) -> None:
    """No notice arranges 2027: Monday to Friday, provisional."""
    found = windows.window(UPDATE, "2027Q1", calendar, programme)
    assert [day.day for day in found.days] == [25, 26, 29, 30, 31]
    assert (found.provisional, found.notices) == (True, ())


def test_december_is_final_once_next_years_notice_is_known(
    calendar: WorkingCalendar, programme: Programme
) -> None:
    """A 2027 notice that says nothing of December settles 2026Q4."""
    notice = _notice(2027, _at(2026, 11, 5), [date(2027, 1, 1)], [])
    known = WorkingCalendar((*calendar.notices, notice))
    found = windows.window(UPDATE, "2026Q4", known, programme)
    assert (found.provisional, len(found.readings)) == (False, 1)


def test_what_a_window_rests_on_was_learned_at_these_moments(
    calendar: WorkingCalendar, programme: Programme
) -> None:
    """Its year's notice; for December the next year's too, and for an unknown year nothing."""
    late = _notice(2027, _at(2026, 12, 10), [date(2026, 12, 31)], [])
    known = WorkingCalendar((*calendar.notices, late))
    third, fourth, beyond = (
        windows.window(UPDATE, period, calendar, programme)
        for period in ("2026Q3", "2026Q4", "2029Q1")
    )
    issued = windows.learned(third, calendar)
    assert len(issued) == 1
    assert windows.learned(third, known) == windows.learned(fourth, calendar) == issued
    assert windows.learned(fourth, known) == (*issued, late.known_at)
    assert windows.learned(beyond, calendar) == ()


def test_a_notice_learned_late_moves_the_days_and_keeps_the_earlier_reading(
    calendar: WorkingCalendar, programme: Programme
) -> None:
    """A notice that takes 31 December off moves the window; the day stays accepted."""
    notice = _notice(2027, _at(2026, 12, 10), [date(2026, 12, 31)], [date(2026, 12, 27)])
    found = windows.window(ROUND, "2026H2", WorkingCalendar((*calendar.notices, notice)), programme)
    assert [day.day for day in found.days] == [25, 27, 28, 29, 30]
    assert found.closes_at == _at(2026, 12, 31)
    assert found.accepts(_at(2026, 12, 31, 23, 59, 59))
    assert not found.accepts(_at(2027, 1, 1))
    assert (found.accepts_from, found.accepts_until) == (_at(2026, 12, 25), _at(2027, 1, 1))


def test_a_notice_and_its_amendment_inside_one_quarter_leave_each_reading(
    calendar: WorkingCalendar, programme: Programme
) -> None:
    """Every reading that stood since the quarter began is kept, the newest last."""
    first = _notice(2027, _at(2026, 11, 1), [date(2026, 12, 31)], [])
    second = replace(
        _notice(2027, _at(2026, 12, 5), [date(2026, 12, 30)], []), number="its amendment"
    )
    known = WorkingCalendar((*calendar.notices, first, second))
    found = windows.window(UPDATE, "2026Q4", known, programme)
    assert [[day.day for day in days] for days in found.readings] == [
        [25, 28, 29, 30, 31],
        [24, 25, 28, 29, 30],
        [23, 24, 25, 28, 29],
    ]


def test_a_reading_that_fell_before_the_quarter_began_counts_for_nothing(
    calendar: WorkingCalendar, programme: Programme
) -> None:
    """24 September 2025 would be in by the week alone, which never stood in that quarter."""
    found = windows.window(UPDATE, "2025Q3", calendar, programme)
    assert not found.accepts(_at(2025, 9, 24, 12))


@pytest.mark.parametrize(("kind", "period"), [(UPDATE, "2026H2"), (ROUND, "2026Q4"), (UPDATE, "x")])
def test_a_period_of_the_other_kind_is_refused(
    kind: WindowKind, period: str, calendar: WorkingCalendar, programme: Programme
) -> None:
    """A quarterly update has quarters, a round has halves."""
    with pytest.raises(PeriodError):
        windows.window(kind, period, calendar, programme)


def test_a_year_has_four_updates_and_two_rounds_by_closing_time(
    calendar: WorkingCalendar, programme: Programme
) -> None:
    """Updates stand before the round of the same days."""
    found = windows.windows_of_year(2026, calendar, programme)
    assert [one.period for one in found] == [
        "2026Q1", "2026Q2", "2026H1", "2026Q3", "2026Q4", "2026H2",
    ]  # fmt: skip


def test_a_year_no_service_handles_is_refused(
    calendar: WorkingCalendar, programme: Programme
) -> None:
    """1999 and 9999 are slips of the keyboard."""
    for year in (1999, 9999):
        with pytest.raises(PeriodError):
            windows.windows_of_year(year, calendar, programme)


def test_the_open_window_is_the_one_that_accepts_now(
    calendar: WorkingCalendar, programme: Programme
) -> None:
    """In it, a second before it, and a second after."""
    opens, closes = _at(2026, 12, 25), _at(2027, 1, 1)
    for kind, period in ((UPDATE, "2026Q4"), (ROUND, "2026H2")):
        inside = windows.open_window(kind, opens, calendar, programme)
        assert inside is not None
        assert inside.period == period
        assert windows.open_window(kind, closes - SECOND, calendar, programme) == inside
        assert windows.open_window(kind, opens - SECOND, calendar, programme) is None
        assert windows.open_window(kind, closes, calendar, programme) is None


def test_the_next_window_is_the_first_that_opens_later(
    calendar: WorkingCalendar, programme: Programme
) -> None:
    """Before a window it is that window; from its first second on, the one after."""
    before = windows.next_window(UPDATE, _at(2026, 12, 24, 23, 59, 59), calendar, programme)
    inside = windows.next_window(UPDATE, _at(2026, 12, 25), calendar, programme)
    assert (before.period, inside.period) == ("2026Q4", "2027Q1")
    assert windows.next_window(ROUND, _at(2026, 7, 1), calendar, programme).period == "2026H2"


def test_the_window_at_hand_is_the_open_one_or_else_the_next(
    calendar: WorkingCalendar, programme: Programme
) -> None:
    """To its last second a window is at hand; with the next second the following one is."""
    closes = _at(2027, 1, 1)
    for kind, period, following in ((UPDATE, "2026Q4", "2027Q1"), (ROUND, "2026H2", "2027H1")):
        last = windows.window_at_hand(kind, closes - SECOND, calendar, programme)
        after = windows.window_at_hand(kind, closes, calendar, programme)
        assert (last.period, after.period) == (period, following)


def test_the_day_is_judged_in_shanghai_whatever_the_instants_zone(
    calendar: WorkingCalendar, programme: Programme
) -> None:
    """31 December 16:00 UTC is already the new year, and the next quarter."""
    instant = datetime(2026, 12, 31, 16, tzinfo=UTC)
    assert windows.open_window(UPDATE, instant, calendar, programme) is None
    assert windows.next_window(UPDATE, instant, calendar, programme).period == "2027Q1"
