"""Retries: how long is waited after each attempt, how much of it is chance, and when it ends."""

from datetime import UTC, datetime, timedelta

import pytest

from registry.documents.deliveries import Delivery
from registry.gateways.outcomes import Outcome
from registry.services.delivery_claims import claim, note
from registry.services.retries import is_given_up, next_try

AT = datetime(2026, 12, 28, 9, tzinfo=UTC)
# Attempts made, and the seconds to the next where chance is in the middle.
WAITS = [(1, 30), (2, 60), (3, 120), (4, 240), (5, 480), (6, 960), (7, 1920), (8, 3600)]


@pytest.mark.parametrize(("attempts", "seconds"), [*WAITS, (9, 3600), (80, 3600), (10**6, 3600)])
def test_the_wait_doubles_up_to_an_hour_and_chance_moves_it_by_a_quarter(
    attempts: int, seconds: int
) -> None:
    """Half a minute first; the least and the most chance are a quarter either way, exactly."""
    waits = [
        (next_try(attempts, at=AT, chance=chance) - AT).total_seconds() for chance in (0, 0.5, 1)
    ]
    assert waits == [seconds * 0.75, seconds, seconds * 1.25]


@pytest.mark.usefixtures("database")
def test_those_that_fail_together_are_not_tried_again_together() -> None:
    """Of forty that failed in one instant most get an instant of their own, within the bounds."""
    for ordinal in range(40):
        Delivery(
            message="5f0000000000000000000009", channel="email", address=str(ordinal),
            audience="host", recipient="host-1", since=AT, next_try_at=AT, recorded_at=AT,
        ).save()  # fmt: skip
    waits = []
    while one := claim("email", "a", at=AT):
        again = note(one, Outcome("mail_refused"), at=AT)
        assert again is not None
        waits.append((again - AT).total_seconds())
    assert len(waits) == 40
    assert len(set(waits)) > 20
    assert min(waits) >= 22.5
    assert max(waits) <= 37.5
    assert max(waits) - min(waits) > 3


@pytest.mark.parametrize(
    ("after", "over"),
    [
        (timedelta(), False),
        (timedelta(days=3) - timedelta(milliseconds=1), False),
        (timedelta(days=3), True),
        (timedelta(days=30), True),
        (timedelta(seconds=-1), False),
    ],
)
def test_it_is_given_up_after_three_days_to_the_instant(after: timedelta, *, over: bool) -> None:
    """The third day's end is the end; a clock that stepped back ends nothing."""
    assert is_given_up(AT, at=AT + after) is over
