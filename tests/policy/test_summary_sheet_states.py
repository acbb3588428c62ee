"""A summary sheet moves from staging to admission by a table."""

from datetime import UTC, datetime, timedelta

import pytest

from registry.policy.findings import Finding
from registry.policy.summary_sheet_states import (
    MOVES,
    ArrivedSheet,
    RowOutcome,
    SheetState,
    left_undone,
    may_move,
    outcome_of_opinion,
    state_on_arrival,
)
from registry.policy.vocabulary import Opinion, Severity


def test_the_table_speaks_of_every_state() -> None:
    """No state is left out of the table."""
    assert set(MOVES) == set(SheetState)


@pytest.mark.parametrize(
    ("states", "left"),
    [
        ("", ""),
        ("needs_mending staged", "2"),
        ("needs_mending needs_mending admitted", ""),
        ("staged staged withdrawn", "2"),
        ("admitting needs_mending", "1 2"),
        ("withdrawn", ""),
    ],
)
def test_what_was_sent_anew_is_not_left_undone(states: str, left: str) -> None:
    """Of a round's sheets the newest counts, and one whose rows are going in."""
    day = datetime(2026, 12, 28, tzinfo=UTC)
    sheets = [
        ArrivedSheet(f"{place}", day + timedelta(minutes=place), SheetState(state))
        for place, state in enumerate(states.split(), start=1)
    ]
    assert " ".join(one.number for one in left_undone(sheets)) == left


@pytest.mark.parametrize("state", [SheetState.ADMITTED, SheetState.WITHDRAWN])
def test_an_ended_sheet_stays_ended(state: SheetState) -> None:
    """Nothing follows admission or withdrawal."""
    assert not any(may_move(state, to) for to in SheetState)


def test_a_sheet_under_admission_cannot_be_withdrawn() -> None:
    """Once accepted, a sheet goes on to the end."""
    assert not may_move(SheetState.ADMITTING, SheetState.WITHDRAWN)


def test_a_sheet_that_needs_mending_cannot_be_accepted() -> None:
    """Only a staged sheet goes into admission."""
    assert [state for state in SheetState if may_move(state, SheetState.ADMITTING)] == [
        SheetState.STAGED
    ]


@pytest.mark.parametrize(
    ("severities", "rows", "state"),
    [
        ((), 1, SheetState.STAGED),
        ((Severity.NOTE, Severity.WARNING), 3, SheetState.STAGED),
        ((Severity.NOTE, Severity.BLOCKING), 3, SheetState.NEEDS_MENDING),
        ((), 0, SheetState.NEEDS_MENDING),
    ],
)
def test_one_blocking_finding_needs_mending(
    severities: tuple[Severity, ...], rows: int, state: SheetState
) -> None:
    """Warnings and notes stage a sheet; one blocking finding, or no row at all, does not."""
    findings = [Finding("any", severity) for severity in severities]
    assert state_on_arrival(findings, rows) is state


@pytest.mark.parametrize(
    ("opinion", "outcome"),
    [
        (Opinion.APPROVED, None),
        (Opinion.NOT_APPROVED, RowOutcome.NOT_APPROVED),
        (Opinion.DEFERRED, RowOutcome.DEFERRED),
        (Opinion.UNKNOWN, RowOutcome.NOT_APPROVED),
    ],
)
def test_only_approval_admits(opinion: Opinion, outcome: RowOutcome | None) -> None:
    """Every opinion but an explicit approval settles the row without admission (ruling 13)."""
    assert outcome_of_opinion(opinion) is outcome
