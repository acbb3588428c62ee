"""The adjustment round to the second: June and December 2026, worked by hand (ruling 9)."""

from datetime import date, datetime

import pytest

from registry.policy.adjustments import (
    CutOffFault,
    Hindrance,
    RoundAct,
    RoundTimes,
    cut_off_fault,
    hindrance,
    is_closed,
    may_open,
    month_end,
    shown_under,
)
from registry.policy.calendar import SHANGHAI, Notice, WorkingCalendar
from registry.policy.rulebook import Programme
from registry.policy.vocabulary import WindowKind
from registry.policy.windows import Window, window

SUBMIT, UPLOAD = RoundAct.SUBMIT, RoundAct.UPLOAD
EXIT, REVIEW = RoundAct.PROPOSE_EXIT, RoundAct.REVIEW
OVER, NO_NOTICE, NOT_YET = Hindrance.OVER, Hindrance.NO_NOTICE, Hindrance.NOT_YET
CUT_OFF = Hindrance.CUT_OFF


def _at(*when: int) -> datetime:
    return datetime(*when, tzinfo=SHANGHAI)


@pytest.fixture
def june(calendar: WorkingCalendar, programme: Programme) -> Window:
    """24, 25, 26, 29 and 30 June 2026."""
    return window(WindowKind.ADJUSTMENT, "2026H1", calendar, programme)


@pytest.fixture
def december(calendar: WorkingCalendar, programme: Programme) -> Window:
    """25, 28, 29, 30 and 31 December 2026, provisional."""
    return window(WindowKind.ADJUSTMENT, "2026H2", calendar, programme)


# A day's last second, and what each act meets then: submit, upload, exit, review.
JUNE = [
    (_at(2026, 5, 31, 23, 59, 59), (NO_NOTICE, NO_NOTICE, NO_NOTICE, NO_NOTICE)),
    (_at(2026, 6, 1), (NOT_YET, NOT_YET, None, NOT_YET)),
    (_at(2026, 6, 23, 23, 59, 59), (NOT_YET, NOT_YET, None, NOT_YET)),
    (_at(2026, 6, 24), (None, None, None, None)),
    (_at(2026, 6, 27, 3), (None, None, None, None)),
    (_at(2026, 6, 29, 16, 59, 59), (None, None, None, None)),
    (_at(2026, 6, 29, 17), (CUT_OFF, None, None, None)),
    (_at(2026, 6, 30, 23, 59, 59), (CUT_OFF, None, None, None)),
    (_at(2026, 7, 1), (OVER, OVER, OVER, None)),
    (_at(2029, 3, 1), (OVER, OVER, OVER, None)),
]
DECEMBER = [
    (_at(2026, 12, 24, 23, 59, 59), (NOT_YET, NOT_YET, None, NOT_YET)),
    (_at(2026, 12, 25), (None, None, None, None)),
    (_at(2026, 12, 31, 23, 59, 59), (None, None, None, None)),
    (_at(2027, 1, 1), (OVER, OVER, OVER, None)),
]


@pytest.mark.parametrize(("at", "wanted"), JUNE)
def test_june_2026_with_a_cut_off(
    june: Window, at: datetime, wanted: tuple[Hindrance | None, ...]
) -> None:
    """Opened on 1 June, Zhejiang's hosts stopped on the 29th at 17:00."""
    times = RoundTimes(june, _at(2026, 6, 1), _at(2026, 6, 29, 17))
    assert tuple(hindrance(act, times, at) for act in RoundAct) == wanted


@pytest.mark.parametrize(("at", "wanted"), DECEMBER)
def test_december_2026_without_one(
    december: Window, at: datetime, wanted: tuple[Hindrance | None, ...]
) -> None:
    """Opened in November, no authority's cut-off."""
    times = RoundTimes(december, _at(2026, 11, 20, 9))
    assert tuple(hindrance(act, times, at) for act in RoundAct) == wanted


def test_without_a_notice_a_window_opens_nothing(december: Window) -> None:
    """In the five days every act waits for the notice; after them it is simply over."""
    times = RoundTimes(december)
    inside, after = _at(2026, 12, 28, 9), _at(2027, 1, 1)
    assert [hindrance(act, times, inside) for act in RoundAct] == [NO_NOTICE] * 4
    assert [hindrance(act, times, after) for act in RoundAct] == [OVER, OVER, OVER, NO_NOTICE]


def test_exits_outlast_a_window_that_ends_before_its_month(
    calendar: WorkingCalendar, programme: Programme
) -> None:
    """June 2024: the window closes on Friday the 28th, the month on Sunday the 30th."""
    times = RoundTimes(
        window(WindowKind.ADJUSTMENT, "2024H1", calendar, programme), _at(2024, 6, 3)
    )
    assert hindrance(SUBMIT, times, _at(2024, 6, 29)) is OVER
    assert hindrance(EXIT, times, _at(2024, 6, 30, 23, 59, 59)) is None
    assert hindrance(EXIT, times, _at(2024, 7, 1)) is OVER
    assert month_end("2024H1") == _at(2024, 7, 1)


