"""Waivers of a ban: they move by a table, lie inside the ban's days, never spare its platform."""

from datetime import date

import pytest

from registry.policy.ban_waivers import (
    MOVES,
    Days,
    WaiverState,
    faults_of_days,
    may_move,
    spares,
)

BAN = Days(date(2026, 6, 1), date(2029, 6, 1))
TODAY = date(2026, 12, 1)


def test_a_waiver_moves_by_its_table() -> None:
    """Prepared, approved, withdrawn; nothing follows a withdrawal."""
    assert set(MOVES) == set(WaiverState)
    assert may_move(WaiverState.PREPARED, WaiverState.APPROVED)
    assert may_move(WaiverState.APPROVED, WaiverState.WITHDRAWN)
    assert not may_move(WaiverState.APPROVED, WaiverState.PREPARED)
    assert not any(may_move(WaiverState.WITHDRAWN, to) for to in WaiverState)


@pytest.mark.parametrize(
    ("first", "last", "faults"),
    [
        (TODAY, BAN.last, {}),
        (TODAY, TODAY, {}),
        (date(2026, 11, 30), TODAY, {"from_day": "waiver_from_in_the_past"}),
        (TODAY, date(2026, 11, 30), {"until_day": "waiver_until_before_from"}),
        (TODAY, date(2029, 6, 2), {"until_day": "waiver_outside_ban"}),
        (
            date(2029, 6, 2),
            date(2029, 6, 3),
            {"from_day": "waiver_outside_ban", "until_day": "waiver_outside_ban"},
        ),
    ],
)
def test_its_days_lie_inside_the_ban_s(first: date, last: date, faults: dict[str, str]) -> None:
    """From today at the earliest, through the ban's last day at the latest."""
    assert faults_of_days(Days(first, last), BAN, TODAY) == faults


@pytest.mark.parametrize(("key", "spared"), [("another", True), ("banned", False), ("", False)])
def test_the_banned_platform_is_never_spared(key: str, spared: bool) -> None:  # noqa: FBT001 - a case
    """Another name is; one that is not known yet is not."""
    assert spares(key, {"banned"}) is spared