def test_between_two_readings_nothing_goes(programme: Programme) -> None:
    """Where readings do not touch (ruling 3), what neither allows waits, and a sheet with it."""
    known = _at(2026, 12, 26, 9)
    off = frozenset(date(2026, 12, day) for day in (21, 22, 23, 24, 25, 28, 29, 30, 31))
    moved = Notice("made up", 2026, known.date(), known, off, frozenset())
    found = window(WindowKind.ADJUSTMENT, "2026H2", WorkingCalendar([moved]), programme)
    times = RoundTimes(found, _at(2026, 12, 1))
    assert [day.day for day in found.days] == [14, 15, 16, 17, 18]
    between = _at(2026, 12, 21, 9)
    assert [hindrance(act, times, between) for act in RoundAct] == [NOT_YET, NOT_YET, None, None]


def test_a_cut_off_shortens_and_never_lengthens(december: Window) -> None:
    """Until when hosts may submit is the cut-off, or the window's end where that comes first."""
    none = RoundTimes(december, _at(2026, 12, 1))
    assert (none.hosts_until, none.has_cut_off) == (_at(2027, 1, 1), False)
    early = RoundTimes(december, _at(2026, 12, 1), _at(2026, 12, 30, 12))
    assert (early.hosts_until, early.has_cut_off) == (_at(2026, 12, 30, 12), True)
    late = RoundTimes(december, _at(2026, 12, 1), _at(2027, 1, 2))
    assert (late.hosts_until, late.has_cut_off) == (_at(2027, 1, 1), False)


@pytest.mark.parametrize(
    ("wanted", "standing", "at", "fault"),
    [
        (_at(2026, 12, 29, 9, 30), None, _at(2026, 12, 1), CutOffFault.UNEVEN),
        (_at(2026, 12, 29, 9, 0, 1), None, _at(2026, 12, 1), CutOffFault.UNEVEN),
        (_at(2026, 12, 25), None, _at(2026, 12, 1), CutOffFault.OUTSIDE),
        (_at(2026, 12, 25, 1), None, _at(2026, 12, 1), None),
        (_at(2026, 12, 31, 23), None, _at(2026, 12, 1), None),
        (_at(2027, 1, 1), None, _at(2026, 12, 1), CutOffFault.SAME),
        (_at(2027, 1, 1, 1), None, _at(2026, 12, 1), CutOffFault.OUTSIDE),
        (_at(2026, 12, 28, 12), None, _at(2026, 12, 28, 12), CutOffFault.PAST),
        (_at(2026, 12, 28, 12), None, _at(2026, 12, 28, 11, 59, 59), None),
        (_at(2026, 12, 29, 12), _at(2026, 12, 30, 12), _at(2026, 12, 1), CutOffFault.EARLIER),
        (_at(2026, 12, 30, 12), _at(2026, 12, 30, 12), _at(2026, 12, 1), CutOffFault.SAME),
        (_at(2026, 12, 30, 13), _at(2026, 12, 30, 12), _at(2026, 12, 30, 12, 30), None),
        (_at(2027, 1, 1), _at(2026, 12, 30, 12), _at(2026, 12, 31), None),
    ],
)
def test_a_cut_off_lies_in_the_window_and_is_only_put_off(
    december: Window,
    wanted: datetime,
    standing: datetime | None,
    at: datetime,
    fault: CutOffFault | None,
) -> None:
    """Ahead of now, after the opening, at the end at the latest, never before what was told."""
    assert cut_off_fault(wanted, standing, december, at) is fault


def test_a_notice_opens_the_round_at_hand(june: Window, december: Window) -> None:
    """Neither one that is over nor one beyond the next."""
    assert may_open(december, december)
    assert not may_open(june, december)


def test_a_round_is_closed_with_its_month() -> None:
    """At 24:00 of 30 June, whatever ran."""
    assert not is_closed("2026H1", _at(2026, 6, 30, 23, 59, 59))
    assert is_closed("2026H1", _at(2026, 7, 1))


@pytest.mark.parametrize(
    ("period", "at", "under"),
    [
        ("", _at(2026, 6, 30, 23, 59, 59), "2026H1"),
        ("", _at(2026, 7, 1), "2026H2"),
        ("2026H1", _at(2026, 6, 30, 23, 59, 59), "2026H1"),
        ("2026H1", _at(2026, 7, 1), "2026H2"),
        ("2026H1", _at(2027, 1, 1), "2027H1"),
        ("2026H2", _at(2026, 12, 25), "2026H2"),
    ],
)
def test_what_has_not_ended_goes_with_the_clock(period: str, at: datetime, under: str) -> None:
    """Drafts stand under the running half-year; what was submitted moves on with its end."""
    assert shown_under(period, at) == under
